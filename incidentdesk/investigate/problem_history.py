"""What has happened to a problem, read from the ledger: its facts, its incidents, its actions."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from incidentdesk.detect.number import number
from incidentdesk.detect.priority import priority_label
from incidentdesk.investigate.action_number import action_number
from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.known_error_state import known_error_number
from incidentdesk.respond.timeline import names_of
from incidentdesk.store.changes import DESK
from incidentdesk.store.reading import Reader

_LONGEST_SHOWN = 120  # characters
_FIELD_NAME = {
    "title": N_("Title"),
    "description": N_("Description"),
    "state": N_("State"),
    "priority": N_("Priority"),
    "service_id": N_("Service"),
    "owner_id": N_("Owner"),
    "workaround": N_("Workaround"),
    "resolution": N_("Resolution"),
    "risk_reason": N_("Accepted risk"),
    "known_error_id": N_("Known error"),
}
_NAMED = {"service_id": "service", "owner_id": "person"}
_EVENTS = (
    "SELECT id, at, actor, noun, record_id, act, changes, reason FROM ledger WHERE chain = :desk"
    " AND ((noun = 'problem' AND record_id = :id) OR (noun = 'corrective_action' AND record_id IN"
    " (SELECT id FROM corrective_action WHERE problem_id = :id)))"
)
# What was changed since it was made may have been a link to this problem before.
_LINKS = (
    "SELECT l.id, l.at, l.actor, l.noun, l.chain, l.act, l.changes, l.reason FROM ledger l"
    " WHERE l.noun = 'problem_incident' AND l.chain IN"
    " (SELECT incident_id FROM problem_incident WHERE problem_id = :id OR version > 1)"
)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Who did what when, in one sentence; `at` is in microseconds since 1970."""

    at: int
    actor: str
    text: str


Event = tuple[int, int, str, str, int, str, dict[str, Any], str]


def problem_history(reader: Reader, problem_id: int) -> list[HistoryLine]:
    """All that has happened to a problem, the latest first."""
    found = {"desk": DESK, "id": problem_id}
    events = [_event(row) for row in reader.rows(_EVENTS, found)]
    links = [event for event in map(_event, reader.rows(_LINKS, {"id": problem_id})) if _is_about(event, problem_id)]
    names = _names(reader, events)
    # The ledger numbers all that happens in one row; several things may have happened at one instant.
    latest_first = sorted((*events, *links), key=lambda event: -event[0])
    lines = [_line(event, problem_id, names) for event in latest_first]
    return [line for line in lines if line.text]


def _event(row: tuple[Any, ...]) -> Event:
    *facts, changes, reason = row
    return (*facts, json.loads(changes), reason)


def _is_about(event: Event, problem_id: int) -> bool:
    """Whether an incident was linked to this problem or released from it."""
    changes = event[6]
    value = changes.get("problem_id")
    return problem_id in value if isinstance(value, list) else value == problem_id


def _line(event: Event, problem_id: int, names: Mapping[tuple[str, int], str]) -> HistoryLine:
    _order, at, actor, noun, record_id, act, changes, reason = event
    if noun == "problem_incident":
        return HistoryLine(at, actor, _link_text(record_id, changes, problem_id))
    if noun == "corrective_action":
        return HistoryLine(at, actor, _action_text(record_id, act, changes, reason))
    return HistoryLine(at, actor, _problem_text(act, changes, reason, names))


def _link_text(incident_id: int, changes: Mapping[str, Any], problem_id: int) -> str:
    value = changes.get("problem_id")
    linked = value[1] == problem_id if isinstance(value, list) else True
    said = _("{number} linked") if linked else _("{number} released")
    return said.format(number=number(incident_id))


def _action_text(action_id: int, act: str, changes: Mapping[str, Any], reason: str) -> str:
    name = action_number(action_id)
    if act == "created":
        text = isolated(_short(str(changes.get("text", ""))))
        return _("{number} proposed: {text}").format(number=name, text=text)
    if "withdrawn_at" in changes:
        return (_("{number} taken away") if changes["withdrawn_at"][1] else _("{number} brought back")).format(
            number=name
        )
    if "state" not in changes:
        return ""
    before, after = changes["state"]
    told = _("{number}: {before} → {after}").format(number=name, before=_(before), after=_(after))
    return _with_reason(told, reason)


def _problem_text(act: str, changes: Mapping[str, Any], reason: str, names: Mapping[tuple[str, int], str]) -> str:
    if act == "created":
        return _("Opened")
    if "withdrawn_at" in changes:
        return _("Moved to the trash") if changes["withdrawn_at"][1] else _("Brought back from the trash")
    told = [
        _("{field}: {before} → {after}").format(
            field=_(_FIELD_NAME[field]), before=_shown(field, before, names), after=_shown(field, after, names)
        )
        for field, (before, after) in changes.items()
        if field in _FIELD_NAME
    ]
    text = " · ".join(told)
    if act == "declined" and text:
        text = _("not taken over: {changes}").format(changes=text)
    return _with_reason(text, reason) if text else ""


def _with_reason(text: str, reason: str) -> str:
    return _("{changes} · reason: {reason}").format(changes=text, reason=isolated(reason)) if reason else text


def _shown(field: str, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    if value is None or value == "":
        return _("none")
    if field in _NAMED:
        return isolated(names.get((_NAMED[field], value), f"#{value}"))
    if field == "priority":
        return priority_label(value)
    if field == "state":
        return _(value)
    return known_error_number(value) if field == "known_error_id" else isolated(_short(str(value)))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_SHOWN else line[:_LONGEST_SHOWN] + "…"


def _names(reader: Reader, events: Iterable[Event]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {}
    for _order, _at, _actor, noun, _id, act, changes, _reason in events:
        for field, table in _NAMED.items():
            if noun == "problem" and act != "created" and field in changes:
                wanted.setdefault(table, set()).update(value for value in changes[field] if value is not None)
    return {(table, key): name for table, ids in wanted.items() for key, name in names_of(reader, table, ids).items()}
