"""A lesson changes a plan at the window: proposed by gestures, read as a difference, decided, and run by the next."""

import pytest
from PySide6.QtTest import QTest

from incidentdesk.desktop.improve.lesson_dialog import LessonDialog
from incidentdesk.desktop.improve.proposal_sheet import ProposalSheet
from incidentdesk.desktop.improve.propose_sheet import CHANGES, ProposeSheet
from incidentdesk.desktop.improve.reason_dialog import ReasonDialog
from incidentdesk.improve.lesson_change import write_lesson
from incidentdesk.improve.plan_proposal_change import accept_proposal, propose_change
from incidentdesk.improve.plan_proposal_list import proposal_row, proposals
from incidentdesk.prepare.campaign_list import campaigns
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.person_change import change_person
from incidentdesk.prepare.plan_change import save_draft
from incidentdesk.prepare.team import team_named
from incidentdesk.respond.activation import activate
from incidentdesk.respond.task_list import tasks
from tests.desktop.improve.plan_window import approved_plan, change_plan, renamed, running, titles, with_action
from tests.desktop.investigate.analyses_window import CONTROL, NONE, TODAY, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def plan_id(sqlite_desk):
    act(sqlite_desk, staff_named, "Bo Diaz")
    return approved_plan(sqlite_desk)


def propose(database, plan_id, content, reason="Nobody called the board", **origin):
    return act(database, propose_change, plan_id=plan_id, content=content, reason=reason, **origin)


def begun(lead):
    """The sheet in which a change is written, as soon as the plan stands in it."""
    sheet = lead.wait_for(ProposeSheet)
    lead.qtbot.waitUntil(lambda: sheet.base is not None)
    lead.rest()
    return sheet


def opened(lead):
    """The sheet of a proposal, as soon as it is read."""
    sheet = lead.wait_for(ProposalSheet)
    lead.qtbot.waitUntil(lambda: sheet.standing is not None)
    lead.rest()
    return sheet


def keys(lead, widget, key, modifier=NONE):
    QTest.keyClick(widget, key, modifier)
    lead.rest()


def add_step(lead, sheet, title):
    """Enter below the last action, and its title."""
    outline = sheet.writing.outline
    outline.go_to_row(outline.rows.rowCount() - 1)
    outline.setFocus()
    keys(lead, outline, Key.Key_Return)
    lead.write(title)
    QTest.keyClick(sheet.focusWidget(), Key.Key_Return)
    lead.rest()


def test_a_lesson_becomes_the_version_that_the_next_incident_runs(sqlite_desk, sit_down, plan_id):
    act(sqlite_desk, write_lesson, None, title="Nobody called the board", recommendation="Call it at once")
    lead = sit_down("analyses#lessons")
    lead.press(Key.Key_Return)
    lesson = lead.wait_for(LessonDialog)
    lead.qtbot.waitUntil(lambda: lesson.form.isEnabled())
    lesson.propose.click()
    sheet = begun(lead)
    assert sheet.reason.toPlainText() == "Nobody called the board\n\nCall it at once"
    assert not sheet.go.isEnabled()
    add_step(lead, sheet, "Call the board")
    assert sheet.counted.text() == "1 change"
    keys(lead, sheet, Key.Key_Return, CONTROL)
    lead.qtbot.waitUntil(lambda: bool(read(sqlite_desk, proposals)))
    lead.qtbot.waitUntil(lambda: lesson.proposals.count() == 1)
    assert titles(running(sqlite_desk, plan_id).content) == ["Call the provider", "Tell the staff"]
    lesson.reject()

    lead.come()
    lead.window.open("analyses#plan-changes")
    lead.rest()
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_Return)
    decision = opened(lead)
    assert "Added: action “Call the board”" in decision.text.toPlainText()
    decision.yes.click()
    lead.qtbot.waitUntil(lambda: decision.standing.became is not None)
    assert running(sqlite_desk, plan_id).number == 2
    (asking,) = read(sqlite_desk, campaigns, TODAY)
    assert (asking.plan_version_id, asking.due_on) == (running(sqlite_desk, plan_id).id, "2026-04-11")
    assert "0 of 1 have read it" in decision.told.text()
    decision.reject()

    incident_id = log(sqlite_desk)
    act(sqlite_desk, activate, incident_id, plan_id=plan_id)
    assert "Call the board" in {row.title for row in read(sqlite_desk, tasks, incident_id)}


