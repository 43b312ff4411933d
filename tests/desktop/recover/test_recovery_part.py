"""The recovery on the page of an incident, worked by the keyboard: order, gates, targets, fixes and the all-clear."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk import clock
from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.recover.all_clear_sheet import AllClearSheet
from incidentdesk.desktop.recover.finish_dialog import FinishDialog
from incidentdesk.desktop.recover.fix_dialog import FixDialog
from incidentdesk.desktop.recover.outage_dialog import OutageDialog
from incidentdesk.desktop.recover.recovery_dialog import RecoveryDialog
from incidentdesk.desktop.recover.restore_dialog import RestoreDialog
from incidentdesk.prepare.audience_change import create_audience
from incidentdesk.prepare.message_template_change import create_message_template
from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.all_clear import told
from incidentdesk.recover.outage_list import outages_of
from incidentdesk.recover.recovery_change import begin_recovery, change_restore_task, finish_restore_task
from incidentdesk.recover.recovery_list import recovery_of
from incidentdesk.recover.temporary_fix_change import place_fix
from incidentdesk.recover.temporary_fix_list import fixes
from incidentdesk.respond.announcing import draft_announcement, send_announcement
from tests.desktop.investigate.analyses_window import ALT, CONTROL, NOW, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "sit_down"]


@pytest.fixture
def incident_id(held_clock, sqlite_desk):
    """Mail needs the storage, and has been away for three hours."""
    act(sqlite_desk, create_service, name="Storage", criticality="Critical", rto="2 h", rpo="15 min", owner="L. Novák")
    act(sqlite_desk, create_service, name="Mail", criticality="High", rto="8 h", needs="Storage")
    return log(sqlite_desk, "No mail goes out", service="Mail", occurred_at=NOW - timedelta(hours=3))


@pytest.fixture
def lead(sqlite_desk, incident_id, sit_down):
    """Somebody before a recovery that was begun, with the cursor on the first task."""
    act(sqlite_desk, begin_recovery, incident_id, coordinator="Mei Okafor")
    lead = sit_down("INC-0001#recovery", size=(1440, 900))
    part_of(lead).view.setFocus()
    lead.rest()
    return lead


def part_of(lead):
    return next(part for part in lead.page.more_parts if part.key == "recovery")


def tasks(database):
    return [(task.title, task.state) for task in read(database, recovery_of, 1).tasks]


def state(database, title):
    return dict(tasks(database))[title]


def prepared(database):
    """All of the first phase is done."""
    for task in read(database, recovery_of, 1).tasks:
        if task.phase == "Prepare":
            act(database, finish_restore_task, task.id)


def go_to(lead, title):
    part = part_of(lead)
    part.view.choose(next(task.id for task in part.sheet.tasks if task.title == title))
    lead.rest()


def spoken(lead):
    model = part_of(lead).view.tasks
    role = Qt.ItemDataRole.AccessibleTextRole
    rows = [model.data(model.index(row), role) for row in range(model.rowCount())]
    return [text.replace("\u2068", "").replace("\u2069", "") for text in rows]


# -- beginning and seeing


def test_a_recovery_is_begun_with_one_press_and_its_tasks_have_the_keyboard(sqlite_desk, incident_id, sit_down):
    lead = sit_down("INC-0001#recovery")
    part = part_of(lead)
    assert part.tasks.currentWidget() is part.empty
    part.empty.action_button.setFocus()
    lead.press(Key.Key_Space)
    lead.qtbot.waitUntil(lambda: part.sheet is not None)
    lead.rest()
    assert [title for title, _state in tasks(sqlite_desk)][2:4] == ["Restore Storage", "Restore Mail"]
    assert part.view.hasFocus()
    assert part.view.current_task().number == 1
    lead.rest()
    lead.undo()
    lead.qtbot.waitUntil(lambda: part.sheet is None)


def test_the_list_says_what_waits_for_what_who_does_it_and_how_the_targets_stand(lead):
    QAbstractItemModelTester(part_of(lead).view.tasks)
    said = spoken(lead)
    assert said[0] == "Prepare: 0 of 2 done"
    storage = next(each for each in said if "Restore Storage" in each)
    assert storage == (
        "3. Restore Storage, Open, L. Novák · waits for the phase Prepare, 4 wait for it,"
        " RTO 3 h of 2 h, Missed, RPO at most 15 min, Not known"
    )
    assert "1 target missed · coordinated by Mei Okafor" in part_of(lead).summary.text()


def test_the_tab_counts_what_is_done(sqlite_desk, lead):
    prepared(sqlite_desk)
    lead.qtbot.waitUntil(lambda: part_of(lead).title() == "Recovery 2/5")
    assert part_of(lead).view.current_task().number == 1


def test_the_detail_names_what_is_needed_by_whom(sqlite_desk, lead):
    prepared(sqlite_desk)
    go_to(lead, "Restore Mail")
    lead.qtbot.waitUntil(lambda: "3 · Restore Storage" in [text.text() for _name, text in part_of(lead).detail._rows])
    go_to(lead, "Restore Storage")
    assert "4 · Restore Mail" in [text.text() for _name, text in part_of(lead).detail._rows]


# -- doing


def test_the_keys_begin_finish_fail_and_skip(sqlite_desk, lead):
    lead.press(Key.Key_B)
    lead.qtbot.waitUntil(lambda: state(sqlite_desk, "Check the backups before they are used") == "In Progress")
    lead.press(Key.Key_Space)
    lead.qtbot.waitUntil(lambda: state(sqlite_desk, "Check the backups before they are used") == "Done")
    lead.press(Key.Key_Down, Key.Key_S)
    lead.write("There is no way back")
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: tasks(sqlite_desk)[1][1] == "Skipped")
    lead.press(Key.Key_Down, Key.Key_F)
    lead.press(Key.Key_Return)
    assert "Say what went wrong" in part_of(lead).reason.complaint.text()
    lead.write("The disk is full")
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: state(sqlite_desk, "Restore Storage") == "Failed")
    assert part_of(lead).view.hasFocus()


def test_a_shut_gate_says_what_is_in_the_way(sqlite_desk, lead):
    go_to(lead, "Restore Mail")
    lead.press(Key.Key_B)
    lead.qtbot.waitUntil(lambda: "belongs to the phase Recover" in lead.page.message.text)
    assert state(sqlite_desk, "Restore Mail") == "Open"
    go_to(lead, "Check the backups before they are used")
    lead.press(Key.Key_B)
    lead.qtbot.waitUntil(lambda: not lead.page.message.text)


def test_done_asks_until_when_the_data_goes_where_there_is_an_rpo(sqlite_desk, lead):
    prepared(sqlite_desk)
    go_to(lead, "Restore Storage")
    lead.press(Key.Key_Space)
    dialog = lead.wait_for(FinishDialog)
    dialog.data_until.write("yesterday noonish")
    assert "is no time" in dialog.why_not()
    dialog.data_until.write("07:40")
    dialog.result.setPlainText("From the snapshot")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: state(sqlite_desk, "Restore Storage") == "Done")
    storage = read(sqlite_desk, recovery_of, 1).tasks[2]
    assert (storage.result, storage.data_lost()) == ("From the snapshot", 2 * 60_000_000)
    lead.qtbot.waitUntil(lambda: any("RPO 2 min of 15 min, Met" in each for each in spoken(lead)))
    lead.undo()
    assert state(sqlite_desk, "Restore Storage") == "Open"


def test_what_was_never_gone_is_out_of_the_way_with_one_key(sqlite_desk, lead):
    go_to(lead, "Restore Storage")
    lead.press(Key.Key_W)
    lead.qtbot.waitUntil(lambda: state(sqlite_desk, "Restore Storage") == "Skipped")
    assert read(sqlite_desk, recovery_of, 1).tasks[2].result == "It worked all the time"
    lead.qtbot.waitUntil(lambda: "target missed" not in part_of(lead).summary.text())


def test_a_task_is_reopened_with_a_reason(sqlite_desk, lead):
    prepared(sqlite_desk)
    go_to(lead, "Check the backups before they are used")
    lead.press(Key.Key_R)
    lead.write("It was the wrong tape")
    lead.press(Key.Key_Return)
    lead.qtbot.waitUntil(lambda: tasks(sqlite_desk)[0][1] == "In Progress")


def test_tasks_are_added_moved_and_taken_away_with_the_keys(sqlite_desk, lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(RestoreDialog)
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert dialog.form.error("title") == "Say what is to be restored."
    dialog.form.fields["title"].setText("Call the vendor")
    dialog.form.fields["rto"].setText("soon")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "is no length of time" in dialog.form.error("rto")
    dialog.form.fields["rto"].setText("45 min")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(tasks(sqlite_desk)) == 6)
    lead.qtbot.waitUntil(lambda: part_of(lead).view.current_task().title == "Call the vendor")
    lead.come()
    part_of(lead).view.setFocus()
    lead.press(Key.Key_Up, modifier=ALT)
    lead.qtbot.waitUntil(lambda: tasks(sqlite_desk)[1][0] == "Call the vendor")
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: len(tasks(sqlite_desk)) == 5)
    lead.undo()
    assert len(tasks(sqlite_desk)) == 6


def test_a_task_is_given_to_somebody_with_two_keys(sqlite_desk, lead):
    go_to(lead, "Restore Mail")
    lead.press(Key.Key_A)
    lead.wait_for(ChoicePopup)
    lead.press(Key.Key_A)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, recovery_of, 1).tasks[3].owner == "Mei Okafor")
    lead.rest()
    lead.undo()
    assert read(sqlite_desk, recovery_of, 1).tasks[3].owner == ""


def test_the_needs_of_a_task_are_ticked_in_its_dialog(sqlite_desk, lead):
    go_to(lead, "Restore Storage")
    lead.press(Key.Key_Return)
    dialog = lead.wait_for(RestoreDialog)
    lead.qtbot.waitUntil(dialog.form.isEnabled)
    needs = dialog.form.fields["needs"]
    mail = next(box for box in needs.boxes.values() if "Restore Mail" in box.text())
    mail.setChecked(True)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: "wait for one another" in dialog.message.text)
    mail.setChecked(False)
    next(iter(needs.boxes.values())).setChecked(True)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, recovery_of, 1).tasks[2].needs) == 1)


def test_two_people_who_change_a_task_are_asked(sqlite_desk, lead):
    go_to(lead, "Restore Mail")
    lead.press(Key.Key_F2)
    dialog = lead.wait_for(RestoreDialog)
    lead.qtbot.waitUntil(dialog.form.isEnabled)
    dialog.form.fields["title"].setText("Restore the mail")
    task_id = part_of(lead).view.current_task().id
    act(sqlite_desk, change_restore_task, task_id, {"title": "Restore mail and calendar"}, actor="L. Novák")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert lead.wait_for(ConflictDialog) is not None


def test_the_coordinator_and_the_way_back_are_written_down(sqlite_desk, lead):
    lead.run("recovery.change")
    dialog = lead.wait_for(RecoveryDialog)
    lead.qtbot.waitUntil(dialog.form.isEnabled)
    dialog.coordinator.setText("L. Novák")
    dialog.form.fields["rollback"].setPlainText("Back to the old host")
    dialog.form.fields["change_ref"].setText("CHG-1042")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, recovery_of, 1).coordinator == "L. Novák")
    lead.qtbot.waitUntil(lambda: "change CHG-1042" in part_of(lead).summary.text())


def test_mitigated_is_a_stage_of_its_own(sqlite_desk, lead):
    lead.run("recovery.mitigated")
    lead.qtbot.waitUntil(lambda: part_of(lead).loaded.stages["mitigated_at"] == clock.stored(NOW))
    assert part_of(lead).loaded.stages["restored_at"] is None
    assert "Mitigated: today 10:42, Restored: not yet" in part_of(lead).stages.accessibleDescription()
    assert "mitigated already" in lead.desk.registry.why_disabled("recovery.mitigated")


# -- temporary fixes


def test_a_temporary_fix_stands_above_every_part_of_the_page(sqlite_desk, lead):
    lead.run("recovery.fix")
    dialog = lead.wait_for(FixDialog)
    dialog.text.setPlainText("Mail goes by hand")
    dialog.expires.setText("2026-03-01 08:00")
    assert dialog.why_not() == "That time is past."
    dialog.expires.setText("+4h")
    lead.press(Key.Key_Return, modifier=CONTROL)
    bar = part_of(lead).fix_bar
    lead.qtbot.waitUntil(lambda: "until today 14:42" in bar.message.text)
    lead.page.show_part("timeline")
    lead.rest()
    assert bar.isVisible()
    bar.message.action_button.click()
    lead.rest()
    assert lead.page.parts.current == "recovery"


def test_an_expired_fix_is_danger_and_goes_when_it_is_removed(sqlite_desk, lead):
    act(sqlite_desk, place_fix, 1, text="Mail goes by hand", expires=NOW + timedelta(hours=1))
    part = part_of(lead)
    lead.qtbot.waitUntil(part.fix_bar.isVisible)
    clock.hold(lambda: NOW + timedelta(hours=2))
    part._tick()
    assert "expired today 11:42" in part.fix_bar.message.text
    part.fixes.list.setFocus()
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: not read(sqlite_desk, fixes, 1)[0].stands)
    lead.qtbot.waitUntil(lambda: not part.fix_bar.isVisible())


def test_a_fix_stands_for_longer_with_a_reason(sqlite_desk, lead):
    act(sqlite_desk, place_fix, 1, text="Mail goes by hand", expires=NOW + timedelta(hours=1))
    part = part_of(lead)
    lead.qtbot.waitUntil(lambda: part.fixes.list.count() == 1)
    lead.run("recovery.extend_fix")
    dialog = lead.wait_for(FixDialog)
    dialog.expires.setText("+9h")
    assert dialog.why_not() == "Say why it stands for longer."
    dialog.text.setText("The part is late")
    lead.press(Key.Key_Return, modifier=CONTROL)
    wanted = clock.stored(NOW + timedelta(hours=9))
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, fixes, 1)[0].expires_at == wanted)


# -- outages


def test_the_outages_of_the_incident_are_recorded_and_ended_here(sqlite_desk, lead):
    part = part_of(lead)
    assert part.outages.nothing.isVisibleTo(part)
    part.outages.record_button.click()
    dialog = lead.wait_for(OutageDialog)
    assert (dialog.service.text(), dialog.form.fields["incident"].text()) == ("Mail", "INC-0001")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: part.outages.list.count() == 1)
    lead.come()
    lead.run("recovery.end_outage")
    lead.qtbot.waitUntil(lambda: [each.goes_on for each in read(sqlite_desk, outages_of, 1)] == [False])
    lead.qtbot.waitUntil(lambda: "ended already" in lead.desk.registry.why_disabled("recovery.end_outage"))


# -- the all-clear


@pytest.fixture
def informed(sqlite_desk, lead):
    """Two users were told of the trouble."""
    members = "address\ta@example.org\naddress\tb@example.org"
    users = act(sqlite_desk, create_audience, name="Users", members=members)
    draft = act(sqlite_desk, draft_announcement, 1, audience_id=users, subject="No mail", body="We work on it.")
    act(sqlite_desk, send_announcement, draft)
    lead.qtbot.waitUntil(lambda: part_of(lead).all_clear.list.count() == 2)
    return lead


def test_the_all_clear_goes_to_everybody_who_was_told(sqlite_desk, informed):
    part = part_of(informed)
    assert part.all_clear.summary.text() == "0 of 2 were told that it is over"
    informed.run("recovery.all_clear")
    sheet = informed.wait_for(AllClearSheet)
    informed.qtbot.waitUntil(lambda: "No mail goes out" in sheet.subject.text())
    assert "5 restore tasks are not finished" in sheet.message.text
    assert sheet.people.text() == "2 people get it: a@example.org, b@example.org"
    sheet.text.clear()
    sheet.send.click()
    informed.qtbot.waitUntil(lambda: "says nothing yet" in sheet.message.text)
    sheet.text.setPlainText("Mail works again.")
    informed.press(Key.Key_Return, modifier=CONTROL)
    # There is no outlet, so a person has to tell them; until then they wait.
    informed.qtbot.waitUntil(lambda: {str(each.knows) for each in read(sqlite_desk, told, 1)} == {"By hand"})
    informed.qtbot.waitUntil(lambda: "already" in informed.desk.registry.why_disabled("recovery.all_clear"))


def test_what_was_typed_for_the_all_clear_stands_there_again(informed):
    informed.run("recovery.all_clear")
    sheet = informed.wait_for(AllClearSheet)
    informed.qtbot.waitUntil(lambda: bool(sheet.text.toPlainText()))
    sheet.text.setPlainText("Half a sent")
    informed.press(Key.Key_Escape)
    informed.come()
    informed.run("recovery.all_clear")
    sheet = informed.wait_for(AllClearSheet)
    informed.qtbot.waitUntil(lambda: sheet.text.toPlainText() == "Half a sent")


def bodies(database):
    found = "SELECT address, body FROM outbox_message WHERE subject = 'Over' ORDER BY address"
    return read(database, lambda reader: reader.rows(found))


def test_each_audience_gets_the_all_clear_in_its_own_words(sqlite_desk, informed):
    informed.run("recovery.all_clear")
    sheet = informed.wait_for(AllClearSheet)
    informed.qtbot.waitUntil(sheet.separately.isVisible)
    assert not sheet.tabs.isVisible()
    sheet.separately.click()
    assert [sheet.tabs.tabText(place) for place in range(sheet.tabs.count())] == ["Everybody else", "Users"]
    assert sheet.tabs.currentIndex() == 1
    sheet.subject.setText("Over")
    sheet.text.setPlainText("Dear users, it is over.")
    sheet.tabs.setCurrentIndex(0)
    assert "This is the all-clear" in sheet.text.toPlainText()
    informed.press(Key.Key_Escape)
    informed.come()
    informed.run("recovery.all_clear")
    again = informed.wait_for(AllClearSheet)
    informed.qtbot.waitUntil(again.tabs.isVisible)
    assert again.text.toPlainText() == "Dear users, it is over."
    again.send.click()
    informed.qtbot.waitUntil(lambda: bool(bodies(sqlite_desk)))
    assert bodies(sqlite_desk) == [
        ("a@example.org", "Dear users, it is over."), ("b@example.org", "Dear users, it is over."),
    ]  # fmt: skip


def test_an_audience_with_a_template_of_its_own_is_told_by_it_at_once(sqlite_desk, informed):
    act(
        sqlite_desk, create_message_template, name="Over", audience="Users", phase="Resolved", subject="Over",
        body="Dear users, {{ incident.number }} is over.",
    )  # fmt: skip
    informed.run("recovery.all_clear")
    sheet = informed.wait_for(AllClearSheet)
    informed.qtbot.waitUntil(sheet.tabs.isVisible)
    assert sheet.text.toPlainText() == "Dear users, INC-0001 is over.\n"
    sheet.separately.click()
    assert "This is the all-clear" in sheet.text.toPlainText()


def test_nobody_waits_for_an_all_clear_where_nobody_was_told(lead):
    assert "Nobody was told" in lead.desk.registry.why_disabled("recovery.all_clear")
    assert part_of(lead).all_clear.nothing.isVisibleTo(part_of(lead))


def test_everything_in_the_part_has_a_name_and_says_what_it_is_for(informed):
    for control in controls(part_of(informed)):
        if not control.isVisibleTo(part_of(informed)):
            continue
        assert control.accessibleName(), control
        assert control.accessibleDescription() or control.toolTip(), control.accessibleName()


def test_the_command_of_a_task_comes_from_the_menu_too(lead, monkeypatch):
    shown = []
    monkeypatch.setattr("PySide6.QtWidgets.QMenu.popup", lambda menu, *_where: shown.append(menu))
    part_of(lead).commands.do("menu")
    texts = [entry.text() for entry in shown[0].actions()]
    assert any("Begin the restore" in text for text in texts)
