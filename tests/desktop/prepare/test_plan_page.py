"""The editor of a plan under the keyboard: writing, moving, undoing, saving by itself, two people, approval."""

import json

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel

from incidentdesk.desktop.conflict_dialog import MINE, THEIRS, ConflictDialog
from incidentdesk.desktop.drafts import draft
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.desktop.prepare.plan_draft import SAVED_AFTER
from incidentdesk.desktop.prepare.plan_facts_dialog import PlanFactsDialog
from incidentdesk.desktop.prepare.plan_needs_sheet import PlanNeedsSheet
from incidentdesk.desktop.prepare.plan_outline_model import MIME
from incidentdesk.desktop.prepare.plan_step_sheet import PlanStepSheet
from incidentdesk.prepare.plan_change import approve, create_plan, save_draft, start_draft
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent
from incidentdesk.prepare.plan_editing import set_action
from incidentdesk.prepare.plan_list import plan_row
from incidentdesk.prepare.plan_version import current_version, versions_of
from tests.desktop.investigate.analyses_window import CONTROL, NONE, SHIFT, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls, cut_off

__all__ = ["furnished", "held_clock", "sit_down"]

CHECK, ISOLATE, RESTORE = "Check the line", "Isolate the host", "Restore from backup"
CONTENT = PlanContent(
    "When the line is down.",
    (
        Phase("p1", "First minutes", (Action("a", CHECK, "Network engineer", offset=5), Action("b", ISOLATE))),
        Phase("p2", "Recovery", (Action("c", RESTORE, needs=("b",)),)),
    ),
    ("Network engineer",),
)


def made(database, content=CONTENT):
    return act(database, create_plan, name="WAN down", content=content)


@pytest.fixture
def plan_id(sqlite_desk):
    return made(sqlite_desk)


@pytest.fixture
def open_plan(sit_down):
    def open_plan(plan_id, actor="Mei Okafor", size=(1280, 720)):
        lead = sit_down(f"PLAN-{plan_id:04d}", actor, size)
        lead.qtbot.waitUntil(lambda: lead.page.draft.sheet is not None)
        settle(lead)
        lead.page.outline.setFocus()
        return lead

    return open_plan


@pytest.fixture
def lead(open_plan, plan_id):
    return open_plan(plan_id)


def settle(lead):
    """Until what was done is saved, and checked."""
    lead.rest()
    draft = lead.page.draft
    lead.qtbot.waitUntil(lambda: (draft.is_saved or bool(draft.trouble)) and not lead.page.body.checking.isActive())
    lead.rest()


def stored(database, plan_id):
    return read(database, current_version, plan_id).content


def titles(content):
    return [[action.title for action in phase.actions] for phase in content.phases]


def rows(lead):
    return [(line.number, line.title) for line in lead.page.outline.rows.lines]


def go(lead, key):
    lead.page.outline.setFocus()
    lead.page.outline.go_to(key)
    lead.rest()


def keys(lead, key, modifier=NONE):
    QTest.keyClick(lead.page.outline, key, modifier)
    lead.rest()


# ── going through and writing ─────────────────────────────────────────────────────────────────────────────────────


def test_the_plan_stands_there_in_order(lead):
    QAbstractItemModelTester(lead.page.outline.rows)
    assert rows(lead) == [
        ("", "When the line is down."), ("1", "First minutes"), ("1.1", CHECK), ("1.2", ISOLATE), ("2", "Recovery"),
        ("2.1", RESTORE),
    ]  # fmt: skip
    line = lead.page.outline.rows.lines[5]
    assert line.meta == "no role · after 1.2"
    assert lead.page.outline.rows.lines[2].due == "T+5 min"
    assert lead.page.title() == "PLAN-0001 WAN down"


def test_arrows_go_through_it_and_the_fields_follow(lead):
    keys(lead, Key.Key_Down)
    assert lead.page.inspector.heading.text() == "Phase 1"
    keys(lead, Key.Key_Down)
    assert lead.page.inspector.heading.text() == "Action 1.1"
    fields = lead.page.inspector.action.form.fields
    assert (fields["title"].text(), fields["offset"].text()) == (CHECK, "T+5 min")


