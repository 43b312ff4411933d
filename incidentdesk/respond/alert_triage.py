"""Deciding about alerts that wait: they become an incident, belong to one that there is, or are none."""

from collections.abc import Mapping, Sequence
from typing import Any

from incidentdesk.detect.alert import AlertState, alert
from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.fact import present
from incidentdesk.refusal import Refused
from incidentdesk.respond.alert_incident import Source, note, open_incident, source_of, standing_of
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def accept(session: Session, alert_ids: Sequence[int]) -> int:
    """Make one new incident of alerts that wait; returns its id, its title is that of the first.

    Raises Refused for none and for one that was decided already.
    """
    rows = _undecided(session, alert_ids)
    source = source_of(session, rows[0]["source_id"]) or Source()
    detected_at = min(row["first_at"] for row in rows)
    incident_id = open_incident(session, source, rows, detected_at=detected_at)
    _belongs(session, rows, incident_id)
    return incident_id


def merge(session: Session, alert_ids: Sequence[int], incident_id: int) -> None:
    """Give alerts that wait to an open incident, which says so in a note.

    Raises Refused for none, for one that was decided already, and for an incident that is not there or over.
    """
    rows = _undecided(session, alert_ids)
    found = standing_of(session, incident_id)
    if found is None or found.state not in OPEN_STATES:
        raise Refused(_("Alerts can only be merged into an incident that is open."))
    titles = "\n".join(f"• {row['title']}" for row in rows)
    head = ngettext("An alert belongs to it:", "{count} alerts belong to it:", len(rows)).format(count=len(rows))
    note(session, incident_id, f"{head}\n{titles}")
    _belongs(session, rows, incident_id)


def dismiss(session: Session, alert_ids: Sequence[int], reason: str) -> None:
    """Decide that alerts are none; while they fire on they stay dismissed. Raises Refused without a reason."""
    if not reason.strip():
        raise Refused(_("Say why it is dismissed."))
    rows = _undecided(session, alert_ids)
    changes = {"state": AlertState.DISMISSED, "reason": reason.strip()}
    ledger.update_many(session, alert, {row["id"]: changes for row in rows})


def _undecided(session: Session, alert_ids: Sequence[int]) -> list[Mapping[str, Any]]:
    """Also what went away before somebody looked can still be decided about."""
    if not alert_ids:
        raise Refused(_("Choose an alert first."))
    rows = [present(session, alert, alert_id) for alert_id in dict.fromkeys(alert_ids)]
    for row in rows:
        if row["state"] not in (AlertState.WAITING, AlertState.RESOLVED):
            raise Refused(_("“{title}” was decided already.").format(title=isolated(row["title"])))
    return rows


def _belongs(session: Session, rows: Sequence[Mapping[str, Any]], incident_id: int) -> None:
    changes = {"state": AlertState.INCIDENT, "incident_id": incident_id}
    ledger.update_many(session, alert, {row["id"]: changes for row in rows})
