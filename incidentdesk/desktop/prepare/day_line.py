"""A line for a day among the cells of a row: what people type becomes YYYY-MM-DD."""

from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.detect.typed_day import typed_day
from incidentdesk.language import _
from incidentdesk.refusal import Refused


class DayLine(QLineEdit):
    def __init__(
        self, zone: Any, name: str, hint: str = "", *, past: bool = False, parent: QWidget | None = None
    ) -> None:
        """With `past` a day without a year is the last such one and not the next."""
        super().__init__(parent)
        self._zone, self._past = zone, past
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("A day such as 30.4., Friday or 2026-04-30"))
        self.setPlaceholderText(hint or name)
        self.setToolTip(_("{name}: 30.4., tomorrow, Friday, +2w or 2026-04-30").format(name=name))
        self.editingFinished.connect(lambda: self.setText(self.text()))

    def text(self) -> str:
        """The day as YYYY-MM-DD where it is one, otherwise what was typed."""
        typed = super().text().strip()
        try:
            today = clock.now().astimezone(self._zone).date()
            found = typed_day(typed, today)
        except Refused:
            return typed
        if found and self._past and found > today and str(found.year) not in typed:
            found = found.replace(year=found.year - 1, day=min(found.day, 28) if found.month == 2 else found.day)
        return found.isoformat() if found else ""
