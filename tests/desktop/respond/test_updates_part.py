"""The updates on the page of an incident."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from incidentdesk.desktop.respond.update_draft_row import DraftRow
from incidentdesk.desktop.respond.update_told_sheet import ToldSheet
from incidentdesk.desktop.respond.updates_part import UpdatesPart
from incidentdesk.detect.state import State
from incidentdesk.prepare.audience import Form
from incidentdesk.prepare.service import Criticality, service
from incidentdesk.respond.announcing import draft_announcement
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.major_step import accept, major_of, propose
from incidentdesk.respond.outbox import outbox_message
from incidentdesk.respond.transition import Move, move
from incidentdesk.respond.update_cadence import MINUTE, start_updates
from incidentdesk.store import ledger
from tests.desktop.respond.keys import press, write
from tests.desktop.respond.updates_desk import (
    act,
    dialog,
    make_audience,
    make_outlet,
    plain,
    schedules,
    tell,
    told,
)

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def users(sqlite_desk):
    make_outlet(sqlite_desk)
    return make_audience(sqlite_desk, "Users")


@pytest.fixture
def open_part(open_window, settle, sqlite_desk, incident_id, monkeypatch):
    from tests.desktop.respond import conftest

    real = conftest.IncidentPage

    def with_updates(desk, wanted_id):
        return real(desk, wanted_id, parts=(UpdatesPart,))

    monkeypatch.setattr(conftest, "IncidentPage", with_updates)

    def open_part(actor="Mei Okafor"):
        page = open_window(sqlite_desk, incident_id, actor)
        page.show_part("updates")
        settle(page.desk)
        return page.more_parts[0]

    return open_part


def test_without_audiences_three_are_made_by_one_key(open_part, qtbot, sqlite_desk, settle):
    part = open_part()
    assert part.stack.currentWidget() is part.no_audience
    part.no_audience.action_button.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: part.stack.currentWidget() is part.nobody_yet)
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT name FROM audience ORDER BY name") == [("Management",), ("Responders",), ("Users",)]


def test_the_empty_page_leads_to_the_audiences(open_part, qtbot):
    part = open_part()
    with qtbot.waitSignal(part.opened) as opened:
        part.no_audience.link_button.click()
    assert opened.args == ["plans#audiences"]


def test_a_row_says_when_the_next_one_is_due(open_part, sqlite_desk, incident_id, users):
    act(sqlite_desk, start_updates, incident_id, users)
    part = open_part()
    (row,) = part.rows
    assert row.name.text() == "Users"
    assert row.due.text().startswith("due in 9:")
    assert row.told.text() == "not told yet · every 30 min"
    assert "Users" in row.accessibleName()


def test_what_is_overdue_says_so_in_words(open_part, sqlite_desk, incident_id, users, settle):
    tell(sqlite_desk, incident_id, users)
    with sqlite_desk.write(actor="x") as session:
        schedule = schedules(sqlite_desk, incident_id)[0]
        from incidentdesk.respond.announcement import announcement, update_schedule

        earlier = session.at - 45 * MINUTE
        ledger.update(session, update_schedule, schedule.schedule_id, {"started_at": earlier})
        ledger.update(session, announcement, told(sqlite_desk, incident_id)[0].id, {"sent_at": earlier})
    part = open_part()
    assert part.rows[0].due.text().startswith("overdue by 15:")
    assert part.count() == 1
    assert "1 overdue" in part.summary.text()


def test_news_from_elsewhere_arrive_by_themselves(open_part, sqlite_desk, incident_id, users, qtbot):
    part = open_part()
    act(sqlite_desk, start_updates, incident_id, users, actor="Bo Diaz")
    qtbot.waitUntil(lambda: len(part.rows) == 1)


def test_skipping_asks_why(open_part, sqlite_desk, incident_id, users, qtbot):
    act(sqlite_desk, start_updates, incident_id, users)
    part = open_part()
    part.rows[0].more.menu().aboutToShow.emit()
    part.rows[0].more.menu().actions()[0].trigger()
    asked = dialog(qtbot)
    assert not asked.save_button.isEnabled()
    write(qtbot, "Vendor calls back first")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: schedules(sqlite_desk, incident_id)[0].skipped == 1)
    qtbot.waitUntil(lambda: "1 skipped" in part.rows[0].told.text())


def menu_texts(row):
    row.more.menu().aboutToShow.emit()
    return {act.text(): act for act in row.more.menu().actions() if act.text()}


def test_snoozing_cadence_and_ending_by_the_menu(open_part, sqlite_desk, incident_id, users, qtbot):
    act(sqlite_desk, start_updates, incident_id, users)
    part = open_part()
    menu_texts(part.rows[0])["Snooze"].menu().actions()[2].trigger()
    qtbot.waitUntil(lambda: "snoozed" in part.rows[0].due.text())
    often = menu_texts(part.rows[0])["How often"].menu().actions()
    next(each for each in often if each.text() == "every hour").trigger()
    qtbot.waitUntil(lambda: "every hour" in part.rows[0].told.text())
    menu_texts(part.rows[0])["End the updates…"].trigger()
    asked = dialog(qtbot)
    write(qtbot, "They read the intranet")
    asked.save_button.click()
    qtbot.waitUntil(lambda: part.rows[0].due.text() == "ended")
    menu_texts(part.rows[0])["Start updates again"].trigger()
    qtbot.waitUntil(lambda: part.rows[0].due.text().startswith("due in"))


def draft_rows(part):
    return [row for row in part.findChildren(DraftRow) if row.isVisibleTo(part)]


def test_a_draft_can_be_thrown_away_and_brought_back(open_part, sqlite_desk, incident_id, users, qtbot):
    act(sqlite_desk, draft_announcement, incident_id, audience_id=users, subject="Mail", body="Draft")
    part = open_part()
    (row,) = draft_rows(part)
    assert "Draft for Users" in plain(row.head.text())
    row.discard_button.click()
    qtbot.waitUntil(lambda: draft_rows(part) == [])
    part.desk.history.undo()
    qtbot.waitUntil(lambda: len(draft_rows(part)) == 1)


def test_what_was_told_shows_each_recipient(open_part, sqlite_desk, incident_id, users, qtbot, settle):
    tell(sqlite_desk, incident_id, users)
    (message,) = _messages(sqlite_desk)
    act(sqlite_desk, ledger.update, outbox_message, message, {"state": "Failed", "trouble": "550 no such mailbox"})
    part = open_part()
    part.told_list.setFocus()
    part.told_list.setCurrentRow(0)
    press(qtbot, Qt.Key.Key_Return)
    sheet = dialog(qtbot, ToldSheet)
    settle(part.desk)
    assert sheet.list.texts() == ["550 no such mailbox"]
    assert sheet.text.toPlainText().endswith("Mail is down.")
    sheet.copy_button.click()
    assert QApplication.clipboard().text().endswith("Mail is down.\n")
    sheet.told_button.click()
    qtbot.waitUntil(lambda: _state(sqlite_desk, message) == "Sent")
    qtbot.waitUntil(lambda: not sheet.told_button.isEnabled())
    assert "Sent" in sheet.told_button.toolTip()
    sheet.close_button.click()


def test_a_failed_one_can_be_sent_again(open_part, sqlite_desk, incident_id, users, qtbot, settle):
    tell(sqlite_desk, incident_id, users)
    (message,) = _messages(sqlite_desk)
    act(sqlite_desk, ledger.update, outbox_message, message, {"state": "Failed", "trouble": "timeout"})
    part = open_part()
    part.open_told(told(sqlite_desk, incident_id)[0].id)
    sheet = dialog(qtbot, ToldSheet)
    settle(part.desk)
    sheet.retry_button.click()
    qtbot.waitUntil(lambda: _state(sqlite_desk, message) == "Queued")
    sheet.close_button.click()


def _messages(database):
    with database.read() as reader:
        return [row[0] for row in reader.rows("SELECT id FROM outbox_message ORDER BY id")]


def _state(database, message_id):
    with database.read() as reader:
        return reader.rows("SELECT state FROM outbox_message WHERE id = :id", {"id": message_id})[0][0]


def test_who_was_not_told_of_the_end_is_named(open_part, sqlite_desk, incident_id, users, qtbot, settle):
    tell(sqlite_desk, incident_id, users)
    wish = Move(State.RESOLVED, resolution_code="Solved", resolution_notes="Restarted")
    act(sqlite_desk, move, incident_id, wish)
    part = open_part()
    assert part.closing.text == "Users was told of the trouble and not that it is over."
    part.closing.action_button.click()
    sheet = dialog(qtbot)
    settle(part.desk)
    assert sheet.form.phase == "Resolved"
    sheet.send_button.click()
    qtbot.waitUntil(lambda: part.closing.text == "")
    assert part.rows[0].due.text() == "ended"


def test_the_page_says_that_it_may_be_major_and_leads_to_the_proposal(
    open_part, sqlite_desk, incident_id, qtbot, settle
):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        (service_id,) = session.reader.rows("SELECT id FROM service WHERE name = 'Mail'")[0]
        ledger.update(session, service, service_id, {"criticality": Criticality.CRITICAL})
        change_incident(session, incident_id, {"impact": 1, "urgency": 1})
    part = open_part()
    assert plain(part.bar.message.text) == "Candidate for a major incident: P1 on the critical service Mail."
    part.bar.message.action_button.click()
    asked = dialog(qtbot)
    assert asked.qualifiers() == {"critical": "P1 on the critical service Mail"}
    asked.lines["clients"].setFocus()
    write(qtbot, "all of accounting")
    asked.save_button.click()
    qtbot.waitUntil(lambda: "Mei Okafor has proposed it" in plain(part.bar.message.text))
    with sqlite_desk.read() as reader:
        assert major_of(reader, incident_id).qualifiers["clients"] == "all of accounting"


@pytest.mark.parametrize(
    ("step", "typed", "state", "major"),
    [("major.accept", "", "Accepted", True), ("major.reject", "one user only", "Rejected", False)],
)
def test_a_proposal_is_decided_from_the_page(open_part, sqlite_desk, incident_id, qtbot, step, typed, state, major):
    act(sqlite_desk, propose, incident_id, qualifiers={"data": "customer list"}, actor="Bo Diaz")
    part = open_part()
    part.desk.registry.run(step)
    asked = dialog(qtbot)
    if typed:
        assert not asked.save_button.isEnabled()
        write(qtbot, typed)
    asked.save_button.click()
    qtbot.waitUntil(lambda: part.major.state == state)
    assert part.major.major.major is major
    assert not part.bar.isVisible()


def test_after_a_decision_the_focus_goes_on_below_the_bar(open_part, sqlite_desk, incident_id, qtbot):
    act(sqlite_desk, propose, incident_id, qualifiers={"data": "customer list"}, actor="Bo Diaz")
    part = open_part()
    page = part.window().centralWidget()
    part.bar.message.action_button.setFocus()
    act(sqlite_desk, accept, incident_id, actor="Bo Diaz")
    qtbot.waitUntil(lambda: not part.bar.isVisible())
    assert page.parts.isAncestorOf(part.window().focusWidget())


def test_the_field_among_the_details_asks_for_a_reason_too(open_part, incident_id, qtbot):
    part = open_part()
    field = part.window().centralWidget().details.fields["major"].value_label
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    asked = dialog(qtbot)
    assert not asked.save_button.isEnabled()
    asked.reason.setText("Everybody is out")
    asked.save_button.click()
    qtbot.waitUntil(lambda: part.major.state == "Accepted")


def test_the_command_for_major_asks_for_a_reason_both_ways(open_part, qtbot):
    part = open_part()
    for typed, state in (("Everybody is out", "Accepted"), ("One site only", "Demoted")):
        part.desk.registry.run("incident.major")
        asked = dialog(qtbot)
        assert not asked.save_button.isEnabled()
        (asked.line if state == "Demoted" else asked.reason).setText(typed)
        asked.save_button.click()
        qtbot.waitUntil(lambda state=state: part.major.state == state)
        qtbot.waitUntil(lambda asked=asked: not shiboken6.isValid(asked) or not asked.isVisible())


def test_the_commands_say_why_they_can_not_be_given(open_part, sqlite_desk, incident_id):
    part = open_part()
    registry = part.desk.registry
    assert registry.why_disabled("major.reject") == "Nobody has proposed it as a major incident."
    assert registry.why_disabled("major.demote") == "It is no major incident."
    assert registry.why_disabled("major.propose") == ""


def test_a_key_leads_to_the_command_view(open_part, qtbot):
    part = open_part()
    page = part.window().centralWidget()
    page.header.back.setFocus()
    with qtbot.waitSignal(page.opened) as opened:
        press(qtbot, Qt.Key.Key_M, modifier=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert opened.args == ["INC-0001/command"]


def test_enter_on_a_row_writes_to_its_audience(open_part, sqlite_desk, incident_id, users, qtbot, settle):
    make_audience(sqlite_desk, "Responders", Form.CAN)
    act(sqlite_desk, start_updates, incident_id, users)
    part = open_part()
    part.rows[0].setFocus()
    press(qtbot, Qt.Key.Key_Return)
    sheet = dialog(qtbot)
    settle(part.desk)
    assert [each.name for each in sheet.audiences.chosen()] == ["Users"]
    sheet.cancel_button.click()


def test_on_a_read_only_desk_nothing_is_written(open_part, sqlite_desk, incident_id, users):
    act(sqlite_desk, start_updates, incident_id, users)
    sqlite_desk.read_only = "The file can't be written."
    part = open_part()
    assert not part.rows[0].write_button.isEnabled()
    assert part.rows[0].write_button.toolTip() == "The file can't be written."
    assert part.desk.registry.why_disabled("updates.write") == "The file can't be written."
    sqlite_desk.read_only = ""


def test_everything_has_a_name(open_part, sqlite_desk, incident_id, users):
    act(sqlite_desk, draft_announcement, incident_id, audience_id=users, subject="Mail", body="Draft")
    tell(sqlite_desk, incident_id, users)
    part = open_part()
    nameless = [
        each
        for each in part.findChildren(QWidget)
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.isVisible() and not each.accessibleName()
    ]
    assert nameless == []


def test_the_time_runs_without_reading(open_part, sqlite_desk, incident_id, users, qtbot):
    act(sqlite_desk, start_updates, incident_id, users)
    part = open_part()
    before = part.rows[0].due.text()
    qtbot.waitUntil(lambda: part.rows[0].due.text() != before, timeout=3_000)
