from datetime import UTC, datetime

import pytest

from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.escalation_change import create_escalation
from incidentdesk.prepare.escalation_list import Policy, Step, policy_of, steps_text
from incidentdesk.prepare.escalation_words import calls, policy_sentence, step_sentence, warnings
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.team import team, team_named
from incidentdesk.store import ledger

MONDAY = int(datetime(2026, 3, 30, 10, tzinfo=UTC).timestamp() * 1_000_000)
SUNDAY = int(datetime(2026, 3, 29, 10, tzinfo=UTC).timestamp() * 1_000_000)
MINUTE = 60_000_000


def plain(text):
    return text.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (Step("", 1, 0, person_id=1, target="Mei"), "At once, notify Mei."),
        (Step("", 1, 5, role_id=1, target="Commander"), "After 5 min, notify the role Commander."),
        (Step("", 2, 60, rota_id=1, target="Net"), "After 1 h more, notify who is on call in Net."),
        (Step("", 2, 0, team_id=1, target="Net"), "At the same time, notify the team Net."),
        (Step("", 2, 5, team_id=1), "After 5 min more, notify nobody."),
        (
            Step("", 2, 5, team_id=1, target="Net", working_hours_only=True, least_alerts=3, within=30),
            "After 5 min more, notify the team Net, only in working hours, only if 3 incidents or alerts of the"
            " service came within 30 min.",
        ),
    ],
)
def test_a_step_is_read_aloud(step, sentence):
    assert plain(step_sentence(step)) == sentence


def test_the_whole_policy_says_when_its_last_step_comes():
    policy = Policy(1, "R5", repeats=2, steps=(Step("", 1, 10, person_id=1, target="Mei"),))
    assert "repeated 2 times" in policy_sentence(policy)
    assert "The last step comes 30 min after the start." in policy_sentence(policy)
    assert policy_sentence(Policy(1, "empty")) == "Nobody is notified: the policy has no steps yet."


@pytest.fixture
def policy(write, read):
    mei, bo = write(staff_named, "Mei"), write(staff_named, "Bo")
    network = write(team_named, "Network")
    write(ledger.update, person, mei, {"email": "mei@example.org", "team_id": network})
    write(ledger.update, person, bo, {"left_on": "2026-03-01"})
    windows = '{"mon": [["09:00", "17:00"]]}'
    write(ledger.insert, calendar, {"name": "Office", "time_zone": "UTC", "windows": windows})
    steps = (
        Step("", 1, 5, person_id=mei),
        Step("", 2, 10, team_id=network, working_hours_only=True, least_alerts=2, within=10),
        Step("", 3, 10, person_id=bo),
        Step("", 4, 0),
    )
    return read(policy_of, write(create_escalation, name="P", calendar="Office", steps=steps_text(steps)))


def test_whom_it_would_call_is_found_for_a_time(read, policy):
    found = read(calls, policy, MONDAY)
    assert [(call.at - MONDAY) // MINUTE for call in found] == [5, 15, 25, 25]
    assert [[each.name for each in call.reached] for call in found] == [["Mei"], ["Mei"], [], []]
    assert "2 incidents or alerts" in found[1].condition
    assert [call.why_not for call in found[2:]] == ["nobody can be reached", "nobody was chosen"]
    assert read(calls, policy, SUNDAY)[1].why_not == "outside working hours"


def test_without_a_calendar_it_is_the_night_of_whoever_is_notified_that_counts_oncall_5512(write, read):
    sam = write(staff_named, "Sam")
    office = write(
        ledger.insert, calendar, {"name": "Day", "time_zone": "UTC", "windows": '{"mon": [["09:00", "17:00"]]}'}
    )
    write(ledger.update, person, sam, {"calendar_id": office, "time_zone": "Australia/Sydney", "phone": "1"})
    step = Step("", 1, 0, person_id=sam, working_hours_only=True)
    policy = read(policy_of, write(create_escalation, name="Sydney", steps=steps_text((step,))))
    assert "only in their own working hours" in policy_sentence(policy)
    # Ten in the morning in London is night in Sydney, and Monday begins there on Sunday.
    assert read(calls, policy, MONDAY)[0].why_not == "outside working hours"
    assert [each.name for each in read(calls, policy, SUNDAY + 14 * 60 * MINUTE)[0].reached] == ["Sam"]


def test_what_is_wrong_with_a_step_is_said(read, policy):
    wrong = read(warnings, policy, MONDAY)
    assert wrong == {3: "Step 3: nobody can be reached.", 4: "Step 4: nobody was chosen."}


def test_who_has_no_address_is_named(write, read, policy):
    write(ledger.update, person, 1, {"email": ""})
    assert "Mei" in read(warnings, policy, MONDAY)[1]
    assert "no e-mail address and no phone" in read(warnings, policy, MONDAY)[1]


def test_what_was_taken_away_is_said(write, read, policy):
    write(ledger.withdraw, team, 1)
    again = read(policy_of, policy.id)
    assert read(warnings, again, MONDAY)[2] == "Step 2: who was chosen is not there any more."
