"""Setting up sources of alerts: the dialog, the token that is shown once, trying a payload, mapping any other JSON."""

import json

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk.desktop.respond.payload_sheet import PayloadSheet
from incidentdesk.desktop.respond.payload_tree import mapped_path, path_of
from incidentdesk.desktop.respond.source_dialog import SourceDialog
from incidentdesk.desktop.respond.token_sheet import TokenSheet
from incidentdesk.detect.alert_source_list import source_of_token, sources
from tests.desktop.investigate.analyses_window import CONTROL, Key, held_clock, read
from tests.desktop.investigate.conftest import furnished
from tests.desktop.respond.intake_window import alertmanager, post, source_id, triage
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "source_id", "triage"]

SAMPLE = json.dumps(
    {"site": "Lisbon", "alerts": [{"what": {"name": "Fan stopped", "dotted.key": 7}, "state": "bad", "box": "rack-1"}]}
)


@pytest.fixture
def lead(triage):
    return triage("sources")


def fill(dialog, **values):
    for name, value in values.items():
        field = dialog.form.fields[name]
        field.choose(value) if hasattr(field, "choose") else field.setText(value)


def test_a_new_source_shows_its_token_once_with_the_address_to_post_to(sqlite_desk, lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(SourceDialog)
    assert "webhook_configs" in dialog.help.text()
    fill(dialog, name="Prometheus in Lisbon", threshold="3", within="10")
    assert dialog.sentence.text().startswith("An alert becomes an incident when it has come 3 times within 10 minutes.")
    lead.press(Key.Key_Return, modifier=CONTROL)
    sheet = lead.wait_for(TokenSheet)
    token = sheet.secret.text()
    assert sheet.address.text() == f"http://127.0.0.1:8787/alerts/{token}"
    assert "does not listen for alerts yet" in sheet.message.text
    assert read(sqlite_desk, source_of_token, token).name == "Prometheus in Lisbon"
    sheet.accept()
    QAbstractItemModelTester(lead.pane.table.model())
    lead.qtbot.waitUntil(lambda: lead.cells("name") == ["Prometheus in Lisbon"])


def test_a_new_token_replaces_the_one_before(sqlite_desk, source_id, triage):
    lead = triage("sources")
    tokens = []
    for _time in range(2):
        lead.press(Key.Key_T)
        sheet = lead.wait_for(TokenSheet)
        tokens.append(sheet.secret.text())
        sheet.accept()
        lead.come()
        lead.pane.table.setFocus()
    assert read(sqlite_desk, source_of_token, tokens[0]) is None
    assert read(sqlite_desk, source_of_token, tokens[1]).id == source_id


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"name": ""}, "name", "A source needs a name"),
        ({"threshold": "many"}, "threshold", "Give a whole number."),
        ({"preset": "mapping"}, "preset", "Map the fields first"),
    ],
)
def test_what_is_missing_is_said_beside_it(sqlite_desk, lead, values, field, sentence):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(SourceDialog)
    fill(dialog, name="Zabbix", **{name: value for name, value in values.items() if name != "name"})
    if "name" in values:
        fill(dialog, name="")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert sentence in dialog.form.error(field)
    assert read(sqlite_desk, sources) == []


def test_a_source_is_changed_and_switched_off(sqlite_desk, source_id, triage):
    lead = triage("sources")
    lead.press(Key.Key_Return)
    dialog = lead.wait_for(SourceDialog)
    lead.qtbot.waitUntil(dialog.form.isEnabled)
    assert dialog.sentence.text().startswith("No alert becomes an incident by itself")
    fill(dialog, threshold="1", on_recovery="Resolve it")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, sources)[0].on_recovery == "Resolve it")
    lead.come()
    lead.pane.table.setFocus()
    lead.press(Key.Key_W)
    lead.qtbot.waitUntil(lambda: not read(sqlite_desk, sources)[0].enabled)
    lead.undo()
    assert read(sqlite_desk, sources)[0].enabled


def test_what_a_source_has_sent_is_counted(sqlite_desk, source_id, triage):
    for _time in range(3):
        post(sqlite_desk, source_id, alertmanager("HighCPU", "DiskFull"))
    lead = triage("sources")
    assert (lead.cells("notifications"), lead.cells("causes"), lead.cells("waiting")) == (["6"], ["2"], ["2"])


def test_a_payload_is_tried_without_anything_being_taken(sqlite_desk, source_id, triage):
    lead = triage("sources")
    lead.press(Key.Key_Y)
    sheet = lead.wait_for(PayloadSheet)
    assert "Paste a payload" in sheet.preview.problems.text()
    sheet.pane.source.setPlainText(alertmanager("HighCPU", "DiskFull").decode())
    lead.qtbot.waitUntil(lambda: sheet.preview.said.text() == "2 alerts would be read:")
    assert sheet.preview.table.item(0, 0).text() == "HighCPU: HighCPU on web-1"
    sheet.pane.source.setPlainText("{nonsense")
    lead.qtbot.waitUntil(lambda: "It is no JSON" in sheet.preview.problems.text())
    assert read(sqlite_desk, sources)[0].alerts == 0


