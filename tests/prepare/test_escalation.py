import json

import pytest

from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.escalation_change import (
    change_escalation,
    create_escalation,
    withdraw_escalation,
)
from incidentdesk.prepare.escalation_list import Step, escalation_facts, policies, policy_of, steps_in, steps_text
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.service_change import create_service
from incidentdesk.prepare.team import team_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict


@pytest.fixture
def mei(write):
    return write(staff_named, "Mei Okafor")


def test_a_policy_has_ordered_steps_and_says_how_long_it_takes(write, read, mei):
    network = write(team_named, "Network")
    steps = steps_text((Step("a", 1, 0, person_id=mei), Step("b", 2, 10, team_id=network, least_alerts=3, within=30)))
    key = write(create_escalation, name="Day and night", repeats="2", steps=steps)
    write(create_service, name="WAN", escalation_policy="day and night")
    policy = read(policy_of, key)
    assert [(step.wait, step.target_kind, step.target) for step in policy.steps] == [
        (0, "person", "Mei Okafor"),
        (10, "team", "Network"),
    ]
    assert policy.services == ("WAN",)
    assert (policy.round_minutes, policy.total_minutes) == (10, 30)


def test_two_reminders_at_ten_minutes_take_half_an_hour(write, read, mei):
    key = write(create_escalation, name="R5", repeats=2, steps=steps_text((Step("a", 1, 10, person_id=mei),)))
    assert read(policy_of, key).total_minutes == 30


def test_a_step_keeps_its_key_when_others_move(write, read, mei):
    key = write(create_escalation, name="P", steps=steps_text((Step("", 1, 0, person_id=mei), Step("", 2, 5))))
    first, second = read(policy_of, key).steps
    write(change_escalation, key, {"steps": steps_text((second, first))})
    assert [step.key for step in read(policy_of, key).steps] == [second.key, first.key]
    write(change_escalation, key, {"steps": steps_text((second,))})
    assert [step.key for step in read(policy_of, key).steps] == [second.key]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"name": ""}, "needs a name"),
        ({"repeats": "6"}, "at most 5 times"),
        ({"repeats": "-1"}, "at most 5 times"),
        ({"steps": steps_text((Step("", 1, -1),))}, "waits between"),
        ({"steps": steps_text((Step("", 1, 0, person_id=1, team_id=1),))}, "not several"),
        ({"steps": steps_text((Step("", 1, 0, least_alerts=2),))}, "how many incidents"),
        ({"steps": steps_text(Step("", place, 0) for place in range(21))}, "at most 20 steps"),
    ],
)
def test_what_a_policy_cannot_be(write, read, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        write(create_escalation, **{"name": "P", **facts})
    assert read(policies) == []


def test_working_hours_are_those_of_a_calendar_or_without_one_of_whoever_is_notified(write, read):
    write(ledger.insert, calendar, {"name": "Office", "time_zone": "UTC", "windows": "{}"})
    steps = steps_text((Step("", 1, 0, working_hours_only=True),))
    key = write(create_escalation, name="P", calendar="Office", steps=steps)
    assert (read(policy_of, key).calendar, read(policy_of, key).steps[0].working_hours_only) == ("Office", True)
    write(change_escalation, key, {"calendar": ""})
    assert (read(policy_of, key).calendar_id, read(policy_of, key).steps[0].working_hours_only) == (None, True)


def test_two_people_who_change_the_steps_are_asked(write, read, mei):
    key = write(create_escalation, name="P", steps=steps_text((Step("", 1, 0, person_id=mei),)))
    seen = escalation_facts(read(policy_of, key))
    one, other = (steps_text((Step("", 1, wait, person_id=mei),)) for wait in (5, 10))
    write(change_escalation, key, {"steps": one}, seen=seen, actor="Bo Diaz")
    with pytest.raises(Conflict, match="Bo Diaz"):
        write(change_escalation, key, {"steps": other}, seen=seen)


def test_a_policy_that_was_withdrawn_is_not_listed(write, read):
    key = write(create_escalation, name="P")
    write(withdraw_escalation, key)
    assert read(policies) == []
    assert read(policy_of, key) is None


def test_steps_survive_as_text():
    steps = (Step("a", 1, 5, role_id=3, working_hours_only=True), Step("b", 2, 0, least_alerts=2, within=10))
    assert steps_in(steps_text(steps)) == steps
    assert json.loads(steps_text(steps))[0]["role_id"] == 3
