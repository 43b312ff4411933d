"""Reading monitors: how each stands, since when, and how it was in the last day and month."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from incidentdesk.detect.maintenance import in_maintenance
from incidentdesk.detect.maintenance_list import windows_in
from incidentdesk.detect.monitor import Health
from incidentdesk.detect.monitor_history import Availability, Stretch, availability, hold_of, spells
from incidentdesk.detect.number import number
from incidentdesk.store.reading import Reader, Row

DAY = 24 * 3_600 * 1_000_000  # microseconds
MONTH = 30 * DAY
_COLUMNS = (
    "SELECT m.id, m.key, m.name, m.kind, m.target, m.options, m.interval, m.retry_interval, m.timeout, m.failures,"
    " m.recoveries, m.enabled, m.muted_until, m.parent_id, coalesce(p.name, ''), m.service_id, coalesce(s.name, ''),"
    " coalesce(t.name, ''), m.impact, m.urgency, m.on_recovery, m.reopen_within, m.inside_allowed, m.version,"
    " st.health, st.since, st.checked_at, st.next_at, st.latency, st.said, st.beat_at, st.incident_id, st.recovered_at"
    " FROM monitor m LEFT JOIN monitor_state st ON st.monitor_id = m.id LEFT JOIN monitor p ON p.id = m.parent_id"
    " LEFT JOIN service s ON s.id = m.service_id LEFT JOIN team t ON t.id = m.team_id WHERE m.withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class MonitorRow:
    """A monitor and how it stands; spans in seconds, instants in microseconds, latency in milliseconds.

    `strip` are (from, until, health) of the last day; availability is a share of the time that counts, None where
    there is none; `watched_…` is the share of the span that somebody watched. `incident_id` is the one that was opened
    for it last, and `incident` its number while the trouble goes on.
    """

    id: int
    key: str
    name: str
    kind: str
    target: str
    options: Mapping[str, Any]
    interval: int
    retry_interval: int
    timeout: int
    failures: int
    recoveries: int
    enabled: bool
    muted_until: int | None
    parent: str
    service: str
    team: str
    impact: int
    urgency: int
    on_recovery: str
    reopen_within: int
    inside_allowed: bool
    version: int
    health: Health
    since: int | None
    checked_at: int | None
    next_at: int | None
    latency: float | None
    said: str
    beat_at: int | None
    incident_id: int | None
    incident: str
    muted: bool
    in_maintenance: bool
    strip: tuple[tuple[int, int, Health], ...]
    availability_day: float | None
    watched_day: float
    availability_month: float | None
    watched_month: float

    @property
    def is_down(self) -> bool:
        return self.enabled and self.health in (Health.DOWN, Health.FLAPPING)

    @property
    def secret_name(self) -> str:
        """Under which its password is kept; see `prepare/secret`."""
        return secret_name(self.key)


def secret_name(key: str) -> str:
    return f"monitor {key}"


def monitors(reader: Reader, now: int) -> list[MonitorRow]:
    """All monitors by their names, also those that are switched off; `now` in microseconds since 1970."""
    return _rows(reader, reader.rows(f"{_COLUMNS} ORDER BY lower(m.name), m.id"), now)


def monitor_of(reader: Reader, monitor_id: int, now: int) -> MonitorRow | None:
    found = _rows(reader, reader.rows(f"{_COLUMNS} AND m.id = :id", {"id": monitor_id}), now)
    return found[0] if found else None


def monitor_named(reader: Reader, name: str) -> int | None:
    """The id of the monitor of that name, upper and lower case being the same."""
    folded = " ".join(name.split()).casefold()
    rows = reader.rows("SELECT id, name FROM monitor WHERE withdrawn_at IS NULL ORDER BY id")
    return next((int(row[0]) for row in rows if row[1].casefold() == folded), None)


def _rows(reader: Reader, rows: list[Row], now: int) -> list[MonitorRow]:
    windows = windows_in(reader)
    holds = {row[0]: hold_of(row[6], row[7], row[8]) for row in rows}
    months = spells(reader, holds, now - MONTH, now)
    found = []
    for row in rows:
        month = months[row[0]]
        day = [replace(each, from_at=max(each.from_at, now - DAY)) for each in month if each.until_at > now - DAY]
        maintained = in_maintenance(windows, row[0], row[15], now)
        found.append(_row(row, now, maintained, day, availability(day), availability(month)))
    return found


def _row(
    row: Row, now: int, maintained: bool, day: list[Stretch], of_day: Availability, of_month: Availability
) -> MonitorRow:
    (
        monitor_id, key, name, kind, target, options, interval, retry_interval, timeout, failures, recoveries, enabled,
        muted_until, _parent_id, parent, _service_id, service, team, impact, urgency, on_recovery, reopen_within,
        inside_allowed, version, health, since, checked_at, next_at, latency, said, beat_at, incident_id, recovered_at,
    ) = row  # fmt: skip
    unseen = not day or day[-1].health == Health.UNKNOWN
    return MonitorRow(
        id=monitor_id, key=key, name=name, kind=kind, target=target, options=json.loads(options), interval=interval,
        retry_interval=retry_interval, timeout=timeout, failures=failures, recoveries=recoveries, enabled=bool(enabled),
        muted_until=muted_until, parent=parent, service=service, team=team, impact=impact, urgency=urgency,
        on_recovery=on_recovery, reopen_within=reopen_within, inside_allowed=bool(inside_allowed), version=version,
        # What nobody watches any more is not known, whatever the last check has found.
        health=Health.UNKNOWN if unseen or not health else Health(health),
        since=_unseen_since(day, since) if unseen else since,
        checked_at=checked_at, next_at=next_at, latency=latency, said=said or "", beat_at=beat_at,
        incident_id=incident_id, incident=number(incident_id) if incident_id and recovered_at is None else "",
        muted=muted_until is not None and muted_until > now, in_maintenance=maintained,
        strip=tuple((each.from_at, each.until_at, each.health) for each in day),
        availability_day=of_day.share, watched_day=of_day.watched,
        availability_month=of_month.share, watched_month=of_month.watched,
    )  # fmt: skip


def _unseen_since(day: list[Stretch], since: int | None) -> int | None:
    return None if since is None or len(day) < 2 else day[-1].from_at
