"""Loading what is wanted later while nobody waits: first what a write needs, then, when the window is idle, charts."""

import importlib

# The first write, the first note, the first change.
_WRITING = ("incidentdesk.detect.intake", "incidentdesk.respond.change", "incidentdesk.respond.note")
# The page with its charts, and what draws them.
_CHARTS = ("incidentdesk.measure.dashboard", "matplotlib.figure", "matplotlib.backends.backend_agg")
IDLE_AFTER = 8_000  # milliseconds after the first page is on the screen


def preload_writing() -> None:
    """For a worker."""
    _load(_WRITING)


def preload_charts() -> None:
    """For a worker."""
    _load(_CHARTS)


def _load(names: tuple[str, ...]) -> None:
    for name in names:
        importlib.import_module(name)
