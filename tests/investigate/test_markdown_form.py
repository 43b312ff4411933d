"""Causes as Markdown: readable, read back as they were, and read out of the documents of others."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Gate, Role, Status
from incidentdesk.investigate.markdown_form import cause_markdown
from incidentdesk.investigate.markdown_reading import causes_from_markdown
from incidentdesk.refusal import Refused
from tests.investigate.some_graphs import graphs, sample, told

GOLDEN = Path(__file__).parent / "golden"


def outline(graph: CauseGraph, key: str = EFFECT) -> list:
    return [[each.text, *outline(graph, each.key)] for each in graph.children(key)]


def test_the_form_is_the_one_that_was_agreed():
    assert cause_markdown(sample()) == (GOLDEN / "causes.md").read_text(encoding="utf-8")


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_what_is_written_is_read_back(graph):
    read = causes_from_markdown(cause_markdown(graph))
    assert (read.effect.text, read.effect.gate) == (graph.effect.text, graph.effect.gate)
    assert told(read) == told(graph, categories_last=True)


def test_lines_may_end_in_any_way():
    written = cause_markdown(sample())
    for ending in ("\r\n", "\r"):
        assert told(causes_from_markdown(written.replace("\n", ending))) == told(causes_from_markdown(written))


# ── documents of others ──────────────────────────────────────────────────────────────────────────────────────────────


def test_headings_are_categories_and_lists_are_causes():
    read = causes_from_markdown(
        "# Mail is late\n\n## DNS\n* slow\n    1. timeout\n    2. cache\n* [ ] wrong\n## People\n"
    )
    assert read.effect.text == "Mail is late"
    assert outline(read) == [["DNS", ["slow", ["timeout"], ["cache"]], ["wrong"]], ["People"]]
    assert [each.text for each in read.categories] == ["DNS", "People"]


def test_deeper_headings_are_causes():
    read = causes_from_markdown("## A\n### B\n#### C\n- d\n### E\n## F")
    assert outline(read) == [["A", ["B", ["C", ["d"]]], ["E"]], ["F"]]
    assert [each.text for each in read.categories] == ["A", "F"]


def test_underlined_headings():
    assert outline(causes_from_markdown("Mail\n====\n\nDNS\n---\n- slow")) == [["DNS", ["slow"]]]


def test_of_several_titles_none_is_the_effect():
    read = causes_from_markdown("# A\n- a\n# B\n- b")
    assert (read.effect.text, outline(read)) == ("", [["A", ["a"]], ["B", ["b"]]])


def test_a_heading_over_everything_is_the_effect_whatever_its_level():
    read = causes_from_markdown("## Playbook\n\n### Investigate\n- a\n### Contain\n- b")
    assert (read.effect.text, outline(read)) == ("Playbook", [["Investigate", ["a"]], ["Contain", ["b"]]])
    assert causes_from_markdown("## DNS\n- slow").effect.text == ""


def test_paragraphs_are_notes_of_what_they_follow():
    read = causes_from_markdown("## A\nfirst\n\n- b\n\n  second\n\n  - c\n\nthird")
    notes = {each.text: each.note for each in read.causes.values()}
    assert notes == {"A": "first\n\nthird", "b": "second", "c": ""}


def test_paragraphs_below_nothing_are_causes():
    assert outline(causes_from_markdown("One thing\nand more\n\nAnother")) == [["One thing and more"], ["Another"]]


def test_wrapped_items_are_one_cause():
    assert outline(causes_from_markdown("- a long\n  text\nand more\n- b")) == [["a long text and more"], ["b"]]


def test_marks_of_text_are_taken_away():
    marked = "- **Bold**, _slanted_ and `code_*` of [a page](https://x.example/a_b) &amp; 5 * 3 in snake_case <https://y.example>"
    assert outline(causes_from_markdown(marked)) == [
        ["Bold, slanted and code_* of a page (https://x.example/a_b) & 5 * 3 in snake_case https://y.example"]
    ]


def test_signs_stand_for_statuses():
    read = causes_from_markdown("- ✓ a\n- ✗ b\n- ★ c\n- d")
    assert [each.status for each in read.in_order()] == [
        Status.VERIFIED, Status.RULED_OUT, Status.ROOT_CAUSE, Status.SUSPECTED,
    ]  # fmt: skip


def test_facts_may_be_written_by_hand():
    read = causes_from_markdown("# E\n\nGate: or\n\n- ✓ a\n  Role: trigger · Owner: Bo · Not followed: outside\n")
    (cause,) = read.causes.values()
    assert (cause.role, cause.owner, cause.stop_reason) == (Role.TRIGGER, "Bo", "outside")
    assert read.effect.gate == Gate.OR


def test_code_is_kept_as_it_stands():
    read = causes_from_markdown("- a\n  ```\n# no heading\n\n- no item\n  ```\n- b\n\n~~~\nnever closed")
    assert [(each.text, each.note) for each in read.in_order()] == [
        ("a", "# no heading\n\n- no item"), ("b", "never closed"),
    ]  # fmt: skip


def test_a_preamble_is_for_another_program():
    assert outline(causes_from_markdown("\ufeff---\ntitle: x\n---\n- a")) == [["a"]]
    assert outline(causes_from_markdown("---\n- a")) == [["a"]]


def test_a_text_that_is_too_long_is_whole_in_the_note():
    long = "word " * 2_000
    (cause,) = causes_from_markdown(f"- {long}").causes.values()
    assert (len(cause.text) <= 200, cause.note) == (True, long.strip())


def test_nothing_gives_nothing():
    assert causes_from_markdown("").causes == {}


def test_too_many_causes_are_refused():
    with pytest.raises(Refused, match="2,001 causes; at most 2,000"):
        causes_from_markdown("- a\n" * 2_001)
    with pytest.raises(Refused, match="more than 100 levels deep"):
        causes_from_markdown("".join(f"{'  ' * depth}- a\n" for depth in range(101)))


def test_long_lines_of_marks_take_no_time():
    for mark in "[`*_<\\&!":
        causes_from_markdown(f"- {mark * 100_000}")


def test_a_template_of_a_review():
    """In the manner of those that teams publish: boxes, tables, quotations, instructions in italics."""
    read = causes_from_markdown(
        """---
cover: x.png
---
A standard template.

!!! note "Guidelines"
    Reviewed in a meeting.

**Owner:** _Your name._

## Contributing Factors
_Describe any conditions._

| | |
|-|-|
| Time in SEV-1 | ?mins |

## How'd We Do?

### What Went Well?

* _Anything you did well._

## Messaging

> Summary
"""
    )
    assert outline(read) == [
        ["A standard template."],
        ['!!! note "Guidelines" Reviewed in a meeting.'],
        ["Owner: Your name."],
        ["Contributing Factors"],
        ["How'd We Do?", ["What Went Well?", ["Anything you did well."]]],
        ["Messaging"],
    ]
    assert [each.note for each in read.categories] == [
        "Describe any conditions.\n\n| | |\n|-|-|\n| Time in SEV-1 | ?mins |", "", "> Summary",
    ]  # fmt: skip
