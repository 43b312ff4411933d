"""What one search finds in everything that the desk knows."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.article_words import ARTICLE_MARK
from incidentdesk.desktop.improve.improvement_mark import IMPROVEMENT_MARK
from incidentdesk.desktop.improve.knowledge_reference import NAME, number_of, reference_of
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table import RecordTable
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.state_mark import KNOWN_ERROR_MARK, LESSON_MARK, PROBLEM_MARK, Mark
from incidentdesk.improve.article import ArticleState
from incidentdesk.improve.improvement import ImprovementState
from incidentdesk.improve.knowledge import Knowledge, KnowledgeKind, found_knowledge
from incidentdesk.improve.lesson_kind import LessonKind
from incidentdesk.investigate.problem_state import ProblemState
from incidentdesk.language import N_, _
from incidentdesk.prepare.known_error_state import KnownErrorState
from incidentdesk.refusal import Refused

_ORDER = {kind: place for place, kind in enumerate(KnowledgeKind)}


def _mark(found: Knowledge) -> Mark | None:
    if found.kind == KnowledgeKind.LESSON:
        return LESSON_MARK[LessonKind(found.state)]
    if found.kind == KnowledgeKind.ARTICLE:
        return ARTICLE_MARK[ArticleState(found.state)]
    if found.kind == KnowledgeKind.IMPROVEMENT:
        return IMPROVEMENT_MARK[ImprovementState(found.state)]
    if found.kind == KnowledgeKind.PROBLEM:
        return PROBLEM_MARK[ProblemState(found.state)]
    return KNOWN_ERROR_MARK[KnownErrorState(found.state)] if found.kind == KnowledgeKind.KNOWN_ERROR else None


COLUMNS = (
    Column("kind", N_("Kind"), lambda row, _now: _(NAME[row.kind]), lambda row: _ORDER[row.kind], 116),
    Column("number", N_("Number"), lambda row, _now: number_of(row), number_of, 96, 1, role=lambda *_: "text2"),
    Column("title", N_("Title"), lambda row, _now: row.title, lambda row: row.title),
    Column("text", N_("What helps"), lambda row, _now: row.text, lambda row: row.text, 260, 4, role=lambda *_: "text2"),
    Column("state", N_("State"), lambda row, _now: _(row.state), lambda row: row.state, 168, 2, mark=_mark),
    Column(
        "updated", N_("Updated"), lambda row, now: moment.relative(row.updated_at, now.at, now.zone),
        lambda row: row.updated_at, 100, 3, whole=lambda row, now: moment.full(row.updated_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


class KnowledgePane(QWidget):
    """Emits `opened(reference)`, `counted(number)` when a search has come back."""

    opened = Signal(str)
    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.text = ""
        self.table = RecordTable(desk, _("What was found"), COLUMNS, lambda row: (row.kind, row.id))
        self.table.opened.connect(lambda row: self.opened.emit(reference_of(row)))
        self.nothing = EmptyState(
            desk.theme,
            "search",
            _("Nothing is known of that"),
            _("Try fewer words: all of them must stand in one article, lesson, problem, improvement or incident."),
        )
        self.places = QStackedWidget()
        self.places.addWidget(self.table)
        self.places.addWidget(self.nothing)
        self.card = QFrame()
        self.card.setObjectName("card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.places)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.addWidget(self.card)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def search(self, text: str) -> None:
        """Look for everything that has these words."""
        self.text = text
        self._desk.background.run_latest(
            f"knowledge of {id(self)}", _search, self._desk.database, text, then=self._show, failed=self._fail
        )

    def _show(self, found: list[Knowledge]) -> None:
        self.table.show_rows(found)
        self.places.setCurrentWidget(self.table if found else self.nothing)
        self.counted.emit(len(found))

    def _fail(self, refused: Refused) -> None:
        self.nothing.tell(_("This can't be read"), str(refused))
        self.places.setCurrentWidget(self.nothing)

    def take_focus(self) -> None:
        if self.places.currentWidget() is self.table:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dress(self) -> None:
        self.card.setStyleSheet(
            self._desk.theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )


def _search(database: Any, text: str) -> list[Knowledge]:
    with database.read() as reader:
        return found_knowledge(reader, text)
