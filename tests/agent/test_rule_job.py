"""The agent and rules: what is late is shown before it is sent, a storm holds up nothing, no run is lost or doubled."""

import threading
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from incidentdesk import clock
from incidentdesk.agent.loop import Agent
from incidentdesk.agent.overdue import Decision, overdue_work
from incidentdesk.agent.rule_job import RuleWatch, run_due_rules
from incidentdesk.detect.intake import log_incident
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.rule_change import create_rule, switch_rule, withdraw_rule
from incidentdesk.respond.rule_list import rules
from incidentdesk.respond.rule_place import RULES, set_place
from incidentdesk.store import ledger

HOUR = 3_600_000_000  # microseconds


def _rule(desk, actions, **facts) -> int:
    with desk.write(actor="Mei Okafor") as session:
        ledger.update(session, person, staff_named(session, "Bo Diaz"), {"email": "bo@example.com"})
        facts = {"name": "Tell Bo", "trigger": "An incident is logged", **facts}
        rule_id = create_rule(session, actions=actions, **facts)
        switch_rule(session, rule_id, True)
    return rule_id


def _log(desk, count: int = 1) -> None:
    with desk.write(actor="Mei Okafor") as session:
        for place in range(count):
            log_incident(session, title=f"VPN down {place}")


def _rows(desk, sql: str):
    with desk.read() as reader:
        return reader.rows(sql)


_TELL_BO = [{"do": "notify", "field": "person", "value": "Bo Diaz"}, {"do": "add tags", "value": "told"}]


def test_what_a_rule_would_send_late_is_shown_before_it_is_sent(desk):
    _rule(desk, _TELL_BO)
    _log(desk)
    with desk.read() as reader:
        late = overdue_work(reader, clock.stored(clock.now()) + HOUR)
    assert [each.kind for each in late] == ["Rule"]
    assert "INC-0001" in late[0].text
    assert "notify" in late[0].text


def test_what_was_decided_only_to_be_noted_is_done_without_telling_anybody(sqlite_desk):
    _rule(sqlite_desk, _TELL_BO)
    _log(sqlite_desk)
    later = clock.now() + (clock.instant(HOUR) - clock.instant(0))
    clock.hold(lambda: later)
    try:
        agent = Agent(sqlite_desk, decide=lambda _overdue: Decision.NOTE)
        agent._undecided = True
        agent._took(type("Taken", (), {"ours": True, "anew": True, "silence": HOUR, "first": False, "owner": ""})(), 0)
        agent._look()
    finally:
        clock.hold(None)
    assert _rows(sqlite_desk, "SELECT tags FROM incident") == [(" told ",)]
    assert _rows(sqlite_desk, "SELECT count(*) FROM outbox_message") == [(0,)]


def test_a_storm_is_worked_off_in_several_looks_and_in_order(sqlite_desk):
    _rule(sqlite_desk, [{"do": "note", "text": "Seen."}])
    _log(sqlite_desk, 60)
    watch, looks = RuleWatch(longest=0.05), 0
    while True:
        looks += 1
        if not run_due_rules(sqlite_desk, clock.stored(clock.now()), notify_people, watch):
            break
    assert looks > 2
    told = [row[0] for row in _rows(sqlite_desk, "SELECT incident_id FROM entry ORDER BY id")]
    assert told == list(range(1, 61))


def test_what_was_run_before_an_agent_died_is_not_run_again(desk):
    _rule(desk, [{"do": "note", "text": "Seen."}])
    place = _rows(desk, "SELECT ledger_id FROM rule_place WHERE id = 1")[0][0]
    _log(desk, 3)
    run_due_rules(desk, clock.stored(clock.now()), notify_people)
    with desk.write(actor="x") as session:
        set_place(session, RULES, place)
    assert run_due_rules(desk, clock.stored(clock.now()), notify_people) == []
    assert _rows(desk, "SELECT count(*) FROM entry") == [(3,)]


def test_two_agents_at_once_run_a_rule_once(desk):
    _rule(desk, [{"do": "note", "text": "Seen."}])
    _log(desk, 20)
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            run_due_rules(desk, clock.stored(clock.now()), notify_people, RuleWatch(longest=30))
        except BaseException as error:
            trouble.append(error)

    threads = [threading.Thread(target=work) for _place in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert trouble == []
    assert _rows(desk, "SELECT count(*), count(DISTINCT incident_id) FROM entry") == [(20, 20)]


def test_a_chain_of_rules_ends_after_five(desk):
    for place in reversed(range(8)):
        condition = {"field": "tags", "operator": "has", "value": f"t{place}"}
        actions = [{"do": "add tags", "value": f"t{place + 1}"}, {"do": "remove tags", "value": f"t{place}"}]
        _rule(desk, actions, name=f"Rule {place}", trigger="An incident is changed", condition=condition)
    _log(desk)
    with desk.write(actor="Mei Okafor") as session:
        change_incident(session, 1, {"tags": ["t0"]})
    run_due_rules(desk, clock.stored(clock.now()), notify_people, RuleWatch(longest=30))
    assert [row[0] for row in _rows(desk, "SELECT depth FROM rule_run ORDER BY id")] == [1, 2, 3, 4, 5]


_TAGS = some.sampled_from(["a", "b", "c"])
_ANSWERS = some.lists(
    some.tuples(_TAGS, some.sampled_from(["add tags", "remove tags"]), _TAGS, some.booleans()), min_size=1, max_size=6
)


@given(_ANSWERS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_rules_answer_one_another_each_runs_once_for_a_cause_and_all_come_to_rest(sqlite_desk, answers):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        for each in rules(session.reader):
            withdraw_rule(session, each.id)
    for asked, do, tag, stops in answers:
        condition = {"field": "tags", "operator": "has", "value": asked}
        actions = [{"do": do, "value": tag}]
        _rule(
            sqlite_desk, actions, name=uuid4().hex, trigger="An incident is changed", condition=condition, stops=stops
        )
    _log(sqlite_desk)
    with sqlite_desk.write(actor="Mei Okafor") as session:
        newest = session.reader.rows("SELECT max(id) FROM incident")[0][0]
        change_incident(session, newest, {"tags": ["a", "b"]})
    run_due_rules(sqlite_desk, clock.stored(clock.now()), notify_people, RuleWatch(longest=30))
    assert run_due_rules(sqlite_desk, clock.stored(clock.now()), notify_people) == []
    ran = _rows(sqlite_desk, f"SELECT rule_id, cause, depth FROM rule_run WHERE incident_id = {newest}")
    assert len(ran) <= len(answers)
    assert len({(rule_id, cause) for rule_id, cause, _depth in ran}) == len(ran)
    assert all(depth <= 5 for _rule_id, _cause, depth in ran)
