"""Facts of the timeline about the response to an incident: its plan, tasks, roles, updates, messages and escalation.

They are told from the ledger; what one person does to one record within some minutes is one fact.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from incidentdesk.detect.number import number
from incidentdesk.language import N_, _, isolated, ngettext
from incidentdesk.respond.analysis_fold import Fields, Fold, Turn, folded
from incidentdesk.respond.message_fact import message_facts
from incidentdesk.respond.need_fact import need_facts
from incidentdesk.respond.timeline_fact import Event, Fact, Kind

_TOPICS = {
    "plan_run": "plan_run*",
    "task": "task*",
    # Who commanded from when until when, and who decided what, is asked later; minutes count.
    "incident_role": "incident_role!",
    "major_incident": "major_incident!",
    "announcement": "announcement*",
    "escalation": "escalation*",
    "update_schedule": "update_schedule*",
}
RESPONSE_NOUNS = frozenset({*_TOPICS, "task_dependency", "outbox_message"})
NAMED_IN_RESPONSE = {
    "plan_version_id": "plan_version",
    "role_id": "role",
    "person_id": "person",
    "team_id": "team",
    "department_id": "department",
    "audience_id": "audience",
    "policy_id": "escalation_policy",
}
MINUTE = 60_000_000  # microseconds
Names = Mapping[tuple[str, int], str]


def response_facts(events: Sequence[Event], names: Names, incident_id: int) -> list[Fact]:
    """Oldest first; `names` has those of the records in NAMED_IN_RESPONSE by table and id."""
    folds = [event for event in events if event.noun in _TOPICS]
    hand_overs = {event.at for event in folds if event.noun == "incident_role"}
    facts: list[Fact] = []
    for fold, _records in folded(_told_events(folds, hand_overs), _TOPICS):
        kind = Kind.MESSAGE if fold.topic.removesuffix("*") in ("announcement", "update_schedule") else Kind.PLAN
        for text in _texts(fold, names):
            about = f"{number(incident_id)}#{'updates' if kind == Kind.MESSAGE else 'plan'}"
            facts.append(Fact(fold.last_at, fold.last_at, fold.actor, kind, text=text, via=fold.via, about=about))
    return [*facts, *need_facts(events, incident_id), *message_facts(events, incident_id)]


def _told_events(events: Sequence[Event], hand_overs: set[int]) -> Iterator[Event]:
    """The tasks that change hands with a role are told by the role."""
    for event in events:
        along = event.noun == "task" and event.act == "changed" and set(event.changes) == {"person_id"}
        if not (along and event.at in hand_overs):
            yield event


def _texts(fold: Fold, names: Names) -> Iterator[str]:
    turns = fold.turns()
    if fold.topic == "incident_role!":
        yield from _roles(turns, names)
        return
    for turn in turns:
        text = _TELLERS[turn.noun](turn, names)
        if text:
            yield text


def _name(names: Names, table: str, record_id: object) -> str:
    return isolated(names.get((table, int(str(record_id))), f"#{record_id}"))


# ── plans and tasks ──────────────────────────────────────────────────────────────────────────────────────────────────


def _run(turn: Turn, names: Names) -> str:
    plan = _name(names, "plan_version", turn.fields["plan_version_id"])
    if turn.gone:
        return _("Plan {plan} no longer activated").format(plan=plan)
    if turn.after is None:
        return ""
    reason = isolated(str(turn.after.get("end_reason") or ""))
    state = str(turn.after["state"])
    if state == "Stopped":
        return _("Plan {plan} stopped · reason: {reason}").format(plan=plan, reason=reason)
    if state == "Completed":
        return _("Plan {plan} completed").format(plan=plan)
    return _("Plan {plan} activated").format(plan=plan) if turn.added else ""


_TASK_STATE = {
    "Open": N_("Task reopened: {title}"),
    "In Progress": N_("Task begun: {title}"),
    "Blocked": N_("Task blocked: {title} · {reason}"),
    "Done": N_("Task done: {title}"),
    "Skipped": N_("Task skipped: {title} · {reason}"),
}


def _task(turn: Turn, names: Names) -> str:
    title = isolated(str(turn.fields.get("title", "")))
    if turn.gone:
        # A step goes with its plan, which is told.
        return "" if turn.fields.get("action_key") else _("Task taken away: {title}").format(title=title)
    if turn.after is None:
        return ""
    state, before = str(turn.after["state"]), str((turn.before or {"state": "Open"})["state"])
    if state != before:
        return _moved(turn, state, title)
    if turn.added:
        return "" if turn.fields.get("action_key") else _("Task added: {title}").format(title=title)
    for field in ("person_id", "team_id", "department_id"):
        if turn.changed(field):
            who = turn.after.get(field)
            name = _name(names, field.removesuffix("_id"), who) if who is not None else _("nobody")
            return _("Task given to {name}: {title}").format(name=name, title=title)
    told = ("title", "instructions", "criterion", "role", "due_at", "mandatory", "result", "minutes")
    return _("Task changed: {title}").format(title=title) if any(map(turn.changed, told)) else ""


def _moved(turn: Turn, state: str, title: str) -> str:
    assert turn.after is not None
    reason = turn.after.get("skipped_reason" if state == "Skipped" else "blocked_reason") or ""
    said = _(_TASK_STATE[state]).format(title=title, reason=isolated(str(reason)))
    if state != "Done":
        return said
    result = " ".join(str(turn.after.get("result") or "").split())
    parts = [said, _punctuality(turn.after), isolated(result) if result else ""]
    return " · ".join(part for part in parts if part)


def _punctuality(fields: Fields) -> str:
    """How much earlier or later than it was due; empty where it had no time, or was on the minute."""
    if fields.get("due_at") is None or fields.get("ended_at") is None:
        return ""
    minutes = round((int(fields["ended_at"]) - int(fields["due_at"])) / MINUTE)
    if not minutes:
        return ""
    text = _("{length} late") if minutes > 0 else _("{length} early")
    return text.format(length=_length(abs(minutes)))


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{count} min").format(count=rest)
    if not rest:
        return _("{count} h").format(count=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=rest)


# ── roles ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _roles(turns: Sequence[Turn], names: Names) -> Iterator[str]:
    """A holding that ends where another of the same role begins is a hand-over."""
    taken = [turn for turn in turns if turn.added and turn.fields.get("until_at") is None]
    moved = [turn for turn in turns if turn.changed("until_at")]
    ended = {int(turn.fields["role_id"]): turn for turn in moved if turn.fields["until_at"] is not None}
    given = [turn for turn in taken if int(turn.fields["role_id"]) not in ended]
    if given:
        roles = " · ".join(_holding(turn, names) for turn in given)
        yield ngettext("Role taken: {roles}", "Roles taken: {roles}", len(given)).format(roles=roles)
    for turn in taken:
        before = ended.pop(int(turn.fields["role_id"]), None)
        if before is not None:
            yield _handed_over(before, turn, names)
    for turn in ended.values():
        role, person = _role_and_person(turn, names)
        yield _("{person} no longer holds the role {role}").format(person=person, role=role)
    for turn in moved:
        if turn.fields["until_at"] is None:
            role, person = _role_and_person(turn, names)
            yield _("{person} holds the role {role} again").format(person=person, role=role)


def _role_and_person(turn: Turn, names: Names) -> tuple[str, str]:
    return _name(names, "role", turn.fields["role_id"]), _name(names, "person", turn.fields["person_id"])


def _holding(turn: Turn, names: Names) -> str:
    role, person = _role_and_person(turn, names)
    source = str(turn.fields.get("source") or "")
    return f"{role}: {person} ({isolated(source)})" if source else f"{role}: {person}"


def _handed_over(before: Turn, after: Turn, names: Names) -> str:
    role, person = _role_and_person(after, names)
    said = _("Role {role} handed over: {before} → {after}").format(
        role=role, before=_role_and_person(before, names)[1], after=person
    )
    note = " ".join(str(after.fields.get("note") or "").split())
    return f"{said} · {isolated(note)}" if note else said


# ── major incident, updates, escalation ──────────────────────────────────────────────────────────────────────────────

_MAJOR = {
    "Proposed": N_("Proposed as a major incident"),
    "Accepted": N_("Accepted as a major incident"),
    "Rejected": N_("Rejected as a major incident"),
    "Demoted": N_("No longer a major incident"),
}


def _major(turn: Turn, _names: Names) -> str:
    if turn.after is None or not (turn.added or turn.changed("state")):
        return ""
    state = str(turn.after["state"])
    reason = str(turn.after.get("reason" if state == "Proposed" else "decision") or "")
    said = _(_MAJOR.get(state, state))
    return _("{said} · reason: {reason}").format(said=said, reason=isolated(reason)) if reason else said


def _announcement(turn: Turn, names: Names) -> str:
    subject = isolated(str(turn.fields.get("subject", "")))
    audience = turn.fields.get("audience_id")
    kind = _(str(turn.fields.get("kind", "")))
    to = _name(names, "audience", audience) if audience is not None else ""
    if turn.after is None or not (turn.added or turn.changed("state")):
        return ""
    state = str(turn.after["state"])
    if state == "Draft":
        said = _("{kind} drafted for {audience}: {subject}") if to else _("{kind} drafted: {subject}")
    elif state == "Sent":
        said = _("{kind} to {audience}: {subject}") if to else _("{kind}: {subject}")
    else:
        said = _("{kind} discarded: {subject}")
    return said.format(kind=kind, audience=to, subject=subject)


def _schedule(turn: Turn, names: Names) -> str:
    audience = _name(names, "audience", turn.fields["audience_id"])
    if turn.after is None:
        return ""
    cadence = int(turn.after.get("cadence") or 0)
    if turn.after.get("ended_at") is not None:
        return _("Updates for {audience} ended").format(audience=audience)
    if turn.changed("skipped"):
        reason = isolated(str(turn.after.get("skipped_reason") or ""))
        return _("Update for {audience} left out · reason: {reason}").format(audience=audience, reason=reason)
    if turn.changed("snoozed_until") and turn.after.get("snoozed_until") is not None:
        return _("Update for {audience} put off").format(audience=audience)
    if not (turn.added or turn.changed("cadence")):
        return ""
    if not cadence:
        return _("Updates for {audience} when there is news").format(audience=audience)
    return _("Updates for {audience} every {length}").format(audience=audience, length=_length(cadence))


def _escalation(turn: Turn, names: Names) -> str:
    policy = _name(names, "escalation_policy", turn.fields["policy_id"])
    if turn.after is None:
        return ""
    if turn.after.get("ended_at") is not None:
        reason = str(turn.after.get("end_reason") or "")
        said = _("Escalation “{policy}” ended").format(policy=policy)
        return f"{said} · {isolated(reason)}" if reason else said
    if turn.changed("taken"):
        return _("Escalation “{policy}”: step {step} taken").format(policy=policy, step=turn.after["taken"])
    return _("Escalation “{policy}” begun").format(policy=policy) if turn.added else ""


_TELLERS: dict[str, Callable[[Turn, Names], str]] = {
    "plan_run": _run,
    "task": _task,
    "major_incident": _major,
    "announcement": _announcement,
    "update_schedule": _schedule,
    "escalation": _escalation,
}
