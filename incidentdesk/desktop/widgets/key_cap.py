"""Keys as they stand on a keyboard."""

from PySide6.QtWidgets import QLabel, QWidget

from incidentdesk.desktop.theme import Theme


class KeyCap(QLabel):
    """One shortcut in a frame."""

    def __init__(self, theme: Theme, keys: str, command: str, parent: QWidget | None = None) -> None:
        super().__init__(keys, parent)
        self._theme = theme
        self.setAccessibleName(keys)
        self.setAccessibleDescription(command)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setFont(self._theme.font("small"))
        self.setStyleSheet(
            self._theme.sheet(
                "QLabel { color: $text2; background: $neutral_bg; border: 1px solid $border; border-radius: 4px;"
                " padding: 1px 6px; }"
            )
        )