def test_what_was_written_is_kept_when_the_sheet_is_left(sqlite_desk, sit_down, plan_id):
    lead = sit_down("analyses#plan-changes")
    lead.run("analyses.new.plan-changes")
    sheet = begun(lead)
    add_step(lead, sheet, "Call the board")
    sheet.reason.setPlainText("Nobody called it")
    sheet.reject()
    lead.run("analyses.new.plan-changes")
    again = begun(lead)
    assert titles(again.sketch.content)[-1] == "Call the board"
    assert again.reason.toPlainText() == "Nobody called it"
    again.go.click()
    lead.qtbot.waitUntil(lambda: bool(read(sqlite_desk, proposals)))
    assert read(sqlite_desk, proposals)[0].reason == "Nobody called it"


def test_a_gesture_of_the_proposal_is_undone_by_keys(sit_down, plan_id):
    lead = sit_down("analyses#plan-changes")
    lead.run("analyses.new.plan-changes")
    sheet = begun(lead)
    add_step(lead, sheet, "Call the board")
    sheet.writing.outline.setFocus()
    keys(lead, sheet.writing.outline, Key.Key_Z, CONTROL)
    keys(lead, sheet.writing.outline, Key.Key_Z, CONTROL)
    assert sheet.changes() == []
    assert not sheet.go.isEnabled()


def test_what_changes_is_read_beside_the_writing(sit_down, plan_id):
    lead = sit_down("analyses#plan-changes")
    lead.run("analyses.new.plan-changes")
    sheet = begun(lead)
    add_step(lead, sheet, "Call the board")
    sheet.show_as(CHANGES)
    assert "Added: action “Call the board”" in sheet.text.toPlainText()


def test_without_a_reason_nothing_is_proposed(sit_down, plan_id):
    lead = sit_down("analyses#plan-changes")
    lead.run("analyses.new.plan-changes")
    sheet = begun(lead)
    add_step(lead, sheet, "Call the board")
    assert not sheet.go.isEnabled()
    assert sheet.go.toolTip() == "Say why the plan should change."
    sheet.reason.setPlainText("Nobody called it")
    assert sheet.go.isEnabled()


def test_a_proposal_for_a_plan_that_has_changed_asks_step_by_step(sqlite_desk, sit_down, plan_id):
    content = running(sqlite_desk, plan_id).content
    proposal_id = propose(sqlite_desk, plan_id, renamed(content, "Tell the staff", "Tell the staff by phone"))
    change_plan(
        sqlite_desk, plan_id, with_action(renamed(content, "Tell the staff", "Tell everybody"), "Check the queue")
    )
    lead = sit_down(f"analyses#plan-changes/{proposal_id}")
    sheet = opened(lead)
    assert "the plan has become version 2" in sheet.message.text
    (box,) = sheet.boxes
    assert "title" in box.heading.text()
    assert not sheet.yes.isEnabled()
    box.buttons["mine"].click()
    assert sheet.yes.isEnabled()
    assert "Tell the staff by phone" in sheet.text.toPlainText()
    sheet.yes.click()
    lead.qtbot.waitUntil(lambda: running(sqlite_desk, plan_id).number == 3)
    said = titles(running(sqlite_desk, plan_id).content)
    assert said == ["Call the provider", "Tell the staff by phone", "Check the queue"]


