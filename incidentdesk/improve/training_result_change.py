"""Training results: who is invited to a session, who came and passed, and what was learnt elsewhere."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import UTC, date, tzinfo
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.improve.training_result import Attendance, TrainingOutcome, training_result
from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.person import person
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import existing
from incidentdesk.prepare.training_course import training_course
from incidentdesk.prepare.training_session import SessionState, training_session
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_COURSE = existing("course_id", training_course, N_("There is no course “{name}”. Add it first."))
_PERSON = existing("person_id", person, N_("There is no person “{name}”. Add them first."))


def expiry(day: str, months: int) -> str:
    """The last day (YYYY-MM-DD) on which a result is good, at the latest that of the last month; "" for ever."""
    if not months:
        return ""
    taken = date.fromisoformat(day)
    year, month = divmod(taken.year * 12 + taken.month - 1 + months, 12)
    return date(year, month + 1, min(taken.day, monthrange(year, month + 1)[1])).isoformat()


def invite(session: Session, session_id: int, person_ids: Iterable[int]) -> int:
    """Invite people to a session; returns how many were not invited before.

    Raises Refused for a session that was canceled or has been held.
    """
    row = _open_session(session, session_id)
    table, invited = training_result, 0
    for person_id in dict.fromkeys(person_ids):
        present(session, person, person_id)
        mine = sa.select(table).where(table.c.session_id == session_id, table.c.person_id == person_id)
        found = session.connection.execute(mine).first()
        facts = {"attendance": Attendance.INVITED, "outcome": "", "score": None, "day": "", "expires_on": ""}
        if found is None:
            about = {"key": new_key(), "course_id": row["course_id"], "person_id": person_id, "session_id": session_id}
            ledger.insert(session, table, {**about, **facts})
        elif found.withdrawn_at is not None:
            ledger.update(session, table, found.id, {**facts, "withdrawn_at": None})
        invited += found is None or found.withdrawn_at is not None
    return invited


def record_attendance(
    session: Session,
    result_id: int,
    *,
    attendance: str,
    outcome: str = "",
    score: Any = None,
    note: str = "",
    zone: tzinfo = UTC,
) -> None:
    """Say whether somebody came to a session, and with which result; the session then counts as held.

    Where the course has a pass mark, the score (percent) decides; where it has none, being there is enough. The day of
    the result is that of the session in `zone`. Raises Refused for a session still to come, a score that is none, a
    result of somebody who was not there, and one that contradicts the score.
    """
    row = present(session, training_result, result_id)
    if row["session_id"] is None:
        raise Refused(_("This was learnt elsewhere, so there is no attendance to record."))
    of_session = present(session, training_session, row["session_id"])
    _refuse_attendance(session, of_session, attendance)
    course = ledger.current(session, training_course, row["course_id"])
    there = attendance == Attendance.ATTENDED
    percent = _percent(score)
    if not there and (outcome or percent is not None):
        raise Refused(_("Who was not there has no result."))
    day = clock.instant(of_session["starts_at"]).astimezone(zone).date().isoformat() if there else ""
    decided = _outcome(course["pass_mark"], outcome, percent) if there else ""
    passed = decided == TrainingOutcome.PASSED
    facts = {
        "attendance": attendance,
        "outcome": decided,
        "score": percent,
        "day": day,
        "expires_on": expiry(day, course["valid_months"]) if passed else "",
        "note": note.strip(),
    }
    ledger.update(session, training_result, result_id, facts)
    if of_session["state"] == SessionState.PLANNED and attendance in (Attendance.ATTENDED, Attendance.ABSENT):
        ledger.update(session, training_session, of_session["id"], {"state": SessionState.HELD})


def record_result(
    session: Session,
    *,
    course: str,
    person: str,
    day: str,
    outcome: str = "",
    score: Any = None,
    expires_on: str = "",
    note: str = "",
) -> int:
    """Record what somebody has learnt elsewhere, by the names of course and person; returns the id of the result.

    It expires as the course says unless `expires_on` (YYYY-MM-DD) says otherwise. Raises Refused for a course or a
    person that is not there, a day to come or none, an expiry before it, and a result that contradicts the score.
    """
    course_id, person_id = _COURSE.store(session, course), _PERSON.store(session, person)
    if course_id is None or person_id is None:
        raise Refused(_("Say who has learnt what: a person and a course."))
    taken, until = _day(day), _day(expires_on) if expires_on.strip() else ""
    if taken > clock.instant(session.at).date().isoformat():
        raise Refused(_("That day is still to come."))
    if until and until < taken:
        raise Refused(_("The result would expire before it was earned."))
    of_course = ledger.current(session, training_course, course_id)
    percent = _percent(score)
    decided = _outcome(of_course["pass_mark"], outcome, percent)
    passed = decided == TrainingOutcome.PASSED
    facts = {
        "key": new_key(),
        "course_id": course_id,
        "person_id": person_id,
        "attendance": Attendance.ATTENDED,
        "outcome": decided,
        "score": percent,
        "day": taken,
        "expires_on": (until or expiry(taken, of_course["valid_months"])) if passed else "",
        "note": note.strip(),
    }
    return ledger.insert(session, training_result, facts)


def withdraw_result(session: Session, result_id: int) -> None:
    """Take an invitation or a result away; Undo brings it back."""
    present(session, training_result, result_id)
    ledger.withdraw(session, training_result, result_id)


def _open_session(session: Session, session_id: int) -> Mapping[str, Any]:
    row = present(session, training_session, session_id)
    if row["state"] == SessionState.CANCELED:
        raise Refused(_("This session was canceled. Plan another one."))
    return row


def _refuse_attendance(session: Session, of_session: Mapping[str, Any], attendance: str) -> None:
    if attendance not in tuple(Attendance):
        raise Refused(_("Somebody is invited, attended, absent or excused."))
    if of_session["state"] == SessionState.CANCELED:
        raise Refused(_("This session was canceled. Plan another one."))
    if of_session["starts_at"] > session.at and attendance in (Attendance.ATTENDED, Attendance.ABSENT):
        raise Refused(_("This session is still to come."))


def _percent(score: Any) -> int | None:
    if score is None or not str(score).strip():
        return None
    try:
        percent = int(str(score).strip().removesuffix("%"))
    except ValueError:
        percent = -1
    if not 0 <= percent <= 100:
        raise Refused(_("A score is a whole number of percent from 0 to 100."))
    return percent


def _outcome(pass_mark: int, said: str, percent: int | None) -> str:
    """What was said, else what the score says; empty while neither is known."""
    if said not in ("", *TrainingOutcome):
        raise Refused(_("A result is passed or failed."))
    if not pass_mark:
        return said or TrainingOutcome.PASSED
    if percent is None:
        return said
    by_score = TrainingOutcome.PASSED if percent >= pass_mark else TrainingOutcome.FAILED
    if said and said != by_score:
        raise Refused(
            _("{score} % contradicts that result: the pass mark is {mark} %.").format(score=percent, mark=pass_mark)
        )
    return by_score


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise Refused(_("Say on which day, such as 2026-03-31.")) from None
