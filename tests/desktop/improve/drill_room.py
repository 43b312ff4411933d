"""What the tests of drills in the window have in common: a clock that can be put forward, and a lead at the console."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from incidentdesk import clock
from incidentdesk.desktop.improve.drill_keeping import DrillKeeping
from tests.desktop.investigate.analyses_window import NOW, Lead


class HeldClock:
    """The one clock; it goes on when somebody says so."""

    def __init__(self):
        self.at = NOW
        clock.hold(lambda: self.at)

    def later(self, seconds):
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def held_clock():
    held = HeldClock()
    yield held
    clock.hold(None)


@pytest.fixture
def sit_down(qtbot, furnished, sqlite_desk, held_clock):
    """Opens the window at a place; what it has begun for a drill is ended with it."""
    leads = []

    def sit_down(reference, actor="Mei Okafor", size=(1280, 720)):
        leads.append(Lead(qtbot, furnished(sqlite_desk, actor), reference, size))
        return leads[-1]

    yield sit_down
    for lead in leads:
        rest(lead)
        lead.leave()


def keeping(lead):
    return lead.window.findChild(DrillKeeping)


def stage(lead, drill_id=1):
    """The stage of a drill, as soon as its window stands."""
    lead.qtbot.waitUntil(lambda: keeping(lead) is not None and drill_id in keeping(lead).stages, timeout=20_000)
    rest(lead)
    return keeping(lead).stages[drill_id]


def rest(lead):
    """Wait until nothing is under way on the real desk, nor in any sandbox."""
    desks = [lead.desk, *(each.desk for each in (keeping(lead).stages.values() if keeping(lead) else ()))]
    for _round in range(3):
        QApplication.processEvents()
        for desk in desks:
            lead.qtbot.waitUntil(lambda desk=desk: not desk.background.jobs, timeout=20_000)
    QApplication.processEvents()


def begin(lead):
    """Start the drill that is shown; returns its stage."""
    lead.desk.registry.run("drill.start")
    return stage(lead)


def until(lead, condition):
    """Wait until news have arrived that are gathered for a moment."""
    lead.qtbot.waitUntil(condition, timeout=20_000)
    rest(lead)


def dialog(lead, kind=QDialog):
    """The dialog that stands open."""

    def found():
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]

    lead.qtbot.waitUntil(lambda: bool(found()))
    rest(lead)
    return found()[-1]
