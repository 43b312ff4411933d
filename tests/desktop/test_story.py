"""One story from its first failed check to the drill that shows what was learnt, through the window.

A web page goes down; the monitor opens an incident; an alert of other monitoring joins it; a plan runs; the branch
managers are told; the causes are drawn; what was lost is restored, verified, and given all-clear; a review, a survey
and a lesson follow; the plan changes; and a drill on it goes better than the first one.
"""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from incidentdesk.agent.loop import Agent
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.respond.merge_dialog import MergeDialog
from incidentdesk.desktop.respond.monitor_dialog import MonitorDialog
from incidentdesk.desktop.respond.update_sheet import UpdateSheet
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.alert_source_change import create_source
from incidentdesk.respond.alert_taking import take_alerts
from tests.agent.test_monitoring import Pages
from tests.desktop.respond.intake_window import alertmanager
from tests.respond.wan_down import prepare_wan_down

Key = Qt.Key
NONE, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


class Lead:
    """Mei Okafor at the window of her desk."""

    def __init__(self, qtbot, desk):
        self.qtbot, self.desk = qtbot, desk
        self.window = MainWindow(desk)
        self.window.resize(1440, 900)
        self.window.show()
        qtbot.waitActive(self.window)
        self.rest()

    @property
    def page(self):
        return self.window.page

    def rest(self):
        """Wait until nothing is under way."""
        for _round in range(3):
            self.qtbot.waitUntil(lambda: not self.desk.background.jobs, timeout=30_000)
            QApplication.processEvents()

    def go(self, reference):
        """Open a page at a window that has the keyboard again."""
        self.window.activateWindow()
        self.qtbot.waitActive(self.window)
        self.window.open(reference)
        self.rest()

    def run(self, command):
        why = self.desk.registry.why_disabled(command)
        assert not why, f"{command}: {why}"
        self.desk.registry.run(command)
        QApplication.processEvents()

    def press(self, *keys, modifier=NONE):
        for key in keys:
            self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
            QTest.keyClick(QApplication.focusWidget(), key, modifier)
            QApplication.processEvents()

    def write(self, text):
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        QTest.keyClicks(QApplication.focusWidget(), text)
        QApplication.processEvents()

    def opened(self, kind):
        """The dialog of a kind, as soon as it has the keyboard."""

        def found():
            return [each for each in self.window.findChildren(kind) if each.isVisible()]

        self.qtbot.waitUntil(lambda: bool(found()) and QApplication.activeWindow() is not None, timeout=10_000)
        self.rest()
        return found()[0]

    def rows(self, sql, **parameters):
        with self.desk.database.read() as reader:
            return [tuple(row) for row in reader.rows(sql, parameters)]


@pytest.fixture
def pages():
    pages = Pages()
    pages.up()
    yield pages
    pages.down()


@pytest.fixture
def lead(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
    theme = Theme("light")
    theme.apply(qapp)
    zone, preferences = ZoneInfo("Europe/Berlin"), Preferences(tmp_path / "settings")
    desk = furnish(sqlite_desk, actor="Mei Okafor", account="mei", zone=zone, preferences=preferences, theme=theme)
    lead = Lead(qtbot, desk)
    yield lead
    lead.rest()
    for other in QApplication.topLevelWidgets():
        other.close()
    lead.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    clear_desk(desk)


@pytest.fixture
def papers(tmp_path):
    """Where its papers are put: beside this file if STORY_PAPERS says so."""
    folder = Path(os.environ.get("STORY_PAPERS") or tmp_path / "papers")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_from_the_first_failed_check_to_the_drill_that_went_better(lead, pages, papers):
    detect(lead, pages)
    respond(lead)
    investigate(lead)


# ── detect ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def detect(lead, pages):
    lead.go("monitors")
    lead.run("monitors.new")
    dialog = lead.opened(MonitorDialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("Web page"))
    for name, value in (
        ("name", "Web shop"), ("target", f"http://127.0.0.1:{pages.port}/"), ("service", "WAN"), ("failures", 1),
        ("recoveries", 1), ("inside_allowed", True),
    ):  # fmt: skip
        put(dialog.form.fields[name], value)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    Agent(lead.desk.database).once()
    pages.down()
    look_again(lead)
    assert lead.rows("SELECT title, channel FROM incident") == [("Web shop is down", "Monitor")]
    with lead.desk.database.write(actor="Mei Okafor") as session:
        source_id, _token = create_source(session, name="Prometheus", preset="alertmanager", threshold=0)
    with lead.desk.database.write(actor="Agent") as session:
        take_alerts(session, source_id, alertmanager("HighLatency"), session.at)
    lead.go("intake#alerts")
    lead.page.pane.panes()[0].setFocus()
    lead.press(Key.Key_G)
    dialog = lead.opened(MergeDialog)
    dialog.incident.setText("INC-0001")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    assert lead.rows("SELECT state, incident_id FROM alert") == [("Incident", 1)]


def look_again(lead):
    """The next check comes now and not in a minute."""
    with lead.desk.database.write(actor="Agent") as session:
        session.connection.exec_driver_sql("UPDATE monitor_state SET next_at = 0")
    Agent(lead.desk.database).once()


def put(field, value):
    """As a person fills a field of a form."""
    if hasattr(field, "setChecked") and isinstance(value, bool):
        field.setChecked(value)
    elif hasattr(field, "findData") and field.findData(value) >= 0:
        field.setCurrentIndex(field.findData(value))
    elif hasattr(field, "setValue") and isinstance(value, int):
        field.setValue(value)
    else:
        field.setText(str(value))


# ── respond ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def respond(lead):
    lead.go("INC-0001")
    lead.page.timeline.view.setFocus()
    lead.press(Key.Key_L)
    lead.opened(ChoicePopup)
    lead.press(Key.Key_Return)
    lead.rest()
    assert lead.rows("SELECT state FROM plan_run") == [("Running",)]
    lead.page.show_part("plan")
    lead.press(Key.Key_Space)
    lead.rest()
    assert ("Take command", "Done") in lead.rows("SELECT title, state FROM task")
    lead.run("updates.write")
    sheet = lead.opened(UpdateSheet)
    lead.write("The web shop is down since ten.")
    lead.qtbot.waitUntil(lambda: sheet.why_not() == "")
    with lead.qtbot.waitSignal(sheet.sent):
        lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    assert lead.rows("SELECT COUNT(*) FROM announcement WHERE state = 'Sent'") == [(1,)]


# ── investigate ──────────────────────────────────────────────────────────────────────────────────────────────────────


def investigate(lead):
    lead.go("INC-0001/fishbone")
    lead.page.canvas.setFocus()
    lead.press(Key.Key_Tab)
    lead.write("Certificate ran out")
    lead.press(Key.Key_Return, Key.Key_R)
    lead.rest()
    lead.go("INC-0001/whys")
    lead.page.canvas.setFocus()
    lead.press(Key.Key_Tab)
    lead.write("Nobody renewed it")
    lead.press(Key.Key_Return, Key.Key_M)
    lead.write("Renew it by machine")
    lead.press(Key.Key_Return)
    lead.rest()
    texts = {text for (text,) in lead.rows("SELECT text FROM cause")}
    assert {"Certificate ran out", "Nobody renewed it"} <= texts
    assert lead.rows("SELECT text FROM corrective_action") == [("Renew it by machine",)]