def test_enter_adds_an_action_below_which_is_saved_by_itself(sqlite_desk, plan_id, lead):
    QAbstractItemModelTester(lead.page.outline.rows)
    go(lead, "a")
    keys(lead, Key.Key_Return)
    lead.write("Call the provider")
    lead.press(Key.Key_Return)
    settle(lead)
    assert titles(stored(sqlite_desk, plan_id))[0] == [CHECK, "Call the provider", ISOLATE]
    assert stored(sqlite_desk, plan_id).actions[1].role == "Network engineer"
    assert lead.page.outline.line.title == "Call the provider"


def test_what_was_begun_and_not_named_goes_again(lead):
    go(lead, "a")
    keys(lead, Key.Key_Return)
    lead.press(Key.Key_Escape)
    assert titles(lead.page.content)[0] == [CHECK, ISOLATE]
    assert lead.page.outline.key == "a"


def test_escape_leaves_a_title_as_it_was_and_a_key_is_never_lost(lead):
    go(lead, "b")
    keys(lead, Key.Key_F2)
    lead.write("Pull")
    assert lead.page.content.actions[1].title == "Pull"
    lead.press(Key.Key_Escape)
    assert lead.page.content == CONTENT
    assert lead.desk.registry.why_disabled("edit.undo")
    keys(lead, Key.Key_F2)
    lead.write("Pull the plug")
    lead.press(Key.Key_Return)
    keys(lead, Key.Key_Z, CONTROL)
    assert lead.page.content == CONTENT


def test_tab_writes_the_title_and_then_goes_to_the_fields(lead):
    go(lead, "b")
    lead.press(Key.Key_Tab)
    QTest.keyClicks(QApplication.focusWidget(), "Pull the plug")
    lead.press(Key.Key_Tab)
    assert lead.page.content.actions[1].title == "Pull the plug"
    assert lead.page.inspector.isAncestorOf(QApplication.focusWidget())


def test_an_empty_plan_begins_with_enter(sqlite_desk, open_plan):
    plan_id = made(sqlite_desk, PlanContent())
    lead = open_plan(plan_id)
    assert lead.page.body.empty.isVisible()
    keys(lead, Key.Key_Return)
    lead.write("Look whether it is true")
    lead.press(Key.Key_Return)
    settle(lead)
    assert titles(stored(sqlite_desk, plan_id)) == [["Look whether it is true"]]
    assert not lead.page.body.empty.isVisible()


# ── moving, copying, taking away, undoing ─────────────────────────────────────────────────────────────────────────


def test_keys_move_an_action_also_into_the_next_phase(lead):
    go(lead, "a")
    keys(lead, Key.Key_Down, CONTROL)
    assert titles(lead.page.content) == [[ISOLATE, CHECK], [RESTORE]]
    keys(lead, Key.Key_Down, CONTROL)
    assert titles(lead.page.content) == [[ISOLATE], [CHECK, RESTORE]]
    assert lead.page.outline.key == "a"
    go(lead, "p2")
    keys(lead, Key.Key_Up, CONTROL)
    assert titles(lead.page.content) == [[CHECK, RESTORE], [ISOLATE]]


def test_several_that_are_chosen_move_together(lead):
    go(lead, "a")
    keys(lead, Key.Key_Down, SHIFT)
    assert [line.key for line in lead.page.outline.selected()] == ["a", "b"]
    keys(lead, Key.Key_Down, CONTROL)
    assert titles(lead.page.content) == [[], [CHECK, ISOLATE, RESTORE]]
    keys(lead, Key.Key_Down, CONTROL)
    assert titles(lead.page.content) == [[], [RESTORE, CHECK, ISOLATE]]
    assert [line.key for line in lead.page.outline.selected()] == ["a", "b"]
    lead.run("edit.undo")
    lead.run("edit.undo")
    assert lead.page.content == CONTENT


def test_letters_lead_to_the_fields_and_escape_leads_back(lead):
    go(lead, "b")
    for key, part in ((Key.Key_R, "role"), (Key.Key_T, "offset"), (Key.Key_N, "needs"), (Key.Key_H, "instructions")):
        keys(lead, key)
        assert QApplication.focusWidget() is lead.page.inspector.action.form.fields[part]
        lead.press(Key.Key_Escape)
        assert QApplication.focusWidget() is lead.page.outline


