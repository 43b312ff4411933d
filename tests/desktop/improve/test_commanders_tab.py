"""The ladder of incident commanders in the window."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk.desktop.improve.climber_sheet import ClimberSheet
from incidentdesk.desktop.improve.rung_dialog import RungDialog
from incidentdesk.improve.commander_ladder import ladder, record_evidence
from incidentdesk.improve.training_result import CommanderStep
from incidentdesk.prepare.person import staff_named
from tests.desktop.investigate.analyses_window import CONTROL, TODAY, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls, cut_off

__all__ = ["furnished", "held_clock", "sit_down"]
_BELOW = (CommanderStep.SHADOW, CommanderStep.SHADOW, CommanderStep.SCRIBE, CommanderStep.REVERSE_SHADOW,
          CommanderStep.REVERSE_SHADOW)  # fmt: skip


@pytest.fixture
def bo(sqlite_desk, held_clock):
    return act(sqlite_desk, staff_named, "Bo Diaz")


def climb(database, steps):
    incident_id = log(database)
    for step in steps:
        act(database, record_evidence, person="Bo Diaz", step=step, incident=str(incident_id))


def open_ladder(sit_down):
    lead = sit_down("drills#commanders")
    lead.page.pane.table.setFocus()
    lead.rest()
    return lead


def test_the_first_rung_is_recorded_with_the_keyboard(sqlite_desk, bo, sit_down):
    log(sqlite_desk)
    lead = open_ladder(sit_down)
    lead.run("drills.new.commanders")
    dialog = lead.wait_for(RungDialog)
    lead.write("Bo Diaz")
    dialog.form.fields["incident"].setText("INC-0001")
    lead.press(Key.Key_Return, modifier=CONTROL)
    (row,) = read(sqlite_desk, ladder, TODAY)
    assert (row.name, row.shown(CommanderStep.SHADOW), row.evidence[0].where) == ("Bo Diaz", 1, "INC-0001")
    table = lead.page.pane.table
    lead.qtbot.waitUntil(lambda: len(table.records.rows) == 1)
    QAbstractItemModelTester(table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_rung_too_early_is_refused_and_what_was_typed_stays(sqlite_desk, bo, sit_down):
    lead = open_ladder(sit_down)
    lead.run("drills.new.commanders")
    dialog = lead.wait_for(RungDialog)
    lead.write("Bo Diaz")
    dialog.form.fields["step"].choose("Scribe")
    dialog.form.fields["note"].setPlainText("Kept the record")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert "comes first: shown 0 of 2 times" in dialog.message.text
    assert dialog.form.fields["note"].toPlainText() == "Kept the record"
    dialog.reject()
    lead.rest()


def test_the_last_rung_is_signed_by_somebody_else(sqlite_desk, bo, sit_down):
    climb(sqlite_desk, _BELOW)
    lead = open_ladder(sit_down)
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    lead.press(Key.Key_U)
    dialog = lead.wait_for(RungDialog)
    assert (dialog.person.text(), dialog.form.fields["step"].value) == ("Bo Diaz", "Qualified")
    dialog.form.fields["note"].setPlainText("Led the mail outage well")
    dialog.signed_by.setText("Bo Diaz")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert dialog.form.error("signed_by") == "Let somebody else sign."
    dialog.signed_by.setText("Mei Okafor")
    lead.press(Key.Key_Return, modifier=CONTROL)
    assert read(sqlite_desk, ladder, TODAY)[0].qualified


def test_the_sheet_shows_the_evidence_and_leads_to_the_incident(sqlite_desk, bo, sit_down):
    climb(sqlite_desk, _BELOW[:3])
    lead = open_ladder(sit_down)
    lead.qtbot.waitUntil(lambda: bool(lead.page.pane.rows))
    lead.press(Key.Key_Return)
    sheet = lead.wait_for(ClimberSheet)
    assert sheet.evidence.count() == 3
    assert [each for each in controls(sheet) if not each.accessibleName()] == []
    assert list(cut_off(sheet)) == []
    sheet.evidence.setFocus()
    lead.press(Key.Key_Delete)
    lead.qtbot.waitUntil(lambda: sheet.evidence.count() == 2)
    sheet.evidence.setFocus()
    lead.press(Key.Key_Return)
    assert lead.page.incident_id == 1
