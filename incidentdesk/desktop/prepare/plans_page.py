"""The page of what is prepared: response plans, rotas, escalation policies, policy documents, audiences, messages."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.audiences_tab import AudiencesTab
from incidentdesk.desktop.prepare.escalations_tab import EscalationsTab
from incidentdesk.desktop.prepare.follow_ups_tab import FollowUpsTab
from incidentdesk.desktop.prepare.message_templates_tab import MessageTemplatesTab
from incidentdesk.desktop.prepare.plans_tab import PlansTab
from incidentdesk.desktop.prepare.policies_tab import PoliciesTab
from incidentdesk.desktop.prepare.rotas_tab import RotasTab
from incidentdesk.desktop.records.tabbed_page import TabbedPage, TabbedPlace, tabs_of
from incidentdesk.language import _

TABS = tabs_of(
    "plans", PlansTab, RotasTab, EscalationsTab, PoliciesTab, AudiencesTab, MessageTemplatesTab, FollowUpsTab
)
_COUNTED = frozenset({"plan", "plan_version", "policy_document", "policy_version", "acknowledgement"})


class PlansPage(TabbedPage):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        place = TabbedPlace("plans", _("Plans"), _("Parts of the plans"), "plans", TABS, _counts, _COUNTED)
        super().__init__(desk, place, parent)


def _counts(_reader: Any) -> Mapping[str, int]:
    return {}