def test_a_phase_comes_and_an_action_is_doubled_and_removed(lead):
    go(lead, "b")
    keys(lead, Key.Key_N, CONTROL | SHIFT)
    lead.write("Containment")
    lead.press(Key.Key_Return)
    assert [phase.title for phase in lead.page.content.phases] == ["First minutes", "Containment", "Recovery"]
    go(lead, "c")
    keys(lead, Key.Key_D, CONTROL)
    assert titles(lead.page.content)[2] == [RESTORE, f"{RESTORE} (copy)"]
    keys(lead, Key.Key_Delete)
    assert titles(lead.page.content)[2] == [RESTORE]


def test_undo_goes_back_to_the_beginning_and_redo_to_the_end(sqlite_desk, plan_id, lead):
    go(lead, "a")
    keys(lead, Key.Key_M)
    keys(lead, Key.Key_Down, CONTROL)
    keys(lead, Key.Key_Delete)
    after = lead.page.content
    for _step in range(3):
        keys(lead, Key.Key_Z, CONTROL)
    assert lead.page.content == CONTENT
    assert lead.desk.registry.why_disabled("edit.undo")
    for _step in range(3):
        lead.run("edit.redo")
    settle(lead)
    assert lead.page.content == after == stored(sqlite_desk, plan_id)


@pytest.mark.parametrize(
    ("keys_dragged", "row", "wanted"),
    [
        (["a"], 5, [[ISOLATE], [CHECK, RESTORE]]),
        (["c"], 2, [[RESTORE, CHECK, ISOLATE], []]),
        (["a", "b"], 6, [[], [RESTORE, CHECK, ISOLATE]]),
        (["p2"], 1, [[RESTORE], [CHECK, ISOLATE]]),
    ],
)
def test_what_is_dragged_lands_before_the_row(lead, keys_dragged, row, wanted):
    model = lead.page.outline.rows
    QAbstractItemModelTester(model)
    data = model.mimeData([model.index(model.row_of(key)) for key in keys_dragged])
    assert json.loads(bytes(data.data(MIME).data())) == keys_dragged
    model.dropMimeData(data, Qt.DropAction.MoveAction, row, 0, model.index(-1))
    assert titles(lead.page.content) == wanted
    assert lead.page.outline.key == keys_dragged[0]


def test_what_is_no_part_of_a_plan_can_not_be_dropped(lead):
    assert not lead.page.outline.rows.dropMimeData(
        QMimeData(), Qt.DropAction.MoveAction, 2, 0, lead.page.outline.rootIndex()
    )
    assert lead.page.content == CONTENT


# ── the fields ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_fields_of_an_action_are_saved_as_they_are_typed(sqlite_desk, plan_id, lead):
    go(lead, "b")
    form = lead.page.inspector.action.form
    for name, text in (
        ("role", "Security lead"), ("offset", "2 h"), ("criterion", "nothing answers"), ("needs", "1.1"),
        ("Accountable", "Incident commander"), ("audience", "Management"),
    ):  # fmt: skip
        QTest.keyClicks(form.fields[name], text)
    form.fields["instructions"].setPlainText("Pull the **network** cable.")
    lead.page.inspector.action.mandatory.click()
    settle(lead)
    action = stored(sqlite_desk, plan_id).actions[1]
    assert (action.role, action.offset, action.needs, action.mandatory) == ("Security lead", 120, ("a",), False)
    assert (action.raci, action.audience) == ((("Accountable", "Incident commander"),), "Management")
    assert "after 1.1" in lead.page.outline.line.meta
    # What is typed into one field is one step.
    lead.page.outline.setFocus()
    lead.run("edit.undo")
    lead.run("edit.undo")
    assert lead.page.content.actions[1].instructions == ""
    assert lead.page.content.actions[1].audience == "Management"


def test_what_makes_no_sense_is_said_below_the_field_and_stays_there(lead):
    go(lead, "a")
    form = lead.page.inspector.action.form
    form.fields["offset"].setText("soonish")
    assert "no due time" in form.error("offset")
    assert lead.page.content.actions[0].offset == 5
    go(lead, "b")
    assert form.error("offset") == ""
    go(lead, "a")
    assert form.fields["offset"].text() == "soonish"
    assert "no due time" in form.error("offset")
    form.fields["offset"].setText("1:30")
    assert (form.error("offset"), lead.page.content.actions[0].offset) == ("", 90)


def test_a_circle_is_refused_with_its_path(lead):
    go(lead, "b")
    form = lead.page.inspector.action.form
    form.fields["needs"].setText("2.1")
    assert "circle" in form.error("needs")
    assert RESTORE in form.error("needs")
    form.fields["needs"].setText("9.9")
    assert "no action" in form.error("needs")
    assert lead.page.content == CONTENT


