"""A part of a page below a heading, with its commands at the trailing end of the heading."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.widgets.button import Button, LinkButton
from incidentdesk.desktop.widgets.command_button import command_button


class Section(QWidget):
    """`show_count` writes how many there are behind the heading; `say` a sentence below it, where there is none."""

    def __init__(self, desk: Desk, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._heading = desk, heading
        self.heading = QLabel(heading)
        self.sentence = QLabel(wordWrap=True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._line = QHBoxLayout()
        self._line.setSpacing(4)
        self._line.addWidget(self.heading)
        self._line.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addLayout(self._line)
        self._column.addWidget(self.sentence)
        self.sentence.hide()
        desk.theme.changed.connect(self._dress)
        self._dress()

    def add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def offer(self, action_id: str) -> Button:
        """A button for a command of the registry."""
        button = command_button(self._desk.theme, self._desk.registry, action_id, LinkButton)
        self._line.addWidget(button)
        return button

    def show_count(self, count: int) -> None:
        self.heading.setText(f"{self._heading} {self.locale().toString(count)}" if count else self._heading)

    def say(self, text: str) -> None:
        self.sentence.setText(text)
        self.sentence.setAccessibleName(text)
        self.sentence.setVisible(bool(text))

    def _dress(self) -> None:
        theme = self._desk.theme
        self.heading.setFont(theme.font("strong"))
        theme.tint(self.sentence, "text2")
