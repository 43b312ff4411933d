"""Mitigated, restored, resolved and closed, four things that come one after the other, each with its time."""

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.state_mark import SIZE, state_mark
from incidentdesk.desktop.widgets.value_label import draw_text
from incidentdesk.language import N_, _

_NAMES = {
    "mitigated_at": N_("Mitigated"),
    "restored_at": N_("Restored"),
    "resolved_at": N_("Resolved"),
    "closed_at": N_("Closed"),
}
_MEANING = {
    "mitigated_at": N_("It no longer hurts, be it by a temporary fix"),
    "restored_at": N_("The service is back as it was, and that is proven"),
    "resolved_at": N_("Whoever reported it has been told"),
    "closed_at": N_("It was followed up"),
}
_GAP, _PAD = 8, 4


class StageStrip(QWidget):
    """Four cells side by side, or two and two where there is little room."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._times: Mapping[str, int | None] = dict.fromkeys(_NAMES)
        self._now = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Stages"))
        self.setToolTip("\n".join(f"{_(_NAMES[name])}: {_(text)}" for name, text in _MEANING.items()))
        desk.theme.changed.connect(self._dress)

    def show_times(self, times: Mapping[str, int | None], now: int) -> None:
        self._times, self._now = times, now
        self.setAccessibleDescription(", ".join(f"{_(_NAMES[name])}: {self._text(name)}" for name in _NAMES))
        self.update()

    def _text(self, name: str) -> str:
        at = self._times.get(name)
        return _("not yet") if at is None else moment.day_and_time(at, self._now, self._desk.zone)

    def _lines(self) -> tuple[int, int]:
        return (
            QFontMetrics(self._desk.theme.font("strong")).height(),
            QFontMetrics(self._desk.theme.font("small")).height(),
        )

    def _columns(self) -> int:
        font = QFontMetrics(self._desk.theme.font("small"))
        widest = max(font.horizontalAdvance(self._text(name)) for name in _NAMES)
        return 4 if self.width() >= 4 * (widest + SIZE + 3 * _GAP) else 2

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, _width: int) -> int:
        rows = 4 // self._columns()
        return rows * (sum(self._lines()) + 2 * _PAD)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        columns = self._columns()
        width, height = self.width() / columns, sum(self._lines()) + 2 * _PAD
        for place, name in enumerate(_NAMES):
            column, row = place % columns, place // columns
            left = column * width
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                left = self.width() - left - width
            self._paint_stage(painter, QRectF(left, row * height, width, height), name, last=column == columns - 1)
        painter.end()

    def _paint_stage(self, painter: QPainter, cell: QRectF, name: str, *, last: bool) -> None:
        theme = self._desk.theme
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        reached = self._times.get(name) is not None
        first, small = self._lines()
        mark = state_mark(("seal", "success") if reached else ("ring", "outline"), theme, self.devicePixelRatioF())
        x = cell.right() - SIZE if mirrored else cell.left()
        painter.drawPixmap(QPointF(x, cell.top() + _PAD + (first - SIZE) / 2), mark)
        room = cell.adjusted(0, 0, -SIZE - _GAP, 0) if mirrored else cell.adjusted(SIZE + _GAP, 0, 0, 0)
        room = room.adjusted(_GAP, 0, 0, 0) if mirrored else room.adjusted(0, 0, -_GAP, 0)
        painter.setFont(theme.font("strong" if reached else "base"))
        painter.setPen(theme.colour("text" if reached else "text2"))
        word = painter.fontMetrics().elidedText(_(_NAMES[name]), Qt.TextElideMode.ElideRight, int(room.width()))
        draw_text(painter, QRectF(room.left(), cell.top() + _PAD, room.width(), first).toRect(), word)
        used = painter.fontMetrics().horizontalAdvance(word)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text2"))
        text = painter.fontMetrics().elidedText(self._text(name), Qt.TextElideMode.ElideRight, int(room.width()))
        draw_text(painter, QRectF(room.left(), cell.top() + _PAD + first, room.width(), small).toRect(), text)
        if not last and room.width() - used > 3 * _GAP:
            self._paint_line(painter, room, cell.top() + _PAD + first / 2, used, mirrored)

    def _paint_line(self, painter: QPainter, room: QRectF, y: float, used: int, mirrored: bool) -> None:
        painter.setPen(QPen(self._desk.theme.colour("border"), 1))
        ends = (room.left(), room.right() - used - _GAP) if mirrored else (room.left() + used + _GAP, room.right())
        painter.drawLine(QPointF(ends[0], y), QPointF(ends[1], y))

    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
