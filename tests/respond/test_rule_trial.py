"""A rule is tried on the past: exactly what it would have done, and the same as it does when it is on."""

import json
import time as stopwatch
from datetime import timedelta

import pytest

from incidentdesk import clock
from incidentdesk.agent.rule_job import RuleWatch, run_due_rules
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.team import team_named
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.rule import Trigger
from incidentdesk.respond.rule import rule as rule_table
from incidentdesk.respond.rule_action import Action, Do
from incidentdesk.respond.rule_change import create_rule, switch_rule
from incidentdesk.respond.rule_condition import AllOf, AnyOf, Comparison
from incidentdesk.respond.rule_field import Operator as Op
from incidentdesk.respond.rule_list import Rule, rules
from incidentdesk.respond.rule_place import RULES, set_place
from incidentdesk.respond.rule_sentence import sentence
from incidentdesk.respond.rule_trial import tried
from incidentdesk.store import ledger

_ROUTE = Rule(
    "Applications",
    Trigger.CREATED,
    AllOf(
        (
            AnyOf((Comparison("words", Op.CONTAINS, "mail"), Comparison("words", Op.WORD, "erp"))),
            Comparison("time", Op.BETWEEN, "07:00-16:00", "Europe/Berlin"),
        )
    ),
    (Action(Do.SET, "team", "Applications"), Action(Do.ADD_TAGS, value="routed")),
)
_EVER = 1 << 60


def _tried(desk, rule, since=0, until=_EVER, **more):
    with desk.read() as reader:
        return tried(reader, rule, since, until, **more)


def _names(desk, table):
    with desk.read() as reader:
        return dict(reader.rows(f'SELECT id, name FROM "{table}"'))


def test_what_was_tried_on_the_sample_year_is_what_the_rule_does_when_it_is_on(sample_desk, sqlite_desk):
    """Each incident of the sample year is logged again, at its own time, with the rule on."""
    with sample_desk.read() as reader:
        logged = reader.rows(
            "SELECT chain, at, actor, changes FROM ledger WHERE noun = 'incident' AND act = 'created' ORDER BY id"
        )
    tables = {table: _names(sample_desk, table) for table in ("person", "service", "category", "team")}
    start = min(at for _chain, at, _actor, _changes in logged)
    held = [clock.instant(start - 60_000_000)]
    clock.hold(lambda: held[0])
    try:
        changed = _lived_through(sqlite_desk, logged, tables, held)
    finally:
        clock.hold(None)
    trial = _tried(sample_desk, _ROUTE)
    assert {each.incident_id for each in trial.fired} == set(changed)
    assert {each.incident_id: each.sentences for each in trial.fired} == changed
    assert 5 < trial.incidents < trial.asked


def _lived_through(desk, logged, tables, held):
    """Incidents of the sample and what the rule did to each of them."""
    with desk.write(actor="Mei Okafor") as session:
        team_named(session, "Applications")
        rule_id = create_rule(
            session, name="Applications", trigger=_ROUTE.trigger, condition=_ROUTE.condition, actions=_ROUTE.actions
        )
        switch_rule(session, rule_id, True)
    now_of = {}
    for chain, at, actor, changes in sorted(logged, key=lambda row: row[1]):
        held[0] = clock.instant(at)
        facts = json.loads(changes)
        with desk.write(actor=actor) as session:
            now_of[_log(session, facts, tables)] = chain
        run_due_rules(desk, clock.stored(clock.now()), notify_people)
    with desk.read() as reader:
        return {
            now_of[row[0]]: tuple(json.loads(row[1])) for row in reader.rows("SELECT incident_id, done FROM rule_run")
        }


def _log(session, facts, tables):
    def name(table, column):
        return tables[table].get(facts.get(column), "")

    return log_incident(
        session, title=facts["title"], description=facts.get("description", ""),
        reporter=name("person", "reporter_id"), service=name("service", "service_id"),
        category=name("category", "category_id"), team=name("team", "team_id"), impact=facts["impact"],
        urgency=facts["urgency"], tags=facts.get("tags", "").split(),
    )  # fmt: skip


