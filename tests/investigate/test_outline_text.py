"""Outlines from wherever people write them become lines with depths, and no word is lost."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.investigate.outline_text import parse_outline


def shape(text):
    return [(line.depth, line.text) for line in parse_outline(text)]


@pytest.mark.parametrize("indentation", ["\t", " ", "  ", "   ", "    ", "        ", "\u3000", "\xa0\xa0"])
def test_any_indentation_is_one_level(indentation):
    assert shape(f"a\n{indentation}b\n{indentation * 2}c\n{indentation}d\ne") == [
        (0, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e"),
    ]  # fmt: skip


def test_tabs_and_blanks_are_of_one_measure():
    assert shape("a\n\tb\n    c\n  \td") == [(0, "a"), (1, "b"), (1, "c"), (1, "d")]


def test_a_jump_of_many_levels_is_one_level():
    assert shape("a\n\t\t\t\t\tb\n\t\t\t\t\t\t\t\tc") == [(0, "a"), (1, "b"), (2, "c")]


def test_a_step_back_between_two_levels_stands_beside_the_deeper_one():
    assert shape("a\n        b\n    c\nd") == [(0, "a"), (1, "b"), (1, "c"), (0, "d")]


def test_the_first_line_may_be_the_deepest():
    assert shape("        a\n    b\nc") == [(0, "a"), (0, "b"), (0, "c")]


@pytest.mark.parametrize("bullet", ["-", "*", "+", "•", "–", "▪", "1.", "12)", "(3)", "a)", "(b)", "B)"])
def test_bullets_and_numbers_are_taken_away(bullet):
    assert shape(f"{bullet} disk full") == [(0, "disk full")]


@pytest.mark.parametrize("mark", ["- [ ]", "* [x]", "1. [X]", "[x]"])
def test_marks_of_tasks_are_taken_away(mark):
    assert shape(f"{mark} disk full") == [(0, "disk full")]


@pytest.mark.parametrize(
    "text", ["-5 °C in the server room", "3.5 GB were left", "2024 was worse", "*urgent*", "#1 fails", "A. Smith left"]
)
def test_what_only_looks_like_a_bullet_stays(text):
    assert shape(text) == [(0, text)]


def test_another_bullet_at_the_same_indentation_is_a_level():
    assert shape("Process:\n•\tone\no\ttwo\n▪\tthree\n•\tfour\nPeople:") == [
        (0, "Process:"), (1, "one"), (2, "two"), (3, "three"), (1, "four"), (0, "People:"),
    ]  # fmt: skip


def test_sections_may_be_told_by_their_numbers_alone():
    assert shape("1. a\n1.1 b\n1.2 c\n1.2.1 d\n2. e") == [(0, "a"), (1, "b"), (1, "c"), (2, "d"), (0, "e")]


def test_headings_of_markdown_stand_above_their_text():
    assert shape("# Mail\n- late\n  - queue\n## DNS ##\nslow\n# C#") == [
        (0, "Mail"), (1, "late"), (2, "queue"), (1, "DNS"), (2, "slow"), (0, "C#"),
    ]  # fmt: skip


def test_marks_of_a_file_empty_lines_and_ruled_lines_are_no_causes():
    assert shape("\ufeffa\r\n\r\n---\r\n   \r\n  b\r-\r* * *\rc") == [(0, "a"), (1, "b"), (0, "c")]


def test_nothing_gives_nothing():
    assert parse_outline("") == parse_outline("\ufeff\n \t\n") == []


words = st.text(st.characters(categories=["L", "N"]), min_size=2, max_size=12)
lead = st.text(st.sampled_from(" \t\u3000\xa0"), max_size=12)
bullets = st.sampled_from(["", "- ", "* ", "• ", "1. ", "a) ", "- [x] ", "o\t", "12) "])


@given(st.lists(st.tuples(lead, bullets, st.lists(words, min_size=2, max_size=4)), max_size=40))
def test_no_line_is_lost_and_none_jumps(lines):
    found = parse_outline("\r\n".join(f"{space}{bullet}{' '.join(text)}" for space, bullet, text in lines))
    assert [line.text for line in found] == [" ".join(text) for _space, _bullet, text in lines]
    assert all(line.depth <= before.depth + 1 for before, line in itertools.pairwise(found))
    assert not found or found[0].depth == 0


@given(st.text())
def test_any_text_is_an_outline(text):
    found = parse_outline(text)
    assert all(line.text == line.text.strip() != "" for line in found)
    assert all(line.depth <= before.depth + 1 for before, line in itertools.pairwise(found))


def test_a_line_of_many_blanks_takes_no_time():
    (line,) = parse_outline("# a" + " " * 200_000 + "b #")
    assert (len(line.text), line.text[-1]) == (200_002, "b")
