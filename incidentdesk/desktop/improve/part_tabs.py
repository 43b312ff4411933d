"""Tabs for the parts of a page that is too narrow to have them beside each other."""

from collections.abc import Sequence

from PySide6.QtWidgets import QTabBar, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

_QSS = """
QTabBar { background: $surface; border: none; }
QTabBar::tab { color: $text2; background: $surface; border: none; padding: 8px 16px;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; background: $hover; }
QTabBar::tab:focus { border: 2px solid $focus; border-radius: 6px; }
"""


class PartTabs(QTabBar):
    def __init__(self, theme: Theme, name: str, texts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Left and right arrow change the part"))
        self.setDrawBase(False)
        self.setExpanding(False)
        for text in texts:
            self.addTab(text)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet(self._theme.sheet(_QSS))
        self.setFont(self._theme.font("base"))
