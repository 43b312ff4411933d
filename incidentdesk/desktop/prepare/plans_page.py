"""The page of what is prepared: response plans, rotas, escalation policies, policy documents, audiences, messages."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.audiences_tab import AudiencesTab
from incidentdesk.desktop.prepare.escalations_tab import EscalationsTab
from incidentdesk.desktop.prepare.message_templates_tab import MessageTemplatesTab
from incidentdesk.desktop.prepare.plans_tab import PlansTab
from incidentdesk.desktop.prepare.policies_tab import PoliciesTab
from incidentdesk.desktop.prepare.rotas_tab import RotasTab
from incidentdesk.desktop.records.tabbed_page import Tab, TabbedPage, TabbedPlace
from incidentdesk.language import N_, _

TABS = (
    Tab("plans", N_("Response plans"), N_("New plan"), PlansTab, N_("playbook runbook template")),
    Tab("on-call", N_("On call"), N_("New rota"), RotasTab, N_("rota schedule shift duty")),
    Tab("escalation", N_("Escalation"), N_("New escalation policy"), EscalationsTab, N_("notify wait repeat")),
    Tab("policies", N_("Policies"), N_("New policy"), PoliciesTab, N_("document read acknowledge awareness")),
    Tab("audiences", N_("Audiences"), N_("New audience"), AudiencesTab, N_("stakeholders recipients announcement")),
    Tab(
        "templates", N_("Message templates"), N_("New message template"), MessageTemplatesTab,
        N_("announcement text update"),
    ),
)  # fmt: skip
_COUNTED = frozenset({"plan", "plan_version", "policy_document", "policy_version", "acknowledgement"})


class PlansPage(TabbedPage):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        place = TabbedPlace("plans", _("Plans"), _("Parts of the plans"), "plans", TABS, _counts, _COUNTED)
        super().__init__(desk, place, parent)


def _counts(_reader: Any) -> Mapping[str, int]:
    return {}
