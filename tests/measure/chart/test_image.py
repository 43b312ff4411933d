"""Charts as pictures and files."""

import re
from pathlib import Path

import pypdfium2
import pytest

from incidentdesk.measure.chart.catalogue import CHARTS
from incidentdesk.measure.chart.drawn import Drawn
from incidentdesk.measure.chart.image import image, save
from incidentdesk.measure.chart.look import Look, colours_of, paper_look
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader
from tests.measure.chart.drawing import NOW, scope_of, spread_facts

LOOK = Look(500, 170, colours_of("light"))


@pytest.fixture
def drawn(reader: Reader) -> Drawn:
    return drawing(reader, LOOK)


def drawing(reader: Reader, look: Look) -> Drawn:
    facts = spread_facts(200, NOW.replace(month=6), NOW)
    return CHARTS["backlog"].draw(CHARTS["backlog"].gather(scope_of(reader, facts)), look)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_picture_has_as_many_dots_as_the_screen(reader: Reader, scale: float):
    look = Look(500, 170, colours_of("light"), scale=scale)
    width, height, dots = image(drawing(reader, look), look)
    assert (width, height) == (500 * scale, 170 * scale)
    assert len(dots) == width * height * 4
    assert dots[:4] == b"\xff\xff\xff\xff"


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_chart_is_the_same_file(drawn: Drawn, tmp_path: Path, ending: str):
    for name in ("one", "two"):
        save(drawn, tmp_path / f"{name}.{ending}")
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_texts_of_an_svg_can_be_found(drawn: Drawn, tmp_path: Path):
    save(drawn, tmp_path / "chart.svg")
    said = (tmp_path / "chart.svg").read_text("utf-8")
    assert re.search(r"<text[^>]*>\s*logged \d+", said)


def test_texts_of_a_pdf_can_be_found_and_its_page_is_as_large_as_the_chart(reader: Reader, tmp_path: Path):
    save(drawing(reader, paper_look(500, 200)), tmp_path / "chart.pdf")
    with pypdfium2.PdfDocument(tmp_path / "chart.pdf") as document:
        assert document[0].get_size() == pytest.approx((500, 200), abs=0.5)
        page = document[0].get_textpage()
        assert "logged" in page.get_text_range()
        page.close()


def test_a_label_with_a_halo_is_found_too_and_the_figure_stays_as_it_was(reader: Reader, tmp_path: Path):
    facts = spread_facts(200, NOW.replace(month=6), NOW)
    chart = CHARTS["reassignments"]
    made = chart.draw(chart.gather(scope_of(reader, facts)), LOOK)
    before = image(made, LOOK)
    save(made, tmp_path / "chart.svg")
    assert re.search(r"<text[^>]*>\s*\d+ \(\d+ %\)", (tmp_path / "chart.svg").read_text("utf-8"))
    assert image(made, LOOK) == before


def test_other_endings_are_refused(drawn: Drawn, tmp_path: Path):
    with pytest.raises(Refused, match=r"ends in \.png, \.svg or \.pdf"):
        save(drawn, tmp_path / "chart.gif")


def test_drawing_leaves_the_settings_of_matplotlib_alone(reader: Reader, tmp_path: Path):
    import matplotlib

    before = dict(matplotlib.rcParams)
    save(drawing(reader, LOOK), tmp_path / "chart.svg")
    assert dict(matplotlib.rcParams) == before
