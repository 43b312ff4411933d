"""What was chosen about a report, as it is stored."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from incidentdesk import clock
from incidentdesk.measure.report_choice import (
    ReportChoice,
    checked_choice,
    choice_text,
    period_before,
    read_choice,
)
from incidentdesk.measure.report_file import report_file_name
from incidentdesk.refusal import Refused


def test_a_choice_is_read_as_it_was_written():
    choice = ReportChoice(
        "period", "range", "2026-09-15", "2026-10-14", "team:“Größe” ⁧تقرير⁩", "Mail", True, ("load",), "Letter", ("csv",)
    )
    assert read_choice("period", choice_text(choice)) == choice
    assert read_choice("sla", '{"report": "period"}') == ReportChoice("sla")


@pytest.mark.parametrize(
    "text",
    ["", "7", "{", '{"sections": [1]}', '{"formats": "pdf"}', '{"business": 1}', '{"report": 3}', '{"new": ""}'],
)
def test_what_a_stranger_has_written_is_said_to_be_unreadable(text):
    with pytest.raises(Refused, match="another version of the program"):
        read_choice("period", text)


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        (ReportChoice("weather"), "There is no report"),
        (ReportChoice(period="day"), "Choose a week"),
        (ReportChoice(page_size="A3"), "Paper is A4 or Letter"),
        (ReportChoice(formats=()), "at least one kind of file"),
        (ReportChoice(formats=("docx",)), "at least one kind of file"),
        (ReportChoice("sla", formats=("xlsx",)), "Only the period report is made for Excel"),
        (ReportChoice(period="range", first="2026-10-01"), "first and the last day"),
        (ReportChoice(period="range", first="2026-10-02", last="2026-10-01"), "Swap them"),
    ],
)
def test_what_cannot_be_reported_is_refused(choice, sentence):
    with pytest.raises(Refused, match=sentence):
        checked_choice(choice)


@pytest.mark.parametrize(
    ("kind", "key"), [("week", "2026-W53"), ("month", "2026-12"), ("quarter", "2026-Q4"), ("year", "2026")]
)
def test_without_a_period_it_is_the_last_whole_one_in_the_zone(kind, key):
    now = clock.stored(datetime(2027, 1, 3, 23, 30, tzinfo=UTC))
    assert period_before(ReportChoice(period=kind), now, ZoneInfo("Europe/Berlin")).key == key


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Monthly report", "Monthly report 2026-10.pdf"),
        ("Netz/Mail: \\ <alles>?", "Netz_Mail_ _ _alles__ 2026-10.pdf"),
        ("CON", "CON 2026-10.pdf"),
        ("..", "2026-10.pdf"),
    ],
)
def test_a_file_has_a_name_that_every_system_takes(name, file):
    assert report_file_name(name, "2026-10", "pdf") == file


def test_a_long_name_never_costs_the_period():
    name = report_file_name("報告" * 100, "2026-09-15..2026-10-14", "xlsx")
    assert name.endswith(" 2026-09-15..2026-10-14.xlsx")
    assert len(name.encode()) <= 200
