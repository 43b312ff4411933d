"""A line for a day among the cells of a row: what people type becomes YYYY-MM-DD."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.detect.typed_day import typed_day
from incidentdesk.language import _
from incidentdesk.refusal import Refused


class DayLine(QLineEdit):
    def __init__(self, zone: Any, name: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("A day such as 30.4., Friday or 2026-04-30"))
        self.setPlaceholderText(hint or name)
        self.setToolTip(_("{name}: 30.4., tomorrow, Friday, +2w or 2026-04-30").format(name=name))
        self.editingFinished.connect(lambda: self.setText(self.text()))

    def text(self) -> str:
        """The day as YYYY-MM-DD where it is one, otherwise what was typed."""
        typed = super().text().strip()
        try:
            found = typed_day(typed, clock.now().astimezone(self._zone).date())
        except Refused:
            return typed
        return found.isoformat() if found else ""
