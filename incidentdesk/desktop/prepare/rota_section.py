"""A card of the side of a rota: a heading with buttons, and what stands below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme


class Section(QFrame):
    """`inside` is the layout below the heading, `head` the one beside it."""

    def __init__(self, theme: Theme, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("section")
        self.heading = QLabel(heading)
        self.head = QHBoxLayout()
        self.head.setSpacing(4)
        self.head.addWidget(self.heading, 1)
        self.inside = QVBoxLayout()
        self.inside.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 12)
        column.setSpacing(4)
        column.addLayout(self.head)
        column.addLayout(self.inside)
        self._quiet: list[QLabel] = []
        theme.changed.connect(self._dress)
        self._dress()

    def add_text(self, text: str = "") -> QLabel:
        """A quiet sentence."""
        label = QLabel(text, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._quiet.append(label)
        self.inside.addWidget(label)
        self._theme.tint(label, "text2")
        return label

    def say(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setAccessibleName(text)
        label.setVisible(bool(text))

    def _dress(self) -> None:
        self.setStyleSheet(
            self._theme.sheet("#section { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )
        self.heading.setFont(self._theme.font("strong"))
        self.heading.setMinimumHeight(32)
