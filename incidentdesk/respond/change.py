"""Changing the facts of an incident, in the words in which a person sees them."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.incident import TIMES, incident
from incidentdesk.detect.intake import channel_of, level_of
from incidentdesk.detect.number import number
from incidentdesk.detect.priority import PRIORITIES, priority_of
from incidentdesk.detect.sla_ending import write_results_of_turn, write_sla_results
from incidentdesk.detect.stage_time import refuse_disorder, refuse_future, sources_after
from incidentdesk.detect.wording import clean, tags_in, tags_text, text_of, title_of
from incidentdesk.language import _, isolated
from incidentdesk.prepare.category import category, category_named
from incidentdesk.prepare.naming import same_name
from incidentdesk.prepare.person import person, person_named, staff_named
from incidentdesk.prepare.service import service, service_named
from incidentdesk.prepare.team import team, team_named
from incidentdesk.refusal import Refused
from incidentdesk.respond.family import parent_of
from incidentdesk.store import ledger
from incidentdesk.store.conflict import Conflict, clashes_between
from incidentdesk.store.session import Session

FIELDS = (
    "title",
    "description",
    "reporter",
    "channel",
    "service",
    "category",
    "subcategory",
    "impact",
    "urgency",
    "priority",
    "override_reason",
    "team",
    "assignee",
    "tags",
    "major",
    "resolution_code",
    "resolution_notes",
    "parent",
    "external_ref",
    *TIMES,
)
_NAMED = {
    "reporter": ("reporter_id", person),
    "service": ("service_id", service),
    "category": ("category_id", category),
    "subcategory": ("subcategory_id", category),
    "team": ("team_id", team),
    "assignee": ("assignee_id", person),
}

# What a person writes into these ends a clock, or ends it at another time.
_TIMES_OF_CLOCKS = {"first_response_at", "resolved_at", "created_at"}


def facts_of(session: Session, incident_id: int) -> dict[str, Any]:
    """All changeable facts of an incident as a person sees them: names, datetimes, tags as a tuple.

    Raises Refused where there is no such incident.
    """
    row = ledger.current(session, incident, incident_id)
    facts: dict[str, Any] = {}
    for field in FIELDS:
        if field in _NAMED:
            column, table = _NAMED[field]
            facts[field] = _name_of(session, table, row[column])
        elif field in TIMES:
            facts[field] = None if row[field] is None else clock.instant(row[field])
        elif field == "tags":
            facts[field] = tags_in(row["tags"])
        elif field == "parent":
            facts[field] = "" if row["parent_id"] is None else number(row["parent_id"])
        else:
            facts[field] = row[field] or "" if field == "external_ref" else row[field]
    return facts


def change_incident(
    session: Session,
    incident_id: int,
    changes: Mapping[str, Any],
    *,
    seen: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    A change of impact or urgency computes the priority anew; a priority of one's own needs a reason. A new assignee or
    team after an earlier one counts as a reassignment; taking an incident on oneself acknowledges it.
    Raises Conflict where somebody has changed one of the fields since it was seen, Refused for what the rules forbid.
    """
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise Refused(_("An incident has no field “{field}”.").format(field=isolated(min(unknown))))
    row = ledger.current(session, incident, incident_id)
    if "tags" in changes:
        changes = {**changes, "tags": tags_in(tags_text(changes["tags"]))}
    if seen is not None:
        _refuse_clashes(session, incident_id, seen, changes)
    columns: dict[str, Any] = {}
    for field, value in changes.items():
        columns.update(_columns(session, row, field, value))
    columns.update(_categories(session, row, changes))
    columns.update(_priority(row, columns, changes))
    columns.update(_consequences(session, row, columns, changes))
    if any(row[name] != value for name, value in columns.items()):
        ledger.update(session, incident, incident_id, {**columns, "updated_at": session.at}, reason=reason)
        if set(columns) & _TIMES_OF_CLOCKS:
            write_sla_results(session, incident_id)
        elif "team_id" in columns:
            write_results_of_turn(session, incident_id)


