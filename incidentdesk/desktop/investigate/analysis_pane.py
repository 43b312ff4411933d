"""The overview of an incident's investigation: the diagrams in small, what was found, and what is done about it."""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QMimeData, Signal, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.action_dialog import open_action_dialog
from incidentdesk.desktop.investigate.analysis_commands import AnalysisCommands
from incidentdesk.desktop.investigate.analysis_lines import action_lines, cause_lines, problem_lines
from incidentdesk.desktop.investigate.analysis_loading import Analysis, causes_with, load_analysis
from incidentdesk.desktop.investigate.diagram_card import DiagramCard
from incidentdesk.desktop.investigate.diagram_footer import counts_text
from incidentdesk.desktop.investigate.line_list import LineList
from incidentdesk.desktop.investigate.section import Section
from incidentdesk.desktop.investigate.whys_words import whys_counts
from incidentdesk.desktop.respond.fact_field import fill
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.command_button import command_button
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.investigate.action_hint import reminder_hint
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Role, Status
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import N_, _

# The groups of findings are told apart (features.md I6).
_GROUPS = (
    (Status.ROOT_CAUSE, N_("Root causes")),
    (Role.CONTRIBUTING, N_("Contributing factors")),
    (Role.TRIGGER, N_("Trigger")),
    (Role.DETECTION_GAP, N_("Detection gaps")),
)


class Learning(Protocol):
    """What was learnt from the incident, which a later phase brings along: its review and its lessons."""

    opened: SignalInstance
    refused: SignalInstance
    filled: SignalInstance

    def is_empty(self) -> bool: ...

    def refresh(self) -> None:
        """It can be seen again."""
        ...


