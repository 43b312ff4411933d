"""The time line of a scenario: its injects as cards that are walked with the arrows and moved with the mouse."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from incidentdesk.desktop.improve.inject_layout import Card, InjectLine, Room, inject_line
from incidentdesk.desktop.improve.inject_words import KIND_ICON, inject_sentence, inject_tip
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _
from incidentdesk.prepare.drill_time import drill_clock
from incidentdesk.prepare.scenario_content import Inject

MINUTE = 60  # seconds
_PAD, _ICON, _DRAGGED = 8, 16, 5
# How an inject stands: the role of its edge and the icon at its end.
STANDING = {"": ("outline", ""), "played": ("accent", "check"), "met": ("success", "success"),
            "late": ("warning", "clock"), "missed": ("danger", "error")}  # fmt: skip


class InjectTimeline(QWidget):
    """Emits `chosen(key)`, `opened(key)` for Enter and a double click, `shifted(key, seconds)` for a moved card.

    `wanted(x, y)` asks to bring a point into view, `laid_out` tells of another height.
    """

    chosen = Signal(str)
    opened = Signal(str)
    shifted = Signal(str, int)
    wanted = Signal(int, int)
    laid_out = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._injects: Sequence[Inject] = ()
        self._length, self._now = 600, -1
        self._standing: Mapping[str, str] = {}
        self.movable = False
        self.current = ""
        self._pressed: tuple[QPointF, Card] | None = None
        self._dragged = 0
        self.line: InjectLine | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Time line of the injects"))
        self.setAccessibleDescription(_("Arrows go through the injects, Enter opens one"))
        theme.changed.connect(self._lay_out)
        self._lay_out()

    # -- showing

    def show_injects(self, injects: Sequence[Inject], length: int, standing: Mapping[str, str] | None = None) -> None:
        """Show injects on a line of so many seconds; `standing` is a key of STANDING for some of their keys."""
        self._injects, self._length, self._standing = injects, length, standing or {}
        if self.current not in {each.key for each in injects}:
            self.current = injects[0].key if injects else ""
        self._lay_out()

    def show_now(self, seconds: int) -> None:
        """Where the drill is; -1 for nowhere."""
        if seconds != self._now:
            self._now = seconds
            self.update()

    def choose(self, key: str) -> None:
        """Mark an inject without telling anybody, and bring it into view where the line is longer than its place."""
        self.current = key
        self.update()
        card = next((each for each in self.line.cards if each.inject.key == key), None) if self.line else None
        if card is not None:
            self.wanted.emit(round((card.left + card.right) / 2), round((card.top + card.bottom) / 2))

    def _lay_out(self) -> None:
        self.line = inject_line(self._injects, self._length, self._room())
        self.setFixedHeight(round(self.line.height) + 4)
        self.update()
        self.laid_out.emit()

    def _room(self) -> Room:
        base, small = QFontMetrics(self._theme.font("base")), QFontMetrics(self._theme.font("small"))
        card = min(max(150.0, base.averageCharWidth() * 24.0), max(150.0, self.width() / 3))
        return Room(
            width=max(320, self.width()),
            scale=small.height() + 14,
            row=base.height() + small.height() + 12,
            card=card,
            label=small.horizontalAdvance("00:00:00") + 24,
        )

    def sizeHint(self) -> QSize:
        return QSize(640, round(self.line.height) + 4 if self.line else 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out()

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.line is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_scale(painter, self.line)
        for card in self.line.cards:
            if card.inject.key != self.current:
                self._paint_card(painter, card)
        for card in self.line.cards:
            if card.inject.key == self.current:
                self._paint_card(painter, card)
        if self._now >= 0:
            self._paint_now(painter, self.line)
        painter.end()

    def _paint_scale(self, painter: QPainter, line: InjectLine) -> None:
        theme, scale = self._theme, line.room.scale
        painter.setFont(theme.font("small"))
        painter.setPen(QPen(theme.colour("outline"), 1))
        painter.drawLine(QPointF(line.x(0), scale - 6), QPointF(line.x(line.length), scale - 6))
        for mark in line.marks:
            x = line.x(mark)
            painter.setPen(QPen(theme.colour("border"), 1))
            painter.drawLine(QPointF(x, scale - 10), QPointF(x, line.height))
            painter.setPen(theme.colour("text2"))
            if x + line.room.label - 20 <= line.room.width:
                box = QRectF(x + 3, 0, line.room.label, scale - 8)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, drill_clock(mark))

    def _paint_card(self, painter: QPainter, card: Card) -> None:
        theme, shift = self._theme, 0.0
        if self._pressed is not None and self._pressed[1].inject.key == card.inject.key and self.line is not None:
            shift = self.line.x(self._dragged) - self.line.x(0)
        role, icon = STANDING[self._standing.get(card.inject.key, "")]
        current = card.inject.key == self.current
        if card.until > card.at_x:
            painter.setPen(QPen(theme.colour("warning"), 3, Qt.PenStyle.DotLine, Qt.PenCapStyle.RoundCap))
            y = card.bottom - 1
            painter.drawLine(QPointF(max(card.at_x, card.left + 4) + shift, y), QPointF(card.until + shift, y))
        box = QRectF(card.left + shift + 1, card.top + 1, card.right - card.left - 2, card.bottom - card.top - 5)
        edge = "focus" if current and self.hasFocus() else "accent" if current else role
        painter.setPen(QPen(theme.colour(edge), 2 if current else 1))
        painter.setBrush(theme.colour("selection" if current else "surface"))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QPen(theme.colour("accent"), 3))
        painter.drawLine(QPointF(card.at_x + shift, card.top - 6), QPointF(card.at_x + shift, card.top + 1))
        self._paint_words(painter, box, card.inject, icon, role, card.inject.at + (self._dragged if shift else 0))

    def _paint_words(self, painter: QPainter, box: QRectF, inject: Inject, icon: str, role: str, at: int) -> None:
        theme = self._theme
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(
            QPointF(box.left() + _PAD, box.top() + 6), theme.pixmap(KIND_ICON[inject.kind], "text2", _ICON, ratio)
        )
        left = box.left() + _PAD + _ICON + 6
        room = box.right() - left - _PAD
        if icon:
            painter.drawPixmap(
                QPointF(box.right() - _PAD - _ICON, box.top() + 6), theme.pixmap(icon, role, _ICON, ratio)
            )
            room -= _ICON + 4
        base, small = theme.font("base"), theme.font("small")
        metrics = QFontMetrics(base)
        painter.setFont(base)
        painter.setPen(theme.colour("text"))
        title = metrics.elidedText(inject.title, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(left, box.top() + 3, room, metrics.height()), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(small)
        painter.setPen(theme.colour("text2"))
        below = QRectF(left, box.top() + 3 + metrics.height(), room, QFontMetrics(small).height())
        words = " · ".join(filter(None, (drill_clock(at), inject.role)))
        text = QFontMetrics(small).elidedText(words, Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_now(self, painter: QPainter, line: InjectLine) -> None:
        x = line.x(min(self._now, line.length))
        painter.setPen(QPen(self._theme.colour("danger"), 2))
        painter.drawLine(QPointF(x, 4), QPointF(x, line.height))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.line:
            card = self.line.card_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), inject_tip(card.inject) if card else "", self)
            return True
        return super().event(event)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self.update()

    # -- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}.get(event.key())
        if step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._step(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        keys = [each.key for each in self._injects]
        if keys:
            at = keys.index(self.current) + step if self.current in keys else 0
            self._go(keys[min(max(at, 0), len(keys) - 1)])

    def _go(self, key: str) -> None:
        self.choose(key)
        place = next(place for place, each in enumerate(self._injects, 1) if each.key == key)
        said = _("{what}; {place} of {count}").format(
            what=inject_sentence(self._injects[place - 1]), place=place, count=len(self._injects)
        )
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
        self.chosen.emit(key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        card = self.line.card_at(event.position().x(), event.position().y()) if self.line else None
        if card is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(card.inject.key)
            self._pressed = (event.position(), card)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not self.movable or self.line is None:
            return
        start, card = self._pressed
        if self._dragged or abs(event.position().x() - start.x()) > _DRAGGED:
            by = self.line.seconds(event.position().x()) - self.line.seconds(start.x())
            at = max(0, round((card.inject.at + by) / MINUTE) * MINUTE)
            self._dragged = at - card.inject.at
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        pressed, dragged = self._pressed, self._dragged
        self._pressed, self._dragged = None, 0
        if pressed is not None and dragged:
            self.shifted.emit(pressed[1].inject.key, dragged)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        card = self.line.card_at(event.position().x(), event.position().y()) if self.line else None
        if card is not None:
            self.opened.emit(card.inject.key)
