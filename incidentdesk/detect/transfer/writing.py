"""Writing the incidents of an import, some thousand in a transaction."""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.entry import entry
from incidentdesk.detect.incident import TIMES, incident
from incidentdesk.detect.sla_ending import write_many_sla_results
from incidentdesk.detect.sla_result import sla_result
from incidentdesk.detect.transfer.batch import batch
from incidentdesk.detect.transfer.comparing import VIA, Change, Comparison, compare
from incidentdesk.detect.transfer.incoming import File, Incoming
from incidentdesk.detect.transfer.mapping import Mapping, to_json
from incidentdesk.detect.transfer.names import NameBook
from incidentdesk.detect.transfer.note import Note
from incidentdesk.detect.transfer.outcome import Outcome
from incidentdesk.detect.transfer.survey import Progress
from incidentdesk.detect.transfer.told_result import Told, facts_of, result_of, told_by
from incidentdesk.detect.transfer.undoing import undo_import
from incidentdesk.language import _
from incidentdesk.store import ledger
from incidentdesk.store.database import Database
from incidentdesk.store.session import Session, new_gesture

IMPORTED = "imported"  # the source of a time that came with a file

WriteFile = Callable[[Session, int, File], None]


def _no_files(_session: Session, _incident_id: int, _file: File) -> None:
    raise NotImplementedError("this source has no files")


class Writer:
    """One import into a desk: all its transactions are one gesture, so that it can be undone as a whole."""

    def __init__(
        self,
        database: Database,
        path: Path,
        mapping: Mapping,
        actor: str,
        outcome: Outcome,
        write_file: WriteFile = _no_files,
    ) -> None:
        self.database = database
        self.path = path
        self.mapping = mapping
        self.actor = actor
        self.outcome = outcome
        self.gesture = new_gesture()
        self.names = NameBook()
        self._write_file = write_file

    def take(self, chunk: Sequence[Incoming]) -> None:
        """One transaction; in a dry run none."""
        if self.outcome.dry_run:
            with self.database.read() as reader:
                self._count(compare(reader, chunk))
        elif chunk:
            with self.database.write(actor=self.actor, via=VIA) as session:
                session.gesture = self.gesture
                # Two imports at one time would both find an incident missing and both make it.
                ledger.hold(session)
                comparison = compare(session.reader, chunk)
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
        batch_id = self.begin(session)
        ids = self.names.ids(
            session, [*(new.names for new in comparison.new), *(change.names for change in comparison.changed)]
        )
        rows = [
            self._row(session, incoming, names, batch_id) for incoming, names in zip(comparison.new, ids, strict=False)
        ]
        made = ledger.insert_many(session, incident, rows)
        notes = [
            _entry(session, incident_id, row["created_at"], incoming.origin, note)
            for incident_id, row, incoming in zip(made, rows, comparison.new, strict=True)
            for note in in_order(incoming.notes)
        ]
        for change, names in zip(comparison.changed, ids[len(comparison.new) :], strict=True):
            self._update(session, change, names, batch_id)
            for entry_id in change.entries_back:
                ledger.bring_back(session, entry, entry_id)
            known, origin = change.known, change.incoming.origin
            notes += [
                _entry(session, known.id, known.facts["created_at"], origin, note) for note in in_order(change.notes)
            ]
        ledger.insert_many(session, entry, notes)
        told = [
            (incident_id, told_by(new.sla_met, row))
            for incident_id, new, row in zip(made, comparison.new, rows, strict=True)
        ]
        _write_results(session, told, comparison.changed)
        # What came in as history is judged only by a recomputation; what was open here ends like any other.
        write_many_sla_results(session, [each.known.id for each in comparison.changed if "state" in each.facts])
        files = [
            (incident_id, file) for incident_id, new in zip(made, comparison.new, strict=True) for file in new.files
        ]
        files += [(change.known.id, file) for change in comparison.changed for file in change.files]
        for incident_id, file in files:
            self._write_file(session, incident_id, file)
        return batch_id

    def begin(self, session: Session) -> int:
        """The record of this import, which is made when there is something to write; the caller keeps its id."""
        return self.outcome.batch_id or ledger.insert(
            session,
            batch,
            {
                "file_name": self.path.name,
                "sha256": _sha256(self.path),
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
            "origin": incoming.origin,
            "external_ref": incoming.reference,
            "import_id": batch_id,
            "time_sources": facts.get("time_sources")
            or _sources(incoming.origin, tuple(name for name in TIMES if facts.get(name) is not None)),
            "updated_at": incoming.updated_at or session.at,
        }

    def _update(self, session: Session, change: Change, names: dict[str, int | None], batch_id: int) -> None:
        changes: dict[str, Any] = {**change.facts, **names}
        times = [name for name in TIMES if change.facts.get(name) is not None]
        if times:
            sources = json.loads(change.known.time_sources)
            sources.update({name: [IMPORTED, change.incoming.origin] for name in times})
            changes["time_sources"] = json.dumps(sources, ensure_ascii=False, sort_keys=True)
        if change.known.undone:
            changes.update(withdrawn_at=None, import_id=batch_id)
        if changes:
            changes["updated_at"] = session.at
            reason = _("imported again from {file}").format(file=self.path.name)
            ledger.update(session, incident, change.known.id, changes, reason=reason)

    def finish(self) -> None:
        """Note the counts with the import, if there is anything to note."""
        if self.outcome.batch_id is None:
            return
        with self.database.write(actor=self.actor, via=VIA) as session:
            session.gesture = self.gesture
            ledger.update(
                session,
                batch,
                self.outcome.batch_id,
                {
                    "finished_at": clock.stored(clock.now()),
                    "created": self.outcome.created,
                    "updated": self.outcome.updated,
                    "unchanged": self.outcome.unchanged,
                    "refused": self.outcome.refused_count,
                },
            )

    def take_back(self, progress: Progress = lambda _done, _total: None) -> None:
        """Undo what was written so far."""
        if self.outcome.batch_id is not None:
            undo_import(self.database, self.outcome.batch_id, actor=self.actor, progress=progress)


def _write_results(session: Session, new: Sequence[tuple[int, Told | None]], changed: Sequence[Change]) -> None:
    """What another tool said of SLAs, written before the desk reckons its own results."""
    rows = [result_of(incident_id, told) for incident_id, told in new if told is not None]
    again = {}
    for each in changed:
        if each.result is None:
            continue
        if each.result.result_id is None:
            rows.append(result_of(each.known.id, each.result.told))
        else:
            again[each.result.result_id] = {**facts_of(each.result.told), "withdrawn_at": None}
    ledger.insert_many(session, sla_result, rows)
    ledger.update_many(session, sla_result, again, reason=_("imported again"))


def _entry(session: Session, incident_id: int, created_at: int, origin: str, note: Note) -> dict[str, Any]:
    return {
        "incident_id": incident_id,
        "text": note.text,
        "author": note.author or origin,
        "public": note.public,
        "starred": note.starred,
        "happened_at": created_at if note.happened_at is None else note.happened_at,
        "entered_at": session.at,
    }


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
