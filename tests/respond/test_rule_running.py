"""Rules at work: heard by whatever door, run in order, once for each cause, and never against a person."""

from typing import Any

import pytest

from incidentdesk.agent.rule_job import RuleWatch, run_due_rules
from incidentdesk.prepare.team import team_named
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.note import add_note
from incidentdesk.respond.rule_change import create_rule, switch_all_rules, switch_rule
from incidentdesk.respond.rule_list import rules, runs
from incidentdesk.respond.timeline import timeline


def _rule(
    work, name: str = "Invoices", *, on: bool = True, trigger: str = "An incident is logged", **facts: Any
) -> int:
    facts = {
        "condition": {"field": "title", "operator": "contains the word", "value": "invoice"},
        "actions": [{"do": "set", "field": "team", "value": "Applications"}, {"do": "add tags", "value": "erp"}],
        **facts,
    }
    with work.desk.write(actor="Mei Okafor") as session:
        team_named(session, "Applications")
        team_named(session, "Network")
        rule_id = create_rule(session, name=name, trigger=trigger, **facts)
        if on:
            switch_rule(session, rule_id, True)
    return rule_id


def _run(work, time) -> list[str]:
    """One look that has the time it needs, also on a machine that is busy."""
    return run_due_rules(work.desk, time.stored, notify_people, RuleWatch(longest=60.0))


def _team(work, incident_id: int) -> str:
    found = work.rows("SELECT t.name FROM incident i JOIN team t ON t.id = i.team_id WHERE i.id = :id", id=incident_id)
    return str(found[0][0]) if found else ""


def test_a_new_incident_is_routed_and_the_timeline_says_by_which_rule(work, time):
    _rule(work)
    one = work.log(title="Invoice can't be printed")
    other = work.log(title="VPN down")
    lines = _run(work, time)
    assert len(lines) == 1
    assert "Team: " in lines[0]
    assert _team(work, one) == "Applications"
    assert _team(work, other) == ""
    assert work.row(one)["tags"] == " erp "
    with work.desk.read() as reader:
        told = [fact.actor for fact in timeline(reader, one)]
        assert next(each.done for each in runs(reader))[1] == "Tags added: \u2068erp\u2069"
    assert any("Invoices" in each for each in told)
    assert _run(work, time) == []


def test_what_happened_before_a_rule_was_on_is_not_for_it(work, time):
    early = work.log(title="Invoice lost")
    time.after(minutes=1)
    _rule(work)
    assert _run(work, time) == []
    assert _team(work, early) == ""


def test_a_change_made_after_the_trigger_stays(work, time):
    _rule(work)
    one = work.log(title="Invoice lost")
    time.after(seconds=5)
    work.act(change_incident, one, {"team": "Network"}, actor="Bo Diaz")
    assert "Left as" in _run(work, time)[0]
    assert _team(work, one) == "Network"
    assert work.row(one)["tags"] == " erp "


def test_a_title_that_was_corrected_meanwhile_is_not_the_one_that_fits(work, time):
    _rule(work)
    one = work.log(title="Invoice lost")
    work.act(change_incident, one, {"title": "VPN lost"})
    assert _run(work, time) == []
    assert _team(work, one) == ""


def test_rules_are_asked_in_order_and_one_that_stops_ends_it(work, time):
    first = [{"do": "add tags", "value": "one"}]
    _rule(work, "First", actions=first, stops=True)
    _rule(work, "Second", actions=[{"do": "add tags", "value": "two"}])
    one = work.log(title="invoice")
    _run(work, time)
    assert work.row(one)["tags"] == " one "


def test_a_later_rule_sees_what_an_earlier_one_has_done(work, time):
    _rule(work, "First")
    tagged = {"field": "tags", "operator": "has", "value": "erp"}
    _rule(work, "Second", condition=tagged, actions=[{"do": "note", "text": "Ask accounting first."}])
    one = work.log(title="invoice")
    _run(work, time)
    notes = work.rows("SELECT text, public FROM entry WHERE incident_id = :id", id=one)
    assert notes == [("Ask accounting first.", 0)] or notes == [("Ask accounting first.", False)]


def test_rules_that_answer_one_another_end(work, time):
    for name, has, add, gone in (("There", "a", "b", "a"), ("Back", "b", "a", "b")):
        actions = [{"do": "add tags", "value": add}, {"do": "remove tags", "value": gone}]
        _rule(work, name, trigger="An incident is changed", actions=actions,
              condition={"field": "tags", "operator": "has", "value": has})  # fmt: skip
    one = work.log(title="Ping", tags=["a"])
    _run(work, time)
    work.act(change_incident, one, {"urgency": 1})
    assert len(_run(work, time)) == 2
    assert len(work.rows("SELECT 1 FROM rule_run")) == 2
    assert _run(work, time) == []


def test_an_undone_change_and_an_import_trigger_nothing(work, time):
    _rule(work, trigger="An incident is changed", condition={}, actions=[{"do": "note", "text": "Seen."}])
    one = work.log(title="VPN down")
    gesture = work.act(change_incident, one, {"urgency": 1})
    assert len(_run(work, time)) == 1
    work.undo(gesture)
    assert _run(work, time) == []
    with work.desk.write(actor="Mei Okafor", via="import") as session:
        change_incident(session, one, {"impact": 1})
    assert _run(work, time) == []


