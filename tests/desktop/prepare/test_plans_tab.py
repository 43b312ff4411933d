"""The list of response plans: new ones, files in and out, paper, the trash, and the rules that choose a plan."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester, QTest

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.desktop.prepare.plan_export import write_to
from incidentdesk.desktop.prepare.plan_import_sheet import PlanImportSheet
from incidentdesk.desktop.prepare.plan_new_sheet import NewPlanSheet
from incidentdesk.desktop.prepare.plan_rule_dialog import PlanRuleDialog
from incidentdesk.desktop.prepare.plan_rule_words import sentence_of
from incidentdesk.desktop.prepare.plan_rules_sheet import PlanRulesSheet
from incidentdesk.prepare.plan_change import approve, change_plan, create_plan
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent
from incidentdesk.prepare.plan_list import plans
from incidentdesk.prepare.plan_rule_change import write_rule
from incidentdesk.prepare.plan_rule_list import plan_rules
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.prepare.service_change import create_service
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "sit_down"]

CONTENT = PlanContent("", (Phase("p", "Response", (Action("a", "Look whether it is true"),)),))


def made(database, name, *, approved=False, **facts):
    plan_id = act(database, create_plan, name=name, content=CONTENT, **facts)
    if approved:
        act(database, approve, read(database, current_version, plan_id).id)
    return plan_id


@pytest.fixture
def known(sqlite_desk):
    """One that incidents run and that is overdue, and one that is worked on."""
    return {
        "wan": made(sqlite_desk, "WAN down", approved=True, owner="Bo Diaz", review_by="2026-03-01"),
        "mail": made(sqlite_desk, "Mail outage"),
    }


@pytest.fixture
def lead(known, sit_down):
    return sit_down("plans#plans")


def cells(lead, key):
    table = lead.page.pane.table
    column = next(column for column in lead.page.pane.listing.columns if column.key == key)
    return [column.text(row, table.now()) for row in table.records.rows]


def names(database):
    return [row.name for row in read(database, plans)]


# ── the list ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_says_what_incidents_run_and_what_is_overdue(lead):
    QAbstractItemModelTester(lead.page.pane.table.model())
    assert cells(lead, "name") == ["Mail outage", "WAN down"]
    assert cells(lead, "approved") == ["none", "version 1"]
    assert cells(lead, "draft") == ["Draft, version 1", ""]
    assert cells(lead, "review") == ["no day set", "overdue, 1 Mar"]
    assert cells(lead, "owner") == ["nobody", "Bo Diaz"]
    assert cells(lead, "steps") == ["1", "1"]
    review = next(column for column in lead.page.pane.listing.columns if column.key == "review")
    table = lead.page.pane.table
    assert [review.role(row, table.now()) for row in table.records.rows] == ["hint", "danger"]


def test_enter_opens_a_plan(lead):
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_J, Key.Key_Return)
    assert lead.page.title() == "PLAN-0001 WAN down"


def test_one_that_is_removed_comes_back_with_undo(sqlite_desk, lead):
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_Delete)
    assert names(sqlite_desk) == ["WAN down"]
    lead.undo()
    assert names(sqlite_desk) == ["Mail outage", "WAN down"]


def test_a_plan_is_written_to_a_file_that_comes_in_again(sqlite_desk, lead, tmp_path):
    file = tmp_path / "wan.md"
    row = next(row for row in read(sqlite_desk, plans) if row.name == "WAN down")
    write_to(lead.desk, file, row.name, row.content, lead.page.pane._fail)
    lead.rest()
    assert "Look whether it is true" in file.read_text(encoding="utf-8")
    lead.run("plans.import")
    sheet = lead.wait_for(PlanImportSheet)
    sheet.read_file(file)
    lead.rest()
    assert sheet.name.text() == "WAN down"
    sheet.name.setText("WAN down at night")
    sheet.save.click()
    lead.rest()
    assert "WAN down at night" in names(sqlite_desk)
    assert lead.page.title() == "PLAN-0003 WAN down at night"


def test_a_place_that_can_not_be_written_to_is_said(lead, tmp_path):
    write_to(lead.desk, tmp_path / "missing" / "wan.md", "WAN", CONTENT, lead.page.pane._fail)
    lead.rest()
    assert lead.page.pane.message.text


def test_a_runbook_is_shown_before_it_is_printed(lead):
    lead.page.pane.table.setFocus()
    lead.run("plans.print")
    preview = next(iter(lead.window.findChildren(ReportPreview)))
    lead.qtbot.waitUntil(lambda: preview.document is not None, timeout=20_000)
    preview.close()
    lead.rest()


# ── a new plan ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_plan_needs_only_a_name(sqlite_desk, lead):
    lead.run("plans.new")
    sheet = lead.wait_for(NewPlanSheet)
    sheet.go.click()
    assert "needs a name" in sheet.form.error("name")
    sheet.name.setText("Data centre on fire")
    sheet.go.click()
    lead.rest()
    assert "Data centre on fire" in names(sqlite_desk)
    assert lead.page.title() == "PLAN-0003 Data centre on fire"


def test_a_plan_of_the_program_is_taken_with_its_rule(sqlite_desk, lead):
    lead.run("plans.new")
    sheet = lead.wait_for(NewPlanSheet)
    assert sheet.list.count() == 10
    row = sheet.list.texts().index("Ransomware")
    sheet.list.setCurrentRow(row)
    assert sheet.name.text() == "Ransomware"
    assert sheet.told.text()
    assert "T+" in sheet.outline.toPlainText()
    sheet.list.setFocus()
    lead.press(Key.Key_Return)
    row = next(row for row in read(sqlite_desk, plans) if row.name == "Ransomware")
    assert (row.state, len(row.content.actions) > 10) == ("Draft", True)
    assert [rule.plan for rule in read(sqlite_desk, plan_rules)] == ["Ransomware"]


def test_a_name_that_is_taken_is_refused_and_stays_typed(lead):
    lead.run("plans.new")
    sheet = lead.wait_for(NewPlanSheet)
    sheet.name.setText("wan DOWN")
    sheet.go.click()
    lead.rest()
    assert "already" in sheet.message.text
    assert (sheet.name.text(), sheet.go.isEnabled()) == ("wan DOWN", True)
    sheet.reject()


def test_a_new_plan_can_begin_with_a_file(lead):
    lead.run("plans.new")
    sheet = lead.wait_for(NewPlanSheet)
    sheet.list.setCurrentRow(1)
    sheet.go.click()
    lead.wait_for(PlanImportSheet).reject()


# ── the rules ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def rules(sqlite_desk, known):
    act(sqlite_desk, write_rule, plan="Mail outage", words="mail")
    act(sqlite_desk, write_rule, plan="WAN down", category="Network › WAN", priority=2)
    act(sqlite_desk, write_rule, plan="WAN down", words="internet lost+line")
    act(sqlite_desk, create_service, name="Internet")


@pytest.fixture
def sheet(rules, lead):
    lead.run("plans.rules")
    sheet = lead.wait_for(PlanRulesSheet)
    lead.qtbot.waitUntil(lambda: sheet.list.count() == 3)
    return sheet


def order(database):
    return [rule.plan for rule in read(database, plan_rules)]


def test_rules_are_sentences_in_their_order(sheet):
    assert sheet.list.texts() == ["1 Mail outage", "2 WAN down", "3 WAN down"]
    assert sentence_of("Network › WAN", "", 2, "") == (
        "When an incident is of the category \u2068Network › WAN\u2069 and has priority 2 or higher."
    )
    assert "says \u2068“internet”\u2069 or \u2068“lost + line”\u2069" in sentence_of("", "", 5, "internet lost+line")
    assert sentence_of("", "", 5, "") == "For every incident."


def test_the_line_to_try_says_which_plan_is_chosen(sheet, lead):
    sheet.title.setText("Internet is gone")
    assert "WAN down" in sheet.answer.text()
    assert "rule 3" in sheet.answer.text()
    sheet.title.setText("No mail since nine")
    assert "No rule fits" in sheet.answer.text(), "the plan for it is not approved"
    sheet.title.clear()
    sheet.category.setText("network › wan")
    assert "No rule fits" in sheet.answer.text()
    sheet.priority.choose(1)
    sheet.try_out()
    assert "rule 2" in sheet.answer.text()
    sheet.service.setText("Telephony")
    assert "There is no" in sheet.answer.text()


def test_keys_move_switch_and_remove_a_rule(sqlite_desk, sheet, lead):
    sheet.list.setCurrentRow(0)
    sheet.list.setFocus()
    lead.press(Key.Key_Down, modifier=CONTROL)
    assert order(sqlite_desk) == ["WAN down", "Mail outage", "WAN down"]
    lead.qtbot.waitUntil(lambda: sheet.list.currentRow() == 1)
    lead.press(Key.Key_Space)
    assert [rule.enabled for rule in read(sqlite_desk, plan_rules)] == [True, False, True]
    lead.press(Key.Key_Delete)
    assert order(sqlite_desk) == ["WAN down", "WAN down"]
    lead.undo()
    assert len(order(sqlite_desk)) == 3


def test_a_rule_is_added_and_changed_in_a_dialog(sqlite_desk, sheet, lead):
    sheet.add.click()
    dialog = lead.wait_for(PlanRuleDialog)
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "which plan" in dialog.form.error("plan")
    dialog.form.fields["plan"].setText("WAN down")
    dialog.form.fields["service"].setText("Internet")
    assert "Internet" in dialog.sentence.text()
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    assert [rule.service for rule in read(sqlite_desk, plan_rules)][3] == "Internet"
    lead.qtbot.waitUntil(lambda: sheet.list.count() == 4 and sheet.list.currentRow() == 3)
    sheet.activateWindow()
    lead.qtbot.waitUntil(sheet.isActiveWindow)
    sheet.list.setFocus()
    lead.press(Key.Key_Return)
    dialog = lead.wait_for(PlanRuleDialog)
    dialog.form.fields["enabled"].choose("off")
    dialog.form.fields["priority"].choose(1)
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    changed = read(sqlite_desk, plan_rules)[3]
    assert (changed.enabled, changed.priority, changed.service) == (False, 1, "Internet")


def test_two_who_change_one_rule_are_asked(sqlite_desk, sheet, lead, monkeypatch):
    from incidentdesk.prepare.plan_rule_change import change_rule

    asked = []
    monkeypatch.setattr(ConflictDialog, "open", lambda dialog: asked.extend(box.clash.field for box in dialog.boxes))
    monkeypatch.setattr(
        ConflictDialog, "exec", lambda dialog: asked.extend(box.clash.field for box in dialog.boxes) or 0
    )
    sheet.list.setCurrentRow(2)
    sheet.change()
    dialog = lead.wait_for(PlanRuleDialog)
    dialog.form.fields["words"].setText("internet wan")
    act(sqlite_desk, change_rule, sheet.found.rules[2].id, {"words": "provider"}, actor="Bo Diaz")
    lead.rest()
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    assert asked == ["words"]
    assert dialog.form.fields["words"].text() == "internet wan"
    dialog.reject()


def test_everything_has_a_name_for_those_who_can_not_see_it(sheet, lead):
    for control in (*controls(sheet), *controls(lead.page.pane)):
        assert control.accessibleName(), control
        assert control.accessibleDescription(), control
    QTest.keyClick(sheet, Key.Key_Escape)


def test_the_day_of_review_is_news_for_the_list(sqlite_desk, known, lead):
    act(sqlite_desk, change_plan, known["wan"], {"review_by": "2027-01-01"})
    lead.rest()
    lead.qtbot.waitUntil(lambda: cells(lead, "review")[1] == "1 Jan 2027")
