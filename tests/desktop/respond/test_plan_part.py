"""The plan runner: two keys activate it, the keyboard works its steps, other people's ticks appear by themselves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow

from incidentdesk import clock
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.detect.gesture_dialog import LineDialog
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.respond.incident_page import IncidentPage
from incidentdesk.desktop.respond.plan_part import PlanPart
from incidentdesk.desktop.respond.role_dialog import RoleDialog
from incidentdesk.desktop.respond.task_dialog import TaskDialog
from incidentdesk.desktop.respond.task_model import HeadRow, OpenRow, StepRow
from incidentdesk.desktop.respond.updates_part import UpdatesPart
from incidentdesk.desktop.theme import Theme
from incidentdesk.language import ISOLATE, POP
from incidentdesk.prepare.plan_content import Action, Phase
from incidentdesk.respond.activation import activate
from incidentdesk.respond.plan_run_list import runs_of
from incidentdesk.respond.role_hand_over import roles_of
from incidentdesk.respond.task_change import add_task, block_task, change_task, finish_task
from incidentdesk.respond.task_list import tasks
from tests.desktop.respond.keys import CONTROL, press, wait_for, write
from tests.respond.wan_down import CONTENT, approve_plan, log_wan_down, prepare_wan_down

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def incident_id(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        prepare_wan_down(session)
        return log_wan_down(session)


@pytest.fixture
def page(qapp, qtbot, tmp_path, clear_desk, settle, sqlite_desk, incident_id):
    theme = Theme("light")
    theme.apply(qapp)
    zone, preferences = ZoneInfo("Europe/Berlin"), Preferences(tmp_path / "settings")
    desk = furnish(sqlite_desk, actor="Mei Okafor", zone=zone, preferences=preferences, theme=theme)
    opened = IncidentPage(desk, incident_id, parts=(PlanPart, UpdatesPart))
    window = QMainWindow()
    window.setCentralWidget(opened)
    window.resize(1280, 720)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    settle(desk)
    yield opened
    settle(desk)
    shiboken6.delete(window)
    clear_desk(desk)


@pytest.fixture
def running(page, settle, incident_id):
    """The runner with the cursor on its first step."""
    with page.desk.database.write(actor="Mei Okafor") as session:
        activate(session, incident_id)
    settle(page.desk)
    page.show_part("plan")
    part = part_of(page)
    part.view.setFocus()
    settle(page.desk)
    return part


def part_of(page):
    return page.more_parts[0]


def rows_of(page):
    with page.desk.database.read() as reader:
        return tasks(reader, page.incident_id)


def states(page):
    return {row.id: row.state for row in rows_of(page)}


def test_two_keys_lead_from_an_incident_to_a_running_plan(page, qtbot, settle):
    page.timeline.view.setFocus()
    assert "WAN down" in part_of(page).proposal.text
    press(qtbot, Qt.Key.Key_L)
    wait_for(qtbot, page, ChoicePopup)
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    with page.desk.database.read() as reader:
        (run,) = runs_of(reader, page.incident_id)
        drafts = reader.rows("SELECT subject FROM announcement WHERE state = 'Draft'")
    assert (run.plan, run.state) == ("WAN down", "Running")
    assert drafts == [("Down: Branch offices lost WAN access",)]
    part = part_of(page)
    assert page.parts.current == "plan"
    assert page.parts.text("plan") == "Plan 0/6"
    assert part.view.hasFocus()
    assert part.current_task().title == "Take command"
    assert part.proposal.text == ""


def test_the_bar_activates_the_plan_of_the_rule(page, qtbot, settle):
    qtbot.mouseClick(part_of(page).proposal.action_button, Qt.MouseButton.LeftButton)
    settle(page.desk)
    assert page.parts.text("plan") == "Plan 0/6"


def test_the_bar_can_be_sent_away(page, settle):
    bar = part_of(page).proposal
    bar.clear()
    page.refresh()
    settle(page.desk)
    assert bar.isHidden()


def test_the_keyboard_works_the_steps(running, page, qtbot, settle):
    press(qtbot, Qt.Key.Key_Space)
    settle(page.desk)
    assert states(page)[1] == "Done"
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_S)
    assert running.reason.isVisible()
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert "Say why the step is skipped" in running.reason.complaint.text()
    write(qtbot, "no second line here")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert rows_of(page)[1].skipped_reason == "no second line here"
    assert not running.reason.isVisible()
    assert running.view.hasFocus()
    assert running.current_task().id == 2
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_B)
    write(qtbot, "no contract")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert states(page) == {1: "Done", 2: "Skipped", 3: "Open", 4: "Blocked", 5: "Open", 6: "Open"}
    assert page.parts.text("plan") == "Plan 2/6"
    press(qtbot, Qt.Key.Key_B)
    settle(page.desk)
    assert states(page)[4] == "Open"


def test_a_reason_that_was_given_up_is_offered_again(running, page, qtbot, settle):
    press(qtbot, Qt.Key.Key_S)
    write(qtbot, "half a rea")
    press(qtbot, Qt.Key.Key_Escape)
    assert running.view.hasFocus()
    press(qtbot, Qt.Key.Key_S)
    assert running.reason.line.text() == "half a rea"


def test_a_tick_is_taken_back_and_undone(running, page, qtbot, settle):
    press(qtbot, Qt.Key.Key_Space)
    settle(page.desk)
    press(qtbot, Qt.Key.Key_Space)
    settle(page.desk)
    assert states(page)[1] == "In Progress"
    page.desk.history.undo()
    settle(page.desk)
    assert states(page)[1] == "Done"


def test_what_waits_for_another_step_asks_why(running, page, qtbot, settle):
    running.view.choose(3)
    press(qtbot, Qt.Key.Key_Space)
    assert "waits for" in running.reason.label.text()
    write(qtbot, "they called us")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert states(page)[3] == "Done"


def test_the_bar_shows_the_next_step_and_does_it(running, page, qtbot, settle):
    bar = running.next
    assert running.header.count.text() == "0 of 6 steps · 1 yours"
    assert bar.task.id == 1
    assert "Incident commander" in bar.about.text()
    qtbot.mouseClick(bar.start, Qt.MouseButton.LeftButton)
    settle(page.desk)
    assert not bar.start.isVisible()
    assert "⏱" in bar.clock.text()
    qtbot.mouseClick(bar.done, Qt.MouseButton.LeftButton)
    settle(page.desk)
    assert states(page)[1] == "Done"
    assert bar.task.id == 2


def test_the_plan_is_completed_when_nothing_mandatory_is_left(running, page, qtbot, settle):
    with page.desk.database.write(actor="Bo Diaz") as session:
        for task_id in (1, 2, 3, 4, 5):
            finish_task(session, task_id)
    settle(page.desk)
    assert running.next.task.id == 6
    assert running.header.count.text() == "5 of 6 steps"
    page.desk.registry.run("run.complete")
    settle(page.desk)
    assert running.sheet.run.state == "Completed"
    assert "Completed by" in running.header.about.text()
    assert "5 in time · 1 left open" in running.header.about.text()


def test_a_plan_with_open_mandatory_steps_is_not_completed(running, page, settle):
    page.desk.registry.run("run.complete")
    settle(page.desk)
    assert "mandatory steps are not done yet" in page.message.text
    assert running.sheet.run.running


def test_stopping_asks_why_in_the_layout(running, page, qtbot, settle):
    page.desk.registry.run("run.stop")
    write(qtbot, "a false alarm")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert running.sheet.run.end_reason == "a false alarm"
    assert page.desk.registry.why_disabled("run.stop") == "No plan runs for this incident."


def test_the_tick_of_another_person_appears_and_the_cursor_stays(running, page, qtbot, settle):
    running.view.choose(4)
    press(qtbot, Qt.Key.Key_Return)
    running._detail.result.setFocus()
    write(qtbot, "ticket 47")
    with page.desk.database.write(actor="Bo Diaz") as session:
        finish_task(session, 2, result="60 % flows")
    settle(page.desk)
    assert page.parts.text("plan") == "Plan 1/6"
    assert running.current_task().id == 4
    assert running._detail.result.text() == "ticket 47"
    assert running._detail.result.hasFocus()
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert rows_of(page)[3].result == "ticket 47"


def test_enter_unfolds_what_is_to_be_done(running, page, qtbot):
    running.view.choose(2)
    press(qtbot, Qt.Key.Key_Return)
    detail = running._detail
    assert "Log in to fw-1" in detail.instructions.toPlainText()
    assert "Pings answer" in detail.criterion.text()
    assert detail.isVisible()
    press(qtbot, Qt.Key.Key_Return)
    assert not any(isinstance(row, OpenRow) for row in running.view.tasks.rows)


def test_a_click_on_the_box_ticks_and_beside_it_unfolds(running, page, qtbot, settle):
    view = running.view
    rect = view.visualRect(view.tasks.index(view.tasks.place_of(("step", 1))))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 24, rect.center().y()))
    settle(page.desk)
    assert states(page)[1] == "Done"
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 200, rect.center().y()))
    assert any(isinstance(row, OpenRow) for row in view.tasks.rows)


def test_a_task_is_given_to_somebody(running, page, qtbot, settle):
    press(qtbot, Qt.Key.Key_A)
    wait_for(qtbot, page, ChoicePopup)
    write(qtbot, "Lin Novak")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert rows_of(page)[0].person == "Lin Novak"


def test_a_task_of_ones_own_is_added_behind_the_cursor(running, page, qtbot, settle):
    press(qtbot, Qt.Key.Key_N)
    dialog = wait_for(qtbot, page, TaskDialog)
    write(qtbot, "Call the guard")
    dialog.form.fields["due"].setText("+30")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    rows = rows_of(page)
    assert [row.title for row in rows][:2] == ["Take command", "Call the guard"]
    assert rows[1].phase == "Contain"
    assert timedelta(minutes=29) < clock.instant(rows[1].due_at) - datetime.now(UTC) < timedelta(minutes=31)
    assert running.current_task().title == "Call the guard"


def test_phases_carry_the_name_of_their_plan_only_where_there_are_two(running, page, settle, incident_id):
    def heads():
        settle(page.desk)
        return [row.text for row in running.view.tasks.rows if isinstance(row, HeadRow)]

    with page.desk.database.write(actor="Bo Diaz") as session:
        add_task(session, incident_id, title="Call the guard")
    assert heads() == ["Contain", "Repair", "Added without a plan"]
    with page.desk.database.write(actor="Bo Diaz") as session:
        other = approve_plan(session, "Mail outage")
        activate(session, incident_id, plan_id=other)
    of_both = {f"{plan} · {phase}" for plan in ("WAN down", "Mail outage") for phase in ("Contain", "Repair")}
    assert set(heads()) == of_both | {"Added without a plan"}


def test_a_time_that_is_none_is_refused_below_the_field(running, page, qtbot, settle):
    press(qtbot, Qt.Key.Key_N)
    dialog = wait_for(qtbot, page, TaskDialog)
    write(qtbot, "Call the guard")
    dialog.form.fields["due"].setText("soonish")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    assert dialog.isVisible()
    assert any("is no time" in label.text() for label in dialog.form.findChildren(QLabel))
    dialog.form.fields["due"].clear()
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert len(rows_of(page)) == 7


def test_editing_a_step_keeps_what_another_has_changed(running, page, qtbot, settle):
    press(qtbot, Qt.Key.Key_F2)
    dialog = wait_for(qtbot, page, TaskDialog)
    settle(page.desk)
    with page.desk.database.write(actor="Bo Diaz") as session:
        change_task(session, 1, {"minutes": 5})
    settle(page.desk)
    dialog.form.fields["title"].setText("Take the command")
    dialog.accept()
    settle(page.desk)
    row = rows_of(page)[0]
    assert (row.title, row.minutes) == ("Take the command", 5)
    assert row.due_at is not None


def test_steps_are_moved_by_the_keyboard(running, page, qtbot, settle):
    press(qtbot, Qt.Key.Key_Down, modifier=ALT)
    settle(page.desk)
    assert [row.id for row in rows_of(page)][:2] == [2, 1]
    assert running.current_task().id == 1
    press(qtbot, Qt.Key.Key_Up, modifier=ALT)
    settle(page.desk)
    assert [row.id for row in rows_of(page)][:2] == [1, 2]


def test_a_role_is_handed_over_with_a_note(running, page, qtbot, settle):
    button = running.people.role_buttons["Network engineer"]
    button.click()
    dialog = wait_for(qtbot, page, RoleDialog)
    assert not dialog.save_button.isEnabled()
    write(qtbot, "Lin Novak")
    dialog.note.setPlainText("The ticket is open.")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    with page.desk.database.read() as reader:
        held = {row.role: (row.person, row.note) for row in roles_of(reader, page.incident_id)}
    assert held["Network engineer"] == ("Lin Novak", "The ticket is open.")
    assert rows_of(page)[1].person == "Lin Novak"


def test_roles_channels_and_contacts_can_be_copied(running, page, settle):
    words = running.people.words()
    assert "Chat room (fallback 1)" in [each.replace("\u2068", "").replace("\u2069", "") for each in words]
    running.people._copied("+49 30 1234")
    assert QGuiApplication.clipboard().text() == "+49 30 1234"


def test_a_file_that_is_dropped_on_a_step_is_attached_and_named_there(running, page, qtbot, settle, tmp_path):
    file = tmp_path / "route.txt"
    file.write_text("default via 10.0.0.1")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    view = running.view
    rect = view.visualRect(view.tasks.index(view.tasks.place_of(("step", 2))))
    event = QDropEvent(
        QPointF(rect.center()), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    view.dropEvent(event)
    qtbot.waitUntil(lambda: not page.uploads.busy)
    settle(page.desk)
    with page.desk.database.read() as reader:
        assert reader.rows("SELECT name FROM attachment") == [("route.txt",)]
    assert rows_of(page)[1].result == "File: route.txt"


def test_a_step_leads_to_the_draft_of_the_update_that_it_asks_for(running, page, qtbot, settle):
    running.view.choose(3)
    press(qtbot, Qt.Key.Key_Return)
    running._detail.buttons["message"].click()
    settle(page.desk)
    assert page.parts.current == "updates"
    with page.desk.database.read() as reader:
        assert reader.rows("SELECT count(*) FROM announcement WHERE state = 'Draft'") == [(1,)]


def test_lanes_show_the_tasks_by_department(running, page, qtbot, settle):
    qtbot.mouseClick(running.header.view.button("lanes"), Qt.MouseButton.LeftButton)
    lanes = running.lanes
    assert list(lanes.lanes) == ["Incident commander", "IT", "Communications lead", "Facilities"]
    assert lanes.hasFocus()
    press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert lanes.current_task().title == "Open a vendor ticket"
    press(qtbot, Qt.Key.Key_Space)
    settle(page.desk)
    assert states(page)[4] == "Done"
    press(qtbot, Qt.Key.Key_Return)
    assert running.stack.currentWidget() is running.view
    assert running.current_task().id == 4


def test_steps_and_lanes_are_two_views_with_one_cursor(running, page, qtbot, settle):
    with page.desk.database.write(actor="Bo Diaz") as session:
        block_task(session, 4, reason="The vendor sleeps")
    settle(page.desk)
    running.view.choose(4)
    qtbot.mouseClick(running.header.view.button("lanes"), Qt.MouseButton.LeftButton)
    assert running.lanes.current_task().id == 4
    assert running.lanes.accessibleDescription() == "IT: Open a vendor ticket, Blocked · The vendor sleeps"
    press(qtbot, Qt.Key.Key_Left)
    qtbot.mouseClick(running.header.view.button("steps"), Qt.MouseButton.LeftButton)
    assert running.current_task().id == running.lanes.current_task().id == 1


def test_a_key_lets_a_step_wait_for_another_and_no_more(running, page, qtbot, settle):
    running.view.choose(2)
    press(qtbot, Qt.Key.Key_W)
    wait_for(qtbot, page, ChoicePopup)
    write(qtbot, "vendor")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert rows_of(page)[1].needs == (4,)
    assert "waits for" in running.view.tasks.index(running.view.tasks.place_of(("step", 2))).data(
        Qt.ItemDataRole.AccessibleTextRole
    )
    press(qtbot, Qt.Key.Key_W)
    wait_for(qtbot, page, ChoicePopup)
    write(qtbot, "vendor")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert rows_of(page)[1].needs == ()


def test_a_circle_is_refused_above_the_steps(running, page, qtbot, settle):
    running.view.choose(2)
    press(qtbot, Qt.Key.Key_W)
    wait_for(qtbot, page, ChoicePopup)
    write(qtbot, "Inform branch")
    press(qtbot, Qt.Key.Key_Return)
    settle(page.desk)
    assert "waits for" in page.message.text
    assert rows_of(page)[1].needs == ()


def test_the_step_that_a_reason_is_asked_for_stays_in_view(running, page, qtbot, settle):
    view = running.view
    press(qtbot, Qt.Key.Key_End)
    before = view.viewport().height()
    press(qtbot, Qt.Key.Key_S)
    qtbot.waitUntil(lambda: view.viewport().height() < before)
    assert 0 <= view.visualRect(view.currentIndex()).bottom() < view.viewport().height()


def test_what_is_unfolded_at_the_end_is_in_view(running, page, qtbot, settle):
    press(qtbot, Qt.Key.Key_End, Qt.Key.Key_Return)
    view = running.view
    opened = view.visualRect(view.tasks.index(len(view.tasks.rows) - 1))
    assert isinstance(view.tasks.rows[-1], OpenRow)
    assert opened.bottom() <= view.viewport().height()


def test_a_file_and_its_name_at_the_step_are_one_gesture(running, page, qtbot, settle, tmp_path):
    file = tmp_path / "route.txt"
    file.write_text("default via 10.0.0.1")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(tmp_path / "gone.txt"))])
    running._attach(2, data)
    qtbot.waitUntil(lambda: not page.uploads.busy)
    settle(page.desk)
    assert rows_of(page)[1].result == "File: route.txt"
    page.desk.history.undo()
    settle(page.desk)
    assert rows_of(page)[1].result == ""
    with page.desk.database.read() as reader:
        assert reader.rows("SELECT count(*) FROM attachment WHERE withdrawn_at IS NULL") == [(0,)]


def test_the_work_is_summed_above_the_steps_and_told_by_person(running, page, settle):
    with page.desk.database.write(actor="Bo Diaz") as session:
        change_task(session, 2, {"minutes": 90})
        change_task(session, 1, {"minutes": 10})
    settle(page.desk)
    assert "1 h 40 min of work" in running.header.about.text()
    assert running.people.words()[-5:] == ["Work", "Bo Diaz", "1 h 30 min", "Mei Okafor", "10 min"]


def test_tasks_are_saved_as_the_draft_of_a_plan(running, page, qtbot, settle):
    opened = []
    page.opened.connect(opened.append)
    page.desk.registry.run("run.save")
    dialog = wait_for(qtbot, page, LineDialog)
    write(qtbot, "WAN down")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert "already" in dialog.message.text
    dialog.line.setText("WAN down, as it was")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    settle(page.desk)
    assert opened == ["PLAN-0002"]


def test_acknowledging_ends_the_escalation(running, page, settle):
    page.desk.registry.run("run.acknowledge")
    settle(page.desk)
    with page.desk.database.read() as reader:
        assert reader.rows("SELECT count(*) FROM escalation WHERE ended_at IS NULL") == [(0,)]
    assert page.desk.registry.why_disabled("run.acknowledge") == "The incident is acknowledged already."


def test_the_model_keeps_its_promises(running, page, settle, qtmodeltester):
    qtmodeltester.check(running.view.tasks)
    running.view.choose(2)
    running._wish("unfold")
    with page.desk.database.write(actor="Bo Diaz") as session:
        finish_task(session, 1)
    settle(page.desk)
    kinds = [type(row) for row in running.view.tasks.rows]
    assert kinds.count(HeadRow) == 2
    assert kinds.count(StepRow) == 6
    assert kinds.count(OpenRow) == 1


def test_two_hundred_steps_stay_where_they_are_while_others_tick(page, qtbot, settle):
    steps = tuple(Action(f"s{n}", f"Step {n}", offset=n) for n in range(200))
    with page.desk.database.write(actor="Mei Okafor") as session:
        content = replace(CONTENT, phases=(Phase("p", "All of them", steps),))
        activate(session, page.incident_id, plan_id=approve_plan(session, "Large", content))
    settle(page.desk)
    page.show_part("plan")
    part = part_of(page)
    part.view.setFocus()
    press(qtbot, Qt.Key.Key_End)
    assert part.current_task().title == "Step 199"
    view = part.view
    with page.desk.database.write(actor="Bo Diaz") as session:
        finish_task(session, 5)
    settle(page.desk)
    assert page.parts.text("plan") == "Plan 1/200"
    assert part.current_task().title == "Step 199"
    assert 0 <= view.visualRect(view.currentIndex()).bottom() < view.viewport().height()


def test_roles_and_contacts_are_a_view_of_their_own_where_there_is_no_room(running, page, qtbot, settle):
    page.window().resize(1600, 900)
    settle(page.desk)
    assert running.people.isVisible()
    assert not running.header.view.button("people").isVisible()
    page.window().resize(1100, 720)
    settle(page.desk)
    assert not running.people.isVisible()
    qtbot.mouseClick(running.header.view.button("people"), Qt.MouseButton.LeftButton)
    assert running.people.isVisible()
    page.window().resize(1600, 900)
    settle(page.desk)
    assert running.view.isVisible()
    assert running.people.isVisible()


def test_where_it_is_low_the_steps_have_the_room(running, page, qtbot, settle):
    page.window().resize(1280, 720)
    settle(page.desk)
    qtbot.waitUntil(running.next.about.isVisible)
    page.window().resize(1280, 480)
    qtbot.waitUntil(lambda: not running.next.about.isVisible())
    assert running.next.title.isVisible()
    assert not running.header.about.isVisible()


def test_letters_can_be_switched_off(running, page, qtbot):
    page.desk.preferences.set("single_letters", False)
    press(qtbot, Qt.Key.Key_S)
    assert not running.reason.isVisible()


def test_everything_that_takes_the_focus_has_a_name_and_a_description(running):
    for widget in (running.view, running.lanes, running.people, running.reason.line, running.next.done):
        assert widget.accessibleName() or widget is running.reason.line
        assert widget.accessibleDescription() or widget is running.reason.line


def test_the_first_click_on_the_tab_puts_the_keys_on_the_steps(page, settle, incident_id, qtbot):
    with page.desk.database.write(actor="Mei Okafor") as session:
        activate(session, incident_id)
    settle(page.desk)
    page.timeline.view.setFocus()
    tabs = page.parts.tabs
    place = tabs.tabRect(page.parts.keys.index("plan")).center()
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=place)
    assert part_of(page).view.hasFocus()


def test_who_comes_by_a_reference_has_the_keys_on_the_steps(running, page, settle, incident_id, qtbot):
    """As after L and Enter in the list: the part is shown before its plan was read."""
    desk, window = page.desk, page.window()
    again = IncidentPage(desk, incident_id, parts=(PlanPart, UpdatesPart))
    window.setCentralWidget(again)
    again.panes()[0].setFocus()
    again.show_part("plan")
    settle(desk)
    qtbot.waitUntil(part_of(again).view.hasFocus)
    assert part_of(again).current_task().title == "Take command"


def test_when_a_task_goes_the_cursor_stays_where_it_stood(running, page, settle, qtbot):
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Down)
    place = running.current_task().id
    press(qtbot, Qt.Key.Key_N)
    wait_for(qtbot, page, TaskDialog)
    write(qtbot, "Call the guard")
    press(qtbot, Qt.Key.Key_Return, modifier=CONTROL)
    qtbot.waitUntil(lambda: running.current_task() is not None and running.current_task().title == "Call the guard")
    settle(page.desk)
    page.desk.history.undo()
    qtbot.waitUntil(lambda: running.current_task() is not None and running.current_task().id == place)


def test_a_blocked_step_still_says_whose_it_is(running, page, settle):
    with page.desk.database.write(actor="Bo Diaz") as session:
        block_task(session, 2, reason="no contract")
    settle(page.desk)
    row = next(each for each in running.view.tasks.rows if isinstance(each, StepRow) and each.task.id == 2)
    _role, said = running.view.delegate._second(row)
    assert said.replace(ISOLATE, "").replace(POP, "") == "Network engineer: Bo Diaz · no contract"


def test_what_stands_behind_more_is_there_again(running, qtbot):
    for _time in range(2):
        menu = running.header.more.menu()
        menu.popup(running.header.more.mapToGlobal(QPoint(0, 0)))
        qtbot.waitUntil(menu.isVisible)
        menu.close()
        qtbot.wait(20)
        texts = [action.text().replace("&", "") for action in running.header.more.menu().actions()]
        assert "Stop the plan…" in texts


def test_a_refusal_goes_when_the_next_thing_went_well(running, page, settle, qtbot):
    page.desk.registry.run("run.complete")
    qtbot.waitUntil(lambda: "not done yet" in page.message.text)
    running.view.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.message.text == "")
