"""What was learnt from an incident, in the overview of its investigation: how far its review is, and its lessons."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.analysis_ways import ways
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.lesson_dialog import open_lesson_dialog
from incidentdesk.desktop.investigate.line_list import Line, LineList
from incidentdesk.desktop.investigate.section import Section
from incidentdesk.desktop.widgets.state_mark import LESSON_MARK, REVIEW_MARK
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.improve.lesson_list import LessonRow, lessons_of
from incidentdesk.improve.review_due import due_text
from incidentdesk.improve.review_state import ReviewState, ReviewSummary, review_state
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.language import _, isolated


@dataclass(frozen=True, slots=True)
class Learnt:
    review: ReviewSummary
    lessons: tuple[LessonRow, ...] = ()


def load_learnt(database: Any, incident_id: int) -> Learnt:
    """Raises Refused where there is no such incident."""
    with database.read() as reader:
        lessons = lessons_of(reader, Subject(INCIDENT, incident_id))
        return Learnt(review_state(reader, incident_id), tuple(lessons))


class LearningSection(QWidget):
    """`owner` is the page of the incident, to which the commands are bound. Emits `filled` when it has been read."""

    opened = Signal(str)
    refused = Signal(object)
    filled = Signal()

    def __init__(
        self,
        desk: Desk,
        incident_id: int,
        owner: QWidget,
        why_absent: Callable[[], str],
        why_not: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._subject, self._owner = desk, Subject(INCIDENT, incident_id), owner
        self.learnt: Learnt | None = None
        self._stale = True
        desk.registry.add_all(self._actions(why_absent, why_not), owner)
        self.review = Section(desk, _("Review"))
        self.review.offer("analysis.review")
        self.review_line = LineList(desk, _("Review"), _("Enter opens it"))
        self.review_line.opened.connect(lambda _key: self.open_review())
        self.review.add(self.review_line)
        self.lessons = Section(desk, _("Lessons"))
        self.lessons.offer("analysis.lesson")
        self.lesson_list = LineList(desk, _("Lessons"), _("Enter opens one"))
        self.lesson_list.opened.connect(lambda key: open_lesson_dialog(desk, self, int(key)))
        self.lessons.add(self.lesson_list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.review)
        column.addWidget(self.lessons)
        desk.changes.changed.connect(self._heard)
        self._load()

    def _actions(self, why_absent: Callable[[], str], why_not: Callable[[], str]) -> Iterator[Action]:
        yield from ways(INCIDENT, lambda: self._subject, self.opened.emit, why_absent=why_absent)
        yield Action(
            "analysis.lesson", _("Add &lesson…"), self.add_lesson, icon="lesson", shortcuts=("Shift+L",),
            scope="incident", menu="analysis/add", section=2, why_disabled=why_not,
            synonyms=_("finding learnt learned"),
        )  # fmt: skip

    def open_review(self) -> None:
        self.opened.emit(f"{self._subject.number}/review")

    def add_lesson(self) -> None:
        open_lesson_dialog(self._desk, self, subject=self._subject)

    def is_empty(self) -> bool:
        """Whether there is nothing that somebody would miss."""
        learnt = self.learnt
        return learnt is None or (
            not learnt.lessons
            and learnt.review.due_at is None
            and learnt.review.state in (ReviewState.NOT_NEEDED, ReviewState.NOT_STARTED)
        )

    # -- reading

    def _heard(self, changes: dict[str, Any]) -> None:
        ids = changes.get("incident", frozenset())
        if ids is None or self._subject.id in ids or {"review", "lesson", "setting"} & set(changes):
            self._load()

    def _load(self) -> None:
        self._stale = not self._owner.isVisible()
        if not self._stale:
            self._desk.background.run_latest(
                f"learning of {id(self)}", load_learnt, self._desk.database, self._subject.id,
                then=self._show, failed=self.refused.emit,
            )  # fmt: skip

    def refresh(self) -> None:
        """Read what has changed while nobody could see it."""
        if self._stale:
            self._load()

    def _show(self, learnt: Learnt) -> None:
        self.learnt = learnt
        self.review_line.show_lines([_review_line(learnt.review, self._desk)])
        self.lesson_list.show_lines([_lesson_line(row) for row in learnt.lessons])
        self.lessons.show_count(len(learnt.lessons))
        self.lessons.say("" if learnt.lessons else _("No lesson was written down yet."))
        self.filled.emit()


def _review_line(review: ReviewSummary, desk: Desk) -> Line:
    now = clock.stored(clock.now())
    late = review.due_at is not None and review.due_at < now
    note = ""
    if review.state == ReviewState.SKIPPED:
        note = _("reason: {reason}").format(reason=isolated(review.skipped_reason))
    elif review.state == ReviewState.PUBLISHED and review.published_at is not None:
        note = _("published {time}").format(time=moment.day_and_time(review.published_at, now, desk.zone))
    elif review.lead or review.author:
        note = _("led by {name}").format(name=isolated(review.lead or review.author))
    elif review.state == ReviewState.NOT_NEEDED:
        note = _("Only major incidents need one; it can be written all the same.")
    word = due_text(review.due_at, now)
    spoken = ", ".join(part for part in (_("Review"), _(review.state), note, word) if part)
    return Line(
        "review",
        _(review.state),
        note,
        word,
        "danger" if late else "text2",
        mark=REVIEW_MARK[review.state],
        spoken=spoken,
    )


def _lesson_line(row: LessonRow) -> Line:
    kind = LessonKind(row.kind)
    note = " · ".join(isolated(part) for part in (_(kind), " ".join(row.recommendation.split())) if part)
    return Line(str(row.id), row.title, note, mark=LESSON_MARK[kind], spoken=f"{row.title}, {note}")
