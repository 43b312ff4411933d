"""Who is on call for an incident, now and next, and how far its escalation is (goalert#583, goalert#4190)."""

from dataclasses import dataclass

from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.language import _
from incidentdesk.prepare.escalation_list import Policy, policies
from incidentdesk.prepare.escalation_words import target_words
from incidentdesk.prepare.on_call import OnCall, next_on_call, on_call_of, rotas_of
from incidentdesk.store.reading import Reader

_INCIDENT = (
    "SELECT i.state, i.acknowledged_at, i.withdrawn_at, coalesce(i.team_id, 0), coalesce(s.team_id, 0),"
    " coalesce(s.escalation_policy_id, 0) FROM incident i LEFT JOIN service s ON s.id = i.service_id WHERE i.id = :id"
)
_RUNNING = (
    "SELECT id, policy_id, taken, next_at FROM escalation WHERE incident_id = :id AND ended_at IS NULL"
    " AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 1"
)
# Those of the teams, and those that the policy notifies by themselves or through a role.
_ROTAS = (
    "SELECT r.id FROM rota r WHERE r.team_id IN (:team, :service_team) OR r.id IN (SELECT rota_id FROM escalation_step"
    " WHERE policy_id = :policy AND withdrawn_at IS NULL) OR r.id IN (SELECT h.rota_id FROM role_holder h"
    " JOIN escalation_step s ON s.role_id = h.role_id AND s.withdrawn_at IS NULL"
    " WHERE s.policy_id = :policy AND h.withdrawn_at IS NULL)"
)


@dataclass(frozen=True, slots=True)
class RotaDuty:
    """`now` is everybody on call, the primary first."""

    rota_id: int
    rota: str
    now: tuple[OnCall, ...]
    next: OnCall | None


@dataclass(frozen=True, slots=True)
class Escalating:
    """An escalation under way; `step` of `steps` comes at `next_at` (microseconds), 0 where all were taken."""

    id: int
    policy: str
    step: int
    steps: int
    next_at: int
    whom: str


@dataclass(frozen=True, slots=True)
class Duty:
    """`policy_id` is the policy of the service, 0 for none; `why_over` says why nobody is to be woken any more."""

    rotas: tuple[RotaDuty, ...] = ()
    escalating: Escalating | None = None
    policy_id: int = 0
    why_over: str = ""


def duty_of(reader: Reader, incident_id: int, now: int) -> Duty:
    """For an incident that is over nobody is on call."""
    rows = reader.rows(_INCIDENT, {"id": incident_id})
    if not rows or rows[0][0] not in OPEN_STATES or rows[0][2] is not None:
        return Duty(why_over=_("The incident is over."))
    _state, acknowledged_at, _withdrawn_at, team, service_team, policy_id = rows[0]
    known = {policy.id: policy for policy in policies(reader)}
    escalating = _escalating(reader, incident_id, known)
    given = {"team": team, "service_team": service_team, "policy": policy_id}
    wanted = {row[0] for row in reader.rows(_ROTAS, given)}
    rotas = [rota for rota in rotas_of(reader) if rota.id in wanted] if wanted else []
    return Duty(
        tuple(RotaDuty(rota.id, rota.name, tuple(on_call_of(rota, now)), next_on_call(rota, now)) for rota in rotas),
        escalating,
        policy_id if policy_id in known and known[policy_id].steps else 0,
        _("The incident is acknowledged already.") if acknowledged_at is not None else "",
    )


def _escalating(reader: Reader, incident_id: int, known: dict[int, Policy]) -> Escalating | None:
    for escalation_id, policy_id, taken, next_at in reader.rows(_RUNNING, {"id": incident_id}):
        policy = known.get(policy_id)
        if policy is None or not policy.steps:
            return None
        steps = len(policy.steps) * (policy.repeats + 1)
        step = policy.steps[taken % len(policy.steps)]
        over = taken >= steps
        return Escalating(
            int(escalation_id), policy.name, 0 if over else taken + 1, steps, int(next_at), target_words(step)
        )
    return None
