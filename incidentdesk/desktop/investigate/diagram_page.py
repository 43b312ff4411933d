"""What the pages of both diagrams are to the window: an editor that fills them, and what the window asks of a page."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.investigate.diagram_canvas import DiagramCanvas
from incidentdesk.desktop.investigate.diagram_editor import DiagramEditor
from incidentdesk.desktop.investigate.diagram_selection import DiagramSelection
from incidentdesk.desktop.printable import PrintableDiagram
from incidentdesk.drawing.shapes import Box
from incidentdesk.investigate.subject import Subject


class DiagramPage(QWidget):
    """Emits `opened(reference)` to go elsewhere; `shown` when what was read stands on the page for the first time.

    The page of a diagram makes its canvas, then hands its editor to `bear`.
    """

    opened = Signal(str)
    shown = Signal()
    not_saved = Signal(bool)
    # Where the window is narrow, the sidebar gives up its words for the canvas.
    has_preview = True
    canvas: DiagramCanvas

    def __init__(self, desk: Desk, subject: Subject, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.subject, self._kind = desk, subject, kind
        self.selection = DiagramSelection(self)

    def bear(self, editor: DiagramEditor) -> None:
        """Fill the page with its editor."""
        self.editor = editor
        self.outline, self.inspector, self.splitter = editor.outline, editor.inspector, editor.splitter
        self.document = editor.document
        self.labels, self.go = editor.labels, editor.go
        self.say_refused, self.offer = editor.messages.say_refused, editor.messages.offer
        editor.opened.connect(self.opened)
        editor.shown.connect(self.shown)
        editor.not_saved.connect(self.not_saved)
        editor.bind(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(editor)

    def title(self) -> str:
        return self.editor.title()

    def panes(self) -> list[QWidget]:
        return self.editor.panes()

    def keep(self) -> None:
        self.editor.keep()

    def unsaved(self) -> str:
        return self.editor.unsaved()

    def refresh(self) -> None:
        self.document.load()

    def printable(self) -> PrintableDiagram:
        self.labels.finish()
        return PrintableDiagram(self._kind, self.subject)

    def show_part(self, key: str) -> None:
        self.editor.show_part(key)

    @property
    def boxes(self) -> Mapping[str, Box]:
        return self.canvas.picture.boxes

    @property
    def mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft
