"""The SLA report: its shares are the measured ones, and each breach is told piece by piece."""

from datetime import UTC, date, datetime

import pytest

from incidentdesk import clock
from incidentdesk.measure.metric.facts import read_facts
from incidentdesk.measure.metric.grouping import grouping
from incidentdesk.measure.metric.measuring import measure
from incidentdesk.measure.metric.period import between
from incidentdesk.measure.report_pages import Making
from incidentdesk.measure.sla_report import NAMES, gather_sla, sla_report, sla_tables
from incidentdesk.prepare.sla_change import change_sla, create_sla, withdraw_sla
from tests.measure.what_if_desk import MARCH, agree, at, solved

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
MAKING = Making("Acme IT", UTC, "Mei Okafor", clock.stored(NOW))


@pytest.fixture(autouse=True)
def let_go():
    yield
    clock.hold(None)


@pytest.fixture
def kept(desk):
    """An SLA of 1 h and 4 h of office hours, and an OLA of 2 h; one incident within all, one over both resolutions."""
    agree(desk)
    at(desk, "1 09:00", lambda session: create_sla(session, name="House", kind="OLA", targets="P3\t\t\t2 h",
                                                  calendar="Office"))  # fmt: skip
    solved(desk, "9 10:00", "9 11:30", said="9 10:10")
    solved(desk, "10 15:00", "11 15:30", said="10 15:30", title="Printer jams", held=[("10 16:00", "10 16:30")])


def gathered(desk, period=MARCH, **wish):
    clock.hold(lambda: NOW)
    with desk.read() as reader:
        facts = read_facts(reader)
        return gather_sla(reader, period, clock.stored(NOW), everything=facts, facts=facts, **wish)


def test_shares_and_intervals_stand_by_target_and_by_sla(desk, kept, tmp_path, pages):
    sla_report(gathered(desk), tmp_path / "s.pdf", MAKING)
    text = " ".join(pages(tmp_path / "s.pdf"))
    assert "Service level agreements, March 2026" in text
    assert "First response: 100.0 % met (34–100 % · few, n=2)" in text
    assert "Resolution: 50.0 % met (9–91 % · few, n=2)" in text
    assert "2 of 2 incidents resolved had an SLA (100.0 %)" in text
    assert "Resolution All priorities 2 1 1 50.0 % 9–91 % · few P3 Moderate 2 1 1 50.0 % 9–91 % · few" in text
    assert "House (OLA) Resolution P3 Moderate 2 1 1 50.0 %" in text


def test_every_breach_is_told_with_its_pieces(desk, kept, tmp_path, pages):
    sla_report(gathered(desk), tmp_path / "s.pdf", MAKING)
    text = " ".join(pages(tmp_path / "s.pdf"))
    assert "INC-0002 · Resolution · 6 h 30 min over 2 h Printer jams · P3 Moderate · House" in text
    assert "INC-0002 · Resolution · 4 h over 4 h Printer jams · P3 Moderate · Office SLA" in text
    assert "2026-03-10 16:00 2026-03-10 16:30 On Hold, Awaiting Vendor this hold pauses it not counted 1 h" in text
    assert "OLAs stand in the tables by SLA and among the breaches, and in no share above them." in text


def test_its_numbers_are_the_measured_ones(desk, kept):
    content = gathered(desk)
    with desk.read() as reader:
        facts = read_facts(reader)
        measured = measure(reader, facts, grouping(reader, facts, MARCH, "", clock.stored(NOW)), clock.stored(NOW),
                           names=NAMES)  # fmt: skip
    assert [content.whole.of(name) for name in NAMES] == [measured.of(name) for name in NAMES]
    rows = {tuple(row[:2]): row[2:] for row in sla_tables(content)["Shares"].rows}
    assert rows["all", "sla-resolution"][:3] == (2, 1, 0.5)
    assert rows["P3", "sla-response"][:3] == (2, 2, 1.0)


def test_a_breach_whose_sla_has_changed_is_told_without_pieces(desk, kept, tmp_path, pages):
    at(desk, "20 09:00", lambda session: change_sla(session, 1, {"targets": "P3\t1 h\t\t3 h"}))
    sla_report(gathered(desk), tmp_path / "s.pdf", MAKING)
    text = " ".join(pages(tmp_path / "s.pdf"))
    assert "It is shown as it was written when it ended; the SLA has been changed since." in text


def test_solarwinds_an_sla_that_is_removed_stays_in_the_report_of_what_it_judged(desk, kept):
    before = gathered(desk)
    at(desk, "20 09:00", lambda session: withdraw_sla(session, 1))
    after = gathered(desk)
    assert after.kept == before.kept
    assert after.whole.of("sla-resolution") == before.whole.of("sla-resolution")


def test_beyond_the_most_only_the_numbers_are_told(desk, kept, tmp_path, pages):
    content = gathered(desk, most=1)
    assert content.unexplained == 1
    sla_report(content, tmp_path / "s.pdf", MAKING)
    assert "1 more breach is not told piece by piece: INC-0002" in " ".join(pages(tmp_path / "s.pdf"))
    assert len(sla_tables(content)["Breaches"].rows) == 2


def test_without_clocks_it_says_that_there_is_nothing_to_judge(desk, kept, tmp_path, pages):
    sla_report(gathered(desk, between(date(2025, 1, 1), date(2025, 1, 31), UTC)), tmp_path / "s.pdf", MAKING)
    (first, *_others) = pages(tmp_path / "s.pdf")
    assert "No clock of an SLA ended in this period, so there is nothing to judge." in first
    assert "Resolution All priorities 0 — — no data —" in first
