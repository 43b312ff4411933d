"""The timeline of an incident: every entry and every change, told in order, read from the record and the ledger."""

import json
from collections.abc import Iterable
from datetime import tzinfo
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import LEVEL_NAME, priority_label
from incidentdesk.language import N_, _, isolated
from incidentdesk.respond.affected_fact import AFFECTED_NOUNS, NAMED_IN_AFFECTED, affected_facts
from incidentdesk.respond.analysis_fact import NOUNS, analysis_facts
from incidentdesk.respond.follow_up_fact import FOLLOW_UP_NOUNS, follow_up_facts
from incidentdesk.respond.outage_fact import OUTAGE_FIELD_NAME, OUTAGE_NOUNS, outage_facts
from incidentdesk.respond.recovery_fact import (
    NAMED_IN_RECOVERY,
    RECOVERY_FIELD_NAME,
    RECOVERY_NOUNS,
    recovery_facts,
)
from incidentdesk.respond.response_fact import NAMED_IN_RESPONSE, RESPONSE_NOUNS, response_facts
from incidentdesk.respond.timeline_fact import GLYPH, Event, Fact, FieldChange, Kind
from incidentdesk.store.reading import Reader
from incidentdesk.store.trouble import Damaged

__all__ = ["FIELD_NAME", "GLYPH", "Fact", "FieldChange", "Kind", "names_of", "sentence", "timeline"]

FIELD_NAME = {
    "title": N_("Title"),
    "description": N_("Description"),
    "reporter_id": N_("Reporter"),
    "channel": N_("Channel"),
    "service_id": N_("Service"),
    "category_id": N_("Category"),
    "subcategory_id": N_("Subcategory"),
    "impact": N_("Impact"),
    "urgency": N_("Urgency"),
    "priority": N_("Priority"),
    "override_reason": N_("Reason of the priority"),
    "state": N_("State"),
    "on_hold_reason": N_("On hold"),
    "team_id": N_("Team"),
    "assignee_id": N_("Assignee"),
    "tags": N_("Tags"),
    "major": N_("Major incident"),
    "resolution_code": N_("Resolution code"),
    "resolution_notes": N_("Resolution notes"),
    "parent_id": N_("Parent"),
    "external_ref": N_("External reference"),
    "occurred_at": N_("Occurred"),
    "detected_at": N_("Detected"),
    "created_at": N_("Created"),
    "acknowledged_at": N_("Acknowledged"),
    "first_response_at": N_("First response"),
    "mitigated_at": N_("Mitigated"),
    "restored_at": N_("Restored"),
    "resolved_at": N_("Resolved"),
    "closed_at": N_("Closed"),
    "withdrawn_at": N_("Moved to the trash"),
}
_NAMED = {
    "reporter_id": "person",
    "assignee_id": "person",
    "service_id": "service",
    "category_id": "category",
    "subcategory_id": "category",
    "team_id": "team",
    "owner_id": "person",
    "lead_id": "person",
    "problem_id": "problem",
}
_FIELD_NAME_ELSEWHERE = {**OUTAGE_FIELD_NAME, **RECOVERY_FIELD_NAME}
_MOST_NAMES = 500


def timeline(reader: Reader, incident_id: int) -> list[Fact]:
    """All facts of an incident, oldest first by the time at which they happened.

    Raises Damaged where the ledger makes no sense because it is no longer what was written.
    """
    try:
        return _facts(reader, incident_id)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        from incidentdesk.store.verifying import is_whole

        if is_whole(reader, incident_id):
            raise
        raise Damaged(
            _(
                "The history of {number} can't be read: it was damaged, or changed outside the program. "
                "Restore the newest backup."
            ).format(number=number(incident_id))
        ) from error


