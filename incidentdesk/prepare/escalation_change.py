"""Adding, changing and withdrawing escalation policies and their steps."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _
from incidentdesk.prepare.calendar import calendar
from incidentdesk.prepare.escalation import MOST_REPEATS, escalation_policy, escalation_step
from incidentdesk.prepare.escalation_list import STEP_FACTS, TARGET_IDS, Step, policy_of, steps_in, steps_text
from incidentdesk.prepare.fact import Fact, present, stored_facts
from incidentdesk.prepare.fact import text as text_fact
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import existing, insert_named, own_name, refuse_taken
from incidentdesk.prepare.row_fact import changed_with_rows, give_up_with_rows
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

MOST_STEPS, LONGEST_WAIT = 20, 7 * 24 * 60


def _steps_stored(_session: Session, value: Any) -> str:
    steps = steps_in(str(value))
    if len(steps) > MOST_STEPS:
        raise Refused(_("A policy has at most {most} steps.").format(most=MOST_STEPS))
    for step in steps:
        _refuse_impossible(step)
    return steps_text(steps)


def _refuse_impossible(step: Step) -> None:
    place = step.position
    if not 0 <= step.wait <= LONGEST_WAIT:
        raise Refused(_("Step {place} waits between no time and a week.").format(place=place))
    if sum(getattr(step, name) is not None for name in TARGET_IDS) > 1:
        raise Refused(_("Step {place} notifies one role, rota, person or team, not several.").format(place=place))
    if (step.least_alerts > 0) != (step.within > 0) or step.least_alerts < 0 or step.within < 0:
        raise Refused(
            _("Step {place}: say both how many incidents and within how many minutes, or neither.").format(place=place)
        )


def _repeats_stored(_session: Session, value: Any) -> int:
    text = str(value).strip() or "0"
    if not text.isdecimal() or int(text) > MOST_REPEATS:
        raise Refused(_("A policy is repeated at most {most} times.").format(most=MOST_REPEATS))
    return int(text)


POLICY_FACTS = {
    "name": own_name(N_("An escalation policy needs a name, such as Network, day and night.")),
    "description": text_fact("description"),
    "repeats": Fact("repeats", _repeats_stored, lambda _session, stored: int(stored)),
    "calendar": existing("calendar_id", calendar, N_("There is no calendar “{name}”. Add it first.")),
    "steps": Fact("steps", _steps_stored, lambda _session, stored: stored),
}
NEW_POLICY = {"name": "", "description": "", "repeats": 0, "calendar": "", "steps": "[]"}


def create_escalation(session: Session, *, name: str, **facts: Any) -> int:
    """Write a new policy and return its id; `facts` are those of POLICY_FACTS.

    Raises Refused for a name that is empty or taken, and for what a fact can't be.
    """
    columns = stored_facts(session, POLICY_FACTS, {**NEW_POLICY, **facts, "name": name})
    steps = steps_in(columns.pop("steps"))
    policy_id = insert_named(session, escalation_policy, columns)
    _write_steps(session, policy_id, steps)
    return policy_id


def change_escalation(
    session: Session, policy_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes.

    Steps keep their keys, so that what is running goes on where it is. Raises Conflict where somebody has changed a
    fact since it was seen, Refused for what a fact can't be.
    """
    held = present(session, escalation_policy, policy_id)
    policy = policy_of(session.reader, policy_id)
    assert policy is not None
    row = {**held, "steps": steps_text(policy.steps)}
    rows_of = (escalation_step, _step_ids(session, policy_id))
    columns = changed_with_rows(session, escalation_policy, POLICY_FACTS, row, changes, seen, rows_of=rows_of)
    if "name" in columns:
        refuse_taken(session, escalation_policy, policy_id, columns["name"])
    if "steps" in columns:
        _write_steps(session, policy_id, steps_in(columns.pop("steps")))
    if columns:
        ledger.update(session, escalation_policy, policy_id, columns)


def give_up_escalation(session: Session, policy_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    rows_of = (escalation_step, _step_ids(session, policy_id))
    give_up_with_rows(
        session, escalation_policy, POLICY_FACTS, policy_id, given_up, fact="steps", rows_of=rows_of, kept="key"
    )  # fmt: skip


def withdraw_escalation(session: Session, policy_id: int) -> None:
    """Take a policy out of sight; Undo brings it back."""
    present(session, escalation_policy, policy_id)
    ledger.withdraw(session, escalation_policy, policy_id)


def _step_ids(session: Session, policy_id: int) -> list[int]:
    mine = sa.select(escalation_step.c.id).where(escalation_step.c.policy_id == policy_id)
    return list(session.connection.execute(mine).scalars())


def _write_steps(session: Session, policy_id: int, steps: Iterable[Step]) -> None:
    """Let a policy have just these, in this order."""
    table = escalation_step
    stored = {
        row.key: row for row in session.connection.execute(sa.select(table).where(table.c.policy_id == policy_id))
    }
    new = []
    for position, step in enumerate(steps, 1):
        facts = {"position": position, **{name: getattr(step, name) for name in STEP_FACTS}}
        known = stored.pop(step.key, None)
        if known is not None:
            ledger.update(session, table, known.id, {**facts, "withdrawn_at": None})
        else:
            new.append({"key": new_key(), "policy_id": policy_id, **facts})
    for row in stored.values():
        if row.withdrawn_at is None:
            ledger.withdraw(session, table, row.id)
    ledger.insert_many(session, table, new)
