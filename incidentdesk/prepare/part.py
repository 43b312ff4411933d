"""Parts of a record that are edited together with it, such as the ways to reach a person, as one text (R12).

A line is a part, its cells stand between tabs. As one text they are compared, kept as a draft and shown to two people
who have changed them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import _
from incidentdesk.prepare.fact import Facts, changed_columns, give_up_facts, present
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict, clashes_between
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """`owner` is the column with the id of the record, `kept` a text column for what somebody gave up.

    `store` makes columns of the cells of a line and raises Refused for what they can't be; a stored part that has the
    same in the columns `same` is changed rather than replaced.
    """

    fact: str
    table: sa.Table
    owner: str
    show: Callable[[Reader, int], Sequence[Cells]]
    store: Callable[[Session, Cells], dict[str, Any]]
    same: tuple[str, ...]
    kept: str


def lines_in(text: str) -> list[Cells]:
    """The cells of every line that says something."""
    return [tuple(cell.strip() for cell in line.split("\t")) for line in text.splitlines() if line.strip()]


def lines_text(lines: Iterable[Sequence[str]]) -> str:
    """The text of lines; line ends and tabs within a cell become blanks, empty cells at the end go away."""
    cells = ([" ".join(str(cell).split()) for cell in line] for line in lines)
    return "\n".join("\t".join(line).rstrip("\t") for line in cells)


def cell(cells: Cells, place: int) -> str:
    """One cell, "" where the line is too short."""
    return cells[place] if place < len(cells) else ""


def parts_shown(reader: Reader, parts: Iterable[Part], record_id: int) -> dict[str, str]:
    """The text of each part by the name of its fact."""
    return {part.fact: lines_text(part.show(reader, record_id)) for part in parts}


def shown_row(reader: Reader, sql: str, names: Sequence[str], record_id: int) -> dict[str, Any]:
    """The facts of one record by their names, in the order of the query; truth values are such on both databases.

    Raises Refused where the record is not there any more. `names` that begin with a question mark are truth values.
    """
    rows = reader.rows(sql, {"id": record_id})
    if not rows:
        raise Refused(_("This is not there any more; somebody has taken it away."))
    pairs = zip(names, rows[0], strict=True)
    return {name.lstrip("?"): bool(value) if name.startswith("?") else value for name, value in pairs}


def write_parts(session: Session, parts: Iterable[Part], record_id: int, texts: Mapping[str, Any]) -> None:
    """Store the parts whose texts are given; raises Refused for what a line can't be."""
    for part in parts:
        if part.fact in texts:
            _write(session, part, record_id, lines_in(str(texts[part.fact])))


def change_with_parts(
    session: Session,
    table: sa.Table,
    facts: Facts,
    parts: Sequence[Part],
    record_id: int,
    changes: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Write changed parts and return the columns of the record that are to be changed.

    Raises Conflict where somebody has changed one of them since it was seen, Refused for what they can't be.
    """
    row = present(session, table, record_id)
    names = {part.fact for part in parts}
    plain_seen = None if seen is None else {name: value for name, value in seen.items() if name in facts}
    plain = {name: value for name, value in changes.items() if name not in names}
    columns = changed_columns(session, table, facts, row, plain, plain_seen)
    for part in parts:
        if part.fact in changes:
            _refuse_conflict(session, part, record_id, str(changes[part.fact]), seen)
    write_parts(session, parts, record_id, changes)
    return columns


def give_up_with_parts(
    session: Session,
    table: sa.Table,
    facts: Facts,
    parts: Sequence[Part],
    record_id: int,
    given_up: Mapping[str, Any],
) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    plain = {name: value for name, value in given_up.items() if name in facts}
    give_up_facts(session, table, facts, record_id, plain)
    for part in parts:
        if part.fact in given_up:
            last = _newest(session, part, record_id)
            if last is not None:
                ledger.decline(session, part.table, last, {part.kept: str(given_up[part.fact])})


def _write(session: Session, part: Part, record_id: int, lines: Sequence[Cells]) -> None:
    wanted = [part.store(session, cells) for cells in lines]
    stored = _stored(session, part, record_id)
    for position, values in enumerate(wanted, 1):
        if "position" in part.table.c:
            values = {**values, "position": position}
        same = next((row for row in stored if all(row[name] == values[name] for name in part.same)), None)
        if same is None:
            ledger.insert(session, part.table, {"key": new_key(), part.owner: record_id, **values})
        else:
            stored.remove(same)
            ledger.update(session, part.table, same["id"], values)
    for row in stored:
        ledger.withdraw(session, part.table, row["id"])


def _stored(session: Session, part: Part, record_id: int) -> list[Mapping[str, Any]]:
    table = part.table
    order = (table.c.position, table.c.id) if "position" in table.c else (table.c.id,)
    found = session.connection.execute(
        sa.select(table).where(table.c[part.owner] == record_id, table.c.withdrawn_at.is_(None)).order_by(*order)
    )
    return [row._asdict() for row in found]


def _refuse_conflict(session: Session, part: Part, record_id: int, text: str, seen: Mapping[str, Any] | None) -> None:
    if seen is None or part.fact not in seen:
        return
    shown = parts_shown(session.reader, (part,), record_id)
    clashes = clashes_between({part.fact: seen[part.fact]}, shown, {part.fact: text})
    if clashes:
        raise Conflict(clashes, _last_writer(session, part, record_id))


def _last_writer(session: Session, part: Part, record_id: int) -> str:
    ids = sa.select(part.table.c.id).where(part.table.c[part.owner] == record_id)
    written = (
        sa.select(ledger.ledger.c.actor)
        .where(ledger.ledger.c.noun == part.table.name, ledger.ledger.c.record_id.in_(ids))
        .order_by(ledger.ledger.c.id.desc())
        .limit(1)
    )
    return str(session.connection.execute(written).scalar() or "")


def _newest(session: Session, part: Part, record_id: int) -> int | None:
    newest = sa.select(sa.func.max(part.table.c.id)).where(part.table.c[part.owner] == record_id)
    return session.connection.execute(newest).scalar()