def _facts(reader: Reader, incident_id: int) -> list[Fact]:
    rows = reader.rows(
        "SELECT noun, record_id, act, changes, reason, at, actor, via FROM ledger WHERE chain = :id ORDER BY position",
        {"id": incident_id},
    )
    events = [
        Event(noun, record_id, act, json.loads(changes), reason, at, actor, via)
        for noun, record_id, act, changes, reason, at, actor, via in rows
    ]
    names = _names(reader, events)
    edited = {
        event.record_id
        for event in events
        if event.noun == "entry" and "text" in event.changes and event.act == "changed"
    }
    entries = _entries(reader, incident_id, edited)
    facts: list[Fact | None] = []
    told_as_evidence = {
        (event.at, event.changes.get("attachment_id"))
        for event in events
        if event.noun == "evidence" and event.act == "created"
    }
    for event in events:
        if event.noun == "attachment" and (event.at, event.record_id) in told_as_evidence:
            continue
        # The first event of an entry is its writing; so what happened at one instant stays in the order of the ledger.
        facts.append(entries.pop(event.record_id, None) if event.noun == "entry" else _fact(event, names))
    analysis = analysis_facts([event for event in events if event.noun in NOUNS], names, incident_id)
    response = response_facts([event for event in events if event.noun in RESPONSE_NOUNS], names, incident_id)
    outages = outage_facts([event for event in events if event.noun in OUTAGE_NOUNS], names)
    recovered = recovery_facts([event for event in events if event.noun in RECOVERY_NOUNS], names, incident_id)
    affected = affected_facts([event for event in events if event.noun in AFFECTED_NOUNS], names)
    asked = follow_up_facts([event for event in events if event.noun in FOLLOW_UP_NOUNS], incident_id)
    told = (*facts, *entries.values(), *analysis, *response, *outages, *recovered, *affected, *asked)
    known = [fact for fact in told if fact is not None]
    return sorted(known, key=lambda fact: (fact.happened_at, fact.entered_at))


def _entries(reader: Reader, incident_id: int, edited: set[int]) -> dict[int, Fact]:
    rows = reader.rows(
        "SELECT entry.id, entry.text, entry.author, entry.public, entry.starred, entry.happened_at, entry.entered_at"
        " FROM entry WHERE entry.incident_id = :id AND entry.withdrawn_at IS NULL",
        {"id": incident_id},
    )
    return {
        entry_id: Fact(
            happened_at=happened,
            entered_at=entered,
            actor=author,
            kind=Kind.COMMENT if public else Kind.NOTE,
            text=text,
            public=bool(public),
            starred=bool(starred),
            entry_id=entry_id,
            edited=entry_id in edited,
        )
        for entry_id, text, author, public, starred, happened, entered in rows
    }


def _fact(event: Event, names: dict[tuple[str, int], str]) -> Fact | None:
    if event.noun == "incident":
        return _incident_fact(event, names)
    if event.noun == "attachment":
        return _attachment_fact(event)
    return None


def _incident_fact(event: Event, names: dict[tuple[str, int], str]) -> Fact | None:
    if event.act == "created":
        created = int(event.changes.get("created_at", event.at))
        return Fact(
            created, event.at, event.actor, Kind.LOGGED, text=str(event.changes.get("channel", "")), via=event.via
        )
    changes = tuple(
        FieldChange(field, _shown(field, before, names), _shown(field, after, names))
        for field, (before, after) in event.changes.items()
        if field in FIELD_NAME
    )
    # The first response is told by the comment that it was.
    if all(change.field == "first_response_at" and change.before is None for change in changes):
        return None
    kind = Kind.STATE if "state" in event.changes else Kind.FIELD
    text = _("not taken over") if event.act == "declined" else ""
    return Fact(event.at, event.at, event.actor, kind, text, changes, event.reason, event.via)


def _attachment_fact(event: Event) -> Fact | None:
    if event.act == "created":
        return Fact(event.at, event.at, event.actor, Kind.FILE, text=str(event.changes["name"]), via=event.via)
    gone = event.changes.get("withdrawn_at", [None, None])[1] is not None
    text = _("An attachment was taken away.") if gone else _("An attachment was brought back.")
    return Fact(event.at, event.at, event.actor, Kind.FILE, text=text, via=event.via)


