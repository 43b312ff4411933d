"""The table of contents on paper: the page of every heading, and the section at the head of every page."""

import pytest
from pypdf import PdfReader
from reportlab.platypus import PageBreak

from incidentdesk.paper.contents import Contents
from incidentdesk.paper.frame import Sheet, write_document
from incidentdesk.paper.text import Section, Text


def written(path, headings, asked, **options):
    story = [Section("Contents", Contents(asked))]
    for heading in headings:
        story += [PageBreak(), Section(heading, Text("What to do.")), PageBreak(), Text("And then.")]
    write_document(path, story, Sheet(desk="Desk", title="Binder", made="today", **options))
    return [page.extract_text().splitlines() for page in PdfReader(path).pages]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "out.pdf"


def test_a_page_that_comes_later_is_told_and_its_header_says_what_it_belongs_to(path):
    pages = written(path, ["Fire", "Water"], ["Fire", "Water"], chapters=True)
    assert " ".join(pages[0]).count("2") >= 1
    text = "\n".join(pages[0])
    assert "Fire" in text
    assert "Water" in text
    assert [any("Water · Binder" in line for line in page) for page in pages] == [False, False, False, True, True]


def test_two_sections_of_one_name_have_each_their_page_and_one_that_is_missing_has_none(path):
    pages = written(path, ["Fire", "Fire"], ["Fire", "Fire", "Flood"])
    numbers = [word for line in pages[0] for word in line.split() if word.isdecimal()]
    assert {"2", "4"} <= set(numbers)


def test_a_hundred_headings_go_on_over_pages_and_long_ones_are_cut_short(path):
    long = "Änderungsmanagement-Freigabeprozess für Produktivsysteme der Konzernzentrale"
    names = [f"{long} {each}" for each in range(160)]
    pages = written(path, names[:3], names)
    assert len(pages) > 7
