"""Outline, canvas and inspector side by side; where there is little room the canvas has it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from incidentdesk.desktop.desk import Desk

# Widths of the window, at the usual text size, from which on the panes beside the canvas have room.
OUTLINE_FROM, _INSPECTOR_FROM = 1400, 1080
_OUTLINE, _INSPECTOR, _WIDEST = 240, 280, 420
_NARROWEST_OUTLINE = 160


class DiagramPanes(QSplitter):
    def __init__(
        self,
        desk: Desk,
        outline: QWidget,
        canvas: QWidget,
        inspector: QWidget,
        outline_from: int = OUTLINE_FROM,
        parent: QWidget | None = None,
    ) -> None:
        """`outline_from` is the width of a window from which on there is room for the outline."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._desk, self.outline, self.canvas, self.inspector = desk, outline, canvas, inspector
        self._from = ((outline, outline_from), (inspector, _INSPECTOR_FROM))
        self._wanted: dict[QWidget, bool] = {}
        self.setChildrenCollapsible(False)
        for place, pane in enumerate((outline, canvas, inspector)):
            self.addWidget(pane)
            self.setStretchFactor(place, int(pane is canvas))
        self.setSizes([_OUTLINE, 10_000, _INSPECTOR])
        desk.theme.changed.connect(self._dress)
        self._dress()

    def is_open(self, pane: QWidget) -> bool:
        return not pane.isHidden()

    def toggle(self, pane: QWidget) -> None:
        """Show a pane or put it away, however wide the window is."""
        self._wanted[pane] = not self.is_open(pane)
        self.arrange()
        if not self.is_open(pane):
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, pane: QWidget) -> None:
        if not self.is_open(pane):
            self.toggle(pane)

    def arrange(self) -> None:
        width = self.window().width() * 100 // max(100, self._desk.theme.scale)
        for pane, least in self._from:
            pane.setVisible(self._wanted.get(pane, width >= least))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def _dress(self) -> None:
        theme = self._desk.theme
        self.setStyleSheet(theme.sheet("QSplitter::handle { background: $border; width: 1px; }"))
        self.setHandleWidth(1)
        scale = max(100, theme.scale)
        self.outline.setMinimumWidth(_NARROWEST_OUTLINE * scale // 100)
        self.inspector.setMinimumWidth(_INSPECTOR * scale // 100)
        self.inspector.setMaximumWidth(_WIDEST * scale // 100)
        self.arrange()
