"""Facts of the timeline about who is affected: named, and taken off again, by one person within some minutes as one."""

from collections.abc import Mapping, Sequence

from incidentdesk.language import _, isolated
from incidentdesk.respond.analysis_fold import Turn, folded
from incidentdesk.respond.timeline_fact import Event, Fact, Kind

_TOPICS = {"affected_person": "affected"}
AFFECTED_NOUNS = frozenset(_TOPICS)
NAMED_IN_AFFECTED = {"person_id": "person"}
Names = Mapping[tuple[str, int], str]


def affected_facts(events: Sequence[Event], names: Names) -> list[Fact]:
    """Oldest first; `names` has those of people by table and id."""
    facts: list[Fact] = []
    for fold, _records in folded(events, _TOPICS):
        turns = fold.turns()
        come = [_told(turn, names) for turn in turns if turn.added]
        noted = [_told(turn, names) for turn in turns if turn.changed("note")]
        gone = [_name(turn, names) for turn in turns if turn.gone]
        parts = [_("Affected: {people}").format(people=", ".join(come))] if come else []
        parts += [_("Noted of who is affected: {people}").format(people=", ".join(noted))] if noted else []
        parts += [_("Not affected any more: {people}").format(people=", ".join(gone))] if gone else []
        if parts:
            text, at = " · ".join(parts), fold.last_at
            facts.append(Fact(at, at, fold.actor, Kind.FIELD, text=text, via=fold.via))
    return facts


def _name(turn: Turn, names: Names) -> str:
    person_id = int(turn.fields["person_id"])
    return isolated(names.get(("person", person_id), f"#{person_id}"))


def _told(turn: Turn, names: Names) -> str:
    note = str(turn.fields.get("note") or "")
    name = _name(turn, names)
    return _("{name} ({note})").format(name=name, note=isolated(note)) if note else name
