"""How many hands and contacts a resolution took, and who found the trouble."""

import pytest

from incidentdesk.measure.metric.distribution import Share
from incidentdesk.respond.note import add_note
from tests.measure.metric.measured_desk import change, resolve, resolved_after, resolved_again, value, values

DISTURBED = {
    "by another person": lambda work, each: change(work, each, assignee="Yuki Tanaka"),
    "after a hold": lambda work, each: (
        work.move(each, "On Hold", hold_reason="Awaiting Vendor"),
        work.move(each, "In Progress"),
    ),
    "after a second question": lambda work, each: work.act(add_note, each, "Any news?", from_caller="Ann Lee"),
}


def contact(work, name="first-contact-resolution", **more):
    found = value(work, name, **more)
    return found.hits, found.n


def resolved_at_once(work, time, meanwhile=None, **facts):
    incident_id = work.log(**{"reporter": "Ann Lee", "assignee": "Bo Diaz"} | facts)
    time.after(minutes=5)
    if meanwhile:
        meanwhile(work, incident_id)
    resolve(work, incident_id)
    return incident_id


def test_one_contact_with_one_person_was_enough(work, time):
    incident_id = resolved_at_once(work, time)
    work.act(add_note, incident_id, "It works again.", public=True)
    time.after(days=8)
    assert contact(work) == (1, 1)


@pytest.mark.parametrize("how", DISTURBED)
def test_more_than_one_contact_was_needed(work, time, how):
    resolved_at_once(work, time, DISTURBED[how])
    time.after(days=8)
    assert contact(work) == (0, 1)


@pytest.mark.parametrize("how", ["after a hold", "after a second question"])
def test_the_first_assignment_is_another_metric(work, time, how):
    resolved_at_once(work, time, DISTURBED[how])
    time.after(days=8)
    assert contact(work, "first-assignment-resolution") == (1, 1)


@pytest.mark.parametrize(("days", "hits"), [(6, 0), (8, 1)])
def test_it_was_reopened_soon(work, time, days, hits):
    incident_id = resolved_at_once(work, time)
    time.after(days=days)
    resolved_again(work, time, incident_id)
    time.after(days=8)
    assert contact(work) == (hits, 1)


def test_of_the_last_seven_days_nobody_knows_yet(work, time):
    resolved_at_once(work, time)
    time.after(days=6)
    assert contact(work) == (0, 0)


@pytest.mark.parametrize("channel", ["Monitor", "Alert", "API", "Import"])
def test_what_no_person_reported_has_no_first_contact(work, time, channel):
    resolved_at_once(work, time, channel=channel)
    time.after(days=8)
    assert contact(work) == (0, 0)
    assert contact(work, "first-assignment-resolution") == (1, 1)


def test_a_hold_is_a_state_and_not_a_word(sqlite_work, time):
    resolved_at_once(sqlite_work, time, lambda work, each: change(work, each, title="On Hold"))
    time.after(days=8)
    assert contact(sqlite_work) == (1, 1)


def test_reassignments_of_what_was_resolved(work, time):
    incident_id = work.log(team="Network")
    for team in ("Mail", "Network"):
        change(work, incident_id, team=team)
    resolve(work, incident_id)
    resolved_after(work, time, hours=1)
    change(work, work.log(team="Network"), team="Mail")
    found = value(work, "reassignments")
    assert (found.n, found.total, found.mean, found.high) == (2, 2, 1, 2)


def test_found_by_monitoring_of_those_whose_channel_is_known(work, time):
    for channel in ("Monitor", "Alert", "Phone", "API", "Import"):
        work.log(channel=channel)
    assert value(work, "found-by-monitoring") == Share(2, 4, 5)


def test_found_by_monitoring_by_service(work, time):
    work.log(channel="Monitor", service="VPN")
    work.log(channel="Phone", service="VPN")
    work.log(channel="Phone", service="Mail")
    found = values(work, "found-by-monitoring", "service")
    assert {key: each.value for key, each in found.items() if each.n} == {"VPN": 0.5, "Mail": 0.0}
