"""Charts on paper: vectors in the fonts of the page, whose words can be found."""

import io
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from matplotlib import patheffects
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from incidentdesk.paper.chart import Beside, Chart
from incidentdesk.paper.frame import Sheet, write_document

HALO = [patheffects.withStroke(linewidth=3, foreground="white")]


@pytest.fixture(autouse=True)
def application(qapp: object) -> object:
    return qapp


def figure(width: float, height: float) -> Figure:
    made = Figure(figsize=(width / 72, height / 72), dpi=96)
    axes = made.add_axes((0.15, 0.2, 0.8, 0.7))
    axes.bar([1, 2, 3], [3, 5, 2], hatch="//", facecolor="#D4721B", edgecolor="#571E37")
    axes.plot([1, 2, 3], [2, 4, 1], "o--")
    axes.fill_between([1, 2, 3], [1, 2, 1], [3, 4, 3], alpha=0.3)
    axes.add_patch(FancyBboxPatch((1, 1), 1, 1, boxstyle="round"))
    axes.text(2, 3, "halo 42 %", path_effects=HALO)
    axes.set_ylabel("Stunden bis zur Lösung", rotation=90)
    axes.set_xticks([1, 2, 3], ["Lager (Süd)", "خوادم البريد", "日本"])
    axes.set_title("Costs $5 and $7", parse_math=False)
    return made


def written(path: Path, *blocks: object) -> pypdf.PdfReader:
    write_document(path, blocks, Sheet("Desk", "Title", "made"))
    return pypdf.PdfReader(path)


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return document[0].get_textpage().get_text_range()


def test_every_word_of_a_chart_can_be_found(tmp_path: Path) -> None:
    written(tmp_path / "c.pdf", Chart(figure, 200, "Name of the chart", "how it is drawn"))
    text = text_of(tmp_path / "c.pdf")
    for words in (
        "Name of the chart", "how it is drawn", "halo 42 %", "Stunden bis zur Lösung", "Lager (Süd)", "日本",
        "خوادم", "البريد", "Costs $5 and $7",
    ):  # fmt: skip
        assert words in text


def test_it_is_made_of_vectors_and_brings_no_font_of_its_own(tmp_path: Path) -> None:
    page = written(tmp_path / "c.pdf", Chart(figure, 200)).pages[0]
    assert not page.images
    names = {str(font.get_object().get("/BaseFont")) for font in page["/Resources"]["/Font"].values()}
    assert names
    assert all("DejaVu" in name or "None" in name for name in names)


def test_hatches_and_bands_are_drawn_within_the_chart(tmp_path: Path) -> None:
    written(tmp_path / "c.pdf", Beside([Chart(figure, 150), Chart(figure, 150)]))
    with pypdfium2.PdfDocument(tmp_path / "c.pdf") as document:
        picture = document[0].render(scale=2).to_pil().convert("RGB")
    width, height = picture.size
    colours = {colour for _count, colour in picture.getcolors(1_000_000)}
    assert (212, 114, 27) in colours
    below = picture.crop((0, int(height * 0.35), width, int(height * 0.9)))
    assert below.getcolors(2) == [(below.width * below.height, (255, 255, 255))]


def test_a_chart_says_the_same_twice(tmp_path: Path) -> None:
    streams = [written(tmp_path / f"{n}.pdf", Chart(figure, 200)).pages[0].get_contents().get_data() for n in "ab"]
    assert streams[0] == streams[1]


def test_the_picture_is_that_of_the_screen(tmp_path: Path) -> None:
    """A tenth of the dots at the most differ much from what matplotlib draws by itself."""
    from PIL import Image, ImageChops

    def plain(width: float, height: float) -> Figure:
        made = Figure(figsize=(width / 72, height / 72), dpi=96)
        axes = made.add_axes((0.05, 0.05, 0.9, 0.9))
        axes.bar([1, 2, 3], [3, 5, 2], hatch="//", facecolor="#D4721B", edgecolor="#571E37")
        axes.fill_between([1, 2, 3], [1, 2, 1], [3, 4, 3], alpha=0.3)
        axes.tick_params(labelbottom=False, labelleft=False)
        return made

    written(tmp_path / "c.pdf", Chart(plain, 200))
    sheet = Sheet("Desk", "Title", "made")
    width, height = sheet.text_size
    with pypdfium2.PdfDocument(tmp_path / "c.pdf") as document:
        page = document[0].render(scale=96 / 72).to_pil().convert("L")
    left, top = (sheet.size[0] - width) / 2 * 96 / 72, (sheet.size[1] - height) / 2 * 96 / 72
    file = io.BytesIO()
    plain(width, 200).savefig(file, dpi=96)
    screen = Image.open(file).convert("L")
    paper = page.crop((round(left), round(top), round(left) + screen.width, round(top) + screen.height))
    different = sum(ImageChops.difference(screen, paper).histogram()[80:])
    assert different < 0.1 * screen.width * screen.height
