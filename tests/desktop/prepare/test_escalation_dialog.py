"""Escalation policies in the window."""

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMainWindow

from incidentdesk.desktop.conflict_dialog import ConflictDialog
from incidentdesk.desktop.prepare.escalation_dialog import EscalationDialog, open_escalation_dialog
from incidentdesk.desktop.prepare.escalations_tab import EscalationsTab
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.escalation_change import change_escalation, create_escalation
from incidentdesk.prepare.escalation_list import Step, escalation_facts, policies, policy_of, steps_text
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.team import team_named
from incidentdesk.store import ledger
from tests.desktop.investigate.analyses_window import CONTROL, Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "sit_down"]
HOURS = '{"mon": [["09:00", "17:00"]]}'


@pytest.fixture
def made(sqlite_desk):
    """Mei is asked at once, the network team after ten minutes in working hours."""
    mei, bo = (act(sqlite_desk, staff_named, name) for name in ("Mei Okafor", "Bo Diaz"))
    network = act(sqlite_desk, team_named, "Network")
    act(sqlite_desk, ledger.update, person, mei, {"email": "mei@example.org"})
    act(sqlite_desk, ledger.update, person, bo, {"team_id": network})
    act(sqlite_desk, ledger.insert, calendar, {"name": "Office", "time_zone": "UTC", "windows": HOURS})
    steps = (Step("", 1, 0, person_id=mei), Step("", 2, 10, team_id=network, working_hours_only=True))
    facts = {"repeats": 2, "calendar": "Office", "steps": steps_text(steps)}
    return act(sqlite_desk, create_escalation, name="Day and night", **facts)


@pytest.fixture
def lead(made, sit_down):
    return sit_down("service-map")


@pytest.fixture
def tab(lead, qtbot):
    tab, window = EscalationsTab(lead.desk), QMainWindow()
    window.setCentralWidget(tab)
    window.show()
    tab.refresh()
    qtbot.waitUntil(lambda: tab.rows is not None)
    yield tab
    lead.rest()
    shiboken6.delete(window)


def opened(lead, policy_id=0):
    open_escalation_dialog(lead.desk, lead.window, policy_id)
    lead.rest()
    return lead.wait_for(EscalationDialog)


def settled(lead, dialog):
    """When whom it would call has been found."""
    lead.qtbot.waitUntil(lambda: not dialog._asking.isActive())
    lead.rest()


def test_the_list_says_how_long_it_takes_and_what_is_wrong(tab):
    QAbstractItemModelTester(tab.table.model())
    (row,) = tab.table.records.rows
    text = {column.key: column.text(row, tab.table.now()) for column in tab.listing.columns}
    assert (text["first"], text["steps"], text["repeats"], text["total"]) == ("Mei Okafor", "2", "2×", "30 min")
    assert text["wrong"] == "1 step"
    assert "Bo Diaz" in row.wrong[0]
    assert "no e-mail address" in row.wrong[0]


def test_the_policy_is_copied_as_a_sentence(lead, tab):
    tab.table.setFocus()
    lead.run("escalation.copy")
    copied = QGuiApplication.clipboard().text().translate({0x2068: None, 0x2069: None})
    assert copied == (
        "Day and night: At once, notify Mei Okafor. After 10 min more, notify the team Network, only in working hours."
        " While nobody acknowledges, all of it is repeated 2 times. The last step comes 30 min after the start."
    )


