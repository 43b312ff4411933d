"""A list of what comes in by itself, which may come thousands of times in a minute."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane

_GATHERING = 1_000  # milliseconds; a storm is read once in that time


class IntakePane(TablePane):
    def __init__(self, desk: Desk, listing: RecordListing, parent: QWidget | None = None) -> None:
        super().__init__(desk, listing, parent)
        self._gathering.setInterval(_GATHERING)

    def _heard(self, changes: Mapping[str, Any]) -> None:
        """In a storm news never pause; the list is read while they come."""
        if self.rows is not None and self.listing.nouns & changes.keys() and not self._gathering.isActive():
            self._gathering.start()

    def fail_act(self, refused: Exception) -> None:
        """What was to be done with the selection was refused; nothing of it was done."""
        self.message.say(str(refused), "danger")
