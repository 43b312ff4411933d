"""Moving an escalation: step by step, while nobody acknowledges the incident (R5).

A step that was due while no program ran is taken late, once, and says so; the waits after it count from then, so
that a week of silence does not wake everybody at the same moment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from incidentdesk import clock
from incidentdesk.detect.channel import Channel
from incidentdesk.detect.incident import incident
from incidentdesk.detect.number import number
from incidentdesk.detect.state import State
from incidentdesk.language import _, isolated
from incidentdesk.prepare.escalation_hours import in_their_hours
from incidentdesk.prepare.escalation_list import Policy, Step, policies, policy_of
from incidentdesk.prepare.minutes import length_text
from incidentdesk.prepare.reach import Reached, addresses_of, people_behind
from incidentdesk.refusal import Refused
from incidentdesk.respond.announcement import AnnouncementKind
from incidentdesk.respond.announcing import notify_people
from incidentdesk.respond.escalation_condition import MINUTE, became_due
from incidentdesk.respond.escalation_run import escalation
from incidentdesk.store import ledger
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

LATE_AFTER = MINUTE  # promise notify-3
# An old incident that nobody acknowledged does not begin to escalate when its service is given a policy.
_YOUNGER_THAN = 24 * 60 * MINUTE
_END_AFTER = 60  # minutes

Tell = Callable[..., int]


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What became of a step: who was told, or why nobody was; `late` in microseconds."""

    incident_id: int
    told: tuple[str, ...] = ()
    late: int = 0
    ended: str = ""
    waits_until: int | None = None


def start_escalation(session: Session, incident_id: int, policy_id: int | None = None, *, since: int = 0) -> int:
    """Notify people step by step until somebody acknowledges the incident; returns the escalation's id.

    Without a policy, the one of the incident's service is taken. The first wait counts from `since` (now without).
    Raises Refused where there is none, where it has no step, where one runs already, and for an acknowledged incident.
    """
    row = ledger.current(session, incident, incident_id)
    if _why_over(row):
        raise Refused(_("Nobody needs to be woken: the incident is acknowledged or over."))
    if session.connection.execute(_running_of(incident_id)).first():
        raise Refused(_("This incident is being escalated already."))
    policy = _policy(session, policy_id or _policy_of_service(session, row["service_id"]))
    return ledger.insert(
        session,
        escalation,
        {
            "key": uuid4().hex,
            "incident_id": incident_id,
            "policy_id": policy.id,
            "started_at": session.at,
            "next_at": (since or session.at) + policy.steps[0].wait * MINUTE,
        },
    )


def end_escalation(session: Session, escalation_id: int, reason: str) -> None:
    """Notify nobody else; nothing happens where it has ended."""
    row = ledger.current(session, escalation, escalation_id)
    if row["ended_at"] is None:
        _end(session, escalation_id, reason)


def take_step(session: Session, escalation_id: int, *, tell: Tell = notify_people) -> StepTaken | None:
    """Take the step that is due and set the time of the next; None where none is due any more."""
    row = ledger.current(session, escalation, escalation_id)
    if row["ended_at"] is not None or row["next_at"] is None:
        return None
    about = ledger.current(session, incident, row["incident_id"])
    over = _why_over(about)
    if over:
        return _ended(session, row, over)
    if row["next_at"] > session.at:
        return None
    policy = policy_of(session.reader, row["policy_id"])
    if policy is None or not policy.steps:
        return _ended(session, row, _("The escalation policy was taken away."))
    step = _step(policy, row["taken"])
    if step is None:
        return _ended(session, row, _("Everybody was notified, and nobody acknowledged."))
    return _take(session, row, about, policy, step, tell)


def _take(session: Session, row: Any, about: Any, policy: Policy, step: Step, tell: Tell) -> StepTaken | None:
    due_at = became_due(session.reader, step, row["incident_id"], row["next_at"], session.at)
    if due_at is None:
        return None
    reached, later = in_their_hours(session.reader, policy, step, _behind(session, step), session.at)
    if later is not None:
        ledger.update(session, escalation, row["id"], {"next_at": later})
        return StepTaken(row["incident_id"], waits_until=later)
    late = session.at - due_at if session.at - due_at > LATE_AFTER else 0
    tell(
        session,
        incident_id=row["incident_id"],
        person_ids=[each.person_id for each in reached],
        kind=AnnouncementKind.ESCALATION,
        subject=_("[{number}] {priority}: {title}").format(
            number=number(about["id"]), priority=f"P{about['priority']}", title=about["title"]
        ),
        body=_body(session, row, about, policy, reached, late),
        key=f"escalation-{row['key']}-{row['taken']}",
        unreached=() if reached else (step.target or _("nobody"),),
    )
    taken = row["taken"] + 1
    # Where a step reached nobody, the next one does not wait (oncall#1326).
    reachable = any(addresses_of(session.reader, each.person_id) for each in reached)
    wait = _wait(policy, taken) if reachable else 0
    ledger.update(session, escalation, row["id"], {"taken": taken, "next_at": session.at + wait * MINUTE})
    return StepTaken(row["incident_id"], tuple(each.name for each in reached) if reachable else (), late)


def _behind(session: Session, step: Step) -> list[Reached]:
    """Everybody of a team; of a role or a rota whoever is asked first."""
    people = people_behind(
        session.reader, role_id=step.role_id, rota_id=step.rota_id, person_id=step.person_id, team_id=step.team_id,
        at=session.at,
    )  # fmt: skip
    return people if step.team_id is not None else people[:1]


def _step(policy: Policy | None, taken: int) -> Step | None:
    """The step that comes after so many; None where all were taken or the policy is not there any more."""
    if policy is None or taken >= len(policy.steps) * (policy.repeats + 1):
        return None
    return policy.steps[taken % len(policy.steps)]


