"""The page of a problem, and choosing the problem behind an incident."""

import pytest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.investigate.action_dialog import ActionDialog
from incidentdesk.desktop.investigate.problem_dialog import (
    ProblemChooser,
    ProblemDialog,
    open_problem_chooser,
    open_problem_dialog,
)
from incidentdesk.desktop.investigate.problem_move_dialog import ProblemMoveDialog, PushDialog
from incidentdesk.desktop.prepare.known_error_dialog import KnownErrorDialog
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.investigate.problem_change import change_problem, problem_facts
from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.investigate.problem_link import link_incident, problem_of
from incidentdesk.investigate.problem_list import problems
from incidentdesk.investigate.problem_sheet import problem_sheet
from incidentdesk.respond.timeline import timeline
from incidentdesk.respond.transition import Move, move
from tests.desktop.investigate.analyses_window import CONTROL, TODAY, Key, act, held_clock, log, read, sit_down

__all__ = ["held_clock", "sit_down"]


def linked_incidents(reader, problem_id):
    rows = reader.rows(
        "SELECT incident_id FROM problem_incident WHERE problem_id = :id AND withdrawn_at IS NULL ORDER BY 1",
        {"id": problem_id},
    )
    return [row[0] for row in rows]


@pytest.fixture
def problem_id(sqlite_desk):
    return act(sqlite_desk, open_problem, title="Volumes fill up", workaround="Empty /var/log", owner="L. Novák")


@pytest.fixture
def lead(sit_down, problem_id):
    return sit_down("PRB-0001")


def sheet(database, problem_id=1):
    return read(database, problem_sheet, problem_id, today=TODAY)


def linked(database, problem_id, state=None):
    incident_id = log(database)
    act(database, link_incident, problem_id, incident_id)
    if state is not None:
        act(database, move, incident_id, state)
    return incident_id


def notes(database, incident_id):
    return [(fact.text, fact.public) for fact in read(database, timeline, incident_id) if fact.entry_id]


def test_the_page_shows_what_is_known(sqlite_desk, lead):
    page = lead.page
    assert page.header.title.value == "Volumes fill up"
    assert page.header.states.label.text() == "New"
    assert page.header.owner.text() == "L. Novák"
    assert page.title() == "PRB-0001 \u2068Volumes fill up\u2069"
    assert page.history_card.list.texts() == ["Opened"]


def test_a_text_is_changed_where_it_stands(sqlite_desk, lead):
    lead.page.fields["description"].value_label.setFocus()
    lead.press(Key.Key_Return)
    lead.write("Twice a month")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: sheet(sqlite_desk).facts["description"] == "Twice a month")
    lead.undo()
    assert sheet(sqlite_desk).facts["description"] == ""


def test_two_people_who_change_the_same_text_are_asked(sqlite_desk, problem_id, lead):
    lead.page.fields["workaround"].edit()
    lead.page.fields["workaround"].editor_widget.setPlainText("Restart")
    act(sqlite_desk, change_problem, problem_id, {"workaround": "Empty /tmp"}, actor="Pia Silva")
    lead.rest()
    lead.press(Key.Key_Return, modifier=CONTROL)
    dialog = lead.wait_for(ConflictDialog)
    dialog.boxes[0].buttons["theirs"].setChecked(True)
    dialog.save.click()
    lead.rest()
    assert sheet(sqlite_desk).facts["workaround"] == "Empty /tmp"
    kept = read(sqlite_desk, lambda reader: reader.rows("SELECT changes FROM ledger WHERE act = 'declined'"))
    assert "Restart" in kept[0][0]


# ── states ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_filled_button_is_the_usual_way_on(sqlite_desk, lead):
    lead.page.header.states.buttons["Assess"].click()
    lead.qtbot.waitUntil(lambda: lead.page.header.states.label.text() == "Assess")
    assert list(lead.page.header.states.buttons) == [
        "Root Cause Analysis", "Fix in Progress", "Resolved", "Risk accepted",
    ]  # fmt: skip


def test_a_fix_without_a_verified_cause_asks_why(sqlite_desk, lead):
    lead.press(Key.Key_S)
    lead.wait_for(ChoicePopup)
    lead.write("assess")
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: sheet(sqlite_desk).state == "Assess")
    lead.rest()
    lead.qtbot.waitUntil(lambda: "Fix in Progress" in lead.page.header.states.buttons)
    lead.page.header.states.buttons["Fix in Progress"].click()
    dialog = lead.wait_for(ProblemMoveDialog)
    assert not dialog.save_button.isEnabled()
    lead.write("the vendor has a fix")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: sheet(sqlite_desk).state == "Fix in Progress")


