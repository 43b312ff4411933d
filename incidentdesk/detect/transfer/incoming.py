"""An incident as a file has it: what its row says in our words, before the desk is asked."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from incidentdesk.detect.incident import TIMES
from incidentdesk.detect.priority import priority_of
from incidentdesk.detect.stage_time import TIME_NAME, disorder
from incidentdesk.detect.state import State
from incidentdesk.detect.transfer import instants
from incidentdesk.detect.transfer.field import FIELDS, NAMES
from incidentdesk.detect.transfer.mapping import Mapping, folded
from incidentdesk.detect.transfer.note import Note, json_list, notes_in
from incidentdesk.detect.transfer.row import Row
from incidentdesk.detect.transfer.trimming import TRIMMINGS
from incidentdesk.detect.wording import LONGEST_TITLE, clean, tags_text
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

LONGEST_NAME = 200  # characters
_MOST_COUNT = 2**31 - 1  # what an integer column of PostgreSQL holds
_CACHED_VALUES = 10_000
_ORDERS = (("created_at", "resolved_at"), ("created_at", "closed_at"), ("resolved_at", "closed_at"))
# Where a file only has the priority: a pair of impact and urgency that gives it.
_PAIRS = {1: (1, 1), 2: (1, 2), 3: (2, 2), 4: (2, 3), 5: (3, 3)}


@dataclass(frozen=True)
class File:
    """A file that belongs to an incident; `source_id` is its id where its bytes are."""

    source_id: int
    name: str
    media_type: str
    size: int  # bytes
    sha256: str
    added_at: int  # microseconds since 1970 UTC
    added_by: str


@dataclass(slots=True)
class Incoming:
    """One incident of a file.

    `facts` holds the columns of the incident that the file speaks of, `names` those that refer to people, teams,
    services and categories; both are what a later import is compared with. `sla_met` says whether it was resolved in
    time, where the file says that. `derived` holds what the file does not say
    itself and is only used for a new incident. `known_id` is the incident here that it is, where that is known
    otherwise than by its reference.
    """

    row: int
    origin: str
    reference: str
    facts: dict[str, Any]
    names: dict[str, str]
    derived: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    updated_at: int | None = None
    updated_by: str = ""
    files: list[File] = field(default_factory=list)
    known_id: int | None = None
    sla_met: bool | None = None


@dataclass(frozen=True)
class _Source:
    """A column that feeds a field."""

    position: int
    column: str
    trim: Callable[[str], str] | None


class Interpreter:
    """Reads rows by a mapping; made once for a file."""

    def __init__(self, mapping: Mapping, columns: Sequence[str]) -> None:
        self.mapping = mapping
        self._zone: tzinfo = UTC if mapping.zone == "UTC" else instants.zone_named(mapping.zone)
        self._order = mapping.order
        self._missing = mapping.missing_marks
        self._sources: dict[str, list[_Source]] = {}
        for column, name in mapping.columns.items():
            trimming = mapping.trimmed.get(column)
            source = _Source(columns.index(column), column, TRIMMINGS[trimming] if trimming else None)
            self._sources.setdefault(name, []).append(source)
        self._title_positions = [columns.index(column) for column in mapping.title_from]
        self._names = [name for name in NAMES if name in self._sources]
        self._times = [name for name in TIMES if name in self._sources]
        self._counts = [name for name in ("reopen_count", "reassignment_count") if name in self._sources]
        self._meanings: dict[str, dict[str, str | None]] = {name: {} for name in mapping.meanings}

    def incoming(self, row: Row) -> Incoming:
        """The incident of a row; raises Refused with the reason why it is none."""
        if row.problem:
            raise Refused(row.problem)
        cells = row.cells
        found = Incoming(row.number, self.mapping.origin, self.reference(row), {}, {})
        kept: list[str] = []
        try:
            self._read_texts(cells, found)
            self._read_times(cells, found)
            self._read_notes(cells, found)
        except instants.Unreadable as error:
            raise Refused(_("A time cannot be read: {reason}.").format(reason=error)) from error
        self._read_state(cells, found)
        self._read_priority(cells, found, kept)
        self._read_other_choices(cells, found, kept)
        self._read_names(cells, found)
        self._read_counts(cells, found)
        self._derive(found)
        self._keep(cells, found, kept)
        _warn_of_disorder(found)
        return found

    def reference(self, row: Row) -> str:
        """The number of the incident in the file, or one made of all its cells."""
        number = self.first("number", row.cells)
        if number:
            if len(number) > LONGEST_NAME:
                raise Refused(_("The number has more than {most} characters.").format(most=LONGEST_NAME))
            return number
        digest = hashlib.sha256(json.dumps(list(row.cells)).encode()).hexdigest()
        return f"row-{digest[:20]}"

    def first(self, name: str, cells: Sequence[str]) -> str:
        """The first value of the columns of a field that is not missing; "" if all are."""
        for source in self._sources.get(name, ()):
            text = cells[source.position].strip()
            if text not in self._missing:
                return source.trim(text) if source.trim else text
        return ""

    def meaning(self, name: str, text: str) -> str | None:
        """What a text of the file is here; None if it has no counterpart."""
        known = self._meanings[name]
        if text in known:
            return known[text]
        meaning = self.mapping.meanings[name].get(folded(text))
        if len(known) < _CACHED_VALUES:
            known[text] = meaning
        return meaning

    def instant(self, text: str, warnings: list[str] | None = None) -> int | None:
        """Microseconds since 1970 UTC; raises Unreadable."""
        reading = instants.read(text, self._zone, self._order)
        if reading.remark and warnings is not None:
            warnings.append(reading.remark)
        return reading.microseconds

    def _read_texts(self, cells: Sequence[str], found: Incoming) -> None:
        facts = found.facts
        for name in ("description", "resolution_notes", "resolution_code"):
            if name in self._sources:
                facts[name] = clean(self.first(name, cells))
        title = " ".join(clean(self._title(cells, found)).split())
        if len(title) > LONGEST_TITLE:
            facts["description"] = f"{title}\n\n{facts.get('description', '')}".rstrip()
            title = title[: LONGEST_TITLE - 1] + "…"
            found.warnings.append(_("The title was too long; the whole of it stands in the description."))
        facts["title"] = title
        if "tags" in self._sources:
            facts["tags"] = tags_text(self._gathered("tags", cells))

    def _title(self, cells: Sequence[str], found: Incoming) -> str:
        if title := self.first("title", cells):
            return title
        if "title" in self._sources:
            raise Refused(_("The title is missing."))
        parts = [text for position in self._title_positions if (text := cells[position].strip()) not in self._missing]
        return " · ".join(parts) or found.reference

    def _gathered(self, name: str, cells: Sequence[str]) -> list[str]:
        texts = (cells[source.position].strip() for source in self._sources[name])
        return [text for text in texts if text not in self._missing]

    def _read_times(self, cells: Sequence[str], found: Incoming) -> None:
        for name in self._times:
            text = self.first(name, cells)
            found.facts[name] = self.instant(text, found.warnings) if text else None
        if found.facts.get("created_at", 0) is None:
            del found.facts["created_at"]
        if text := self.first("updated_at", cells):
            found.updated_at = self.instant(text)
        found.updated_by = self.first("updated_by", cells)

    def _read_notes(self, cells: Sequence[str], found: Incoming) -> None:
        for name in ("comment", "work_note"):
            if name in self._sources:
                for cell in self._gathered(name, cells):
                    found.notes.extend(notes_in(cell, public=name == "comment", read_time=self.instant))

    def _read_state(self, cells: Sequence[str], found: Incoming) -> None:
        if "state" not in self._sources:
            self._derive_state(found)
            return
        text = self.first("state", cells)
        meaning = self.meaning("state", text)
        if not meaning:
            raise Refused(
                _("The state {state} has no counterpart here; map it.").format(state=isolated(text))
                if text
                else _("The state is missing.")
            )
        self._set_state(meaning, cells, found, found.facts)

    def _set_state(self, meaning: str, cells: Sequence[str], found: Incoming, facts: dict[str, Any]) -> None:
        state, _colon, reason = meaning.partition(": ")
        if state == State.ON_HOLD and not reason and (text := self.first("on_hold_reason", cells)):
            reason = self.meaning("on_hold_reason", text) or ""
            if not reason:
                found.warnings.append(
                    _("The on-hold reason {value} has no counterpart here.").format(value=isolated(text))
                )
        facts["state"] = state
        facts["on_hold_reason"] = reason or None

    def _derive_state(self, found: Incoming) -> None:
        """From the newest comment that brought a state, or else from the times."""
        told = sorted(
            (note.happened_at, position, note.status)
            for position, note in enumerate(reversed(found.notes))
            if note.status and note.happened_at is not None
        )
        if told and (meaning := self.meaning("state", told[-1][2])):
            self._set_state(meaning, (), found, found.facts)
            self._derive_times(told, found)
            return
        facts = found.facts
        state = State.CLOSED if facts.get("closed_at") else State.RESOLVED if facts.get("resolved_at") else State.NEW
        found.derived["state"] = state

    def _derive_times(self, told: list[tuple[int, int, str]], found: Incoming) -> None:
        """The times that the history of a status page gives: its first word, the fix, the end."""
        facts = found.facts
        if "created_at" not in self._sources:
            facts["created_at"] = told[0][0]
        if "resolved_at" not in self._sources:
            ends = [when for when, _position, status in told if self.meaning("state", status) == State.RESOLVED]
            facts["resolved_at"] = ends[-1] if ends and facts["state"] == State.RESOLVED else None
        if "mitigated_at" not in self._sources:
            fixed = [when for when, _position, status in told if folded(status) == "monitoring"]
            facts["mitigated_at"] = fixed[0] if fixed else None

    def _optional(self, name: str, cells: Sequence[str], found: Incoming, kept: list[str]) -> str | None:
        """The meaning of a value that need not be there; one without a counterpart is kept as a text."""
        text = self.first(name, cells)
        meaning = self._meaning_or_warning(name, text, found)
        if text and meaning is None:
            kept.append(f"{self._sources[name][0].column}: {text}")
        return meaning or None

    def _meaning_or_warning(self, name: str, text: str, found: Incoming) -> str | None:
        meaning = self.meaning(name, text)
        if text and meaning is None:
            found.warnings.append(
                _("{field} {value} has no counterpart here; it is kept in a work note.").format(
                    field=_(FIELDS[name].label), value=isolated(text)
                )
            )
        return meaning

    def _read_priority(self, cells: Sequence[str], found: Incoming, kept: list[str]) -> None:
        given = [name in self._sources for name in ("priority", "impact", "urgency")]
        target = found.facts if any(given) else found.derived
        priority, impact, urgency = (
            int(meaning) if there and (meaning := self._optional(name, cells, found, kept)) else None
            for name, there in zip(("priority", "impact", "urgency"), given, strict=True)
        )
        impact, urgency = _levels(priority, impact, urgency)
        computed = priority_of(impact, urgency)
        target.update(impact=impact, urgency=urgency, priority=priority or computed)
        overridden = priority is not None and priority != computed
        target["override_reason"] = _("as in {origin}").format(origin=self.mapping.origin) if overridden else ""

    def _read_other_choices(self, cells: Sequence[str], found: Incoming, kept: list[str]) -> None:
        if "channel" in self._sources and (channel := self._optional("channel", cells, found, kept)):
            found.facts["channel"] = channel
        if "major" in self._sources:
            found.facts["major"] = self._optional("major", cells, found, kept) == "true"
        if "sla_met" in self._sources:
            meaning = self._meaning_or_warning("sla_met", self.first("sla_met", cells), found)
            found.sla_met = meaning == "true" if meaning else None

    def _read_names(self, cells: Sequence[str], found: Incoming) -> None:
        for name in self._names:
            found.names[name] = self._name(name, cells, found)
        if found.names.get("subcategory") and not found.names.get("category"):
            found.warnings.append(_("A subcategory without a category is left out."))
            found.names["subcategory"] = ""

    def _name(self, name: str, cells: Sequence[str], found: Incoming) -> str:
        for source in self._sources[name]:
            text = cells[source.position].strip()
            if text in self._missing:
                continue
            listed = json_list(text)
            if listed is not None:
                several = [str(item.get("name", "")).strip() for item in listed]
                if len(several) != 1:
                    # An incident is of one service; what else it affected can be found by its tags.
                    words = (part.replace(" ", "-") for part in several)
                    found.facts["tags"] = tags_text((*found.facts.get("tags", "").split(), *words))
                    continue
                text = several[0]
            text = " ".join(clean(source.trim(text) if source.trim else text).split())
            if len(text) > LONGEST_NAME:
                raise Refused(
                    _("{field} has a name of more than {most} characters.").format(
                        field=_(FIELDS[name].label), most=LONGEST_NAME
                    )
                )
            return text
        return ""

    def _read_counts(self, cells: Sequence[str], found: Incoming) -> None:
        for name in self._counts:
            text = self.first(name, cells)
            digits = text.removesuffix(".0")
            if digits and not (digits.isascii() and digits.isdecimal() and int(digits[:12]) <= _MOST_COUNT):
                raise Refused(
                    _("{field} {value} is no number.").format(field=_(FIELDS[name].label), value=isolated(text[:60]))
                )
            found.facts[name] = int(digits) if digits else 0

    def _derive(self, found: Incoming) -> None:
        facts = found.facts
        known = [facts[name] for name in TIMES if facts.get(name) is not None]
        known += [note.happened_at for note in found.notes if note.happened_at is not None]
        if "created_at" not in facts and known:
            found.derived["created_at"] = min(known)
            found.warnings.append(_("The time of creation is missing; the earliest known time is taken."))
        if found.updated_at is None and known:
            found.updated_at = max(known)

    def _keep(self, cells: Sequence[str], found: Incoming, kept: list[str]) -> None:
        # What a tool says of an SLA also stays as it said it, for its target is not known here.
        for source in (*self._sources.get("kept", ()), *self._sources.get("sla_met", ())):
            text = cells[source.position].strip()
            if text not in self._missing:
                kept.append(f"{source.column}: {text}")
        if kept:
            found.notes.append(Note(clean("\n".join(kept))))


def _levels(priority: int | None, impact: int | None, urgency: int | None) -> tuple[int, int]:
    """Impact and urgency; what is missing is chosen so that the priority comes out, as far as that is possible."""
    if priority is None:
        return impact or 2, urgency or 2
    if impact is None and urgency is None:
        return _PAIRS[priority]
    if impact is None:
        assert urgency is not None
        return _level(priority + 1 - urgency), urgency
    return impact, _level(priority + 1 - impact) if urgency is None else urgency


def _level(number: int) -> int:
    return max(1, min(3, number))


def _warn_of_disorder(found: Incoming) -> None:
    """Times in the wrong order are imported as they are, and named."""
    facts = found.facts
    for earlier, later in _ORDERS:
        first, second = facts.get(earlier), facts.get(later)
        if first is not None and second is not None and second < first:
            found.warnings.append(
                _("{later} is before {earlier}; both are kept as they are in the file.").format(
                    later=_(TIME_NAME[later]), earlier=_(TIME_NAME[earlier])
                )
            )
    if wrong := disorder(facts):
        found.warnings.append(
            _("{later} is before {earlier}; both are kept as they are in the file.").format(
                later=_(TIME_NAME[wrong[1]]), earlier=_(TIME_NAME[wrong[0]])
            )
        )
