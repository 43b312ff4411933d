"""Writing, changing, copying and taking away drill scenarios."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from incidentdesk.language import N_, _, isolated
from incidentdesk.prepare.drill_scenario import DrillKind, drill_scenario
from incidentdesk.prepare.fact import (
    Fact,
    changed_columns,
    chosen,
    give_up_facts,
    named,
    one_of,
    present,
    shown_facts,
    stored_facts,
    text,
)
from incidentdesk.prepare.person import person, person_named
from incidentdesk.prepare.plan import plan
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.record_name import existing, make_room, own_name
from incidentdesk.prepare.scenario_content import (
    Deed,
    Inject,
    InjectKind,
    ScenarioContent,
    in_order,
    scenario_of,
    scenario_text,
)
from incidentdesk.prepare.service import service, service_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.session import Session

MOST_INJECTS = 200
LONGEST_DRILL = 72 * 3600  # seconds
MOST_MONTHS = 60


def _months(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value <= MOST_MONTHS:
        raise Refused(_("A drill comes every 1 to {most} months, or 0 for never by itself.").format(most=MOST_MONTHS))
    return value


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat() if value else ""
    except ValueError as error:
        raise Refused(_("“{text}” is no day. Write it as 2026-12-31.").format(text=isolated(str(value)))) from error


SCENARIO_FACTS = {
    "name": own_name(N_("A scenario needs a name.")),
    "kind": chosen("kind", one_of(tuple(DrillKind), N_("There is no such kind of drill."))),
    "description": text("description"),
    "objectives": text("objectives"),
    "plan": existing("plan_id", plan, N_("There is no response plan “{name}”. Choose one of the list.")),
    "service": named("service_id", service, service_named),
    "owner": named("owner_id", person, person_named),
    "replays": text("replays"),
    "content": Fact(
        "content",
        lambda _session, value: scenario_text(checked_scenario(value)),
        lambda _session, value: scenario_of(value),
    ),
    "every_months": chosen("every_months", _months),
    "next_on": chosen("next_on", _day),
}


def create_scenario(
    session: Session,
    *,
    name: str,
    kind: str = DrillKind.SIMULATION,
    content: ScenarioContent | None = None,
    **facts: Any,
) -> int:
    """Write a scenario and return its id. The other facts are those of SCENARIO_FACTS.

    Raises Refused for a name that another has, for what a fact can't be, and for injects that can't be played.
    """
    columns = stored_facts(
        session, SCENARIO_FACTS, {"name": name, "kind": kind, "content": content or ScenarioContent(), **facts}
    )
    make_room(session, drill_scenario, 0, columns["name"])
    return ledger.insert(session, drill_scenario, columns)


def scenario_facts(session: Session, scenario_id: int) -> dict[str, Any]:
    """All changeable facts as a person sees them; raises Refused where there is no such scenario."""
    return shown_facts(session, drill_scenario, SCENARIO_FACTS, scenario_id)


def change_scenario(
    session: Session, scenario_id: int, changes: Mapping[str, Any], *, seen: Mapping[str, Any] | None = None
) -> None:
    """Write changed facts; `seen` are the facts that the person had before the eyes. Earlier drills keep their copy.

    Raises Conflict where somebody has changed one of the fields since it was seen, Refused for what a fact can't be.
    """
    row = present(session, drill_scenario, scenario_id)
    columns = changed_columns(session, drill_scenario, SCENARIO_FACTS, row, changes, seen)
    if "name" in columns:
        make_room(session, drill_scenario, scenario_id, columns["name"])
    if columns:
        ledger.update(session, drill_scenario, scenario_id, columns)


def give_up_scenario(session: Session, scenario_id: int, given_up: Mapping[str, Any]) -> None:
    """Keep in the history what a person wanted to write and gave up for what another had written (R12)."""
    give_up_facts(session, drill_scenario, SCENARIO_FACTS, scenario_id, given_up)


def copy_scenario(session: Session, scenario_id: int) -> int:
    """Another scenario that says the same and never comes by itself; returns its id."""
    row = present(session, drill_scenario, scenario_id)
    kept = {name: row[name] for name in ("kind", "description", "objectives", "plan_id", "service_id", "owner_id")}
    content = scenario_of(row["content"])
    fresh = replace(content, injects=tuple(replace(each, key=new_key()) for each in content.injects))
    name = _free_name(session, _("{name} (copy)").format(name=row["name"]))
    return ledger.insert(
        session,
        drill_scenario,
        {**kept, "name": name, "content": scenario_text(fresh), "replays": row["replays"]},
    )


def withdraw_scenario(session: Session, scenario_id: int) -> None:
    """Take a scenario out of sight; Undo brings it back. Its drills stay."""
    present(session, drill_scenario, scenario_id)
    ledger.withdraw(session, drill_scenario, scenario_id)


def checked_scenario(content: ScenarioContent) -> ScenarioContent:
    """The content with its injects in order; raises Refused for one that can't be played."""
    if len(content.injects) > MOST_INJECTS:
        raise Refused(_("A scenario has at most {most} injects.").format(most=MOST_INJECTS))
    if len({each.key for each in content.injects}) < len(content.injects):
        raise Refused(_("Two injects have the same key. Duplicate one anew."))
    if content.impact not in (1, 2, 3) or content.urgency not in (1, 2, 3):
        raise Refused(_("Impact and urgency are from 1 to 3."))
    for each in content.injects:
        _refuse_inject(each)
    return in_order(content)


def _refuse_inject(inject: Inject) -> None:
    title = " ".join(inject.title.split())
    if not title:
        raise Refused(_("An inject needs a title: what happens?"))
    named_so = isolated(title)
    if not inject.key or inject.kind not in tuple(InjectKind) or inject.deed not in ("", *Deed):
        raise Refused(_("“{title}” is no inject that can be played. Choose its kind anew.").format(title=named_so))
    if not 0 <= inject.at <= LONGEST_DRILL:
        raise Refused(_("“{title}” must come within 72 hours from the start.").format(title=named_so))
    if not 0 <= inject.within <= LONGEST_DRILL:
        raise Refused(_("The time for what is expected after “{title}” is 0 to 72 hours.").format(title=named_so))


def _free_name(session: Session, wanted: str) -> str:
    taken = set(session.connection.execute(sa.select(drill_scenario.c.name)).scalars())
    names = (wanted if place == 1 else f"{wanted} {place}" for place in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
