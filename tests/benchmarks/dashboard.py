"""The dashboard of a large register: how long until all of it stands there, how long after another filter, and for how
long the window is still meanwhile (speed-10).

python tests/benchmarks/dashboard.py PATH

The raw counterpart is the one query that a dashboard can't do without: all times to resolve of all incidents, read by
the standard library and sorted.
"""

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.preloading import preload_charts
from incidentdesk.desktop.theme import Theme
from incidentdesk.schema.opening import open_desk

STEP = 5  # milliseconds of the timer whose gaps are measured


class Gaps:
    """How long the event loop was away, in milliseconds."""

    def __init__(self) -> None:
        self.found: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=STEP)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.found.append(max(0.0, (now - self._last) * 1000 - STEP))
        self._last = now

    def begin(self) -> None:
        self.found, self._last = [], time.perf_counter()

    def say(self, what: str, seconds: float) -> None:
        ordered = sorted(self.found) or [0.0]
        p99 = ordered[int(len(ordered) * 0.99) - 1 if len(ordered) > 1 else 0]
        print(f"{what:<42} {seconds:6.2f} s   gaps: p99 {p99:5.1f} ms, longest {ordered[-1]:5.1f} ms")


def main(path: Path) -> None:
    app = QApplication([])
    theme = Theme("light")
    theme.apply(app)
    preferences = Preferences(Path(tempfile.mkdtemp()))
    preferences.set("dashboard_span", "all")
    database = open_desk(path)
    desk = furnish(database, actor="Mei Okafor", zone=ZoneInfo("Europe/Berlin"), preferences=preferences, theme=theme)
    window = MainWindow(desk)
    window.resize(1440, 900)
    window.go_to("incidents")
    window.show()
    settle(app, desk)
    gaps = Gaps()
    gaps.begin()
    begun = time.perf_counter()
    # As the program does when nobody has done anything for some seconds.
    desk.background.run(preload_charts)
    settle(app, desk)
    gaps.say("what is loaded while the window is idle", time.perf_counter() - begun)
    for what, change in (
        ("the first time, all of it", lambda: window.go_to("dashboard")),
        ("one service", lambda: window.page.choose_service("Service 7")),
        ("another filter: priority:1,2", lambda: (window.page.filter.set_text("priority:1,2"), window.page._choose())),
        ("without a filter", lambda: (window.page.filter.set_text(""), window.page._choose())),
        ("the last 26 weeks that there are", lambda: window.page.choose_span("2025-09-01..2026-02-28")),
        ("after one change of an incident", lambda: desk.background.run(touch, desk)),
    ):
        gaps.begin()
        begun = time.perf_counter()
        change()
        wait_for_page(app, desk, window)
        gaps.say(what, time.perf_counter() - begun)
    print(f"raw: read and sort all times to resolve     {statistics.median(raw(path) for _each in range(3)):6.2f} s")
    print(f"memory at the most: {peak_memory():.0f} MB")
    desk.background.stop()
    os._exit(0)


def touch(desk) -> None:
    from incidentdesk.respond.change import change_incident

    with desk.database.write(actor="Mei Okafor") as session:
        change_incident(session, 1_000, {"tags": f"+t{time.time_ns() % 1000}"})


def wait_for_page(app, desk, window) -> None:
    page = window.page
    seen: list[object] = []
    page.shown.connect(lambda: seen.append(1))
    until = time.perf_counter() + 120
    while not seen and time.perf_counter() < until:
        app.processEvents()
        time.sleep(0.0005)
    settle(app, desk)


def settle(app, desk) -> None:
    quiet = 0
    while quiet < 20:
        app.processEvents()
        time.sleep(0.0005)
        quiet = 0 if desk.background.jobs else quiet + 1


def raw(path: Path) -> float:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    begun = time.perf_counter()
    rows = connection.execute(
        "SELECT resolved_at - created_at FROM incident WHERE withdrawn_at IS NULL AND resolved_at IS NOT NULL"
    ).fetchall()
    rows.sort()
    return time.perf_counter() - begun


def peak_memory() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
