"""Causes as a table: safe for spreadsheets, read back as it was, and read out of the tables of others."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from incidentdesk.investigate.cause_graph import EFFECT, LONGEST_CAUSE, CauseGraph, Effort, Status
from incidentdesk.investigate.csv_form import cause_csv, causes_from_csv, is_cause_table
from incidentdesk.refusal import Refused
from tests.investigate.some_graphs import graphs, sample, told

GOLDEN = Path(__file__).parent / "golden"


def outline(graph: CauseGraph, key: str = EFFECT) -> list:
    return [[each.text, *outline(graph, each.key)] for each in graph.children(key)]


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_form_is_the_one_that_was_agreed():
    assert cause_csv(sample()).encode() == (GOLDEN / "causes.csv").read_bytes()


def test_a_row_for_each_cause():
    written = rows(cause_csv(sample()))
    assert [(row["level"], row["category"], row["cause"]) for row in written[:3]] == [
        ("0", "Technology", ""),
        ("1", "Technology", "Firmware 7.2.4 drops *BGP* [sessions]"),
        ("2", "Technology", "Release notes were not read"),
    ]
    assert (written[1]["votes"], written[1]["evidence_for"], written[1]["evidence_against"]) == ("3", "4", "1")
    assert written[2]["path"] == "Technology › Firmware 7.2.4 drops *BGP* [sessions] › Release notes were not read"
    assert written[2]["counter_measures"].splitlines()[0] == (
        "Prevent: Subscribe to release notes [Committed · Bo Ek · 2026-04-30]"
    )


def test_no_cell_is_a_formula():
    (row,) = (row for row in rows(cause_csv(sample())) if "HYPERLINK" in row["cause"])
    assert row["cause"] == "'=HYPERLINK(1) was pasted"


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_what_is_written_is_read_back(graph):
    read = causes_from_csv(cause_csv(graph))
    assert told(read, categories_last=True) == told(graph, categories_last=True)


# ── tables of others ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_levels_and_texts(delimiter, ending):
    table = [["Level", "Text"], ["1", "DNS"], ["2", "slow"], ["4", "cache"], ["1", "People"], ["", ""]]
    read = causes_from_csv(ending.join(delimiter.join(row) for row in table))
    assert outline(read) == [["DNS", ["slow", ["cache"]]], ["People"]]
    assert read.categories == []


def test_levels_may_begin_anywhere_and_be_made_fractions_by_a_spreadsheet():
    assert outline(causes_from_csv("depth,cause\n0,a\n1.0,b\n")) == [["a", ["b"]]]
    assert outline(causes_from_csv("level,cause\n3,a\n4,b\n")) == [["a", ["b"]]]


def test_causes_of_one_category_belong_together():
    read = causes_from_csv("Category;Cause;Status\nDNS;slow;Verified\nPeople;tired;\nDNS;wrong;root cause\n;alone;")
    assert outline(read) == [["DNS", ["slow"], ["wrong"]], ["People", ["tired"]], ["alone"]]
    assert [each.text for each in read.categories] == ["DNS", "People"]
    assert [each.status for each in read.in_order()] == [
        Status.VERIFIED, Status.ROOT_CAUSE, Status.SUSPECTED, Status.SUSPECTED,
    ]  # fmt: skip


@pytest.mark.parametrize("step", [" › ", " > ", " / ", "/", " -> "])
def test_paths(step):
    read = causes_from_csv("path\n" + "\n".join(step.join(path) for path in (["DNS", "slow", "cache"], ["A"], ["DNS"])))
    assert outline(read) == [["DNS", ["slow", ["cache"]]], ["A"]]
    assert [each.text for each in read.categories] == ["DNS"]


def test_a_path_has_facts():
    (cause,) = causes_from_csv("path,status,note\na,verified,seen").causes.values()
    assert (cause.status, cause.note) == (Status.VERIFIED, "seen")


def test_the_line_of_excel_is_no_row():
    assert outline(causes_from_csv('\ufeff"sep=;"\r\nlevel;cause\r\n1;a, b\r\n')) == [["a, b"]]


def test_apostrophes_of_others_stay():
    assert outline(causes_from_csv("level,cause\n1,'=a")) == [["'=a"]]


def test_what_is_no_measure_by_form_is_one_by_its_text():
    read = causes_from_csv('level,cause,counter_measures\n1,a,"Detect: watch [Done ·  · soon]\nReplace it"')
    assert [(each.text, each.effort, each.state, each.due_on) for each in read.measures.values()] == [
        ("watch", Effort.DETECT, "Done", ""), ("Replace it", Effort.PREVENT, "Proposed", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2", "No columns of causes"),
        ("", "No columns of causes"),
        ("level,cause\n1,a\nx,b", "Row 3: “.*x.*” is no level"),
        ("level,cause\n-1,a", "Row 2: .* is no level"),
        ("level,cause\n" + "1,a\n" * 2_001, "2,001 causes; at most 2,000"),
        ("path\n" + "/".join("a" * 101) + "\n", "levels deep"),
    ],
)
def test_a_table_that_cannot_be_is_refused(text, sentence):
    with pytest.raises(Refused, match=re.compile(sentence)):
        causes_from_csv(text)


def test_a_table_without_rows_is_nothing():
    assert causes_from_csv("level,cause\n").causes == {}


def test_a_table_is_known_by_its_columns():
    assert is_cause_table(cause_csv(CauseGraph()))
    assert is_cause_table("path;note")
    assert not is_cause_table("- level, cause")


def test_a_cell_of_any_length_is_kept_whole_in_the_note():
    (cause,) = causes_from_csv(f"level,cause\n1,{'x' * 200_000}").causes.values()
    assert (len(cause.text), cause.note) == (LONGEST_CAUSE, "x" * 200_000)