def test_what_is_needed_is_picked_from_those_that_can_come_before(lead):
    go(lead, "b")
    lead.page.inspector.action.choose.click()
    sheet = lead.wait_for(PlanNeedsSheet)
    assert [sheet.list.item(row).text() for row in range(sheet.list.count())] == [f"1.1  {CHECK}"]
    QTest.keyClick(sheet.list, Key.Key_Space)
    sheet.accept()
    assert lead.page.content.actions[1].needs == ("a",)
    assert lead.page.inspector.action.form.fields["needs"].text() == "1.1"


def test_the_whole_plan_has_its_fields(sqlite_desk, plan_id, lead):
    whole = lead.page.inspector.whole
    whole.form.fields["purpose"].setPlainText("When no site has internet.")
    whole.rows["contacts"].add.click()
    for cell, text in zip(whole.rows["contacts"].rows[0].cells, ("Provider", "the line"), strict=True):
        QTest.keyClicks(cell, text)
    whole.rows["channels"].add.click()
    QTest.keyClicks(whole.rows["channels"].rows[0].cells[0], "Bridge")
    whole.form.fields["cadence"].setText("often")
    assert whole.form.fields["cadence"].property("invalid")
    whole.form.fields["cadence"].setText("1 h")
    settle(lead)
    content = stored(sqlite_desk, plan_id)
    assert (content.purpose, content.cadence) == ("When no site has internet.", 60)
    assert [(each.name, each.what_for) for each in content.contacts] == [("Provider", "the line")]
    assert [each.name for each in content.channels] == ["Bridge"]


# ── nothing is lost, and two people ───────────────────────────────────────────────────────────────────────────────


def test_what_was_not_saved_when_the_program_ended_stands_there_again(
    sqlite_desk, plan_id, lead, open_plan, monkeypatch
):
    with monkeypatch.context() as killed:
        killed.setattr("incidentdesk.desktop.prepare.plan_draft.PlanDraft.save", lambda self: self.keep())
        go(lead, "a")
        lead.page.inspector.action.form.fields["title"].setText("Check both lines")
        lead.page.draft.keep()
        assert draft(sqlite_desk.place, f"plan-{plan_id}")
    assert stored(sqlite_desk, plan_id) == CONTENT
    again = open_plan(plan_id)
    assert again.page.content.actions[0].title == "Check both lines"
    settle(again)
    assert stored(sqlite_desk, plan_id).actions[0].title == "Check both lines"
    assert "stands here again" in again.page.message.text


def test_what_another_has_saved_comes_in_beside_what_is_written(sqlite_desk, plan_id, lead):
    go(lead, "a")
    lead.page.inspector.action.form.fields["title"].setText("Check both lines")
    act(sqlite_desk, save_draft, plan_id, set_action(CONTENT, "c", role="Ops"), CONTENT, actor="Bo Diaz")
    settle(lead)
    lead.qtbot.waitUntil(lambda: lead.page.content.actions[2].role == "Ops")
    settle(lead)
    content = stored(sqlite_desk, plan_id)
    assert (content.actions[0].title, content.actions[2].role) == ("Check both lines", "Ops")
    lead.page.outline.setFocus()
    lead.run("edit.undo")
    assert lead.page.content.actions[0].title == CHECK
    assert lead.page.content.actions[2].role == "Ops"


def test_news_do_not_disturb_a_title_that_is_being_written(sqlite_desk, plan_id, lead):
    go(lead, "b")
    keys(lead, Key.Key_F2)
    lead.write("Pull ")
    act(sqlite_desk, save_draft, plan_id, set_action(CONTENT, "c", role="Ops"), CONTENT, actor="Bo Diaz")
    settle(lead)
    lead.qtbot.waitUntil(lambda: lead.page.content.actions[2].role == "Ops")
    settle(lead)
    lead.write("the plug")
    lead.press(Key.Key_Return)
    settle(lead)
    assert [action.title for action in stored(sqlite_desk, plan_id).actions] == [CHECK, "Pull the plug", RESTORE]


