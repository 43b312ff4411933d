"""Whoever cannot see articles, feedback and the pages of people, or needs larger text, can use them all the same."""

from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QScrollArea

from incidentdesk.desktop.detect.gesture_dialog import GestureDialog
from incidentdesk.desktop.record_dialog import RecordDialog
from incidentdesk.detect.affected_person_change import change_affected
from incidentdesk.improve.article_change import move_article, write_article
from incidentdesk.improve.article_use_change import use_article
from incidentdesk.improve.feedback_change import give_feedback
from incidentdesk.improve.feedback_session_change import plan_session
from incidentdesk.prepare.person import staff_named
from tests.desktop.improve.test_feedback_tab import resolved
from tests.desktop.investigate.analyses_window import act, held_clock, log, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.prepare.test_organisation_accessibility import nameless, out_of_reach
from tests.desktop.test_accessibility import cut_off, left_out_by_tab

__all__ = ["furnished", "held_clock", "sit_down"]

LONG = "Rechnungseingangsbearbeitungssystem der Hauptverwaltung in Donaueschingen"
DIALOGS = ("articles/1", "feedback/1")
COMMANDS = ("incident.feedback", "incident.feedback_session", "incident.affected")
PAGES = ("analyses#articles", "analyses#feedback", "KB-0001", "PERSON-0001")


@pytest.fixture
def lead(sqlite_desk, sit_down):
    """A session, feedback, an article that has helped, and people who are affected; all with long names."""
    act(sqlite_desk, staff_named, LONG)
    incident_id = resolved(sqlite_desk, LONG, reporter=LONG)
    other = log(sqlite_desk, "Mail is slow", reporter=LONG)
    act(sqlite_desk, change_affected, incident_id, f"Ann Lee\t{LONG}", seen="")
    article_id = act(sqlite_desk, write_article, title=LONG, solution=LONG)
    act(sqlite_desk, move_article, article_id, "Published")
    act(sqlite_desk, use_article, article_id, other)
    act(sqlite_desk, give_feedback, incident_id, score=2, went_badly=LONG)
    act(
        sqlite_desk, plan_session, title=LONG, starts="2026-03-31 14:00", ends="15:00", zone=ZoneInfo("Europe/Berlin"),
        attendees=LONG, incidents="1",
    )  # fmt: skip
    return sit_down("analyses", size=(1280, 900))


def dialogs(lead):
    for part in DIALOGS:
        lead.window.open(f"analyses#{part}")
        yield lead.wait_for(RecordDialog)
        lead.window.findChildren(RecordDialog)[-1].reject()
        lead.rest()
    lead.window.open("INC-0001#follow-up")
    lead.rest()
    for command in COMMANDS:
        lead.run(command)
        dialog = lead.wait_for(GestureDialog if command == "incident.affected" else RecordDialog)
        yield dialog
        dialog.reject()
        lead.rest()


def test_every_control_of_the_dialogs_is_named_and_can_be_reached(lead):
    for dialog in dialogs(lead):
        # The arrows choose a score.
        unreached = [each for each in out_of_reach(dialog) if not each.startswith("QPushButton Score: ")]
        assert (nameless(dialog), unreached, left_out_by_tab(lead.qtbot, dialog)) == ([], [], []), dialog


@pytest.mark.parametrize("page", PAGES)
def test_every_control_of_the_pages_is_named(lead, page):
    lead.window.open(page)
    lead.rest()
    assert nameless(getattr(lead.page, "pane", lead.page)) == []


@pytest.mark.parametrize("scale", [100, 150])
def test_no_text_is_cut_off_and_nothing_scrolls_sideways(lead, scale):
    lead.desk.theme.choose_scale(scale)
    for dialog in dialogs(lead):
        lead.qtbot.waitUntil(lambda dialog=dialog: list(cut_off(dialog)) == [])
        for area in dialog.findChildren(QScrollArea):
            assert area.horizontalScrollBar().maximum() == 0, dialog
    lead.desk.theme.choose_scale(100)
