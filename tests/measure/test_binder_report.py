"""The crisis binder: everything that is needed when no screen can be trusted, on both databases and on the sample."""

from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from incidentdesk import clock
from incidentdesk.measure.binder_report import binder_report, gather_binder
from incidentdesk.refusal import Refused

ZONE = UTC


@pytest.fixture
def sample(sample_desk):
    return sample_desk


def written(database, path, **options):
    with database.read() as reader:
        binder = gather_binder(reader, at=clock.stored(clock.now()), zone=UTC)
    pages = binder_report(binder, path, zone=ZONE, made_by="Mei Okafor", **options)
    document = PdfReader(path)
    assert len(document.pages) == pages
    return document


def words(document):
    return " ".join(" ".join(page.extract_text().split()) for page in document.pages)


def test_the_first_page_says_who_is_on_call_and_whom_to_call(sample, tmp_path):
    document = written(sample, tmp_path / "binder.pdf")
    first = " ".join(document.pages[0].extract_text().split())
    assert "On call now" in first
    assert "Infrastructure on call" in first
    assert "0800 555 0111" in first


def test_it_has_contacts_people_rota_escalation_services_and_all_approved_plans(sample, tmp_path):
    text = words(written(sample, tmp_path / "binder.pdf"))
    for each in (
        "Internet provider, fault desk", "Customer 4408 117", "+49 151 5550 104", "Critical services, day and night",
        "Infrastructure on call: the next 14 days", "Warehouse scanners", "Ransomware", "ERP night job stands still",
        "Find what holds the lock",
    ):  # fmt: skip
        assert each in text


def test_a_contact_that_nobody_has_verified_lately_is_marked(sample, tmp_path):
    text = words(written(sample, tmp_path / "binder.pdf"))
    assert "▲ never" in text


def test_the_outline_leads_to_the_chapters(sample, tmp_path):
    document = written(sample, tmp_path / "binder.pdf")
    titles = [each.title for each in document.outline if not isinstance(each, list)]
    assert {"Crisis binder", "On call now", "People", "Services", "Service map", "Ransomware"} <= set(titles)


def test_the_first_page_says_on_which_page_each_plan_begins(sample, tmp_path):
    document = written(sample, tmp_path / "binder.pdf")
    first = document.pages[0].extract_text().splitlines()
    begun = {
        each.title: document.get_destination_page_number(each) + 1
        for each in document.outline
        if not isinstance(each, list)
    }
    for name in ("People", "Services", "Service map", "Mail outage", "Ransomware"):
        assert begun[name] > 1
        assert any(line.startswith(name) and line.endswith(str(begun[name])) for line in first) or (
            first[first.index(name) + 1 :].count(str(begun[name])) > 0
        )


def test_every_page_says_which_plan_it_belongs_to(sample, tmp_path):
    document = written(sample, tmp_path / "binder.pdf")
    texts = [page.extract_text() for page in document.pages]
    ransomware = [text for text in texts if "Ransomware · Crisis binder" in text]
    assert len(ransomware) > 2
    assert sum("Response plan" in text for text in ransomware) == 1


def test_what_rings_stands_before_what_needs_a_screen(sample, tmp_path):
    text = words(written(sample, tmp_path / "binder.pdf"))
    at = text.index("Samuel Adeyemi")
    assert text.index("Mobile: +49 151 5550 106", at) < text.index("E-mail:", at)


def test_no_page_has_a_single_note_only(sample, tmp_path):
    document = written(sample, tmp_path / "binder.pdf")
    for page in document.pages[:7]:
        assert len(page.extract_text()) > 300


def test_an_empty_desk_has_a_binder_that_says_what_is_missing(desk, tmp_path):
    text = words(written(desk, tmp_path / "binder.pdf"))
    assert "There is no rota yet." in text
    for said in (
        "There is no approved plan yet.", "No contact outside of the house is on file yet.", "There is no service yet.",
        "Nobody has a phone number or an address on file yet.",
    ):  # fmt: skip
        assert said in text


def test_a_place_that_cannot_be_written_to_is_named(sqlite_desk, tmp_path):
    with pytest.raises(Refused, match="nowhere"):
        written(sqlite_desk, tmp_path / "nowhere" / "binder.pdf")


def test_it_says_of_which_instant_it_is(sqlite_desk, tmp_path):
    clock.hold(lambda: datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    try:
        text = words(written(sqlite_desk, tmp_path / "binder.pdf"))
    finally:
        clock.hold(None)
    assert "As of 2026-03-02 09:30 UTC." in text
