"""Adds to a desk what a large organisation prepares, for measurements of the pages and of an incident list with clocks:

    python tests/benchmarks/prepared.py DATABASE

300 people in 40 teams, 200 services that need one another, 500 contacts, 12 rotas, 60 approved plans, three SLAs over a
calendar with holidays.
"""

import random
import sys
from datetime import timedelta

from incidentdesk import clock
from incidentdesk.prepare.calendar_change import create_calendar
from incidentdesk.prepare.contact_change import create_contact
from incidentdesk.prepare.person_change import create_person
from incidentdesk.prepare.plan_change import approve, create_plan
from incidentdesk.prepare.plan_template import plan_templates
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.prepare.role_change import make_standard_roles
from incidentdesk.prepare.rota_change import create_rota
from incidentdesk.prepare.service_change import create_service
from incidentdesk.prepare.sla_change import create_sla
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.session import Session

PEOPLE, TEAMS, SERVICES, CONTACTS, ROTAS, PLANS = 300, 40, 200, 500, 12, 60
TARGETS = "P1\t15 min\t1 h\t4 h\nP2\t30 min\t2 h\t8 h\nP3\t2 h\t8 h\t24 h\nP4\t4 h\t\t40 h\nP5\t8 h\t\t80 h"


def prepare(session: Session) -> None:
    """Write all of it; the same each time but for the gestures."""
    chance = random.Random(4)
    create_calendar(
        session, name="Office of all", time_zone="Europe/Berlin", windows="mon-fri 09:00-17:00", country="DE"
    )
    for person in range(PEOPLE):
        create_person(
            session, name=f"Person {person:03}", team=f"Group {person % TEAMS:02}", department=f"Unit {person % 8}",
            calendar="Office of all", methods=f"E-mail\tp{person}@example.org\nMobile\t+49 151 {person:04}",
        )  # fmt: skip
    make_standard_roles(session)
    for service in range(SERVICES):
        needed = chance.sample(range(service), min(service, chance.randrange(4)))
        create_service(
            session, name=f"Service {service:03}", owner=f"Person {service:03}", team=f"Group {service % TEAMS:02}",
            needs="\n".join(f"Service {each:03}" for each in needed),
        )  # fmt: skip
    for contact in range(CONTACTS):
        create_contact(
            session, name=f"Contact {contact:03}", organisation=f"Company {contact % 60}",
            service=f"Service {contact % SERVICES:03}", methods=f"Phone\t0800 {contact:04}",
        )  # fmt: skip
    for rota in range(ROTAS):
        people = [f"Person {each:03}" for each in range(rota * 8, rota * 8 + 8)]
        create_rota(session, name=f"Rota {rota:02}", time_zone="Europe/Berlin", team=f"Group {rota:02}", people=people)
    for place, team in enumerate(("", "Group 00", "Group 01")):
        create_sla(session, name=f"SLA {place}", team=team, calendar="Office of all" if place else "", targets=TARGETS)
    _plans(session)


def _plans(session: Session) -> None:
    templates = plan_templates()
    review_by = (clock.now().date() + timedelta(days=180)).isoformat()
    for place in range(PLANS):
        content = templates[place % len(templates)].content
        plan_id = create_plan(session, name=f"Plan {place:02}", content=content, owner=f"Person {place:03}")
        version = current_version(session.reader, plan_id)
        approve(session, version.id, review_by=review_by)


def main(place: str) -> None:
    database = open_desk(place)
    with database.write(actor="Mei Okafor", via="benchmark") as session:
        prepare(session)
    database.close()


if __name__ == "__main__":
    main(sys.argv[1])
