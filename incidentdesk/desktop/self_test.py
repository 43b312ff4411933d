"""Whether an installed program works: a window, a database, a report, and how long each took."""

import platform
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import PySide6
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from incidentdesk import __version__, clock
from incidentdesk.desktop.background import Background
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import _

_PATIENCE = 30_000  # milliseconds


def run_self_test(app: QApplication) -> int:
    """Print what works to standard output; 1 with the reason on standard error where something does not."""
    print(f"IncidentDesk {__version__}")
    print(f"Python {platform.python_version()}, PySide6 {PySide6.__version__}, SQLite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory(prefix="incidentdesk-self-test-") as name:
        try:
            _steps(app, Path(name))
        except Exception as error:
            sys.stderr.write(_("The self-test failed: {reason}").format(reason=repr(error)) + "\n")
            return 1
    print(_("All of it works."))
    return 0


def _steps(app: QApplication, folder: Path) -> None:
    from incidentdesk.schema.opening import open_desk

    database = _timed(_("database made"), lambda: open_desk(folder / "self-test.db"))
    try:
        incident_id = _timed(_("incident logged"), lambda: _log(database))
        _timed(_("window painted"), lambda: _show(app, database, folder))
        size = _timed(_("report printed"), lambda: _print(database, incident_id, folder / "report.pdf"))
        if size < 1_000:
            raise ValueError(f"the report has only {size} bytes")
    finally:
        database.close()


def _timed(what: str, work: Callable):
    begun = time.perf_counter()
    result = work()
    print(f"{what}: {time.perf_counter() - begun:.2f} s")
    return result


def _log(database) -> int:
    from incidentdesk.detect.intake import log_incident

    with database.write(actor="Self-test", via="window") as session:
        return log_incident(session, title="Self-test: žluťoučký kůň, Ελληνικά, Кириллица")


def _show(app: QApplication, database, folder: Path) -> None:
    preferences = Preferences(folder / "settings")
    theme = Theme("light")
    theme.apply(app)
    desk = furnish(database, actor="Self-test", zone=ZoneInfo("UTC"), preferences=preferences, theme=theme)
    window = MainWindow(desk)
    loop = QEventLoop()
    window.painted.connect(loop.quit)
    QTimer.singleShot(_PATIENCE, lambda: loop.exit(1))
    window.go_to(window.place_keys()[0])
    window.show()
    late = loop.exec()
    window.close()
    desk.background.stop()
    _settle(desk.background)
    if late:
        raise TimeoutError("the window was not painted")


def _settle(background: Background) -> None:
    """Let what the jobs had to say be said, before the window is gone."""
    while background.jobs:
        QApplication.processEvents()


def _print(database, incident_id: int, path: Path) -> int:
    """The size of the file in bytes."""
    from incidentdesk.measure.incident_report import gather_incident_report, incident_report

    with database.read() as reader:
        report = gather_incident_report(reader, incident_id, zone=ZoneInfo("UTC"))
    zone, now = ZoneInfo("UTC"), clock.stored(clock.now())
    incident_report(report, path, zone=zone, internal=True, made_by="Self-test", made_at=now)
    return path.stat().st_size
