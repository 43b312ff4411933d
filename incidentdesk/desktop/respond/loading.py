"""What an incident's page reads, in one go and away from the window."""

from dataclasses import dataclass, field
from typing import Any

from incidentdesk import clock
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.respond.sheet import Sheet, sheet_of
from incidentdesk.respond.timeline import Fact, timeline


@dataclass(frozen=True, slots=True)
class Loaded:
    """`gate` is why a major incident can't be resolved yet, `held_up` why a parent can't be closed yet, `shut` why one
    can't be opened again; "" where it can."""

    sheet: Sheet
    facts: list[Fact]
    attachments: list[Any] = field(default_factory=list)
    gate: str = ""
    shut: str = ""
    held_up: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered while somebody types."""

    names: KnownNames = field(default_factory=KnownNames)
    codes: tuple[str, ...] = ()


def load(database: Any, incident_id: int) -> Loaded:
    """Raises Refused where there is no such incident."""
    from incidentdesk.detect.attachment import attached
    from incidentdesk.respond.family import why_held_up
    from incidentdesk.respond.recovery_gate import why_closed
    from incidentdesk.respond.reopen_window import why_shut

    with database.read() as reader:
        sheet = sheet_of(reader, incident_id)
        gate = why_closed(reader, incident_id) if sheet.facts["major"] else ""
        shut = why_shut(reader, incident_id, clock.stored(clock.now()))
        facts, held_up = timeline(reader, incident_id), why_held_up(reader, incident_id)
        return Loaded(sheet, facts, attached(reader, incident_id), gate, shut, held_up)


def has_children_among(database: Any, incident_id: int, ids: frozenset[int]) -> bool:
    """Whether one of these incidents is a child of this one."""
    with database.read() as reader:
        rows = reader.rows("SELECT id FROM incident WHERE parent_id = :id", {"id": incident_id})
    return any(row[0] in ids for row in rows)


def load_offered(database: Any) -> Offered:
    from incidentdesk.prepare.setting import setting_of

    with database.read() as reader:
        return Offered(known_names(reader), tuple(setting_of(reader, "resolution_codes")))


# The nouns whose names are offered.
OFFERED_NOUNS = frozenset({"person", "team", "service", "category", "setting"})


def load_similar(database: Any, sheet: Sheet) -> list[Any]:
    """Other incidents with a title like this one's."""
    from incidentdesk.detect.similar import similar

    with database.read() as reader:
        found = similar(reader, sheet.facts["title"], limit=6)
    family = {sheet.id, *(child.id for child in sheet.children)} | ({sheet.parent.id} if sheet.parent else set())
    return [each for each in found if each.id not in family][:5]
