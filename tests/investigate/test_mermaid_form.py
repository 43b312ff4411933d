"""Causes as Mermaid: a fishbone that its parser takes and that comes back, and the 5-Whys as a flowchart."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from incidentdesk.investigate.cause_editing import ask_why
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Effect, Status, applied
from incidentdesk.investigate.mermaid_form import cause_mermaid, causes_from_mermaid, is_fishbone, whys_mermaid
from incidentdesk.refusal import Refused
from tests.investigate.some_graphs import graphs, sample, told

GOLDEN = Path(__file__).parent / "golden"


def outline(graph: CauseGraph, key: str = EFFECT) -> list:
    return [[each.text, *outline(graph, each.key)] for each in graph.children(key)]


# ── the fishbone ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_is_the_one_that_was_agreed():
    assert cause_mermaid(sample()) == (GOLDEN / "causes.mmd").read_text(encoding="utf-8")


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_what_is_written_is_read_back(graph):
    read = causes_from_mermaid(cause_mermaid(graph))
    assert (read.effect.text, read.effect.gate) == (graph.effect.text, graph.effect.gate)
    assert told(read) == told(graph)


@given(graphs())
def test_every_line_is_one_that_the_parser_of_mermaid_takes(graph):
    """Its grammar: the keyword, then lines of blanks and text, of which none is empty, a keyword or half a comment."""
    first, *lines = cause_mermaid(graph).split("\n")[:-1]
    assert first == "ishikawa-beta"
    for line in lines:
        text = line.lstrip(" ")
        assert len(line) - len(text) >= 4
        assert text.strip() == text != ""
        assert not text.lower().startswith("ishikawa")
        assert "%%" not in text.removeprefix("%% ")
        assert not re.search(r"[<>\"`]|&(?!#)", text)


def test_a_fishbone_of_others():
    text = """---
title: x
---
%% a comment
ishikawa-beta
    Blurry Photo
    Process
        Out of focus
          Too dark
        #9733; Shutter #quot;slow#quot;
    User
"""
    read = causes_from_mermaid(text)
    assert read.effect.text == "Blurry Photo"
    assert outline(read) == [["Process", ["Out of focus", ["Too dark"]], ['Shutter "slow"']], ["User"]]
    assert [each.text for each in read.categories] == ["Process", "User"]
    assert read.in_order()[-1].status == Status.ROOT_CAUSE


def test_a_root_without_indentation_and_a_fence():
    read = causes_from_mermaid("```mermaid\nishikawa\nProblem\nCause A\n  Sub\nCause B\n```\n")
    assert (read.effect.text, outline(read)) == ("Problem", [["Cause A", ["Sub"]], ["Cause B"]])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("flowchart LR\n a --> b", "begins with “ishikawa-beta”, but “⁨flowchart⁩”"),
        ("", "no fishbone of Mermaid"),
        ("ishikawa-beta\n E\n" + "  a\n" * 2_001, "2,001 causes; at most 2,000"),
    ],
)
def test_what_is_no_fishbone_is_refused(text, sentence):
    with pytest.raises(Refused, match=sentence):
        causes_from_mermaid(text)


def test_an_effect_alone_and_nothing_at_all():
    assert causes_from_mermaid("ishikawa-beta\n").causes == {}
    assert causes_from_mermaid("ishikawa-beta\n  No mail\n").effect.text == "No mail"


def test_a_fishbone_is_known_by_its_word():
    assert is_fishbone(cause_mermaid(CauseGraph()))
    assert not is_fishbone("Ishi said so")


# ── the 5-Whys ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_flowchart_is_the_one_that_was_agreed():
    assert whys_mermaid(sample()) == (GOLDEN / "whys.mmd").read_text(encoding="utf-8")


def test_causes_on_bones_are_there_when_their_why_was_asked():
    graph = CauseGraph(Effect("E"), {"t": Cause("t", kind="category", text="T"), "a": Cause("a", "t", text="slow")})
    assert "slow" not in whys_mermaid(graph)
    assert 'why1["○ slow"]' in whys_mermaid(applied(graph, ask_why(graph, "a")))


@given(graphs())
def test_every_label_of_the_flowchart_is_closed(graph):
    for line in whys_mermaid(graph).splitlines()[4:]:
        assert re.fullmatch(
            r'    \w+(\["[^"<>`]+"\]|\(\["[^"<>`]+"\]\)|\{\{"(AND|OR)"\}\})(:::\w+)?|    \w+ (-->|-\.->|==>) \w+', line
        )
