"""The one collection of table definitions, and the columns that every record has."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives a rowid only to a column that is declared INTEGER; PostgreSQL needs BIGINT for the same range.
Identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def record(
    name: str,
    *columns: "sa.Column[Any] | sa.schema.SchemaItem",
    incident: str | None = None,
    unrecorded: Iterable[str] = (),
) -> sa.Table:
    """A table whose rows are written through the ledger.

    Every record has an id, a row version and an instant of withdrawal. `incident` names the column with the id of the
    incident in whose chain changes of this record stand ("id" for the incident itself); without it, and where that
    column is empty, they stand in the chain of the desk. `unrecorded` names columns that only repeat what the ledger
    says.
    """
    return sa.Table(
        name,
        metadata,
        sa.Column("id", Identity, primary_key=True, autoincrement=True),
        *columns,
        sa.Column("version", sa.Integer, nullable=False, default=1, server_default="1"),
        sa.Column("withdrawn_at", sa.BigInteger),
        info={"incident": incident, "unrecorded": frozenset(unrecorded)},
    )


def reference(name: str, target: str, *, nullable: bool = True) -> "sa.Column[int]":
    """A column with the id of another record."""
    return sa.Column(name, Identity, sa.ForeignKey(f"{target}.id"), nullable=nullable)


def among(values: Iterable[Any]) -> dict[str, Any]:
    """For the `info` of a column: what it may hold, so that what strangers have written can be held against it."""
    return {"fits": frozenset(values).__contains__}


def filled() -> dict[str, Any]:
    """For the `info` of a column: it is never empty."""
    return {"fits": bool}


def iso_date() -> dict[str, Any]:
    """For the `info` of a column: it holds a date as YYYY-MM-DD, or nothing."""

    def fits(text: str) -> bool:
        try:
            return not text or date.fromisoformat(text).isoformat() == text
        except ValueError:
            return False

    return {"fits": fits}


def json_of(kind: type) -> dict[str, Any]:
    """For the `info` of a column: it holds JSON of a dict or a list."""

    def fits(text: str) -> bool:
        try:
            return isinstance(json.loads(text), kind)
        except (ValueError, RecursionError):
            return False

    return {"fits": fits}


def index_of_present(name: str, *columns: "sa.Column[Any] | sa.ColumnElement[Any]", where: str = "") -> sa.Index:
    """An index over the records that are not withdrawn, on both databases."""
    condition = sa.text("withdrawn_at IS NULL" + (f" AND {where}" if where else ""))
    return sa.Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


def full_text(table: sa.Table, columns: Iterable[str]) -> None:
    """Ask for a full-text index over text columns; `store.search` makes it."""
    table.info["full_text"] = tuple(columns)
