"""A desk that can send mail, with an incident of somebody who has an address."""

import re
from typing import Any

from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.state import State
from incidentdesk.improve.letter_token import with_tokens
from incidentdesk.prepare.outlet_change import create_outlet
from incidentdesk.prepare.person import person, person_named
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.outbox_sending import Claimed, claim
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

ADA, BO, MEI = "ada@example.com", "bo@example.com", "mei@example.com"
RESOLVED = Move(State.RESOLVED, resolution_code="Solved", resolution_notes="The tunnel was set up anew.")


def set_up_mail(session: Session, port: int = 25) -> None:
    options = {"host": "localhost", "port": port, "security": "Not encrypted", "sender": "desk@example.com"}
    create_outlet(session, name="Mail", kind="E-mail", options=options)
    for name, email in (("Ada Lund", ADA), ("Bo Diaz", BO), ("Mei Okafor", MEI)):
        ledger.update(session, person, person_named(session, name), {"email": email})


def resolved(session: Session, *, major: bool = False, **facts: Any) -> int:
    """An incident that Ada reported and Bo is assigned, resolved by whoever acts; its recovery is proven elsewhere."""
    incident_id = log_incident(session, **{"title": "VPN down", "reporter": "Ada Lund", **facts})
    change_incident(session, incident_id, {"assignee": "Bo Diaz"})
    move(session, incident_id, RESOLVED)
    if major:
        ledger.update(session, incident, incident_id, {"major": True})
    return incident_id


def leave(session: Session) -> Claimed | None:
    """The letter that is due, as the agent sends it; None where none is, or where it was called back."""
    claimed = claim(session, 1)
    return with_tokens(session, claimed) if claimed else None


def token_in(body: str) -> str:
    found = re.search(r"\[(?:survey|confirm) ([0-9a-f]{32})\]", body)
    assert found is not None, body
    return found[1]


def letters(reader: Any) -> list[tuple[str, str, str]]:
    """Address, subject and text of all that was put into the outbox."""
    return [tuple(row) for row in reader.rows("SELECT address, subject, body FROM outbox_message ORDER BY id")]
