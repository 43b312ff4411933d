"""The dialog of a known error."""

import pytest

from incidentdesk.desktop.prepare.known_error_dialog import KnownErrorDialog, open_known_error_dialog
from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.investigate.problem_known_error import make_known_error
from incidentdesk.prepare.known_error_change import write_known_error
from incidentdesk.prepare.known_error_list import known_errors
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def lead(sit_down):
    return sit_down("analyses#known-errors")


def stored(database):
    (row,) = read(database, known_errors)
    return row


def test_a_known_error_is_drafted_and_published(sqlite_desk, lead):
    saved = []
    open_known_error_dialog(lead.desk, lead.window, done=saved.append)
    lead.wait_for(KnownErrorDialog)
    lead.write("Payroll stops")
    lead.press(Key.Key_Tab, Key.Key_Tab)
    lead.write("Batch fails at 02:00")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: saved == [1])
    lead.come()
    open_known_error_dialog(lead.desk, lead.window, 1)
    dialog = lead.wait_for(KnownErrorDialog)
    assert dialog.states.label.text() == "Draft"
    dialog.states.buttons["Published"].click()
    assert dialog.form.error("workaround") == "What is published needs a workaround."
    dialog.form.fields["workaround"].setPlainText("Empty the volume")
    dialog.states.buttons["Published"].click()
    lead.qtbot.waitUntil(lambda: stored(sqlite_desk).state == "Published")
    assert (stored(sqlite_desk).symptom, stored(sqlite_desk).workaround) == ("Batch fails at 02:00", "Empty the volume")
    # What was typed and the state are one step of Undo.
    lead.undo()
    assert (stored(sqlite_desk).state, stored(sqlite_desk).workaround) == ("Draft", "")


def test_it_leads_to_the_problem_that_it_has_come_from(sqlite_desk, lead):
    problem_id = act(sqlite_desk, open_problem, title="Volumes fill up", workaround="Empty it")
    known_error_id = act(sqlite_desk, make_known_error, problem_id)
    opened = []
    open_known_error_dialog(lead.desk, lead.window, known_error_id, opened=opened.append)
    dialog = lead.wait_for(KnownErrorDialog)
    assert dialog.problem_link.text() == "from PRB-0001"
    dialog.problem_link.click()
    assert opened == ["PRB-0001"]


def test_remove_takes_it_away_and_undo_brings_it_back(sqlite_desk, lead):
    act(sqlite_desk, make_known_error, act(sqlite_desk, open_problem, title="Volumes fill up"))
    open_known_error_dialog(lead.desk, lead.window, 1)
    lead.wait_for(KnownErrorDialog).remove.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, known_errors) == [])
    lead.undo()
    assert stored(sqlite_desk).title == "Volumes fill up"


def test_what_is_gone_is_told(lead):
    open_known_error_dialog(lead.desk, lead.window, 77)
    (dialog,) = lead.window.findChildren(KnownErrorDialog)
    lead.qtbot.waitUntil(lambda: "not there any more" in dialog.message.text)
    dialog.reject()


def test_where_nothing_can_be_written_it_shows_the_record_and_says_why(sqlite_desk, lead):
    known_error_id = act(sqlite_desk, write_known_error, title="Payroll stops")
    sqlite_desk.read_only = "The file is write-protected."
    open_known_error_dialog(lead.desk, lead.window, known_error_id)
    dialog = lead.wait_for(KnownErrorDialog)
    lead.qtbot.waitUntil(lambda: dialog.form.fields["title"].text() == "Payroll stops")
    assert dialog.message.text == dialog.save.toolTip() == "The file is write-protected."
    assert not any(shut.isEnabled() for shut in (dialog.form, dialog.save, dialog.remove))
    dialog.states.buttons["Retired"].click()
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    assert stored(sqlite_desk).state == "Draft"
