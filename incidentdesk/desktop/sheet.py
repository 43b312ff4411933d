"""What windows above the main window have in common."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button, PrimaryButton
from incidentdesk.desktop.widgets.field import LISTS, dress_fields


class Sheet(QDialog):
    """A dialog in the theme's colours, whose buttons stand in the order of the platform.

    `body` is the layout above the buttons; `buttons` is a QDialogButtonBox, filled through `add_button`.
    """

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(24, 24, 24, 16)
        self.body.setSpacing(12)
        self.buttons = QDialogButtonBox()
        self.buttons.setContentsMargins(24, 0, 24, 16)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.body, 1)
        layout.addWidget(self.buttons)
        theme.changed.connect(self.dress)

    def add_button(
        self, text: str, role: QDialogButtonBox.ButtonRole, *, primary: bool = False, description: str = ""
    ) -> QPushButton:
        """A button whose text is a verb; the primary one answers to Enter."""
        button = (PrimaryButton if primary else Button)(self.theme, text, description=description)
        self.buttons.addButton(button, role)
        button.setDefault(primary)
        button.setAutoDefault(primary)
        return button

    def add_close_button(self, text: str) -> QPushButton:
        return self.add_button(text, QDialogButtonBox.ButtonRole.RejectRole)

    def fit(self, width: int, height: int) -> None:
        """Take this size, in pixels at 100 %, as far as the window below has room."""
        screen = (self.parentWidget() or self).screen() or QGuiApplication.primaryScreen()
        room = screen.availableGeometry().size()
        if self.parentWidget() is not None:
            room = room.boundedTo(self.parentWidget().window().size())
        scale = max(100, self.theme.scale) / 100
        self.resize(min(room.width() - 32, round(width * scale)), min(room.height() - 48, round(height * scale)))

    def dress(self) -> None:
        """Dress the fields again; call it once when the dialog is complete."""
        dress_fields(self, self.theme, LISTS)
        QTimer.singleShot(0, self, self.grow)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.grow()

    def grow(self) -> None:
        """Become as large as the texts need now; wrapped ones do not ask for it by themselves."""
        layout = self.layout()
        size = self.size().expandedTo(self.sizeHint())
        if layout.hasHeightForWidth():
            size.setHeight(max(size.height(), layout.totalHeightForWidth(size.width())))
        self.resize(size)
