"""The colours of diagrams can be told apart from what is behind them, on the screen and on paper."""

import pytest

from incidentdesk.drawing.palette import CATEGORIES, DARK, LIGHT, PAPER, hue, mixed

TEXTS = (
    ("text", "surface"),
    ("text", "selection"),
    ("text", "root_fill"),
    ("text", "column"),
    ("text", "card"),
    ("text", "measure_fill"),
    ("muted", "surface"),
    ("muted", "selection"),
    ("muted", "column"),
    ("muted", "root_fill"),
    ("muted", "measure_fill"),
    ("ruled_out", "surface"),
    ("ruled_out", "selection"),
    ("ruled_out", "card"),
    ("head_text", "head"),
    ("root_pill_text", "root"),
    ("pill_text", "pill"),
    ("warning", "warning_fill"),
    ("measure_pill_text", "measure"),
    ("text", "gate"),
    *(("text", f"{hue(number)}_fill") for number in range(CATEGORIES)),
)
GRAPHICS = (
    ("outline", "surface"),
    ("accent", "surface"),
    ("accent", "selection"),
    ("spine", "surface"),
    ("suspected", "surface"),
    ("suspected", "selection"),
    ("verified", "surface"),
    ("verified", "selection"),
    ("ruled_out", "surface"),
    ("root", "root_fill"),
    ("root", "surface"),
    ("pill_text", "pill"),
    ("card_outline", "column"),
    ("link", "surface"),
    ("link", "column"),
    ("gate_outline", "column"),
    ("measure", "measure_fill"),
    ("measure", "column"),
    ("warning", "warning_fill"),
    *((hue(number), f"{hue(number)}_fill") for number in range(CATEGORIES)),
    *((f"{hue(number)}{twig}", "surface") for number in range(CATEGORIES) for twig in ("", "_twig", "_deep_twig")),
)


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK, PAPER], ids=["light", "dark", "paper"])
def test_every_text_stands_out_from_what_it_is_written_on(palette):
    weak = {pair: round(contrast(palette[pair[0]], palette[pair[1]]), 2) for pair in TEXTS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("palette", [LIGHT, DARK, PAPER], ids=["light", "dark", "paper"])
def test_every_line_stands_out_from_what_it_is_drawn_on(palette):
    weak = {pair: round(contrast(palette[pair[0]], palette[pair[1]]), 2) for pair in GRAPHICS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_light_and_dark_name_the_same_colours():
    assert set(LIGHT) == set(DARK)


def test_the_ninth_category_looks_like_the_first():
    assert hue(8) == hue(0)
    assert len({LIGHT[hue(number)] for number in range(CATEGORIES)}) == CATEGORIES


def test_a_colour_lies_over_another():
    assert mixed("#000000", 0.5, "#FFFFFF") == "#808080"
    assert mixed("#123456", 1, "#FFFFFF") == "#123456"


def test_there_is_no_pure_black_or_white_in_the_dark():
    assert {"#000000", "#FFFFFF"}.isdisjoint(DARK.values())
