"""A fact of a record: how a person sees it, how it is stored, and what happens when two people change it (R12)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _, isolated
from incidentdesk.prepare.wording import line_of, text_of
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict, clashes_between
from incidentdesk.store.session import Session


@dataclass(frozen=True, slots=True)
class Fact:
    """`store` makes what stands in the column of what a person gives, `show` the reverse."""

    column: str
    store: Callable[[Session, Any], Any]
    show: Callable[[Session, Any], Any]


Facts = Mapping[str, Fact]


def _as_it_is(_session: Session, value: Any) -> Any:
    return value


def line(column: str, missing: str) -> Fact:
    """A line that can't be empty; `missing` is the sentence that says so, marked for translation."""
    return Fact(column, lambda _session, value: line_of(str(value), _(missing)), _as_it_is)


def text(column: str) -> Fact:
    return Fact(column, lambda _session, value: text_of(str(value)).strip(), _as_it_is)


def named(column: str, table: sa.Table, find: Callable[[Session, str], int | None]) -> Fact:
    """The name of another record, which `find` makes where there is none."""
    return Fact(
        column, lambda session, value: find(session, str(value)), lambda session, key: name_of(session, table, key)
    )


def chosen(column: str, choose: Callable[[Any], Any]) -> Fact:
    """One of some values; `choose` raises Refused for any other."""
    return Fact(column, lambda _session, value: choose(value), _as_it_is)


def name_of(session: Session, table: sa.Table, record_id: int | None) -> str:
    if record_id is None:
        return ""
    return str(session.connection.execute(sa.select(table.c.name).where(table.c.id == record_id)).scalar())


def one_of(values: Mapping[Any, str] | tuple[Any, ...], sentence: str) -> Callable[[Any], Any]:
    """A choice that refuses what is not among some values; `sentence` is marked for translation."""

    def choose(value: Any) -> Any:
        found = [each for each in values if each == value]
        if not found:
            raise Refused(_(sentence))
        return found[0]

    return choose


def shown_facts(session: Session, table: sa.Table, facts: Facts, record_id: int) -> dict[str, Any]:
    """All facts as a person sees them; raises Refused where there is no such record."""
    row = ledger.current(session, table, record_id)
    return _shown(session, facts, row)


def _shown(session: Session, facts: Facts, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact.show(session, row[fact.column]) for name, fact in facts.items()}


def stored_facts(session: Session, facts: Facts, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of some facts; raises Refused for a fact that there is not and for what a fact can't be."""
    for name in values:
        if name not in facts:
            raise Refused(_("There is no field “{field}”.").format(field=isolated(name)))
    return {facts[name].column: facts[name].store(session, value) for name, value in values.items()}


def present(session: Session, table: sa.Table, record_id: int) -> Mapping[str, Any]:
    """The record, held against other writers; raises Refused where there is none or it was taken away."""
    row = ledger.current(session, table, record_id)
    if row["withdrawn_at"] is not None:
        who = last_writer(session, table, record_id, {"withdrawn_at"})
        raise Refused(_("{name} has taken this away meanwhile, so nothing was saved.").format(name=isolated(who)))
    return row


def changed_columns(
    session: Session,
    table: sa.Table,
    facts: Facts,
    row: Mapping[str, Any],
    changes: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """The columns that differ; `seen` are the facts that the person had before the eyes.

    Raises Conflict where somebody has changed one of them since, Refused for what a fact can't be.
    """
    if seen is not None:
        clashes = clashes_between(seen, _shown(session, facts, row), changes)
        if clashes:
            columns = {facts[clash.field].column for clash in clashes}
            raise Conflict(clashes, last_writer(session, table, row["id"], columns))
    columns_after = stored_facts(session, facts, changes)
    return {name: value for name, value in columns_after.items() if row[name] != value}


def give_up_facts(session: Session, table: sa.Table, facts: Facts, record_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written."""
    row = ledger.current(session, table, record_id)
    wanted = {name: value for name, value in stored_facts(session, facts, given_up).items() if row[name] != value}
    if wanted:
        ledger.decline(session, table, record_id, wanted)


def last_writer(session: Session, table: sa.Table, record_id: int, columns: set[str]) -> str:
    """Who changed one of these columns last."""
    written = session.connection.execute(
        sa.select(ledger.ledger.c.actor, ledger.ledger.c.changes)
        .where(
            ledger.ledger.c.chain == ledger.chain_of(session, table, record_id),
            ledger.ledger.c.noun == table.name,
            ledger.ledger.c.record_id == record_id,
        )
        .order_by(ledger.ledger.c.position.desc())
    )
    return next((str(actor) for actor, changes in written if columns & json.loads(changes).keys()), "")
