"""What an action of a rule changes about an incident: told before it is done, and the same when it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.number import incident_id_of, number
from incidentdesk.detect.state import OPEN_STATES, State
from incidentdesk.detect.wording import tags_in, tags_text
from incidentdesk.language import N_, _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.respond.rule_action import Action, Do
from incidentdesk.respond.rule_fact import Columns, Known
from incidentdesk.respond.rule_list import Rule

NOBODY_YET = -1  # stands for whoever it will be


@dataclass(frozen=True, slots=True)
class Effect:
    """What is done in a sentence, and the columns that it changes; `person_id` is who gets it."""

    sentence: str
    columns: Mapping[str, Any] = field(default_factory=dict)


_TABLE = {"team": "team", "assignee": "person", "service": "service", "category": "category",
          "subcategory": "category"}  # fmt: skip
_TITLE = {
    "team": N_("Team"), "assignee": N_("Assignee"), "service": N_("Service"), "category": N_("Category"),
    "subcategory": N_("Subcategory"), "priority": N_("Priority"), "impact": N_("Impact"), "urgency": N_("Urgency"),
}  # fmt: skip


def effects(known: Known, rule: Rule, incident_id: int, columns: Columns, at: int) -> tuple[list[str], bool]:
    """Sentences of what a rule would do to an incident with these columns at an instant, and whether it does anything.

    What can't be done is among the sentences.
    """
    said, changes = [], False
    for action in rule.actions:
        try:
            found = effect_of(known, action, incident_id, columns, at)
        except Refused as refused:
            said.append(not_done(refused))
            continue
        if found is not None:
            said.append(found.sentence)
            changes = True
            columns = {**columns, **found.columns}
    return said, changes


def not_done(refused: Refused) -> str:
    return _("Not done: {reason}").format(reason=refused)


def effect_of(known: Known, action: Action, incident_id: int, columns: Columns, at: int) -> Effect | None:
    """None where it changes nothing; raises Refused where it can't be done."""
    return _EFFECTS[action.do](known, action, incident_id, columns, at)


def _set(known: Known, action: Action, _incident_id: int, columns: Columns, _at: int) -> Effect | None:
    if action.field in _TABLE:
        wanted = _wanted_id(known, action, columns)
        column = f"{action.field}_id"
        before, after = known.name(_TABLE[action.field], columns.get(column)), action.value
        if columns.get(column) == wanted:
            return None
        below = {"subcategory_id": None} if action.field == "category" else {}
        return Effect(_changed(action.field, before, after), {column: wanted, **below})
    now = columns.get(action.field)
    if now == int(action.value):
        return None
    return Effect(_changed(action.field, str(now or ""), action.value), {action.field: int(action.value)})


def _wanted_id(known: Known, action: Action, columns: Columns) -> int:
    """Nothing is made by a rule: a name with a mistake in it would become a team of its own."""
    found = known.id_of(_TABLE[action.field], action.value) if action.field != "subcategory" else None
    if action.field == "subcategory":
        rows = known.reader.rows(
            "SELECT id, name FROM category WHERE withdrawn_at IS NULL AND parent_id = :id",
            {"id": columns.get("category_id")},
        )
        found = next((int(each) for each, name in rows if name.casefold() == action.value.casefold()), None)
    if found is None:
        raise Refused(_("There is no {field} “{name}”.").format(
            field=_(_TITLE[action.field]).lower(), name=isolated(action.value)))  # fmt: skip
    return found


def _changed(field_name: str, before: str, after: str) -> str:
    return _("{field}: {before} → {after}").format(
        field=_(_TITLE[field_name]), before=isolated(before or "—"), after=isolated(after)
    )


