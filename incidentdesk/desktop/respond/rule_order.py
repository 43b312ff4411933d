"""Dragging a row of a list to another place, with a line that says where it would stand."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from incidentdesk.desktop.records.table import RecordTable

_LINE = 3  # logical pixels


class RuleOrder(QObject):
    """`drop(row, place)` follows when a row was let go; `place` is its place among the others, from 0."""

    def __init__(self, table: RecordTable, drop: Callable[[Any, int], None]) -> None:
        super().__init__(table)
        self._table, self._drop = table, drop
        self._from = -1
        self._pressed = QPoint()
        self._dragging = False
        self.line = QWidget(table.viewport())
        self.line.setAutoFillBackground(True)
        self.line.hide()
        table.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        kind, at = event.type(), event.position().toPoint()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            plain = not event.modifiers()
            self._from, self._pressed = (self._table.rowAt(at.y()) if plain else -1), at
            return False
        if kind == QEvent.Type.MouseMove and self._from >= 0 and event.buttons() & Qt.MouseButton.LeftButton:
            return self._move(at)
        if kind == QEvent.Type.MouseButtonRelease:
            return self._release(at)
        return False

    def _move(self, at: QPoint) -> bool:
        if not self._dragging and abs(at.y() - self._pressed.y()) < QApplication.startDragDistance():
            return True
        self._dragging = True
        self._show_line(self._gap(at.y()))
        return True

    def _release(self, at: QPoint) -> bool:
        dragged, row = self._dragging, self._from
        self._dragging, self._from = False, -1
        self.line.hide()
        if dragged and row < len(self._table.records.rows):
            gap = self._gap(at.y())
            # Taken away from above, everything below moves up.
            self._drop(self._table.records.rows[row], gap - 1 if gap > row else gap)
        return dragged

    def _gap(self, y: int) -> int:
        """Before which row it would stand."""
        row = self._table.rowAt(y)
        if row < 0:
            return 0 if y < 0 else len(self._table.records.rows)
        middle = self._table.rowViewportPosition(row) + self._table.rowHeight(row) / 2
        return row if y < middle else row + 1

    def _show_line(self, gap: int) -> None:
        rows = len(self._table.records.rows)
        below = self._table.rowViewportPosition(rows - 1) + self._table.rowHeight(rows - 1)
        y = self._table.rowViewportPosition(gap) if gap < rows else below
        palette = self.line.palette()
        palette.setColor(self.line.backgroundRole(), self._table.palette().highlight().color())
        self.line.setPalette(palette)
        self.line.setGeometry(0, max(0, y - _LINE // 2), self._table.viewport().width(), _LINE)
        self.line.show()
        self.line.raise_()
