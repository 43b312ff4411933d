"""How a monitor is painted in the list: like every record, with the strip of its last 24 hours."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from incidentdesk.desktop import moment
from incidentdesk.desktop.records.delegate import PAD, RecordDelegate
from incidentdesk.desktop.records.model import ROW
from incidentdesk.desktop.respond.monitor_strip import paint_strip

STRIP = "strip"
_HEIGHT = 14  # logical pixels
_Index = QModelIndex | QPersistentModelIndex


class MonitorDelegate(RecordDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        if model.columns[index.column()].key != STRIP:
            super().paint(painter, option, index)
            return
        painter.save()
        painter.setClipRect(option.rect)
        self._paint_ground(painter, option)
        height = min(_HEIGHT, option.rect.height() - 6)
        rect = QRectF(option.rect.adjusted(PAD, 0, -4, -1))
        rect.setTop(rect.top() + (rect.height() - height) / 2)
        rect.setHeight(height)
        now = model.now().at
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        span = now - moment.DAY, now
        paint_strip(painter, rect, index.data(ROW).strip, span, self._desk.theme, mirrored=mirrored)
        painter.restore()
