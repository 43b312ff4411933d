"""The page of who and what there is: people, teams, roles, services, outages, contacts, SLAs and calendars."""

from collections.abc import Callable, Mapping
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
from incidentdesk.desktop.records.tabbed_page import TabbedPage, TabbedPlace, tabs_of
from incidentdesk.language import _


class OrganisationPage(TabbedPage):
    """`outages` makes the part of a later phase that stands behind the services."""

    def __init__(self, desk: Desk, outages: Callable[[Desk], QWidget], parent: QWidget | None = None) -> None:
        tabs = tabs_of(
            "organisation", PeopleTab, TeamsTab, RolesTab, ServicesTab, outages, ContactsTab, SlasTab, CalendarsTab
        )
        place = TabbedPlace(
            "organisation", _("People and services"), _("Parts of people and services"), "plans", tabs, _counts,
            frozenset({"contact"}),
        )  # fmt: skip
        super().__init__(desk, place, parent)


def _counts(_reader: Any) -> Mapping[str, int]:
    return {}
