"""Importing: the incidents of a file are made, updated or left alone, in transactions of some thousand rows."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import TIMES, incident
from incidentdesk.detect.transfer.batch import batch
from incidentdesk.detect.transfer.comparing import VIA, Change, Comparison, compare
from incidentdesk.detect.transfer.history import brought_together, grouped, incoming_of
from incidentdesk.detect.transfer.incoming import Incoming, Interpreter
from incidentdesk.detect.transfer.mapping import Mapping, check_against, to_json
from incidentdesk.detect.transfer.names import NameBook
from incidentdesk.detect.transfer.note import Note
from incidentdesk.detect.transfer.refusals import RefusalFile
from incidentdesk.detect.transfer.row import Row
from incidentdesk.detect.transfer.sheet import Sheet
from incidentdesk.detect.transfer.survey import Cancelled, CancelledByUser, Progress, Survey, settled, survey
from incidentdesk.detect.transfer.undoing import undo_import
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.database import Database
from incidentdesk.store.session import Session, new_gesture

IMPORTED = "imported"  # the source of a time that came with a file
_INCIDENTS_AT_ONCE = 2_000
_ROWS_AT_ONCE = 10_000
_MOST_KEPT = 10_000  # refusals and warnings that are held for showing; all are counted and written to the file


@dataclass
class Outcome:
    """What an import did, or in a dry run would do. Rows are numbered as in the file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused_count: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    warning_count: int = 0
    warnings: list[tuple[int, str]] = field(default_factory=list)
    batch_id: int | None = None
    dry_run: bool = False
    cancelled: bool = False

    def refuse(self, row: int, reason: str) -> None:
        self.refused_count += 1
        if len(self.refused) < _MOST_KEPT:
            self.refused.append((row, reason))

    def warn(self, row: int, texts: Sequence[str]) -> None:
        self.warning_count += len(texts)
        if len(self.warnings) < _MOST_KEPT:
            self.warnings.extend((row, text) for text in texts)

    def sentence(self) -> str:
        """The result in one sentence."""
        if self.cancelled:
            return _("The import was cancelled; what it had made was undone.")
        counts = _("{created:,} created, {updated:,} updated, {unchanged:,} unchanged, {refused:,} refused").format(
            created=self.created, updated=self.updated, unchanged=self.unchanged, refused=self.refused_count
        )
        return _("It would be: {counts}. Nothing was written.").format(counts=counts) if self.dry_run else counts + "."


def take(
    database: Database,
    sheet: Sheet,
    mapping: Mapping,
    *,
    actor: str,
    dry_run: bool = False,
    found: Survey | None = None,
    error_file: str | Path | None = None,
    progress: Progress = lambda _done, _total: None,
    cancelled: Cancelled = lambda: False,
) -> Outcome:
    """Import a file. Incidents are told apart by the origin and the number that they have there.

    `found` is the survey of this mapping if there is one already. On Cancel, or when anything goes wrong on the way,
    what was written is undone. Raises Refused where nothing can be imported, Undecided if the order of dates must be
    given; faults of single rows are part of the outcome.
    """
    check_against(mapping, sheet.columns)
    outcome = Outcome(dry_run=dry_run)
    try:
        found = found or survey(sheet, mapping, cancelled=cancelled)
    except CancelledByUser:
        outcome.cancelled = True
        return outcome
    run = _Run(database, sheet, settled(mapping, found), actor, outcome)
    try:
        with RefusalFile(Path(error_file) if error_file else None, sheet.columns) as refusals:
            for chunk, rows_done in run.chunks(found.mixed, refusals, cancelled):
                run.take(chunk)
                progress(rows_done, found.rows)
        if run.outcome.batch_id is not None:
            run.finish()
    except CancelledByUser:
        run.take_back()
        return Outcome(dry_run=dry_run, cancelled=True, batch_id=outcome.batch_id)
    except BaseException:
        # The first trouble is what the user must hear of; the batch stays listed and can be undone later.
        with suppress(Exception):
            run.take_back()
        raise
    return outcome


