"""Doing what a rule says, through the same use cases as a person; what a person changed meanwhile stays."""

from collections.abc import Callable, Mapping
from typing import Any

from incidentdesk import clock
from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import HoldReason, State
from incidentdesk.detect.wording import tags_in
from incidentdesk.language import N_, _, isolated
from incidentdesk.respond.activation import activate
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.change import change_incident
from incidentdesk.respond.escalation_step_taking import Tell, start_escalation
from incidentdesk.respond.major_step import propose
from incidentdesk.respond.note import add_note
from incidentdesk.respond.rule_action import Action, Do
from incidentdesk.respond.rule_effect import Effect, chosen_member, effect_of, members
from incidentdesk.respond.rule_fact import Columns, Known
from incidentdesk.respond.task_change import add_task
from incidentdesk.respond.transition import Move, move
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

# What is told later than that after its trigger says so (N14).
LATE_AFTER = 600_000_000  # microseconds
# The columns about which a person's change made since goes before the rule's.
_ABOUT: dict[Do, tuple[str, ...]] = {
    Do.ON_CALL: ("assignee_id",),
    Do.IN_TURN: ("assignee_id", "team_id"),
    Do.LEAST_LOADED: ("assignee_id", "team_id"),
    Do.PARENT: ("parent_id",),
    Do.SAME: ("parent_id",),
    Do.HOLD: ("state", "on_hold_reason"),
    Do.MAJOR: ("major",),
}
_ABOUT_FIELD = {
    "team": ("team_id",), "assignee": ("assignee_id",), "service": ("service_id",), "category": ("category_id",),
    "subcategory": ("subcategory_id",), "priority": ("priority",), "impact": ("impact",), "urgency": ("urgency",),
}  # fmt: skip


def do_action(
    session: Session,
    action: Action,
    incident_id: int,
    columns: Columns,
    *,
    known: Known,
    at: int,
    changed_since: Mapping[str, str],
    tell: Tell,
    key: str,
) -> str:
    """Do one action; returns a sentence of what was done, empty where nothing was to be done.

    `changed_since` names who has changed a column since the trigger: that one's word goes before the rule's. What is
    told is told once under `key`. Raises Refused where it can't be done.
    """
    about = _ABOUT_FIELD[action.field] if action.do is Do.SET else _ABOUT.get(action.do, ())
    who = next((changed_since[column] for column in about if column in changed_since), None)
    found = effect_of(known, action, incident_id, columns, at)
    if found is None:
        return ""
    if who is not None:
        return _("Left as {person} has set it meanwhile: {what}").format(person=isolated(who), what=found.sentence)
    if action.do is Do.NOTIFY:
        _notify(session, action, incident_id, at, tell, key)
        return found.sentence
    done = _DOING[action.do](session, action, incident_id, found, known, at)
    return done or found.sentence


def _set(session: Session, action: Action, incident_id: int, _found: Effect, _known: Known, _at: int) -> str:
    changes: dict[str, Any] = {action.field: action.value}
    if action.field in ("priority", "impact", "urgency"):
        changes = {action.field: int(action.value)}
    if action.field == "priority":
        changes["override_reason"] = action.text
    change_incident(session, incident_id, changes)
    return ""


def _assign(session: Session, _action: Action, incident_id: int, found: Effect, known: Known, _at: int) -> str:
    change_incident(session, incident_id, {"assignee": known.name("person", found.columns["assignee_id"])})
    return ""


def _in_team(session: Session, action: Action, incident_id: int, _found: Effect, known: Known, at: int) -> str:
    one = chosen_member(action, members(known, action.value, at))
    change_incident(session, incident_id, {"team": action.value, "assignee": one.name})
    said = (
        _("Given to {person} as the next in team {team}")
        if action.do is Do.IN_TURN
        else _("Given to {person} as the least loaded in team {team}")
    )
    return said.format(person=isolated(one.name), team=isolated(action.value))


def _tags(session: Session, _action: Action, incident_id: int, found: Effect, _known: Known, _at: int) -> str:
    change_incident(session, incident_id, {"tags": tags_in(found.columns["tags"])})
    return ""


def _write(session: Session, action: Action, incident_id: int, _found: Effect, _known: Known, _at: int) -> str:
    add_note(session, incident_id, action.text, public=action.do is Do.COMMENT)
    return ""