def test_a_policy_is_written_step_by_step(sqlite_desk, lead):
    dialog = opened(lead)
    lead.write("Nights")
    dialog.steps.add.click()
    first = dialog.steps.cards[0]
    first.kind.choose("person")
    first.target.choose(1)
    dialog.steps.add.click()
    second = dialog.steps.cards[1]
    second.wait.setText("15 min")
    second.many.setChecked(True)
    second.least.setText("3")
    second.within.setText("30 min")
    second.kind.choose("team")
    second.target.choose(1)
    assert "only if 3 incidents or alerts of the service came within 30 min" in dialog.sentence.text()
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, policies)) == 2)
    steps = read(sqlite_desk, policies)[1].steps
    assert [(step.wait, step.target, step.least_alerts, step.within) for step in steps] == [
        (0, "Mei Okafor", 0, 0), (15, "Network", 3, 30),
    ]  # fmt: skip
    lead.undo()
    assert len(read(sqlite_desk, policies)) == 1


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda card: card.wait.setText("soon"), "no length of time"),
        (lambda card: (card.many.setChecked(True), card.least.setText("many")), "how many incidents"),
        (lambda card: (card.many.setChecked(True), card.within.setText("")), "within how long"),
    ],
)
def test_what_makes_no_sense_is_said_and_stays(lead, made, spoil, sentence):
    dialog = opened(lead, made)
    spoil(dialog.steps.cards[0])
    typed = dialog.steps.text()
    dialog.save.click()
    assert sentence in dialog.form.error("steps").lower()
    dialog.reject()
    lead.rest()
    assert opened(lead, made).steps.text() == typed


def test_steps_are_moved_and_taken_away(sqlite_desk, lead, made):
    dialog = opened(lead, made)
    dialog.steps.cards[1].up.click()
    assert [card.target_name() for card in dialog.steps.cards] == ["Network", "Mei Okafor"]
    dialog.steps.cards[1].remove.click()
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, policy_of, made).steps) == 1)
    assert read(sqlite_desk, policy_of, made).steps[0].target == "Network"


def test_it_tells_whom_it_would_call_at_a_time(lead, made):
    dialog = opened(lead, made)
    dialog.at.write("2026-03-30 12:00")  # a Monday
    lead.qtbot.waitUntil(lambda: "Step 2: \u2068Bo Diaz" in dialog.called.text())
    dialog.at.write("2026-03-29 12:00")
    lead.qtbot.waitUntil(lambda: "outside working hours" in dialog.called.text())
    assert "Step 1: \u2068Mei Okafor" in dialog.called.text()


def test_a_step_without_anybody_is_warned(lead, made):
    dialog = opened(lead, made)
    dialog.steps.cards[0].target.choose(None)
    lead.qtbot.waitUntil(lambda: dialog.steps.cards[0].warning.text() == "Step 1: nobody was chosen.")
    assert "no e-mail address" in dialog.steps.cards[1].warning.text()


def test_without_a_calendar_working_hours_are_those_of_whoever_is_notified_oncall_5512(lead, made, sqlite_desk):
    dialog = opened(lead, made)
    dialog.calendar.choose("")
    assert dialog.calendar.currentText() == "whoever is notified"
    assert "only in their own working hours" in dialog.sentence.text()
    dialog.save.click()
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, policy_of, made).calendar_id is None)


def test_two_people_who_change_the_steps_see_them_in_words(sqlite_desk, lead, made):
    dialog = opened(lead, made)
    dialog.steps.cards[0].wait.setText("5 min")
    seen = escalation_facts(read(sqlite_desk, policy_of, made))
    act(sqlite_desk, change_escalation, made, {"steps": "[]"}, seen=seen, actor="Bo Diaz")
    lead.rest()
    dialog.save.click()
    conflict = lead.wait_for(ConflictDialog)
    shown = " ".join(box.toPlainText() for box in conflict.findChildren(type(dialog.form.fields["description"])))
    assert "After 5 min, notify" in shown
    assert "{" not in shown
    conflict.boxes[0].buttons["mine"].click()
    conflict.save.click()
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, policy_of, made).steps) == 2)


def test_a_policy_goes_to_the_trash_and_comes_back(sqlite_desk, lead, tab):
    tab.table.setFocus()
    lead.run("plans.remove")
    lead.qtbot.waitUntil(lambda: read(sqlite_desk, policies) == [])
    lead.desk.history.undo()
    lead.qtbot.waitUntil(lambda: len(read(sqlite_desk, policies)) == 1)


def test_every_control_is_named(lead, made):
    dialog = opened(lead, made)
    nameless = [each for each in controls(dialog) if not each.accessibleName() or not each.accessibleDescription()]
    assert nameless == []
