"""What stands where there is nothing to show yet, or nothing any more."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.widgets.button import Button, LinkButton, PrimaryButton


class EmptyState(QWidget):
    """An icon, a title, one sentence, one action and one link; in the middle of the place that would be grey."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        sentence: str,
        action: str = "",
        run: Callable[[], None] | None = None,
        link: str = "",
        follow: Callable[[], None] | None = None,
        *,
        primary: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self._icon = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._icon.setAccessibleName(title)
        self._title = QLabel(title, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._sentence = QLabel(sentence, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        layout.addWidget(self._icon)
        layout.addSpacing(4)
        layout.addWidget(self._title)
        layout.addWidget(self._sentence)
        self.action_button: Button | None = None
        self.link_button: Button | None = None
        if action and run is not None:
            self.action_button = (PrimaryButton if primary else Button)(theme, action, description=sentence)
            self.action_button.clicked.connect(lambda: run())
            layout.addSpacing(8)
            layout.addWidget(self.action_button, 0, Qt.AlignmentFlag.AlignHCenter)
        if link and follow is not None:
            self.link_button = LinkButton(theme, link)
            self.link_button.clicked.connect(lambda: follow())
            layout.addWidget(self.link_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.changed.connect(self._dress)
        self._dress()

    def tell(self, title: str, sentence: str) -> None:
        """Other words in the same state."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def _dress(self) -> None:
        theme = self._theme
        self._icon.setPixmap(theme.pixmap(self._icon_name, "outline", 48, self.devicePixelRatioF()))
        self._title.setFont(theme.font("h2"))
        theme.tint(self._sentence, "text2")
