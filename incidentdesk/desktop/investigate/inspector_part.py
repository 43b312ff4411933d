"""What the parts of the inspector are made of."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme

# Of a field, above and below its lines.
_AROUND = 20


class GrowingText(QPlainTextEdit):
    """A field of several lines that is as high as its text, within limits. Tab leaves it."""

    def __init__(self, name: str, description: str, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.fit())
        self.fit()

    def fit(self) -> None:
        lines = min(self._most, max(self._least, round(self.document().size().height())))
        height = lines * QFontMetrics(self.font()).lineSpacing() + _AROUND
        if height != self.height():
            self.setFixedHeight(height)


class Part(QWidget):
    """A heading, whatever stands at its end, and what follows below it."""

    def __init__(self, theme: Theme, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.heading = QLabel(heading)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.line = QHBoxLayout()
        self.line.setSpacing(4)
        self.line.addWidget(self.heading, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addLayout(self.line)
        theme.changed.connect(self._dress_heading)
        self._dress_heading()

    def _dress_heading(self) -> None:
        self.heading.setFont(self._theme.font("small"))
        self._theme.tint(self.heading, "text2")


def quiet(label: QLabel, theme: Theme) -> None:
    """Small muted letters."""
    label.setFont(theme.font("small"))
    theme.tint(label, "text2")