@pytest.mark.parametrize(("choice", "wanted"), [(MINE, "Look at the line"), (THEIRS, "Test the line")])
def test_two_who_change_the_same_title_are_asked(sqlite_desk, plan_id, lead, monkeypatch, choice, wanted):
    asked = []

    def answer(dialog):
        asked.append(dialog.heading.text())
        for box in dialog.boxes:
            box.buttons[choice].setChecked(True)
        return ConflictDialog.DialogCode.Accepted

    monkeypatch.setattr(ConflictDialog, "exec", answer)
    act(sqlite_desk, save_draft, plan_id, set_action(CONTENT, "a", title="Test the line"), CONTENT, actor="Bo Diaz")
    go(lead, "a")
    lead.page.inspector.action.form.fields["title"].setText("Look at the line")
    settle(lead)
    assert "Bo Diaz" in asked[0]
    assert stored(sqlite_desk, plan_id).actions[0].title == wanted == lead.page.content.actions[0].title


# ── versions and approval ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_error_keeps_it_from_approval_and_leads_to_its_place(lead, plan_id, sqlite_desk):
    go(lead, "b")
    lead.page.inspector.action.form.fields["title"].clear()
    settle(lead)
    go(lead, "")
    lead.run("plan.submit")
    assert "Correct 1 error first" in lead.page.message.text
    assert lead.page.outline.key == "b"
    assert QApplication.focusWidget() is lead.page.inspector.action.form.fields["title"]
    assert read(sqlite_desk, current_version, plan_id).state == "Draft"


def test_a_draft_is_submitted_sent_back_and_approved(sqlite_desk, plan_id, lead):
    lead.run("plan.submit")
    sheet = lead.wait_for(PlanStepSheet)
    lead.write("First version")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert read(sqlite_desk, current_version, plan_id).state == "In Review"
    lead.qtbot.waitUntil(lambda: "In Review" in lead.page.head.state.label.text())
    lead.run("plan.send_back")
    lead.wait_for(PlanStepSheet).go.click()
    lead.rest()
    lead.qtbot.waitUntil(lambda: "Draft" in lead.page.head.state.label.text())
    lead.page.head.state.buttons["Approved"].click()
    sheet = lead.wait_for(PlanStepSheet)
    sheet.review.write("soonish")
    sheet.go.click()
    assert "soonish" in sheet.form.error("review_by")
    sheet.review.write("2026-09-30")
    sheet.go.click()
    lead.rest()
    row = read(sqlite_desk, plan_row, plan_id)
    assert (row.approved.approved_by, row.review_by, row.approved.note) == ("Mei Okafor", "2026-09-30", "First version")


def test_nobody_approves_what_they_have_not_read(sqlite_desk, plan_id, lead):
    lead.run("plan.approve")
    sheet = lead.wait_for(PlanStepSheet)
    with sqlite_desk.write(actor="Bo Diaz") as session:
        save_draft(session, plan_id, set_action(CONTENT, "b", title="Unplug everything"), CONTENT)
    sheet.go.click()
    lead.rest()
    assert "Bo Diaz has changed the plan meanwhile" in sheet.message.text.replace("\u2068", "").replace("\u2069", "")
    assert read(sqlite_desk, current_version, plan_id).state == "Draft"
    sheet.reject()
    lead.qtbot.waitUntil(lambda: "Unplug everything" in titles(lead.page.content)[0])
    lead.run("plan.approve")
    lead.wait_for(PlanStepSheet).go.click()
    lead.rest()
    assert read(sqlite_desk, current_version, plan_id).state == "Approved"


def test_an_approved_version_is_read_only_until_the_next_one_begins(sqlite_desk, plan_id, open_plan):
    act(sqlite_desk, approve, read(sqlite_desk, current_version, plan_id).id)
    lead = open_plan(plan_id)
    go(lead, "a")
    assert "Begin the next version" in lead.desk.registry.why_disabled("plan.add")
    keys(lead, Key.Key_Delete)
    assert lead.page.inspector.action.form.fields["title"].isReadOnly()
    assert lead.page.content == CONTENT
    lead.page.head.state.buttons["Draft"].click()
    lead.rest()
    lead.qtbot.waitUntil(lambda: not lead.page.outline.rows.fixed)
    go(lead, "a")
    keys(lead, Key.Key_Delete)
    settle(lead)
    assert [each.state for each in read(sqlite_desk, versions_of, plan_id)] == ["Draft", "Approved"]
    lead.run("plan.discard")
    lead.qtbot.waitUntil(lambda: lead.page.content == CONTENT)
    lead.page.outline.setFocus()
    lead.run("edit.undo")
    lead.qtbot.waitUntil(lambda: len(lead.page.content.actions) == 2)


