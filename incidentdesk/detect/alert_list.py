"""The alerts as the triage inbox shows them, and how much of what came in was noise."""

import json
from dataclasses import dataclass
from typing import Any

from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

MOST = 5_000


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One cause; times are microseconds since 1970, `count` says how often it was told."""

    id: int
    source_id: int | None
    source: str
    fingerprint: str
    title: str
    severity: str
    host: str
    service: str
    link: str
    firing: bool
    state: str
    reason: str
    started_at: int | None
    first_at: int
    last_at: int
    ended_at: int | None
    count: int
    incident_id: int | None
    labels: str = "{}"  # JSON


@dataclass(frozen=True, slots=True)
class AlertDetail:
    detail: str
    labels: dict[str, str]
    payload: str


@dataclass(frozen=True, slots=True)
class Noise:
    """Of what no longer waits, `notifications` came in of so many `causes`; `incidents` came of them, and `dismissed`
    causes were none. What waits may become an incident yet and is no noise."""

    notifications: int
    causes: int
    incidents: int
    dismissed: int

    @property
    def share(self) -> float:
        """The share of notifications that opened no incident, 0 to 1."""
        return max(0.0, 1 - self.incidents / self.notifications) if self.notifications else 0.0


_ALERTS = """
SELECT a.id, a.source_id, COALESCE(s.name, ''), a.fingerprint, a.title, a.severity, a.host, a.service, a.link, a.firing,
       a.state, a.reason, a.started_at, a.first_at, a.last_at, a.ended_at, a.count, a.incident_id,
       a.labels
FROM alert a LEFT JOIN alert_source s ON s.id = a.source_id
WHERE a.withdrawn_at IS NULL
"""


def alerts(reader: Reader, *, state: str = "", incident_id: int | None = None) -> list[AlertRow]:
    """Those that wait first, then the latest; at most five thousand, of one state or of one incident if asked for."""
    sql = _ALERTS
    parameters: dict[str, Any] = {"most": MOST}
    if state:
        sql, parameters = sql + " AND a.state = :state", {**parameters, "state": state}
    if incident_id is not None:
        sql, parameters = sql + " AND a.incident_id = :incident", {**parameters, "incident": incident_id}
    sql += " ORDER BY CASE WHEN a.state = 'Waiting' THEN 0 ELSE 1 END, a.last_at DESC, a.id DESC LIMIT :most"
    return [_row(row) for row in reader.rows(sql, parameters)]


def _row(row: Any) -> AlertRow:
    facts = list(row)
    facts[9] = bool(facts[9])
    return AlertRow(*facts)


def alert_detail(reader: Reader, alert_id: int) -> AlertDetail:
    """What is too long for the list; raises Refused where there is no such alert."""
    found = reader.rows("SELECT detail, labels, payload FROM alert WHERE id = :id", {"id": alert_id})
    if not found:
        raise Refused(_("There is no alert with the number {number}.").format(number=alert_id))
    detail, labels, payload = found[0]
    return AlertDetail(detail, json.loads(labels), payload)


def noise(reader: Reader, since: int) -> Noise:
    """Of the alerts that came in and were decided on since an instant, in microseconds since 1970."""
    row = reader.rows(
        "SELECT COALESCE(SUM(count), 0), COUNT(*), COUNT(DISTINCT incident_id),"
        " COALESCE(SUM(CASE WHEN state = 'Dismissed' THEN 1 ELSE 0 END), 0)"
        " FROM alert WHERE withdrawn_at IS NULL AND state <> 'Waiting' AND last_at >= :since",
        {"since": since},
    )[0]
    return Noise(*map(int, row))
