"""Everything that belongs to the review of an incident, read in one go: for its page and for its report."""

from collections.abc import Sequence
from dataclasses import dataclass

from incidentdesk import clock
from incidentdesk.improve.lesson_list import LessonRow, lessons_of
from incidentdesk.improve.review_cause import graph_of_review
from incidentdesk.improve.review_number import Span, spans
from incidentdesk.improve.review_sheet import Review, Step, review_of, steps_of
from incidentdesk.improve.review_state import ReviewSummary, review_state
from incidentdesk.investigate.action_list import ActionRow, actions_of
from incidentdesk.investigate.cause_graph import CauseGraph
from incidentdesk.investigate.problem_link import problem_of
from incidentdesk.investigate.subject import INCIDENT, PROBLEM, Subject
from incidentdesk.respond.adherence import Adherence, adherence_of
from incidentdesk.respond.sheet import Sheet, sheet_of
from incidentdesk.respond.timeline import Fact, timeline
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """`review` is None where none was begun. `investigated` is what the graph belongs to: the incident or, where its
    own causes were not looked for, its problem."""

    sheet: Sheet
    summary: ReviewSummary
    review: Review | None
    steps: Sequence[Step]
    spans: Sequence[Span]
    facts: Sequence[Fact]
    investigated: Subject
    graph: CauseGraph | None
    actions: Sequence[ActionRow]
    lessons: Sequence[LessonRow]
    # How every run of a plan kept to the version that it pinned, the first one first (N4).
    adherence: Sequence[Adherence] = ()

    @property
    def starred(self) -> list[Fact]:
        return [fact for fact in self.facts if fact.starred]


def review_record(reader: Reader, incident_id: int, *, today: str) -> ReviewRecord:
    """Raises Refused where there is no such incident; `today` as YYYY-MM-DD in the zone of the desk."""
    sheet = sheet_of(reader, incident_id)
    investigated, graph = graph_of_review(reader, incident_id)
    own = Subject(INCIDENT, incident_id)
    problem_id = problem_of(reader, incident_id)
    actions = actions_of(reader, own, today=today)
    if problem_id is not None:
        actions += actions_of(reader, Subject(PROBLEM, problem_id), today=today)
    return ReviewRecord(
        sheet,
        review_state(reader, incident_id),
        review_of(reader, incident_id),
        steps_of(reader, incident_id),
        spans(sheet.facts),
        timeline(reader, incident_id),
        investigated,
        graph,
        actions,
        lessons_of(reader, own),
        adherence_of(reader, incident_id, clock.stored(clock.now()))[::-1],
    )
