"""The pages that the sidebar leads to and the references that open a page; each is imported when it is first wanted."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.language import N_


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the sidebar. `text` is marked for translation."""

    key: str
    text: str
    icon: str
    make: Callable[[Desk], QWidget]
    in_sidebar: bool = True
    synonyms: str = ""


@dataclass(frozen=True, slots=True)
class Opener:
    """How a reference such as INC-0042 becomes a page."""

    pattern: re.Pattern[str]
    make: Callable[[Desk, int], QWidget]
    under: str


def _incidents(desk: Desk) -> QWidget:
    from incidentdesk.desktop.detect.incident_list_page import IncidentListPage

    return IncidentListPage(desk)


def _settings(desk: Desk) -> QWidget:
    from incidentdesk.desktop.settings.settings_page import SettingsPage

    return SettingsPage(desk)


def _incident(desk: Desk, incident_id: int) -> QWidget:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

    return IncidentPage(desk, incident_id)


PLACES = (
    Place("incidents", N_("Incidents"), "incident", _incidents, synonyms=N_("register list tickets")),
    Place("settings", N_("Settings"), "settings", _settings, in_sidebar=False, synonyms=N_("preferences options")),
)
OPENERS = (Opener(re.compile(r"INC-0*(\d+)"), _incident, under="incidents"),)
