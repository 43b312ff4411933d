"""The drills of the sample desk: scenarios, one drill with its score, notes and gaps, and one that is to come.

The sandbox of the drill that was held is gone by now; what it told is kept with the drill, as it always is.
"""

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from functools import partial

from incidentdesk import clock
from incidentdesk.improve.drill import DrillPart
from incidentdesk.improve.drill_change import (
    end_drill,
    judge_inject,
    mark_played,
    note_drill,
    pause_drill,
    resume_drill,
    schedule_drill,
    start_drill,
)
from incidentdesk.improve.drill_gap import gaps_of, improvement_from_gap
from incidentdesk.improve.drill_list import DrillRow, drill_row, drills
from incidentdesk.improve.drill_recurrence import later
from incidentdesk.improve.drill_result import DrillScore, Moment, ScoreLine, ScoreSection
from incidentdesk.improve.drill_score import SKIPPED_SHARE, WEIGHTS, timed
from incidentdesk.improve.drill_seat import Seating
from incidentdesk.language import _
from incidentdesk.measure.sample_deed import Deed, Logged, Told, begin_of, paragraphs, span, texts
from incidentdesk.prepare.drill_scenario_change import create_scenario
from incidentdesk.prepare.person import staff_named
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.plan_version import version_of
from incidentdesk.prepare.role_change import role_named
from incidentdesk.prepare.scenario_content import Inject, ScenarioContent
from incidentdesk.store.session import Session

_LENGTH = re.compile(r"(?:(\d+)m)?\s*(?:(\d+)s)?")


def drill_deeds(now: datetime, zone: tzinfo) -> Iterator[Deed]:
    told = texts("drills")
    for each in told["scenario"]:
        yield Deed(now - span(each["ago"]), each["by"], partial(_write, each, now, zone))
    for each in told["drill"]:
        yield from _drill(each, now, zone)


def _drill(told: Told, now: datetime, zone: tzinfo) -> Iterator[Deed]:
    at = begin_of(told, now, zone) if "ago" in told else _ahead(told, now, zone)
    yield Deed(now - span(told["planned"]), told["by"], partial(_schedule, told, at))
    if "ago" not in told:
        return
    lead, pause, name = told["seat"][0]["name"], told["paused"], told["scenario"]
    yield Deed(at, lead, partial(_start, name))
    for inject in _injects(_scenario(name)):
        stood = span(pause["for"]) if inject.at >= _seconds(pause["after"]) else timedelta()
        yield Deed(at + stood + timedelta(seconds=inject.at), lead, partial(_play, name, inject.title))
    yield Deed(at + span(pause["after"]), lead, partial(_pause, name, pause["reason"]))
    yield Deed(at + span(pause["after"]) + span(pause["for"]), lead, partial(_resume, name))
    for each in told["note"]:
        yield Deed(at + span(each["after"]), each["who"], partial(_note, name, each))
    observer = next(each["name"] for each in told["seat"] if each["part"] == DrillPart.OBSERVER)
    ended = at + timedelta(seconds=_seconds(told["ended"]))
    for each in told["judged"]:
        yield Deed(ended - timedelta(minutes=1), observer, partial(_judge, name, each))
    yield Deed(ended, lead, partial(_end, told, at))
    for each in told["improved"]:
        when = ended + span(each["after"])
        due = (when + span(each["due"])).astimezone(zone).date().isoformat()
        yield Deed(when, lead, partial(_improve, name, each, due))


def _ahead(told: Told, now: datetime, zone: tzinfo) -> datetime:
    """On a working day so long ahead."""
    day = (now + span(told["ahead"])).astimezone(zone).date()
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(told["at"]), zone)


# ── the scenario ─────────────────────────────────────────────────────────────────────────────────────────────────


def _scenario(name: str) -> Told:
    return next(each for each in texts("drills")["scenario"] if each["name"] == name)


def _injects(told: Told) -> list[Inject]:
    """Their keys are made anew each time."""
    return [
        Inject(
            new_key(),
            _seconds(each["at"]),
            each["kind"],
            each["title"],
            each.get("text", ""),
            each.get("role", ""),
            each.get("expected", ""),
            _seconds(each.get("within", "0m")),
            each.get("deed", ""),
            each.get("sender", ""),
        )
        for each in told["inject"]
    ]


def _write(told: Told, now: datetime, zone: tzinfo, session: Session, _logged: Logged) -> None:
    next_on = later(now.astimezone(zone).date(), told["every_months"] - 1).isoformat()
    create_scenario(
        session,
        content=ScenarioContent(tuple(_injects(told)), told["briefing"]),
        next_on=next_on,
        **{name: told[name] for name in ("name", "kind", "plan", "service", "owner", "description", "every_months")},
        objectives=told["objectives"].strip(),
    )


# ── the drill ────────────────────────────────────────────────────────────────────────────────────────────────────


