"""Making, renaming and withdrawing departments."""

import sqlalchemy as sa

from incidentdesk.language import _, isolated
from incidentdesk.prepare.department import department
from incidentdesk.prepare.fact import present
from incidentdesk.prepare.naming import name_of, rename
from incidentdesk.prepare.record_name import insert_named
from incidentdesk.prepare.team import team
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def create_department(session: Session, *, name: str) -> int:
    """Returns the id; raises Refused for a name that is empty or taken."""
    if not name_of(name):
        raise Refused(_("A department needs a name, such as Finance."))
    return insert_named(session, department, {"name": name_of(name)})


def rename_department(session: Session, department_id: int, name: str) -> None:
    """Raises Refused for a name that is empty or taken."""
    present(session, department, department_id)
    rename(session, department, department_id, name)


def withdraw_department(session: Session, department_id: int) -> None:
    """Take a department out of sight; raises Refused while teams belong to it, and names them."""
    row = present(session, department, department_id)
    names = session.connection.execute(
        sa.select(team.c.name).where(team.c.department_id == department_id, team.c.withdrawn_at.is_(None))
    )
    belonging = ", ".join(isolated(each.name) for each in names)
    if belonging:
        raise Refused(
            _("“{name}” still has teams: {teams}. Give them another department first.").format(
                name=isolated(row["name"]), teams=belonging
            )
        )
    ledger.withdraw(session, department, department_id)
