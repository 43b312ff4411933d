"""Tabs for the parts of a page."""

from collections.abc import Sequence

from PySide6.QtWidgets import QTabBar, QWidget

from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

_SHEET = """
QTabBar { background: GROUND; border: none; }
QTabBar::tab { color: $text2; background: GROUND; border: none; padding: 8px PADpx;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; background: $hover; }
QTabBar::tab:focus { border: 2px solid $focus; border-radius: 6px; padding: 6px INNERpx 8px INNERpx; }
"""
# Beside the text of a tab, in logical pixels; many stand closer, so that all of them are seen.
_PAD, _CLOSE_PAD, _MANY = 16, 10, 8


class PartTabs(QTabBar):
    """`name` is what a screen reader says, `ground` the role of the colour on which they stand."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        texts: Sequence[str] = (),
        *,
        ground: str = "surface",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._ground, self._pad = theme, ground, _PAD
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Left and right arrow change the part"))
        self.setDrawBase(False)
        self.setExpanding(False)
        for text in texts:
            self.addTab(text)
        theme.changed.connect(self._dress)
        self._dress()

    def tabInserted(self, place: int) -> None:
        super().tabInserted(place)
        self._close_up()

    def tabRemoved(self, place: int) -> None:
        super().tabRemoved(place)
        self._close_up()

    def _close_up(self) -> None:
        if self._pad != self._fitting_pad():
            self._dress()

    def _fitting_pad(self) -> int:
        return _PAD if self.count() <= _MANY else _CLOSE_PAD

    def _dress(self) -> None:
        pad = self._pad = self._fitting_pad()
        sheet = _SHEET.replace("GROUND", f"${self._ground}").replace("PAD", str(pad)).replace("INNER", str(pad - 2))
        self.setStyleSheet(self._theme.sheet(sheet))
        self.setFont(self._theme.font("base"))
