"""Outages: recorded, changed, ended and taken away, told by their incident and joined when they are measured."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.measure.metric.period import all_time
from incidentdesk.measure.metric.service_time import service_times
from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.outage_change import (
    change_outage,
    end_outage,
    end_outages_of,
    give_up_outage,
    record_outage,
    withdraw_outage,
)
from incidentdesk.recover.outage_list import outage_facts, outage_row, outages, outages_of
from incidentdesk.refusal import Refused
from incidentdesk.respond.timeline import sentence, timeline
from incidentdesk.store.conflict import Conflict

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def mail(work) -> int:
    return work.act(create_service, name="Mail")


def only(work):
    (row,) = work.read(outages)
    return row


def told(work, incident_id=1):
    return [
        sentence(fact, UTC).replace("\u2068", "").replace("\u2069", "")
        for fact in work.read(timeline, incident_id)
        if any(change.field == "began_at" for change in fact.changes) or "taken away" in fact.text
    ]


def test_an_outage_is_recorded_as_people_say_its_times(work, time, mail):
    work.log()
    work.act(
        record_outage, zone=BERLIN, service="mail", began="2026-03-02 09:50", ended="11:20", degree="Degraded",
        incident="inc1", note=" Slow since the update ",
    )  # fmt: skip
    row = only(work)
    assert (row.service, row.service_id, row.degree, row.planned) == ("Mail", mail, "Degraded", False)
    assert (row.incident, row.incident_title, row.note) == ("INC-0001", "VPN down", "Slow since the update")
    assert datetime.fromtimestamp(row.began_at / 1e6, UTC).isoformat() == "2026-03-02T08:50:00+00:00"
    assert row.length(time.stored) == 90 * 60 * 1_000_000


def test_what_goes_on_has_no_end_and_grows(work, time, mail):
    work.act(record_outage, service="Mail", began=time.now - timedelta(minutes=30))
    row = only(work)
    assert (row.goes_on, row.ended_at) == (True, None)
    assert row.length(time.stored) == 30 * 60 * 1_000_000
    time.after(minutes=15)
    work.act(end_outage, row.id)
    assert only(work).length(time.stored) == 45 * 60 * 1_000_000
    with pytest.raises(Refused, match="has ended already"):
        work.act(end_outage, row.id)


def test_what_goes_on_stands_first_then_the_latest(work, time, mail):
    for hours, ended in ((9, None), (5, 4), (3, 2)):
        end = "" if ended is None else time.now - timedelta(hours=ended)
        work.act(record_outage, service="Mail", began=time.now - timedelta(hours=hours), ended=end)
    assert [row.id for row in work.read(outages)] == [1, 3, 2]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"service": ""}, "needs a service"),
        ({"service": "Payroll"}, "There is no service “\u2068Payroll\u2069”"),
        ({"began": ""}, "needs a beginning"),
        ({"began": "soon"}, "is no time"),
        ({"began": "2026-03-02 12:02"}, "still to come"),
        ({"ended": "2026-03-02 12:02"}, "still to come"),
        ({"ended": "2026-03-02 08:59"}, "ends before it begins"),
        ({"ended": "2026-03-02 09:00"}, "ends before it begins"),
        ({"degree": "Gone"}, "full or degraded"),
        ({"incident": "INC-0007"}, "There is no INC-0007"),
        ({"incident": "seven"}, "is no number of an incident"),
        ({"owner": "Bo"}, "no field"),
    ],
)
def test_what_can_not_be_is_refused(sqlite_work, facts, sentence):
    sqlite_work.act(create_service, name="Mail")
    with pytest.raises(Refused, match=sentence):
        sqlite_work.act(record_outage, **({"service": "Mail", "began": "2026-03-02 09:00"} | facts))
    assert sqlite_work.read(outages) == []


def test_a_change_may_not_make_it_impossible(sqlite_work):
    sqlite_work.act(create_service, name="Mail")
    outage_id = sqlite_work.act(record_outage, service="Mail", began="2026-03-02 09:00", ended="2026-03-02 10:00")
    with pytest.raises(Refused, match="ends before it begins"):
        sqlite_work.act(change_outage, outage_id, {"began": "2026-03-02 11:00"})
    with pytest.raises(Refused, match="needs a service"):
        sqlite_work.act(change_outage, outage_id, {"service": ""})


def test_two_people_who_change_the_same_field_are_asked(work, mail):
    outage_id = work.act(record_outage, service="Mail", began="2026-03-02 09:00")
    seen = outage_facts(work.read(outage_row, outage_id), BERLIN)
    assert seen["began"] == "2026-03-02 10:00"
    work.act(change_outage, outage_id, {"note": "Bo was here"}, actor="Bo Diaz")
    work.act(change_outage, outage_id, {"began": "2026-03-02 09:30"}, seen=seen, zone=BERLIN)
    with pytest.raises(Conflict, match="Bo Diaz") as conflict:
        work.act(change_outage, outage_id, {"note": "Mei was here"}, seen=seen, zone=BERLIN)
    assert [(clash.field, clash.theirs) for clash in conflict.value.clashes] == [("note", "Bo was here")]
    work.act(give_up_outage, outage_id, {"note": "Mei was here"})
    assert only(work).note == "Bo was here"


def test_its_incident_tells_of_it(work, time, mail):
    work.log()
    outage_id = work.act(record_outage, service="Mail", began="2026-03-02 09:00", incident="1", note="No queue")
    time.after(hours=1)
    work.act(end_outage, outage_id)
    time.after(hours=1)
    work.act(change_outage, outage_id, {"began": "2026-03-02 08:00"})
    time.after(hours=1)
    work.act(withdraw_outage, outage_id)
    assert told(work) == [
        "Outage from: 2026-03-02 09:00 (Mail · Full · No queue)",
        "Outage from: 2026-03-02 09:00 · until: 2026-03-02 13:00 (Mail · Full · No queue)",
        "Outage from 2026-03-02 09:00 → 2026-03-02 08:00 (Mail · Full · No queue)",
        "Outage of Mail taken away",
    ]
    assert work.read(outages) == []


def test_an_outage_that_gets_another_incident_is_told_by_both(work, time, mail):
    work.log()
    work.log()
    outage_id = work.act(record_outage, service="Mail", began="2026-03-02 09:00", incident="1")
    time.after(hours=1)
    other = work.act(change_outage, outage_id, {"incident": "INC-0002", "note": "It was this one"})
    assert (only(work).id, only(work).incident, only(work).note) == (other, "INC-0002", "It was this one")
    assert told(work, 1)[-1] == "Outage of Mail taken away"
    assert told(work, 2) == ["Outage from: 2026-03-02 09:00 (Mail · Full · It was this one)"]


def test_overlapping_outages_are_one_failure(work, time, mail):
    for began, ended in (("06:00", "08:00"), ("07:00", "09:00"), ("10:00", "11:00")):
        work.act(record_outage, service="Mail", began=f"2026-03-02 {began}", ended=f"2026-03-02 {ended}")
    work.act(record_outage, service="Mail", began="2026-03-02 01:00", ended="2026-03-02 02:00", planned=True)
    found = work.read(service_times, all_time(UTC), time.stored)[0]
    assert (found.failures, found.downtime, found.agreed) == (2, 4 * 3600, 10 * 3600)


@pytest.mark.parametrize("day", ["1970-01-02", "2099-12-30"])
def test_far_away_days(sqlite_work, time, day):
    time.now = datetime(2100, 1, 1, 12, tzinfo=UTC)
    sqlite_work.act(create_service, name="Mail")
    sqlite_work.act(record_outage, service="Mail", began=f"{day} 00:00", ended=f"{day} 00:01")
    assert only(sqlite_work).length(time.stored) == 60_000_000


def test_the_outages_of_an_incident_end_with_it_but_not_those_of_others(work, time, mail):
    work.act(create_service, name="Phones")
    incident_id, other = work.log(), work.log(title="Printer")
    began = time.now - timedelta(hours=1)
    own = work.act(record_outage, service="Mail", began=began, incident=str(incident_id))
    work.act(record_outage, service="Phones", began=began, incident=str(other))
    work.act(record_outage, service="Phones", began=began, incident=str(incident_id), planned=True)
    assert work.act(end_outages_of, incident_id, time.stored) == 1
    ended = [row.id for row in work.read(outages) if not row.goes_on]
    assert ended == [own]
    assert {row.service for row in work.read(outages_of, incident_id)} == {"Mail", "Phones"}
