"""Readiness: what is prepared, what is not, and one number that says how it is made."""

from datetime import UTC, datetime

from incidentdesk import clock
from incidentdesk.improve.drill import DrillKind, DrillState, drill
from incidentdesk.measure.readiness import Area, Gap, Readiness, readiness
from incidentdesk.prepare.contact_change import create_contact
from incidentdesk.prepare.drill_scenario import drill_scenario
from incidentdesk.prepare.person_change import create_person
from incidentdesk.prepare.plan_change import create_plan
from incidentdesk.prepare.plan_content import new_key
from incidentdesk.prepare.service_change import create_service
from incidentdesk.prepare.training_course import CourseKind, training_course, training_requirement
from incidentdesk.store import ledger

NOW = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
AT = clock.stored(NOW)
YEAR = 365 * 24 * 3_600_000_000


def found(desk):
    with desk.read() as reader:
        return readiness(reader, zone=UTC, at=AT)


def area(desk, key):
    return next(each for each in found(desk).areas if each.key == key)


def gaps(desk, key):
    return [(gap.subject, gap.text) for gap in area(desk, key).gaps]


def test_of_an_empty_desk_nothing_is_claimed(desk):
    assert found(desk).score is None
    assert all(each.share is None for each in found(desk).areas)


def test_the_score_is_the_mean_of_the_areas_that_have_something_to_count():
    def made(*numbers):
        return Readiness(AT, tuple(Area("", "", "", "", met, total) for met, total in numbers))

    assert made((1, 2), (10, 10), (0, 0)).score == 75
    assert made((1, 3), (0, 0)).score == 33
    assert made((29, 100), (29, 100), (29, 100)).score == 29
    assert made((0, 0)).score is None


def test_a_plan_without_an_approved_version_is_not_ready(desk):
    with desk.write(actor="Mei") as session:
        create_plan(session, name="Mail outage")
    assert gaps(desk, "plans") == [("Mail outage", "no version is approved")]
    assert area(desk, "plans").gaps[0].reference == "PLAN-0001"


def test_a_contact_that_nobody_has_verified_is_not_ready(desk):
    with desk.write(actor="Mei") as session:
        create_contact(session, name="Provider", methods="Phone\t0800 1")
        create_contact(session, name="Police", methods="")
    assert dict(gaps(desk, "contacts")) == {"Provider": "never verified", "Police": "no way to reach them"}
    assert (area(desk, "contacts").met, area(desk, "contacts").total) == (0, 2)


def test_a_service_that_matters_is_ready_for_a_year_after_its_drill(desk):
    with desk.write(actor="Mei") as session:
        for name, criticality in (("ERP", "Critical"), ("Mail", "High"), ("Wiki", "Low")):
            create_service(session, name=name, criticality=criticality)
        scenario = ledger.insert(session, drill_scenario, {"name": "ERP", "kind": DrillKind.TABLETOP, "service_id": 1})
        facts = {"scenario_id": scenario, "title": "ERP", "kind": DrillKind.TABLETOP, "planned_at": AT}
        ended = {**facts, "state": DrillState.ENDED, "service_id": None}
        ledger.insert(session, drill, {**ended, "key": new_key(), "ended_at": AT - YEAR // 2})
        ledger.insert(session, drill, {**ended, "key": new_key(), "ended_at": AT - 2 * YEAR, "service_id": 2})
        ledger.insert(session, drill, {**facts, "key": new_key(), "state": DrillState.CANCELED, "service_id": 2})
    assert gaps(desk, "drills") == [("Mail", "drilled last on 2024-03-28")]
    assert (area(desk, "drills").met, area(desk, "drills").total) == (1, 2)


def test_a_training_that_somebody_owes_is_named(desk):
    with desk.write(actor="Mei") as session:
        person_id = create_person(session, name="Bo Diaz", staff=True)
        course = ledger.insert(session, training_course, {"name": "First aid", "kind": CourseKind.TRAINING})
        facts = {"key": new_key(), "course_id": course, "since": "2020-01-01", "within_days": 0}
        ledger.insert(session, training_requirement, facts)
    assert person_id
    later = AT + 2 * YEAR
    with desk.read() as reader:
        training = next(each for each in readiness(reader, zone=UTC, at=later).areas if each.key == "training")
    assert (training.met, training.total) == (0, 1)
    assert training.gaps == (Gap("Bo Diaz", "First aid", "drills#training"),)


def test_a_desk_that_is_prepared_has_shares_of_everything(sample_desk):
    with sample_desk.read() as reader:
        got = readiness(reader, zone=UTC)
    assert 0 < got.score < 100
    assert all(len(each.gaps) <= each.total for each in got.areas)
