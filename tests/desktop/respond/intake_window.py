"""What the tests of the intake have in common: its page in a window, and alerts that have come in."""

import json

import pytest
from PySide6.QtWidgets import QMainWindow

from incidentdesk.desktop.respond.intake_page import IntakePage
from incidentdesk.detect.alert_source_change import create_source
from incidentdesk.respond.alert_taking import take_alerts
from tests.desktop.investigate.analyses_window import Lead, act


class Triager(Lead):
    """Somebody before the page of the intake."""

    def __init__(self, qtbot, desk, part, size):
        self.qtbot, self.desk = qtbot, desk
        self.window = QMainWindow()
        self.intake = IntakePage(desk)
        self.window.setCentralWidget(self.intake)
        self.window.resize(*size)
        self.window.show()
        self.went_to = []
        self.intake.opened.connect(self.went_to.append)
        self.come()
        self.show(part)

    @property
    def page(self):
        return self.intake

    @property
    def pane(self):
        return self.intake.pane

    def show(self, part):
        self.intake.show_tab(part)
        self.rest()
        self.pane.panes()[0].setFocus()
        self.rest()

    def cells(self, key):
        table = self.pane.table
        column = next(column for column in self.pane.listing.columns if column.key == key)
        return [column.text(row, table.now()) for row in table.records.rows]

    def pause(self):
        """Wait until the news of a storm were read."""
        self.qtbot.waitUntil(lambda: not self.pane._gathering.isActive() and not self.intake._gathering.isActive())
        self.rest()


def alertmanager(*names, status="firing", severity="critical"):
    """What Prometheus Alertmanager posts."""
    alerts = [
        {
            "status": status,
            "labels": {"alertname": name, "severity": severity, "instance": "web-1:9100", "service": "Web shop"},
            "annotations": {"summary": f"{name} on web-1"},
            "startsAt": "2026-03-28T09:30:00Z",
        }
        for name in names
    ]
    return json.dumps({"version": "4", "status": status, "alerts": alerts}).encode()


def post(database, source_id, payload):
    def take(session):
        return take_alerts(session, source_id, payload, session.at)

    return act(database, take)


@pytest.fixture
def source_id(held_clock, sqlite_desk):
    """A source none of whose alerts becomes an incident by itself."""
    return act(sqlite_desk, create_source, name="Prometheus", preset="alertmanager", threshold=0)[0]


@pytest.fixture
def triage(qtbot, furnished, sqlite_desk, held_clock):
    """Opens the page at a part."""
    opened = []

    def triage(part="alerts", size=(1280, 720)):
        opened.append(Triager(qtbot, furnished(sqlite_desk, "Mei Okafor"), part, size))
        return opened[-1]

    yield triage
    for each in opened:
        each.leave()
