"""The pages that the sidebar leads to and the references that open a page; each is imported when it is first wanted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.sidebar_counts import Waiting
from incidentdesk.language import N_, ngettext

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage
    from incidentdesk.desktop.respond.page_part import PagePart


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the sidebar. `text` is marked for translation; `waiting` counts what waits there for a person."""

    key: str
    text: str
    icon: str
    make: Callable[[Desk], QWidget]
    in_sidebar: bool = True
    synonyms: str = ""
    waiting: Waiting | None = None


@dataclass(frozen=True, slots=True)
class Opener:
    """How a reference such as INC-0042 becomes a page; `make` gets the id in it."""

    pattern: re.Pattern[str]
    make: Callable[[Desk, int], QWidget]
    under: str


def _incidents(desk: Desk) -> QWidget:
    from incidentdesk.desktop.detect.incident_list_page import IncidentListPage

    return IncidentListPage(desk)


def _intake(desk: Desk) -> QWidget:
    from incidentdesk.desktop.respond.intake_page import IntakePage

    return IntakePage(desk)


def _monitors(desk: Desk) -> QWidget:
    from incidentdesk.desktop.respond.monitors_page import MonitorsPage

    return MonitorsPage(desk)


def _automation(desk: Desk) -> QWidget:
    from incidentdesk.desktop.respond.automation_page import AutomationPage

    return AutomationPage(desk)


def _settings(desk: Desk) -> QWidget:
    from incidentdesk.desktop.settings.settings_page import SettingsPage

    return SettingsPage(desk)


def _incident(desk: Desk, incident_id: int) -> QWidget:
    from incidentdesk.desktop.improve.article_commands import ArticleCommands
    from incidentdesk.desktop.improve.follow_up_part import FollowUpPart
    from incidentdesk.desktop.investigate.evidence_part import EvidencePart
    from incidentdesk.desktop.measure.bundle_commands import BundleCommands
    from incidentdesk.desktop.recover.outage_commands import OutageCommands
    from incidentdesk.desktop.recover.recovery_part import RecoveryPart
    from incidentdesk.desktop.respond.affected_commands import AffectedCommands
    from incidentdesk.desktop.respond.came_in_bar import CameInCommands
    from incidentdesk.desktop.respond.incident_page import IncidentPage
    from incidentdesk.desktop.respond.on_call_commands import OnCallCommands
    from incidentdesk.desktop.respond.plan_part import PlanPart
    from incidentdesk.desktop.respond.updates_part import UpdatesPart

    parts = PlanPart, UpdatesPart, _analysis_part, EvidencePart, RecoveryPart, FollowUpPart
    commands = OutageCommands, CameInCommands, BundleCommands, ArticleCommands, AffectedCommands, OnCallCommands
    return IncidentPage(desk, incident_id, parts=parts, commands=commands)


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


def _plans(desk: Desk) -> QWidget:
    from incidentdesk.desktop.prepare.plans_page import PlansPage

    return PlansPage(desk)


def _organisation(desk: Desk) -> QWidget:
    from incidentdesk.desktop.prepare.organisation_page import OrganisationPage
    from incidentdesk.desktop.recover.outages_tab import OutagesTab

    return OrganisationPage(desk, OutagesTab)


def _drills(desk: Desk) -> QWidget:
    from incidentdesk.desktop.improve.drills_page import DrillsPage
    from incidentdesk.desktop.measure.readiness_tab import ReadinessTab

    return DrillsPage(desk, ReadinessTab)


def _outbox(desk: Desk) -> QWidget:
    from incidentdesk.desktop.respond.outbox_page import OutboxPage

    return OutboxPage(desk)


def _dashboard(desk: Desk) -> QWidget:
    from incidentdesk.desktop.measure.dashboard_page import DashboardPage

    return DashboardPage(desk)


def _reports(desk: Desk) -> QWidget:
    from incidentdesk.desktop.measure.reports_page import ReportsPage

    return ReportsPage(desk)


def _service_map(desk: Desk) -> QWidget:
    from incidentdesk.desktop.prepare.service_map_page import ServiceMapPage

    return ServiceMapPage(desk)


def _plan(desk: Desk, plan_id: int) -> QWidget:
    from incidentdesk.desktop.prepare.plan_page import PlanPage

    return PlanPage(desk, plan_id)


def _rota(desk: Desk, rota_id: int) -> QWidget:
    from incidentdesk.desktop.prepare.rota_page import RotaPage

    return RotaPage(desk, rota_id)


def _policy(desk: Desk, document_id: int) -> QWidget:
    from incidentdesk.desktop.prepare.policy_page import PolicyPage

    return PolicyPage(desk, document_id)


def _command(desk: Desk, incident_id: int) -> QWidget:
    from incidentdesk.desktop.recover.recovery_card import RecoveryCard
    from incidentdesk.desktop.respond.command_page import CommandPage

    return CommandPage(desk, incident_id, cards=(RecoveryCard,))


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


def _article(desk: Desk, article_id: int) -> QWidget:
    from incidentdesk.desktop.improve.article_page import ArticlePage

    return ArticlePage(desk, article_id)


