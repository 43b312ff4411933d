"""Setting baselines."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.measure.baseline_change import (
    add_baseline,
    baseline_facts,
    change_baseline,
    withdraw_baseline,
)
from incidentdesk.measure.baseline_list import baselines
from incidentdesk.refusal import Refused
from incidentdesk.store.conflict import Conflict

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _today():
    # In Berlin it is the 27th already.
    clock.hold(lambda: datetime(2026, 11, 26, 23, 30, tzinfo=UTC))
    yield
    clock.hold(None)


@pytest.fixture
def add(desk):
    def add(day="2026-10-01", caption="New on-call rota", metric="time-to-resolve"):
        with desk.write(actor="Mei") as session:
            return add_baseline(session, starts_on=day, caption=caption, metric=metric, zone=BERLIN)

    return add


def shown(desk, metric="time-to-resolve"):
    with desk.read() as reader:
        return [(each.starts_on.isoformat(), each.caption) for each in baselines(reader, metric)]


def test_baselines_stand_in_the_order_of_their_days_each_with_its_metric(desk, add):
    add("2026-11-27", "Second line")
    add()
    add(metric="time-to-restore", caption="Spare parts")
    assert shown(desk) == [("2026-10-01", "New on-call rota"), ("2026-11-27", "Second line")]
    assert shown(desk, "time-to-restore") == [("2026-10-01", "Spare parts")]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"caption": "  "}, "Say what was changed"),
        ({"day": "2026-11-28"}, "still to come"),
        ({"day": ""}, "needs the day"),
        ({"day": "1.10."}, "is no day"),
        ({"metric": "weather"}, "There is no metric"),
    ],
)
def test_a_baseline_without_a_reason_or_a_day_that_was_is_refused(desk, add, facts, sentence):
    with pytest.raises(Refused, match=sentence):
        add(**facts)
    assert shown(desk) == []


def test_a_day_has_one_baseline(desk, add):
    add()
    with pytest.raises(Refused, match=r"New on-call rota.* Change that one"):
        add(caption="Something else")


def test_a_baseline_is_changed_and_two_who_change_its_caption_are_asked(desk, add):
    key = add()
    with desk.read() as reader:
        seen = baseline_facts(reader, key)
    with desk.write(actor="Ada") as session:
        change_baseline(session, key, {"caption": "Rota in three shifts"}, zone=BERLIN, seen=seen)
    with pytest.raises(Conflict, match="Ada"), desk.write(actor="Bo") as session:
        change_baseline(session, key, {"caption": "Rota of Bo"}, zone=BERLIN, seen=seen)
    with pytest.raises(Refused, match="still to come"), desk.write(actor="Bo") as session:
        change_baseline(session, key, {"starts_on": "2030-01-01"}, zone=BERLIN, seen=seen)
    assert shown(desk) == [("2026-10-01", "Rota in three shifts")]


def test_a_baseline_is_taken_back_once(desk, add):
    key = add()
    with desk.write(actor="Mei") as session:
        withdraw_baseline(session, key)
    assert shown(desk) == []
    with pytest.raises(Refused, match="There is no baseline"), desk.write(actor="Mei") as session:
        withdraw_baseline(session, key)