class _Run:
    """One import on its way through the file."""

    def __init__(self, database: Database, sheet: Sheet, mapping: Mapping, actor: str, outcome: Outcome) -> None:
        self.database = database
        self.sheet = sheet
        self.mapping = mapping
        self.actor = actor
        self.outcome = outcome
        self.gesture = new_gesture()
        self.interpreter = Interpreter(mapping, sheet.columns)
        self.names = NameBook()
        self.seen: set[int] = set()

    def chunks(self, mixed: bool, refusals: RefusalFile, cancelled: Cancelled) -> Iterator[tuple[list[Incoming], int]]:
        chunk: list[Incoming] = []
        rows_done = rows_looked = 0
        for group in self._groups(mixed):
            rows_done += len(group)
            try:
                chunk.append(self._incoming(group))
            except Refused as error:
                self.outcome.refuse(group[-1].number, str(error))
                refusals.write(group[-1].number, str(error), group[-1].cells)
            if len(chunk) >= _INCIDENTS_AT_ONCE or rows_done - rows_looked >= _ROWS_AT_ONCE:
                if cancelled():
                    raise CancelledByUser
                yield chunk, rows_done
                chunk, rows_looked = [], rows_done
        if cancelled():
            raise CancelledByUser
        yield chunk, rows_done

    def _groups(self, mixed: bool) -> Iterator[list[Row]]:
        if not self.mapping.events:
            return ([row] for row in self.sheet.rows())
        rows = self.sheet.rows()
        return grouped(brought_together(rows, self.interpreter) if mixed else rows, self.interpreter)

    def _incoming(self, group: list[Row]) -> Incoming:
        found = incoming_of(group, self.interpreter)
        key = hash(found.reference)
        if key in self.seen:
            raise Refused(
                _("The number {number} stands in an earlier row already.").format(number=isolated(found.reference))
            )
        self.seen.add(key)
        return found

    def take(self, chunk: list[Incoming]) -> None:
        if self.outcome.dry_run:
            with self.database.read() as reader:
                self._count(compare(reader, self.mapping.origin, chunk))
        elif chunk:
            with self.database.write(actor=self.actor, via=VIA) as session:
                session.gesture = self.gesture
                # Two imports at one time would both find an incident missing and both make it.
                ledger.hold(session)
                comparison = compare(session.reader, self.mapping.origin, chunk)
                batch_id = self._write(session, comparison)
            self.outcome.batch_id = batch_id
            self._count(comparison)
        for incoming in chunk:
            if incoming.warnings:
                self.outcome.warn(incoming.row, incoming.warnings)

    def _count(self, comparison: Comparison) -> None:
        revived = sum(change.known.undone for change in comparison.changed)
        self.outcome.created += len(comparison.new) + revived
        self.outcome.updated += len(comparison.changed) - revived
        self.outcome.unchanged += comparison.unchanged

    def _write(self, session: Session, comparison: Comparison) -> int | None:
        batch_id = self.outcome.batch_id
        if not comparison.new and not comparison.changed:
            return batch_id
        batch_id = batch_id or self._begin(session)
        ids = self.names.ids(
            session, [*(new.names for new in comparison.new), *(change.names for change in comparison.changed)]
        )
        rows = [
            self._row(session, incoming, names, batch_id) for incoming, names in zip(comparison.new, ids, strict=False)
        ]
        made = ledger.insert_many(session, incident, rows)
        notes = [
            self._entry(session, incident_id, row["created_at"], note)
            for incident_id, row, incoming in zip(made, rows, comparison.new, strict=True)
            for note in in_order(incoming.notes)
        ]
        for change, names in zip(comparison.changed, ids[len(comparison.new) :], strict=True):
            self._update(session, change, names, batch_id)
            for entry_id in change.entries_back:
                ledger.bring_back(session, entry, entry_id)
            created_at = change.known.facts["created_at"]
            notes += [self._entry(session, change.known.id, created_at, note) for note in in_order(change.notes)]
        ledger.insert_many(session, entry, notes)
        return batch_id

    def _begin(self, session: Session) -> int:
        return ledger.insert(
            session,
            batch,
            {
                "file_name": self.sheet.path.name,
                "sha256": _sha256(self.sheet.path),
                "profile": self.mapping.profile,
                "mapping": to_json(self.mapping),
                "zone": self.mapping.zone,
                "gesture": self.gesture,
                "started_at": session.at,
                "made_by": self.actor,
            },
        )

    def _row(self, session: Session, incoming: Incoming, names: dict[str, int | None], batch_id: int) -> dict[str, Any]:
        facts = {"channel": Channel.IMPORT.value, "created_at": session.at, **incoming.derived, **incoming.facts}
        return {
            **facts,
            **names,
            "origin": self.mapping.origin,
            "external_ref": incoming.reference,
            "import_id": batch_id,
            "time_sources": _sources(self.mapping.origin, tuple(name for name in TIMES if facts.get(name) is not None)),
            "updated_at": incoming.updated_at or session.at,
        }

    def _update(self, session: Session, change: Change, names: dict[str, int | None], batch_id: int) -> None:
        changes: dict[str, Any] = {**change.facts, **names}
        times = [name for name in TIMES if change.facts.get(name) is not None]
        if times:
            sources = json.loads(change.known.time_sources)
            sources.update({name: [IMPORTED, self.mapping.origin] for name in times})
            changes["time_sources"] = json.dumps(sources, ensure_ascii=False, sort_keys=True)
        if change.known.undone:
            changes.update(withdrawn_at=None, import_id=batch_id)
        if changes:
            changes["updated_at"] = session.at
            reason = _("imported again from {file}").format(file=self.sheet.path.name)
            ledger.update(session, incident, change.known.id, changes, reason=reason)

    def _entry(self, session: Session, incident_id: int, created_at: int, note: Note) -> dict[str, Any]:
        return {
            "incident_id": incident_id,
            "text": note.text,
            "author": note.author or self.mapping.origin,
            "public": note.public,
            "happened_at": created_at if note.happened_at is None else note.happened_at,
            "entered_at": session.at,
        }

    def finish(self) -> None:
        with self.database.write(actor=self.actor, via=VIA) as session:
            session.gesture = self.gesture
            ledger.update(
                session,
                batch,
                self.outcome.batch_id or 0,
                {
                    "finished_at": clock.stored(clock.now()),
                    "created": self.outcome.created,
                    "updated": self.outcome.updated,
                    "unchanged": self.outcome.unchanged,
                    "refused": self.outcome.refused_count,
                },
            )

    def take_back(self) -> None:
        if self.outcome.batch_id is not None:
            undo_import(self.database, self.outcome.batch_id, actor=self.actor)


def in_order(notes: Sequence[Note]) -> list[Note]:
    """By time, those without one last; of two at one time the one that the file has later counts as the earlier one
    if the file goes back in time, as status pages do."""
    times = [note.happened_at for note in notes if note.happened_at is not None]
    backwards = len(times) > 1 and times[0] > times[-1]
    ordered = reversed(notes) if backwards else iter(notes)
    return sorted(ordered, key=lambda note: (note.happened_at is None, note.happened_at or 0))


@lru_cache(1_000)
def _sources(origin: str, names: tuple[str, ...]) -> str:
    return json.dumps({name: [IMPORTED, origin] for name in sorted(names)}, ensure_ascii=False)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
