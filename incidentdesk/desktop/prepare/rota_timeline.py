"""The timeline of a rota: lanes of shifts that are walked with the arrows, and a span that is drawn with the mouse."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.rota_painting import Look, paint_timeline
from incidentdesk.desktop.prepare.rota_words import bar_sentence, bar_tip
from incidentdesk.language import _
from incidentdesk.prepare.rota_layout import Bar, Room, Timeline, laid_out, neighbour
from incidentdesk.prepare.rota_shift import Lane, Rota, Shift, period

_ROW, _MOST_GUTTER, _DRAGGED = 36, 150, 6
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class RotaTimeline(QWidget):
    """Emits `opened` with a bar for Enter and a double click, `picked(start, end)` for a span that was drawn.

    `turned(step)` asks for the time before or after, `home_wanted` for today, `zoom_wanted(step)` for more or fewer
    days.
    """

    opened = Signal(object)
    chosen_changed = Signal()
    picked = Signal(object, object)
    turned = Signal(int)
    home_wanted = Signal()
    zoom_wanted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rota: Rota | None = None
        self._lanes: Sequence[Lane] = ()
        self._span = (0, 1)
        self._now = 0
        self.hues: dict[int, int] = {}
        self._pressed: QPointF | None = None
        self._pick: tuple[float, float, int] | None = None
        self.timeline: Timeline | None = None
        self.chosen: Bar | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Timeline of the rota"))
        self.setAccessibleDescription(
            _("Arrows go through the shifts, Page Up and Page Down through time, Enter lets somebody stand in")
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        desk.theme.changed.connect(self._lay_out)

    # -- showing

    def show_lanes(self, rota: Rota, lanes: Sequence[Lane], start: int, end: int, now: int) -> None:
        self._rota, self._lanes, self._span, self._now = rota, lanes, (start, end), now
        order = dict.fromkeys(person_id for layer in rota.layers for person_id in layer.people)
        order |= dict.fromkeys(each.person_id for each in rota.overrides)
        self.hues = {person_id: number for number, person_id in enumerate(order)}
        self._lay_out()

    def _lay_out(self) -> None:
        if self._rota is None:
            return
        begins = min((period(self._rota, layer)[0] for layer in self._rota.layers), default=0)
        self.timeline = laid_out(
            self._lanes, *self._span, self._now, self._desk.zone, self._room(), final_name=_("On call"),
            owed_from=begins,
        )  # fmt: skip
        self._keep_chosen()
        self.setFixedHeight(round(self.timeline.height))
        self.update()

    def _room(self) -> Room:
        theme = self._desk.theme
        base, small = QFontMetrics(theme.font("strong")), QFontMetrics(theme.font("small"))
        names = [lane.name for lane in self._lanes] + [_("On call")]
        widest = max(base.horizontalAdvance(name) for name in names) + 20
        scale = max(100, theme.scale) / 100
        return Room(
            width=max(320, self.width()),
            gutter=min(_MOST_GUTTER * scale, widest),
            head=small.height() + 14,
            row=max(_ROW, base.height() + 14),
            label=small.horizontalAdvance("Wed 30 Sept") + 12,
        )

    def _keep_chosen(self) -> None:
        """The bar that was chosen, as it is now; without one, that which is on call now."""
        assert self.timeline
        old, bars = self.chosen, self.timeline.bars
        last = len(self.timeline.rows) - 1
        same = [bar for bar in bars if old and bar.row == old.row and bar.from_at <= old.from_at < bar.until_at]
        now = [bar for bar in bars if bar.row == last and bar.from_at <= self._now < bar.until_at]
        self.chosen = next(iter(same or now or bars), None)
        self.chosen_changed.emit()

    def shift(self) -> Shift | None:
        return self.chosen.shift if self.chosen else None

    def choose(self, bar: Bar) -> None:
        """Go to a bar and say what it is."""
        assert self.timeline
        self.chosen = bar
        mates = self.timeline.bars_of(bar.row)
        text = bar_sentence(bar, self.timeline.rows[bar.row].name, self._desk.zone)
        place = _("{place} of {count}").format(place=mates.index(bar) + 1, count=len(mates))
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, f"{text}; {place}"))
        self.setToolTip("")
        self.update()
        self.chosen_changed.emit()

    def choose_at(self, at: int, layer_id: int = 0) -> None:
        """Go to what stands at an instant, on a layer or else on the last row."""
        assert self.timeline
        bars = [bar for bar in self.timeline.bars if bar.from_at <= at < bar.until_at]
        mine = [bar for bar in bars if layer_id and bar.shift and bar.shift.layer_id == layer_id]
        if mine or bars:
            self.choose(mine[0] if mine else bars[-1])

    # -- painting

    def sizeHint(self) -> QSize:
        return QSize(640, round(self.timeline.height) if self.timeline else 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.timeline is None:
            return
        painter = QPainter(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        look = Look(
            self._desk.theme, self._desk.zone, self.hues, self.chosen, self.hasFocus(), self._pick, mirrored
        )  # fmt: skip
        paint_timeline(painter, self.timeline, look)
        painter.end()

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.timeline and self._rota:
            bar = self.timeline.bar_at(event.pos().x(), event.pos().y())
            row = self.timeline.rows[bar.row].name if bar else ""
            text = bar_tip(bar, row, self._desk.zone, self._rota.zone) if bar else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.timeline is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._step(_STEPS[key])
        elif key in _ROWS:
            self._change_row(_ROWS[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_Home:
            self.home_wanted.emit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.zoom_wanted.emit(-1 if key == Qt.Key.Key_Plus else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen:
            self.opened.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        assert self.timeline
        if self.chosen is None:
            return
        found = neighbour(self.timeline.bars_of(self.chosen.row), self.chosen.from_at, step)
        if found is not None:
            self.choose(found)
        else:
            self.turned.emit(step)

    def _change_row(self, step: int) -> None:
        assert self.timeline
        if self.chosen is None:
            return
        row = self.chosen.row + step
        while 0 <= row < len(self.timeline.rows):
            bars = self.timeline.bars_of(row)
            if bars:
                middle = (max(self.chosen.from_at, self.timeline.start) + self.chosen.until_at) // 2
                self.choose(min(bars, key=lambda bar: max(bar.from_at - middle, middle - bar.until_at, 0)))
                return
            row += step

    # -- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.timeline is None:
            return
        point = event.position()
        bar = self.timeline.bar_at(point.x(), point.y())
        if bar is not None:
            self.choose(bar)
        if self.timeline.row_at(point.y()) is not None and point.x() >= self.timeline.room.gutter:
            self._pressed = point

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or self.timeline is None:
            return
        x = event.position().x()
        if self._pick or abs(x - self._pressed.x()) > _DRAGGED:
            row = self.timeline.row_at(self._pressed.y())
            assert row is not None
            self._pick = (self._pressed.x(), min(max(x, self.timeline.room.gutter), self.timeline.room.width), row)
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        pick, self._pick, self._pressed = self._pick, None, None
        if pick and self.timeline:
            start, end = sorted((self.timeline.instant(pick[0]), self.timeline.instant(pick[1])))
            if start < end:
                self.picked.emit(start, end)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.timeline is not None:
            bar = self.timeline.bar_at(event.position().x(), event.position().y())
            if bar is not None:
                self.opened.emit(bar)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_wanted.emit(-1 if event.angleDelta().y() > 0 else 1)
        elif abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            self.turned.emit(-1 if event.angleDelta().x() > 0 else 1)
        else:
            event.ignore()