def test_keeping_the_plan_everywhere_leaves_nothing_to_accept(sqlite_desk, sit_down, plan_id):
    content = running(sqlite_desk, plan_id).content
    proposal_id = propose(sqlite_desk, plan_id, renamed(content, "Tell the staff", "Tell the staff by phone"))
    change_plan(sqlite_desk, plan_id, renamed(content, "Tell the staff", "Tell everybody"))
    lead = sit_down(f"analyses#plan-changes/{proposal_id}")
    sheet = opened(lead)
    sheet.boxes[0].buttons["theirs"].click()
    assert not sheet.yes.isEnabled()
    assert "nothing to accept" in sheet.yes.toolTip()


def test_a_plan_that_changes_while_the_proposal_is_read_is_noticed(sqlite_desk, sit_down, plan_id):
    content = running(sqlite_desk, plan_id).content
    proposal_id = propose(sqlite_desk, plan_id, renamed(content, "Tell the staff", "Tell the staff by phone"))
    lead = sit_down(f"analyses#plan-changes/{proposal_id}")
    sheet = opened(lead)
    assert sheet.boxes == []
    change_plan(sqlite_desk, plan_id, renamed(content, "Tell the staff", "Tell everybody"))
    lead.qtbot.waitUntil(lambda: len(sheet.boxes) == 1)
    assert not sheet.yes.isEnabled()


def test_a_proposal_is_rejected_with_a_reason(sqlite_desk, sit_down, plan_id):
    content = with_action(running(sqlite_desk, plan_id).content, "Call the board")
    proposal_id = propose(sqlite_desk, plan_id, content)
    lead = sit_down(f"analyses#plan-changes/{proposal_id}")
    sheet = opened(lead)
    sheet.no.click()
    asked = lead.wait_for(ReasonDialog)
    asked.text.setPlainText("The board is on the list already")
    asked.save_button.click()
    lead.qtbot.waitUntil(lambda: not sheet.standing.row.is_open)
    row = read(sqlite_desk, proposal_row, proposal_id)
    assert (row.state, row.decision) == ("Rejected", "The board is on the list already")
    assert running(sqlite_desk, plan_id).number == 1
    assert not sheet.yes.isVisible()


def test_a_proposal_is_written_anew_before_it_is_decided(sqlite_desk, sit_down, plan_id):
    content = with_action(running(sqlite_desk, plan_id).content, "Call the board")
    proposal_id = propose(sqlite_desk, plan_id, content)
    lead = sit_down(f"analyses#plan-changes/{proposal_id}")
    sheet = opened(lead)
    sheet.change.click()
    writing = begun(lead)
    assert titles(writing.sketch.content)[-1] == "Call the board"
    add_step(lead, writing, "Call the owner")
    writing.go.click()
    lead.qtbot.waitUntil(lambda: titles(read(sqlite_desk, proposal_row, proposal_id).content)[-1] == "Call the owner")
    assert len(read(sqlite_desk, proposals)) == 1


def test_accepting_is_taken_back_in_one_step(sqlite_desk, sit_down, plan_id):
    content = with_action(running(sqlite_desk, plan_id).content, "Call the board")
    proposal_id = propose(sqlite_desk, plan_id, content)
    lead = sit_down(f"analyses#plan-changes/{proposal_id}")
    sheet = opened(lead)
    sheet.yes.click()
    lead.qtbot.waitUntil(lambda: sheet.standing.became is not None)
    sheet.reject()
    lead.undo()
    lead.qtbot.waitUntil(lambda: running(sqlite_desk, plan_id).number == 1)
    assert read(sqlite_desk, proposal_row, proposal_id).is_open
    assert read(sqlite_desk, campaigns, TODAY) == []


def test_what_somebody_else_has_decided_is_not_decided_again(sqlite_desk, sit_down, plan_id):
    content = with_action(running(sqlite_desk, plan_id).content, "Call the board")
    proposal_id = propose(sqlite_desk, plan_id, content)
    lead = sit_down(f"analyses#plan-changes/{proposal_id}")
    sheet = opened(lead)
    act(sqlite_desk, accept_proposal, proposal_id, actor="Pia Silva")
    sheet.yes.click()
    lead.qtbot.waitUntil(lambda: "accepted already" in sheet.message.text or not sheet.standing.row.is_open)
    assert running(sqlite_desk, plan_id).number == 2


