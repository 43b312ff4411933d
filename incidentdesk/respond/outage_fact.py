"""Facts of the timeline about the outages that an incident was, told from the ledger alone.

The records belong to a later phase; what is known of them here is what the ledger calls them.
"""

from collections.abc import Iterator, Mapping, Sequence

from incidentdesk.language import N_, _, isolated
from incidentdesk.respond.analysis_fold import Turn, folded
from incidentdesk.respond.timeline_fact import Event, Fact, FieldChange, Kind

_TOPICS = {"outage": "outage*"}
OUTAGE_NOUNS = frozenset(_TOPICS)
OUTAGE_FIELD_NAME = {"began_at": N_("Outage from"), "ended_at": N_("until")}
Names = Mapping[tuple[str, int], str]


def outage_facts(events: Sequence[Event], names: Names) -> list[Fact]:
    """Oldest first; `names` has those of services by table and id."""
    facts: list[Fact] = []
    for fold, _records in folded(events, _TOPICS):
        for turn in fold.turns():
            text, changes = _said(turn, names), tuple(_times(turn))
            if text:
                at = fold.last_at
                facts.append(Fact(at, at, fold.actor, Kind.FIELD, text=text, changes=changes, via=fold.via))
    return facts


def _said(turn: Turn, names: Names) -> str:
    service_id = turn.fields["service_id"]
    service = isolated(names.get(("service", int(service_id)), f"#{service_id}"))
    if turn.gone:
        return _("Outage of {service} taken away").format(service=service)
    if turn.after is None or not (turn.added or any(turn.changed(name) for name in _TOLD)):
        return ""
    parts = [service, _(str(turn.after.get("degree", "")))]
    if turn.after.get("planned"):
        parts.append(_("planned"))
    note = str(turn.after.get("note") or "")
    return " · ".join(part for part in (*parts, isolated(note) if note else "") if part)


_TOLD = ("service_id", "began_at", "ended_at", "degree", "planned", "note")


def _times(turn: Turn) -> Iterator[FieldChange]:
    """From when until when; of one that was changed, only what is another."""
    if turn.after is None:
        return
    for name in ("began_at", "ended_at"):
        before = turn.before.get(name) if turn.before is not None else None
        after = turn.after.get(name)
        if before != after or (name == "began_at" and turn.before is not None):
            yield FieldChange(name, before if before != after else None, after)
