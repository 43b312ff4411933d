"""The pages that the sidebar leads to and the references that open a page; each is imported when it is first wanted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.language import N_

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage
    from incidentdesk.desktop.respond.page_part import PagePart


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
    """How a reference such as INC-0042 becomes a page; `make` gets the id in it."""

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
    from incidentdesk.desktop.investigate.evidence_part import EvidencePart
    from incidentdesk.desktop.respond.incident_page import IncidentPage

    return IncidentPage(desk, incident_id, parts=(_analysis_part, EvidencePart))


def _analysis_part(page: "IncidentPage") -> "PagePart":
    """The investigation of an incident and, below it, what was learnt; neither knows the other."""
    from incidentdesk.desktop.improve.learning_section import LearningSection
    from incidentdesk.desktop.investigate.analysis_pane import AnalysisPane
    from incidentdesk.investigate.subject import INCIDENT, Subject

    whys = page.commands.why_absent, page.commands.why_nothing
    learning = LearningSection(page.desk, page.incident_id, page, *whys)
    return AnalysisPane(page.desk, Subject(INCIDENT, page.incident_id), page, *whys, learning)


def _analyses(desk: Desk) -> QWidget:
    from incidentdesk.desktop.improve.analyses_page import AnalysesPage

    return AnalysesPage(desk)


def _fishbone(noun: str) -> Callable[[Desk, int], QWidget]:
    def make(desk: Desk, record_id: int) -> QWidget:
        from incidentdesk.desktop.investigate.fishbone_page import FishbonePage
        from incidentdesk.investigate.subject import Subject

        return FishbonePage(desk, Subject(noun, record_id))

    return make


def _whys(noun: str) -> Callable[[Desk, int], QWidget]:
    def make(desk: Desk, record_id: int) -> QWidget:
        from incidentdesk.desktop.investigate.whys_page import WhysPage
        from incidentdesk.investigate.subject import Subject

        return WhysPage(desk, Subject(noun, record_id))

    return make


def _problem(desk: Desk, problem_id: int) -> QWidget:
    from incidentdesk.desktop.investigate.problem_page import ProblemPage

    return ProblemPage(desk, problem_id)


def _review(desk: Desk, incident_id: int) -> QWidget:
    from incidentdesk.desktop.improve.review_page import ReviewPage

    return ReviewPage(desk, incident_id)


PLACES = (
    Place("incidents", N_("Incidents"), "incident", _incidents, synonyms=N_("register list tickets")),
    Place(
        "analyses",
        N_("Analyses"),
        "fishbone",
        _analyses,
        synonyms=N_("root cause problems corrective actions known errors lessons reviews"),
    ),
    Place("settings", N_("Settings"), "settings", _settings, in_sidebar=False, synonyms=N_("preferences options")),
)
OPENERS = (
    Opener(re.compile(r"INC-0*(\d+)"), _incident, under="incidents"),
    Opener(re.compile(r"INC-0*(\d+)/fishbone"), _fishbone("incident"), under="analyses"),
    Opener(re.compile(r"INC-0*(\d+)/whys"), _whys("incident"), under="analyses"),
    Opener(re.compile(r"INC-0*(\d+)/review"), _review, under="analyses"),
    Opener(re.compile(r"PRB-0*(\d+)"), _problem, under="analyses"),
    Opener(re.compile(r"PRB-0*(\d+)/fishbone"), _fishbone("problem"), under="analyses"),
    Opener(re.compile(r"PRB-0*(\d+)/whys"), _whys("problem"), under="analyses"),
)
