"""Asking whoever reported an incident: whom, by which token they answer, and never whoever solved it.

The token is 128 bits from the system's random source (OWASP ASVS 11.5.1); only its SHA-256 is written down.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.improve.follow_up_setting import follow_up_setting
from incidentdesk.language import _, isolated
from incidentdesk.prepare.naming import same_name
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind, AnnouncementState, announcement
from incidentdesk.respond.announcing import queue_messages
from incidentdesk.respond.outbox import GRACE
from incidentdesk.respond.recipient import Recipient
from incidentdesk.respond.reporter_news import reporter_reached
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

DAY = 86_400_000_000  # microseconds
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked; without an outlet nothing can be sent."""

    address: str
    name: str
    outlet_id: int | None


def new_token() -> str:
    return secrets.token_hex(16)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.strip().lower().encode("utf-8", "surrogatepass")).hexdigest()


def asked_of(reader: Reader, incident_id: int, recipient: str = "") -> Asked:
    """Whoever reported the incident, or who has the address `recipient`.

    Raises Refused where nobody can be reached, and where it would be whoever solved it.
    """
    address, name, outlet_id = reporter_reached(reader, incident_id)
    wanted = recipient.strip()
    if wanted and not _ADDRESS.fullmatch(wanted):
        raise Refused(
            _("“{address}” is no e-mail address. Write it as name@example.org.").format(address=isolated(wanted))
        )
    if wanted:
        address, name, outlet_id = wanted, _named_by(reader, wanted) or wanted, outlet_id or _outlet(reader)
    if outlet_id is None and (wanted or not _outlet(reader)):
        raise Refused(_("No outlet for e-mail is set up. Add one under Settings, Messages."))
    if not address:
        raise Refused(
            _("There is no e-mail address of whoever reported {number}. Ask by phone, or name an address.").format(
                number=number(incident_id)
            )
        )
    refuse_resolver(reader, incident_id, name, address)
    return Asked(address, name, outlet_id)


def refuse_resolver(reader: Reader, incident_id: int, name: str, address: str = "") -> None:
    """Raises Refused where this is whoever solved the incident: nobody judges their own work."""
    names, addresses = _resolvers(reader, incident_id)
    if any(same_name(name, each) for each in names if each) or address.lower() in addresses:
        raise Refused(
            _("{name} has solved {number}, and nobody judges their own work. Let a colleague ask.").format(
                name=isolated(name or address), number=number(incident_id)
            )
        )


def post_letter(
    session: Session, incident_id: int, asked: Asked, key: str, words: tuple[str, str], *, after: int = GRACE
) -> None:
    """Put a letter of subject and body into the outbox, under a key by which a reminder finds it.

    It leaves `after` microseconds, so that Undo can call it back.
    """
    subject, body = words
    row = {
        "key": key, "incident_id": incident_id, "audience_id": None, "kind": AnnouncementKind.NEWS,
        "subject": subject, "body": body, "state": AnnouncementState.SENT, "written_at": session.at,
        "written_by": session.actor, "sent_at": session.at, "sent_by": session.actor,
    }  # fmt: skip
    announcement_id = ledger.insert(session, announcement, row)
    to = Recipient(asked.name or asked.address, asked.address, asked.outlet_id)
    queue_messages(session, {**row, "id": announcement_id}, [to], after=after)


def write_anew(session: Session, table: sa.Table, values: Mapping[str, Any], *only: str) -> int:
    """Insert a record, or bring back the one that was undone, of which there may be one only; returns its id.

    `only` are the columns by which it is the one.
    """
    same = [table.c[name] == values[name] for name in only]
    found = session.connection.execute(sa.select(table.c.id).where(*same, table.c.withdrawn_at.isnot(None))).scalar()
    if found is None:
        return ledger.insert(session, table, values)
    ledger.update(session, table, int(found), {**values, "withdrawn_at": None})
    return int(found)


def link_to(reader: Reader, page: str, token: str) -> str:
    """Where a question is answered on the web; empty where others reach no page of the desk."""
    pages = follow_up_setting(reader).pages
    return f"{pages}/{page}/{token}" if pages else ""


def day_text(at: int) -> str:
    return clock.instant(at).date().isoformat()


def _resolvers(reader: Reader, incident_id: int) -> tuple[set[str], set[str]]:
    """Names and addresses of the assignee and of whoever moved it to Resolved last."""
    names, addresses = set(), set()
    rows = reader.rows(
        "SELECT p.name, p.email FROM incident i JOIN person p ON p.id = i.assignee_id WHERE i.id = :id",
        {"id": incident_id},
    )
    moved = reader.rows(
        "SELECT actor, changes FROM ledger WHERE chain = :id AND noun = 'incident' AND record_id = :id"
        " AND changes LIKE '%\"Resolved\"%' AND via <> 'agent' ORDER BY position DESC LIMIT 5",
        {"id": incident_id},
    )
    for actor, changes in moved:
        if (json.loads(changes).get("state") or [None, None])[-1] == "Resolved":
            rows += reader.rows(
                "SELECT name, email FROM person WHERE lower(name) = lower(:name) AND withdrawn_at IS NULL",
                {"name": actor},
            )
            names.add(str(actor))
            break
    for name, email in rows:
        names.add(str(name))
        if email:
            addresses.add(str(email).strip().lower())
    return names, addresses


def _named_by(reader: Reader, address: str) -> str:
    rows = reader.rows(
        "SELECT name FROM person WHERE lower(email) = :address AND withdrawn_at IS NULL ORDER BY id LIMIT 1",
        {"address": address.lower()},
    )
    return str(rows[0][0]) if rows else ""


def _outlet(reader: Reader) -> int | None:
    rows = reader.rows(
        "SELECT id FROM outlet WHERE kind = 'E-mail' AND enabled AND withdrawn_at IS NULL ORDER BY id LIMIT 1"
    )
    return int(rows[0][0]) if rows else None