def test_the_list_takes_an_open_proposal_back(sqlite_desk, sit_down, plan_id):
    content = with_action(running(sqlite_desk, plan_id).content, "Call the board")
    propose(sqlite_desk, plan_id, content)
    lead = sit_down("analyses#plan-changes")
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, proposals) == [])


def test_the_plan_says_that_a_change_to_it_waits_and_leads_there(sqlite_desk, sit_down, plan_id):
    content = with_action(running(sqlite_desk, plan_id).content, "Call the board")
    propose(sqlite_desk, plan_id, content)
    lead = sit_down(f"PLAN-{plan_id:04d}")
    lead.qtbot.waitUntil(lambda: "1 change to this plan is proposed" in lead.page.message.text)
    with lead.qtbot.waitSignal(lead.page.opened) as went:
        lead.page.message.action_button.click()
    assert went.args == ["analyses#plan-changes"]


def test_who_reads_the_new_version_is_chosen(sqlite_desk, sit_down, plan_id):
    team_id = act(sqlite_desk, team_named, "Network")
    act(sqlite_desk, change_person, act(sqlite_desk, staff_named, "Åsa Lindqvist"), {"team": "Network"})
    content = with_action(running(sqlite_desk, plan_id).content, "Call the board")
    proposal_id = propose(sqlite_desk, plan_id, content)
    lead = sit_down(f"analyses#plan-changes/{proposal_id}")
    sheet = opened(lead)
    sheet.readers.choose(("team", team_id))
    sheet.form.fields["due_on"].write("2026-05-01")
    sheet.yes.click()
    lead.qtbot.waitUntil(lambda: sheet.standing.became is not None)
    (asking,) = read(sqlite_desk, campaigns, TODAY)
    assert (asking.team, asking.due_on) == ("Network", "2026-05-01")
    assert [name for _id, name in asking.missing] == ["Åsa Lindqvist"]


def test_a_day_that_is_none_is_said_below_its_field_and_nothing_is_accepted(sqlite_desk, sit_down, plan_id):
    content = with_action(running(sqlite_desk, plan_id).content, "Call the board")
    proposal_id = propose(sqlite_desk, plan_id, content)
    lead = sit_down(f"analyses#plan-changes/{proposal_id}")
    sheet = opened(lead)
    sheet.form.fields["due_on"].write("sometime")
    sheet.yes.click()
    lead.rest()
    assert read(sqlite_desk, proposal_row, proposal_id).is_open


def test_a_lesson_of_the_list_is_written_into_a_plan_by_a_key(sqlite_desk, sit_down, plan_id):
    act(sqlite_desk, write_lesson, None, title="Nobody called the board")
    lead = sit_down("analyses#lessons")
    lead.press(Key.Key_G)
    sheet = begun(lead)
    assert "Nobody called the board" in sheet.about.text()
    assert sheet.origin.lesson_id == 1


def test_whoever_writes_the_next_version_gets_the_accepted_change_into_it(sqlite_desk, sit_down, plan_id):
    content = running(sqlite_desk, plan_id).content
    proposal_id = propose(sqlite_desk, plan_id, with_action(content, "Call the board"))
    act(sqlite_desk, save_draft, plan_id, renamed(content, "Call the provider", "Call them twice"), content)
    lead = sit_down(f"PLAN-{plan_id:04d}")
    lead.qtbot.waitUntil(lambda: lead.page.draft.sheet is not None)
    act(sqlite_desk, accept_proposal, proposal_id, actor="Pia Silva")
    said = ["Call them twice", "Tell the staff", "Call the board"]
    lead.qtbot.waitUntil(lambda: titles(lead.page.content) == said)
    assert lead.page.draft.version.state == "Draft"