def test_saving_something_in_review_makes_it_a_draft_again(sqlite_desk, plan_id, open_plan):
    from incidentdesk.prepare.plan_change import submit

    act(sqlite_desk, submit, read(sqlite_desk, current_version, plan_id).id)
    lead = open_plan(plan_id)
    go(lead, "a")
    keys(lead, Key.Key_M)
    settle(lead)
    lead.qtbot.waitUntil(lambda: "Draft" in lead.page.head.state.label.text())
    assert read(sqlite_desk, current_version, plan_id).state == "Draft"


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_finding_leads_to_its_place(lead):
    findings = lead.page.inspector.findings
    assert findings.count()
    place = next(at for at, each in enumerate(lead.page.findings) if "Network engineer" in each.text)
    findings.setCurrentRow(place)
    findings.setFocus()
    lead.press(Key.Key_Return)
    assert lead.page.outline.key == "a"
    assert QApplication.focusWidget() is lead.page.inspector.action.form.fields["role"]


def test_name_and_owner_are_changed_in_a_dialog(sqlite_desk, plan_id, lead):
    lead.run("plan.details")
    dialog = lead.wait_for(PlanFactsDialog)
    dialog.form.fields["name"].setText("Internet down")
    dialog.form.fields["owner"].setText("Bo Diaz")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: lead.page.head.name.text() == "Internet down")
    assert read(sqlite_desk, plan_row, plan_id).owner == "Bo Diaz"


def test_the_runbook_is_shown_before_it_is_printed(lead):
    lead.run("plan.print")
    preview = next(iter(lead.window.findChildren(ReportPreview)))
    lead.qtbot.waitUntil(lambda: preview.document is not None, timeout=20_000)
    assert len(preview.document) >= 1
    preview.close()
    lead.rest()


def test_a_plan_that_is_gone_says_so(sit_down):
    lead = sit_down("PLAN-0077")
    said = [label.text() for label in lead.page.stack.currentWidget().findChildren(QLabel)]
    assert any("not there any more" in text for text in said)


def test_everything_has_a_name_for_those_who_can_not_see_it(lead):
    for control in controls(lead.page):
        assert control.accessibleName(), control
        assert control.accessibleDescription(), control


def test_no_other_command_answers_to_the_keys_of_a_plan(lead):
    registry = lead.desk.registry
    mine = [each for each in registry.ids() if each.startswith("plan.")]
    assert len(mine) > 15
    assert [(each, keys) for each in mine for keys in registry.bound(each) if registry.conflict(each, keys)] == []


@pytest.mark.parametrize("key", ["", "p1", "a"])
def test_nothing_is_cut_off_in_large_letters(lead, key):
    lead.desk.theme.choose_scale(150)
    go(lead, key)
    parts = (lead.page.head, lead.page.inspector)
    lead.qtbot.waitUntil(lambda: [text for part in parts for text in cut_off(part)] == [])


def test_two_hundred_actions_are_shown_and_moved_at_once(sqlite_desk, open_plan):
    phases = tuple(
        Phase(f"p{at}", f"Phase {at}", tuple(Action(f"{at}-{n}", f"Do the thing {at}.{n}") for n in range(20)))
        for at in range(10)
    )
    lead = open_plan(made(sqlite_desk, PlanContent("Large", phases)))
    go(lead, "9-19")
    keys(lead, Key.Key_Up, CONTROL)
    assert lead.page.content.phases[9].actions[18].key == "9-19"
    assert len(rows(lead)) == 211


def test_starting_again_does_not_begin_a_second_draft(sqlite_desk, plan_id, lead):
    assert act(sqlite_desk, start_draft, plan_id) == lead.page.draft.version.id
    assert SAVED_AFTER < 1_000


def test_the_mouse_drags_an_action_behind_another(lead):
    view = lead.page.outline
    rows_of = {key: view.visualRect(view.rows.index(view.rows.row_of(key))) for key in ("a", "p2")}
    data = view.rows.mimeData([view.rows.index(view.rows.row_of("a"))])
    at = QPointF(rows_of["p2"].center().x(), rows_of["p2"].bottom() - 1)
    moving, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(at.toPoint(), moving, data, left, none), QDragMoveEvent(at.toPoint(), moving, data, left, none),
        QDropEvent(at, moving, data, left, none),
    ):  # fmt: skip
        QApplication.sendEvent(view.viewport(), event)
    settle(lead)
    assert titles(lead.page.content) == [[ISOLATE], [CHECK, RESTORE]]