class AnalysisPane(QWidget):
    """A part of an incident's page, as desktop.respond.page_part says.

    `owner` is that page, to which the commands are bound; `learning` stands below everything else.
    """

    key = "analysis"
    row_actions: tuple[str, ...] = ()
    file_actions: tuple[str, ...] = ()
    menu_actions = ("analysis.fishbone", "analysis.whys")
    renamed = Signal()
    opened = Signal(str)
    refused = Signal(object)

    def __init__(
        self,
        desk: Desk,
        subject: Subject,
        owner: QWidget,
        why_absent: Callable[[], str],
        why_not: Callable[[], str],
        learning: Learning | None = None,
    ) -> None:
        super().__init__()
        self.desk, self.subject, self.learning = desk, subject, learning
        self._owner = owner
        self.analysis = Analysis()
        self._stale = True
        self.commands = AnalysisCommands(self, owner, why_absent, why_not)
        self._build()
        if learning is not None:
            learning.opened.connect(self.opened)
            learning.refused.connect(self.refused)
            learning.filled.connect(self._show_empty)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self._load()

    # -- building

    def _build(self) -> None:
        desk, registry = self.desk, self.desk.registry
        self.fishbone = DiagramCard(
            desk, _("Fishbone"), _("Open fishbone"), "fishbone", registry.tooltip("analysis.fishbone")
        )
        self.whys = DiagramCard(desk, _("5-Whys"), _("Open 5-Whys"), "whys", registry.tooltip("analysis.whys"))
        self.fishbone.wanted.connect(lambda: registry.run("analysis.fishbone"))
        self.whys.wanted.connect(lambda: registry.run("analysis.whys"))
        cards = QHBoxLayout()
        cards.setSpacing(12)
        cards.addWidget(self.fishbone, 1)
        cards.addWidget(self.whys, 1)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(16, 12, 16, 24)
        self._column.setSpacing(16)
        self._column.addLayout(cards)
        self._build_findings()
        self._build_actions()
        if self.learning is not None:
            self._column.addWidget(self.learning)
        self._column.addStretch(1)
        self.scroll = scrolling(
            inner, _("Analysis"), _("The diagrams in small, what was found, and what is done about it")
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self._empty_state())
        self.stack.addWidget(self.scroll)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _build_findings(self) -> None:
        self.groups: dict[str, tuple[Section, LineList]] = {}
        for kind, heading in _GROUPS:
            section = Section(self.desk, _(heading))
            lines = LineList(self.desk, _(heading), _("Enter shows it in its diagram"))
            lines.opened.connect(self._open_cause)
            section.add(lines)
            self.groups[kind] = section, lines
            self._column.addWidget(section)

    def _build_actions(self) -> None:
        self.actions = Section(self.desk, _("Corrective actions"))
        self.actions.offer("analysis.action")
        self.hint = MessageBar(self.desk.theme)
        self.action_list = LineList(self.desk, _("Corrective actions"), _("Enter opens one"))
        self.action_list.opened.connect(lambda key: open_action_dialog(self.desk, self, int(key)))
        self.actions.add(self.hint)
        self.actions.add(self.action_list)
        self.problem = Section(self.desk, _("Problem"))
        self.problem.offer("analysis.problem")
        self.problem_list = LineList(self.desk, _("Problem"), _("Enter opens it"))
        self.problem_list.opened.connect(self.opened)
        self.problem.add(self.problem_list)
        self._column.addWidget(self.actions)
        self._column.addWidget(self.problem)

    def _empty_state(self) -> EmptyState:
        registry = self.desk.registry
        self.empty = EmptyState(
            self.desk.theme,
            "fishbone",
            _("Nothing has been investigated yet"),
            _("Gather possible causes in a fishbone, or ask why until the answer is something that can be changed."),
        )
        layout = self.empty.layout()
        self.begin_buttons: list[Button] = []
        for kind, offered in (
            (Button, (("analysis.fishbone", _("Open fishbone")), ("analysis.whys", _("Open 5-Whys")))),
            (LinkButton, (("analysis.action", _("Add action…")), ("analysis.problem", _("Link to a problem…")))),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addStretch(1)
            for action_id, text in offered:
                button = command_button(self.desk.theme, registry, action_id, kind, text)
                self.begin_buttons.append(button)
                row.addWidget(button)
            row.addStretch(1)
            layout.insertSpacing(layout.count() - 1, 4)
            layout.insertLayout(layout.count() - 1, row)
        return self.empty

    # -- as a part of a page

    def title(self) -> str:
        return _("Analysis")

    def count(self) -> int:
        """How many causes there are."""
        return len(self.analysis.graph.in_order())

    def pane(self) -> QWidget:
        return self.begin_buttons[0] if self.stack.currentIndex() == 0 else self.fishbone.open

    def takes(self, _source: QMimeData) -> bool:
        return False

    def take(self, source: QMimeData) -> None:
        """Nothing can be dropped here."""

    # -- reading

    def _heard(self, changes: dict[str, Any]) -> None:
        ids = changes.get("incident", frozenset())
        if ids is None or self.subject.id in ids or {"problem", "person"} & set(changes):
            self._load()

    def _load(self) -> None:
        """Read it anew if somebody can see it: pictures only while the part is open, else what the tab counts."""
        self._stale = True
        if not self._owner.isVisible():
            return
        drawn = self.isVisible()
        self._stale = not drawn
        self.desk.background.run_latest(
            f"analysis of pane {id(self)}", load_analysis, self.desk.database, self.subject, self.desk.zone, drawn,
            then=self._show, failed=self.refused.emit,
        )  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._load()
        if self.learning is not None:
            self.learning.refresh()

    def _show(self, analysis: Analysis) -> None:
        self.analysis = analysis
        graph = analysis.graph
        self.fishbone.show_diagram(analysis.fishbone, counts_text(graph))
        asked = bool(graph.answers(EFFECT)) or not graph.in_order()
        self.whys.show_diagram(analysis.whys, whys_counts(graph) if asked else _("No why is asked of these causes yet"))
        self._show_findings(graph)
        self.actions.show_count(len(analysis.actions))
        self.actions.say("" if analysis.actions else _("Nothing is planned yet so that it does not happen again."))
        self.action_list.show_lines(action_lines(analysis.actions, analysis.today))
        if analysis.reminders:
            self.hint.say(reminder_hint(), "warning", dismissable=False)
        else:
            self.hint.clear()
        self.problem.say("" if analysis.problem else _("No problem stands behind this incident yet."))
        self.problem_list.show_lines(problem_lines(analysis.problem))
        self._show_empty()
        self.renamed.emit()

    def _show_findings(self, graph: CauseGraph) -> None:
        for kind, (section, lines) in self.groups.items():
            causes = causes_with(graph, kind)
            lines.show_lines(cause_lines(graph, causes))
            section.show_count(len(causes) if len(causes) > 1 else 0)
            root = kind == Status.ROOT_CAUSE
            section.say(_("No root cause is marked yet.") if root and not causes else "")
            section.setVisible(root or bool(causes))

    def _show_empty(self) -> None:
        nothing = self.analysis.empty and (self.learning is None or self.learning.is_empty())
        self.stack.setCurrentIndex(0 if nothing else 1)

    def _open_cause(self, key: str) -> None:
        """Show a cause where it stands: on its bone, else in the 5-Whys."""
        diagram = "fishbone" if self.analysis.graph.category_of(key) else "whys"
        self.opened.emit(f"{self.subject.number}/{diagram}#{key}")

    def _dress(self) -> None:
        theme = self.desk.theme
        fill(self, theme)
        fill(self.scroll.widget(), theme)
        self.scroll.verticalScrollBar().setStyleSheet(theme.sheet(SCROLL_BARS))
