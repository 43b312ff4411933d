"""The line on an incident's page that says what it came from."""

import pytest

from incidentdesk.desktop.respond.came_in_bar import CameInCommands, CameInSheet
from incidentdesk.desktop.respond.incident_page import IncidentPage
from incidentdesk.detect.alert_source_change import create_source
from incidentdesk.respond.mail_taking import take_mail
from tests.desktop.investigate.analyses_window import act, held_clock, log
from tests.desktop.respond.intake_window import alertmanager, post
from tests.desktop.respond.test_letters_tab import MAIL

__all__ = ["held_clock"]


@pytest.fixture
def shown(open_window, settle, monkeypatch):
    """The page of an incident with its line."""

    def shown(database, incident_id):
        made = []
        before = IncidentPage.__init__

        def make(page, desk, number, parent=None):
            before(page, desk, number, parent, commands=(lambda each: made.append(CameInCommands(each)) or made[-1],))

        monkeypatch.setattr(IncidentPage, "__init__", make)
        page = open_window(database, incident_id)
        settle(page.desk)
        return page, made[0]

    return shown


def test_an_alert_leads_back_to_its_payload(held_clock, sqlite_desk, shown, settle):
    source_id = act(sqlite_desk, create_source, name="Prometheus", preset="alertmanager")[0]
    post(sqlite_desk, source_id, alertmanager("HighCPU"))
    page, came = shown(sqlite_desk, 1)
    assert came.bar.isVisible()
    assert "Came in as an alert of" in came.bar.text.text()
    assert "Prometheus" in came.bar.text.accessibleName()
    came.bar.show_button.click()
    sheet = page.window().findChildren(CameInSheet)[-1]
    settle(page.desk)
    assert '"alertname": "HighCPU"' in sheet.source.toPlainText()
    sheet.accept()


def test_several_alerts_are_chosen_from(held_clock, sqlite_desk, shown, settle):
    source_id = act(sqlite_desk, create_source, name="Prometheus", preset="alertmanager", correlate=60)[0]
    post(sqlite_desk, source_id, alertmanager("HighCPU"))
    post(sqlite_desk, source_id, alertmanager("DiskFull"))
    page, came = shown(sqlite_desk, 1)
    assert "and 1 more" in came.bar.text.text()
    came.show_source()
    sheet = page.window().findChildren(CameInSheet)[-1]
    sheet.choice.setCurrentIndex(1)
    settle(page.desk)
    assert "DiskFull" in sheet.source.toPlainText()
    sheet.accept()


def test_a_mail_is_named_with_its_sender(held_clock, sqlite_desk, shown):
    taken = act(sqlite_desk, take_mail, MAIL)
    page, came = shown(sqlite_desk, taken.incident_id)
    assert "Came in by mail from" in came.bar.text.text()
    assert "a.lindqvist@example.com" in came.bar.text.text()
    assert page.desk.registry.why_disabled("incident.came_in") == ""


def test_what_a_person_has_logged_has_no_such_line(held_clock, sqlite_desk, shown):
    page, came = shown(sqlite_desk, log(sqlite_desk))
    assert not came.bar.isVisible()
    assert "A person has logged it" in page.desk.registry.why_disabled("incident.came_in")
