"""Who sends mails to the desk: people found by their address, never by the name that a mail gives itself."""

from dataclasses import dataclass

import sqlalchemy as sa

from incidentdesk.detect.mail_reading import Person
from incidentdesk.prepare.contact_method import Means
from incidentdesk.prepare.naming import LONGEST_NAME
from incidentdesk.prepare.part import lines_text
from incidentdesk.prepare.person import person
from incidentdesk.prepare.person_change import create_person
from incidentdesk.prepare.record_name import record_named
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_OF_ADDRESS = (
    "SELECT p.id, p.name, p.staff FROM person p WHERE p.withdrawn_at IS NULL AND (lower(p.email) = :address"
    " OR EXISTS (SELECT 1 FROM contact_method c WHERE c.person_id = p.id AND c.withdrawn_at IS NULL"
    " AND c.means = 'E-mail' AND lower(c.address) = :address)) ORDER BY p.staff DESC, p.id LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Sender:
    """`id` is None for somebody who is not known; `staff` may be assigned incidents."""

    id: int | None
    name: str
    staff: bool


def sender_of(reader: Reader, written: Person) -> Sender:
    """Who has that address, by the name that the desk knows."""
    rows = reader.rows(_OF_ADDRESS, {"address": written.address.lower()}) if written.address else []
    if not rows:
        return Sender(None, written.name or written.address, False)
    return Sender(int(rows[0][0]), str(rows[0][1]), bool(rows[0][2]))


def known_or_made(session: Session, written: Person) -> Sender:
    """Who has that address, made where nobody has; a name that is another person's gets the address behind it."""
    found = sender_of(session.reader, written)
    if found.id is not None or not written.address:
        return found
    name = written.name or written.address.partition("@")[0].replace(".", " ").replace("_", " ").strip()
    name = " ".join(name.split())[: LONGEST_NAME // 2]
    if not name or record_named(session, person, name) is not None:
        name = f"{name} ({written.address[: LONGEST_NAME // 2 - 5]})".strip()
    methods = lines_text([(Means.EMAIL, written.address)])
    made = create_person(session, name=name, staff=False, methods=methods)
    stored = session.connection.execute(sa.select(person.c.name).where(person.c.id == made)).scalar()
    return Sender(made, str(stored), False)
