"""Merging a portable file into a desk that has incidents already."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from incidentdesk.detect.attachment import attachment
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import TIMES, incident
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.saved_view import saved_view
from incidentdesk.detect.transfer.bundle import Bundle, Record
from incidentdesk.detect.transfer.companion import companions, referred
from incidentdesk.detect.transfer.companion_writing import Arrived, take_companions
from incidentdesk.detect.transfer.comparing import VIA
from incidentdesk.detect.transfer.field import FIELDS, NAMES
from incidentdesk.detect.transfer.file_bytes import write_bytes
from incidentdesk.detect.transfer.incoming import File, Incoming
from incidentdesk.detect.transfer.mapping import Mapping
from incidentdesk.detect.transfer.note import Note
from incidentdesk.detect.transfer.outcome import Outcome
from incidentdesk.detect.transfer.survey import Cancelled, CancelledByUser, Progress
from incidentdesk.detect.transfer.writing import Writer
from incidentdesk.language import _
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

PROFILE = "everything"
_INCIDENTS_AT_ONCE = 500
_FACTS = (
    "title", "description", "state", "on_hold_reason", "priority", "impact", "urgency", "override_reason", "channel",
    "tags", "major", "resolution_code", "resolution_notes", *TIMES, "reopen_count", "reassignment_count",
)  # fmt: skip
_TABLE_OF = {"reporter": "person", "assignee": "person", "subcategory": "category"}
# Changes that are worth a line in the timeline, as in the event logs of other tools.
_TOLD = {"state": "state", "priority": "priority", "team_id": "team", "assignee_id": "assignee"}
_NOTHING = "—"


def merge(
    database: Database,
    bundle: Bundle,
    *,
    actor: str,
    dry_run: bool,
    progress: Progress,
    cancelled: Cancelled,
) -> Outcome:
    """Import the incidents of another desk, or of this one as it was. See `take_everything`."""
    outcome = Outcome(dry_run=dry_run)
    with database.read() as reader:
        here = _desk_of(reader)
    mapping = Mapping(profile=PROFILE, origin=_label(bundle.manifest.desk))
    writer = Writer(database, bundle.path, mapping, actor, outcome, _file_writer(bundle))
    wanted = referred(bundle)
    source = _Source(bundle, here)
    arrived: dict[int, Arrived] = {}
    incidents = bundle.count("incident")
    total = incidents + sum(bundle.count(table.name) for table in companions())
    try:
        for chunk, done in source.chunks():
            with database.read() as reader:
                _know_again(reader, chunk)
            writer.take([told.incoming for told in chunk])
            arrived.update((told.chain, _arrived(told)) for told in chunk if told.chain in wanted.get("incident", ()))
            progress(done, total)
            if cancelled():
                raise CancelledByUser
        for rows in take_companions(bundle, here, writer, arrived, wanted):
            progress(incidents + rows, total)
            if cancelled():
                raise CancelledByUser
        if not dry_run:
            _link_parents(database, writer, source.parents, mapping.origin)
            _add_views(database, bundle, writer)
        writer.finish()
    except CancelledByUser:
        writer.take_back(progress)
        return Outcome(dry_run=dry_run, cancelled=True, batch_id=outcome.batch_id)
    except BaseException:
        with suppress(Exception):
            writer.take_back()
        raise
    return outcome


class _Told:
    """An incident of the file with what its chain of the ledger tells."""

    def __init__(self, incoming: Incoming, chain: int, events: list[Record]) -> None:
        self.incoming = incoming
        self.chain = chain
        self.events = events


class _Source:
    """The incidents of a portable file, read side by side with what belongs to them."""

    def __init__(self, bundle: Bundle, here: str) -> None:
        self.bundle = bundle
        self.here = here
        self.parents: list[tuple[Incoming, int]] = []  # a child and the id of its parent in the file
        self._label = _label(bundle.manifest.desk)
        self._names = {table: _names(bundle, table) for table in ("person", "team", "service", "category")}

    def chunks(self) -> Iterator[tuple[list[_Told], int]]:
        entries = _Beside(self.bundle, "entry", "incident_id")
        files = _Beside(self.bundle, "attachment", "incident_id")
        events = _Beside(self.bundle, "ledger", "chain")
        chunk: list[_Told] = []
        done = before = 0
        for row in self.bundle.rows("incident"):
            if row["id"] <= before:
                raise Refused(_("The incidents of the file are not in order. Export it once more."))
            before, done = row["id"], done + 1
            incoming, history = self._incoming(done, row), events.of(before)
            known = _brought(history) if incoming.known_id is not None else frozenset()
            incoming.notes = [
                _note(one) for one in entries.of(before) if one["withdrawn_at"] is None and one["id"] not in known
            ]
            incoming.files = [_file(one) for one in files.of(before) if one["withdrawn_at"] is None]
            chunk.append(_Told(incoming, before, [self._told(event) for event in history]))
            if len(chunk) >= _INCIDENTS_AT_ONCE:
                yield chunk, done
                chunk = []
        yield chunk, done

    def _incoming(self, position: int, row: Record) -> Incoming:
        names = {name: self._name(name, row[f"{name}_id"]) for name in NAMES}
        if not names["category"]:
            names["subcategory"] = ""
        origin, reference = row["origin"], row["external_ref"]
        known_id = None
        if not origin or not reference:
            origin, reference = self._label, number(row["id"])
        elif self.here and origin == _label(self.here):
            # It went from here to there and now comes home.
            known_id = incident_id_of(reference)
        found = Incoming(
            position,
            origin,
            reference,
            {name: row[name] for name in _FACTS},
            names,
            derived={"time_sources": row["time_sources"], "withdrawn_at": row["withdrawn_at"]},
            updated_at=row["updated_at"],
            known_id=known_id,
        )
        if row["parent_id"] is not None:
            self.parents.append((found, row["parent_id"]))
        return found

    def _name(self, field: str, record_id: int | None) -> str:
        return self._names[_TABLE_OF.get(field, field)].get(record_id, "") if record_id is not None else ""

    def _told(self, event: Record) -> Record:
        """The event with its lines for the timeline."""
        lines = []
        if event["noun"] == incident.name and event["act"] == ledger.CHANGED:
            for column, pair in json.loads(event["changes"]).items():
                if column in _TOLD and isinstance(pair, list) and len(pair) == 2:
                    before, after = (self._shown(column, value) for value in pair)
                    lines.append(f"{_(FIELDS[_TOLD[column]].label)} {before} → {after}")
        return {**event, "lines": lines}

    def _shown(self, column: str, value: Any) -> str:
        if value is None:
            return _NOTHING
        if column == "priority":
            return f"P{value}"
        return str(value) if column == "state" else self._name(_TOLD[column], value) or _NOTHING


def _brought(history: Sequence[Record]) -> frozenset[int]:
    """Entries that an import has written there: of an incident that comes home, they tell what is known here."""
    return frozenset(
        event["record_id"]
        for event in history
        if event["noun"] == entry.name and event["act"] == ledger.CREATED and event["via"] == VIA
    )


class _Beside:
    """The rows of a table that belong to one incident after the other."""

    def __init__(self, bundle: Bundle, table: str, key: str) -> None:
        self._rows = bundle.rows(table)
        self._key = key
        self._next = next(self._rows, None)

    def of(self, incident_id: int) -> list[Record]:
        found: list[Record] = []
        # What belongs to a problem has no incident, and stands first.
        while self._next is not None and (self._next[self._key] or 0) <= incident_id:
            if self._next[self._key] == incident_id:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _arrived(told: _Told) -> Arrived:
    incoming = told.incoming
    withdrawn = incoming.derived["withdrawn_at"] is not None
    return Arrived(incoming.row, incoming.origin, incoming.reference, incoming.known_id, withdrawn)


def _know_again(reader: Reader, chunk: Sequence[_Told]) -> None:
    """Find the incidents that are of this very desk, and of their history only what is not here."""
    hashes: dict[int, set[str]] = {}
    chains = [told.chain for told in chunk if told.events]
    for start in range(0, len(chains), _INCIDENTS_AT_ONCE):
        some = ", ".join(map(str, chains[start : start + _INCIDENTS_AT_ONCE]))
        for chain, digest in reader.rows(f"SELECT chain, hash FROM ledger WHERE chain IN ({some})"):
            hashes.setdefault(int(chain), set()).add(digest)
    for told in chunk:
        here = hashes.get(told.chain, set())
        if told.events and told.events[0]["hash"] in here:
            told.incoming.known_id = told.chain
        else:
            here = set()
        told.incoming.notes += [
            Note("\n".join(event["lines"]), event["actor"], happened_at=event["at"])
            for event in told.events
            if event["lines"] and event["hash"] not in here
        ]
    _forget_missing(reader, [told.incoming for told in chunk if told.incoming.known_id is not None])


def _forget_missing(reader: Reader, incoming: Sequence[Incoming]) -> None:
    """An incident that came from here may be of a part of the desk that this copy never had."""
    ids = [one.known_id for one in incoming]
    if not ids:
        return
    present = {row[0] for row in reader.rows(f"SELECT id FROM incident WHERE id IN ({', '.join(map(str, ids))})")}
    for one in incoming:
        if one.known_id not in present:
            one.known_id = None


def _note(row: Record) -> Note:
    return Note(row["text"], row["author"], row["public"], row["happened_at"], starred=row["starred"])


def _file(row: Record) -> File:
    return File(row["id"], row["name"], row["media_type"], row["size"], row["sha256"], row["added_at"], row["added_by"])


def _names(bundle: Bundle, table: str) -> dict[int, str]:
    return {row["id"]: row["name"] for row in bundle.rows(table)}


def _desk_of(reader: Reader) -> str:
    rows = reader.rows("SELECT hash FROM ledger ORDER BY id LIMIT 1")
    return str(rows[0][0]) if rows else ""


def _label(desk: str) -> str:
    """What the numbers of a desk belong to."""
    return f"IncidentDesk {desk[:8]}".rstrip()


def _file_writer(bundle: Bundle) -> Any:
    def write(session: Session, incident_id: int, file: File) -> None:
        attachment_id = ledger.next_id(session, attachment)
        write_bytes(session.connection, bundle, file.source_id, attachment_id, file.sha256)
        facts = {
            "id": attachment_id,
            "incident_id": incident_id,
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
            "added_at": file.added_at,
            "added_by": file.added_by,
        }
        ledger.insert(session, attachment, facts)

    return write


def _link_parents(database: Database, writer: Writer, parents: Sequence[tuple[Incoming, int]], origin: str) -> None:
    """Children that have no parent here get theirs, if it came along and is no child itself."""
    if not parents or writer.outcome.batch_id is None:
        return
    with database.write(actor=writer.actor, via=VIA) as session:
        session.gesture = writer.gesture
        for child, parent_id in parents:
            child_row = _here(session, child.origin, child.reference)
            parent_row = _here(session, origin, number(parent_id))
            if child_row and parent_row and child_row[1] is None and parent_row[1] is None and child_row != parent_row:
                ledger.update(session, incident, child_row[0], {"parent_id": parent_row[0]})


def _here(session: Session, origin: str, reference: str) -> tuple[int, int | None] | None:
    sql = "SELECT id, parent_id FROM incident WHERE origin = :origin AND external_ref = :reference ORDER BY id"
    rows = session.reader.rows(sql, {"origin": origin, "reference": reference})
    return (rows[0][0], rows[0][1]) if rows else None


def _add_views(database: Database, bundle: Bundle, writer: Writer) -> None:
    """Saved views that are not here yet; settings stay those of this desk."""
    views = [row for row in bundle.rows("saved_view") if row["withdrawn_at"] is None]
    if not views or writer.outcome.batch_id is None:
        return
    with database.write(actor=writer.actor, via=VIA) as session:
        session.gesture = writer.gesture
        present = {tuple(row) for row in session.reader.rows("SELECT name, query FROM saved_view")}
        new = [
            {name: row[name] for name in ("name", "query", "layout", "position")}
            for row in views
            if (row["name"], row["query"]) not in present
        ]
        ledger.insert_many(session, saved_view, new)
