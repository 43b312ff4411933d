"""The incident of an alert: opening it with what the watcher has told, joining one, and what recovery means for it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from incidentdesk import clock
from incidentdesk.detect.alert_severity import levels_of
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.monitor import OnRecovery
from incidentdesk.detect.number import number
from incidentdesk.detect.payload_value import first_line
from incidentdesk.detect.stage_time import disorder, sources_after
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.detect.wording import LONGEST_TITLE
from incidentdesk.language import _
from incidentdesk.prepare.setting import setting_of
from incidentdesk.respond.note import add_note
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

MINUTE = 60_000_000  # microseconds
_SERVICE_LABELS = ("service", "app", "application", "component", "job", "project")


@dataclass(frozen=True, slots=True)
class Source:
    """What a source says of its incidents, by names; of an alert that has lost its source all is empty."""

    id: int | None = None
    name: str = ""
    preset: str = ""
    mapping: str = "{}"
    enabled: bool = True
    threshold: int = 1
    within: int = 10
    correlate: int = 0
    on_recovery: str = OnRecovery.PROPOSE
    reopen_within: int = 60
    service: str = ""
    team: str = ""
    category: str = ""


_SOURCE = """
SELECT s.id, s.name, s.preset, s.mapping, s.enabled, s.threshold, s.within, s.correlate, s.on_recovery, s.reopen_within,
       COALESCE(v.name, ''), COALESCE(t.name, ''), COALESCE(c.name, '')
