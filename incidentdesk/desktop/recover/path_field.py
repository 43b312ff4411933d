"""A line for a file or a folder, with a button that opens the dialog of the platform."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.language import _


class PathField(QWidget):
    """Folders too where `folders` is said; what is typed or dropped counts as well. `changed` comes at every change."""

    changed = Signal()

    def __init__(self, theme: Theme, title: str, *, folders: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.line = QLineEdit()
        self.line.textChanged.connect(lambda _text: self.changed.emit())
        # Dropped files are paths, and not addresses.
        self.line.setAcceptDrops(False)
        self.setAcceptDrops(True)
        self.file_button = Button(theme, _("File…"), description=_("Choose a file"))
        self.file_button.clicked.connect(lambda: self._browse(QFileDialog.FileMode.ExistingFile))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        if folders:
            self.folder_button = Button(theme, _("Folder…"), description=_("Choose a folder"))
            self.folder_button.setAutoDefault(False)
            self.folder_button.clicked.connect(lambda: self._browse(QFileDialog.FileMode.Directory))
            row.addWidget(self.folder_button)
        self.file_button.setAutoDefault(False)
        row.addWidget(self.file_button)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        return self.line.text().strip()

    def setText(self, text: str) -> None:
        self.line.setText(text)
        self.line.setCursorPosition(0)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)
        self.line.setToolTip(description)

    def dragEnterEvent(self, event: object) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: object) -> None:
        self.setText(next(url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()))
        event.acceptProposedAction()

    def _browse(self, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self.window(), self._title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(mode)
        if self.text():
            dialog.selectFile(self.text())
        dialog.fileSelected.connect(self.setText)
        dialog.open()
