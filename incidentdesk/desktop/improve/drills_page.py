"""The page of what is exercised and learnt: drills and their scenarios, training and who is ready to lead."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drills_tab import DrillsTab
from incidentdesk.desktop.improve.scenarios_tab import ScenariosTab
from incidentdesk.desktop.records.tabbed_page import TabbedPage, TabbedPlace, tabs_of
from incidentdesk.language import _

TABS = tabs_of("drills", DrillsTab, ScenariosTab)
_COUNTED = frozenset({"drill"})


class DrillsPage(TabbedPage):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        title, parts = _("Drills and training"), _("Parts of drills and training")
        super().__init__(desk, TabbedPlace("drills", title, parts, "drills", TABS, _counts, _COUNTED), parent)


def _counts(reader: Any) -> Mapping[str, int]:
    """How many drills are under way."""
    found = reader.rows("SELECT COUNT(*) FROM drill WHERE state IN ('Running', 'Paused') AND withdrawn_at IS NULL")
    return {"drills": int(found[0][0])}
