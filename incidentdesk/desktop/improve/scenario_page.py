"""The page of a drill scenario: its injects on a time line and as a list, and the drills that were held on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drill_words import DRILL_MARK, percent
from incidentdesk.desktop.improve.filling_list import FillingList
from incidentdesk.desktop.improve.inject_line_card import InjectLineCard
from incidentdesk.desktop.improve.inject_words import expected_words, inject_tip
from incidentdesk.desktop.improve.scenario_commands import ScenarioCommands
from incidentdesk.desktop.improve.scenario_header import ScenarioHeader
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.page_stack import PageStack
from incidentdesk.desktop.records.table import RecordTable
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.improve.drill import DrillState
from incidentdesk.improve.drill_list import DrillRow, ScenarioRow, drills_of, scenario_row
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.drill_time import drill_clock
from incidentdesk.prepare.known_names import names_in
from incidentdesk.prepare.scenario_content import Inject
from incidentdesk.prepare.scenario_number import scenario_number
from incidentdesk.refusal import Refused

_NOUNS = frozenset({"drill_scenario", "drill", "plan", "plan_version", "role", "service", "person"})
_GATHERING = 150  # milliseconds
_SIDE, _LINE_HEIGHT = 300, 220  # logical pixels; the time line takes at most so many
_MENU = ("scenario.edit", "scenario.copy", None, "scenario.earlier", "scenario.later", "scenario.up", "scenario.down",
         None, "scenario.remove")  # fmt: skip
COLUMNS = (
    Column("at", N_("At"), lambda row, _now: drill_clock(row.at), lambda row: row.at, 84),
    Column("kind", N_("Kind"), lambda row, _now: _(row.kind), lambda row: row.kind, 96, 3, role=lambda *_: "text2"),
    Column("title", N_("What happens"), lambda row, _now: row.title, lambda row: row.title.casefold(),
           whole=lambda row, _now: inject_tip(row)),
    Column("role", N_("For"), lambda row, _now: row.role or _("anybody"), lambda row: row.role.casefold(), 150, 2,
           role=lambda row, _now: "text" if row.role else "hint"),
    Column("expected", N_("Expected"), lambda row, _now: expected_words(row) or _("nothing"),
           lambda row: expected_words(row), 240, 1, role=lambda row, _now: "text" if row.expects else "hint"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScenarioSheet:
    row: ScenarioRow
    drills: tuple[DrillRow, ...]
    roles: tuple[str, ...]


class ScenarioPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, scenario_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.scenario_id, self.number = desk, scenario_id, scenario_number(scenario_id)
        self.sheet: ScenarioSheet | None = None
        self._wanted = ""
        self.commands = ScenarioCommands(self)
        self._build()
        self._connect()
        self.refresh()

    # -- building

    def _build(self) -> None:
        desk, theme = self.desk, self.desk.theme
        self.header = ScenarioHeader(desk, self.number)
        self.message = MessageBar(theme)
        self.card = InjectLineCard(theme, _LINE_HEIGHT)
        self.line = self.card.line
        self.line.movable = not desk.database.read_only
        self.hint = QLabel(
            _("Drag a card, or press + and -, to let it come later or earlier; Alt and an arrow swap two.")
        )
        self.table = RecordTable(desk, _("Injects"), COLUMNS, lambda row: row.key)
        self.empty = EmptyState(
            theme, "inject", _("Nothing happens yet"),
            _("Add what comes first: an alert, a call, something that is found out."), _("Add an inject"),
            self.commands.add, primary=False,
        )  # fmt: skip
        self.drills = CommandCard(desk, _("Drills on it"))
        self.nothing = self.drills.add_text(_("None was held or planned yet."))
        self.list = FillingList(desk, _("Drills on it"))
        self.drills.inside.addWidget(self.list, 1)
        self.drills.inside.addStretch(0)
        self.drills.dress()
        self._lay_out()

    def _lay_out(self) -> None:
        self.card.inside.addWidget(self.hint)
        self.places = QStackedWidget()
        self.places.addWidget(self.table)
        self.places.addWidget(self.empty)
        below = QFrame()
        below.setObjectName("card")
        lower = QVBoxLayout(below)
        lower.setContentsMargins(1, 1, 1, 1)
        lower.addWidget(self.places)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(below, 1)
        columns.addWidget(self.drills)
        body = QVBoxLayout()
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(12)
        for widget in (self.message, self.card):
            body.addWidget(widget)
        body.addLayout(columns, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(body, 1)
        gone = EmptyState(
            self.desk.theme, "scenario", "", "", _("Back to the scenarios"),
            lambda: self.opened.emit("drills#scenarios"), _("Try again"), self.refresh,
        )  # fmt: skip
        self.stack = PageStack(self, whole, gone)

    def _connect(self) -> None:
        desk, commands = self.desk, self.commands
        self.header.opened.connect(self.opened)
        self.line.chosen.connect(self.table.go_to)
        self.line.opened.connect(commands.open_inject)
        self.line.shifted.connect(lambda key, by: commands.move(frozenset({key}), by))
        self.table.opened.connect(lambda row: commands.open_inject(row.key))
        self.table.chosen.connect(self._chosen)
        self.table.customContextMenuRequested.connect(self._menu)
        self.list.opened.connect(lambda drill_id: self.opened.emit(drill_number(drill_id)))
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.refresh)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self._dress()

    # -- the page in the window

    @property
    def row(self) -> ScenarioRow:
        assert self.sheet is not None
        return self.sheet.row

    @property
    def roles(self) -> Sequence[str]:
        return self.sheet.roles if self.sheet else ()

    def title(self) -> str:
        name = isolated(self.sheet.row.name) if self.sheet else ""
        return _("{number} {title}").format(number=self.number, title=name).strip()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.is_absent:
            return [self.stack.gone.action_button]
        first = self.table if self.places.currentWidget() is self.table else self.empty.action_button
        return [first, self.line, *([self.list] if self.list.count() else []), self.header.back]

    def why_absent(self) -> str:
        return "" if self.sheet else _("The scenario is not shown yet.")

    def why_nothing(self) -> str:
        return str(self.desk.database.read_only) or self.why_absent()

    def current(self) -> Inject | None:
        """The inject that somebody stands on."""
        return self.table.current() if self.sheet else None

    def stand_on(self, key: str) -> None:
        """Stand on an inject as soon as it is there."""
        self._wanted = key
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted and self.table.go_to(self._wanted):
            self._wanted = ""

    # -- reading

    def refresh(self) -> None:
        self.desk.background.run_latest(
            f"scenario {self.scenario_id} of {id(self)}", _read, self.desk.database, self.scenario_id,
            then=self._show, failed=self._say_absent,
        )  # fmt: skip

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    def _show(self, sheet: ScenarioSheet) -> None:
        self.sheet = sheet
        self.stack.show_whole()
        content = sheet.row.content
        self.header.show_row(sheet.row)
        had_focus = self.places.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.places.setCurrentWidget(self.table if content.injects else self.empty)
        self.line.show_injects(content.injects, content.length)
        self.card.setVisible(bool(content.injects))
        self.table.show_rows(content.injects)
        self._go_to_wanted()
        self._show_drills(sheet.drills)
        if had_focus and self.places.currentWidget() is self.empty:
            self.empty.action_button.setFocus()
        self.desk.registry.refresh()
        self.shown.emit()

    def _show_drills(self, rows: Sequence[DrillRow]) -> None:
        now, zone = clock.stored(clock.now()), self.desk.zone
        items = [
            {
                "key": row.id,
                "head": f"{row.number} · {moment.day_and_time(row.started_at or row.planned_at, now, zone)}",
                "text": row.title,
                "note": percent(row.score.total) if row.score else _(row.state),
                "mark": DRILL_MARK[DrillState(row.state)],
            }
            for row in rows
        ]
        self.nothing.setVisible(not items)
        self.list.show_items(items)

    def _chosen(self) -> None:
        inject = self.table.current()
        self.line.choose(inject.key if inject else "")
        self.desk.registry.refresh()

    def _menu(self, at: QPoint) -> None:
        self.desk.registry.context_menu(self.table, list(_MENU)).popup(self.table.viewport().mapToGlobal(at))

    # -- messages

    def _say_absent(self, refused: Refused) -> None:
        if self.sheet is not None:
            self.say_refused(refused)
            return
        self.stack.say_absent(_("{number} can't be shown").format(number=self.number), str(refused))

    def say_refused(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    def _dress(self) -> None:
        theme = self.desk.theme
        self.drills.setFixedWidth(round(_SIDE * max(1.0, theme.scale / 100)))
        self.hint.setFont(theme.font("small"))
        theme.tint(self.hint, "text2")
        for card in (self.card, self.places.parentWidget()):
            card.setStyleSheet(
                theme.sheet(
                    "#card { background: $surface; border: 1px solid $border; border-radius: 8px; }"
                    "#holder { background: $surface; }" + SCROLL_BARS
                )
            )


def _read(database: Any, scenario_id: int) -> ScenarioSheet:
    with database.read() as reader:
        row = scenario_row(reader, scenario_id)
        if row is None:
            raise Refused(_("This scenario is not there any more; it may be in the trash."))
        return ScenarioSheet(row, tuple(drills_of(reader, scenario_id)), names_in(reader, "role"))