def _plan(session: Session, action: Action, incident_id: int, _found: Effect, known: Known, _at: int) -> str:
    activate(session, incident_id, plan_id=known.id_of("plan", action.value) if action.value else None)
    return ""


def _task(session: Session, action: Action, incident_id: int, _found: Effect, _known: Known, _at: int) -> str:
    facts: dict[str, Any] = {"team": action.field} if action.field else {}
    add_task(session, incident_id, title=action.value, instructions=action.text, **facts)
    return ""


def _link(session: Session, _action: Action, incident_id: int, found: Effect, _known: Known, _at: int) -> str:
    change_incident(session, incident_id, {"parent": number(found.columns["parent_id"])})
    return ""


def _escalate(session: Session, action: Action, incident_id: int, _found: Effect, known: Known, _at: int) -> str:
    start_escalation(session, incident_id, known.id_of("escalation_policy", action.value) if action.value else None)
    return ""


def _hold(session: Session, action: Action, incident_id: int, _found: Effect, _known: Known, _at: int) -> str:
    reason = HoldReason(action.value)
    move(session, incident_id, Move(State.ON_HOLD, reason, comment=action.text))
    return ""


def _major(session: Session, action: Action, incident_id: int, _found: Effect, _known: Known, _at: int) -> str:
    propose(session, incident_id, qualifiers={}, reason=action.text)
    return ""


_DOING: dict[Do, Callable[[Session, Action, int, Effect, Known, int], str]] = {
    Do.SET: _set,
    Do.ON_CALL: _assign,
    Do.IN_TURN: _in_team,
    Do.LEAST_LOADED: _in_team,
    Do.ADD_TAGS: _tags,
    Do.REMOVE_TAGS: _tags,
    Do.NOTE: _write,
    Do.COMMENT: _write,
    Do.PLAN: _plan,
    Do.TASK: _task,
    Do.PARENT: _link,
    Do.SAME: _link,
    Do.ESCALATE: _escalate,
    Do.HOLD: _hold,
    Do.MAJOR: _major,
}


# ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────

_SUBJECT = N_("[{number}] {rule}: {title}")


def _notify(session: Session, action: Action, incident_id: int, at: int, tell: Tell, key: str) -> None:
    row = ledger.current(session, incident, incident_id)
    people = _people(session, action, incident_id, row["assignee_id"], at)
    title = " ".join(row["title"].split())
    tell(
        session,
        incident_id=incident_id,
        person_ids=people,
        kind=AnnouncementKind.REMINDER,
        subject=_(_SUBJECT).format(number=number(incident_id), rule=session.actor, title=title),
        body=_late(session.at, at) + (action.text or title) + "\n",
        key=key,
        unreached=() if people else (action.value or _("Whoever answers for the incident"),),
    )


def _late(now: int, at: int) -> str:
    if now - at <= LATE_AFTER:
        return ""
    due = clock.instant(at).strftime("%Y-%m-%d %H:%M UTC")
    return _("Late: this was due at {time}; no program was running then.").format(time=due) + "\n\n"


def _people(session: Session, action: Action, incident_id: int, assignee_id: int | None, at: int) -> list[int]:
    from incidentdesk.prepare.reach import people_behind

    if action.field == "assignee":
        return [] if assignee_id is None else [assignee_id]
    found = session.reader.rows(
        f'SELECT id FROM "{action.field}" WHERE lower(name) = lower(:name) AND withdrawn_at IS NULL ORDER BY id',
        {"name": action.value},
    )
    if not found:
        return []
    record_id = int(found[0][0])
    if action.field == "role":
        holders = session.reader.rows(
            "SELECT person_id FROM incident_role WHERE incident_id = :id AND role_id = :role AND until_at IS NULL"
            " AND withdrawn_at IS NULL ORDER BY from_at DESC, id DESC LIMIT 1",
            {"id": incident_id, "role": record_id},
        )
        if holders:
            return [int(holders[0][0])]
        return [each.person_id for each in people_behind(session.reader, role_id=record_id, at=at)][:1]
    if action.field == "team":
        return [each.person_id for each in people_behind(session.reader, team_id=record_id, at=at)]
    return [record_id]
