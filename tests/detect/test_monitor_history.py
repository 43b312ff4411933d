"""How a monitor stood over time."""

from itertools import pairwise

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.detect.monitor import Health, check_stretch, watch
from incidentdesk.detect.monitor_change import create_monitor
from incidentdesk.detect.monitor_history import Stretch, availability, covered, history
from incidentdesk.detect.monitor_thinning import thin_stretches

MINUTE = 60_000_000
DAY = 1_440 * MINUTE
HOLD = 3 * MINUTE


def stretch(begin, end, health=Health.UP, **rest):
    return Stretch(begin * MINUTE, end * MINUTE, health, **rest)


def over(stretches, seen=((0, 100),), begin=0, end=100):
    found = covered(
        [stretch(*each) for each in stretches], HOLD, [(a * MINUTE, b * MINUTE) for a, b in seen], begin * MINUTE,
        end * MINUTE,
    )  # fmt: skip
    return [(each.from_at / MINUTE, each.until_at / MINUTE, each.health.value) for each in found]


@pytest.mark.parametrize(
    ("stretches", "seen", "expected"),
    [
        ([], [(0, 100)], [(0, 100, "Unknown")]),
        ([(0, 100)], [(0, 100)], [(0, 100, "Up")]),
        # A check stands until the next one, and at most for so long.
        ([(0, 50), (52, 98)], [(0, 100)], [(0, 100, "Up")]),
        ([(0, 50), (60, 98)], [(0, 100)], [(0, 53, "Up"), (53, 60, "Unknown"), (60, 100, "Up")]),
        ([(0, 50), (51, 99, Health.DOWN)], [(0, 100)], [(0, 51, "Up"), (51, 100, "Down")]),
        # What nobody watched is unknown, whatever stands before and after it.
        ([(0, 99)], [(0, 40), (41, 100)], [(0, 40, "Up"), (40, 41, "Unknown"), (41, 100, "Up")]),
        ([(0, 99, Health.DOWN)], [(20, 30)], [(0, 20, "Unknown"), (20, 30, "Down"), (30, 100, "Unknown")]),
        ([(0, 99)], [], [(0, 100, "Unknown")]),
    ],
)
def test_what_was_not_watched_is_unknown(stretches, seen, expected):
    assert over(stretches, seen) == expected


def test_availability_is_of_the_time_that_counts():
    found = availability(
        [
            stretch(0, 40),
            stretch(40, 42, Health.SOFT),
            stretch(42, 50, Health.DOWN),
            stretch(50, 60, Health.UP),
            stretch(60, 62, Health.SOFT),
            stretch(62, 70, Health.UP),
            stretch(70, 80, Health.MAINTENANCE),
            stretch(80, 85, Health.SUPPRESSED),
            stretch(85, 90, Health.FLAPPING),
            stretch(90, 100, Health.UNKNOWN),
        ]
    )
    # Down for 8, for the 2 of the failures that led to it, and for 5 of flapping.
    assert (found.up / MINUTE, found.down / MINUTE) == (60, 15)
    assert found.share == pytest.approx(60 / 75)
    assert found.watched == pytest.approx(0.9)


def test_of_what_nobody_watched_no_availability_is_told():
    assert availability([stretch(0, 100, Health.UNKNOWN)]).share is None
    assert availability([]).share is None


spans = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 20)), max_size=8)


@given(spans, st.lists(st.sampled_from(list(Health)), min_size=8, max_size=8), spans)
def test_the_stretches_cover_the_span_without_a_gap(parts, healths, watched):
    stretches, at = [], 0
    for (gap, length), health in zip(parts, healths, strict=False):
        stretches.append(stretch(at + gap, at + gap + length, health))
        at += gap + length
    seen, end = [], 0
    for gap, length in watched:
        seen.append(((end + gap) * MINUTE, (end + gap + length) * MINUTE))
        end += gap + length + 1
    found = covered(stretches, HOLD, seen, 10 * MINUTE, 90 * MINUTE)
    assert found[0].from_at == 10 * MINUTE
    assert found[-1].until_at == 90 * MINUTE
    assert all(first.until_at == second.from_at for first, second in pairwise(found))
    for each in found:
        assert each.until_at > each.from_at
        if each.health != Health.UNKNOWN:
            assert any(begin <= each.from_at and each.until_at <= last for begin, last in seen)


def write(desk, monitor_id, rows, seen):
    with desk.write(actor="IncidentDesk") as session:
        session.connection.execute(
            sa.insert(check_stretch),
            [
                {
                    "monitor_id": monitor_id, "from_at": begin, "until_at": end, "health": health, "checks": checks,
                    "latency": latency, "slowest": latency, "said": "",
                }
                for begin, end, health, checks, latency in rows
            ],
        )  # fmt: skip
        session.connection.execute(
            sa.insert(watch), [{"agent": "we", "from_at": begin, "until_at": end} for begin, end in seen]
        )


def test_what_is_old_is_thinned_to_days_and_says_the_same(desk):
    with desk.write(actor="Mei Okafor") as session:
        monitor_id = create_monitor(session, name="Router", kind="Ping", target="router.example.org")
    start = 20_000 * DAY
    hours = [
        (start + hour * 60 * MINUTE, start + (hour * 60 + 59) * MINUTE, "Down" if hour == 30 else "Up", 60, 10.0 + hour)
        for hour in range(96)
    ]
    write(desk, monitor_id, hours, [(start, start + 4 * DAY)])
    now = start + 4 * DAY
    with desk.read() as reader:
        before = availability(history(reader, monitor_id, start, now))
    with desk.write(actor="IncidentDesk") as session:
        assert thin_stretches(session, now) > 40
        assert thin_stretches(session, now) == 0
    with desk.read() as reader:
        rows = reader.rows("SELECT from_at, health, checks, latency, slowest FROM check_stretch ORDER BY from_at")
        after = availability(history(reader, monitor_id, start, now))
    # One for the first day, three for the second with its outage, and the hours of the last two.
    assert [row[1] for row in rows][:4] == ["Up", "Up", "Down", "Up"]
    assert len(rows) == 4 + 48
    assert rows[0][2] == 24 * 60
    assert rows[0][3] == pytest.approx(10 + 11.5)
    assert rows[0][4] == 33.0
    assert after == before
    with desk.write(actor="IncidentDesk") as session:
        thin_stretches(session, now + 500 * DAY)
    with desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM check_stretch") == [(0,)]