def test_what_has_waited_is_told_and_its_return_is_proposed(sqlite_desk, problem_id, lead):
    waiting = linked(sqlite_desk, problem_id, Move(State.IN_PROGRESS))
    act(sqlite_desk, move, waiting, Move(State.ON_HOLD, HoldReason.PROBLEM))
    lead.page.commands.move("Assess")
    lead.qtbot.waitUntil(lambda: sheet(sqlite_desk).state == "Assess" and lead.page.sheet.state == "Assess")
    lead.qtbot.waitUntil(lambda: lead.page.sheet.waiting == (waiting,))
    assert lead.page.incidents_card.back.isHidden()
    assert "still wait" in lead.desk.registry.why_disabled("problem.return")
    lead.page.commands.move("Resolved")
    dialog = lead.wait_for(ProblemMoveDialog)
    lead.write("Quota on every volume")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: "has waited for this problem" in lead.page.message.text)
    assert "Quota on every volume" in notes(sqlite_desk, waiting)[0][0]
    lead.page.message.action_button.click()
    lead.qtbot.waitUntil(lambda: sheet(sqlite_desk).incidents[0].state == "In Progress")
    assert dialog is not None


# ── incidents ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_incidents_are_linked_by_their_numbers_and_released_again(sqlite_desk, problem_id, lead):
    first, second = log(sqlite_desk, "first"), log(sqlite_desk, "second")
    lead.press(Key.Key_L)
    lead.wait_for(LineDialog)
    lead.write("INC-0001, 2")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, linked_incidents, problem_id) == [first, second])
    lead.qtbot.waitUntil(lambda: lead.page.incidents_card.list.texts() == ["second", "first"])
    lead.come()
    lead.page.incidents_card.list.setFocus()
    lead.page.incidents_card.list.setCurrentRow(0)
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, linked_incidents, problem_id) == [first])
    lead.undo()
    assert read(sqlite_desk, linked_incidents, problem_id) == [first, second]


def test_a_number_that_is_none_is_told_in_the_dialog(sqlite_desk, lead):
    lead.press(Key.Key_L)
    dialog = lead.wait_for(LineDialog)
    lead.write("INC-0099")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: "There is no INC-0099" in dialog.message.text)
    lead.press(Key.Key_Escape)


def test_enter_opens_a_linked_incident(sqlite_desk, problem_id, lead):
    linked(sqlite_desk, problem_id)
    lead.qtbot.waitUntil(lambda: lead.page.incidents_card.list.count() == 1)
    page = lead.page
    with lead.qtbot.waitSignal(page.opened) as opened:
        page.incidents_card.list.setFocus()
        page.incidents_card.list.setCurrentRow(0)
        lead.press(Key.Key_Return)
    assert opened.args == ["INC-0001"]


# ── workaround ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_workaround_is_pushed_and_the_page_says_to_how_many(sqlite_desk, problem_id, lead):
    first, second = linked(sqlite_desk, problem_id), linked(sqlite_desk, problem_id)
    lead.qtbot.waitUntil(lambda: lead.page.push.text() == "Push to 2 incidents…")
    lead.page.push.click()
    dialog = lead.wait_for(PushDialog)
    assert dialog.preview.toPlainText() == "Workaround of PRB-0001: Empty /var/log"
    dialog.comment.setChecked(True)
    assert dialog.preview.toPlainText() == "Workaround: Empty /var/log"
    dialog.save_button.click()
    lead.qtbot.waitUntil(lambda: lead.page.message.text == "2 incidents were told the workaround.")
    assert notes(sqlite_desk, first) == notes(sqlite_desk, second) == [("Workaround: Empty /var/log", True)]
    lead.page.message.action_button.click()
    lead.qtbot.waitUntil(lambda: notes(sqlite_desk, first) == [])


def test_nobody_reads_the_same_words_twice(sqlite_desk, problem_id, lead):
    linked(sqlite_desk, problem_id)
    for said in ("1 incident was told the workaround.", "0 incidents were told the workaround. 1 knew it already."):
        lead.qtbot.waitUntil(lambda: lead.page.push.isEnabled())
        lead.page.push.click()
        lead.wait_for(PushDialog).save_button.click()
        lead.qtbot.waitUntil(lambda said=said: lead.page.message.text == said)
        lead.come()
        lead.rest()


def test_without_open_incidents_there_is_nobody_to_tell(lead):
    assert lead.desk.registry.why_disabled("problem.push") == "No open incident is linked to this problem."


# ── known error, actions, trash ──────────────────────────────────────────────────────────────────────────────────────


