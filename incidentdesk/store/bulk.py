"""Many rows in one statement."""

import itertools
from collections.abc import Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

ROWS_AT_ONCE = 200
_MOST_PARAMETERS = 30_000  # of one statement; SQLite allows 32,766 and PostgreSQL 65,535


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, at least two of them; nothing is written into the ledger.

    The full-text index of SQLite is brought up to date once for each statement, which for single rows takes twice as
    long as all the rest. In plain SQL, because SQLAlchemy takes as long as the database.
    """
    if not rows:
        return
    names = tuple(rows[0])
    pick = itemgetter(*names)
    at_once = min(ROWS_AT_ONCE, _MOST_PARAMETERS // len(names))
    for start in range(0, len(rows), at_once):
        some = rows[start : start + at_once]
        statement = _insert_text(table, connection.dialect.name, names, len(some))
        connection.exec_driver_sql(statement, tuple(itertools.chain.from_iterable(map(pick, some))))


@cache
def _insert_text(table: sa.Table, dialect: str, names: tuple[str, ...], rows: int) -> str:
    mark = "%s" if dialect == "postgresql" else "?"
    columns = ", ".join(f'"{name}"' for name in names)
    values = f"({', '.join([mark] * len(names))})"
    return f'INSERT INTO "{table.name}" ({columns}) VALUES {", ".join([values] * rows)}'
