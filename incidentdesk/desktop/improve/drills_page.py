"""The page of what is exercised and learnt: drills and their scenarios, training and who is ready to lead."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk import clock
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.campaigns_tab import CampaignsTab
from incidentdesk.desktop.improve.commanders_tab import CommandersTab
from incidentdesk.desktop.improve.drills_tab import DrillsTab
from incidentdesk.desktop.improve.scenarios_tab import ScenariosTab
from incidentdesk.desktop.improve.sessions_tab import SessionsTab
from incidentdesk.desktop.improve.training_tab import TrainingTab
from incidentdesk.desktop.records.tabbed_page import TabbedPage, TabbedPlace, tabs_of
from incidentdesk.improve.training_list import overdue
from incidentdesk.improve.training_session_list import sessions
from incidentdesk.language import _
from incidentdesk.prepare.campaign_list import CampaignState, campaigns

_COUNTED = frozenset({
    "drill", "training_course", "training_requirement", "training_result", "training_session", "campaign",
    "acknowledgement", "plan_acknowledgement", "person",
})  # fmt: skip
_UNANSWERED = (CampaignState.RUNNING, CampaignState.OVERDUE)


class DrillsPage(TabbedPage):
    """`readiness` makes the part of a later phase that stands before all others."""

    def __init__(self, desk: Desk, readiness: Callable[[Desk], QWidget], parent: QWidget | None = None) -> None:
        tabs = tabs_of(
            "drills", readiness, DrillsTab, ScenariosTab, TrainingTab, SessionsTab, CampaignsTab, CommandersTab
        )
        title, parts = _("Drills and training"), _("Parts of drills and training")
        super().__init__(desk, TabbedPlace("drills", title, parts, "drills", tabs, _counts, _COUNTED), parent)


def _counts(reader: Any) -> Mapping[str, int]:
    """How many drills are under way, courses overdue, sessions without their results, campaigns unanswered."""
    live = reader.rows("SELECT COUNT(*) FROM drill WHERE state IN ('Running', 'Paused') AND withdrawn_at IS NULL")
    now = clock.now()
    today, at = now.date().isoformat(), clock.stored(now)
    return {
        "drills": int(live[0][0]),
        "training": len(overdue(reader, today)),
        "sessions": sum(row.waits_for_results(at) for row in sessions(reader)),
        "campaigns": sum(row.state(today) in _UNANSWERED for row in campaigns(reader, today)),
    }
