"""The page of who and what there is: people, teams, roles, services, contacts, SLAs and calendars."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.prepare.calendars_tab import CalendarsTab
from incidentdesk.desktop.prepare.contacts_tab import ContactsTab
from incidentdesk.desktop.prepare.people_tab import PeopleTab
from incidentdesk.desktop.prepare.roles_tab import RolesTab
from incidentdesk.desktop.prepare.services_tab import ServicesTab
from incidentdesk.desktop.prepare.slas_tab import SlasTab
from incidentdesk.desktop.prepare.teams_tab import TeamsTab
from incidentdesk.desktop.records.tabbed_page import Tab, TabbedPage, TabbedPlace
from incidentdesk.language import N_, _

TABS = (
    Tab("people", N_("People"), N_("New person"), PeopleTab, N_("staff colleague user")),
    Tab("teams", N_("Teams"), N_("New team"), TeamsTab, N_("group department")),
    Tab("roles", N_("Roles"), N_("New role"), RolesTab, N_("commander scribe deputy")),
    Tab("services", N_("Services"), N_("New service"), ServicesTab, N_("catalogue dependency system")),
    Tab("contacts", N_("Contacts"), N_("New contact"), ContactsTab, N_("vendor supplier insurer authority")),
    Tab("slas", N_("SLAs"), N_("New SLA"), SlasTab, N_("service level agreement target OLA")),
    Tab("calendars", N_("Calendars"), N_("New calendar"), CalendarsTab, N_("working hours holidays")),
)


class OrganisationPage(TabbedPage):
    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        place = TabbedPlace(
            "organisation", _("People and services"), _("Parts of people and services"), "plans", TABS, _counts,
            frozenset({"contact"}),
        )  # fmt: skip
        super().__init__(desk, place, parent)


def _counts(_reader: Any) -> Mapping[str, int]:
    return {}
