"""The sources of alerts, what each has sent, and finding one by the token that a request brings."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader


@dataclass(frozen=True, slots=True)
class SourceRow:
    """`alerts` are causes, `waiting` those that nobody has decided about; `last_at` in microseconds since 1970."""

    id: int
    key: str
    name: str
    preset: str
    mapping: str
    sample: str
    signed: bool
    enabled: bool
    has_token: bool
    threshold: int
    within: int
    correlate: int
    on_recovery: str
    reopen_within: int
    service: str
    team: str
    category: str
    alerts: int
    notifications: int
    waiting: int
    last_at: int | None


_SOURCES = """
SELECT s.id, s.key, s.name, s.preset, s.mapping, s.sample, s.signed, s.enabled, s.token_hash <> '', s.threshold,
       s.within, s.correlate, s.on_recovery, s.reopen_within, COALESCE(v.name, ''), COALESCE(t.name, ''),
       COALESCE(c.name, ''), COALESCE(a.alerts, 0), COALESCE(a.notifications, 0), COALESCE(a.waiting, 0), a.last_at
FROM alert_source s
LEFT JOIN service v ON v.id = s.service_id
LEFT JOIN team t ON t.id = s.team_id
LEFT JOIN category c ON c.id = s.category_id
LEFT JOIN (SELECT source_id, COUNT(*) AS alerts, SUM(count) AS notifications, MAX(last_at) AS last_at,
                  SUM(CASE WHEN state = 'Waiting' THEN 1 ELSE 0 END) AS waiting
           FROM alert WHERE withdrawn_at IS NULL GROUP BY source_id) a ON a.source_id = s.id
WHERE s.withdrawn_at IS NULL
"""


def sources(reader: Reader) -> list[SourceRow]:
    """All sources by name."""
    return sorted(map(_row, reader.rows(_SOURCES)), key=lambda row: row.name.casefold())


def source_named(reader: Reader, name: str) -> SourceRow:
    """Raises Refused where there is no source of that name, naming those that there are."""
    wanted = " ".join(name.split()).casefold()
    found = sources(reader)
    for row in found:
        if row.name.casefold() == wanted:
            return row
    known = ", ".join(row.name for row in found) or "—"
    raise Refused(_("There is no source “{name}”. There are: {known}.").format(name=isolated(name), known=known))


def source_row(reader: Reader, source_id: int) -> SourceRow | None:
    found = reader.rows(_SOURCES + " AND s.id = :id", {"id": source_id})
    return _row(found[0]) if found else None


def source_of_token(reader: Reader, token: str) -> SourceRow | None:
    """The enabled source whose token this is, compared in constant time; signed ones have none (sec-1, sec-3)."""
    wanted = hashlib.sha256(token.encode("utf-8", "replace")).hexdigest().encode()
    found = reader.rows(
        "SELECT id, token_hash FROM alert_source WHERE withdrawn_at IS NULL AND enabled AND NOT signed"
        " AND token_hash <> ''"
    )
    right = [row[0] for row in found if hmac.compare_digest(wanted, str(row[1]).encode("utf-8", "replace"))]
    return source_row(reader, right[0]) if right else None


def signed_source_of_key(reader: Reader, key: str) -> SourceRow | None:
    """The enabled signed source of that key, which stands in its address and is no secret."""
    found = reader.rows(
        "SELECT id FROM alert_source WHERE key = :key AND withdrawn_at IS NULL AND enabled AND signed", {"key": key}
    )
    return source_row(reader, found[0][0]) if found else None


def _row(row: Any) -> SourceRow:
    facts = list(row)
    for place in (6, 7, 8):
        facts[place] = bool(facts[place])
    facts[18] = int(facts[18])
    return SourceRow(*facts)
