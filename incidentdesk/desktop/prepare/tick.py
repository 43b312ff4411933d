"""A yes or no as a field of a form."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget


class Tick(QWidget):
    """Takes and gives its value as the fields of a FormGrid do. Emits `changed`."""

    changed = Signal()

    def __init__(self, text: str, description: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plain = text.replace("&", "")
        self.box = QCheckBox(text)
        self.box.setAccessibleName(plain)
        self.box.setAccessibleDescription(description or plain)
        self.box.setToolTip(description)
        self.setAccessibleName(plain)
        self.setAccessibleDescription(description or plain)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        self.setFocusProxy(self.box)
        self.box.toggled.connect(lambda _on: self.changed.emit())

    def text(self) -> bool:
        return self.box.isChecked()

    def setText(self, value: str) -> None:
        """Takes the value as a FormGrid writes it."""
        self.box.setChecked(value == str(True))
