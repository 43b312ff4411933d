"""A drawing as SVG is valid, says what it shows, and keeps its texts."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.drawing.palette import DARK, LIGHT
from incidentdesk.drawing.shapes import Box, Drawing, Font, Group, Path, Stroke, Text, rectangle
from incidentdesk.drawing.svg import svg

SVG = "{http://www.w3.org/2000/svg}"


def text(written: str, **changes) -> Text:
    facts = {"x": 10, "y": 20, "text": written, "font": Font(13, 500), "colour": "text", "width": 40.0,
             "top": 8, "bottom": 25} | changes  # fmt: skip
    return Text(**facts)


def drawing(*shapes, key: str = "c1", name: str = "A cause", title: str = "Fishbone") -> Drawing:
    return Drawing((Group(key, "cause", shapes, Box(0, 0, 60, 30), name),), Box(-5, -5, 95, 45), title)


def parsed(written: str) -> ElementTree.Element:
    return ElementTree.fromstring(written.encode("utf-8"))


def test_a_text_stays_a_text():
    root = parsed(svg(drawing(text("Rollback <plan> & more")), LIGHT))
    (found,) = root.iter(f"{SVG}text")
    assert found.text == "Rollback <plan> & more"
    assert (found.get("x"), found.get("y"), found.get("font-size"), found.get("font-weight")) == (
        "10", "20", "13", "500",
    )  # fmt: skip
    assert (found.get("textLength"), found.get("lengthAdjust")) == ("40", "spacingAndGlyphs")
    assert found.get("fill") == LIGHT["text"]


def test_the_size_is_that_of_the_drawing():
    root = parsed(svg(drawing(), LIGHT))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("100", "50", "-5 -5 100 50")


def test_a_screen_reader_is_told_what_it_shows():
    root = parsed(svg(drawing(name="Rollback plan, root cause", title="Fishbone: mail"), LIGHT))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "drawing-title drawing-description"
    assert root.find(f"{SVG}title").text == "Fishbone: mail"
    assert root.find(f"{SVG}desc").text == "Rollback plan, root cause"
    group = root.find(f"{SVG}g")
    assert (group.get("id"), group.get("aria-label")) == ("cause-c1", "Rollback plan, root cause")
    assert group.find(f"{SVG}title").text == "Rollback plan, root cause"


def test_groups_without_a_key_have_an_id_all_the_same():
    groups = tuple(Group("", "link", (), Box(0, 0, 1, 1)) for _number in range(3))
    root = parsed(svg(Drawing(groups, Box(0, 0, 9, 9)), LIGHT))
    assert [each.get("id") for each in root.iter(f"{SVG}g")] == ["link-at-0", "link-at-1", "link-at-2"]


def test_colours_are_those_of_the_palette():
    path = Path(rectangle(Box(0, 0, 9, 9)), "root_fill", Stroke("root", 1.4, (4, 3)))
    for palette in (LIGHT, DARK):
        found = parsed(svg(drawing(path), palette)).find(f"{SVG}g/{SVG}path")
        assert (found.get("fill"), found.get("stroke")) == (palette["root_fill"], palette["root"])
        assert (found.get("stroke-width"), found.get("stroke-dasharray")) == ("1.4", "4 3")
        assert found.get("d") == "M0 0L9 0L9 9L0 9Z"


def test_the_background_can_be_left_out():
    assert parsed(svg(drawing(), DARK)).find(f"{SVG}rect").get("fill") == DARK["surface"]
    assert parsed(svg(drawing(), DARK, background=False)).find(f"{SVG}rect") is None


def test_what_is_struck_through_has_a_line():
    root = parsed(svg(drawing(text("Mentor on leave", struck=True)), LIGHT, background=False))
    (line,) = root.iter(f"{SVG}rect")
    assert (line.get("x"), line.get("width")) == ("10", "40")
    assert 8 < float(line.get("y")) < 20


def test_a_text_from_right_to_left_keeps_its_direction():
    root = parsed(svg(drawing(text("تأخر (1)", right_to_left=True)), LIGHT))
    (found,) = root.iter(f"{SVG}text")
    assert found.text == "\u2067تأخر (1)\u2069"


def test_a_viewer_without_the_font_takes_another():
    written = svg(drawing(text("a")), LIGHT, faces="@font-face{font-family:Inter;src:url(data:font/woff;base64,AA)}")
    style = parsed(written).find(f"{SVG}style").text
    assert "DejaVu Sans" in style
    assert "base64,AA" in style


@given(st.text(st.characters() | st.characters(categories=["Cc", "Cs", "Cf"]), max_size=30))
def test_any_text_gives_valid_xml(written):
    root = parsed(
        svg(drawing(text("x"), key=written, name=written, title=written), LIGHT).encode("utf-8", "strict").decode()
    )
    assert root.tag == f"{SVG}svg"
    label = root.find(f"{SVG}g").get("aria-label") or ""
    kept = [sign for sign in written if sign >= " " and not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff"]
    assert [sign for sign in label if sign >= " "] == kept
