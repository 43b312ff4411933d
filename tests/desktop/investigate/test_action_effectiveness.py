"""Whether what was done works, wherever a person reads of an action."""

from datetime import timedelta

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from incidentdesk import clock
from incidentdesk.desktop.improve.review_side import ReviewSide
from incidentdesk.desktop.investigate.action_dialog import ActionDialog
from incidentdesk.desktop.investigate.line_list import LineList
from incidentdesk.desktop.investigate.problem_cards import ActionsCard
from incidentdesk.desktop.measure.effectiveness_sheet import EffectivenessSheet
from incidentdesk.desktop.widgets.two_line_list import KEY
from incidentdesk.improve.review_writing import start_review
from incidentdesk.investigate.problem_intake import open_problem_of
from incidentdesk.investigate.problem_link import link_incident
from incidentdesk.investigate.subject import PROBLEM, Subject
from tests.desktop.investigate.analyses_window import NOW, Key, act, held_clock, log, propose, sit_down

__all__ = ["held_clock", "sit_down"]

DONE = NOW - timedelta(days=95)
WORKS = "5 before, 0 after in 90 days; chance alone would do this in 3 of 100 cases."


@pytest.fixture
def done(held_clock, sqlite_desk):
    """One that works, one that was done last week, and one that is only promised; the numbers of the incidents."""
    ids = []
    for day in (50, 40, 30, 20, 10):
        clock.hold(lambda day=day: DONE - timedelta(days=day))
        ids.append(log(sqlite_desk, "The queue is full", service="Mail", category="Storage"))
    clock.hold(lambda: DONE)
    problem_id = act(sqlite_desk, open_problem_of, ids[0])
    for each in ids[1:]:
        act(sqlite_desk, link_incident, problem_id, each)
    propose(sqlite_desk, "Watch the queue", "Done", ids[0])
    clock.hold(lambda: NOW - timedelta(days=7))
    propose(sqlite_desk, "Split the queue", "Done", ids[0])
    propose(sqlite_desk, "Buy a disk", "Committed", ids[0])
    clock.hold(lambda: NOW)
    return ids


def effects(lead):
    records = lead.page.pane.table.records
    place = next(place for place, column in enumerate(records.columns) if column.key == "effect")
    text = next(place for place, column in enumerate(records.columns) if column.key == "text")
    return {records.index(row, text).data(): records.index(row, place).data() for row in range(len(records.rows))}


def at_actions(sit_down):
    lead = sit_down("analyses#actions", size=(1440, 900))
    lead.page.pane.table.setFocus()
    lead.rest()
    return lead


def test_the_list_says_what_works(done, sit_down):
    lead = at_actions(sit_down)
    assert effects(lead) == {"Watch the queue": "Effective", "Split the queue": "Not yet", "Buy a disk": ""}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("effective:yes", ["Watch the queue"]),
        ("effective:pending", ["Split the queue"]),
        ("-effective:yes,pending", ["Buy a disk"]),
        ("effective:no", []),
    ],
)
def test_the_filter_asks_for_it(done, sit_down, query, found):
    lead = at_actions(sit_down)
    lead.page.pane.filter.set_text(query)
    lead.rest()
    assert [row.text for row in lead.page.pane.table.records.rows] == found


def test_news_of_an_incident_changes_it(done, sqlite_desk, sit_down):
    lead = at_actions(sit_down)
    clock.hold(lambda: DONE + timedelta(days=1))
    for _time in range(5):
        again = log(sqlite_desk, "The queue is full again", service="Mail", category="Storage")
        act(sqlite_desk, link_incident, 1, again)
    clock.hold(lambda: NOW)
    lead.qtbot.waitUntil(lambda: effects(lead)["Watch the queue"] == "Not effective")


def test_the_numbers_lead_to_the_incidents_behind_them(done, sit_down):
    lead = at_actions(sit_down)
    lead.page.pane.stand_on(1)
    QTest.keyClick(lead.page.pane.table, Key.Key_E)
    sheet = lead.wait_for(EffectivenessSheet)
    assert (sheet.verdict.text(), sheet.sentence.text()) == ("Effective", WORKS)
    assert {place: link.text() for place, link in sheet.numbers.items()} == {
        (30, "before"): "3", (60, "before"): "5", (90, "before"): "5",
    }  # fmt: skip
    sheet.numbers[30, "before"].click()
    lead.rest()
    assert lead.window.page.table.model().rowCount() == 3


def test_what_is_not_done_has_no_numbers(done, sit_down):
    lead = at_actions(sit_down)
    lead.page.pane.stand_on(3)
    lead.rest()
    assert lead.desk.registry.why_disabled("action.effect") == (
        "It is not done yet, so there is nothing after it to look at."
    )


def test_the_dialog_says_why(done, sit_down):
    lead = at_actions(sit_down)
    lead.page.pane.stand_on(1)
    QTest.keyClick(lead.page.pane.table, Key.Key_Return)
    dialog = lead.wait_for(ActionDialog)
    assert dialog.effect.text() == f"Effective: {WORKS}"
    assert dialog.effect.isVisible()


def test_the_problem_says_what_works(done, sqlite_desk, sit_down):
    clock.hold(lambda: DONE)
    action_id = act(sqlite_desk, _propose_for_problem)
    clock.hold(lambda: NOW)
    lead = sit_down("PRB-0001")
    actions = lead.page.findChild(ActionsCard).list
    assert actions.item(0).data(KEY) == action_id
    assert WORKS in actions.item(0).toolTip()


def _propose_for_problem(session):
    from incidentdesk.investigate.action_intake import propose_action
    from incidentdesk.investigate.action_move import ActionMove, move_action

    action_id = propose_action(session, Subject(PROBLEM, 1), text="Fix it", owner="Bo", due_on="2026-01-01")
    move_action(session, action_id, ActionMove("Done", completion="seen"))
    return action_id


def test_the_review_says_what_works(done, sqlite_desk, sit_down):
    act(sqlite_desk, start_review, done[0])
    lead = sit_down("INC-0001/review")
    said = [label.text() for label in lead.page.findChild(ReviewSide).actions.lines if isinstance(label, QLabel)]
    assert f"Effective: {WORKS}" in said


def test_the_overview_of_the_investigation_says_what_works(done, sit_down):
    lead = sit_down("INC-0001#analysis")
    lines = [line for each in lead.page.findChildren(LineList) for line in each.lines.lines]
    assert {line.text: line.word for line in lines if line.text.endswith("queue")} == {
        "Watch the queue": "Effective", "Split the queue": "Not yet",
    }  # fmt: skip
