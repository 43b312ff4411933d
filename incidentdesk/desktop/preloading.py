"""Loading what is wanted later while nobody waits: what a write needs, then, when the window is idle, pages and charts.

Opening the first incident would otherwise read some 300 modules while the window stands still.
"""

import importlib

# The first write, the first note, the first change.
_WRITING = ("incidentdesk.detect.intake", "incidentdesk.respond.change", "incidentdesk.respond.note")
# The pages that are opened most, the one of an incident first.
_PAGES = (
    "incidentdesk.desktop.respond.incident_page", "incidentdesk.desktop.respond.plan_part",
    "incidentdesk.desktop.respond.updates_part", "incidentdesk.desktop.respond.came_in_bar",
    "incidentdesk.desktop.improve.follow_up_part", "incidentdesk.desktop.improve.learning_section",
    "incidentdesk.desktop.investigate.evidence_part", "incidentdesk.desktop.investigate.analysis_pane",
    "incidentdesk.desktop.recover.recovery_part", "incidentdesk.desktop.measure.bundle_commands",
    "incidentdesk.desktop.improve.analyses_page", "incidentdesk.desktop.improve.drills_page",
    "incidentdesk.desktop.prepare.plans_page", "incidentdesk.desktop.prepare.organisation_page",
)  # fmt: skip
# The page with its charts, and what draws them.
_CHARTS = ("incidentdesk.measure.dashboard", "matplotlib.figure", "matplotlib.backends.backend_agg")
IDLE_AFTER = 8_000  # milliseconds after the first page is on the screen


def preload_writing() -> None:
    """For a worker."""
    _load(_WRITING)


def preload_pages() -> None:
    """For a worker."""
    _load(_PAGES)


def preload_charts() -> None:
    """For a worker."""
    _load(_CHARTS)


def _load(names: tuple[str, ...]) -> None:
    for name in names:
        importlib.import_module(name)