def test_a_rule_is_tried_on_the_facts_as_they_were(work, time):
    one = work.log(title="ERP is slow")
    time.after(hours=2)
    work.act(change_incident, one, {"title": "Network is slow", "team": "Network"})
    other = work.log(title="Printer")
    time.after(hours=1)
    work.act(change_incident, other, {"title": "ERP does not print"})
    trial = _tried(work.desk, _ROUTE, until=time.stored)
    assert [each.incident_id for each in trial.fired] == [one]
    assert (trial.asked, trial.fitted) == (2, 1)


def test_nothing_is_written_by_a_trial(work, time):
    work.log(title="ERP is slow")
    before = work.rows("SELECT count(*) FROM ledger")
    assert _tried(work.desk, _ROUTE, until=time.stored).incidents == 1
    assert work.rows("SELECT count(*) FROM ledger") == before


def test_since_and_until_are_those_of_the_triggers(work, time):
    work.log(title="ERP is slow")
    time.after(minutes=30)
    second = work.log(title="ERP is slow again")
    trial = _tried(work.desk, _ROUTE, since=time.stored, until=time.stored)
    assert [each.incident_id for each in trial.fired] == [second]


def test_a_trial_can_be_ended(work, time):
    work.log(title="ERP is slow")
    assert _tried(work.desk, _ROUTE, until=time.stored, cancelled=lambda: True).cancelled


@pytest.mark.parametrize("trigger", [Trigger.AGE, Trigger.SILENCE, Trigger.HOLD])
def test_what_time_would_have_brought_about_is_what_it_does(work, time, trigger):
    stale = (Action(Do.ADD_TAGS, value="stale"),)
    rule = Rule("Stale", trigger, AllOf(), stale, amount=60)
    with work.desk.write(actor="Mei Okafor") as session:
        rule_id = create_rule(session, name="Stale", trigger=trigger, amount=60, actions=stale)
        switch_rule(session, rule_id, True)
    one = work.log(title="VPN down")
    quick = work.log(title="Printer")
    work.move(one, "On Hold", hold_reason="Awaiting Vendor")
    time.after(minutes=30)
    work.move(quick, "Resolved", resolution_code="Solved", resolution_notes="Paper.")
    time.after(minutes=31)
    trial = _tried(work.desk, rule, until=time.stored)
    assert [each.incident_id for each in trial.fired] == [one]
    lines = run_due_rules(work.desk, time.stored, notify_people)
    assert len(lines) == 1
    assert work.row(one)["tags"] == " stale "
    time.after(hours=5)
    assert run_due_rules(work.desk, time.stored, notify_people) == []


def test_late_work_is_done_in_the_order_in_which_it_was_due_and_marked(work, time):
    with work.desk.write(actor="Mei Okafor") as session:
        for name, minutes in (("Later", 120), ("Sooner", 60)):
            note = [{"do": "note", "text": name}]
            rule_id = create_rule(session, name=name, trigger=Trigger.AGE, amount=minutes, actions=note)
            switch_rule(session, rule_id, True)
    work.log(title="VPN down")
    time.after(hours=8)
    run_due_rules(work.desk, time.stored, notify_people)
    assert [row[0] for row in work.rows("SELECT text FROM entry ORDER BY id")] == ["Sooner", "Later"]
    assert all(row[0] for row in work.rows("SELECT late FROM rule_run"))


def test_a_sentence_says_the_whole_rule():
    rule = Rule(
        "x", Trigger.CREATED,
        AllOf((Comparison("service", Op.IS, "ERP"), Comparison("title", Op.CONTAINS, "invoice"))),
        (Action(Do.SET, "team", "Applications"), Action(Do.ADD_TAGS, value="erp")), stops=True,
    )  # fmt: skip
    plain = sentence(rule).replace("\u2068", "").replace("\u2069", "")
    assert plain == (
        "When an incident is logged, if its service is ERP and its title contains “invoice”, then give it to team "
        "Applications and add the tags erp. No rule behind it is asked."
    )


