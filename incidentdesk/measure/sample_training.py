"""The training of the sample desk: courses, results, sessions, a campaign that is half done, and the ladder.

Nothing is sent: whoever would be reminded now counts as told, so that a sample begins in peace.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, tzinfo
from functools import partial
from typing import Any

from incidentdesk import clock
from incidentdesk.improve.commander_ladder import record_evidence
from incidentdesk.improve.training_list import matrix
from incidentdesk.improve.training_message import (
    ask_for_reading,
    campaign_stage,
    remind_of_training,
    wanting,
    wanting_key,
)
from incidentdesk.improve.training_result import Attendance, CommanderStep
from incidentdesk.improve.training_result_change import invite, record_attendance, record_result
from incidentdesk.improve.training_session_list import session_row
from incidentdesk.measure.sample_deed import Deed, Logged, Told, texts
from incidentdesk.prepare.campaign_change import acknowledge_campaign, start_campaign_over
from incidentdesk.prepare.campaign_list import campaigns
from incidentdesk.prepare.person import person_named
from incidentdesk.prepare.training_course_change import create_course
from incidentdesk.prepare.training_session_change import plan_session
from incidentdesk.respond.announcing import note_only
from incidentdesk.store.session import Session

_MORNING = time(9, 30)
_STEPS = {str(step): step for step in CommanderStep}


def training_deeds(now: datetime, zone: tzinfo) -> Iterator[Deed]:
    told = texts("training")
    by, began = told["by"], now - timedelta(days=told["ago"])
    for place, each in enumerate(told["course"]):
        yield Deed(began + timedelta(minutes=place), by, partial(_teach, each, began))
    yield Deed(began + timedelta(hours=1), by, partial(_begin_results, told, now, zone))
    for course, results in told["results"].items():
        for name, days, score in results:
            if days < told["ago"]:
                day = _day(now - timedelta(days=days), zone)
                yield Deed(now - timedelta(days=days), name, partial(_result, course, name, day, score))
    for each in told["session"]:
        yield from _session(each, by, now, zone)
    yield from _campaign(told["campaign"], by, now, zone)
    for each in told["rung"]:
        for place, step in enumerate(each["steps"]):
            # After the incidents, the latest of which is some days old.
            at = now - timedelta(days=step[2] or 2) + timedelta(minutes=place)
            yield Deed(at, by, partial(_rung, each["person"], step, zone))
    yield Deed(now - timedelta(seconds=1), by, partial(_leave_in_peace, _day(now, zone)))


def _day(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).date().isoformat()


def _teach(told: Told, began: datetime, session: Session, _logged: Logged) -> None:
    since = began.date().isoformat()
    needed = "\n".join(f"{kind}\t{name}\t{since}\t{within}" for kind, name, within in told["needed"])
    numbers = {name: str(told.get(name, 0)) for name in ("minutes", "valid_months", "pass_mark")}
    facts = {name: told[name] for name in ("name", "kind", "owner", "description")}
    create_course(session, **facts, **numbers, requirements=needed)


def _begin_results(told: Told, now: datetime, zone: tzinfo, session: Session, logged: Logged) -> None:
    """What was learnt before the programme began is recorded with it."""
    for course, results in told["results"].items():
        for name, days, score in results:
            if days >= told["ago"]:
                _result(course, name, _day(now - timedelta(days=days), zone), score, session, logged)


def _result(course: str, name: str, day: str, score: int, session: Session, _logged: Logged) -> None:
    record_result(session, course=course, person=name, day=day, score=score or None)


# -- sessions


def _session(told: Told, by: str, now: datetime, zone: tzinfo) -> Iterator[Deed]:
    past = "ago" in told
    day = (now + timedelta(days=told.get("ahead", 0) - told.get("ago", 0))).astimezone(zone).date()
    at = datetime.combine(day, _MORNING, zone)
    planned = min(at, now) - timedelta(days=14 if past else 5)
    yield Deed(planned, by, partial(_plan, told, at, zone))
    if past:
        yield Deed(at + timedelta(hours=3), told["trainer"], partial(_hold, told, at, zone))


def _plan(told: Told, at: datetime, zone: tzinfo, session: Session, _logged: Logged) -> None:
    facts = {name: told[name] for name in ("course", "place", "trainer", "note")}
    session_id = plan_session(session, **facts, starts=at.strftime("%Y-%m-%d %H:%M"), zone=zone)
    names = [*(name for name, _score in told.get("came", ())), *told.get("absent", ()), *told.get("invited", ())]
    invite(session, session_id, [person_named(session, name) or 0 for name in names])


def _hold(told: Told, at: datetime, zone: tzinfo, session: Session, _logged: Logged) -> None:
    rows = session.reader.rows("SELECT id FROM training_session WHERE starts_at = :at", {"at": clock.stored(at)})
    row = session_row(session.reader, int(rows[0][0]))
    assert row is not None
    scores = dict(told["came"])
    for each in row.attendees:
        there = Attendance.ATTENDED if each.name in scores else Attendance.ABSENT
        record_attendance(session, each.result_id, attendance=there, score=scores.get(each.name), zone=zone)


# -- a campaign


def _campaign(told: Told, by: str, now: datetime, zone: tzinfo) -> Iterator[Deed]:
    began, due_on = now - timedelta(days=told["ago"]), _day(now + timedelta(days=told["ahead"]), zone)
    yield Deed(began, by, partial(_start, told, due_on))
    for place, name in enumerate(told["read_by"]):
        yield Deed(began + timedelta(hours=3 + 29 * place), name, partial(_read, told["name"], name))


def _start(told: Told, due_on: str, session: Session, _logged: Logged) -> None:
    start_campaign_over(
        session, kind="policy", document=told["policy"], name=told["name"], due_on=due_on, message=told["message"]
    )


def _read(campaign: str, name: str, session: Session, _logged: Logged) -> None:
    row = next(row for row in campaigns(session.reader) if row.name == campaign)
    acknowledge_campaign(session, row.id, person_named(session, name) or 0)


# -- the ladder


def _rung(name: str, told: Sequence[Any], zone: tzinfo, session: Session, logged: Logged) -> None:
    step, title, _days, signed_by, note = told
    incident_id = logged[title][-1] if title else None
    at = _begun(session, incident_id) if incident_id is not None else session.at
    record_evidence(
        session, person=name, step=_STEPS[step], day=_day(clock.instant(at), zone), note=note, signed_by=signed_by,
        incident=str(incident_id or ""),
    )  # fmt: skip


def _begun(session: Session, incident_id: int) -> int:
    rows = session.reader.rows("SELECT created_at FROM incident WHERE id = :id", {"id": incident_id})
    return int(rows[0][0])


def _leave_in_peace(today: str, session: Session, _logged: Logged) -> None:
    for row in campaigns(session.reader, today):
        if stage := campaign_stage(row, today):
            ask_for_reading(session, row, stage, tell=note_only)
    for person_id, lines in wanting(matrix(session.reader, today)).items():
        remind_of_training(session, person_id, lines, wanting_key(person_id, today), tell=note_only)