def _on_call(known: Known, action: Action, _incident_id: int, columns: Columns, at: int) -> Effect | None:
    from incidentdesk.prepare.on_call import on_call_of

    rota = known.rota(action.value)
    duty = on_call_of(rota, at) if rota else []
    if not duty:
        raise Refused(_("Nobody is on call in {rota}.").format(rota=isolated(action.value)))
    if columns.get("assignee_id") == duty[0].person_id:
        return None
    before = known.name("person", columns.get("assignee_id"))
    return Effect(_changed("assignee", before, duty[0].person), {"assignee_id": duty[0].person_id})


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team who is there: the newest incident of his, and how many are open."""

    id: int
    name: str
    newest: int
    open: int


def members(known: Known, team: str, at: int) -> list[Member]:
    """Who works in a team and is neither gone nor away that day; raises Refused where there is nobody."""
    team_id = known.id_of("team", team)
    rows = known.reader.rows(
        "SELECT p.id, p.name, coalesce(max(i.id), 0), count(CASE WHEN i.state NOT IN ('Resolved', 'Closed', 'Canceled')"
        " THEN 1 END) FROM person p LEFT JOIN incident i ON i.assignee_id = p.id AND i.withdrawn_at IS NULL"
        " WHERE p.team_id = :team AND p.withdrawn_at IS NULL AND (p.left_on = '' OR p.left_on >= :day)"
        " AND NOT EXISTS (SELECT 1 FROM absence a WHERE a.person_id = p.id AND a.withdrawn_at IS NULL"
        " AND a.from_on <= :day AND a.until_on >= :day) GROUP BY p.id, p.name ORDER BY p.name, p.id",
        {"team": team_id, "day": clock.instant(at).date().isoformat()},
    )
    if not rows:
        raise Refused(_("Nobody is in the team {name}.").format(name=isolated(team)))
    return [Member(*row) for row in rows]


def chosen_member(action: Action, there: list[Member]) -> Member:
    """The next in turn is whose newest incident is the oldest; the least loaded has the fewest open ones."""
    if action.do is Do.IN_TURN:
        return min(there, key=lambda each: each.newest)
    return min(there, key=lambda each: (each.open, each.newest))


def _in_team(known: Known, action: Action, _incident_id: int, columns: Columns, at: int) -> Effect | None:
    there = members(known, action.value, at)
    if columns.get("assignee_id") in {each.id for each in there}:
        return None
    team_id = known.id_of("team", action.value)
    said = _("To the next in team {team}") if action.do is Do.IN_TURN else _("To the least loaded in team {team}")
    return Effect(said.format(team=isolated(action.value)), {"assignee_id": NOBODY_YET, "team_id": team_id})


def _tags(_known: Known, action: Action, _incident_id: int, columns: Columns, _at: int) -> Effect | None:
    now = tags_in(columns.get("tags", ""))
    meant = tags_in(tags_text(action.value.replace(",", " ").split()))
    if action.do is Do.ADD_TAGS:
        fresh = [each for each in meant if each not in now]
        text, left = _("Tags added: {tags}"), (*now, *fresh)
    else:
        fresh = [each for each in meant if each in now]
        text, left = _("Tags removed: {tags}"), tuple(each for each in now if each not in meant)
    if not fresh:
        return None
    return Effect(text.format(tags=isolated(" ".join(fresh))), {"tags": tags_text(left)})


def _said(text: str) -> Callable[..., Effect]:
    def say(_known: Known, action: Action, _incident_id: int, _columns: Columns, _at: int) -> Effect:
        shown = " ".join((action.text if action.do in (Do.NOTE, Do.COMMENT) else action.value).split())
        return Effect(_(text).format(text=isolated(shown if len(shown) <= 80 else shown[:79] + "…")))

    return say


def _notify(known: Known, action: Action, _incident_id: int, columns: Columns, _at: int) -> Effect | None:
    name = action.value if action.field != "assignee" else known.name("person", columns.get("assignee_id"))
    return Effect(_("Notified: {name}").format(name=isolated(name))) if name else None


def _plan(known: Known, action: Action, _incident_id: int, columns: Columns, _at: int) -> Effect | None:
    from incidentdesk.prepare.plan_rule_choice import chosen_plan

    if columns.get("state") not in OPEN_STATES:
        return None
    plan_id = known.id_of("plan", action.value) if action.value else chosen_plan(
        known.reader, category_id=columns.get("category_id"), subcategory_id=columns.get("subcategory_id"),
        service_id=columns.get("service_id"), priority=columns.get("priority", 5), title=columns.get("title", ""),
        tags=tags_in(columns.get("tags", "")),
    )  # fmt: skip
    if plan_id is None:
        return None
    return Effect(_("Plan started: {plan}").format(plan=isolated(known.name("plan", plan_id))))


def _parent(_known: Known, action: Action, incident_id: int, columns: Columns, _at: int) -> Effect | None:
    parent_id = incident_id_of(action.value)
    if columns.get("parent_id") == parent_id or parent_id == incident_id:
        return None
    return Effect(_("Linked to {number}").format(number=number(parent_id)), {"parent_id": parent_id})


def _same(known: Known, action: Action, incident_id: int, columns: Columns, at: int) -> Effect | None:
    if columns.get("parent_id") is not None:
        return None
    join, where, value = _same_as(known, action.field, incident_id, columns)
    if not value:
        return None
    rows = known.reader.rows(
        f"SELECT min(i.id) FROM incident i {join}WHERE i.withdrawn_at IS NULL AND i.parent_id IS NULL AND {where}"
        " AND i.id < :id AND i.created_at <= :at AND i.state <> 'Canceled'"
        " AND (i.resolved_at IS NULL OR i.resolved_at > :at)"
        " AND NOT EXISTS (SELECT 1 FROM incident c WHERE c.parent_id = :id AND c.withdrawn_at IS NULL)",
        {"id": incident_id, "at": at, "value": value},
    )
    parent_id = rows[0][0]
    if parent_id is None:
        return None
    return Effect(_("Linked to {number}").format(number=number(parent_id)), {"parent_id": int(parent_id)})


def _same_as(known: Known, name: str, incident_id: int, columns: Columns) -> tuple[str, str, Any]:
    if name == "host":
        join = "JOIN alert a ON a.incident_id = i.id "
        return join, "a.host = :value", known.beside("host", incident_id)
    column = {"title": "title", "service": "service_id", "reporter": "reporter_id"}[name]
    return "", f"i.{column} = :value", columns.get(column)


def _escalate(known: Known, action: Action, _incident_id: int, columns: Columns, _at: int) -> Effect | None:
    if columns.get("acknowledged_at") is not None or columns.get("state") not in OPEN_STATES:
        return None
    name = action.value
    if not name:
        rows = known.reader.rows(
            "SELECT p.name FROM service s JOIN escalation_policy p ON p.id = s.escalation_policy_id WHERE s.id = :id",
            {"id": columns.get("service_id")},
        )
        name = str(rows[0][0]) if rows else ""
    return Effect(_("Escalated by {policy}").format(policy=isolated(name))) if name else None


def _hold(_known: Known, action: Action, _incident_id: int, columns: Columns, _at: int) -> Effect | None:
    before = columns.get("state"), columns.get("on_hold_reason")
    if before[0] not in OPEN_STATES or before == (State.ON_HOLD, action.value):
        return None
    said = _("On hold: {reason}").format(reason=_(action.value))
    return Effect(said, {"state": State.ON_HOLD, "on_hold_reason": action.value})


def _major(_known: Known, action: Action, _incident_id: int, columns: Columns, _at: int) -> Effect | None:
    if columns.get("major") or columns.get("state") not in OPEN_STATES:
        return None
    return Effect(_("Proposed as major: {reason}").format(reason=isolated(action.text)))


_EFFECTS: dict[Do, Callable[[Known, Action, int, Columns, int], Effect | None]] = {
    Do.SET: _set,
    Do.ON_CALL: _on_call,
    Do.IN_TURN: _in_team,
    Do.LEAST_LOADED: _in_team,
    Do.ADD_TAGS: _tags,
    Do.REMOVE_TAGS: _tags,
    Do.NOTE: _said(N_("Work note: {text}")),
    Do.COMMENT: _said(N_("Public comment: {text}")),
    Do.NOTIFY: _notify,
    Do.PLAN: _plan,
    Do.TASK: _said(N_("Task added: {text}")),
    Do.PARENT: _parent,
    Do.SAME: _same,
    Do.ESCALATE: _escalate,
    Do.HOLD: _hold,
    Do.MAJOR: _major,
}
