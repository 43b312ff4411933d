"""A person: who reports, who works, who is told."""

import sqlalchemy as sa

from incidentdesk.prepare.naming import named
from incidentdesk.store import ledger
from incidentdesk.store.base import iso_date, record, reference
from incidentdesk.store.session import Session

person = record(
    "person",
    sa.Column("name", sa.Text, nullable=False, index=True),
    sa.Column("email", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("phone", sa.Text, nullable=False, default="", server_default=""),
    # The account on the desktop under which this person works; unknown for most reporters.
    sa.Column("account", sa.Text, unique=True),
    # Whether incidents can be assigned to this person.
    sa.Column("staff", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    reference("team_id", "team"),
    reference("department_id", "department"),
    # Whether this person leads the team, or the department.
    sa.Column("leads_team", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("leads_department", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("job_title", sa.Text, nullable=False, default="", server_default=""),
    # Working hours.
    reference("calendar_id", "calendar"),
    sa.Column("time_zone", sa.Text, nullable=False, default="", server_default=""),
    # Whose incidents are looked at first.
    sa.Column("vip", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    # The last day; empty while the person is with us.
    sa.Column("left_on", sa.Text, nullable=False, default="", server_default="", info=iso_date()),
    sa.Column("note", sa.Text, nullable=False, default="", server_default=""),
)
# What is written together with it.
person.info["parts"] = frozenset({"contact_method", "absence"})


def person_named(session: Session, name: str) -> int | None:
    """The id of the person of that name, made if there is none; None for an empty name."""
    return named(session, person, name)


def staff_named(session: Session, name: str) -> int | None:
    """The id of the person of that name, who from now on is somebody to whom incidents can be assigned."""
    person_id = person_named(session, name)
    if person_id is not None:
        ledger.update(session, person, person_id, {"staff": True})
    return person_id


def make_person_of_account(session: Session, account: str, name: str = "") -> int:
    """The id of the person who works under an account of the desktop, made if there is none."""
    ledger.hold(session)
    found = session.connection.execute(sa.select(person.c.id).where(person.c.account == account)).scalar()
    if found is not None:
        return int(found)
    person_id = staff_named(session, name or account)
    assert person_id is not None
    if ledger.current(session, person, person_id)["account"] is None:
        ledger.update(session, person, person_id, {"account": account})
        return person_id
    return ledger.insert(session, person, {"name": name or account, "account": account, "staff": True})
