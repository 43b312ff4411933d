"""Sessions of courses: planning, moving, canceling them, and saying that they were held."""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any

from incidentdesk import clock
from incidentdesk.language import N_, _
from incidentdesk.prepare.fact import last_writer, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import existing
from incidentdesk.prepare.rota_typed_time import typed_instant
from incidentdesk.prepare.training_course import training_course
from incidentdesk.prepare.training_session import SessionState, training_session
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict, clashes_between
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

MINUTE = 60_000_000  # microseconds
_LONGEST = 14 * 24 * 60  # minutes
_PLAIN_FACTS = {
    "course": existing("course_id", training_course, N_("There is no course “{name}”. Add it first.")),
    "place": text_fact("place"),
    "trainer": text_fact("trainer"),
    "note": text_fact("note"),
}
NEW_SESSION: Mapping[str, Any] = {
    "course": "", "starts": "", "minutes": "", "place": "", "trainer": "", "note": "",
}  # fmt: skip


def plan_session(session: Session, *, zone: tzinfo = UTC, **facts: Any) -> int:
    """Plan a session of a course and return its id; `facts` are those of NEW_SESSION, `starts` is meant in `zone`.

    Without `minutes` it takes as long as the course says. Raises Refused for a course that is missing or not there and
    for a beginning that is missing or no time.
    """
    columns = _columns(session, {**NEW_SESSION, **facts}, zone)
    return ledger.insert(session, training_session, {"key": new_key(), **columns, "state": SessionState.PLANNED})


def session_facts(reader: Reader, session_id: int, zone: tzinfo = UTC) -> dict[str, Any]:
    """All changeable facts as a person sees them, `starts` in `zone`; raises Refused where there is no such session."""
    rows = reader.rows(
        "SELECT c.name, s.starts_at, s.ends_at, s.place, s.trainer, s.note FROM training_session s"
        " JOIN training_course c ON c.id = s.course_id WHERE s.id = :id AND s.withdrawn_at IS NULL",
        {"id": session_id},
    )
    if not rows:
        raise Refused(_("The session is not there any more; somebody has taken it away."))
    course, starts_at, ends_at, place, trainer, note = rows[0]
    starts = clock.instant(starts_at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    minutes = str((ends_at - starts_at) // MINUTE)
    return {"course": course, "starts": starts, "minutes": minutes, "place": place, "trainer": trainer, "note": note}


def change_session(
    session: Session,
    session_id: int,
    changes: Mapping[str, Any],
    *,
    seen: Mapping[str, Any] | None = None,
    zone: tzinfo = UTC,
) -> None:
    """Write changed facts; who comes is reminded anew where it is moved.

    Raises Conflict where somebody has changed one of them since it was `seen`, Refused for what a fact can't be
    and for another course, for results belong to it.
    """
    row = present(session, training_session, session_id)
    shown = session_facts(session.reader, session_id, zone)
    clashes = clashes_between(seen, shown, changes) if seen is not None else ()
    if clashes:
        raise Conflict(clashes, last_writer(session, training_session, session_id, set(row)))
    columns = _columns(session, {**shown, **changes}, zone)
    if columns["course_id"] != row["course_id"]:
        raise Refused(_("A session stays with its course. Plan another one for the other course."))
    if columns["starts_at"] != row["starts_at"]:
        columns["reminded_at"] = None
    ledger.update(session, training_session, session_id, columns)


def give_up_session(session: Session, session_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    present(session, training_session, session_id)
    texts = "; ".join(f"{name}: {value}" for name, value in given_up.items())
    ledger.decline(session, training_session, session_id, {"note": texts})


def hold_session(session: Session, session_id: int) -> None:
    """Say that it took place. Raises Refused for one that is canceled or still to come."""
    row = present(session, training_session, session_id)
    if row["state"] == SessionState.CANCELED:
        raise Refused(_("This session was canceled. Plan another one."))
    if row["starts_at"] > session.at:
        raise Refused(_("This session is still to come."))
    ledger.update(session, training_session, session_id, {"state": SessionState.HELD})


def cancel_session(session: Session, session_id: int, *, reason: str) -> None:
    """It does not take place; the reason stays. Raises Refused without a reason and for one that was held."""
    row = present(session, training_session, session_id)
    if not reason.strip():
        raise Refused(_("Say why the session is canceled."))
    if row["state"] == SessionState.HELD:
        raise Refused(_("This session was held. It can't be canceled any more."))
    ledger.update(session, training_session, session_id, {"state": SessionState.CANCELED}, reason=reason.strip())


def withdraw_session(session: Session, session_id: int) -> None:
    """Take a session out of sight, results and all; Undo brings it back."""
    present(session, training_session, session_id)
    ledger.withdraw(session, training_session, session_id)


def _columns(session: Session, facts: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    columns = stored_facts(session, _PLAIN_FACTS, {name: facts[name] for name in _PLAIN_FACTS})
    if columns["course_id"] is None:
        raise Refused(_("A session needs a course: what is taught?"))
    if not str(facts["starts"]).strip():
        raise Refused(_("A session needs a beginning, such as tomorrow 09:00."))
    starts_at = typed_instant(str(facts["starts"]), session.at, zone) // MINUTE * MINUTE
    usual = ledger.current(session, training_course, columns["course_id"])["minutes"]
    return {**columns, "starts_at": starts_at, "ends_at": starts_at + _minutes(facts["minutes"], usual) * MINUTE}


def _minutes(value: Any, usual: int) -> int:
    try:
        minutes = int(str(value).strip() or 0) or usual
    except ValueError:
        minutes = 0
    if not 1 <= minutes <= _LONGEST:
        raise Refused(_("A session takes from 1 to {most} minutes.").format(most=_LONGEST))
    return minutes
