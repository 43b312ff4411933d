"""The console of a drill: whoever leads it sees the clock, what comes, who is where and what was reached (P13, P14)."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drill_commands import DrillCommands
from incidentdesk.desktop.improve.drill_header import DrillHeader
from incidentdesk.desktop.improve.drill_inject_card import InjectCard
from incidentdesk.desktop.improve.drill_keeping import DrillKeeping, keeping_of
from incidentdesk.desktop.improve.drill_moments_card import MomentsCard
from incidentdesk.desktop.improve.drill_notes_card import NotesCard
from incidentdesk.desktop.improve.drill_people_card import PeopleCard
from incidentdesk.desktop.improve.drill_score_card import ScoreCard
from incidentdesk.desktop.improve.drill_sheet import DrillSheet, read_drill
from incidentdesk.desktop.improve.inject_line_card import InjectLineCard
from incidentdesk.desktop.printable import Printable
from incidentdesk.desktop.records.page_stack import PageStack
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.improve.drill_list import next_inject
from incidentdesk.improve.drill_number import drill_number
from incidentdesk.language import _, isolated
from incidentdesk.prepare.scenario_content import Inject, inject_named
from incidentdesk.refusal import Refused

_NOUNS = frozenset({"drill", "drill_participant", "drill_note", "drill_scenario", "improvement", "person", "role"})
_GATHERING = 150  # milliseconds
_LINE_HEIGHT = 190  # logical pixels that the time line takes at most
_BEATS = 10  # seconds after which what was reached is read anew, for it depends on the time


class DrillPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, drill_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.drill_id, self.number = desk, drill_id, drill_number(drill_id)
        self.sheet: DrillSheet | None = None
        self._chosen = ""
        self._beats = 0
        self._keeping: DrillKeeping | None = None
        self.commands = DrillCommands(self)
        self._build()
        self._connect()
        self.refresh()

    # -- building

    def _build(self) -> None:
        desk = self.desk
        self.header = DrillHeader(desk, self.number)
        self.message = MessageBar(desk.theme)
        self.inject, self.people = InjectCard(desk), PeopleCard(desk)
        self.moments = MomentsCard(desk)
        self.moments.hide()
        self.score, self.notes = ScoreCard(desk), NotesCard(desk, f"{self.number}-note")
        self.line_card = InjectLineCard(desk.theme, _LINE_HEIGHT)
        self.line = self.line_card.line
        columns = QHBoxLayout()
        columns.setSpacing(12)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.inject, 2)
        left.addWidget(self.people, 3)
        left.addWidget(self.moments, 4)
        columns.addLayout(left, 5)
        columns.addWidget(self.score, 5)
        columns.addWidget(self.notes, 5)
        body = QVBoxLayout()
        body.setContentsMargins(16, 12, 16, 12)
        body.setSpacing(12)
        body.addWidget(self.message)
        body.addWidget(self.line_card)
        body.addLayout(columns, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(body, 1)
        gone = EmptyState(
            self.desk.theme, "drill", "", "", _("Back to the drills"), lambda: self.opened.emit("drills#drills"),
            _("Try again"), self.refresh,
        )  # fmt: skip
        self.stack = PageStack(self, whole, gone)

    def _connect(self) -> None:
        desk, commands = self.desk, self.commands
        self.header.opened.connect(self.opened)
        self.line.chosen.connect(self._choose)
        self.line.opened.connect(self._choose)
        self.notes.noted.connect(commands.note)
        self.notes.opened.connect(self._open_note)
        self.notes.gap_opened.connect(commands.improve)
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self._load)
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def keeping(self) -> DrillKeeping:
        """What keeps the drills of this window going."""
        if self._keeping is None:
            self._keeping = keeping_of(self.desk, self.window())
            self._keeping.ticked.connect(self._tick)
            self._keeping.loaded.connect(self._gathering.start)
            self._keeping.sandbox_changed.connect(self._heard_sandbox)
        return self._keeping

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.keeping()

    # -- the page in the window

    def title(self) -> str:
        title = isolated(self.sheet.row.title) if self.sheet else ""
        return _("{number} {title}").format(number=self.number, title=title).strip()

    def keep(self) -> None:
        self.notes.keep()

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.is_absent:
            return [self.stack.gone.action_button]
        lists = (card.list for card in (self.people, self.moments, self.score, self.notes) if card.isVisibleTo(self))
        return [self.line, *(each for each in lists if each.count()), self.notes.line, self.header.back]

    def printable(self) -> Printable:
        """Its after-action report."""
        from incidentdesk.desktop.improve.drill_printing import printable_drill

        return printable_drill(self.drill_id, self.number)

    def why_absent(self) -> str:
        return "" if self.sheet else _("The drill is not shown yet.")

    def why_nothing(self) -> str:
        """Why nothing can be changed here, as a sentence; "" where it can."""
        return str(self.desk.database.read_only) or self.why_absent()

    def chosen(self) -> Inject | None:
        """The inject that is chosen, else the next one."""
        if self.sheet is None:
            return None
        return inject_named(self.sheet.row.content, self._chosen) or next_inject(self.sheet.row)

    # -- reading

    def refresh(self) -> None:
        self._load()

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    def _heard_sandbox(self, drill_id: int) -> None:
        if drill_id == self.drill_id:
            self._gathering.start()

    def _load(self) -> None:
        sandbox = self._keeping.sandbox(self.drill_id) if self._keeping else None
        self.desk.background.run_latest(
            f"drill {self.drill_id} of {id(self)}", read_drill, self.desk.database, sandbox, self.drill_id,
            then=self._show, failed=self._say_absent,
        )  # fmt: skip

    def _show(self, sheet: DrillSheet) -> None:
        played = self.sheet.row.played.keys() if self.sheet else sheet.row.played.keys()
        if played != sheet.row.played.keys():
            # Something was played: what comes next is what counts now.
            self._chosen = ""
        self.sheet = sheet
        self.stack.show_whole()
        self._fill()
        self.desk.registry.refresh()
        self.shown.emit()

    def _fill(self) -> None:
        sheet, now = self.sheet, clock.stored(clock.now())
        row = sheet.row
        self.header.show_row(row, now)
        content = row.content
        length = max(content.length, row.elapsed(now) if row.started_at else 0)
        self.line.show_injects(content.injects, length, {each.key: sheet.standing(each) for each in content.injects})
        inject = self.chosen()
        self.line.choose(inject.key if inject else "")
        self.inject.show_inject(inject, sheet, now)
        self.people.show_people(sheet, now)
        self.people.setVisible(not row.timeline)
        self.moments.show_moments(row.timeline)
        self.score.show_score(sheet)
        self.notes.show_notes(sheet.notes, sheet.gaps, self.why_nothing())
        self._tick_parts(now)

    def _choose(self, key: str) -> None:
        self._chosen = key
        if self.sheet is not None:
            self.inject.show_inject(self.chosen(), self.sheet, clock.stored(clock.now()))
            self.desk.registry.refresh()

    def _open_note(self, note_id: int) -> None:
        note = next((each for each in self.sheet.notes if each.id == note_id), None)
        if note is not None and not self.why_nothing():
            self.commands.change_note(note)

    # -- the clock

    def _tick(self) -> None:
        if self.sheet is None or not self.isVisible() or not self.sheet.row.live:
            return
        self._tick_parts(clock.stored(clock.now()))
        self._beats += 1
        if self._beats % _BEATS == 0:
            self._load()

    def _tick_parts(self, now: int) -> None:
        row = self.sheet.row
        self.header.tick(now)
        self.line.show_now(row.elapsed(now) if row.started_at else -1)
        self.inject.tick(self.chosen(), self.sheet, now)

    # -- messages

    def _say_absent(self, refused: Refused) -> None:
        if self.sheet is not None:
            self.say_refused(refused)
            return
        self.stack.say_absent(_("{number} can't be shown").format(number=self.number), str(refused))

    def say_refused(self, refused: Refused) -> None:
        self.say(str(refused), "danger")

    def say(self, text: str, kind: str, action: str = "", run: Any = None) -> None:
        self.message.say(text, kind, action, run)

    def _dress(self) -> None:
        theme = self.desk.theme
        self.line_card.setStyleSheet(
            theme.sheet(
                "#card { background: $surface; border: 1px solid $border; border-radius: 8px; }"
                "#holder { background: $surface; }" + SCROLL_BARS
            )
        )
        if self.sheet is not None:
            self._fill()
