"""The editor of a rule: when, if, then, the sentence above, and its trial; by keyboard and with odd input."""

import json

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.respond.condition_field import ConditionField
from incidentdesk.desktop.respond.condition_row import ConditionRow
from incidentdesk.desktop.respond.rule_dialog import open_rule_dialog
from incidentdesk.desktop.respond.rule_sketch import ALL, NONE, Group, Line, sketch_of, stored_of
from incidentdesk.desktop.respond.rule_trial_sheet import RuleTrialSheet
from incidentdesk.desktop.respond.rule_value import ValueLine
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.service import service
from incidentdesk.prepare.team import team
from incidentdesk.respond.rule_action import SHAPES, Do, action_of
from incidentdesk.respond.rule_change import change_rule
from incidentdesk.respond.rule_field import FIELDS
from incidentdesk.respond.rule_list import rules
from incidentdesk.respond.rule_sample import samples
from incidentdesk.store import ledger
from tests.desktop.respond.automation_window import ABOUT_VPN, make_rule, open_page, rules_of


@pytest.fixture
def open_editor(qapp, qtbot, tmp_path, clear_desk, sqlite_desk):
    """Opens the dialog of a rule above the page, with what it offers read."""
    opened = []
    with sqlite_desk.write(actor="Mei Okafor") as session:
        for name in ("Network", "Service desk"):
            ledger.insert(session, team, {"name": name})
        ledger.insert(session, service, {"name": "ERP"})

    def open_editor(rule_id=0, rule=None):
        if not opened:
            opened.append(open_page(qapp, qtbot, tmp_path, sqlite_desk))
        page = opened[0][0]
        dialog = open_rule_dialog(page.desk, page, rule_id, rule=rule)
        qtbot.waitUntil(lambda: not page.desk.background.jobs)
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    yield open_editor
    for page, window in opened:
        desk = page.desk
        qtbot.waitUntil(lambda desk=desk: not desk.background.jobs)
        QApplication.processEvents()
        shiboken6.delete(window)
        clear_desk(desk)


@pytest.fixture
def field(qtbot, qapp):
    theme = Theme("light")
    made = ConditionField(theme, "Europe/Berlin")
    qtbot.addWidget(made)
    made.show()
    return made


def stored(database):
    with database.read() as reader:
        return rules(reader)


def type_into(qtbot, widget, text):
    widget.setFocus()
    qtbot.keyClicks(widget, text)


# -- the whole of it


def test_a_rule_is_made_by_keyboard_and_is_off_at_first(open_editor, qtbot, sqlite_desk):
    dialog = open_editor()
    qtbot.keyClicks(dialog.focusWidget(), "VPN to Network")
    dialog.condition.group.add.setFocus()
    qtbot.keyClick(dialog.condition.group.add, Qt.Key.Key_Space)
    row = dialog.condition.group.parts[0]
    assert row.field.hasFocus()
    row.field.choose("title")
    row.operator.choose("contains the word")
    type_into(qtbot, row.value.line, "VPN")
    type_into(qtbot, dialog.actions_field.cards[0].value.line, "Network")
    assert dialog.sentence.text() == (
        "When an incident is logged, if its title contains the word “⁨VPN⁩”, then give it to team ⁨Network⁩."
    )
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [("VPN to Network", False)])


def test_a_rule_without_a_value_says_where_it_is_missing_and_saves_nothing(open_editor, qtbot, sqlite_desk):
    dialog = open_editor()
    qtbot.keyClicks(dialog.focusWidget(), "Half a rule")
    dialog.accept()
    assert "needs a value" in dialog.form.error("actions")
    dialog.condition.group.add_row()
    dialog.accept()
    assert "A value is missing" in dialog.form.error("condition")
    assert "not complete yet" in dialog.sentence.text()
    assert rules_of(sqlite_desk) == []


@pytest.mark.parametrize(
    ("trigger", "typed", "wrong"),
    [
        ("An incident is older than", "soon", "no length of time"),
        ("An incident is older than", "", "Say how long"),
        ("A target is used up by", "much", "how many percent"),
        ("A target is used up by", "", "Say how much"),
    ],
)
def test_what_is_no_length_and_no_share_is_refused_below_its_field(open_editor, trigger, typed, wrong):
    dialog = open_editor(rule=samples()[0].rule)
    dialog.trigger.choose(trigger)
    dialog.amount.setText(typed)
    dialog.accept()
    assert wrong in dialog.form.error("amount")


def test_only_what_time_brings_about_asks_how_long(open_editor):
    dialog = open_editor()
    assert not dialog.amount.isVisible()
    dialog.trigger.choose("Nothing has happened for")
    dialog.amount.setText("4 h")
    assert dialog.amount.isVisible()
    assert dialog.sentence.text().startswith("When nothing has happened to an open incident for 4 h")


