"""The name by which a record of the catalogue is known: there is one of it, and what names it must exist."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _, isolated
from incidentdesk.prepare.fact import Fact, name_of
from incidentdesk.prepare.naming import LONGEST_NAME
from incidentdesk.prepare.naming import name_of as tidy_name
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session


def record_named(session: Session, table: sa.Table, name: str) -> int | None:
    """The id of the record of that name that is not withdrawn, upper and lower case being the same."""
    found = _found(session, table, name)
    return found[0] if found is not None and found[1] is None else None


def own_name(missing: str) -> Fact:
    """The name of the record itself; `missing` is the sentence for an empty one, marked for translation."""

    def store(_session: Session, value: Any) -> str:
        name = tidy_name(str(value))
        if not name:
            raise Refused(_(missing))
        return name

    return Fact("name", store, lambda _session, value: value)


def existing(column: str, table: sa.Table, unknown: str) -> Fact:
    """The name of another record that must be there; `unknown` is the sentence with {name} for one that is not."""

    def store(session: Session, value: Any) -> int | None:
        name = tidy_name(str(value))
        if not name:
            return None
        found = record_named(session, table, name)
        if found is None:
            raise Refused(_(unknown).format(name=isolated(name)))
        return found

    return Fact(column, store, lambda session, key: name_of(session, table, key))


def insert_named(session: Session, table: sa.Table, values: Mapping[str, Any]) -> int:
    """Write a new record; one of that name that was withdrawn comes back with these values.

    Raises Refused where there is one of that name.
    """
    ledger.hold(session)
    found = _found(session, table, values["name"])
    if found is None:
        return ledger.insert(session, table, values)
    if found[1] is None:
        raise _is_there(values["name"])
    ledger.update(session, table, found[0], {**ledger.defaults_of(table), **values, "withdrawn_at": None})
    return found[0]


def refuse_taken(session: Session, table: sa.Table, record_id: int, name: str) -> None:
    """Raises Refused where another record has that name, be it in the trash."""
    ledger.hold(session)
    found = _found(session, table, name)
    if found is not None and found[0] != record_id:
        raise _is_there(name)


def make_room(session: Session, table: sa.Table, record_id: int, name: str) -> None:
    """Raises Refused where another record has that name; one in the trash gives it up and takes its number behind it.

    A `record_id` of 0 is for a new record.
    """
    ledger.hold(session)
    for row in _all_of_name(session, table, name):
        if row.id == record_id:
            continue
        if row.withdrawn_at is None:
            raise _is_there(row.name)
        mark = f" ({row.id})"
        ledger.update(session, table, row.id, {"name": row.name[: LONGEST_NAME - len(mark)] + mark})


def _is_there(name: str) -> Refused:
    return Refused(_("There is “{name}” already. Choose another name.").format(name=isolated(name)))


def _found(session: Session, table: sa.Table, name: str) -> tuple[int, int | None] | None:
    """The id and the instant of withdrawal."""
    return next(((row.id, row.withdrawn_at) for row in _all_of_name(session, table, name)), None)


def _all_of_name(session: Session, table: sa.Table, name: str) -> Iterator[Any]:
    """Those that are present first."""
    folded = tidy_name(name).casefold()
    rows = session.connection.execute(
        sa.select(table.c.id, table.c.name, table.c.withdrawn_at).order_by(table.c.withdrawn_at.isnot(None), table.c.id)
    )
    return (row for row in rows.all() if row.name.casefold() == folded)