def _schedule(told: Told, at: datetime, session: Session, _logged: Logged) -> None:
    rows = session.reader.rows("SELECT id FROM drill_scenario WHERE name = :name", {"name": told["scenario"]})
    schedule_drill(
        session,
        scenario_id=int(rows[0][0]),
        planned_at=clock.stored(at),
        planned_length=told["minutes"],
        participants=[_seating(session, each) for each in told["seat"]],
    )


def _seating(session: Session, told: Told) -> Seating:
    person_id = staff_named(session, told["name"])
    assert person_id is not None
    return Seating(person_id, told["part"], role_named(session, told["role"]) if "role" in told else None)


def _row(session: Session, name: str) -> DrillRow:
    return next(each for each in drills(session.reader) if each.scenario == name)


def _start(name: str, session: Session, _logged: Logged) -> None:
    start_drill(session, _row(session, name).id)


def _key(row: DrillRow, title: str) -> str:
    return next(each.key for each in row.content.injects if each.title == title)


def _play(name: str, title: str, session: Session, _logged: Logged) -> None:
    row = _row(session, name)
    mark_played(session, row.id, _key(row, title))


def _pause(name: str, reason: str, session: Session, _logged: Logged) -> None:
    pause_drill(session, _row(session, name).id, reason)


def _resume(name: str, session: Session, _logged: Logged) -> None:
    resume_drill(session, _row(session, name).id)


def _note(name: str, told: Told, session: Session, _logged: Logged) -> None:
    note_drill(session, _row(session, name).id, told["text"], told.get("gap", False))


def _judge(name: str, told: Told, session: Session, _logged: Logged) -> None:
    row = _row(session, name)
    judge_inject(session, row.id, _key(row, told["title"]), told["met"])


def _improve(name: str, told: Told, due: str, session: Session, _logged: Logged) -> None:
    row = _row(session, name)
    gap = next(each for each in gaps_of(session.reader, row.id) if each.title.startswith(told["note"]))
    improvement_from_gap(session, row.id, gap.key, owner=told["owner"], due_on=due)


# ── what it told ─────────────────────────────────────────────────────────────────────────────────────────────────


def _end(told: Told, at: datetime, session: Session, _logged: Logged) -> None:
    row = drill_row(session.reader, _row(session, told["scenario"]).id)
    assert row is not None
    sections = tuple(
        ScoreSection(each["name"], WEIGHTS[each["name"]], tuple(_line(session, row, line) for line in each["line"]))
        for each in told["section"]
    )
    seconds = row.elapsed(session.at)
    timeline = tuple(
        Moment(clock.stored(at) + _seconds(each["after"]) * 1_000_000, each["who"], each["text"])
        for each in told["moment"]
    )
    conclusion = "\n\n".join(paragraphs(each) for each in told["conclusion"].strip().split("\n\n"))
    score = DrillScore(sections, "INC-0001", seconds)
    end_drill(session, row.id, conclusion=conclusion, score=score, timeline=timeline)


def _line(session: Session, row: DrillRow, told: Told) -> ScoreLine:
    actual = _seconds(told["actual"]) if "actual" in told else None
    if "due" in told:
        return ScoreLine(told["name"], told["due"], told["in_time"], told["in_time"] / told["due"], counts=True)
    if "step" in told:
        return _step(session, row, told, actual)
    if "of" in told:
        return _expected(row, told, actual)
    target = _seconds(told["target"])
    return ScoreLine(told["name"], target, actual, timed(actual, target))


def _step(session: Session, row: DrillRow, told: Told, actual: int | None) -> ScoreLine:
    version = version_of(session.reader, row.plan_version_id or 0)
    assert version is not None
    action = next(each for each in version.content.actions if each.title == told["step"])
    target = None if action.offset is None else action.offset * 60
    if "skipped" in told:
        note = _("Left out: {reason}").format(reason=told["skipped"])
        return ScoreLine(action.title, target, None, SKIPPED_SHARE, note, action.key)
    return ScoreLine(action.title, target, actual, timed(actual, target), key=action.key)


def _expected(row: DrillRow, told: Told, actual: int | None) -> ScoreLine:
    inject = next(each for each in row.content.injects if each.title == told["of"])
    name, target = inject.expected or _(inject.deed), inject.within or None
    played = row.played[inject.key]
    if actual is not None or played.met is None:
        return ScoreLine(name, target, actual, timed(actual, target), key=inject.key)
    note = (_("{name} saw it done.") if played.met else _("{name} saw that it was not done.")).format(name=played.by)
    return ScoreLine(name, target, None, float(played.met), note, inject.key)


def _seconds(text: str) -> int:
    """The length of "3m 20s"."""
    found = _LENGTH.fullmatch(text)
    assert found, text
    return int(found[1] or 0) * 60 + int(found[2] or 0)
