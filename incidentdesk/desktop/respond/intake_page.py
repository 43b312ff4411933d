"""The page of what comes in by itself: alerts to triage, what could not be taken, and where it all comes from."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.detect.mail_drop import MailDrop
from incidentdesk.desktop.records.tabbed_page import TabbedPage, TabbedPlace, tabs_of
from incidentdesk.desktop.respond.alerts_tab import AlertsTab
from incidentdesk.desktop.respond.letters_tab import LettersTab
from incidentdesk.desktop.respond.mailboxes_tab import MailboxesTab
from incidentdesk.desktop.respond.sources_tab import SourcesTab
from incidentdesk.language import _

TABS = tabs_of("intake", AlertsTab, LettersTab, SourcesTab, MailboxesTab)
# News of these may change the numbers behind the tabs.
_COUNTED = frozenset({"alert", "dead_letter"})


class IntakePage(TabbedPage):
    """Files of mail that are dropped here are taken in."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        place = TabbedPlace("intake", _("Intake"), _("Parts of the intake"), "automation", TABS, waiting, _COUNTED)
        super().__init__(desk, place, parent)
        self.mail_drop = MailDrop(desk, self, lambda: self.pane)

    def _connect(self) -> None:
        super()._connect()
        self._gathering.setInterval(1_000)

    def _heard(self, changes: Mapping[str, Any]) -> None:
        """In a storm news come all the time; they are counted once in a while nevertheless."""
        if self.place.counted & changes.keys() and not self._gathering.isActive():
            self._gathering.start()


def waiting(reader: Any) -> Mapping[str, int]:
    """How many alerts wait for a person, and how many letters."""
    alerts = reader.rows("SELECT COUNT(*) FROM alert WHERE withdrawn_at IS NULL AND state = 'Waiting'")
    letters = reader.rows("SELECT COUNT(*) FROM dead_letter WHERE withdrawn_at IS NULL AND state = 'Waiting'")
    return {"alerts": int(alerts[0][0]), "letters": int(letters[0][0])}