def _person(desk: Desk, person_id: int) -> QWidget:
    from incidentdesk.desktop.improve.person_page import PersonPage

    return PersonPage(desk, person_id)


def _review(desk: Desk, incident_id: int) -> QWidget:
    from incidentdesk.desktop.improve.review_page import ReviewPage

    return ReviewPage(desk, incident_id)


def _drill(desk: Desk, drill_id: int) -> QWidget:
    from incidentdesk.desktop.improve.drill_page import DrillPage

    return DrillPage(desk, drill_id)


def _scenario(desk: Desk, scenario_id: int) -> QWidget:
    from incidentdesk.desktop.improve.scenario_page import ScenarioPage

    return ScenarioPage(desk, scenario_id)


_INTAKE = Waiting(
    "SELECT (SELECT COUNT(*) FROM alert WHERE withdrawn_at IS NULL AND state = 'Waiting')"
    " + (SELECT COUNT(*) FROM dead_letter WHERE withdrawn_at IS NULL AND state = 'Waiting')",
    frozenset({"alert", "dead_letter"}),
    lambda count: ngettext("{count} waits for you", "{count} wait for you", count).format(count=count),
)
_LIVE_DRILLS = Waiting(
    "SELECT COUNT(*) FROM drill WHERE withdrawn_at IS NULL AND state IN ('Running', 'Paused')",
    frozenset({"drill"}),
    lambda count: ngettext("{count} drill is under way", "{count} drills are under way", count).format(count=count),
)
PLACES = (
    Place("incidents", N_("Incidents"), "incident", _incidents, synonyms=N_("register list tickets")),
    Place(
        "intake", N_("Intake"), "intake", _intake, synonyms=N_("triage alerts mail dead letters inbox"), waiting=_INTAKE
    ),
    Place(
        "analyses",
        N_("Analyses"),
        "fishbone",
        _analyses,
        synonyms=N_("root cause problems corrective actions known errors lessons reviews"),
    ),
    Place("plans", N_("Plans"), "plan", _plans, synonyms=N_("playbook runbook on call escalation policy audience")),
    Place(
        "organisation",
        N_("People and services"),
        "organisation",
        _organisation,
        synonyms=N_("teams departments roles contacts outages vendors service level agreement calendar working hours"),
    ),
    Place(
        "drills",
        N_("Drills and training"),
        "drill",
        _drills,
        waiting=_LIVE_DRILLS,
        synonyms=N_("exercise simulation tabletop scenario course certificate campaign awareness readiness"),
    ),
    Place("monitors", N_("Monitors"), "monitor", _monitors, synonyms=N_("checks ping http uptime heartbeat watch")),
    Place(
        "automation", N_("Automation"), "automation", _automation, synonyms=N_("rules routing agent health triggers")
    ),
    Place(
        "dashboard",
        N_("Dashboard"),
        "dashboard",
        _dashboard,
        synonyms=N_("metrics charts statistics trend sla control chart pareto backlog"),
    ),
    Place("reports", N_("Reports"), "report", _reports, synonyms=N_("pdf monthly print schedule manager")),
    Place("outbox", N_("Outbox"), "outbox", _outbox, in_sidebar=False, synonyms=N_("messages sent failed e-mail")),
    Place(
        "service-map",
        N_("Service map"),
        "service-map",
        _service_map,
        in_sidebar=False,
        synonyms=N_("dependencies of services"),
    ),
    Place("settings", N_("Settings"), "settings", _settings, in_sidebar=False, synonyms=N_("preferences options")),
)
OPENERS = (
    Opener(re.compile(r"INC-0*(\d+)"), _incident, under="incidents"),
    Opener(re.compile(r"INC-0*(\d+)/fishbone"), _fishbone("incident"), under="analyses"),
    Opener(re.compile(r"INC-0*(\d+)/whys"), _whys("incident"), under="analyses"),
    Opener(re.compile(r"INC-0*(\d+)/command"), _command, under="incidents"),
    Opener(re.compile(r"PLAN-0*(\d+)"), _plan, under="plans"),
    Opener(re.compile(r"ROTA-0*(\d+)"), _rota, under="plans"),
    Opener(re.compile(r"POL-0*(\d+)"), _policy, under="plans"),
    Opener(re.compile(r"INC-0*(\d+)/review"), _review, under="analyses"),
    Opener(re.compile(r"PERSON-0*(\d+)"), _person, under="organisation"),
    Opener(re.compile(r"KB-0*(\d+)"), _article, under="analyses"),
    Opener(re.compile(r"DRL-0*(\d+)"), _drill, under="drills"),
    Opener(re.compile(r"SCN-0*(\d+)"), _scenario, under="drills"),
    Opener(re.compile(r"PRB-0*(\d+)"), _problem, under="analyses"),
    Opener(re.compile(r"PRB-0*(\d+)/fishbone"), _fishbone("problem"), under="analyses"),
    Opener(re.compile(r"PRB-0*(\d+)/whys"), _whys("problem"), under="analyses"),
)
