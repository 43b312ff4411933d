"""The page of what is exercised and learnt: drills and their scenarios, training and who is ready to lead."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.campaigns_tab import CampaignsTab
from incidentdesk.desktop.improve.commanders_tab import CommandersTab
from incidentdesk.desktop.improve.drills_tab import DrillsTab
from incidentdesk.desktop.improve.scenarios_tab import ScenariosTab
from incidentdesk.desktop.improve.sessions_tab import SessionsTab
from incidentdesk.desktop.improve.training_tab import TrainingTab
from incidentdesk.desktop.records.tabbed_page import TabbedPage, TabbedPlace, tabs_of
from incidentdesk.language import _

_COUNTED = frozenset({"drill"})


class DrillsPage(TabbedPage):
    """`readiness` makes the part of a later phase that stands before all others."""

    def __init__(self, desk: Desk, readiness: Callable[[Desk], QWidget], parent: QWidget | None = None) -> None:
        tabs = tabs_of(
            "drills", readiness, DrillsTab, ScenariosTab, TrainingTab, SessionsTab, CampaignsTab, CommandersTab
        )
        title, parts = _("Drills and training"), _("Parts of drills and training")
        super().__init__(desk, TabbedPlace("drills", title, parts, "drills", tabs, _counts, _COUNTED), parent)


def _counts(reader: Any) -> Mapping[str, int]:
    """How many drills are under way."""
    found = reader.rows("SELECT COUNT(*) FROM drill WHERE state IN ('Running', 'Paused') AND withdrawn_at IS NULL")
    return {"drills": int(found[0][0])}
