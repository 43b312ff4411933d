"""Writing the companions of a portable file into a used desk, table by table, each in one transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

import sqlalchemy as sa

from incidentdesk.detect.attachment import attachment
from incidentdesk.detect.transfer.another_desk import as_here
from incidentdesk.detect.transfer.bundle import Bundle, Record
from incidentdesk.detect.transfer.companion import Along, Facts, Plan, companions, plan, references, selves
from incidentdesk.detect.transfer.comparing import VIA
from incidentdesk.detect.transfer.file_bytes import write_bytes
from incidentdesk.detect.transfer.writing import Writer
from incidentdesk.language import _
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

_AT_ONCE = 2_000
_FIELD_OF = {"person": "reporter", "team": "team", "service": "service"}


@dataclass(frozen=True, slots=True)
class Arrived:
    """An incident of the file after it was taken: its number in the file, and by what it is known here."""

    row: int
    origin: str
    reference: str
    known_id: int | None
    withdrawn: bool  # in the file


def take_companions(
    bundle: Bundle,
    desk: str,
    writer: Writer,
    arrived: Mapping[int, Arrived],
    wanted: Mapping[str, Set[int]],
) -> Iterator[int]:
    """Take the records around incidents, in a dry run only count them; tells how many rows are done, again and again.

    `arrived` holds the incidents by their ids in the file, `wanted` what `referred` has found. Raises Refused where the
    records of the file do not fit together.
    """
    along = Along(bundle, desk)
    with writer.database.read() as reader:
        _find_outer_records(reader, along, arrived, wanted)
    rows = {along.ids["incident"][there]: one.row for there, one in arrived.items()}
    done = 0
    for table in companions():
        if writer.outcome.dry_run:
            with writer.database.read() as reader:
                made = plan(reader, along, table)
        else:
            made = _write(along, writer, table)
        writer.outcome.along += len(made.new) + len(made.changes)
        for incident_id, warning in made.warnings:
            writer.outcome.warn(rows.get(incident_id, 0), [warning])
        done += len(along.ids[table.name])
        yield done


def _write(along: Along, writer: Writer, table: sa.Table) -> Plan:
    with writer.database.write(actor=writer.actor, via=VIA) as session:
        session.gesture = writer.gesture
        # What is not here may not be made by anybody else meanwhile.
        ledger.hold(session)
        made = plan(session.reader, along, table)
        if made.new or made.changes:
            batch_id = writer.begin(session)
            _make_outer_records(session, along, writer, made)
            _insert(session, along, made)
            reason = _("imported again from {file}").format(file=writer.path.name)
            ledger.update_many(session, table, _changes(session, along, made), reason=reason)
    if made.new or made.changes:
        writer.outcome.batch_id = batch_id
    return made


def _insert(session: Session, along: Along, made: Plan) -> None:
    """What stands below a record that comes later in the file is put there in the end."""
    ids = along.ids[made.table.name]
    there = list(made.new)
    for start in range(0, len(there), _AT_ONCE):
        some = there[start : start + _AT_ONCE]
        rows = [as_here(made.table, _resolved(along, made.table, made.new[each])) for each in some]
        ids.update(zip(some, ledger.insert_many(session, made.table, rows), strict=True))
    below = {there: facts for there, facts in made.new.items() if any(facts[column] for column in selves(made.table))}
    ledger.update_many(
        session, made.table, {ids[there] or 0: _resolved(along, made.table, facts) for there, facts in below.items()}
    )


def _changes(session: Session, along: Along, made: Plan) -> dict[int, Facts]:
    touched = {"updated_at": session.at} if "updated_at" in made.table.info["unrecorded"] else {}
    return {
        record_id: {**touched, **as_here(made.table, _resolved(along, made.table, facts))}
        for record_id, facts in made.changes.items()
    }


def _resolved(along: Along, table: sa.Table, facts: Facts) -> Facts:
    """The facts with references to what is here by now; to what is not they are empty."""
    targets = dict(references(table))
    return {
        name: _made(along, targets[name], value) if name in targets and value is not None else value
        for name, value in facts.items()
    }


def _made(along: Along, target: str, record_id: int) -> int | None:
    if record_id > 0:
        return record_id
    made = along.ids[target][-record_id]
    return made if made is not None and made > 0 else None


# ── what companions refer to ─────────────────────────────────────────────────────────────────────────────────────────


def _find_outer_records(
    reader: Reader, along: Along, arrived: Mapping[int, Arrived], wanted: Mapping[str, Set[int]]
) -> None:
    along.ids["incident"] = {there: _incident_here(reader, there, one) for there, one in arrived.items()}
    along.ids["entry"] = dict(_entries(reader, along, arrived, wanted.get("entry", set())))
    along.ids["attachment"] = dict(_attachments(reader, along, wanted.get("attachment", set())))
    for table in ("team", "person", "service", "category"):
        along.ids[table] = dict(_named(reader, along.bundle, table, wanted.get(table, set())))


def _incident_here(reader: Reader, there: int, one: Arrived) -> int | None:
    """Nothing is added to an incident that was withdrawn here, unless its import was undone."""
    condition = "i.origin = :origin AND i.external_ref = :reference" if one.known_id is None else "i.id = :id"
    rows = reader.rows(
        'SELECT i.id, i.withdrawn_at, b.undone_at FROM incident i LEFT JOIN "import" b ON b.id = i.import_id'
        f" WHERE {condition} ORDER BY i.withdrawn_at IS NOT NULL, i.id",
        {"origin": one.origin, "reference": one.reference} if one.known_id is None else {"id": one.known_id},
    )
    if not rows:
        return -there
    record_id, withdrawn_at, undone_at = rows[0]
    stays_away = withdrawn_at is not None and undone_at is None and not one.withdrawn
    return None if stays_away else int(record_id)


def _entries(
    reader: Reader, along: Along, arrived: Mapping[int, Arrived], wanted: Set[int]
) -> Iterable[tuple[int, int | None]]:
    """Entries are known by their time and author; of several with both, by their text."""
    for row in _rows_of(along.bundle, "entry", wanted):
        incident_id = along.ids["incident"].get(row["incident_id"])
        if incident_id is None or incident_id < 0:
            yield row["id"], incident_id and -row["id"]
            continue
        found = reader.rows(
            "SELECT id, text FROM entry WHERE incident_id = :incident AND happened_at = :at AND author = :author"
            " ORDER BY id",
            {
                "incident": incident_id,
                "at": row["happened_at"],
                "author": row["author"] or arrived[row["incident_id"]].origin,
            },
        )
        alike = [record_id for record_id, text in found if text == row["text"]]
        yield row["id"], (alike or [record_id for record_id, _text in found] or [None])[0]


def _attachments(reader: Reader, along: Along, wanted: Set[int]) -> Iterable[tuple[int, int | None]]:
    for row in _rows_of(along.bundle, "attachment", wanted):
        incident_id = along.ids["incident"].get(row["incident_id"])
        if row["incident_id"] is not None and incident_id is None:
            yield row["id"], None
            continue
        whose = "incident_id IS NULL" if incident_id is None else "incident_id = :incident"
        found = reader.rows(
            f"SELECT id FROM attachment WHERE {whose} AND sha256 = :sha256 ORDER BY withdrawn_at IS NOT NULL, id",
            {"incident": incident_id, "sha256": row["sha256"]},
        )
        yield row["id"], int(found[0][0]) if found else -row["id"]


def _named(reader: Reader, bundle: Bundle, table: str, wanted: Set[int]) -> Iterable[tuple[int, int]]:
    """People, teams, services and categories are known by their names, people also by their mail address."""
    if not wanted:
        return
    here: dict[tuple[str, str], int] = {}
    parents = {"category": ("c LEFT JOIN category p ON p.id = c.parent_id", "coalesce(p.name, '')", "c.name")}
    source, parent, name = parents.get(table, ("c", "''", "c.name"))
    address = "c.email" if table == "person" else "''"
    for record_id, above, called, mail in reader.rows(
        f"SELECT c.id, {parent}, {name}, {address} FROM {table} {source} ORDER BY c.withdrawn_at IS NOT NULL, c.id"
    ):
        for text in (called, mail):
            here.setdefault((above.lower(), text.lower()), int(record_id))
    for there, (above, called) in _names_in(bundle, table, wanted).items():
        yield there, here.get((above.lower(), called.lower()), -there)


def _names_in(bundle: Bundle, table: str, wanted: Set[int]) -> dict[int, tuple[str, str]]:
    """The name of what each stands below, and its own."""
    rows = {row["id"]: row for row in bundle.rows(table)}
    return {
        there: (rows[row["parent_id"]]["name"] if row.get("parent_id") in rows else "", row["name"])
        for there, row in rows.items()
        if there in wanted
    }


def _make_outer_records(session: Session, along: Along, writer: Writer, made: Plan) -> None:
    """Names and files that are not here yet and that what is written refers to."""
    missing: dict[str, set[int]] = {}
    for facts in (*made.new.values(), *made.changes.values()):
        for column, target in references(made.table):
            record_id = facts.get(column)
            if record_id is not None and record_id < 0 and (along.ids[target][-record_id] or 0) < 0:
                missing.setdefault(target, set()).add(-record_id)
    for table in ("team", "person", "service", "category"):
        if table in missing:
            along.ids[table].update(_make_names(session, along.bundle, writer, table, missing[table]))
    for row in _rows_of(along.bundle, "attachment", missing.get("attachment", set())):
        along.ids["attachment"][row["id"]] = _attach(session, along, row)


def _make_names(
    session: Session, bundle: Bundle, writer: Writer, table: str, wanted: Set[int]
) -> Iterable[tuple[int, int | None]]:
    staff = {row["id"] for row in bundle.rows(table) if row.get("staff")}
    for there, (above, name) in _names_in(bundle, table, wanted).items():
        if table == "category":
            names, field = ({"category": above, "subcategory": name}, "subcategory") if above else ({}, "category")
            names = names or {"category": name}
        else:
            field = "assignee" if there in staff else _FIELD_OF[table]
            names = {field: name}
        yield there, writer.names.ids(session, [names])[0][f"{field}_id"]


def _attach(session: Session, along: Along, row: Record) -> int:
    """A file that belongs to no incident, or that was taken from one and is evidence still."""
    attachment_id = ledger.next_id(session, attachment)
    write_bytes(session.connection, along.bundle, row["id"], attachment_id, row["sha256"])
    whose = {"incident_id": along.ids["incident"][row["incident_id"]] if row["incident_id"] is not None else None}
    facts = {name: value for name, value in row.items() if name != "version"}
    return ledger.insert(session, attachment, {**facts, **whose, "id": attachment_id})


def _rows_of(bundle: Bundle, table: str, wanted: Set[int]) -> Sequence[Record]:
    return [row for row in bundle.rows(table) if row["id"] in wanted] if wanted else []
