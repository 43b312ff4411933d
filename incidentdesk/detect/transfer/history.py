"""An event log: many rows per incident, of which the last is the record and the earlier ones its history."""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from incidentdesk.detect.transfer.field import FIELDS
from incidentdesk.detect.transfer.incoming import Incoming, Interpreter
from incidentdesk.detect.transfer.instants import Unreadable
from incidentdesk.detect.transfer.note import Note
from incidentdesk.detect.transfer.row import Row
from incidentdesk.language import _

# What a change of is worth a line in the timeline.
_TOLD = ("state", "priority", "team", "assignee")
_NOTHING = "—"
_ROWS_AT_ONCE = 5_000


def grouped(rows: Iterable[Row], interpreter: Interpreter) -> Iterator[list[Row]]:
    """The rows of one incident after the other; rows with a problem and rows without a number stand alone."""
    for number, group in groupby(rows, lambda row: "" if row.problem else interpreter.first("number", row.cells)):
        if number:
            yield list(group)
        else:
            yield from ([row] for row in group)


def brought_together(rows: Iterable[Row], interpreter: Interpreter) -> Iterator[Row]:
    """The rows of a log in which the incidents are mixed, sorted by incident and within it as they were.

    They go through a temporary file, so that a large log does not have to fit into memory.
    """
    with tempfile.TemporaryDirectory(prefix="incidentdesk-") as folder:
        connection = sqlite3.connect(Path(folder) / "rows.db")
        try:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("CREATE TABLE line (first INTEGER, row INTEGER, cells TEXT, problem TEXT)")
            connection.execute("CREATE TABLE incident (number TEXT PRIMARY KEY, first INTEGER) WITHOUT ROWID")
            for row in rows:
                number = "" if row.problem else interpreter.first("number", row.cells)
                first = _first_row(connection, number, row.number) if number else row.number
                line = (first, row.number, json.dumps(list(row.cells)), row.problem)
                connection.execute("INSERT INTO line VALUES (?, ?, ?, ?)", line)
            sorted_lines = connection.execute("SELECT row, cells, problem FROM line ORDER BY first, row")
            for row_number, cells, problem in sorted_lines:
                yield Row(row_number, json.loads(cells), problem)
        finally:
            connection.close()


def _first_row(connection: sqlite3.Connection, number: str, row: int) -> int:
    connection.execute("INSERT OR IGNORE INTO incident VALUES (?, ?)", (number, row))
    return int(connection.execute("SELECT first FROM incident WHERE number = ?", (number,)).fetchone()[0])


def incoming_of(group: list[Row], interpreter: Interpreter) -> Incoming:
    """The incident of the rows of one number; raises Refused for what is wrong in the last one."""
    found = interpreter.incoming(group[-1])
    if len(group) > 1:
        found.notes[:0] = _told(group, interpreter, found.warnings)
    return found


def _told(group: list[Row], interpreter: Interpreter, warnings: list[str]) -> Iterator[Note]:
    before: dict[str, str] = {}
    for row in group:
        after = {name: _shown(name, row, interpreter) for name in _TOLD}
        lines = [_change(name, before.get(name), after[name]) for name in _TOLD if before.get(name) != after[name]]
        if not before:
            lines = lines[:1]
        before = after
        if not lines:
            continue
        try:
            when = interpreter.instant(interpreter.first("updated_at", row.cells))
        except Unreadable as error:
            warnings.append(_("Row {row} of the history is left out: {reason}.").format(row=row.number, reason=error))
            continue
        author = interpreter.first("updated_by", row.cells)
        yield Note("\n".join(lines), author, happened_at=when)


def _change(name: str, before: str | None, after: str) -> str:
    label = _(FIELDS[name].label)
    if before is None:
        return f"{label} {after or _NOTHING}"
    return f"{label} {before or _NOTHING} → {after or _NOTHING}"


def _shown(name: str, row: Row, interpreter: Interpreter) -> str:
    """A value in our words where it has a counterpart, in those of the file otherwise."""
    text = interpreter.first(name, row.cells)
    if name not in ("state", "priority"):
        return " ".join(text.split())
    meaning = interpreter.meaning(name, text)
    if not meaning:
        return text
    return f"P{meaning}" if name == "priority" else meaning
