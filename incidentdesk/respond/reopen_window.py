"""How long after its closing an incident can be opened again; after that, what comes up is a new incident.

As ServiceNow and Zammad (#5341) have it, so that what is reported of a month does not change for ever.
"""

from collections.abc import Mapping
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.language import ngettext
from incidentdesk.prepare.setting_value import setting_of
from incidentdesk.store.reading import Reader

_DAY = 86_400_000_000  # microseconds


def why_shut(reader: Reader, incident_id: int, at: int) -> str:
    """As `why_not_reopened`, by the id."""
    rows = reader.rows("SELECT state, closed_at FROM incident WHERE id = :id", {"id": incident_id})
    row = {"id": incident_id, "state": rows[0][0], "closed_at": rows[0][1]} if rows else None
    return why_not_reopened(reader, row, at) if row is not None else ""


def why_not_reopened(reader: Reader, row: Mapping[str, Any], at: int) -> str:
    """Why an incident can't be opened again at an instant (microseconds since 1970), "" where it can.

    `row` is the record; only a closed one has a window.
    """
    if row["state"] != State.CLOSED or row["closed_at"] is None:
        return ""
    days = int(setting_of(reader, "reopen_days"))
    if not days or at <= row["closed_at"] + days * _DAY:
        return ""
    return ngettext(
        "{number} was closed on {day} and can be opened again for {days} day only. Log one that follows on it.",
        "{number} was closed on {day} and can be opened again for {days} days only. Log one that follows on it.",
        days,
    ).format(number=number(row["id"]), day=clock.instant(row["closed_at"]).date().isoformat(), days=days)