def test_any_other_json_is_mapped_by_picking_its_values(sqlite_desk, lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(SourceDialog)
    fill(dialog, preset="mapping", name="Boxes")
    assert dialog.map_button.isVisible()
    assert not dialog.try_button.isVisible()
    dialog.map_button.click()
    sheet = lead.wait_for(PayloadSheet)
    QAbstractItemModelTester(sheet.pane.model)
    sheet.pane.source.setPlainText(SAMPLE)
    lead.qtbot.waitUntil(lambda: sheet.pane.model.rowCount() == 2)
    fields = sheet.fields
    fields.choose("each")
    pick(sheet, "alerts")
    assert (fields.lines["each"].text(), fields.chosen) == ("alerts[*]", "title")
    pick(sheet, "alerts", 0, "what", "name")
    fields.choose("host")
    pick(sheet, "alerts", 0, "box")
    fields.choose("service")
    pick(sheet, "site")
    assert fields.facts() == {"each": "alerts[*]", "title": "what.name", "host": "box", "service": "$.site"}
    lead.qtbot.waitUntil(lambda: sheet.preview.table.rowCount() == 1)
    told = [sheet.preview.table.item(0, place).text() for place in range(5)]
    assert told == ["Fan stopped", "firing", "", "rack-1", "Lisbon"]
    fields.lines["severity"].setText("how.bad")
    lead.qtbot.waitUntil(lambda: "“Severity” finds nothing at" in sheet.preview.problems.text())
    fields.lines["severity"].setText("")
    sheet.accept()
    lead.rest()
    dialog.accept()
    lead.wait_for(TokenSheet).accept()
    stored = read(sqlite_desk, sources)[0]
    assert json.loads(stored.mapping)["title"] == "what.name"
    assert stored.sample == SAMPLE


def pick(sheet, *steps):
    model = sheet.pane.model
    waiting = [model.index(row, 0) for row in range(model.rowCount())]
    for index in waiting:
        if model.steps_of(index) == steps:
            sheet.pane.tree.activated.emit(index)
            return
        waiting.extend(model.index(row, 0, index) for row in range(model.rowCount(index)))
    raise AssertionError(steps)


def test_a_mapping_is_proposed_by_the_names_of_the_fields(lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(SourceDialog)
    fill(dialog, preset="mapping")
    sheet = dialog.open_payload()
    sheet.pane.source.setPlainText('{"title": "Disk full", "host": "db-2", "status": "firing"}')
    sheet.pane.guess_button.click()
    lead.qtbot.waitUntil(lambda: sheet.fields.facts().get("title") == "title")
    assert sheet.fields.facts()["host"] == "host"


def test_a_mapping_without_a_title_is_not_taken_and_nothing_typed_is_lost(lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(SourceDialog)
    fill(dialog, preset="mapping")
    sheet = dialog.open_payload()
    sheet.fields.lines["host"].setText("box")
    sheet.accept()
    assert sheet.isVisible()
    assert "needs a title" in sheet.preview.problems.text()
    assert sheet.fields.lines["host"].text() == "box"


@pytest.mark.parametrize(
    ("steps", "each", "path"),
    [
        (("alerts", 0, "labels", "name"), "alerts[*]", "labels.name"),
        (("alerts", 3, "labels", "dotted.key"), "alerts[*]", 'labels."dotted.key"'),
        (("site",), "alerts[*]", "$.site"),
        (("data", 0, "name"), "", "data[0].name"),
        (("a", "b", 1, "c"), "a.b[*]", "c"),
    ],
)
def test_a_path_is_written_as_the_mapping_means_it(steps, each, path):
    assert mapped_path(steps, each) == path


def test_a_path_of_odd_names_is_quoted():
    assert path_of(("a b", 'say "x"', 0)) == 'a b."say \\"x\\""[0]'


def test_the_address_is_copied(lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(SourceDialog)
    fill(dialog, name="Grafana", preset="grafana")
    lead.press(Key.Key_Return, modifier=CONTROL)
    sheet = lead.wait_for(TokenSheet)
    sheet._copy(sheet.address)
    assert QGuiApplication.clipboard().text() == sheet.address.text()


def test_every_control_of_the_dialogs_is_named(lead):
    lead.press(Key.Key_N)
    dialog = lead.wait_for(SourceDialog)
    fill(dialog, preset="mapping")
    sheet = dialog.open_payload()
    shown = [each for surface in (dialog, sheet) for each in controls(surface) if each.isVisible()]
    assert [each for each in shown if not each.accessibleName() or not each.accessibleDescription()] == []