def _shown(field: str, value: Any, names: dict[tuple[str, int], str]) -> str | int | None:
    if value is None or value == "":
        return None
    if field in _NAMED:
        return names.get((_NAMED[field], value), f"#{value}")
    if field == "priority":
        return priority_label(value)
    if field in ("impact", "urgency"):
        return _(LEVEL_NAME[value])
    if field == "parent_id":
        return number(value)
    if field in ("state", "on_hold_reason", "channel"):
        return _(value)
    if isinstance(value, bool) or field == "major":
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return value
    return str(value).strip()


def _names(reader: Reader, events: Iterable[Event]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {}
    for event in events:
        if event.noun == "incident" and event.act == "created":
            continue
        named = _named_in(event.noun)
        for field, change in event.changes.items():
            if field in named:
                values = [change] if event.act == "created" else change
                wanted.setdefault(named[field], set()).update(value for value in values if value is not None)
    found: dict[tuple[str, int], str] = {}
    for table, ids in wanted.items():
        for record_id, name in names_of(reader, table, ids).items():
            found[table, record_id] = name
    return found


def _named_in(noun: str) -> dict[str, str]:
    """Which table the ids in a field of a record belong to."""
    if noun in RESPONSE_NOUNS:
        return NAMED_IN_RESPONSE
    if noun in RECOVERY_NOUNS:
        return NAMED_IN_RECOVERY
    if noun in AFFECTED_NOUNS:
        return NAMED_IN_AFFECTED
    return _NAMED if noun == "incident" or noun in NOUNS or noun in OUTAGE_NOUNS else {}


def names_of(reader: Reader, table: str, ids: Iterable[int]) -> dict[int, str]:
    """The names of records of a table of ours."""
    found: dict[int, str] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _MOST_NAMES):
        some = {f"id{place}": record_id for place, record_id in enumerate(wanted[start : start + _MOST_NAMES])}
        marks = ", ".join(f":{name}" for name in some)
        if table == "plan_version":
            found.update(plan_names(reader, some))
            continue
        name = "title" if table == "problem" else "name"
        found.update(dict(reader.rows(f"SELECT id, {name} FROM {table} WHERE id IN ({marks})", some)))
    return found


def plan_names(reader: Reader, version_ids: dict[str, int]) -> dict[int, str]:
    """What is run is a version, and what people know is the name of its plan."""
    marks = ", ".join(f":{name}" for name in version_ids)
    rows = reader.rows(
        f"SELECT v.id, p.name, v.number FROM plan_version v JOIN plan p ON p.id = v.plan_id WHERE v.id IN ({marks})",
        version_ids,
    )
    return {
        version_id: _("“{plan}” (version {version})").format(plan=name, version=version)
        for version_id, name, version in rows
    }


def sentence(fact: Fact, zone: tzinfo) -> str:
    """What a fact says, in one sentence; a note says its text."""
    if fact.kind == Kind.LOGGED:
        return _("Logged · {channel}").format(channel=_(fact.text))
    if fact.kind == Kind.FILE:
        return _("Attached {name}").format(name=isolated(fact.text)) if fact.text and not fact.changes else fact.text
    if not fact.changes:
        return fact.text
    told = " · ".join(_told(change, zone) for change in fact.changes)
    if fact.text:
        told = f"{told} ({fact.text})"
    return _("{changes} · reason: {reason}").format(changes=told, reason=isolated(fact.reason)) if fact.reason else told


def _told(change: FieldChange, zone: tzinfo) -> str:
    name = _(_FIELD_NAME_ELSEWHERE.get(change.field) or FIELD_NAME[change.field])
    if change.field == "withdrawn_at":
        return name if change.after else _("Brought back from the trash")
    before, after = (_value(change.field, value, zone) for value in (change.before, change.after))
    if change.before is None:
        return f"{name}: {after}"
    return f"{name} {before} → {after}"


_LONGEST_SHOWN = 120  # characters


def _value(field: str, value: str | int | None, zone: tzinfo) -> str:
    if value is None:
        return _("none")
    if field.endswith("_at") and isinstance(value, int):
        return clock.instant(value).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    text = str(value)
    short = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    return isolated(" ".join(short.split()))
