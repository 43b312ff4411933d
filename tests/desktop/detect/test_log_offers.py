"""What is offered while an incident is logged: known errors with what helps, and lessons of incidents like it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.detect.log_incident_dialog import LogIncidentDialog, open_log_dialog
from incidentdesk.improve.article_change import move_article, write_article
from incidentdesk.improve.article_list import article_row
from incidentdesk.improve.article_use_change import use_article
from incidentdesk.improve.lesson_change import write_lesson
from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.investigate.problem_known_error import make_known_error
from incidentdesk.investigate.problem_link import problem_of
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.prepare.known_error_change import move_known_error, write_known_error
from incidentdesk.prepare.person import person, person_named
from incidentdesk.respond.timeline import timeline
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from tests.desktop.investigate.analyses_window import CONTROL, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]
TITLE = "Payroll batch stops at night"


@pytest.fixture
def problem_id(sqlite_desk):
    return act(sqlite_desk, open_problem, title=TITLE, workaround="Empty /var/log")


@pytest.fixture
def known_error_id(sqlite_desk, problem_id):
    known_error_id = act(sqlite_desk, make_known_error, problem_id)
    act(sqlite_desk, move_known_error, known_error_id, "Published")
    return known_error_id


@pytest.fixture
def dialog(sit_down):
    lead = sit_down("incidents")
    open_log_dialog(lead.desk, lead.window)
    dialog = lead.wait_for(LogIncidentDialog)
    dialog.lead = lead
    return dialog


def type_title(dialog, title=TITLE):
    dialog.title.setFocus()
    dialog.lead.write(title)


def saved(dialog):
    with dialog.lead.qtbot.waitSignal(dialog.logged) as logged:
        dialog.lead.press(Qt.Key.Key_Return, modifier=CONTROL)
    return logged.args[0]


def notes(database, incident_id):
    return [fact.text for fact in read(database, timeline, incident_id) if fact.entry_id]


def test_a_known_error_that_is_taken_becomes_a_note_and_links_the_problem(
    sqlite_desk, known_error_id, problem_id, dialog
):
    type_title(dialog)
    dialog.lead.qtbot.waitUntil(lambda: len(dialog.offers.known_errors.cards) == 1)
    card = dialog.offers.known_errors.cards[0]
    assert card.title.text() == TITLE
    assert card.text.text() == "Empty /var/log"
    assert card.box.text() == "Use it, and link PRB-0001"
    card.box.setFocus()
    dialog.lead.press(Qt.Key.Key_Return)
    assert card.box.isChecked()
    incident_id = saved(dialog)
    assert notes(sqlite_desk, incident_id) == [f"Known error KE-0001: {TITLE}\n\nWorkaround: Empty /var/log"]
    assert read(sqlite_desk, problem_of, incident_id) == problem_id
    # The incident, its note and its link are one step of Undo.
    dialog.lead.undo()
    assert read(sqlite_desk, problem_of, incident_id) is None


def test_one_that_is_not_taken_leaves_no_trace(sqlite_desk, known_error_id, dialog):
    type_title(dialog)
    dialog.lead.qtbot.waitUntil(lambda: len(dialog.offers.known_errors.cards) == 1)
    incident_id = saved(dialog)
    assert notes(sqlite_desk, incident_id) == []
    assert read(sqlite_desk, problem_of, incident_id) is None


def test_one_that_was_taken_stays_while_the_title_is_changed(sqlite_desk, known_error_id, dialog):
    type_title(dialog)
    dialog.lead.qtbot.waitUntil(lambda: len(dialog.offers.known_errors.cards) == 1)
    dialog.offers.known_errors.cards[0].box.setChecked(True)
    dialog.title.setText("Printer jams in the hall")
    dialog._looking.timeout.emit()
    dialog.lead.rest()
    assert [card.offer.record.known_error.id for card in dialog.offers.known_errors.cards] == [known_error_id]
    dialog.offers.known_errors.cards[0].box.setChecked(False)
    dialog._looking.timeout.emit()
    dialog.lead.rest()
    assert dialog.offers.known_errors.cards == []
    assert dialog.offers.known_errors.isHidden()


def test_drafts_are_not_offered(sqlite_desk, dialog):
    act(sqlite_desk, write_known_error, title=TITLE, workaround="Empty it")
    type_title(dialog)
    dialog._looking.timeout.emit()
    dialog.lead.rest()
    assert dialog.offers.known_errors.cards == []


def test_log_and_new_begins_without_the_known_error_of_before(sqlite_desk, known_error_id, dialog):
    type_title(dialog)
    dialog.lead.qtbot.waitUntil(lambda: len(dialog.offers.known_errors.cards) == 1)
    dialog.offers.known_errors.cards[0].box.setChecked(True)
    dialog.save_and_new.click()
    dialog.lead.qtbot.waitUntil(lambda: dialog.offers.known_errors.cards == [])
    dialog.title.setText("Printer jams in the hall")
    assert notes(sqlite_desk, saved(dialog)) == []


def test_lessons_of_incidents_like_it_are_told(sqlite_desk, dialog):
    incident_id = log(sqlite_desk, TITLE)
    act(sqlite_desk, move, incident_id, Move("Resolved", resolution_code="Solved", resolution_notes="Emptied"))
    act(
        sqlite_desk, write_lesson, Subject(INCIDENT, incident_id), title="Nobody saw it", kind="Went badly",
        text="A user called", recommendation="Alert at 80 %",
    )  # fmt: skip
    type_title(dialog)
    dialog.lead.qtbot.waitUntil(lambda: dialog.offers.lessons.list.texts() == ["Alert at 80 %"])
    # What is resolved is not offered as the same incident, but has taught something.
    assert dialog.offers.similar_list.count() == 0
    assert dialog.offers.lessons.whole.isHidden()
    dialog.offers.lessons.list.setFocus()
    dialog.offers.lessons.list.setCurrentRow(0)
    assert dialog.offers.lessons.whole.text() == "Nobody saw it\nA user called\nAlert at 80 %"


def test_the_keys_of_the_form_are_as_before(known_error_id, dialog):
    dialog.title.setFocus()
    dialog.lead.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.reporter


# ── articles ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def article_id(sqlite_desk):
    article_id = act(sqlite_desk, write_article, title=TITLE, solution="Start it again with --resume")
    act(sqlite_desk, move_article, article_id, "Published")
    return article_id


def test_an_article_that_is_taken_becomes_a_note_and_counts_as_used(sqlite_desk, article_id, dialog):
    type_title(dialog)
    dialog.lead.qtbot.waitUntil(lambda: len(dialog.offers.articles.cards) == 1)
    card = dialog.offers.articles.cards[0]
    assert (card.title.text(), card.text.text(), card.box.text()) == (
        TITLE, "Start it again with --resume", "Use KB-0001",
    )  # fmt: skip
    card.box.setFocus()
    dialog.lead.press(Qt.Key.Key_Return)
    incident_id = saved(dialog)

    assert notes(sqlite_desk, incident_id) == [f"Article KB-0001: {TITLE}\n\nSolution: Start it again with --resume"]
    assert read(sqlite_desk, article_row, article_id).used == 1
    # The incident, its note and the use are one step of Undo.
    dialog.lead.undo()
    assert read(sqlite_desk, article_row, article_id).used == 0


def test_an_article_says_how_often_it_has_helped_and_is_not_used_by_itself(sqlite_desk, article_id, dialog):
    for _before in range(2):
        act(sqlite_desk, use_article, article_id, log(sqlite_desk, "Something else"))
    type_title(dialog)
    dialog.lead.qtbot.waitUntil(lambda: len(dialog.offers.articles.cards) == 1)
    assert dialog.offers.articles.cards[0].box.text() == "Use KB-0001, it has helped 2 times"

    saved(dialog)

    assert read(sqlite_desk, article_row, article_id).used == 2


def test_a_vip_who_calls_is_seen_as_one(sqlite_desk, dialog):
    log(sqlite_desk, "Mail is slow", reporter="Zoe Adams")
    with sqlite_desk.write(actor="Mei Okafor") as session:
        ledger.update(session, person, person_named(session, "Zoe Adams"), {"vip": True})

    dialog.reporter.setText("zoe adams")
    dialog.lead.qtbot.waitUntil(lambda: "VIP" in dialog.offers.caller_title.text())
