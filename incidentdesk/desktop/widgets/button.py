"""Buttons that follow the theme."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from incidentdesk.desktop.theme import Theme

_SHEET = """
QPushButton { color: $text; background: $surface; border: 1px solid $border; border-radius: 6px;
    padding: 0 12px; min-height: 30px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $border; }
QPushButton:disabled { color: $outline; background: $window; }
QPushButton:focus { border: 2px solid $focus; padding: 0 11px; min-height: 28px; }
QPushButton::menu-indicator { subcontrol-position: right center; subcontrol-origin: padding; right: 6px; }
"""
_PRIMARY = """
QPushButton { color: $accent_text; background: $accent; border: 1px solid $accent; border-radius: 6px;
    padding: 0 16px; min-height: 30px; font-weight: 600; }
QPushButton:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton:pressed { background: $accent_hover; }
QPushButton:disabled { color: $text2; background: $neutral_bg; border-color: $border; }
QPushButton:focus { border: 2px solid $text; padding: 0 15px; min-height: 28px; }
"""
_LINK = """
QPushButton { color: $link; background: transparent; border: 2px solid transparent; border-radius: 6px;
    padding: 0 4px; min-height: 24px; }
QPushButton:hover { text-decoration: underline; }
QPushButton:disabled { color: $outline; }
QPushButton:focus { border-color: $focus; }
"""
_ICON = """
QToolButton { background: transparent; border: 2px solid transparent; border-radius: 6px; color: $text2; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selection; }
QToolButton:focus { border-color: $focus; }
QToolButton::menu-indicator { image: none; }
"""


class Button(QPushButton):
    """A button with a border; its text is a verb and its object."""

    sheet = _SHEET
    role = "text2"

    def __init__(
        self, theme: Theme, text: str, icon: str = "", *, description: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon
        self.setAccessibleName(text.replace("&", ""))
        self.setAccessibleDescription(description or text.replace("&", ""))
        if description:
            self.setToolTip(description)
        self.setIconSize(QSize(16, 16))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet(self._theme.sheet(self.sheet))
        if self._icon:
            self.setIcon(self._theme.icon(self._icon, self.role))


class PrimaryButton(Button):
    """The one filled button of a view."""

    sheet = _PRIMARY
    role = "accent_text"


class LinkButton(Button):
    """A button that looks like a link."""

    sheet = _LINK
    role = "link"


class IconButton(QToolButton):
    """An icon of 20 pixels in a target of 32, named for those who cannot see it."""

    def __init__(
        self, theme: Theme, icon: str, name: str, *, description: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self.setAccessibleName(name)
        self.setAccessibleDescription(description or name)
        self.setToolTip(description or name)
        self.setIconSize(QSize(20, 20))
        self.setMinimumSize(32, 32)
        # A tool button would otherwise be left out of the tab order.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._dress)
        self._dress()

    def show_icon(self, icon: str) -> None:
        self._icon = icon
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet(self._theme.sheet(_ICON))
        self.setIcon(self._theme.icon(self._icon))