def test_every_sample_is_shown_and_saved_as_it_was(open_editor, qtbot, sqlite_desk):
    for sample in samples():
        dialog = open_editor(rule=sample.rule)
        assert dialog.sentence.text() == sample.sentence
        dialog.accept()
        qtbot.waitUntil(lambda name=sample.rule.name: name in [each.name for each in stored(sqlite_desk)])
    found = {each.name: (each.trigger, each.amount, each.condition, each.actions) for each in stored(sqlite_desk)}
    for sample in samples():
        rule = sample.rule
        assert found[rule.name] == (rule.trigger, rule.amount, rule.condition, rule.actions)


def test_opening_and_saving_a_rule_unchanged_writes_nothing(open_editor, qtbot, sqlite_desk):
    rule_id = make_rule(sqlite_desk, "First", condition={"all": [ABOUT_VPN]})
    dialog = open_editor(rule_id)
    assert dialog.changes() == {}


def test_two_people_who_change_one_condition_are_asked(open_editor, qtbot, sqlite_desk):
    rule_id = make_rule(sqlite_desk, "First")
    dialog = open_editor(rule_id)
    dialog.condition.group.parts[0].value.line.setText("WLAN")
    with sqlite_desk.write(actor="Bo Diaz") as session:
        change_rule(session, rule_id, {"condition": {**ABOUT_VPN, "value": "Wi-Fi"}})
    dialog.accept()
    qtbot.waitUntil(lambda: dialog.findChild(ConflictDialog) is not None)
    conflict = dialog.findChild(ConflictDialog)
    shown = " ".join(box.toPlainText() for box in conflict.findChildren(QPlainTextEdit))
    assert "its title contains the word “⁨Wi-Fi⁩”" in shown
    assert "its title contains the word “⁨WLAN⁩”" in shown
    conflict.boxes[0].buttons["mine"].click()
    conflict.accept()
    qtbot.waitUntil(lambda: stored(sqlite_desk)[0].condition.value == "WLAN")


def test_what_is_typed_is_there_again_when_the_editor_is_opened_anew(open_editor, qtbot):
    dialog = open_editor()
    qtbot.keyClicks(dialog.focusWidget(), "Half a rule")
    dialog.condition.group.add_row()
    dialog.reject()
    again = open_editor()
    assert again.form.fields["name"].text() == "Half a rule"
    assert len(again.condition.group.parts) == 1
    again.reject()


