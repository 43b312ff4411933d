"""The tasks side by side in lanes, one for each department, team or person, so that nobody's part is lost (R6)."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.task_keys import wish_of
from incidentdesk.desktop.respond.task_words import role_and_who, state_words, timing
from incidentdesk.desktop.widgets.field import SCROLL_BARS
from incidentdesk.desktop.widgets.value_label import draw_text
from incidentdesk.language import _, isolated
from incidentdesk.respond.task import TaskState
from incidentdesk.respond.task_list import TaskRow

_HEAD, _CARD_WIDTH, _GAP, _PAD = 34, 220, 12, 10


def lane_of(task: TaskRow) -> str:
    """Whose task it is: the department, else the team, else the role, else the person; "" for nobody's."""
    return task.department or task.team or task.role or task.person


def lanes_of(tasks: Sequence[TaskRow]) -> dict[str, list[TaskRow]]:
    """The tasks of each lane in their order; the lanes in the order in which they are needed, nobody's last."""
    lanes: dict[str, list[TaskRow]] = {}
    for task in tasks:
        lanes.setdefault(lane_of(task), []).append(task)
    return {name: lanes[name] for name in sorted(lanes, key=lambda name: not name)}


class TaskLanes(QAbstractScrollArea):
    """Cards in lanes; the arrow keys lead from card to card, `wanted(what)` is as that of the list of steps."""

    wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._now = 0
        self.lanes: dict[str, list[TaskRow]] = {}
        self._at = (0, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(_("Tasks by department"))
        desk.theme.changed.connect(self._dress)
        self._dress()

    def show_tasks(self, tasks: Sequence[TaskRow], now: int) -> None:
        current = self.current_task()
        self.lanes, self._now = lanes_of(tasks), now
        self._at = self._place_of(current.id) if current else (0, 0)
        self._fit()
        self._speak()
        self.viewport().update()

    def current_task(self) -> TaskRow | None:
        lanes = list(self.lanes.values())
        lane, place = self._at
        return lanes[lane][place] if lane < len(lanes) and place < len(lanes[lane]) else None

    def current_place(self) -> QRect:
        """Where the card under the cursor stands on the screen."""
        card = self._card(*self._at)
        return QRect(self.viewport().mapToGlobal(card.topLeft()), card.size())

    def choose(self, task_id: int) -> None:
        """Put the cursor on the card of a task and bring it into view."""
        self._go(*self._place_of(task_id))

    def _place_of(self, task_id: int) -> tuple[int, int]:
        for lane, tasks in enumerate(self.lanes.values()):
            for place, task in enumerate(tasks):
                if task.id == task_id:
                    return lane, place
        return 0, 0

    # -- where things are

    def _width(self) -> int:
        room = self.viewport().width() - _GAP
        each = room // max(1, len(self.lanes)) - _GAP
        return max(round(_CARD_WIDTH * self._desk.theme.scale / 100), min(360, each))

    def _height(self) -> int:
        theme = self._desk.theme
        return 2 * QFontMetrics(theme.font("base")).height() + QFontMetrics(theme.font("small")).height() + 2 * _PAD + 6

    def _card(self, lane: int, place: int) -> QRect:
        """On the viewport, as it is scrolled."""
        left = _GAP + lane * (self._width() + _GAP) - self.horizontalScrollBar().value()
        top = _HEAD + place * (self._height() + 8) - self.verticalScrollBar().value()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = self.viewport().width() - left - self._width()
        return QRect(left, top, self._width(), self._height())

    def _fit(self) -> None:
        longest = max((len(tasks) for tasks in self.lanes.values()), default=0)
        size = QSize(_GAP + len(self.lanes) * (self._width() + _GAP), _HEAD + longest * (self._height() + 8))
        view = self.viewport().size()
        for bar, whole, shown in (
            (self.horizontalScrollBar(), size.width(), view.width()),
            (self.verticalScrollBar(), size.height(), view.height()),
        ):
            bar.setPageStep(shown)
            bar.setSingleStep(20)
            bar.setRange(0, max(0, whole - shown))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def _under(self, point: QPoint) -> tuple[int, int] | None:
        for lane, tasks in enumerate(self.lanes.values()):
            for place in range(len(tasks)):
                if self._card(lane, place).contains(point):
                    return lane, place
        return None

    # -- keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        task = self.current_task()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        sideways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key(), 0) * (-1 if mirrored else 1)
        along = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(event.key(), 0)
        wish = wish_of(self._desk.registry, event)
        if wish and task is not None:
            self.wanted.emit(wish)
        elif (sideways or along) and task is not None:
            self._go(self._at[0] + sideways, self._at[1] + along)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and wish_of(self._desk.registry, event):
            event.accept()
            return True
        return super().event(event)

    def _go(self, lane: int, place: int) -> None:
        lanes = list(self.lanes.values())
        lane = max(0, min(lane, len(lanes) - 1))
        self._at = lane, max(0, min(place, len(lanes[lane]) - 1))
        self._bring_into_view()
        self._speak()
        self.viewport().update()

    def _bring_into_view(self) -> None:
        card = self._card(*self._at)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        if card.bottom() > self.viewport().height():
            down.setValue(down.value() + card.bottom() - self.viewport().height() + 8)
        elif card.top() < _HEAD:
            down.setValue(down.value() - _HEAD + card.top())
        if card.right() > self.viewport().width():
            across.setValue(across.value() + card.right() - self.viewport().width() + 8)
        elif card.left() < 0:
            across.setValue(across.value() + card.left() - _GAP)

    def _speak(self) -> None:
        task = self.current_task()
        if task is None:
            self.setAccessibleDescription(_("There are no tasks yet."))
            return
        lane = lane_of(task) or _("Nobody yet")
        said = _("{lane}: {task}, {state}").format(lane=lane, task=task.title, state=state_words(task))
        self.setAccessibleDescription(" · ".join(filter(None, (said, task.blocked_reason))))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position().toPoint())
        if found:
            self._go(*found)

    def contextMenuEvent(self, _event: QContextMenuEvent) -> None:
        if self.current_task() is not None:
            self.wanted.emit("menu")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        task = self.current_task()
        if self._under(event.position().toPoint()) and task is not None:
            self.wanted.emit("unfold")

    def viewportEvent(self, event) -> bool:
        if event.type() == event.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._under(event.pos())
            task = list(self.lanes.values())[found[0]][found[1]] if found else None
            QToolTip.showText(event.globalPos(), _told(task) if task else "", self.viewport())
            return True
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        painter.fillRect(self.viewport().rect(), self._desk.theme.colour("window"))
        for lane, (name, tasks) in enumerate(self.lanes.items()):
            for place, task in enumerate(tasks):
                card = self._card(lane, place)
                if card.intersects(event.rect()):
                    self._paint_card(painter, card, task, current=(lane, place) == self._at)
            self._paint_head(painter, lane, name, tasks)
        painter.end()

    def _paint_head(self, painter: QPainter, lane: int, name: str, tasks: list[TaskRow]) -> None:
        theme, card = self._desk.theme, self._card(lane, 0)
        head = QRect(card.left() - _GAP // 2, 0, card.width() + _GAP, _HEAD - 4)
        painter.fillRect(head, theme.colour("window"))
        text = _("{lane} · {done} of {count}").format(
            lane=isolated(name or _("Nobody yet")), done=sum(task.finished for task in tasks), count=len(tasks)
        )
        font = theme.font("strong")
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        room = head.adjusted(_GAP // 2, 0, -_GAP // 2, 0)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        draw_text(painter, room, shown)

    def _paint_card(self, painter: QPainter, card: QRect, task: TaskRow, *, current: bool) -> None:
        theme = self._desk.theme
        focused = current and self.hasFocus()
        painter.setPen(QPen(theme.colour("focus" if focused else "border"), 2 if focused else 1))
        painter.setBrush(theme.colour("neutral_bg" if task.finished else "selection" if current else "surface"))
        painter.drawRoundedRect(card.adjusted(1, 1, -1, -1), 8, 8)
        inner = card.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        line = QFontMetrics(theme.font("base")).height()
        title = QRect(inner.left(), inner.top(), inner.width(), 2 * line)
        painter.setFont(theme.font("base"))
        painter.setPen(theme.colour("text2" if task.finished else "text"))
        shown = _two_lines(task.title, title, painter)
        painter.drawText(title, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeading, shown)
        told = timing(task, self._now)
        small = theme.font("small")
        bottom = QRect(inner.left(), title.bottom() + 5, inner.width(), inner.bottom() - title.bottom() - 4)
        painter.setFont(small)
        painter.setPen(theme.colour(told.role))
        draw_text(painter, bottom, told.text, trailing=True)
        room = bottom.width() - QFontMetrics(small).horizontalAdvance(told.text) - 8
        painter.setPen(theme.colour("text2"))
        who = task.blocked_reason or task.person or ("" if lane_of(task) == task.role else role_and_who(task))
        draw_text(painter, bottom, QFontMetrics(small).elidedText(who, Qt.TextElideMode.ElideRight, max(0, room)))
        if task.state == TaskState.IN_PROGRESS:
            self._paint_mark(painter, card)

    def _paint_mark(self, painter: QPainter, card: QRect) -> None:
        """A corner for what somebody is at."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._desk.theme.colour("accent"))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x, by = (card.left() + 2, 12) if mirrored else (card.right() - 1, -12)
        top = card.top() + 2
        painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + by, top), QPointF(x, top + 12)]))

    def _dress(self) -> None:
        ground = "QAbstractScrollArea, QAbstractScrollArea::corner { background: $window; border: none; }"
        self.setStyleSheet(self._desk.theme.sheet(ground + SCROLL_BARS))
        self._fit()
        self.viewport().update()


def _told(task: TaskRow) -> str:
    """What a card has no room for."""
    return "\n".join(filter(None, (task.title, role_and_who(task), task.blocked_reason)))


def _two_lines(text: str, room: QRect, painter: QPainter) -> str:
    """The text cut so that it fits two lines of a card."""
    metrics = painter.fontMetrics()
    most = room.width() * 2 - metrics.horizontalAdvance("mmmm")
    return metrics.elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, max(20, most))