FROM alert_source s
LEFT JOIN service v ON v.id = s.service_id
LEFT JOIN team t ON t.id = s.team_id
LEFT JOIN category c ON c.id = s.category_id
WHERE s.id = :id AND s.withdrawn_at IS NULL
"""


def source_of(session: Session, source_id: int | None) -> Source | None:
    """The source by its id; None where it was taken away."""
    found = session.reader.rows(_SOURCE, {"id": source_id or 0})
    return Source(*found[0]) if found else None


def open_incident(
    session: Session,
    source: Source,
    alerts: Sequence[Mapping[str, Any]],
    *,
    detected_at: int,
    earlier: int | None = None,
) -> int:
    """A new incident of some alerts, the first of which gives its title; `earlier` is one of the same cause before.

    It occurred when the first of them started, if that was told.
    """
    first = alerts[0]
    impact, urgency = min(levels_of(alert["severity"]) for alert in alerts)
    began = [alert["started_at"] for alert in alerts if alert["started_at"] is not None]
    detected = min(detected_at, session.at)
    occurred = min((at for at in began if at <= detected), default=None)
    service, team = service_of(session, source, first)
    incident_id = log_incident(
        session,
        title=first_line(first["title"], LONGEST_TITLE),
        description=_description(source, alerts, earlier),
        channel=Channel.ALERT,
        service=service,
        team=source.team or team,
        category=source.category,
        impact=impact,
        urgency=urgency,
        occurred_at=clock.instant(occurred) if occurred is not None else None,
        detected_at=clock.instant(detected),
        measured=True,
    )
    if earlier is not None:
        note(session, earlier, _("The same alert came again later: {number}.").format(number=number(incident_id)))
    return incident_id


def service_of(session: Session, source: Source, alert: Mapping[str, Any]) -> tuple[str, str]:
    """The service of the source, or the known one that the alert names; and the team that answers for it."""
    rows = session.reader.rows(
        "SELECT s.name, COALESCE(t.name, '') FROM service s LEFT JOIN team t ON t.id = s.team_id"
        " WHERE s.withdrawn_at IS NULL"
    )
    known = {name.casefold(): (name, team) for name, team in rows}
    if source.service:
        return known.get(source.service.casefold(), (source.service, ""))
    labels = {name.casefold(): value for name, value in json.loads(alert["labels"]).items()}
    named = (alert["service"], *(labels.get(name, "") for name in _SERVICE_LABELS))
    return next((known[name.casefold()] for name in named if name.casefold() in known), ("", ""))


def _description(source: Source, alerts: Sequence[Mapping[str, Any]], earlier: int | None) -> str:
    parts = [_of_one(alert, alone=len(alerts) == 1) for alert in alerts[:50]]
    if len(alerts) > 50:
        parts.append("…")
    if source.name:
        parts.append(_("Told by {source}.").format(source=source.name))
    if earlier is not None:
        parts.append(_("The same alert came before: {number}.").format(number=number(earlier)))
    return "\n\n".join(part for part in parts if part)


def _of_one(alert: Mapping[str, Any], *, alone: bool) -> str:
    facts = {_("Severity"): alert["severity"], _("Host"): alert["host"], _("Service"): alert["service"]}
    shown = {name: value for name, value in facts.items() if value}
    labels = json.loads(alert["labels"])
    rows = shown | {name: value for name, value in labels.items() if value not in shown.values()}
    table = "\n".join(f"{name}: {' '.join(value.split())}" for name, value in rows.items())
    head = "" if alone else alert["title"]
    return "\n\n".join(part for part in (head, alert["detail"], table, alert["link"]) if part)


def incident_to_join(session: Session, source: Source, alert: Mapping[str, Any], at: int) -> int | None:
    """The open incident of the same host or service, of which something was told lately; None where there is none."""
    if not source.correlate or not (alert["host"] or alert["service"]):
        return None
    rows = session.reader.rows(
        "SELECT a.incident_id, a.host, a.service FROM alert a JOIN incident i ON i.id = a.incident_id"
        " WHERE a.state = 'Incident' AND a.last_at >= :since AND a.withdrawn_at IS NULL AND i.withdrawn_at IS NULL"
        " AND i.state IN ('New', 'In Progress', 'On Hold') ORDER BY a.last_at DESC, a.id DESC",
        {"since": at - source.correlate * MINUTE},
    )
    host, service = alert["host"].casefold(), alert["service"].casefold()
    for incident_id, other_host, other_service in rows:
        if (host and other_host.casefold() == host) or (service and other_service.casefold() == service):
            return int(incident_id)
    return None


class Standing(NamedTuple):
    """How an incident stands."""

    state: str
    resolved_at: int | None


def standing_of(session: Session, incident_id: int) -> Standing | None:
    """None where the incident was taken away."""
    found = session.reader.rows(
        "SELECT state, resolved_at FROM incident WHERE id = :id AND withdrawn_at IS NULL", {"id": incident_id}
    )
    return Standing(*found[0]) if found else None


def note(session: Session, incident_id: int, text: str, at: int | None = None) -> None:
    happened = clock.instant(at) if at is not None and at < session.at else None
    add_note(session, incident_id, text, happened_at=happened)


def fires_again(session: Session, incident_id: int, alert: Mapping[str, Any], at: int) -> bool:
    """Reopen the incident of an alert that fires again, or note it there; whether it was reopened."""
    row = ledger.current(session, incident, incident_id)
    sentence = _("It fires again: {title}").format(title=alert["title"])
    reopens = row["state"] in (State.RESOLVED, State.CLOSED)
    if reopens:
        move(session, incident_id, Move(State.IN_PROGRESS, reason=sentence))
    if row["restored_at"] is not None:
        row = ledger.current(session, incident, incident_id)
        changes = {"restored_at": None, **sources_after(session, row, ["restored_at"], {})}
        ledger.update(session, incident, incident_id, changes, reason=sentence)
    note(session, incident_id, sentence, at)
    return reopens


def recovered(session: Session, source: Source, incident_id: int, alert: Mapping[str, Any], still: int) -> bool:
    """What the recovery of one of its alerts means for an incident of which `still` others fire; whether it resolves.

    A major incident is never resolved by itself.
    """
    row = ledger.current(session, incident, incident_id)
    title = alert["title"]
    if still:
        note(session, incident_id, _("Recovered: {title}. Others still fire: {count}.").format(
            title=title, count=still
        ), alert["ended_at"])  # fmt: skip
        return False
    is_open = row["state"] in OPEN_STATES
    sentence = _("Recovered by itself: {title}.").format(title=title)
    if source.on_recovery == OnRecovery.NOTE or not is_open:
        note(session, incident_id, sentence, alert["ended_at"])
        return False
    _restored(session, row, alert["ended_at"])
    if source.on_recovery == OnRecovery.RESOLVE and not row["major"]:
        note(session, incident_id, sentence, alert["ended_at"])
        code = str(setting_of(session.reader, "resolution_codes")[0])
        move(session, incident_id, Move(State.RESOLVED, resolution_code=code, resolution_notes=sentence))
        return True
    note(session, incident_id, sentence + " " + _("Nothing of it fires any more: resolve it if that is all."),
         alert["ended_at"])  # fmt: skip
    return False


def _restored(session: Session, row: Mapping[str, Any], ended_at: int) -> None:
    """Write when the service was back, unless somebody has said so; as measured, or as it was told, if that fits."""
    if row["restored_at"] is not None:
        return
    for at in (ended_at, session.at):
        if disorder({**row, "restored_at": at}) is None:
            ledger.update(session, incident, row["id"], {"restored_at": at})
            return
