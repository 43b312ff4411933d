from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk.paper.bundled_face import bundled
from incidentdesk.paper.frame import write_document
from incidentdesk.paper.styles import BODY, CELL, TITLE, Face, Style
from incidentdesk.paper.text import Section, Text, line_width, lines_of, shortened
from incidentdesk.paper.visible import visible
from tests.paper.conftest import SHEET

NAMES = [
    "Jürgen Müller-Lüdenscheidt",
    "Ελληνικά Κυριακή",
    "Кириллица Ёлка",
    "अनुराधा क्षत्रिय",
    "สมชาย น้ำใจ",
    "张伟",
    "山田太郎",
    "김철수",
    "مريم الأحمد",
    "הדס כהן",
    "Nguyễn Văn Ân",
    "😀 Emoji",
    "🚀 without a font",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_can_be_found_in_the_document(name, written, pages):
    (page,) = pages(written(Text(f"{name}")))
    assert name in page


def test_a_line_of_two_directions_keeps_its_words(written, pages):
    (page,) = pages(written(Text("Host srv-1 مرحبا 123 שלום end")))
    assert all(word in page for word in ("Host srv-1", "مرحبا", "123", "שלום", "end"))


def test_arabic_stands_on_the_right_and_starts_there():
    line = lines_of("مرحبا ABC", BODY, 400)[0]
    assert line.right_to_left
    first = [cluster.text for cluster in line.clusters]
    assert first[:3] == ["A", "B", "C"]
    assert first[-1] == "م"


def test_what_no_font_has_is_drawn_as_a_box_with_its_code_point():
    line = lines_of("\U000f0041", BODY, 400)[0]
    (cluster,) = line.clusters
    assert cluster.text == "\U000f0041"
    assert cluster.paint.count(" m\n") > 6  # two rectangles and six digits


def test_what_qt_takes_no_font_for_is_drawn_as_a_box_too():
    (line,) = lines_of("\u078b\u07a8", BODY, 400)
    assert sum(bool(cluster.paint) for cluster in line.clusters) >= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\x1bc", "a␀b␛c"),
        ("half \ud83d pair", "half [U+D83D] pair"),
        ("exe.\u202efdp", "exe.[U+202E]fdp"),
        ("\ufeffmark", "mark"),
        ("1\ufe0f\u20e3 first", "[1] first"),
        ("a\tb", "a    b"),
        ("e\u0301", "é"),
        ("\ufffe", "[U+FFFE]"),
    ],
)
def test_signs_that_cannot_be_seen_are_made_visible(text, shown):
    assert visible(text) == shown


def test_signs_with_colours_of_their_own_are_drawn_in_colour(tmp_path, written):
    import pypdfium2
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from PySide6.QtGui import QFontDatabase

    def square() -> object:
        pen = TTGlyphPen(None)
        pen.moveTo((0, 0))
        for corner in ((900, 0), (900, 900), (0, 900)):
            pen.lineTo(corner)
        pen.closePath()
        return pen.glyph()

    builder = FontBuilder(1000)
    names = [".notdef", "sign", "layer"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x1FAF9: "sign"})
    builder.setupGlyf({".notdef": square(), "sign": TTGlyphPen(None).glyph(), "layer": square()})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": "Colours", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.setupCOLR({"sign": [("layer", 0)]})
    builder.setupCPAL([[(1.0, 0.0, 0.0, 1.0)]])
    builder.save(tmp_path / "colours.ttf")
    known = QFontDatabase.addApplicationFont(str(tmp_path / "colours.ttf"))
    path = written(Text("a \U0001faf9 b", TITLE))
    QFontDatabase.removeApplicationFont(known)
    with pypdfium2.PdfDocument(path) as document:
        picture = document[0].render(scale=2).to_pil()
        assert (255, 0, 0) in {colour for _count, colour in picture.getcolors(100_000)}


def test_text_that_looks_like_markup_is_printed_as_it_is(written, pages):
    text = "<b>bold</b> & <para> &amp; </font> (a\\b) <img src='x'/>"
    (page,) = pages(written(Text(text)))
    assert text in page


def test_isolates_around_a_name_do_not_send_it_the_slow_way():
    assert lines_of("by \u2068Mei Okafor\u2069", BODY, 400) == ["by Mei Okafor"]


def test_no_line_is_wider_than_its_column():
    texts = [
        "word " * 200,
        "https://example.com/" + "x" * 500,
        "张伟" * 200,
        "مرحبا " * 100,
        "W" * 300,
        "a b " + "c" * 90,
    ]
    for text in texts:
        for width in (12, 40, 137, 400):
            assert all(line_width(line, CELL) <= width + 0.01 for line in lines_of(text, CELL, width))


