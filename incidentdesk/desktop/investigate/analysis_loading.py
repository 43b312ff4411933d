"""What the overview of an investigation reads, in one go and away from the window."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk import clock
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.investigate.action_list import ActionRow, actions_of, only_reminders
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Role, Status
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.problem_link import problem_of
from incidentdesk.investigate.problem_list import ProblemRow, problems
from incidentdesk.investigate.subject import Subject
from incidentdesk.measure.judged_action import judged


@dataclass(frozen=True, slots=True)
class Analysis:
    """`reminders` says that all that is planned asks people to remember something; `today` as YYYY-MM-DD.

    The drawings are made only where they are seen, and only of what there is.
    """

    graph: CauseGraph = field(default_factory=CauseGraph)
    actions: tuple[ActionRow, ...] = ()
    reminders: bool = False
    problem: ProblemRow | None = None
    today: str = ""
    fishbone: Drawing | None = None
    whys: Drawing | None = None

    @property
    def empty(self) -> bool:
        return not (self.graph.in_order() or self.actions or self.problem)


def load_analysis(database: Any, subject: Subject, zone: ZoneInfo, drawn: bool) -> Analysis:
    """With `drawn` also the small pictures, which take longer."""
    today = clock.now().astimezone(zone).date().isoformat()
    with database.read() as reader:
        graph = cause_graph_of(reader, subject) or CauseGraph()
        actions = tuple(judged(reader, actions_of(reader, subject, today=today), clock.stored(clock.now())))
        found = problem_of(reader, subject.id) if subject.incident_id is not None else None
        problem = next((row for row in problems(reader) if row.id == found), None) if found is not None else None
    reminders = bool(only_reminders(actions))
    fishbone, whys = _drawings(graph) if drawn else (None, None)
    return Analysis(graph, actions, reminders, problem, today, fishbone, whys)


def _drawings(graph: CauseGraph) -> tuple[Drawing | None, Drawing | None]:
    from incidentdesk.investigate.fishbone import fishbone
    from incidentdesk.investigate.whys_drawing import whys
    from incidentdesk.paper.label import measured

    on_bones = any(graph.children(category.key) for category in graph.categories)
    answered = bool(graph.answers(EFFECT))
    return (
        fishbone(graph, measured).drawing if on_bones else None,
        whys(graph, measured).drawing if answered else None,
    )


def causes_with(graph: CauseGraph, kind: str) -> list[Cause]:
    """The causes of one group of findings: Status.ROOT_CAUSE, or one of the roles (features.md I6).

    What is a root cause stands with the root causes, whatever its role; what was ruled out is in no group.
    """
    found = []
    for cause in graph.in_order():
        root = cause.status == Status.ROOT_CAUSE
        if (kind == Status.ROOT_CAUSE and root) or (
            kind in tuple(Role) and cause.role == kind and not root and cause.status != Status.RULED_OUT
        ):
            found.append(cause)
    return found
