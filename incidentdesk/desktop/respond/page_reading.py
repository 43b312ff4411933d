"""When the page of an incident reads what, away from the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.respond.loading import (
    OFFERED_NOUNS,
    has_children_among,
    load,
    load_offered,
    load_similar,
)
from incidentdesk.refusal import Refused

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage


class PageReading(QObject):
    """Reads at once, and again when something has become different; while nobody sees the page, it waits."""

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page, self._desk, self._id = page, page.desk, page.incident_id
        self._stale = False
        page.desk.changes.changed.connect(self._heard)

    def refresh(self) -> None:
        """Read everything anew; what is being typed stays."""
        self._load(self._page.say_absent)
        self._load_offered()

    def come_into_view(self) -> None:
        """Read what has changed while nobody could see it."""
        if self._stale:
            self._load(self._page.say_refused)

    def _load(self, failed: Callable[[Refused], None]) -> None:
        # A diagram of this incident that is edited on another page would have it read anew with every key.
        self._stale = self._page.loaded is not None and not self._page.isVisible()
        if self._stale:
            return
        key = f"incident {self._id} of page {id(self._page)}"
        self._desk.background.run_latest(
            key, load, self._desk.database, self._id, then=self._page.show_read, failed=failed
        )

    def _load_offered(self) -> None:
        self._desk.background.run_latest(
            f"names of page {id(self._page)}",
            load_offered,
            self._desk.database,
            then=self._page.offer,
            failed=self._page.say_refused,
        )

    def load_similar(self) -> None:
        if self._page.loaded is not None:
            self._desk.background.run_latest(
                f"similar of page {id(self._page)}",
                load_similar,
                self._desk.database,
                self._page.loaded.sheet,
                then=self._page.related.show_similar,
                failed=self._page.say_refused,
            )

    def _heard(self, changes: Any) -> None:
        ids = changes.get("incident", frozenset())
        if ids is None or ids & self._family():
            self._load(self._page.say_refused)
        elif ids:
            self._desk.background.run(
                has_children_among,
                self._desk.database,
                self._id,
                ids,
                then=self._heard_of_children,
                failed=self._page.say_refused,
            )
        if OFFERED_NOUNS & set(changes):
            self._load_offered()

    def _heard_of_children(self, there_are: bool) -> None:
        """Another incident has become a child of this one."""
        if there_are:
            self._load(self._page.say_refused)

    def _family(self) -> set[int]:
        """Those whose changes are to be seen here."""
        if self._page.loaded is None:
            return {self._id}
        sheet = self._page.loaded.sheet
        parent = {sheet.parent.id} if sheet.parent else set()
        return {self._id, *(child.id for child in sheet.children)} | parent
