"""The service report: a block for each service with the measured numbers, its outages and its causes."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from incidentdesk import clock
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.measure.metric.grouping import grouping
from incidentdesk.measure.metric.measuring import measure
from incidentdesk.measure.metric.period import between
from incidentdesk.measure.report_pages import Making
from incidentdesk.measure.service_content import NAMES, gather_services
from incidentdesk.measure.service_report import service_report, service_tables
from incidentdesk.prepare.service_change import create_service
from incidentdesk.recover.outage import outage
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from tests.measure.what_if_desk import MARCH, agree, at, solved

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
MAKING = Making("Acme IT", UTC, "Mei Okafor", clock.stored(NOW))


@pytest.fixture(autouse=True)
def let_go():
    yield
    clock.hold(None)


def down(desk, service_id, begin, end, degree="Full", **facts):
    times = [clock.stored(datetime(2026, 3, *each, tzinfo=UTC)) for each in (begin, end)]
    wanted = {"key": uuid4().hex, "service_id": service_id, "began_at": times[0], "ended_at": times[1]}
    wanted |= {"degree": degree, "note": ""}
    at(desk, "30 09:00", lambda session: ledger.insert(session, outage, {**wanted, **facts}))


@pytest.fixture
def served(desk):
    """Mail was down for 6 hours, and had two incidents; nothing happened to the wiki."""
    agree(desk)
    mail, _wiki = at(desk, "1 09:00", lambda session: [create_service(session, name=name) for name in ("Mail", "Wiki")])
    first = solved(desk, "9 10:00", "9 11:00", said="9 10:10", service="Mail")
    solved(desk, "10 10:00", "10 13:00", said="10 10:10", service="Mail")
    down(desk, mail, (9, 9), (9, 15), incident_id=first, note="Disk full")
    down(desk, mail, (20, 1), (20, 3), planned=True, note="New disks")
    return mail


def gathered(desk, period=MARCH, **wish):
    with desk.read() as reader:
        return gather_services(reader, period, clock.stored(NOW), everything=read_facts(reader), **wish)


def test_a_service_has_its_numbers_and_its_outages_in_one_block(desk, served, tmp_path, pages):
    service_report(gathered(desk), tmp_path / "v.pdf", MAKING)
    text = " ".join(pages(tmp_path / "v.pdf"))
    assert "Mail 2 0 2 h 100.0 % 0.0 %" in text
    block = text.split("Mail 2 logged · 2 resolved · 0 open")[1]
    assert "Time to resolve (MTTR-resolve) 2 h 90th percentile 3 h · n=2 of 2" in block
    # 30 days and a half, of which 2 h were planned and 6 h were lost.
    assert "Availability 99.178 % down 6 h · degraded 0 s · of 30 d 10 h agreed" in block
    assert "2026-03-20 01:00 2026-03-20 03:00 2 h Full, planned — New disks" in block
    assert "2026-03-09 09:00 2026-03-09 15:00 6 h Full INC-0001 Disk full" in block
    assert "1 service had no incident and no outage: Wiki." in text


def test_its_numbers_are_the_measured_ones(desk, served):
    content = gathered(desk)
    with desk.read() as reader:
        facts = read_facts(reader)
        now = clock.stored(NOW)
        measured = measure(reader, facts, grouping(reader, facts, MARCH, "service", now), now, names=NAMES)
    place = [group.key for group in measured.groups].index("Mail")
    (mail, _wiki) = content.sheets
    assert {name: mail.values[name] for name in NAMES} == {name: measured.of(name, place) for name in NAMES}
    rows = {row[0]: row for row in service_tables(content)["Services"].rows}
    assert rows["Mail"][1] == pytest.approx(1 - 6 / (30 * 24 + 10))
    assert (rows["Wiki"][1], rows["Wiki"][3], rows["Wiki"][4]) == (1.0, True, 0)


def test_one_service_alone_and_one_that_there_is_not(desk, served, tmp_path, pages):
    service_report(gathered(desk, service="wiki"), tmp_path / "v.pdf", MAKING)
    (first, *_others) = pages(tmp_path / "v.pdf")
    assert "Wiki, March 2026" in first
    assert "no unplanned outage recorded" in first
    assert "Mail" not in first
    with pytest.raises(Refused, match="There is no service “\u2068Fax"):
        gathered(desk, service="Fax")


def test_availability_is_never_rounded_up_to_all(desk, tmp_path, pages):
    mail = at(desk, "1 09:00", lambda session: create_service(session, name="Mail"))
    down(desk, mail, (9, 9), (9, 9, 0, 1))
    service_report(gathered(desk), tmp_path / "v.pdf", MAKING)
    text = " ".join(pages(tmp_path / "v.pdf"))
    assert "Availability 99.999 % down 1 s · degraded 0 s" in text


def test_a_desk_without_services_and_a_range_without_data(desk, served, tmp_path, pages):
    early = between(date(1970, 1, 1), date(1970, 1, 31), UTC)
    service_report(gathered(desk, early), tmp_path / "v.pdf", MAKING)
    assert "Nothing happened." in pages(tmp_path / "v.pdf")[0]


def test_there_is_nothing_to_tell_before_there_are_services(desk, tmp_path, pages):
    assert service_report(gathered(desk), tmp_path / "v.pdf", MAKING) == 1
    assert "There are no services yet." in pages(tmp_path / "v.pdf")[0]
