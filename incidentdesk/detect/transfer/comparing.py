"""What a file says against what the desk has: which incidents are new, which changed, and who changed them.

A field that was changed here stays as it is here, unless the file has not changed it since the last import: then there
is nothing to decide. Where both changed it, what was written here stays too and the difference is reported.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from incidentdesk.detect.incident import TIMES
from incidentdesk.detect.transfer.field import FIELDS, NAMES
from incidentdesk.detect.transfer.incoming import Incoming
from incidentdesk.detect.transfer.note import Note
from incidentdesk.language import _, isolated
from incidentdesk.store.reading import Reader

VIA = "import"
_AT_ONCE = 500
_FACTS = (
    "title", "description", "state", "on_hold_reason", "priority", "impact", "urgency", "override_reason", "channel",
    "tags", "major", "resolution_code", "resolution_notes", *TIMES, "reopen_count", "reassignment_count",
)  # fmt: skip
_DEFAULTS = {"major": False, "reopen_count": 0, "reassignment_count": 0}
_TEXT_DEFAULTS = ("description", "override_reason", "tags", "resolution_code", "resolution_notes")
_TABLE = {"reporter": "person", "assignee": "person", "subcategory": "category"}

_SELECT = (
    "SELECT i.external_ref, i.id, i.withdrawn_at, b.undone_at, i.time_sources, "
    + ", ".join(f"i.{name}" for name in _FACTS)
    + ", "
    + ", ".join(f"{name}.name" for name in NAMES)
    + ' FROM incident i LEFT JOIN "import" b ON b.id = i.import_id '
    + " ".join(f"LEFT JOIN {_TABLE.get(name, name)} {name} ON {name}.id = i.{name}_id" for name in NAMES)
    + " WHERE i.origin = :origin AND i.external_ref IN ({refs}) ORDER BY i.withdrawn_at IS NOT NULL, i.id"
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
    entries_back: list[int] = field(default_factory=list)  # ids of entries that were withdrawn with the incident

    def __bool__(self) -> bool:
        return bool(self.facts or self.names or self.notes or self.known.undone)


@dataclass
class Comparison:
    new: list[Incoming] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0


def compare(reader: Reader, origin: str, chunk: Sequence[Incoming]) -> Comparison:
    """Sort the incidents of a file into new, changed and unchanged ones; warnings are added to them."""
    known = _known(reader, origin, [incoming.reference for incoming in chunk])
    result = Comparison(new=[incoming for incoming in chunk if incoming.reference not in known])
    changes = [_change(known[incoming.reference], incoming) for incoming in chunk if incoming.reference in known]
    _leave_what_was_changed_here(reader, [change for change in changes if change.facts or change.names])
    _leave_known_notes(reader, origin, [change for change in changes if change.incoming.notes])
    for change in changes:
        if change.known.withdrawn and not change.known.undone:
            change.incoming.warnings.append(_("The incident was withdrawn here; it stays so."))
            result.unchanged += 1
        elif change:
            result.changed.append(change)
        else:
            result.unchanged += 1
    return result


def _known(reader: Reader, origin: str, references: Sequence[str]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for some in _parts(references):
        names = {f"r{position}": reference for position, reference in enumerate(some)}
        sql = _SELECT.replace("{refs}", ", ".join(f":{name}" for name in names))
        for row in reader.rows(sql, {"origin": origin, **names}):
            reference, incident_id, withdrawn_at, undone_at, sources, *values = row
            found.setdefault(
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
    return found


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
    histories = _histories(reader, [change.known.id for change in changes])
    for change in changes:
        history = histories.get(change.known.id, _History())
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


class _History:
    """Of every field the last value that an import wrote, and whether somebody else wrote one after it."""

    def __init__(self) -> None:
        self._imported: dict[str, Any] = {}
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
        return self._imported.get(name, _DEFAULTS.get(name, "" if name in _TEXT_DEFAULTS else None))


def _histories(reader: Reader, ids: Sequence[int]) -> dict[int, _History]:
    found: dict[int, _History] = {}
    for some in _parts(ids):
        sql = (
            "SELECT chain, act, via, changes FROM ledger WHERE noun = 'incident' AND chain IN ("
            + ", ".join(map(str, some))
            + ") ORDER BY chain, position"
        )
        for chain, act, via, changes in reader.rows(sql):
            found.setdefault(int(chain), _History()).see(act, via, json.loads(changes))
    return found


def _name(reader: Reader, field_name: str, record_id: int | None) -> str:
    if record_id is None:
        return ""
    table = _TABLE.get(field_name, field_name)
    rows = reader.rows(f"SELECT name FROM {table} WHERE id = :id", {"id": record_id})
    return str(rows[0][0]) if rows else ""


def _leave_known_notes(reader: Reader, origin: str, changes: Sequence[Change]) -> None:
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
        _leave_known(change, present[change.known.id], withdrawn, origin)


def _leave_known(change: Change, there: dict[tuple[Any, ...], list[int]], withdrawn: set[int], origin: str) -> None:
    new: list[Note] = []
    for note in change.notes:
        entries = there.get(_identity(note, origin))
        if not entries:
            new.append(note)
            continue
        entry_id = entries.pop()
        if change.known.undone and entry_id in withdrawn:
            change.entries_back.append(entry_id)
    change.notes = new


def _identity(note: Note, origin: str) -> tuple[Any, ...]:
    author = note.author or origin
    return ("", author, note.text) if note.happened_at is None else (note.happened_at, author)


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
