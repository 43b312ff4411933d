"""An SVG brings the letters that it shows."""

import base64
import io
import re

from fontTools.ttLib import TTFont

from incidentdesk.drawing.shapes import Box, Drawing, Font, Group, Text
from incidentdesk.paper.font_face import font_faces


def drawing(*texts: tuple[str, int]) -> Drawing:
    shapes = tuple(Text(0, 10, text, Font(13, weight), "text", 50, 0, 14) for text, weight in texts)
    return Drawing((Group("", "cause", shapes, Box(0, 0, 9, 9)),), Box(0, 0, 9, 9))


def letters(rule: str) -> set[str]:
    data = base64.b64decode(re.search("base64,([^)]+)", rule)[1])
    return {chr(code) for code in TTFont(io.BytesIO(data)).getBestCmap()}


def test_each_weight_brings_the_letters_that_it_needs():
    rules = font_faces(drawing(("Mentor", 400), ("12", 500), ("21", 500))).splitlines()
    assert [re.search("font-weight:([0-9]+)", rule)[1] for rule in rules] == ["400", "500"]
    assert letters(rules[0]) == set("Mentor")
    assert letters(rules[1]) == set("12")


def test_letters_that_the_font_does_not_have_are_left_to_others():
    (rule,) = font_faces(drawing(("a 監 🧯 م", 600))).splitlines()
    assert letters(rule) == {"a", " "}


def test_it_is_small():
    text = "".join(map(chr, range(32, 127)))
    assert len(font_faces(drawing((text, 400)))) < 40_000


def test_without_texts_there_is_no_rule():
    assert font_faces(Drawing((), Box(0, 0, 1, 1))) == ""
