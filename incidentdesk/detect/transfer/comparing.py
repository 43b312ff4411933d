"""What a file says against what the desk has: which incidents are new, which changed, and who changed them.

A field that was changed here stays as it is here, unless the file has not changed it since the last import: then there
is nothing to decide. Where both changed it, what was written here stays too and the difference is reported.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.incident import TIMES, incident
from incidentdesk.detect.transfer.field import FIELDS, NAMES
from incidentdesk.detect.transfer.incoming import File, Incoming
from incidentdesk.detect.transfer.note import Note
from incidentdesk.detect.transfer.told_result import Decision, decided, results_of, told_by
from incidentdesk.language import _, isolated
from incidentdesk.store.ledger import defaults_of
from incidentdesk.store.reading import Reader

VIA = "import"
_AT_ONCE = 500
_FACTS = (
    "title", "description", "state", "on_hold_reason", "priority", "impact", "urgency", "override_reason", "channel",
    "tags", "major", "resolution_code", "resolution_notes", *TIMES, "reopen_count", "reassignment_count",
)  # fmt: skip
_TABLE = {"reporter": "person", "assignee": "person", "subcategory": "category"}

_SELECT = (
    "SELECT i.external_ref, i.id, i.withdrawn_at, b.undone_at, i.time_sources, "
    + ", ".join(f"i.{name}" for name in _FACTS)
    + ", "
    + ", ".join(f"{name}.name" for name in NAMES)
    + ' FROM incident i LEFT JOIN "import" b ON b.id = i.import_id '
    + " ".join(f"LEFT JOIN {_TABLE.get(name, name)} {name} ON {name}.id = i.{name}_id" for name in NAMES)
    + " WHERE {condition} ORDER BY i.withdrawn_at IS NOT NULL, i.id"
)


@dataclass
class Known:
    """An incident of the file that the desk has already."""

    id: int
    withdrawn: bool
    undone: bool  # withdrawn because its import was undone
    time_sources: str
    facts: dict[str, Any]
    names: dict[str, str]


@dataclass
class Change:
    """What the file brings for a known incident."""

    known: Known
    incoming: Incoming
    facts: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    entries_back: list[int] = field(default_factory=list)  # ids of entries that were withdrawn with the incident
    result: Decision | None = None  # what becomes of the result of its resolution clock

    def __bool__(self) -> bool:
        return bool(self.facts or self.names or self.notes or self.files or self.result or self.known.undone)


@dataclass
class Comparison:
    new: list[Incoming] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0


def compare(reader: Reader, chunk: Sequence[Incoming]) -> Comparison:
    """Sort the incidents of a file into new, changed and unchanged ones; warnings are added to them."""
    result = Comparison()
    changes: list[Change] = []
    known = _known(reader, chunk)
    for incoming in chunk:
        found = known.get(_key(incoming))
        if found is None:
            result.new.append(incoming)
        else:
            changes.append(_change(found, incoming))
    _leave_what_was_changed_here(reader, [change for change in changes if change.facts or change.names])
    _leave_known_notes(reader, [change for change in changes if change.incoming.notes])
    _leave_known_files(reader, [change for change in changes if change.incoming.files])
    _decide_results(reader, [change for change in changes if change.incoming.sla_met is not None])
    for change in changes:
        if change.known.withdrawn and not change.known.undone:
            change.incoming.warnings.append(_("The incident was withdrawn here; it stays so."))
            result.unchanged += 1
        elif change:
            result.changed.append(change)
        else:
            result.unchanged += 1
    return result


Key = tuple[str, str] | int


def _key(incoming: Incoming) -> Key:
    return (incoming.origin, incoming.reference) if incoming.known_id is None else incoming.known_id


def _known(reader: Reader, chunk: Sequence[Incoming]) -> dict[Key, Known]:
    found: dict[Key, Known] = {}
    references: dict[str, list[str]] = {}
    for incoming in chunk:
        if incoming.known_id is None:
            references.setdefault(incoming.origin, []).append(incoming.reference)
    for origin, wanted in references.items():
        for some in _parts(wanted):
            names = {f"r{position}": reference for position, reference in enumerate(some)}
            condition = f"i.origin = :origin AND i.external_ref IN ({', '.join(f':{name}' for name in names)})"
            for reference, known in _selected(reader, condition, {"origin": origin, **names}):
                found.setdefault((origin, reference), known)
    for ids in _parts([incoming.known_id for incoming in chunk if incoming.known_id is not None]):
        for _reference, known in _selected(reader, f"i.id IN ({', '.join(map(str, ids))})", {}):
            found[known.id] = known
    return found


def _selected(reader: Reader, condition: str, parameters: dict[str, Any]) -> Iterator[tuple[str, Known]]:
    for row in reader.rows(_SELECT.replace("{condition}", condition), parameters):
        reference, incident_id, withdrawn_at, undone_at, sources, *values = row
        yield (
            reference,
            Known(
                int(incident_id),
                withdrawn_at is not None,
                withdrawn_at is not None and undone_at is not None,
                sources,
                dict(zip(_FACTS, values, strict=False)),
                {name: value or "" for name, value in zip(NAMES, values[len(_FACTS) :], strict=True)},
            ),
        )


def _change(known: Known, incoming: Incoming) -> Change:
    facts = {name: value for name, value in incoming.facts.items() if known.facts[name] != value}
    # The reason is our own sentence; it only changes with what it explains.
    if "override_reason" in facts and not facts.keys() & {"priority", "impact", "urgency"}:
        del facts["override_reason"]
    names = {
        name: value
        for name, value in incoming.names.items()
        # What an undone import had made was withdrawn with it and must come back too.
        if known.undone or known.names[name].casefold() != value.casefold()
    }
    return Change(known, incoming, facts, names, list(incoming.notes))


def _leave_what_was_changed_here(reader: Reader, changes: Sequence[Change]) -> None:
    past = histories(reader, incident, {change.known.id: change.known.id for change in changes})
    for change in changes:
        history = past[change.known.id]
        for name, value in list(change.facts.items()):
            if history.local(name) and name != "override_reason":
                if history.imported(name) != value:
                    _report(change, name, value)
                del change.facts[name]
        for name, value in list(change.names.items()):
            column = f"{name}_id"
            if history.local(column):
                if _name(reader, name, history.imported(column)).casefold() != value.casefold():
                    _report(change, name, value)
                del change.names[name]
        if change.facts.keys() == {"override_reason"}:
            change.facts.clear()


def _report(change: Change, name: str, value: Any) -> None:
    shown = _(FIELDS[name].label) if name in FIELDS else name
    change.incoming.warnings.append(
        _("{field} was changed here and in the file, to {value} there; what was written here stays.").format(
            field=shown, value=isolated(str(value)[:80])
        )
    )


class History:
    """Of every field the last value that an import wrote, and whether somebody else wrote one after it."""

    def __init__(self, defaults: Mapping[str, Any]) -> None:
        self._imported: dict[str, Any] = dict(defaults)
        self._local: set[str] = set()

    def see(self, act: str, via: str, changes: Mapping[str, Any]) -> None:
        if act == "created":
            self._imported.update(changes)
        elif act == "changed":
            for name, (_before, after) in changes.items():
                if via == VIA:
                    self._imported[name] = after
                    self._local.discard(name)
                else:
                    self._local.add(name)

    def local(self, name: str) -> bool:
        return name in self._local

    def imported(self, name: str) -> Any:
        return self._imported.get(name)


def histories(reader: Reader, table: sa.Table, chains: Mapping[int, int]) -> dict[int, History]:
    """What was written about some records; `chains` says by their ids in which chain of the ledger it stands."""
    found = {record_id: History(defaults_of(table)) for record_id in chains}
    for some in _parts(sorted(set(chains.values()))):
        sql = (
            "SELECT record_id, act, via, changes FROM ledger WHERE noun = :noun AND chain IN ("
            + ", ".join(map(str, some))
            + ") ORDER BY chain, position"
        )
        for record_id, act, via, changes in reader.rows(sql, {"noun": table.name}):
            if record_id in found:
                found[record_id].see(act, via, json.loads(changes))
    return found


def _name(reader: Reader, field_name: str, record_id: int | None) -> str:
    if record_id is None:
        return ""
    table = _TABLE.get(field_name, field_name)
    rows = reader.rows(f"SELECT name FROM {table} WHERE id = :id", {"id": record_id})
    return str(rows[0][0]) if rows else ""


def _leave_known_notes(reader: Reader, changes: Sequence[Change]) -> None:
    """Entries with a time are told apart by it and their author, so that one edited here is not brought again."""
    present: dict[int, dict[tuple[Any, ...], list[int]]] = {change.known.id: {} for change in changes}
    withdrawn: set[int] = set()
    for some in _parts(list(present)):
        sql = (
            "SELECT id, incident_id, happened_at, author, text, withdrawn_at FROM entry WHERE incident_id IN ("
            + ", ".join(map(str, some))
            + ") ORDER BY id DESC"
        )
        for entry_id, incident_id, happened_at, author, text, withdrawn_at in reader.rows(sql):
            for key in ((happened_at, author), ("", author, text)):
                present[incident_id].setdefault(key, []).append(entry_id)
            if withdrawn_at is not None:
                withdrawn.add(entry_id)
    for change in changes:
        _leave_known(change, present[change.known.id], withdrawn)


def _leave_known(change: Change, there: dict[tuple[Any, ...], list[int]], withdrawn: set[int]) -> None:
    new: list[Note] = []
    for note in change.notes:
        entries = there.get(_identity(note, change.incoming.origin))
        if not entries:
            new.append(note)
            continue
        entry_id = entries.pop()
        if change.known.undone and entry_id in withdrawn:
            change.entries_back.append(entry_id)
    change.notes = new


def _leave_known_files(reader: Reader, changes: Sequence[Change]) -> None:
    present: dict[int, set[str]] = {change.known.id: set() for change in changes}
    for some in _parts(list(present)):
        sql = f"SELECT incident_id, sha256 FROM attachment WHERE incident_id IN ({', '.join(map(str, some))})"
        for incident_id, sha256 in reader.rows(sql):
            present[incident_id].add(sha256)
    for change in changes:
        change.files = [file for file in change.incoming.files if file.sha256 not in present[change.known.id]]


def _decide_results(reader: Reader, changes: Sequence[Change]) -> None:
    there = results_of(reader, [change.known.id for change in changes]) if changes else {}
    for change in changes:
        told = told_by(change.incoming.sla_met, {**change.known.facts, **change.facts})
        change.result = decided(told, there.get(change.known.id, ()), undone=change.known.undone)


def _identity(note: Note, origin: str) -> tuple[Any, ...]:
    author = note.author or origin
    return ("", author, note.text) if note.happened_at is None else (note.happened_at, author)


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
