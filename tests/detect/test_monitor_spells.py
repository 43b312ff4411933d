"""A month that is read joined tells the same as one that is read check by check."""

import random

import pytest
import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.monitor import Health, MonitorKind, check_stretch, watch
from incidentdesk.detect.monitor_change import create_monitor
from incidentdesk.detect.monitor_history import availability, history, hold_of, spells

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE


@pytest.mark.parametrize("seed", range(5))
def test_availability_is_the_same_however_it_is_read(desk, seed):
    drawn, now = random.Random(seed), clock.stored(clock.now())
    begin = now - 10 * DAY
    with desk.write(actor="Agent") as session:
        ids = [create_monitor(session, name=f"M{n}", kind=MonitorKind.PING, target="a.example") for n in range(3)]
        rows = [row for each in ids for row in _stretches(drawn, each, begin, now)]
        session.connection.execute(sa.insert(check_stretch), rows)
        gap = begin + drawn.randrange(8) * DAY
        for first, last in ((begin, gap), (gap + 3 * 60 * MINUTE, now)):
            session.connection.execute(sa.insert(watch).values(agent="a", from_at=first, until_at=last))
    holds = dict.fromkeys(ids, hold_of(60, 20, 10))
    with desk.read() as reader:
        whole = {each: history(reader, each, begin + DAY, now) for each in ids}
        joined = spells(reader, holds, begin + DAY, now)
    assert {each: availability(whole[each]) for each in ids} == {each: availability(joined[each]) for each in ids}
    assert all(len(joined[each]) < len(whole[each]) for each in ids)


def _stretches(drawn, monitor_id, begin, until):
    """Stretches of up to an hour with short and long pauses between them."""
    rows, at = [], begin
    while at < until:
        end = min(until, at + drawn.randrange(1, 60) * MINUTE)
        health = drawn.choices([Health.UP, Health.SOFT, Health.DOWN, Health.MAINTENANCE], [9, 1, 1, 1])[0]
        rows.append(
            {"monitor_id": monitor_id, "health": health, "from_at": at, "until_at": end, "latency": 5.0, "checks": 3}
        )
        at = end + drawn.choice([1, 1, 1, 40]) * MINUTE
    return rows
