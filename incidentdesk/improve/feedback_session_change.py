"""Planning feedback sessions, writing down what came of them, and who was there (U6)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.improve.feedback import FeedbackState, feedback_attendee, feedback_incident, feedback_session
from incidentdesk.improve.feedback_session_fact import session_facts_in
from incidentdesk.improve.feedback_session_list import attendee_lines, incident_lines
from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import changed_columns, give_up_facts, present, stored_facts
from incidentdesk.prepare.part import Cells, cell, lines_in
from incidentdesk.prepare.person import person
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import record_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict, clashes_between
from incidentdesk.store.session import Session

LONGEST = 24 * 60 * 60_000_000  # microseconds
_FOLLOWING = {
    FeedbackState.PLANNED: (FeedbackState.HELD, FeedbackState.CANCELED),
    FeedbackState.HELD: (FeedbackState.PLANNED,),
    FeedbackState.CANCELED: (FeedbackState.PLANNED,),
}
_CAME = {"": None, "yes": True, "no": False}


def plan_session(
    session: Session,
    *,
    title: str,
    starts: datetime | str,
    ends: datetime | str,
    zone: tzinfo,
    place: str = "",
    agenda: str = "",
    notes: str = "",
    decisions: str = "",
    attendees: str = "",
    incidents: str = "",
) -> int:
    """Write a session and return its id.

    Times are aware, or texts meant in that zone; `ends` may be a time of the same day. Of `attendees` each line is a
    name and, after a tab, yes or no for whether the person came; of `incidents` each line begins with a number. Raises
    Refused for what one of them can't be, for people that nobody knows, and for an end before the beginning.
    """
    facts = {
        "title": title, "starts": starts, "ends": _same_day(ends, starts), "place": place, "agenda": agenda,
        "notes": notes, "decisions": decisions,
    }  # fmt: skip
    columns = stored_facts(session, session_facts_in(zone), facts)
    _refuse_backwards(columns)
    written = {"key": new_key(), "state": FeedbackState.PLANNED, "created_by": session.actor}
    session_id = ledger.insert(session, feedback_session, {**columns, **written})
    _write_links(session, session_id, {"attendees": attendees, "incidents": incidents})
    return session_id


def change_session(
    session: Session,
    session_id: int,
    changes: Mapping[str, Any],
    *,
    zone: tzinfo,
    seen: Mapping[str, Any] | None = None,
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what a fact can't be.
    """
    row, facts = present(session, feedback_session, session_id), session_facts_in(zone)
    plain = {name: value for name, value in changes.items() if name in facts}
    if "ends" in plain:
        starts = plain.get("starts") or clock.instant(row["starts_at"]).astimezone(zone)
        plain["ends"] = _same_day(plain["ends"], starts)
    plain_seen = None if seen is None else {name: value for name, value in seen.items() if name in facts}
    columns = changed_columns(session, feedback_session, facts, row, plain, plain_seen)
    _refuse_backwards({**row, **columns})
    _refuse_link_conflict(session, session_id, changes, seen)
    _write_links(session, session_id, changes)
    if columns:
        ledger.update(session, feedback_session, session_id, columns)


def give_up_session(session: Session, session_id: int, given_up: Mapping[str, Any], *, zone: tzinfo) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    facts = session_facts_in(zone)
    plain = {name: value for name, value in given_up.items() if name in facts}
    give_up_facts(session, feedback_session, facts, session_id, plain)


def move_session(session: Session, session_id: int, state: str) -> None:
    """Say that a session was held or canceled, or plan it again.

    Raises Refused where the state can't follow, and for saying of what is still to come that it was held.
    """
    row = present(session, feedback_session, session_id)
    if state not in _FOLLOWING[FeedbackState(row["state"])]:
        raise Refused(_("The session is {state}; that can't follow.").format(state=_(row["state"])))
    if state == FeedbackState.HELD and row["starts_at"] > session.at:
        raise Refused(_("The session is still to come. Change its time first if it was held earlier."))
    ledger.update(session, feedback_session, session_id, {"state": state})


def following(state: str) -> tuple[FeedbackState, ...]:
    """The states that may follow on a state."""
    return _FOLLOWING[FeedbackState(state)]


def withdraw_session(session: Session, session_id: int) -> None:
    """Take a session out of sight; Undo brings it back."""
    present(session, feedback_session, session_id)
    ledger.withdraw(session, feedback_session, session_id)


