"""A card of a page: a heading with a count and buttons, and what stands below it."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.respond.command_label import align_leading
from incidentdesk.desktop.widgets.button import Button
from incidentdesk.desktop.widgets.elided_label import ElidedLabel


class CommandCard(QFrame):
    """`inside` is the layout below the heading."""

    def __init__(self, desk: Desk, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("card")
        self._plain = heading
        self.heading = ElidedLabel(heading)
        self.heading.setToolTip(heading)
        self._head = QHBoxLayout()
        self._head.setSpacing(4)
        self._head.addWidget(self.heading, 1)
        self.inside = QVBoxLayout()
        self.inside.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 8, 8)
        column.setSpacing(4)
        column.addLayout(self._head)
        column.addLayout(self.inside, 1)
        self._quiet: list[QLabel] = []
        desk.theme.changed.connect(self.dress)

    def add_button(self, button: Button) -> Button:
        button.setAutoDefault(False)
        self._head.addWidget(button)
        return button

    def add_text(self, text: str) -> QLabel:
        """A quiet sentence, for where there is nothing yet."""
        label = QLabel(text, wordWrap=True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._quiet.append(label)
        self.inside.addWidget(label)
        return label

    def say(self, more: str) -> None:
        """Say behind the heading how many there are, or how it stands."""
        self.heading.setText(f"{self._plain}  {more}".rstrip())
        self.heading.setToolTip(self.heading.text())

    def count(self, things: int) -> None:
        """Say behind the heading how many there are, and nothing where there is none."""
        self.say(QLocale().toString(things) if things else "")

    def dress(self) -> None:
        theme = self.desk.theme
        self.setStyleSheet(
            theme.sheet("#card { background: $surface; border: 1px solid $border; border-radius: 8px; }")
        )
        self.heading.setFont(theme.font("strong"))
        self.heading.setMinimumHeight(28)
        align_leading(self.heading, *self._quiet)
        for label in self._quiet:
            theme.tint(label, "text2")
