"""Labels give way to one another, and long ones are shortened."""

from itertools import pairwise

import pytest

from incidentdesk.measure.chart.canvas import Canvas, new_canvas, width_of
from incidentdesk.measure.chart.label import apart, elided, wrapped
from incidentdesk.measure.chart.letter import printable
from incidentdesk.measure.chart.look import Look, colours_of


@pytest.fixture
def canvas() -> Canvas:
    return new_canvas(Look(400, 200, colours_of("light")))


def test_labels_with_room_stay_where_they_are():
    assert apart([100, 10, 50], 0, 200) == [100, 10, 50]


def test_labels_are_pushed_apart_around_where_they_wanted_to_be():
    assert apart([50, 52], 0, 200) == [44, 58]


def test_labels_keep_their_order_and_their_distance():
    found = apart([50, 51, 49, 120], 0, 200)
    assert found[2] < found[0] < found[1] < found[3]
    ordered = sorted(found)
    assert all(after - before >= 14 for before, after in pairwise(ordered))


def test_labels_stay_between_the_edges():
    assert apart([0, 0, 0], 0, 200) == [0, 14, 28]
    assert apart([200, 200], 0, 200) == [186, 200]


def test_labels_without_room_are_spread_evenly():
    assert apart([5, 6, 7], 0, 20) == [0, 10, 20]


def test_a_long_text_is_shortened_and_fits(canvas: Canvas):
    shown = elided(canvas, "Donaudampfschifffahrtsgesellschaft", 100)
    assert shown.endswith("…")
    assert width_of(canvas, shown) <= 100
    assert len(shown) > 8


def test_a_short_text_stays_as_it_is(canvas: Canvas):
    assert elided(canvas, "Disk full", 100) == "Disk full"


def test_a_text_is_wrapped_between_words_and_its_last_line_shortened(canvas: Canvas):
    lines = wrapped(canvas, "Change without test of the rollback plan in production", 110, lines=2)
    assert lines[0] == "Change without"
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width_of(canvas, line) <= 110 for line in lines)


@pytest.mark.parametrize("text", ["خدمة البريد", "数据库服务器", "Größe", "नमस्ते", "$x^2$", "a\tb\nc\x07d"])
def test_no_letter_lets_matplotlib_warn(canvas: Canvas, text: str):
    assert width_of(canvas, text) > 0
    canvas.figure.canvas.draw()


def test_a_letter_that_no_font_has_is_a_box():
    assert printable("a\U0001f9ff\U00013000\ue123b").startswith("a")
    assert "\ue123" not in printable("a\ue123b")


def test_a_text_is_one_line_without_control_characters():
    assert printable(" two\nlines\tand \x00 more ") == "two lines and  more"
