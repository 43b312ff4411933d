"""Taking alerts: each cause is one record and one incident, however often it is told.

What comes in is folded in the order of arrival; of a cause that is told again only its count, its last time and its
last payload change, and these stand beside the ledger, so that a storm fills nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from incidentdesk.detect.alert import AlertState
from incidentdesk.detect.alert_mapping import mapping_of
from incidentdesk.detect.alert_preset import MAPPING
from incidentdesk.detect.alert_reading import read_alerts
from incidentdesk.detect.alert_told import NoNews, Told
from incidentdesk.detect.dead_letter import LetterKind
from incidentdesk.detect.dead_letter_change import keep_dead_letter
from incidentdesk.detect.number import number
from incidentdesk.detect.payload_value import first_line
from incidentdesk.detect.state import State
from incidentdesk.detect.taken import Outcome, Taken
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.refusal import Refused
from incidentdesk.respond.alert_cause import (
    Cause,
    Causes,
    causes_of,
    key_of,
    new_cause,
    severity_of,
    told_anew,
    write_pending,
)
from incidentdesk.respond.alert_incident import (
    MINUTE,
    Source,
    fires_again,
    incident_to_join,
    note,
    open_incident,
    recovered,
    source_of,
    standing_of,
)
from incidentdesk.respond.alert_triage import accept as accept
from incidentdesk.respond.alert_triage import dismiss as dismiss
from incidentdesk.respond.alert_triage import merge as merge
from incidentdesk.respond.reopen_window import why_shut
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

_NO_ID_YET = 2**62
_LARGEST_PAYLOADS = 1024 * 1024  # characters that the alerts of one message keep of it in all


@dataclass(frozen=True, slots=True)
class Arrival:
    """A payload of a source and when it came, in microseconds since 1970."""

    source_id: int
    payload: bytes
    at: int


def take_alerts(session: Session, source_id: int, payload: bytes, at: int) -> list[Taken]:
    """Take what a source has sent; one answer for each alert in it.

    What can't be read is kept among what could not be taken, with the reason, and answered so.
    Raises Refused where there is no such source or it is switched off.
    """
    return take_many(session, [Arrival(source_id, payload, at)])[0]


def take_many(session: Session, arrivals: Sequence[Arrival]) -> list[list[Taken]]:
    """Take many payloads in one go, in their order; the answers of each, as of `take_alerts`."""
    ledger.hold(session)
    sources = {source_id: _source(session, source_id) for source_id in {each.source_id for each in arrivals}}
    read = [_read(sources[each.source_id], each.payload) for each in arrivals]
    causes = causes_of(session, _wanted(arrivals, read))
    taken = [
        _take(session, sources[arrival.source_id], causes, found, arrival)
        for arrival, found in zip(arrivals, read, strict=True)
    ]
    write_pending(session, causes)
    return taken


def take_kept_alerts(session: Session, raw: bytes, source_name: str) -> Taken:
    """Take a payload at another try; the answer of its first alert.

    Raises Refused where it still can't be read, and where its source is not there any more.
    """
    found = session.reader.rows(
        "SELECT id FROM alert_source WHERE name = :name AND withdrawn_at IS NULL", {"name": source_name}
    )
    if not found:
        raise Refused(_("There is no source “{name}” any more.").format(name=isolated(source_name)))
    reading = _read(_source(session, found[0][0]), raw)
    if isinstance(reading, Refused):
        raise reading
    return take_alerts(session, found[0][0], raw, session.at)[0]


def _source(session: Session, source_id: int) -> Source:
    source = source_of(session, source_id)
    if source is None:
        raise Refused(_("There is no such source of alerts."))
    if not source.enabled:
        raise Refused(_("The source “{name}” is switched off.").format(name=isolated(source.name)))
    return source


def _read(source: Source, payload: bytes) -> list[Told] | Refused:
    try:
        mapping = mapping_of(source.mapping) if source.preset == MAPPING else None
        return read_alerts(source.preset, mapping, payload)
    except Refused as refused:
        return refused


def _wanted(arrivals: Sequence[Arrival], read: Sequence[list[Told] | Refused]) -> dict[int, set[str]]:
    wanted: dict[int, set[str]] = {}
    for arrival, found in zip(arrivals, read, strict=True):
        if not isinstance(found, Refused):
            wanted.setdefault(arrival.source_id, set()).update(key_of(told) for told in found)
    return wanted


def _take(
    session: Session, source: Source, causes: Causes, found: list[Told] | Refused, arrival: Arrival
) -> list[Taken]:
    if isinstance(found, Refused):
        return [_kept(session, source, found, arrival.payload)]
    at = min(arrival.at, session.at)
    share = _LARGEST_PAYLOADS // max(len(found), 1)
    payload = arrival.payload.decode("utf-8", "replace")[:share]
    return [_take_one(session, source, causes, told, at, payload) for told in found]


def _kept(session: Session, source: Source, refused: Refused, payload: bytes) -> Taken:
    parked = isinstance(refused, NoNews)
    subject = first_line(payload[:400].decode("utf-8", "replace").replace("\0", ""), 120)
    keep_dead_letter(
        session, kind=LetterKind.ALERT, source=source.name, subject=subject, reason=str(refused), raw=payload,
        parked=parked,
    )  # fmt: skip
    outcome = Outcome.PARKED if parked else Outcome.REFUSED
    return Taken(outcome, source=source.name, subject=subject, reason=str(refused))


def _take_one(session: Session, source: Source, causes: Causes, told: Told, at: int, payload: str) -> Taken:
    cause = causes.get((source.id, key_of(told)))
    if not told.firing:
        return _recovery(session, source, causes, cause, told, at, payload)
    if cause is None or _is_over(session, source, cause, at):
        cause = causes[source.id, key_of(told)] = new_cause(source.id, told, at, payload, firing=True)
    else:
        again = not cause.row["firing"]
        cause.count(at, payload, source.threshold)
        if again:
            cause.write(session, firing=True, ended_at=None, **told_anew(told, at))
        elif cause.row["severity"] != severity_of(told):
            cause.write(session, **told_anew(told, at))
        if cause.row["state"] == AlertState.INCIDENT:
            return _on_incident(session, source, cause, at, again=again)
        if cause.row["state"] == AlertState.DISMISSED:
            return _answer(source, cause, Outcome.PARKED, _("It was dismissed: {reason}").format(
                reason=isolated(cause.row["reason"])
            ))  # fmt: skip
    return _waiting(session, source, cause, at)


# ── a cause that fires ───────────────────────────────────────────────────────────────────────────────────────────────


def _is_over(session: Session, source: Source, cause: Cause, at: int) -> bool:
    """Whether what fires now is another story than what the record tells of."""
    row = cause.row
    since = row["last_at"]
    if row["state"] == AlertState.INCIDENT:
        found = standing_of(session, row["incident_id"])
        if found is None:
            return True
        if found.state == State.CANCELED:
            return not row["firing"]
        if why_shut(session.reader, row["incident_id"], session.at):
            return True
        if row["firing"]:
            if found.resolved_at is None:
                return False
            since = found.resolved_at
    elif row["firing"]:
        return False
    elif row["state"] == AlertState.DISMISSED:
        return True
    return bool(at - since > source.reopen_within * MINUTE)


def _on_incident(session: Session, source: Source, cause: Cause, at: int, *, again: bool) -> Taken:
    """A cause of an incident is told again: that changes the incident only if it had recovered or was resolved."""
    incident_id = cause.row["incident_id"]
    found = standing_of(session, incident_id)
    assert found is not None
    if found.state == State.CANCELED:
        return _answer(source, cause, Outcome.PARKED, _("Its incident was canceled."))
    if again or found.state in (State.RESOLVED, State.CLOSED):
        reopened = fires_again(session, incident_id, cause.row, at)
        return _answer(source, cause, Outcome.APPENDED, _("It fires again; reopened.") if reopened else "")
    return _answer(source, cause, Outcome.APPENDED)


def _waiting(session: Session, source: Source, cause: Cause, at: int) -> Taken:
    """A cause without an incident: it gets one when it was told often enough, else it waits for a person."""
    if not _often_enough(source, cause, at):
        cause.write(session, state=AlertState.WAITING)
        return _answer(source, cause, Outcome.PARKED, _why_it_waits(source, cause, at))
    joined = incident_to_join(session, source, cause.row, at)
    if joined is not None:
        note(session, joined, _("Another alert of the same: {title}").format(title=cause.row["title"]))
        cause.write(session, state=AlertState.INCIDENT, incident_id=joined)
        return _answer(source, cause, Outcome.APPENDED)
    earlier = _earlier_incident(session, cause)
    incident_id = open_incident(session, source, [cause.row], detected_at=at, earlier=earlier)
    cause.write(session, state=AlertState.INCIDENT, incident_id=incident_id)
    return _answer(source, cause, Outcome.CREATED)


def _earlier_incident(session: Session, cause: Cause) -> int | None:
    found = session.reader.rows(
        "SELECT a.incident_id FROM alert a JOIN incident i ON i.id = a.incident_id AND i.withdrawn_at IS NULL"
        " WHERE a.source_id = :source AND a.fingerprint = :fingerprint AND a.id < :id ORDER BY a.id DESC LIMIT 1",
        {
            "source": cause.row["source_id"],
            "fingerprint": cause.row["fingerprint"],
            "id": cause.row.get("id", _NO_ID_YET),
        },
    )
    return int(found[0][0]) if found else None


def _lately(source: Source, cause: Cause, at: int) -> int:
    return sum(at - told <= source.within * MINUTE for told in json.loads(cause.row["recent"]))


def _often_enough(source: Source, cause: Cause, at: int) -> bool:
    return bool(source.threshold) and (source.threshold == 1 or _lately(source, cause, at) >= source.threshold)


def _why_it_waits(source: Source, cause: Cause, at: int) -> str:
    if not source.threshold:
        return _("It waits for somebody to accept it.")
    return ngettext(
        "It waits: {told} of {wanted} times within {minutes} minute.",
        "It waits: {told} of {wanted} times within {minutes} minutes.",
        source.within,
    ).format(told=_lately(source, cause, at), wanted=source.threshold, minutes=source.within)


# ── a cause that is well again ───────────────────────────────────────────────────────────────────────────────────────


def _recovery(
    session: Session, source: Source, causes: Causes, cause: Cause | None, told: Told, at: int, payload: str
) -> Taken:
    ended = _ended(told, cause, at)
    if cause is None:
        cause = causes[source.id, key_of(told)] = new_cause(source.id, told, at, payload, firing=False, ended_at=ended)
        cause.write(session)
        return _answer(source, cause, Outcome.RESOLVED, _("Nothing of it was open."))
    if not cause.row["firing"]:
        return _answer(source, cause, Outcome.RESOLVED, _("It was well already."))
    cause.defer(last_at=at, payload=payload)
    gone = {"state": AlertState.RESOLVED} if cause.row["state"] == AlertState.WAITING else {}
    cause.write(session, firing=False, ended_at=ended, **gone)
    incident_id = cause.row["incident_id"]
    if cause.row["state"] != AlertState.INCIDENT or standing_of(session, incident_id) is None:
        return _answer(source, cause, Outcome.RESOLVED)
    resolved = recovered(session, source, incident_id, cause.row, _still_firing(session, incident_id))
    return _answer(source, cause, Outcome.RESOLVED, "" if resolved else _("The incident stays open."))


def _ended(told: Told, cause: Cause | None, at: int) -> int:
    """When it was well again, as it was told if that is possible."""
    ended = told.ended_at
    started = cause.row["started_at"] if cause else told.started_at
    return ended if ended is not None and (started or 0) <= ended <= at else at


def _still_firing(session: Session, incident_id: int) -> int:
    rows = session.reader.rows(
        "SELECT COUNT(*) FROM alert WHERE incident_id = :id AND firing AND withdrawn_at IS NULL", {"id": incident_id}
    )
    return int(rows[0][0])


def _answer(source: Source, cause: Cause, outcome: Outcome, reason: str = "") -> Taken:
    incident_id = cause.row["incident_id"]
    return Taken(
        outcome,
        incident_id=incident_id,
        number=number(incident_id) if incident_id else "",
        source=source.name,
        subject=cause.row["title"],
        reason=reason,
    )
