"""Diagrams on paper: real text in embedded fonts at the place that it has on the screen."""

import pypdf
import pypdfium2
import pytest

from incidentdesk.drawing.shapes import Box, Drawing, Font, Group, Path, Stroke, Text, line, rectangle
from incidentdesk.paper.diagram import Diagram, diagram_story
from incidentdesk.paper.frame import own_page
from incidentdesk.paper.label import measured
from incidentdesk.paper.page_choice import END, MM, SIDE, Choice, DiagramPage, chosen_pages
from incidentdesk.paper.text import Text as Block

LABELS = [
    "AVATAR To. Wave, Type",
    "Überprüfung → 34 °C",
    "(404) \\ back",
    "تأخر المورد (1)",
    "監視サーバーの時刻",
    "🧯 -> x",
]


def written_lines(texts: list[str], size: float = 13, weight: int = 400) -> tuple[Text, ...]:
    lines = []
    for number, text in enumerate(texts):
        label = measured(text, Font(size, weight), 900.0)
        top = number * 30.0
        lines.append(
            Text(20, top + label.ascent, label.lines[0].text, Font(size, weight), "text", label.width, top,
                 top + label.height, label.right_to_left)
        )  # fmt: skip
    return tuple(lines)


def drawing_of(*shapes) -> Drawing:
    box = Box(0, 0, 500, 200)
    return Drawing((Group("g", "cause", shapes, box, "Labels"),), box)


def choice_of(drawing: Drawing) -> Choice:
    return chosen_pages([lambda: drawing])


def rendered(path, page: int = 0):
    with pypdfium2.PdfDocument(path) as document:
        shown = document[page]
        picture = shown.render(scale=2).to_pil().convert("RGB")
        shown.close()
    return picture


def test_texts_can_be_found_and_copied(written, pages):
    path = written(*diagram_story(choice_of(drawing_of(*written_lines(LABELS))), "Fishbone"))
    (text,) = pages(path)
    for label in ("AVATAR To. Wave, Type", "Überprüfung → 34 °C", "(404) \\ back", "監視サーバーの時刻", "-> x"):
        assert label in text
    assert "المورد" in text


def test_every_font_is_embedded(written):
    path = written(*diagram_story(choice_of(drawing_of(*written_lines(LABELS, weight=600))), "Fishbone"))
    kinds = {}
    for page in pypdf.PdfReader(path).pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            font = font.get_object()
            if font["/Subtype"] == "/TrueType":
                assert "/FontFile2" in font["/FontDescriptor"]
                kinds[font["/BaseFont"].partition("+")[2]] = True
    assert any("Inter" in name for name in kinds)


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_a_line_is_as_long_as_it_was_measured(written, weight):
    """Also where letters are moved together, as in "AV" and "To"."""
    lines = written_lines(["AVATAR To. Wave, Type AV", "Firmware 7.2.4 drops BGP"], weight=weight)
    choice = choice_of(drawing_of(*lines))
    (page,) = choice.pages
    points = page.scale * 0.75
    with pypdfium2.PdfDocument(written(*diagram_story(choice, "Fishbone"))) as document:
        shown = document[0]
        text = shown.get_textpage()
        rights = {}
        for at in range(text.count_chars()):
            left, bottom, right, _top = text.get_charbox(at, loose=True)
            rights.setdefault(round(bottom / 20), []).append((left, right))
        text.close()
        shown.close()
    lengths = sorted(max(right for _left, right in row) - min(left for left, _right in row) for row in rights.values())
    wanted = [line.width * points for line in lines]
    for width in wanted:
        assert any(abs(length - width) < 0.5 for length in lengths), (wanted, lengths)


def test_it_stands_in_the_middle_of_its_page(written):
    black = Path(rectangle(Box(0, 0, 1000, 300)), "text")
    drawing = Drawing((Group("g", "head", (black,), Box(0, 0, 1000, 300)),), Box(0, 0, 1000, 300))
    path = written(*diagram_story(choice_of(drawing), "Fishbone"))
    picture = rendered(path)
    dark = picture.convert("L").point(lambda value: 255 if value < 60 else 0).crop((0, 100, picture.width, 1100))
    left, top, right, bottom = dark.getbbox()
    assert left == pytest.approx(picture.width - right, abs=3)
    assert (top + bottom) / 2 + 100 == pytest.approx(picture.height / 2, abs=3)
    assert (right - left) / 2 == pytest.approx(277 * MM, abs=4)


def test_nothing_is_drawn_beyond_its_part(written):
    line_across = Path(line((-3000, 50), (3000, 50)), stroke=Stroke("root", 40))
    drawing = Drawing((Group("", "link", (line_across,), Box(-3000, 0, 3000, 100)),), Box(-3000, 0, 3000, 100))
    page = DiagramPage(drawing, Box(0, 0, 400, 100), 1.0, (842, 595), "Part")
    picture = rendered(written(*own_page([Diagram(page)], page.size, side=SIDE, end=END)))
    edge = round(SIDE * 2)
    red = [x for x in range(picture.width) if picture.getpixel((x, picture.height // 2 + 20))[1] < 120]
    assert red
    assert min(red) >= edge - 1
    assert max(red) <= picture.width - edge + 1


def test_the_first_page_is_a_bookmark_and_each_part_has_a_heading(written, pages):
    first, second = (
        DiagramPage(drawing_of(*written_lines([name])), Box(0, 0, 500, 200), 1.0, (842, 595), f"Part {name}")
        for name in ("one", "two")
    )
    path = written(Block("before"), *diagram_story(Choice((first, second), ""), "Fishbone"), Block("after"))
    assert [entry["/Title"] for entry in pypdf.PdfReader(path).outline] == ["Fishbone"]
    texts = pages(path)
    assert len(texts) == 4
    assert "Part one" in texts[1]
    assert "Part two" in texts[2]
    assert "after" in texts[3]


def test_header_and_footer_reach_as_far_as_the_diagram(written):
    path = written(*diagram_story(choice_of(drawing_of(*written_lines(["a"]))), "Fishbone"))
    picture = rendered(path)
    rule_y = next(y for y in range(60, 120) if picture.getpixel((picture.width // 2, y)) != (255, 255, 255))
    inked = [x for x in range(picture.width) if picture.getpixel((x, rule_y)) != (255, 255, 255)]
    assert min(inked) == pytest.approx(SIDE * 2, abs=2)
    assert max(inked) == pytest.approx(picture.width - SIDE * 2, abs=2)