def test_the_answer_of_the_requester_triggers_and_our_own_comment_does_not(work, time):
    _rule(work, trigger="The requester answers", condition={}, actions=[{"do": "add tags", "value": "answered"}])
    one = work.log(title="VPN down", reporter="Ada Lund")
    work.act(add_note, one, "We look into it.", public=True)
    assert _run(work, time) == []
    work.act(add_note, one, "It works again.", from_caller="Ada Lund")
    assert len(_run(work, time)) == 1


def test_the_one_switch_silences_all_rules(work, time):
    _rule(work)
    work.act(switch_all_rules, False)
    one = work.log(title="invoice")
    assert _run(work, time) == []
    work.act(switch_all_rules, True)
    assert _run(work, time) == []
    assert work.row(one)["tags"] == ""
    other = work.log(title="invoice")
    assert len(_run(work, time)) == 1
    assert work.row(other)["tags"] == " erp "


def test_what_cannot_be_done_is_said_and_the_rest_is_done(work, time):
    actions = [{"do": "assign in turn", "value": "Network"}, {"do": "add tags", "value": "erp"}]
    _rule(work, actions=actions)
    one = work.log(title="invoice")
    _run(work, time)
    with work.desk.read() as reader:
        run = runs(reader, incident_id=one)[0]
    assert run.failed
    assert "Nobody is in the team" in run.done[0]
    assert work.row(one)["tags"] == " erp "


def test_a_pattern_that_takes_too_long_switches_its_rule_off(work, time):
    slow = _rule(work, "Slow", condition={"field": "title", "operator": "matches", "value": "(a|a)*$"})
    _rule(work, "Quick", condition={})
    one = work.log(title="a" * 40 + "!")
    lines = _run(work, time)
    assert "switched off" in lines[0]
    assert work.row(one)["tags"] == " erp "
    with work.desk.read() as reader:
        found = next(each for each in rules(reader) if each.id == slow)
    assert not found.enabled
    assert "0.2 seconds" in found.trouble


@pytest.mark.parametrize("do", ["assign in turn", "assign least loaded"])
def test_work_is_shared_among_the_people_of_a_team(work, time, do):
    from incidentdesk.prepare.person import person, staff_named
    from incidentdesk.store import ledger

    _rule(work, condition={}, actions=[{"do": do, "value": "Network"}])
    with work.desk.write(actor="Mei Okafor") as session:
        for name in ("Bo Diaz", "Mei Okafor"):
            team_id = team_named(session, "Network")
            ledger.update(session, person, staff_named(session, name), {"team_id": team_id})
    for place in range(4):
        work.log(title=f"Incident {place}")
        _run(work, time)
    given = work.rows("SELECT p.name FROM incident i JOIN person p ON p.id = i.assignee_id ORDER BY i.id")
    assert [row[0] for row in given] == ["Bo Diaz", "Mei Okafor", "Bo Diaz", "Mei Okafor"]


def test_a_comment_of_a_rule_is_no_first_response(work, time):
    _rule(work, actions=[{"do": "comment", "text": "We look into it."}])
    one = work.log(title="invoice", reporter="Ada Lund")
    _run(work, time)
    assert work.row(one)["first_response_at"] is None
    assert [bool(row[0]) for row in work.rows("SELECT public FROM entry")] == [True]


def test_an_incident_is_put_on_hold_with_the_question_to_the_caller(work, time):
    _rule(work, actions=[{"do": "hold", "value": "Awaiting Caller", "text": "Which invoice?"}])
    one = work.log(title="invoice")
    _run(work, time)
    assert work.row(one)["state"] == "On Hold"
    assert work.row(one)["first_response_at"] is None


def test_what_is_told_late_says_so(work, time):
    _rule(work, actions=[{"do": "notify", "field": "person", "value": "Bo Diaz"}], on=False)
    with work.desk.write(actor="Mei Okafor") as session:
        from incidentdesk.prepare.person import staff_named

        staff_named(session, "Bo Diaz")
        switch_rule(session, 1, True)
    work.log(title="invoice")
    time.after(hours=2)
    _run(work, time)
    assert work.rows("SELECT body FROM announcement")[0][0].startswith("Late: this was due at 2026-03-02 12:00 UTC")


@pytest.mark.parametrize(
    ("action", "column", "value"),
    [
        ({"do": "set", "field": "priority", "value": "1", "text": "The board waits."}, "priority", 1),
        ({"do": "set", "field": "urgency", "value": "1"}, "urgency", 1),
        ({"do": "set", "field": "impact", "value": "3"}, "impact", 3),
        ({"do": "remove tags", "value": "old"}, "tags", ""),
        ({"do": "link to parent", "value": "INC-0001"}, "parent_id", 1),
        ({"do": "link to same", "field": "reporter"}, "parent_id", 1),
    ],
)
def test_what_a_rule_sets_is_set(work, time, action, column, value):
    work.log(title="VPN down", reporter="Ada Lund")
    _rule(work, actions=[action])
    one = work.log(title="invoice", reporter="Ada Lund", tags=["old"])
    assert len(_run(work, time)) == 1
    assert work.row(one)[column] == value


def test_a_task_is_added_and_a_major_incident_is_proposed(work, time):
    actions = [
        {"do": "add task", "value": "Call accounting", "field": "Network"},
        {"do": "propose major", "text": "Month end."},
    ]
    _rule(work, actions=actions)
    one = work.log(title="invoice")
    _run(work, time)
    assert work.rows("SELECT title FROM task WHERE incident_id = :id", id=one) == [("Call accounting",)]
    assert work.rows("SELECT state, reason FROM major_incident") == [("Proposed", "Month end.")]
