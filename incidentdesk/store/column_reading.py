"""Whole columns of numbers as arrays, for what is counted over very many records.

Rows as tuples would hold the interpreter for seconds where there are a million of them. The database writes the
numbers of many rows into one text instead, during which other threads go on.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from incidentdesk.store.reading import Parameters, Reader

Integers = NDArray[np.int64]

# What stands where there is no number; no instant and no id is so small.
MISSING = -(1 << 62)
# So many keys go into one text, and so much of it is turned into numbers at once; both bound what is held.
_KEYS_AT_ONCE = 100_000
_CHARACTERS_AT_ONCE = 1 << 17


def read_columns(
    reader: Reader, expressions: Mapping[str, str], source: str, parameters: Parameters | None = None, *, key: str
) -> dict[str, Integers]:
    """The values of SQL expressions over the rows of a source ("incident AS i WHERE …"), a place for each row.

    Every expression is a whole number or NULL, which becomes MISSING. `key` is an expression by whose value, an id,
    the reading goes on piece by piece; the rows of one piece stand in no particular order. It is of the first table of
    the source.
    """
    bounds = _bounds(reader, source, key)
    pieces: list[list[Integers]] = [[] for _name in expressions]
    if bounds is not None:
        chosen = ", ".join(_text(reader.dialect, each) for each in expressions.values())
        joiner = "AND" if " WHERE " in source else "WHERE"
        sql = f"SELECT {chosen} FROM {source} {joiner} {key} >= :piece_low AND {key} < :piece_high"
        for start in range(bounds[0], bounds[1] + 1, _KEYS_AT_ONCE):
            bound = {**(parameters or {}), "piece_low": start, "piece_high": start + _KEYS_AT_ONCE}
            for column, value in zip(pieces, reader.rows(sql, bound)[0], strict=True):
                column.extend(_numbers(value))
    return {
        name: np.concatenate(column) if column else np.empty(0, np.int64)
        for name, column in zip(expressions, pieces, strict=True)
    }


def _bounds(reader: Reader, source: str, key: str) -> tuple[int, int] | None:
    """Of the whole table, which its index knows; those of what is read would be looked for in all of its rows.

    None for an empty table.
    """
    table = source.partition(" WHERE ")[0].partition(" JOIN ")[0]
    found = reader.rows(f"SELECT (SELECT min({key}) FROM {table}), (SELECT max({key}) FROM {table})")
    low, high = found[0]
    return None if low is None else (low, high)


def _text(dialect: str, expression: str) -> str:
    """The numbers of all rows as one value; those of several columns stand in the same order."""
    filled = f"COALESCE({expression}, {MISSING})"
    if dialect == "postgresql":
        return f"string_agg(int8send(CAST({filled} AS bigint)), CAST('' AS bytea))"
    return f"group_concat({filled})"


def _numbers(value: Any) -> Iterator[Integers]:
    if value is None:
        return
    if isinstance(value, str):
        yield from _written_numbers(value)
    else:
        yield np.frombuffer(bytes(value), ">i8").astype(np.int64)


def _written_numbers(text: str) -> Iterator[Integers]:
    start = 0
    while start < len(text):
        end = text.find(",", start + _CHARACTERS_AT_ONCE)
        end = len(text) if end < 0 else end
        yield np.fromstring(text[start:end], np.int64, sep=",")
        start = end + 1
