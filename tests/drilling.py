"""A desk with a plan to drill, people who take part and a scenario; used by the tests of every phase that drills."""

from typing import Any

from incidentdesk.improve.drill import DrillPart
from incidentdesk.improve.drill_change import Seating, schedule_drill
from incidentdesk.prepare.audience_change import create_audience
from incidentdesk.prepare.drill_scenario_change import create_scenario
from incidentdesk.prepare.outlet import OutletKind, outlet
from incidentdesk.prepare.person import person, staff_named
from incidentdesk.prepare.plan_change import approve, create_plan, save_draft, submit
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent, new_key
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.prepare.scenario_content import Deed, Inject, InjectKind, ScenarioContent
from incidentdesk.store import ledger
from incidentdesk.store.database import Database
from incidentdesk.store.session import Session

PLAN = PlanContent(
    purpose="Bring the VPN back",
    phases=(
        Phase(
            "p",
            "Contain",
            (
                Action("look", "Look at the gateway", offset=5),
                Action("call", "Call the provider", offset=10, needs=("look",)),
                Action("tea", "Make tea", mandatory=False),
            ),
        ),
    ),
    audiences=("Management",),
    cadence=30,
)
CONTENT = ScenarioContent(
    injects=(
        Inject("ring", 0, InjectKind.SIGNAL, "Phones ring", "Nobody gets in.", "", "Log it", 120, Deed.LOGGED),
        Inject("found", 600, InjectKind.FINDING, "A certificate has expired", deed=Deed.NOTED, within=300),
        Inject("boss", 900, InjectKind.MESSAGE, "When is it back?", sender="Renate Vogel", expected="Answer her"),
        Inject("task", 1200, InjectKind.TASK, "Write down the serial number", role="Network"),
    ),
    briefing="An ordinary day",
)


def furnish(session: Session, *, approved: bool = True) -> int:
    """People, an audience with a way to reach it, and a plan; returns the id of the plan."""
    bo = staff_named(session, "Bo Diaz")
    staff_named(session, "Ada Novak")
    assert bo is not None
    ledger.update(session, person, bo, {"email": "bo@example.org"})
    mail = {"key": new_key(), "name": "Mail", "kind": OutletKind.EMAIL, "options": '{"host": "mail.example.org"}'}
    ledger.insert(session, outlet, mail)
    create_audience(session, name="Management", members="person\tBo Diaz")
    plan_id = create_plan(session, name="VPN outage")
    version = current_version(session.reader, plan_id)
    assert version is not None
    save_draft(session, plan_id, PLAN, seen=version.content)
    if approved:
        submit(session, version.id)
        approve(session, version.id)
    return plan_id


def make_scenario(session: Session, name: str = "VPN down", **facts: Any) -> int:
    return create_scenario(
        session, **{"name": name, "content": CONTENT, "plan": "VPN outage", "service": "VPN"} | facts
    )


def schedule(session: Session, scenario_id: int, *names: str, **facts: Any) -> int:
    """A drill in a minute; the first who is named leads it."""
    seats = [
        Seating(_id(session, name), DrillPart.PARTICIPANT if place else DrillPart.LEAD)
        for place, name in enumerate(names)
    ]
    wanted = {"planned_at": session.at + 60_000_000, "planned_length": 30, "participants": seats} | facts
    return schedule_drill(session, scenario_id=scenario_id, **wanted)


def drill_on(desk: Database, *names: str, **facts: Any) -> int:
    """A scheduled drill on a desk that has nothing yet."""
    with desk.write(actor="Mei Okafor") as session:
        furnish(session)
        return schedule(session, make_scenario(session, **facts), *names)


def _id(session: Session, name: str) -> int:
    found = staff_named(session, name)
    assert found is not None
    return found
