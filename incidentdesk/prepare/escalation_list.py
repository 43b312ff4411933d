"""The escalation policies with their steps, as lists and whoever escalates read them."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from incidentdesk.language import N_
from incidentdesk.store.reading import Reader

_POLICIES = (
    "SELECT p.id, p.name, p.description, p.repeats, p.calendar_id,"
    " COALESCE(calendar.name, '') FROM escalation_policy p"
    " LEFT JOIN calendar ON calendar.id = p.calendar_id WHERE p.withdrawn_at IS NULL ORDER BY lower(p.name), p.id"
)
_STEPS = (
    'SELECT s.policy_id, s."key", s.position, s.wait, s.role_id, s.rota_id, s.person_id, s.team_id,'
    " s.working_hours_only, s.least_alerts, s.within, COALESCE(role.name, rota.name, person.name, team.name, '')"
    " FROM escalation_step s LEFT JOIN role ON role.id = s.role_id AND role.withdrawn_at IS NULL"
    " LEFT JOIN rota ON rota.id = s.rota_id AND rota.withdrawn_at IS NULL"
    " LEFT JOIN person ON person.id = s.person_id AND person.withdrawn_at IS NULL"
    " LEFT JOIN team ON team.id = s.team_id AND team.withdrawn_at IS NULL"
    " WHERE s.withdrawn_at IS NULL ORDER BY s.policy_id, s.position, s.id"
)
_SERVICES = (
    "SELECT escalation_policy_id, name FROM service WHERE escalation_policy_id IS NOT NULL AND withdrawn_at IS NULL"
    " ORDER BY lower(name), id"
)
TARGET_IDS = ("role_id", "rota_id", "person_id", "team_id")
STEP_FACTS = ("wait", *TARGET_IDS, "working_hours_only", "least_alerts", "within")
TARGETS = (N_("role"), N_("rota"), N_("person"), N_("team"))


@dataclass(frozen=True, slots=True)
class Step:
    """`wait` is in minutes after the step before. One of the ids says who is notified, `target` is its name.

    `target_kind` is one of TARGETS, "" where nobody was chosen; the target is "" as well where it was withdrawn.
    `least_alerts` incidents of the service within `within` minutes are asked for, 0 is always.
    """

    key: str
    position: int
    wait: int
    role_id: int | None = None
    rota_id: int | None = None
    person_id: int | None = None
    team_id: int | None = None
    working_hours_only: bool = False
    least_alerts: int = 0
    within: int = 0
    target: str = ""

    @property
    def target_kind(self) -> str:
        ids = (self.role_id, self.rota_id, self.person_id, self.team_id)
        return next((kind for kind, each in zip(TARGETS, ids, strict=True) if each is not None), "")


@dataclass(frozen=True, slots=True)
class Policy:
    """`repeats` is how often all steps are gone through once more; `services` are those that use the policy."""

    id: int
    name: str
    description: str = ""
    repeats: int = 0
    calendar_id: int | None = None
    calendar: str = ""
    steps: tuple[Step, ...] = ()
    services: tuple[str, ...] = ()

    @property
    def round_minutes(self) -> int:
        """From the start of a round to its last step."""
        return sum(step.wait for step in self.steps)

    @property
    def total_minutes(self) -> int:
        """From the start to the last step of the last repetition: (reminders + 1) x interval (features.md R5)."""
        return (self.repeats + 1) * self.round_minutes


def policies(reader: Reader) -> list[Policy]:
    """All of them in the order of the alphabet."""
    steps: dict[int, list[Step]] = defaultdict(list)
    for policy_id, *facts in reader.rows(_STEPS):
        step = Step(*facts)
        steps[policy_id].append(replace(step, working_hours_only=bool(step.working_hours_only)))
    users: dict[int, list[str]] = defaultdict(list)
    for policy_id, name in reader.rows(_SERVICES):
        users[policy_id].append(name)
    found = [Policy(*facts) for facts in reader.rows(_POLICIES)]
    return [replace(each, steps=tuple(steps[each.id]), services=tuple(users[each.id])) for each in found]


def policy_of(reader: Reader, policy_id: int) -> Policy | None:
    """One by its id, None where it is not there or in the trash."""
    return next((each for each in policies(reader) if each.id == policy_id), None)


def steps_text(steps: Iterable[Step]) -> str:
    """The steps in order as JSON, in which drafts and conflicts hold them."""
    rows = [{"key": step.key, **{name: getattr(step, name) for name in STEP_FACTS}} for step in steps]
    return json.dumps(rows, sort_keys=True)


def steps_in(text: str) -> tuple[Step, ...]:
    """The steps of such a text; raises ValueError, KeyError or TypeError for any other."""
    rows = json.loads(text) if text else []
    return tuple(
        Step(row["key"], place, **{name: row[name] for name in STEP_FACTS}) for place, row in enumerate(rows, 1)
    )


def escalation_facts(policy: Policy) -> dict[str, Any]:
    """All changeable facts as a person sees them."""
    own = {name: getattr(policy, name) for name in ("name", "description", "repeats", "calendar")}
    return {**own, "steps": steps_text(policy.steps)}


def target_choices(reader: Reader) -> dict[str, tuple[tuple[int, str], ...]]:
    """Whom a step can notify: the ids and names of each kind of TARGETS, people only as far as they work here."""
    more = {"person": " AND staff AND left_on = ''"}
    return {
        kind: tuple(
            (int(key), str(name))
            for key, name in reader.rows(
                "SELECT id, name FROM " + kind + " WHERE withdrawn_at IS NULL" + more.get(kind, "")
                + " ORDER BY lower(name), id"
            )
        )
        for kind in TARGETS
    }  # fmt: skip


def calendar_choices(reader: Reader) -> tuple[tuple[int, str], ...]:
    rows = reader.rows("SELECT id, name FROM calendar WHERE withdrawn_at IS NULL ORDER BY lower(name), id")
    return tuple((int(key), str(name)) for key, name in rows)