def test_a_trial_from_the_editor_saves_nothing_until_it_is_switched_on(open_editor, qtbot, sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        log_incident(session, title="VPN does not connect", team="Service desk")
    dialog = open_editor()
    qtbot.keyClicks(dialog.focusWidget(), "VPN to Network")
    dialog.condition.setText(json.dumps(ABOUT_VPN))
    dialog.actions_field.cards[0].value.line.setText("Network")
    qtbot.mouseClick(dialog.trial, Qt.MouseButton.LeftButton)
    sheet = dialog.findChild(RuleTrialSheet)
    qtbot.waitUntil(lambda: sheet.found is not None)
    assert sheet.headline.text() == "It would have fired 1 time on 1 of 1 incidents."
    assert rules_of(sqlite_desk) == []
    qtbot.mouseClick(sheet.switch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: rules_of(sqlite_desk) == [("VPN to Network", True)])


def test_a_stopped_trial_says_that_it_was_not_tried_to_the_end(open_editor, qtbot):
    dialog = open_editor(rule=samples()[0].rule)
    dialog.try_it()
    sheet = dialog.findChild(RuleTrialSheet)
    sheet.cancel()
    assert "not tried to the end" in sheet.message.text
    assert sheet.why_not_on()


# -- conditions


def test_enter_in_a_value_adds_another_condition(field, qtbot):
    field.group.add_row()
    qtbot.keyClick(field.group.parts[0].value.line, Qt.Key.Key_Return)
    assert len(field.group.parts) == 2
    assert field.group.parts[1].field.accessibleName() == "Condition 2: Field"


def test_a_removed_condition_hands_the_keyboard_to_the_next(field, qtbot):
    for _row in range(2):
        field.group.add_row()
    qtbot.mouseClick(field.group.parts[0].remove, Qt.MouseButton.LeftButton)
    assert len(field.group.parts) == 1
    qtbot.mouseClick(field.group.parts[0].remove, Qt.MouseButton.LeftButton)
    assert field.text() == "{}"
    assert field.group.always.isVisible()


def test_a_group_in_the_condition_is_kept_as_one(field, qtbot):
    given = {"all": [ABOUT_VPN, {"any": [{"field": "priority", "operator": "is", "value": 1},
                                          {"not": {"any": [{"field": "major", "operator": "yes"}]}}]}]}  # fmt: skip
    field.setText(json.dumps(given["all"][0]))
    qtbot.mouseClick(field.group.add_group, Qt.MouseButton.LeftButton)
    nested = field.group.parts[1]
    nested.mode.choose("none")
    nested.parts[0].value.line.setText("ERP")
    assert json.loads(field.text()) == {
        "all": [ABOUT_VPN, {"not": {"any": [{"field": "service", "operator": "is", "value": "ERP"}]}}]
    }


def test_what_is_nested_too_deep_for_rows_stays_as_it_is(field):
    inner = {"any": [ABOUT_VPN, {"all": [ABOUT_VPN, ABOUT_VPN]}]}
    text = json.dumps({"all": [ABOUT_VPN, {"any": [ABOUT_VPN, inner]}]})
    field.setText(text)
    assert field.text() == text
    assert field.nested_said.isVisible()
    assert not field.group.isVisible()


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_its_operators_and_a_place_for_its_value(qtbot, name):
    row = ConditionRow(Theme("light"), {"service": ("ERP",)}, "Europe/Berlin", Line(name, ""))
    qtbot.addWidget(row)
    row.show()
    assert row.operator.count() >= 1
    for place in range(row.operator.count()):
        row.operator.setCurrentIndex(place)
        bare = row.operator.currentData() in ("is empty", "is filled") or FIELDS[name].kind == "flag"
        assert row.value.isVisible() is not bare
        assert row.sketch().field == name


def test_hours_and_weekdays_keep_the_zone_in_which_they_were_chosen(qtbot):
    row = ConditionRow(Theme("light"), {}, "Europe/Berlin", Line("time", "between", "18:00-07:30", "Asia/Tokyo"))
    qtbot.addWidget(row)
    assert row.sketch() == Line("time", "between", "18:00-07:30", "Asia/Tokyo")
    days = ConditionRow(Theme("light"), {}, "Europe/Berlin", Line("weekday", "is one of", ["sat", "sun"]))
    qtbot.addWidget(days)
    assert days.sketch() == Line("weekday", "is one of", ["sat", "sun"], "Europe/Berlin")


def test_several_names_are_completed_behind_the_last_comma(qtbot):
    line = ValueLine()
    qtbot.addWidget(line)
    line.several = True
    line.offer(["ERP", "Mail", "Website"])
    line.setText("Mail, we")
    completer = line.completer()
    completer.setCompletionPrefix(completer.splitPath(line.text())[0])
    assert completer.completionCount() == 1
    offered = completer.completionModel()
    assert completer.pathFromIndex(offered.mapToSource(offered.index(0, 0))) == "Mail, Website"


@pytest.mark.parametrize(
    ("given", "again"),
    [
        ({}, {}),
        (ABOUT_VPN, ABOUT_VPN),
        ({"all": [ABOUT_VPN]}, ABOUT_VPN),
        ({"not": ABOUT_VPN}, {"not": {"any": [ABOUT_VPN]}}),
        ({"any": [ABOUT_VPN, ABOUT_VPN]}, {"any": [ABOUT_VPN, ABOUT_VPN]}),
    ],
)
def test_a_sketch_says_the_same_as_the_condition(given, again):
    sketch = sketch_of(given)
    assert sketch is not None
    assert stored_of(sketch) == again


def test_a_group_in_which_nothing_stands_is_left_out():
    assert stored_of(Group(ALL, (Group(NONE),))) == {}


# -- actions


def test_actions_change_places_and_are_numbered_anew(open_editor, qtbot):
    dialog = open_editor()
    actions = dialog.actions_field
    actions.setText(json.dumps([{"do": "add tags", "value": "vpn"}, {"do": "note", "text": "Seen"}]))
    qtbot.mouseClick(actions.cards[1].up, Qt.MouseButton.LeftButton)
    assert [each["do"] for each in json.loads(actions.text())] == ["note", "add tags"]
    assert actions.cards[0].do.accessibleName() == "Action 1: What is done"
    qtbot.mouseClick(actions.cards[0].remove, Qt.MouseButton.LeftButton)
    assert json.loads(actions.text()) == [{"do": "add tags", "value": "vpn"}]


@pytest.mark.parametrize(
    "stored",
    [
        {"do": "set", "field": "priority", "value": "1", "text": "It is the till"},
        {"do": "set", "field": "team", "value": "Network"},
        {"do": "assign in turn", "value": "Service desk"},
        {"do": "notify", "field": "assignee", "text": "Look"},
        {"do": "notify", "field": "role", "value": "Incident commander"},
        {"do": "start plan"},
        {"do": "add task", "field": "Network", "value": "Look at the switch", "text": "Rack 4"},
        {"do": "link to same", "field": "host"},
        {"do": "hold", "value": "Awaiting Vendor"},
        {"do": "comment", "text": "We are on it"},
    ],
)
def test_every_kind_of_action_is_shown_and_read_back_as_it_was(open_editor, stored):
    dialog = open_editor()
    dialog.actions_field.setText(json.dumps([stored]))
    assert json.loads(dialog.actions_field.text()) == [stored]
    assert dialog.actions_field.actions() == (action_of(stored),)


@pytest.mark.parametrize("do", Do)
def test_another_kind_of_action_shows_the_fields_that_it_has(open_editor, do):
    card = open_editor().actions_field.cards[0]
    card.do.choose(str(do))
    assert card.field.isVisible() is bool(SHAPES[do].fields)
    assert card.words.isVisible() or not SHAPES[do].text
    assert card.row().get("value", "") == ""


def test_a_team_is_completed_from_what_the_desk_knows(open_editor):
    dialog = open_editor()
    assert "Network" in dialog.actions_field.cards[0].value.line.offered()
    dialog.condition.group.add_row()
    assert dialog.condition.group.parts[0].value.line.offered() == ["ERP"]