def test_actions_are_copied_and_a_list_of_another_program_is_pasted(lead):
    go(lead, "p1")
    keys(lead, Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == f"1.1 {CHECK} (Network engineer, T+5 min)\n1.2 {ISOLATE}"
    go(lead, "c")
    keys(lead, Key.Key_V, CONTROL)
    assert titles(lead.page.content)[1] == [RESTORE, CHECK, ISOLATE]
    assert lead.page.content.actions[3].role == "Network engineer"
    assert len({action.key for action in lead.page.content.actions}) == 5
    QGuiApplication.clipboard().setText("- Call the provider\n- Write down the number\n")
    go(lead, "a")
    keys(lead, Key.Key_V, CONTROL)
    assert titles(lead.page.content)[0] == [CHECK, "Call the provider", "Write down the number", ISOLATE]
    keys(lead, Key.Key_X, CONTROL)
    assert titles(lead.page.content)[0] == [CHECK, ISOLATE]


def test_two_people_at_one_plan_see_what_the_other_does(sqlite_desk, plan_id, open_plan):
    mei, bo = open_plan(plan_id), open_plan(plan_id, "Bo Diaz")
    mei.come()
    go(mei, "a")
    keys(mei, Key.Key_Down, CONTROL)
    settle(mei)
    bo.qtbot.waitUntil(lambda: titles(bo.page.content) == [[ISOLATE, CHECK], [RESTORE]])
    bo.come()
    go(bo, "c")
    bo.page.inspector.action.form.fields["criterion"].setText("all files are back")
    settle(bo)
    mei.qtbot.waitUntil(lambda: mei.page.content.actions[2].criterion == "all files are back")
    # What Mei takes back is her own, not what Bo has written since.
    mei.come()
    mei.page.outline.setFocus()
    keys(mei, Key.Key_Z, CONTROL)
    settle(mei)
    assert titles(stored(sqlite_desk, plan_id)) == [[CHECK, ISOLATE], [RESTORE]]
    assert stored(sqlite_desk, plan_id).actions[2].criterion == "all files are back"


def test_what_was_given_up_stays_in_the_history(sqlite_desk, plan_id, lead, monkeypatch):
    def answer(dialog):
        for box in dialog.boxes:
            box.buttons[THEIRS].setChecked(True)
        return ConflictDialog.DialogCode.Accepted

    monkeypatch.setattr(ConflictDialog, "exec", answer)
    act(sqlite_desk, save_draft, plan_id, set_action(CONTENT, "a", title="Test the line"), CONTENT, actor="Bo Diaz")
    go(lead, "a")
    fields = lead.page.inspector.action.form.fields
    fields["title"].setText("Look at the line")
    fields["criterion"].setText("it answers")
    settle(lead)
    assert stored(sqlite_desk, plan_id).actions[0].criterion == "it answers"
    with sqlite_desk.read() as reader:
        declined = "SELECT count(*) FROM ledger WHERE act = 'declined' AND changes LIKE '%Look at the line%'"
        assert reader.rows(declined) == [(1,)]


def test_a_conflict_that_is_put_off_keeps_what_is_typed(sqlite_desk, plan_id, lead, monkeypatch):
    monkeypatch.setattr(ConflictDialog, "exec", lambda dialog: ConflictDialog.DialogCode.Rejected)
    act(sqlite_desk, save_draft, plan_id, set_action(CONTENT, "a", title="Test the line"), CONTENT, actor="Bo Diaz")
    go(lead, "a")
    lead.page.inspector.action.form.fields["title"].setText("Look at the line")
    lead.qtbot.waitUntil(lambda: "not saved" in lead.page.message.text)
    lead.rest()
    assert lead.page.content.actions[0].title == "Look at the line"
    assert draft(sqlite_desk.place, f"plan-{plan_id}")["content"]
    assert "kept on this computer" in lead.page.unsaved()


def test_a_plan_in_the_trash_is_gone_and_comes_back(lead):
    lead.run("plan.withdraw")
    lead.qtbot.waitUntil(lambda: lead.page.stack.is_absent)
    lead.undo()
    lead.qtbot.waitUntil(lambda: lead.page.stack.currentIndex() == 0)
