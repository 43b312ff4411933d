"""Groups: each incident in one of them, found again by the query of the group."""

from datetime import UTC, datetime

import numpy as np
import pytest

from incidentdesk import clock
from incidentdesk.detect.condition import Context
from incidentdesk.detect.incident import incident
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import ids
from incidentdesk.measure.metric.distribution import Count
from incidentdesk.measure.metric.facts import facts_of, read_facts, refreshed
from incidentdesk.measure.metric.grouping import BY, FIELDS, grouping
from incidentdesk.measure.metric.period import all_time
from incidentdesk.prepare.person import person
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.column_reading import MISSING
from tests.measure.metric.measured_desk import change, counts, measured, resolved_after

NAMES = ('The "big" one', "none", "O’Brien, Ltd", "a b", "or", "العربية", "-minus", "x:y", "50 %", "*")


def found_by(work, query):
    with work.desk.read() as reader:
        return len(ids(reader, parse(query), Context(clock.now(), UTC)))


def groups_and_counts(work, by):
    found = measured(work, "created", by=by)
    return [(group, each.value) for group, each in zip(found.groups, found.values["created"], strict=True)]


@pytest.mark.parametrize("by", FIELDS)
def test_every_group_is_found_by_its_query(work, time, by):
    for place, name in enumerate(NAMES):
        work.log(
            service=name, team=name, category=name, assignee=name, impact=place % 3 + 1,
            channel=("Phone", "E-mail", "Monitor")[place % 3],
        )  # fmt: skip
    work.log()
    found = groups_and_counts(work, by)
    assert sum(count for _group, count in found) == len(NAMES) + 1
    for group, count in found:
        assert found_by(work, group.query) == count, group


@pytest.mark.parametrize("by", ["service", "team", "category", "assignee"])
def test_what_has_none_is_a_group_of_its_own_at_the_end(work, time, by):
    work.log()
    work.log(**{by: "none"})
    found = groups_and_counts(work, by)
    assert [(group.label, count) for group, count in found] == [("none", 1), ("None", 1)]
    assert found[0][0].query != found[1][0].query == f"no:{by}"
    assert found[0][0].key != found[1][0].key


def test_people_who_are_called_alike_are_one_group(work, time):
    with work.desk.write(actor="Mei Okafor") as session:
        alike = [ledger.insert(session, person, {"name": name, "staff": True}) for name in ("Bo Diaz", "bo diaz")]
    for person_id in alike:
        incident_id = work.log()
        with work.desk.write(actor="Mei Okafor") as session:
            ledger.update(session, incident, incident_id, {"assignee_id": person_id})
    ((group, count),) = groups_and_counts(work, "assignee")
    assert count == found_by(work, group.query) == 2


def test_every_priority_is_there_even_without_an_incident(work, time):
    work.log(impact=1, urgency=1)
    found = groups_and_counts(work, "priority")
    assert [(group.key, count) for group, count in found] == [("P1", 1), ("P2", 0), ("P3", 0), ("P4", 0), ("P5", 0)]


def test_steps_of_time_without_an_incident_are_there_too(work, time):
    time.now = datetime(2026, 1, 15, tzinfo=UTC)
    work.log()
    time.now = datetime(2026, 4, 1, tzinfo=UTC)
    work.log()
    assert [count for _group, count in groups_and_counts(work, "month")] == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("week", ["2025-W52", "2026-W01"]),
        ("month", ["2025-12", "2026-01"]),
        ("quarter", ["2025-Q4", "2026-Q1"]),
        ("year", ["2025", "2026"]),
    ],
)
def test_steps_of_time(sqlite_work, time, by, keys):
    for day in (datetime(2025, 12, 28, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)):
        time.now = day
        sqlite_work.log()
    assert counts(sqlite_work, "created", by) == dict.fromkeys(keys, 1)


def test_the_first_step_holds_only_what_belongs_to_the_period(sqlite_work, time):
    for day in (2, 20):
        time.now = datetime(2026, 1, day, tzinfo=UTC)
        sqlite_work.log()
    assert counts(sqlite_work, "created", "month", period="2026-01-10..2026-02-10") == {"2026-01": 1}


def test_by_nothing_that_there_is_not(sqlite_work, time):
    with sqlite_work.desk.read() as reader, pytest.raises(Refused, match="Nothing is grouped by colour"):
        grouping(reader, read_facts(reader), all_time(UTC), "colour")


@pytest.mark.parametrize("by", BY)
def test_groups_of_one_incident(sqlite_work, time, by):
    resolved_after(sqlite_work, time, hours=1)
    found = measured(sqlite_work, "resolved", by=by)
    assert sum(each.value for each in found.values["resolved"]) == 1


# ── the facts that are grouped ───────────────────────────────────────────────────────────────────────────────────────


def test_facts_of_what_a_query_means(work, time):
    work.log(service="VPN")
    second = work.log(service="Mail", occurred_at=time.now)
    with work.desk.read() as reader:
        facts = facts_of(reader, parse("service:Mail"), Context(clock.now(), UTC))
    assert facts["id"].tolist() == [second]
    assert facts["occurred_at"].tolist() == [clock.stored(time.now)]
    assert facts["resolved_at"].tolist() == [MISSING]


def test_facts_after_news_are_those_read_anew(work, time):
    changed, gone, same = (work.log() for _each in range(3))
    with work.desk.read() as reader:
        before = read_facts(reader)
    change(work, changed, team="Network")
    with work.desk.write(actor="Mei Okafor") as session:
        ledger.withdraw(session, incident, gone)
    new = work.log()
    with work.desk.read() as reader:
        after, anew = refreshed(before, reader, [changed, gone, new]), read_facts(reader)
    assert after["id"].tolist() == [changed, same, new]
    assert all(np.array_equal(after[name], anew[name]) for name in anew.columns)


def test_only_the_columns_that_are_asked_for_are_read(sqlite_work, time):
    sqlite_work.log()
    with sqlite_work.desk.read() as reader:
        assert set(read_facts(reader, ("priority",)).columns) == {"id", "priority"}


def test_counts_are_numbers_of_incidents(sqlite_work, time):
    sqlite_work.log()
    assert measured(sqlite_work, "created").of("created") == Count(1)
