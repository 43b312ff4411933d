"""What the plan runner of an incident shows, read away from the window."""

from dataclasses import dataclass, field
from typing import Any

from incidentdesk.detect.state import OPEN_STATES
from incidentdesk.prepare.known_names import names_in, people_to_ask
from incidentdesk.respond.activation import Proposal, proposed_plan
from incidentdesk.respond.plan_run_health import run_warnings
from incidentdesk.respond.plan_run_list import Run, runs_of
from incidentdesk.respond.role_hand_over import RoleRow, roles_of
from incidentdesk.respond.task_list import TaskRow, tasks

# Changes of these make the runner read anew.
NOUNS = frozenset(
    {"task", "task_dependency", "plan_run", "incident_role", "incident", "plan", "plan_version", "plan_rule", "role"}
    | {"role_holder", "audience", "contact", "contact_method", "person", "escalation"}
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a contact of the plan: "Phone", "0800 1"."""

    means: str
    address: str


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A contact of the plan as it stands there, with the ways to reach it, the first first."""

    name: str
    what_for: str
    ways: tuple[Way, ...] = ()
    stale: bool = False


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """Everything about the response to one incident."""

    runs: tuple[Run, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    warnings: tuple[str, ...] = ()
    proposal: Proposal | None = None
    contacts: tuple[ContactCard, ...] = ()
    open: bool = True
    acknowledged: bool = False
    people: tuple[str, ...] = field(default=(), repr=False)
    teams: tuple[str, ...] = field(default=(), repr=False)
    departments: tuple[str, ...] = field(default=(), repr=False)

    @property
    def run(self) -> Run | None:
        """What runs, else what has run last."""
        return self.runs[0] if self.runs else None

    @property
    def running(self) -> Run | None:
        return self.run if self.run is not None and self.run.running else None

    def steps(self, run: Run | None) -> list[TaskRow]:
        """The tasks of a run, None for those that belong to none."""
        return [row for row in self.tasks if row.plan_run_id == (run.id if run else None)]


def load_plan_sheet(database: Any, incident_id: int) -> PlanSheet:
    with database.read() as reader:
        runs, rows, roles = runs_of(reader, incident_id), tasks(reader, incident_id), roles_of(reader, incident_id)
        state = reader.rows("SELECT state, acknowledged_at FROM incident WHERE id = :id", {"id": incident_id})
        return PlanSheet(
            tuple(runs),
            tuple(rows),
            tuple(roles),
            tuple(run_warnings(reader, runs, roles, rows)),
            proposed_plan(reader, incident_id),
            _contacts(reader, runs),
            bool(state) and state[0][0] in OPEN_STATES,
            bool(state) and state[0][1] is not None,
            people_to_ask(reader),
            names_in(reader, "team"),
            names_in(reader, "department"),
        )


def _contacts(reader: Any, runs: list[Run]) -> tuple[ContactCard, ...]:
    """The contacts that running plans name: an outside contact, else a person."""
    from incidentdesk.prepare.contact_list import contacts
    from incidentdesk.prepare.reach import addresses_of

    named = {each.name: each.what_for for run in runs if run.running for each in run.content.contacts}
    if not named:
        return ()
    outside = {row.name.casefold(): row for row in contacts(reader)}
    cards = []
    for name, what_for in named.items():
        row = outside.get(name.casefold())
        if row is not None:
            ways = tuple(Way(method.means, method.address) for method in row.methods)
            cards.append(ContactCard(name, what_for, ways, row.stale))
            continue
        person = reader.rows("SELECT id FROM person WHERE name = :name AND withdrawn_at IS NULL", {"name": name})
        found = addresses_of(reader, person[0][0]) if person else []
        cards.append(ContactCard(name, what_for, tuple(Way(each.means, each.address) for each in found)))
    return tuple(cards)
