"""Availability and time between failures, worked out by hand."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from incidentdesk import clock
from incidentdesk.measure.metric.distribution import Amount
from incidentdesk.measure.metric.service_time import joined, service_times, without
from incidentdesk.prepare.service import service, service_named
from incidentdesk.recover.outage import Degree, outage
from incidentdesk.store import ledger
from tests.measure.metric.measured_desk import HOUR, measured
from tests.respond.sla_desk import office

APRIL = 30 * 24 * HOUR


def at(text):
    return clock.stored(datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC))


@pytest.fixture
def out(work, time):
    """Writes down outages of a service in April, which is over."""
    time.now = datetime(2026, 5, 20, tzinfo=UTC)

    def write(*stretches, name="VPN", degree=Degree.FULL, planned=False):
        with work.desk.write(actor="Mei Okafor") as session:
            service_id = service_named(session, name)
            for began, ended in stretches:
                ledger.insert(session, outage, {
                    "key": uuid4().hex, "service_id": service_id, "degree": degree, "planned": planned,
                    "began_at": at(began), "ended_at": at(ended) if ended else None,
                })  # fmt: skip
        return service_id

    return write


def the(work, period="2026-04", name="VPN"):
    return next(each for each in measured(work, "availability", period=period).services if each.name == name)


def test_two_failures(work, out):
    out(("04-10 08:00", "04-10 10:00"), ("04-20 08:00", "04-20 09:00"))
    found = the(work)
    assert (found.failures, found.downtime, found.agreed) == (2, 3 * HOUR, APRIL)
    assert found.availability == Amount((APRIL - 3 * HOUR) / APRIL, 2)
    assert found.mtbf == Amount((APRIL - 3 * HOUR) / 2, 2)
    assert found.mtbsi.value == APRIL / 2
    assert found.mtbsi.value == found.mtbf.value + found.downtime / found.failures


def test_without_a_failure_it_is_longer_than_what_was_seen_and_not_endless(work, out):
    out()
    found = the(work)
    assert found.mtbf == Amount(APRIL, 0, at_least=True)
    assert found.mtbsi.value is None
    assert found.availability.value == 1


def test_outages_that_overlap_are_one_failure(work, out):
    out(("04-10 08:00", "04-10 10:00"), ("04-10 09:00", "04-10 12:00"), ("04-10 09:30", "04-10 09:40"))
    assert (the(work).failures, the(work).downtime) == (1, 4 * HOUR)


def test_a_planned_outage_is_neither_downtime_nor_agreed(work, out):
    out(("04-10 00:00", "04-10 10:00"), planned=True)
    found = the(work)
    assert (found.failures, found.downtime, found.agreed) == (0, 0, APRIL - 10 * HOUR)
    assert found.availability.value == 1


def test_a_failure_during_a_planned_outage_is_none(work, out):
    out(("04-10 00:00", "04-10 10:00"), planned=True)
    out(("04-10 02:00", "04-10 03:00"))
    assert (the(work).failures, the(work).downtime) == (0, 0)


def test_a_failure_that_goes_on_after_a_planned_outage_is_one(work, out):
    out(("04-10 04:00", "04-10 06:00"), planned=True)
    out(("04-10 03:00", "04-10 08:00"))
    assert (the(work).failures, the(work).downtime) == (1, 3 * HOUR)


def test_a_service_that_is_only_slow_has_not_failed(work, out):
    out(("04-10 08:00", "04-10 10:00"), degree=Degree.DEGRADED)
    out(("04-10 09:00", "04-10 09:30"))
    found = the(work)
    assert (found.failures, found.downtime, found.degraded) == (1, HOUR / 2, 1.5 * HOUR)


def test_what_lies_outside_of_the_period_is_cut_off(work, out):
    out(("03-31 20:00", "04-01 02:00"), ("04-30 23:00", "05-02 00:00"))
    assert (the(work).failures, the(work).downtime) == (2, 3 * HOUR)
    assert the(work, "2026-05").downtime == 24 * HOUR


def test_an_outage_that_goes_on_goes_on_until_now(work, out):
    out(("05-19 00:00", None))
    found = the(work, "2026-05")
    assert (found.downtime, found.agreed) == (24 * HOUR, 19 * 24 * HOUR)


def test_an_outage_that_was_taken_back_was_none(work, out):
    out(("04-10 08:00", "04-10 10:00"))
    with work.desk.write(actor="Mei Okafor") as session:
        ledger.withdraw(session, outage, 1)
    assert the(work).failures == 0


def test_only_support_hours_were_agreed(work, out):
    service_id = out(("04-10 15:00", "04-13 10:00"))  # Friday to Monday
    hours = office(work, zone="UTC")
    with work.desk.write(actor="Mei Okafor") as session:
        ledger.update(session, service, service_id, {"calendar_id": hours})
    found = the(work)
    assert (found.agreed, found.downtime, found.failures) == (22 * 8 * HOUR, 3 * HOUR, 1)


def test_a_period_that_is_still_to_come_has_no_data(work, out):
    out(("04-10 08:00", "04-10 10:00"))
    found = the(work, "2031-01")
    assert found.availability.value is found.mtbf.value is None


def test_by_service_each_has_its_own(work, out, time):
    out(("04-10 08:00", "04-10 10:00"))
    out(name="Mail")
    work.log(service="VPN")
    work.log(service="Mail")
    work.log()
    found = measured(work, "mtbf", "availability", by="service", period="2026-04")
    amounts = dict(zip([group.key for group in found.groups], found.values["mtbf"], strict=True))
    assert amounts == {
        "VPN": Amount(APRIL - 2 * HOUR, 1),
        "Mail": Amount(APRIL, 0, at_least=True),
        "": Amount(None, 0),
    }


def test_without_groups_there_is_no_mean_over_services(work, out):
    out(("04-10 08:00", "04-10 10:00"))
    found = measured(work, "mtbf", "availability", period="2026-04")
    assert not found.values
    assert [each.name for each in found.services] == ["VPN"]


def test_all_time_begins_with_the_first_thing_that_is_known(work, out):
    out(("04-10 08:00", "04-10 10:00"))
    with work.desk.read() as reader:
        from incidentdesk.measure.metric.period import all_time

        (found,) = service_times(reader, all_time(UTC), at("04-20 08:00"))
    assert (found.agreed, found.downtime) == (10 * 24 * HOUR, 2 * HOUR)


def test_stretches_are_joined_and_cut_out():
    assert joined([(5, 7), (1, 3), (2, 4), (4, 5), (9, 9)]) == [(1, 7)]
    assert without([(0, 10)], [(2, 3), (5, 7), (9, 12)]) == [(0, 2), (3, 5), (7, 9)]
    assert without([(0, 4)], [(0, 4)]) == []
