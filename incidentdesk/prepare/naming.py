"""Finding a record by its name, and making it where there is none yet."""

import unicodedata
from functools import cache
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session
from incidentdesk.store.text import storable

LONGEST_NAME = 200  # characters


def named(session: Session, table: sa.Table, name: str, **facts: Any) -> int | None:
    """The id of the record with that name, upper and lower case being the same; None for an empty name.

    `facts` narrow the search and are written into a new record. A withdrawn record is brought back rather than
    doubled. Raises Refused for a name that is too long.
    """
    name = name_of(name)
    if not name:
        return None
    found = _find(session, table, name, facts)
    if found is None:
        # Somebody else may be writing the same name at this moment.
        ledger.hold(session)
        found = _find(session, table, name, facts)
    if found is None:
        return ledger.insert(session, table, {"name": name, **facts})
    if found.withdrawn_at is not None:
        ledger.bring_back(session, table, found.id)
    return int(found.id)


def name_of(text: str) -> str:
    """A name on one line, with composed characters (NFC); raises Refused where it is too long."""
    name = " ".join(unicodedata.normalize("NFC", storable(text)).split())
    if len(name) > LONGEST_NAME:
        raise Refused(_("A name has at most {most} characters.").format(most=LONGEST_NAME))
    return name


def same_name(first: str, second: str) -> bool:
    return name_of(first).casefold() == name_of(second).casefold()


def _find(session: Session, table: sa.Table, name: str, facts: dict[str, Any]) -> Any:
    columns, exactly = _searching(table, tuple((column, value is None) for column, value in facts.items()))
    known = {column: value for column, value in facts.items() if value is not None}
    exact = session.connection.execute(exactly, {"wanted": name, **known}).first()
    if exact:
        return exact
    # What lower() does beyond ASCII differs between the databases.
    as_long = columns.where(sa.func.length(table.c.name) == len(name))
    folded = name.casefold()
    return next((row for row in session.connection.execute(as_long, known) if row.name.casefold() == folded), None)


@cache
def _searching(table: sa.Table, narrowed: tuple[tuple[str, bool], ...]) -> "tuple[sa.Select[Any], sa.Select[Any]]":
    """All records within some facts, and those of a name; made once, as every new incident asks for several names."""
    within = [
        table.c[column].is_(None) if missing else table.c[column] == sa.bindparam(column)
        for column, missing in narrowed
    ]
    present_first = (table.c.withdrawn_at.isnot(None), table.c.id)
    columns = sa.select(table.c.id, table.c.name, table.c.withdrawn_at).where(*within).order_by(*present_first)
    return columns, columns.where(table.c.name == sa.bindparam("wanted"))


def rename(session: Session, table: sa.Table, record_id: int, name: str) -> None:
    """Raises Refused for an empty name or one that another record has."""
    name = name_of(name)
    if not name:
        raise Refused(_("A name can't be empty."))
    ledger.hold(session)
    facts = {"parent_id": ledger.current(session, table, record_id)["parent_id"]} if "parent_id" in table.c else {}
    other = _find(session, table, name, facts)
    if other is not None and other.id != record_id:
        raise Refused(_("There is “{name}” already.").format(name=isolated(name)))
    ledger.update(session, table, record_id, {"name": name})
