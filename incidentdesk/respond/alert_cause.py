"""A cause: the record of an alert while what is told of it is folded in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

from incidentdesk.detect.alert import AlertState, alert
from incidentdesk.detect.alert_told import Told
from incidentdesk.detect.payload_value import first_line
from incidentdesk.language import _
from incidentdesk.respond.alert_incident import MINUTE
from incidentdesk.store import ledger
from incidentdesk.store.session import Session
from incidentdesk.store.text import storable

CLOCKS_DIFFER = 5 * MINUTE
_AT_ONCE = 500
_COLUMNS = (
    "id", "source_id", "incident_id", "fingerprint", "title", "detail", "severity", "host", "service", "labels", "link",
    "firing", "state", "reason", "started_at", "last_at", "ended_at", "count", "recent",
)  # fmt: skip


@dataclass
class Cause:
    """An alert as it stands in the records, and what is still to be written of it."""

    row: dict[str, Any]
    pending: dict[str, Any] = field(default_factory=dict)

    def count(self, at: int, payload: str, most: int) -> None:
        """It fired once more; the last `most` times are kept."""
        recent = [*json.loads(self.row["recent"]), at][-max(most, 1) :]
        self.defer(count=self.row["count"] + 1, recent=json.dumps(recent), last_at=at, payload=payload)

    def defer(self, **values: Any) -> None:
        """Columns beside the ledger, which are written together at the end."""
        self.row |= values
        self.pending |= values

    def write(self, session: Session, **changes: Any) -> None:
        """Change columns at once; a new cause is written whole."""
        self.row |= changes
        if "id" in self.row:
            ledger.update(session, alert, self.row["id"], {**self.pending, **changes})
        else:
            self.row["id"] = ledger.insert(session, alert, self.row)
        self.pending = {}


Causes = dict[tuple[int | None, str], Cause]


def key_of(told: Told) -> str:
    """The fingerprint as the records keep it."""
    return storable(told.fingerprint)


def causes_of(session: Session, wanted: Mapping[int, set[str]]) -> Causes:
    """The latest record of each cause, without its payload."""
    causes: Causes = {}
    for source_id, fingerprints in wanted.items():
        all_of_them = sorted(fingerprints)
        for start in range(0, len(all_of_them), _AT_ONCE):
            some = {f"f{place}": each for place, each in enumerate(all_of_them[start : start + _AT_ONCE])}
            for row in session.reader.rows(_latest(len(some)), {"source": source_id, **some}):
                facts = dict(zip(_COLUMNS, row, strict=True))
                causes[source_id, facts["fingerprint"]] = Cause(facts)
    return causes


@cache
def _latest(fingerprints: int) -> str:
    names = ", ".join(f":f{place}" for place in range(fingerprints))
    return (
        f"SELECT {', '.join(_COLUMNS)} FROM alert WHERE id IN (SELECT MAX(id) FROM alert WHERE source_id = :source"
        f" AND fingerprint IN ({names}) AND withdrawn_at IS NULL GROUP BY fingerprint)"
    )


def write_pending(session: Session, causes: Causes) -> None:
    """Write what was only counted."""
    pending = {cause.row["id"]: cause.pending for cause in causes.values() if cause.pending}
    if len(pending) == 1:
        for alert_id, values in pending.items():
            ledger.update(session, alert, alert_id, values)
    elif pending:
        ledger.update_many(session, alert, pending)


def new_cause(
    source_id: int | None,
    told: Told,
    at: int,
    payload: str,
    *,
    firing: bool,
    ended_at: int | None = None,
) -> Cause:
    """The record of a cause that there was not, or that was over; it is not written yet."""
    row = {
        **ledger.defaults_of(alert),
        "key": uuid4().hex,
        "source_id": source_id,
        "fingerprint": key_of(told),
        **_facts(told, at),
        "firing": firing,
        "state": AlertState.WAITING if firing else AlertState.RESOLVED,
        "first_at": at,
        "last_at": at,
        "ended_at": ended_at,
        "count": 1 if firing else 0,
        "recent": json.dumps([at] if firing else []),
        "payload": payload,
    }
    return Cause(row)


def told_anew(told: Told, at: int) -> dict[str, Any]:
    """What is told of it now; when it started stays as it was told first."""
    return {name: value for name, value in _facts(told, at).items() if name != "started_at"}


def severity_of(told: Told) -> str:
    return storable(told.severity[:100])


def _facts(told: Told, at: int) -> dict[str, Any]:
    """What is told of an alert as columns; a start that the clock of the watcher sets a little ahead is now."""
    started = told.started_at
    if started is not None and started > at:
        started = at if started - at <= CLOCKS_DIFFER else None
    texts = {
        "title": first_line(storable(told.title)) or _("Alert without a title"),
        "detail": told.detail,
        "severity": severity_of(told),
        "host": told.host[:500],
        "service": told.service[:500],
        "labels": json.dumps(dict(told.labels), ensure_ascii=False),
        "link": told.link[:2_000],
    }
    return {**{name: storable(text) for name, text in texts.items()}, "started_at": started}