def _same_day(ends: datetime | str, starts: datetime | str) -> datetime | str:
    """A time of day alone is one of the day on which the session starts."""
    if isinstance(ends, datetime) or " " in ends.strip() or not ends.strip() or ends.strip().startswith("+"):
        return ends
    day = f"{starts:%Y-%m-%d}" if isinstance(starts, datetime) else starts.strip().partition(" ")[0]
    return f"{day} {ends.strip().replace('.', ':')}" if "-" in day else ends


def _refuse_backwards(row: Mapping[str, Any]) -> None:
    if row["ends_at"] <= row["starts_at"]:
        raise Refused(_("The session ends before it begins."))
    if row["ends_at"] - row["starts_at"] > LONGEST:
        raise Refused(_("A session lasts 24 hours at most. Is the day of its end right?"))


# -- who is there, and what is talked over


class _Link(NamedTuple):
    """`store` makes columns of a line: `other` and what else is said of it."""

    table: sa.Table
    other: str


_LINKS = {"attendees": _Link(feedback_attendee, "person_id"), "incidents": _Link(feedback_incident, "incident_id")}


def _write_links(session: Session, session_id: int, texts: Mapping[str, Any]) -> None:
    if "attendees" in texts:
        people = [_attendee(session, cells) for cells in lines_in(str(texts["attendees"]))]
        _write(session, _LINKS["attendees"], session_id, people)
    if "incidents" in texts:
        about = [_incident(session, cells) for cells in lines_in(str(texts["incidents"]))]
        _write(session, _LINKS["incidents"], session_id, about)


def _attendee(session: Session, cells: Cells) -> dict[str, Any]:
    person_id = record_named(session, person, cells[0])
    if person_id is None:
        raise Refused(_("There is nobody called {name}. Add them to the people first.").format(name=isolated(cells[0])))
    return {"person_id": person_id, "came": _CAME.get(cell(cells, 1))}


def _incident(session: Session, cells: Cells) -> dict[str, Any]:
    incident_id = incident_id_of(cells[0].split()[0])
    there = sa.select(incident.c.id).where(incident.c.id == incident_id, incident.c.withdrawn_at.is_(None))
    if session.connection.execute(there).first() is None:
        raise Refused(_("There is no {number}.").format(number=number(incident_id)))
    return {"incident_id": incident_id}


def _write(session: Session, link: _Link, session_id: int, wanted: Sequence[Mapping[str, Any]]) -> None:
    stored = session.connection.execute(sa.select(link.table).where(link.table.c.session_id == session_id))
    rows = {row._asdict()[link.other]: row._asdict() for row in stored}
    for values in {each[link.other]: each for each in wanted}.values():
        before = rows.pop(values[link.other], None)
        if before is None:
            ledger.insert(session, link.table, {"session_id": session_id, **values})
        else:
            ledger.update(session, link.table, before["id"], {**values, "withdrawn_at": None})
    for row in rows.values():
        if row["withdrawn_at"] is None:
            ledger.withdraw(session, link.table, row["id"])


def _refuse_link_conflict(
    session: Session, session_id: int, changes: Mapping[str, Any], seen: Mapping[str, Any] | None
) -> None:
    names: Iterable[str] = [name for name in _LINKS if name in changes and name in (seen or {})]
    lines = {"attendees": attendee_lines, "incidents": incident_lines}
    shown = {name: lines[name](session.reader, session_id) for name in names}
    clashes = clashes_between(
        {name: (seen or {})[name] for name in names}, shown, {name: changes[name] for name in names}
    )
    if clashes:
        raise Conflict(clashes, _last_linker(session, session_id))


def _last_linker(session: Session, session_id: int) -> str:
    """Who changed the attendees or the incidents of a session last."""
    found = [
        session.connection.execute(
            sa.select(ledger.ledger.c.id, ledger.ledger.c.actor)
            .where(
                ledger.ledger.c.noun == link.table.name,
                ledger.ledger.c.record_id.in_(sa.select(link.table.c.id).where(link.table.c.session_id == session_id)),
            )
            .order_by(ledger.ledger.c.id.desc())
            .limit(1)
        ).first()
        for link in _LINKS.values()
    ]
    return max(((int(row[0]), str(row[1])) for row in found if row is not None), default=(0, ""))[1]
