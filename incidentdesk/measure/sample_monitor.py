"""What the sample desk watches: monitors, how each of them stood, and a maintenance window.

They stand still: no agent makes checks for samples, so what was watched last is kept for a day as it was found.
"""

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Any, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.maintenance_change import create_window
from incidentdesk.detect.monitor import Health, MonitorKind, check_stretch, monitor_state, watch
from incidentdesk.detect.monitor_change import create_monitor, mute_monitor
from incidentdesk.detect.monitor_course import Course, kept_text
from incidentdesk.detect.monitor_list import monitor_named
from incidentdesk.measure.sample_deed import Deed, Logged, Told, span, texts, titled
from incidentdesk.store.session import Session

_SET_UP = timedelta(days=40)
_BEGIN, _HOURLY = timedelta(days=30), timedelta(days=2)
_STANDS_STILL = timedelta(days=1)
_SEED = 20261126
_FACTS = ("name", "kind", "target", "options", "interval", "parent", "service", "team", "impact")

# From when to when, how it stood, and what was said.
Spell = tuple[datetime, datetime, Health, str]


def monitor_deeds(now: datetime) -> Iterator[Deed]:
    told = texts("detection")
    for place, each in enumerate(told["monitor"]):
        yield Deed(now - _SET_UP + timedelta(minutes=place), told["by"], partial(_set_up, each))
    yield Deed(now - _SET_UP + timedelta(hours=1), told["by"], partial(_plan_window, told["window"]))
    for each in told["monitor"]:
        if "mute" in each:
            until = clock.stored(now + span(each["mute"]))
            yield Deed(now - timedelta(hours=4), told["by"], partial(_mute, each["name"], until))
    yield Deed(now - timedelta(seconds=2), told["by"], partial(_watch, told, now))


def _set_up(told: Told, session: Session, _logged: Logged) -> None:
    create_monitor(session, **{name: told[name] for name in _FACTS if name in told}, enabled="off" not in told)


def _plan_window(told: Told, session: Session, _logged: Logged) -> None:
    zone = ZoneInfo(told["zone"])
    day = clock.instant(session.at).astimezone(zone).date()
    sunday = day + timedelta(days=6 - day.weekday())
    facts = {name: told[name] for name in ("name", "monitor", "repeats", "zone")}
    starts, ends = (_by_the_clock(sunday, told[name], zone) for name in ("starts", "ends"))
    create_window(session, starts_at=starts, ends_at=ends, **facts)


def _by_the_clock(day: date, told: str, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(told), zone)


def _mute(name: str, until: int, session: Session, _logged: Logged) -> None:
    mute_monitor(session, cast(int, monitor_named(session.reader, name)), until)


# ── how they stood ───────────────────────────────────────────────────────────────────────────────────────────────────


def _watch(told: Told, now: datetime, session: Session, logged: Logged) -> None:
    chance = random.Random(_SEED)
    session.connection.execute(sa.insert(watch), [_watched(each, now) for each in told["watch"]])
    for each in told["monitor"]:
        if "off" not in each:
            monitor_id = cast(int, monitor_named(session.reader, each["name"]))
            rows = [_stretch(monitor_id, each, spell, chance) for spell in _spells(each, now)]
            rows[-1]["until_at"] = clock.stored(now + _STANDS_STILL)
            session.connection.execute(sa.insert(check_stretch), rows)
            state = _state(session, logged, each, now, rows[-1])
            session.connection.execute(sa.insert(monitor_state).values(monitor_id=monitor_id, **state))


def _watched(told: Told, now: datetime) -> dict[str, Any]:
    until = now - span(told["until"])
    until = now + _STANDS_STILL if until == now else until
    return {"agent": "srv-desk-01", "from_at": clock.stored(now - span(told["from"])), "until_at": clock.stored(until)}


def _spells(told: Told, now: datetime) -> Iterator[Spell]:
    """All its time without a gap: up but in the spells that are told, by days and for the last two days by hours."""
    at, fine = now - _BEGIN, told["said"]
    for health, begins, ends, said in told.get("spells", ()):
        begin, end = now - span(begins), now - span(ends)
        yield from _pieces(at, begin, now, Health.UP, fine)
        yield from _pieces(begin, end, now, Health(health), said)
        at = end
    yield from _pieces(at, now, now, Health.UP, fine)


def _pieces(begin: datetime, end: datetime, now: datetime, health: Health, said: str) -> Iterator[Spell]:
    while begin < end:
        length = timedelta(hours=1) if now - begin <= _HOURLY else timedelta(days=1)
        piece = min(begin + length, end)
        yield begin, piece, health, said
        begin = piece


def _stretch(monitor_id: int, told: Told, spell: Spell, chance: random.Random) -> dict[str, Any]:
    begin, end, health, said = spell
    answers = "latency" in told and health in (Health.UP, Health.FLAPPING, Health.MAINTENANCE)
    latency = round(told["latency"] * chance.uniform(0.8, 1.35), 1) if answers else None
    return {
        "monitor_id": monitor_id,
        "health": health,
        "from_at": clock.stored(begin),
        "until_at": clock.stored(end),
        "checks": max(1, round((end - begin).total_seconds() / told["interval"])),
        "latency": latency,
        "slowest": round(latency * chance.uniform(1.1, 2.4), 1) if latency else None,
        "said": said,
    }


def _state(session: Session, logged: Logged, told: Told, now: datetime, last: Mapping[str, Any]) -> dict[str, Any]:
    spells = told.get("spells", ())
    since = now - (span(spells[-1][1 if spells[-1][2] == "0m" else 2]) if spells else _BEGIN)
    down, flapping = last["health"] == Health.DOWN, last["health"] == Health.FLAPPING
    failing = down or flapping
    course = Course(Health(last["health"]), clock.stored(since), down=down, flapping=flapping, last_ok=not failing)
    return {
        "health": last["health"],
        "since": course.since,
        "failing_since": course.since if failing else None,
        "failures": 3 if failing else 0,
        "successes": 0 if failing else 2,
        "checked_at": clock.stored(now),
        "next_at": clock.stored(now + timedelta(seconds=told["interval"])),
        "latency": last["latency"],
        "said": last["said"],
        "beat_at": clock.stored(now - span(told["beat"])) if told["kind"] == MonitorKind.HEARTBEAT else None,
        "changes": kept_text(course),
        "incident_id": titled(session, logged, told["incident"]).id if "incident" in told else None,
    }