def _wait(policy: Policy, taken: int) -> int:
    """Minutes until the next step, after the last one until the end is written down."""
    step = _step(policy, taken)
    return _END_AFTER if step is None else step.wait


def _body(session: Session, row: Any, about: Any, policy: Policy, reached: Sequence[Reached], late: int) -> str:
    waited = length_text(session.at - about["created_at"])
    lines = [
        _("Nobody has acknowledged this incident for {time}.").format(time=waited),
        "",
        f"{number(about['id'])} · P{about['priority']} · {about['title']}",
        *([about["description"]] if about["description"] else []),
        "",
        _("You are told as step {step} of “{policy}”: {source}.").format(
            step=row["taken"] + 1,
            policy=isolated(policy.name),
            source=", ".join(each.source for each in reached) or _("nobody"),
        ),
        _("Acknowledge the incident to end this."),
    ]
    if late:
        due = clock.instant(row["next_at"]).strftime("%Y-%m-%d %H:%M UTC")
        lines.insert(0, _("Late: this was due at {time}; no program was running then.").format(time=due))
    return "\n".join(lines)


def _ended(session: Session, row: Any, reason: str) -> StepTaken:
    _end(session, row["id"], reason)
    return StepTaken(row["incident_id"], ended=reason)


def _end(session: Session, escalation_id: int, reason: str) -> None:
    ended = {"ended_at": session.at, "next_at": None, "end_reason": reason}
    ledger.update(session, escalation, escalation_id, ended, reason=reason)


def _why_over(about: Any) -> str:
    if about["withdrawn_at"] is not None:
        return _("The incident was moved to the trash.")
    if about["acknowledged_at"] is not None:
        return _("The incident was acknowledged.")
    if about["state"] in (State.RESOLVED, State.CLOSED, State.CANCELED):
        return _("The incident is over: {state}.").format(state=_(about["state"]))
    return ""


def _policy(session: Session, policy_id: int | None) -> Policy:
    policy = None if policy_id is None else policy_of(session.reader, policy_id)
    if policy is None:
        raise Refused(_("The service of this incident has no escalation policy. Choose one."))
    if not policy.steps:
        raise Refused(_("The escalation policy {name} has no step.").format(name=isolated(policy.name)))
    return policy


def _policy_of_service(session: Session, service_id: int | None) -> int | None:
    rows = session.reader.rows("SELECT escalation_policy_id FROM service WHERE id = :id", {"id": service_id})
    return rows[0][0] if rows else None


def _running_of(incident_id: int) -> "sa.Select[Any]":
    return sa.select(escalation.c.id).where(
        escalation.c.incident_id == incident_id, escalation.c.ended_at.is_(None), escalation.c.withdrawn_at.is_(None)
    )


# ── what is due ──────────────────────────────────────────────────────────────────────────────────────────────────


def due_escalations(reader: Reader, now: int) -> list[tuple[int, int, int]]:
    """Escalation, incident and time of every step that is due, the longest due first, and of every one to be ended.

    A step that waits for more incidents or alerts is not due.
    """
    rows = reader.rows(
        "SELECT escalation.id, escalation.incident_id, escalation.next_at, escalation.policy_id, escalation.taken,"
        " escalation.next_at > :now OR incident.acknowledged_at IS NOT NULL OR incident.withdrawn_at IS NOT NULL"
        " OR incident.state IN ('Resolved', 'Closed', 'Canceled') FROM escalation"
        " JOIN incident ON incident.id = escalation.incident_id"
        " WHERE escalation.ended_at IS NULL AND escalation.withdrawn_at IS NULL AND escalation.next_at IS NOT NULL"
        " AND (escalation.next_at <= :now OR incident.acknowledged_at IS NOT NULL"
        "  OR incident.withdrawn_at IS NOT NULL OR incident.state IN ('Resolved', 'Closed', 'Canceled'))"
        " ORDER BY escalation.next_at, escalation.id",
        {"now": now},
    )
    known = {policy.id: policy for policy in policies(reader)} if rows else {}
    found = []
    for escalation_id, incident_id, at, policy_id, taken, over in rows:
        step = None if over else _step(known.get(policy_id), taken)
        due_at = at if step is None else became_due(reader, step, incident_id, at, now)
        if due_at is not None:
            found.append((int(escalation_id), int(incident_id), int(due_at)))
    return sorted(found, key=lambda each: (each[2], each[0]))


def unescalated_incidents(reader: Reader, now: int, last_beat: int) -> list[tuple[int, int]]:
    """New incidents whose service has a policy with steps and that do not escalate yet, with when they were logged.

    Those that came while no program ran are among them.
    """
    rows = reader.rows(
        "SELECT incident.id, incident.created_at FROM incident JOIN service ON service.id = incident.service_id"
        " JOIN escalation_policy p ON p.id = service.escalation_policy_id AND p.withdrawn_at IS NULL"
        " WHERE incident.withdrawn_at IS NULL AND incident.acknowledged_at IS NULL AND incident.state = 'New'"
        " AND incident.parent_id IS NULL AND incident.channel <> :import AND incident.import_id IS NULL"
        " AND incident.created_at >= :since AND incident.created_at <= :now"
        " AND EXISTS (SELECT 1 FROM escalation_step s WHERE s.policy_id = p.id AND s.withdrawn_at IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM escalation e WHERE e.incident_id = incident.id)"
        " ORDER BY incident.created_at, incident.id",
        {"since": min(now, last_beat or now) - _YOUNGER_THAN, "now": now, "import": Channel.IMPORT},
    )
    return [(int(incident_id), int(at)) for incident_id, at in rows]