def test_a_priority_is_said_as_people_say_it():
    high = Comparison("priority", Op.AT_MOST, 2)
    assert "if its priority is P2 or higher" in sentence(Rule("x", Trigger.CREATED, high, _ROUTE.actions))


def test_fifty_thousand_incidents_take_seconds(sqlite_desk):
    from incidentdesk.detect.incident import incident

    start = clock.stored(clock.now()) - int(timedelta(days=300).total_seconds() * 1_000_000)
    rows = [
        {
            "title": f"ERP report {place}" if place % 10 == 0 else f"Printer {place}", "channel": "Phone",
            "impact": 2, "urgency": 2, "priority": 3, "state": "New", "created_at": start + place, "updated_at": start,
        }
        for place in range(50_000)
    ]  # fmt: skip
    with sqlite_desk.write(actor="Mei Okafor") as session:
        team_named(session, "Applications")
        staff_named(session, "Bo Diaz")
        for first in range(0, len(rows), 5_000):
            ledger.insert_many(session, incident, rows[first : first + 5_000])
    rule = Rule("x", Trigger.CREATED, Comparison("title", Op.WORD, "erp"), _ROUTE.actions)
    told: list[int] = []
    began = stopwatch.process_time()
    trial = _tried(sqlite_desk, rule, progress=lambda done, _all: told.append(done))
    assert stopwatch.process_time() - began < 10
    assert trial.incidents == 5_000
    assert told[-1] == 50_000
    with sqlite_desk.read() as reader:
        assert rules(reader) == []


def test_the_share_of_a_target_is_the_same_in_a_trial_and_when_the_rule_is_on(work, time):
    from incidentdesk.prepare.sla_change import create_sla

    warned = (Action(Do.ADD_TAGS, value="warned"),)
    rule = Rule("Warn", Trigger.SLA, AllOf(), warned, amount=75)
    with work.desk.write(actor="Mei Okafor") as session:
        create_sla(session, name="All day", targets="P3\t\t\t4h")
        rule_id = create_rule(session, name="Warn", trigger=Trigger.SLA, amount=75, actions=warned)
        switch_rule(session, rule_id, True)
    begun = time.stored
    one = work.log(title="VPN down")
    time.after(hours=2, minutes=59)
    assert _tried(work.desk, rule, until=time.stored).fired == ()
    assert run_due_rules(work.desk, time.stored, notify_people) == []
    time.after(minutes=2)
    (fired,) = _tried(work.desk, rule, until=time.stored).fired
    assert (fired.incident_id, fired.at) == (one, begun + 3 * 3_600_000_000)
    assert len(run_due_rules(work.desk, time.stored, notify_people)) == 1
    assert work.row(one)["tags"] == " warned "


def test_run_over_a_copy_of_the_sample_year_it_changes_the_incidents_that_the_trial_names(sample_desk):
    """What it asks for does not change in these incidents, so it can be run over the whole past at once."""
    tag = (Action(Do.ADD_TAGS, value="tried"),)
    rule = Rule("Tag", Trigger.CREATED, _ROUTE.condition, tag)
    trial = _tried(sample_desk, rule)
    with sample_desk.write(actor="Mei Okafor") as session:
        rule_id = create_rule(session, name="Tag", trigger=Trigger.CREATED, condition=_ROUTE.condition, actions=tag)
        switch_rule(session, rule_id, True)
        ledger.update(session, rule_table, rule_id, {"enabled_at": 0})
        set_place(session, RULES, 0)
    watch = RuleWatch(longest=60)
    while run_due_rules(sample_desk, clock.stored(clock.now()), notify_people, watch):
        pass
    with sample_desk.read() as reader:
        tagged = {row[0] for row in reader.rows("SELECT id FROM incident WHERE tags LIKE '% tried %'")}
    assert tagged == {each.incident_id for each in trial.fired}
    assert len(tagged) > 5