def test_a_known_error_is_made_in_one_step_and_published(sqlite_desk, lead):
    lead.press(Key.Key_K)
    dialog = lead.wait_for(KnownErrorDialog)
    assert dialog.form.fields["workaround"].toPlainText() == "Empty /var/log"
    dialog.states.buttons["Published"].click()
    lead.qtbot.waitUntil(lambda: sheet(sqlite_desk).known_error.state == "Published")
    lead.come()
    lead.qtbot.waitUntil(lambda: lead.page.known_error_card.button.text() == "Open KE-0001")


def test_an_action_is_proposed_for_the_problem(sqlite_desk, lead):
    lead.press(Key.Key_N)
    lead.wait_for(ActionDialog)
    lead.write("Quota on every volume")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: lead.page.actions_card.list.texts() == ["Quota on every volume"])
    assert sheet(sqlite_desk).actions[0].subject_number == "PRB-0001"


@pytest.mark.parametrize(("key", "reference"), [(Key.Key_F, "PRB-0001/fishbone"), (Key.Key_W, "PRB-0001/whys")])
def test_letters_open_the_diagrams(lead, key, reference):
    page = lead.page
    with lead.qtbot.waitSignal(page.opened) as opened:
        lead.press(key)
    assert opened.args == [reference]


def test_a_problem_goes_to_the_trash_and_comes_back(sqlite_desk, lead):
    lead.run("problem.remove")
    lead.qtbot.waitUntil(lambda: lead.page.message.text == "This problem is in the trash.")
    assert read(sqlite_desk, problems) == []
    lead.page.message.action_button.click()
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, problems)) == 1)


def test_what_is_not_there_leads_back_to_the_list(sit_down):
    lead = sit_down("PRB-0077")
    empty = lead.page.stack.currentWidget()
    page = lead.page
    with lead.qtbot.waitSignal(page.opened) as opened:
        empty.action_button.click()
    assert opened.args == ["analyses#problems"]


def test_the_page_fits_a_narrow_window(sqlite_desk, problem_id, sit_down):
    lead = sit_down("PRB-0001", size=(960, 600))
    lead.desk.theme.choose_scale(150)
    lead.rest()
    assert lead.page.scroll.horizontalScrollBar().maximum() == 0


# ── opening and choosing ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_problem_is_opened_with_the_keys_alone(sqlite_desk, sit_down):
    lead = sit_down("analyses#problems")
    opened = []
    open_problem_dialog(lead.desk, lead.window, done=opened.append)
    lead.wait_for(ProblemDialog)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.write("Backups fail")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: opened == [1])
    assert read(sqlite_desk, problems)[0].title == "Backups fail"


def test_the_problem_behind_an_incident_is_found_by_its_words(sqlite_desk, problem_id, sit_down):
    act(sqlite_desk, open_problem, title="Backups fail")
    incident_id = log(sqlite_desk)
    lead = sit_down("analyses#problems")
    done = []
    open_problem_chooser(lead.desk, lead.window, incident_id, done.append)
    chooser = lead.wait_for(ProblemChooser)
    lead.write("volumes")
    lead.qtbot.waitUntil(lambda: chooser.list.count() == 2)
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: done == ["PRB-0001"])
    assert read(sqlite_desk, problem_of, incident_id) == problem_id


def test_a_problem_is_made_from_the_incident(sqlite_desk, sit_down):
    incident_id = log(sqlite_desk, "Payroll run failed", service="Payroll")
    lead = sit_down("analyses#problems")
    done = []
    open_problem_chooser(lead.desk, lead.window, incident_id, done.append)
    chooser = lead.wait_for(ProblemChooser)
    assert chooser.save.text() == "Open problem"
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: done == ["PRB-0001"])
    facts = act(sqlite_desk, problem_facts, 1)
    assert (facts["title"], facts["service"]) == ("Payroll run failed", "Payroll")


def test_an_incident_is_moved_to_another_problem_or_released(sqlite_desk, problem_id, sit_down):
    second = act(sqlite_desk, open_problem, title="Backups fail")
    incident_id = linked(sqlite_desk, problem_id)
    lead = sit_down("analyses#problems")
    open_problem_chooser(lead.desk, lead.window, incident_id)
    chooser = lead.wait_for(ProblemChooser)
    assert "is linked to PRB-0001" in chooser.sentence.text()
    lead.write("backups")
    lead.qtbot.waitUntil(lambda: chooser.list.count() == 2)
    chooser.save.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, problem_of, incident_id) == second)
    lead.come()
    open_problem_chooser(lead.desk, lead.window, incident_id)
    lead.wait_for(ProblemChooser).release.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, problem_of, incident_id) is None)
    lead.come()
    lead.undo()
    assert read(sqlite_desk, problem_of, incident_id) == second
    assert QApplication.activeWindow() is lead.window