def give_up(session: Session, incident_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    row = ledger.current(session, incident, incident_id)
    columns: dict[str, Any] = {"priority": given_up["priority"]} if "priority" in given_up else {}
    for field, value in given_up.items():
        columns.update(_columns(session, row, field, value))
    columns.update(_categories(session, row, given_up))
    wanted = {name: value for name, value in columns.items() if row[name] != value}
    if wanted:
        ledger.decline(session, incident, incident_id, wanted)


def _refuse_clashes(session: Session, incident_id: int, seen: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    theirs = facts_of(session, incident_id)
    clashes = clashes_between(seen, theirs, {**_implied(theirs, changes), **changes})
    if clashes:
        raise Conflict(clashes, _who_changed(session, incident_id, {_column_of(clash.field) for clash in clashes}))


def _implied(theirs: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What a change of other fields takes away; somebody may have written it just now."""
    taken: dict[str, Any] = {}
    if changes.get("category", theirs["category"]) != theirs["category"]:
        taken["subcategory"] = ""
    if any(changes.get(name, theirs[name]) != theirs[name] for name in ("impact", "urgency")):
        taken["override_reason"] = ""
    return taken


def _column_of(field: str) -> str:
    if field in _NAMED:
        return _NAMED[field][0]
    return "parent_id" if field == "parent" else field


def _who_changed(session: Session, incident_id: int, columns: set[str]) -> str:
    """Who changed one of these columns last."""
    written = (
        sa.select(ledger.ledger.c.actor, ledger.ledger.c.changes)
        .where(ledger.ledger.c.chain == incident_id, ledger.ledger.c.noun == "incident")
        .order_by(ledger.ledger.c.position.desc())
    )
    for actor, changes in session.connection.execute(written):
        if columns & json.loads(changes).keys():
            return str(actor)
    return ""


def _name_of(session: Session, table: sa.Table, record_id: int | None) -> str:
    if record_id is None:
        return ""
    return str(session.connection.execute(sa.select(table.c.name).where(table.c.id == record_id)).scalar())


def _columns(session: Session, row: Mapping[str, Any], field: str, value: Any) -> dict[str, Any]:
    if field in _FINDERS:
        return {_NAMED[field][0]: _FINDERS[field](session, str(value))}
    if field in TIMES:
        return _time_columns(field, value)
    if field == "parent":
        return {"parent_id": parent_of(session, row["id"], str(value))}
    return {field: _PLAIN[field](value)} if field in _PLAIN else {}


_FINDERS: dict[str, Callable[[Session, str], int | None]] = {
    "reporter": person_named,
    "service": service_named,
    "team": team_named,
    "assignee": staff_named,
}
_PLAIN: dict[str, Callable[[Any], Any]] = {
    "title": title_of,
    "description": text_of,
    "channel": channel_of,
    "impact": level_of,
    "urgency": level_of,
    "tags": tags_text,
    "major": bool,
    "resolution_code": lambda value: clean(value).strip(),
    "resolution_notes": text_of,
    "override_reason": lambda value: text_of(value).strip(),
    "external_ref": lambda value: clean(str(value)).strip() or None,
}


def _categories(session: Session, row: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Category and subcategory; a subcategory belongs to its category and does not outlive it."""
    category_id = category_named(session, str(changes["category"])) if "category" in changes else row["category_id"]
    result = {} if category_id == row["category_id"] else {"category_id": category_id, "subcategory_id": None}
    if "subcategory" in changes:
        name = str(changes["subcategory"])
        if name.strip() and category_id is None:
            raise Refused(_("A subcategory needs a category."))
        result["subcategory_id"] = category_named(session, name, category_id)
    return result


def _time_columns(field: str, value: datetime | None) -> dict[str, Any]:
    if field == "created_at" and value is None:
        raise Refused(_("The time of creation can't be empty."))
    return {field: None if value is None else clock.stored(value)}


def _priority(row: Mapping[str, Any], columns: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The priority of the matrix, unless one's own is given with a reason."""
    computed = priority_of(columns.get("impact", row["impact"]), columns.get("urgency", row["urgency"]))
    recomputed = any(columns.get(name, row[name]) != row[name] for name in ("impact", "urgency"))
    wanted = int(changes.get("priority", computed if recomputed else row["priority"]))
    if wanted not in PRIORITIES:
        raise Refused(_("A priority is 1 to 5."))
    if wanted == computed:
        return {"priority": wanted, "override_reason": ""}
    reason = columns.get("override_reason", row["override_reason"] if wanted == row["priority"] else "")
    if not reason:
        raise Refused(
            _("Impact and urgency give P{computed}. To set P{wanted} all the same, say why.").format(
                computed=computed, wanted=wanted
            )
        )
    return {"priority": wanted, "override_reason": reason}


def _consequences(
    session: Session, row: Mapping[str, Any], columns: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    result: dict[str, Any] = {}
    moved = [
        name
        for name in ("assignee_id", "team_id")
        if columns.get(name) is not None and row[name] is not None and columns[name] != row[name]
    ]
    if moved:
        result["reassignment_count"] = row["reassignment_count"] + 1
    typed = {name: columns[name] for name in TIMES if name in changes and columns[name] != row[name]}
    takes_it_on = columns.get("assignee_id") is not None and same_name(str(changes["assignee"]), session.actor)
    if takes_it_on and row["acknowledged_at"] is None and "acknowledged_at" not in typed:
        result["acknowledged_at"] = session.at
    if typed:
        refuse_future(session, typed)
        refuse_disorder({**row, **columns, **result})
        result |= sources_after(session, row, typed, typed)
    return result
