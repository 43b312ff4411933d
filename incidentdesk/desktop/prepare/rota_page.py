"""The page of a rota: its timeline, and beside it who is on call, what is wrong, its layers and who stands in."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.rota_commands import RotaCommands
from incidentdesk.desktop.prepare.rota_header import RotaHeader
from incidentdesk.desktop.prepare.rota_loads import RotaLoads
from incidentdesk.desktop.prepare.rota_side import RotaSide, current_layers
from incidentdesk.desktop.prepare.rota_timeline import RotaTimeline
from incidentdesk.desktop.prepare.rota_words import when
from incidentdesk.desktop.records.page_stack import PageStack
from incidentdesk.desktop.widgets.button import Button, IconButton
from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.empty import EmptyState
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.message_bar import MessageBar
from incidentdesk.desktop.widgets.scroll import scrolling
from incidentdesk.language import _, ngettext
from incidentdesk.prepare.rota_finding import Finding
from incidentdesk.prepare.rota_list import rota_number
from incidentdesk.prepare.rota_sheet import RotaSheet, rota_sheet
from incidentdesk.prepare.rota_shift import Lane, Layer, Rota, lanes
from incidentdesk.prepare.rota_time import DAY, instant_at, wall_at
from incidentdesk.refusal import Refused

DAYS = (7, 14, 28, 90)
_NOUNS = frozenset({
    "rota", "rota_layer", "rota_turn", "rota_override", "person", "absence", "contact_method", "team", "calendar",
})  # fmt: skip
_GATHERING, _MINUTE = 150, 60_000  # milliseconds
_SIDE = 344
_BEYOND = 35 * DAY
# Below this width, at the usual text size, the side stands below the timeline.
_WIDE = 860


class RotaPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` comes whenever what was read stands on the page."""

    opened = Signal(str)
    shown = Signal()

    def __init__(self, desk: Desk, rota_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.rota_id = desk, rota_id
        self.number = rota_number(rota_id)
        self.sheet: RotaSheet | None = None
        self.days = 14
        self.start = self._monday()
        self._jump: tuple[int, int] | None = None
        self._build()
        self.commands = RotaCommands(self)
        self._connect()
        self._dress()
        self.refresh()

    # -- building

    def _build(self) -> None:
        theme = self.desk.theme
        self.message = MessageBar(theme)
        self.timeline = RotaTimeline(self.desk)
        self.side = RotaSide(self.desk)
        self.header = RotaHeader(theme, self.number)
        self._build_bar()
        self._lay_out()

    def _build_bar(self) -> None:
        theme = self.desk.theme
        self.earlier = IconButton(theme, "chevron-left", _("Earlier"), description=_("Earlier (Page Up)"))
        self.today = Button(theme, _("Today"), description=_("Go to today (H)"))
        self.later = IconButton(theme, "chevron-right", _("Later"), description=_("Later (Page Down)"))
        options = [(days, ngettext("{count} day", "{count} days", days).format(count=days)) for days in DAYS]
        self.zooms = Chooser(theme, _("Days shown"), options)
        self.zooms.choose(self.days)
        self.span = QLabel()
        self.bar = QHBoxLayout()
        self.bar.setSpacing(8)
        for widget in (self.earlier, self.today, self.later):
            self.bar.addWidget(widget)
        self.bar.addWidget(self.span, 1)
        self.bar.addWidget(self.zooms)

    def _lay_out(self) -> None:
        theme = self.desk.theme
        self.empty = EmptyState(
            theme, "rota", _("Nobody takes turns yet"),
            _("Add a layer with the people who take turns; the first layer is asked first."), _("Add a layer"),
            lambda: self.commands.new_layer(), primary=False,
        )  # fmt: skip
        self.chosen = QLabel(wordWrap=True)
        self.chosen.setTextFormat(Qt.TextFormat.PlainText)
        # A name without any place to break must not make the timeline wider than the page.
        self.chosen.setMinimumWidth(1)
        self.load_heading = QLabel(_("Load of the next 28 days"))
        self.loads = RotaLoads(theme)
        holder = QWidget()
        holder.setObjectName("holder")
        held = QVBoxLayout(holder)
        held.setContentsMargins(0, 0, 0, 0)
        held.setSpacing(4)
        held.addWidget(self.timeline)
        held.addWidget(self.chosen)
        held.addSpacing(16)
        held.addWidget(self.load_heading)
        held.addWidget(self.loads)
        held.addStretch(1)
        self.scroll = scrolling(holder, _("Timeline of the rota"))
        self.places = QStackedWidget()
        self.places.addWidget(self.scroll)
        self.places.addWidget(self.empty)
        self._lay_out_columns()

    def _lay_out_columns(self) -> None:
        self.card = QFrame()
        self.card.setObjectName("card")
        inside = QVBoxLayout(self.card)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(8)
        inside.addLayout(self.bar)
        inside.addWidget(self.places, 1)
        self.columns = QHBoxLayout()
        self.columns.setContentsMargins(16, 12, 16, 16)
        self.columns.setSpacing(12)
        self.columns.addWidget(self.card, 1)
        self.columns.addWidget(self.side)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        margin = QVBoxLayout()
        margin.setContentsMargins(16, 0, 16, 0)
        margin.addWidget(self.message)
        column.addLayout(margin)
        column.addLayout(self.columns, 1)
        gone = EmptyState(
            self.desk.theme, "rota", "", "", _("Back to the rotas"), lambda: self.opened.emit("plans#on-call")
        )
        self.stack = PageStack(self, whole, gone)

    def _connect(self) -> None:
        desk, commands, timeline, side = self.desk, self.commands, self.timeline, self.side
        self._gathering = QTimer(self, singleShot=True, interval=_GATHERING)
        self._gathering.timeout.connect(self.refresh)
        # The line of now and who is on call move by themselves.
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self._tick)
        self._minute.start()
        desk.changes.changed.connect(self._heard)
        desk.theme.changed.connect(self._dress)
        self.header.back.clicked.connect(lambda: self.opened.emit("plans#on-call"))
        self.header.stand_in.clicked.connect(commands.stand_in)
        self.header.take.clicked.connect(commands.take)
        self.header.more.menu().aboutToShow.connect(self._fill_more)
        self.earlier.clicked.connect(lambda: self.turn(-1))
        self.later.clicked.connect(lambda: self.turn(1))
        self.today.clicked.connect(self.go_home)
        self.zooms.chosen.connect(self.show_days)
        timeline.opened.connect(lambda _bar: self._open_bar())
        timeline.picked.connect(commands.stand_in_for)
        timeline.turned.connect(self.turn)
        timeline.home_wanted.connect(self.go_home)
        timeline.zoom_wanted.connect(self.zoom)
        timeline.chosen_changed.connect(self._show_chosen)
        side.new_layer_wanted.connect(commands.new_layer)
        side.layer_wanted.connect(commands.open_layer)
        side.layer_moved.connect(commands.move_layer)
        side.answer_wanted.connect(commands.answer_swap)
        side.removal_wanted.connect(commands.remove_stand_in)
        side.place_wanted.connect(self.go_to)
        side.finding_wanted.connect(self._go_to_finding)

    def _fill_more(self) -> None:
        menu = self.header.more.menu()
        menu.clear()
        keys = ("swap", "new_layer", "layer", "properties", "ics14", "ics90", "csv14", "csv90")
        menu.addActions(self.commands.menu(menu, *keys).actions())

    # -- reading

    def refresh(self) -> None:
        """Read everything anew."""
        self.desk.background.run_latest(
            f"rota of {id(self)}", _load, self.desk.database, self.rota_id, clock.stored(clock.now()),
            then=self._show, failed=self._say_absent,
        )  # fmt: skip

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys():
            self._gathering.start()

    def _tick(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, sheet: RotaSheet) -> None:
        self.sheet = sheet
        self.stack.show_whole()
        self.header.show_sheet(sheet)
        self.side.show_sheet(sheet)
        self.places.setCurrentWidget(self.scroll if sheet.rota.layers or sheet.rota.overrides else self.empty)
        self._draw()

    def _draw(self) -> None:
        """Work the shifts of the days that are shown out, away from the window."""
        if self.sheet is None:
            return
        end = self.end()
        self.desk.background.run_latest(
            f"lanes of {id(self)}", _lanes, self.sheet.rota, self.start, end, then=self._show_lanes,
            failed=self.say_refused,
        )  # fmt: skip

    def _show_lanes(self, found: tuple[Rota, Sequence[Lane], int, int]) -> None:
        rota, shown, start, end = found
        self.timeline.show_lanes(rota, shown, start, end, clock.stored(clock.now()))
        self.span.setText(
            _("{start} to {end}").format(
                start=when(start, self.desk.zone).rpartition(" ")[0],
                end=when(end - 1, self.desk.zone).rpartition(" ")[0],
            )
        )
        assert self.sheet
        self.loads.show_loads(self.sheet.health.loads, self.timeline.hues)
        self.load_heading.setVisible(bool(self.sheet.health.loads))
        if self._jump is not None:
            at, layer_id = self._jump
            self._jump = None
            self.timeline.choose_at(at, layer_id)
        self._enable()
        self.shown.emit()

    def _show_chosen(self) -> None:
        from incidentdesk.desktop.prepare.rota_words import bar_tip

        bar, sheet = self.timeline.chosen, self.sheet
        if bar is None or sheet is None or self.timeline.timeline is None:
            self.chosen.setText("")
            return
        row = self.timeline.timeline.rows[bar.row].name
        self.chosen.setText(bar_tip(bar, row, self.desk.zone, sheet.rota.zone).replace("\n", " · "))
        self._enable()

    def _enable(self) -> None:
        for button, why in (
            (self.header.stand_in, self.commands.why_nothing()),
            (self.header.take, self.commands.why_not_take()),
        ):
            button.setEnabled(not why)
            button.setToolTip(why or button.accessibleDescription())
        self.desk.registry.refresh()

    def layers(self) -> list[Layer]:
        return current_layers(self.sheet.rota) if self.sheet else []

    def _say_absent(self, refused: Refused) -> None:
        if self.sheet is not None:
            self.say_refused(refused)
            return
        self.stack.say_absent(_("{number} can't be shown").format(number=self.number), str(refused))

    def say_refused(self, refused: Refused) -> None:
        self.message.say(str(refused), "danger")

    # -- going through time

    def _monday(self) -> int:
        day = wall_at(self.desk.zone, clock.stored(clock.now()))
        return self._midnight(day - timedelta(days=day.weekday()))

    def _midnight(self, day: datetime) -> int:
        return instant_at(self.desk.zone, datetime.combine(day.date(), time()))

    def end(self) -> int:
        return self._midnight(wall_at(self.desk.zone, self.start) + timedelta(days=self.days, hours=2))

    def turn(self, step: int) -> None:
        """Show the days before or after these; half of them stay in view."""
        shown = timedelta(days=step * max(1, self.days // 2), hours=2)
        self.start = self._midnight(wall_at(self.desk.zone, self.start) + shown)
        self._draw()

    def go_home(self) -> None:
        self.start = self._monday()
        self._jump = (clock.stored(clock.now()), 0)
        self._draw()

    def go_to(self, at: int, layer_id: int = 0) -> None:
        """Show an instant and choose what stands there."""
        if not self.start <= at < self.end():
            self.start = self._midnight(wall_at(self.desk.zone, at - min(2, self.days // 7) * DAY))
        self._jump = (at, layer_id)
        self._draw()

    def _go_to_finding(self, found: Finding | None) -> None:
        if found is not None:
            self.go_to(found.from_at, found.layer_id)

    def show_days(self, days: int) -> None:
        self.days = days
        self.zooms.choose(days)
        self._draw()

    def zoom(self, step: int) -> None:
        place = DAYS.index(self.days) + step
        if 0 <= place < len(DAYS):
            self.show_days(DAYS[place])

    def _open_bar(self) -> None:
        if not self.commands.why_nothing():
            self.commands.stand_in()

    # -- what the window asks

    def title(self) -> str:
        return f"{self.number} {self.sheet.rota.name}" if self.sheet else self.number

    def panes(self) -> list[QWidget]:
        """What F6 goes through."""
        if self.stack.is_absent:
            return [self.stack.gone.action_button]
        first: QWidget = self.timeline if self.places.currentWidget() is self.scroll else self.empty.action_button
        lists = (self.side.findings, self.side.layers, self.side.stand_ins)
        return [first, self.side.at, *(each for each in lists if each.count())]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        scale = max(100, self.desk.theme.scale) / 100
        wide = self.width() >= _WIDE * scale
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self.columns.direction() != direction:
            self.columns.setDirection(direction)
            self.columns.setStretch(1, 0 if wide else 1)
        room = round(min(_SIDE * scale, self.width() * 0.42))
        self.side.setMinimumWidth(room if wide else 0)
        self.side.setMaximumWidth(room if wide else 16_777_215)

    def _dress(self) -> None:
        theme = self.desk.theme
        self.card.setStyleSheet(
            theme.sheet(
                "#card { background: $surface; border: 1px solid $border; border-radius: 8px; }"
                "#holder, QScrollArea { background: $surface; border: none; }" + SCROLL_BARS
            )
        )
        self.load_heading.setFont(theme.font("strong"))
        for label in (self.span, self.chosen):
            theme.tint(label, "text2")


def _load(database: Any, rota_id: int, now: int) -> RotaSheet:
    with database.read() as reader:
        return rota_sheet(reader, rota_id, now)


def _lanes(rota: Rota, start: int, end: int) -> tuple[Rota, Sequence[Lane], int, int]:
    # What comes before and after decides where the shifts at both edges end.
    return rota, lanes(rota, start - _BEYOND, end + _BEYOND), start, end