def test_broken_lines_lose_no_sign():
    text = "one two " + "https://example.com/a/b?c=" + "d" * 300 + "  three"
    assert "".join("".join(lines_of(text, BODY, 120)).split()) == "".join(text.split())


def test_an_address_is_broken_behind_a_stroke():
    assert lines_of("https://monitoring.example.com/dashboard", BODY, 170)[0] == "https://monitoring.example.com/"


def test_the_indent_of_pasted_logs_is_kept():
    assert lines_of("top\n  below\n\n    deep", BODY, 400) == ["top", "  below", "", "    deep"]


def test_a_very_long_word_is_broken_in_reasonable_time():
    lines = lines_of("x" * 1_000_000, BODY, 480)
    assert sum(map(len, lines)) == 1_000_000


def test_a_long_paragraph_in_chinese_keeps_all_its_signs():
    lines = lines_of("打印机卡纸" * 3000, BODY, 480)
    assert sum(len(line.clusters) for line in lines) == 15_000


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(categories=["L", "N", "So", "Mc"]), min_size=1, max_size=40))
def test_laid_out_lines_lose_no_sign(text):
    lines = lines_of(text, CELL, 150)
    found = [
        sign for line in lines for sign in (line if isinstance(line, str) else "".join(c.text for c in line.clusters))
    ]
    assert sorted(found) == sorted("".join(visible(text)))


def test_a_shortened_line_ends_with_an_ellipsis_and_fits():
    style = Style(size=8)
    line = shortened("a long title " * 40, style, 200)
    assert line.endswith("…")
    assert line_width(line, style) <= 200
    assert shortened("short", style, 200) == "short"


def test_letters_taller_than_latin_ones_get_a_taller_line():
    from incidentdesk.paper.text import line_height

    assert line_height(lines_of("นั้น ที่ ปู่", BODY, 400)[0], BODY) >= BODY.leading
    assert line_height("plain", BODY) == BODY.leading


def test_a_long_text_goes_over_pages_with_two_lines_on_each_side(written, pages):
    text = "\n".join(f"line {number}." for number in range(57))
    texts = pages(written(Text(text), Text(text)))
    assert len(texts) >= 2
    for page in texts:
        assert page.count("line ") != 1
    assert sum(page.count("line ") for page in texts) == 114


def test_a_heading_is_never_the_last_line_of_a_page(written, pages):
    for fill in range(44, 54):
        texts = pages(written(Text("\n".join("fill" for _ in range(fill))), Section("Heading", Text("body\n" * 4))))
        (page,) = [page for page in texts if "Heading" in page]
        assert page.count("body") >= 2


def test_sections_are_the_bookmarks(written):
    path = written(Section("First", Text("a")), Section("打印机 & <b>", Text("b")))
    assert [entry["/Title"] for entry in pypdf.PdfReader(path).outline] == ["First", "打印机 & <b>"]


def test_every_font_is_embedded(written):
    path = written(
        Text("Latin ž é ✓ ▲"), Text("bold", TITLE), Text("张伟 مرحبا"), Text("oblique", BODY.but(face=Face.OBLIQUE))
    )
    kinds = set()
    for page in pypdf.PdfReader(path).pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            font = font.get_object()
            kinds.add(font["/Subtype"])
            if font["/Subtype"] == "/Type3":
                assert "/ToUnicode" in font
            else:
                assert "/FontFile2" in font["/FontDescriptor"]
    assert kinds == {"/TrueType", "/Type3"}


def test_a_thread_can_set_text_while_the_main_thread_does(tmp_path: Path):
    from concurrent.futures import ThreadPoolExecutor

    texts = [f"{name} {number}" for number in range(20) for name in NAMES]

    def write(number: int) -> int:
        path = tmp_path / f"{number}.pdf"
        return write_document(path, [Text(text) for text in texts], SHEET)

    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(write, range(6)))
    assert set(counts) == {write(9)}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters() | st.characters(categories=["Cs", "Cf", "Mn", "Lo", "So"]), max_size=60))
def test_any_text_is_printed(text, tmp_path):
    blocks = [Text(text, TITLE), Section(text, Text(text)), Text(text, CELL.but(face=Face.BOLD))]
    assert write_document(tmp_path / "any.pdf", blocks, SHEET) >= 1


def test_all_bundled_faces_draw_the_signs_of_priorities_and_states():
    for face in (Face.REGULAR, Face.BOLD, Face.OBLIQUE):
        assert bundled(face).drawable.issuperset("▲▬▼▽○◑‖✓■✕●◆✚↑▤→·…—“”")
