"""What the tests of analyses have in common: a window, hands on the keyboard, and a look into the database."""

from datetime import UTC, datetime

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from incidentdesk import clock
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.action_intake import propose_action
from incidentdesk.investigate.action_list import actions
from incidentdesk.investigate.action_move import ActionMove, move_action
from incidentdesk.investigate.subject import INCIDENT, Subject

NOW = datetime(2026, 3, 28, 9, 42, tzinfo=UTC)
TODAY = "2026-03-28"
Key = Qt.Key
NONE, CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def act(database, use_case, *arguments, actor="Mei Okafor", **named):
    """Runs a use case as one gesture and returns what it returns."""
    with database.write(actor=actor) as session:
        return use_case(session, *arguments, **named)


def read(database, function, *arguments, **named):
    with database.read() as reader:
        return function(reader, *arguments, **named)


def log(database, title="Payroll run failed", **facts):
    return act(database, log_incident, title=title, **facts)


def propose(database, text="Rotate the logs", state="Proposed", incident_id=0, **facts):
    """An action for an incident, brought to a state."""
    incident_id = incident_id or log(database)
    action_id = act(database, propose_action, Subject(INCIDENT, incident_id), text=text, **facts)
    whole = {"owner": "L. Novák", "due_on": "2026-04-30", "completion": "seen"}
    given = {name: value for name, value in whole.items() if name not in facts}
    if state != "Proposed":
        act(database, move_action, action_id, ActionMove(state, **given, reason="so it is"))
    return action_id


def stored_action(database, action_id):
    return next(row for row in read(database, actions, today=TODAY) if row.id == action_id)


@pytest.fixture
def held_clock():
    clock.hold(lambda: NOW)
    yield NOW
    clock.hold(None)


class Lead:
    """Somebody at a window."""

    def __init__(self, qtbot, desk, reference, size=(1280, 720)):
        self.qtbot, self.desk = qtbot, desk
        self.window = MainWindow(desk)
        self.window.resize(*size)
        self.window.show()
        self.window.open(reference)
        self.come()
        self.rest()

    @property
    def page(self):
        return self.window.page

    def come(self):
        """Sit down at this window."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def rest(self):
        """Wait until nothing is under way and what came of it has arrived."""
        for _round in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(lambda: not self.desk.background.jobs)
        QApplication.processEvents()

    def press(self, *keys, modifier=NONE):
        for key in keys:
            self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
            QTest.keyClick(QApplication.focusWidget(), key, modifier)
        self.rest()

    def write(self, text):
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        QTest.keyClicks(QApplication.focusWidget(), text)

    def wait_for(self, kind):
        """The dialog or pop-up of a kind that is open, as soon as it has the keyboard."""

        def found():
            return [each for each in self.window.findChildren(kind) if each.isVisible()]

        self.qtbot.waitUntil(lambda: bool(found()))
        dialog = found()[-1]
        if isinstance(dialog, QDialog):
            dialog.activateWindow()
        self.qtbot.waitUntil(
            lambda: QApplication.focusWidget() is not None and dialog.isAncestorOf(QApplication.focusWidget())
        )
        self.rest()
        return dialog

    def run(self, action_id):
        self.desk.registry.run(action_id)
        self.rest()

    def undo(self):
        self.come()
        self.desk.history.undo()
        self.rest()

    def leave(self):
        self.rest()
        self.window.close()
        shiboken6.delete(self.window)


@pytest.fixture
def sit_down(qtbot, furnished, sqlite_desk, held_clock):
    """Opens a window at a place, for one person or for several."""
    leads = []

    def sit_down(reference="analyses", actor="Mei Okafor", size=(1280, 720)):
        leads.append(Lead(qtbot, furnished(sqlite_desk, actor), reference, size))
        return leads[-1]

    yield sit_down
    for lead in leads:
        lead.leave()
