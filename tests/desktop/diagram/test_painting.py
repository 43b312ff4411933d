"""Screen, SVG and PDF show the same picture."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image, ImageChops
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from reportlab.pdfgen.canvas import Canvas

from incidentdesk.desktop.diagram.painting import image, paint_group, png
from incidentdesk.drawing.palette import DARK, LIGHT
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.drawing.svg import svg
from incidentdesk.investigate.fishbone import fishbone
from incidentdesk.investigate.fishbone_layout import Look
from incidentdesk.paper.diagram import draw_part
from incidentdesk.paper.label import measured
from incidentdesk.paper.text import Ink
from tests.investigate.pictured import six, sixty_three, thirty_nine

# Pixels of a cell of the pictures that are compared, and how far apart the grey of two may be, of 255. Edges of
# letters are smoothed differently by each painter, those of some fonts made darker by Qt.
CELL, NEAR = 12, 48


@pytest.fixture(autouse=True)
def application(qapp):
    return qapp


def drawn(graph, **look) -> Drawing:
    return fishbone(graph, measured, Look(**look)).drawing


def picture(painted: QImage) -> Image.Image:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    painted.save(buffer, "PNG")
    return Image.open(io.BytesIO(bytes(buffer.data()))).convert("RGB")


def on_screen(drawing: Drawing, palette) -> Image.Image:
    return picture(image(drawing, palette, 2))


def as_svg(drawing: Drawing, palette) -> Image.Image:
    renderer = QSvgRenderer(QByteArray(svg(drawing, palette).encode()))
    painted = QImage(round(drawing.box.width * 2), round(drawing.box.height * 2), QImage.Format.Format_RGB32)
    painter = QPainter(painted)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(painted.rect()))
    painter.end()
    return picture(painted)


def as_pdf(drawing: Drawing, palette) -> Image.Image:
    """One point for each pixel."""
    width, height = drawing.box.width, drawing.box.height
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(width, height))
    ink = Ink(canvas)
    red, green, blue = (int(palette["surface"][at : at + 2], 16) / 255 for at in (1, 3, 5))
    ink.box(0, 0, width, height, (red, green, blue))
    draw_part(ink, drawing, drawing.box, palette, 0, height, 1)
    ink.put()
    canvas.save()
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        page = document[0]
        painted = page.render(scale=2).to_pil().convert("RGB")
        page.close()
    return painted


def coarse(painted: Image.Image) -> Image.Image:
    return painted.resize((painted.width // CELL, painted.height // CELL), Image.Resampling.BOX)


def furthest(one: Image.Image, other: Image.Image) -> int:
    """The greatest difference between two cells, in any colour."""
    other = other.resize(one.size)
    return max(high for _low, high in ImageChops.difference(coarse(one), coarse(other)).getextrema())


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("graph", [six, thirty_nine])
def test_screen_svg_and_pdf_show_the_same_picture(graph, palette):
    drawing = drawn(graph())
    shown = on_screen(drawing, palette)
    assert furthest(shown, as_svg(drawing, palette)) < NEAR
    assert furthest(shown, as_pdf(drawing, palette)) < NEAR


def test_it_is_the_same_picture_from_right_to_left():
    drawing = drawn(thirty_nine(), right_to_left=True)
    shown = on_screen(drawing, LIGHT)
    assert furthest(shown, as_svg(drawing, LIGHT)) < NEAR
    assert furthest(shown, as_pdf(drawing, LIGHT)) < NEAR


def test_a_label_that_is_missing_in_one_of_them_is_seen():
    drawing = drawn(thirty_nine())
    for group in drawing.groups:
        if group.kind == "cause":
            without = replace(drawing, groups=tuple(each for each in drawing.groups if each is not group))
            break
    assert furthest(on_screen(drawing, LIGHT), as_pdf(without, LIGHT)) > NEAR


def test_a_label_that_stands_elsewhere_in_one_of_them_is_seen():
    drawing = drawn(thirty_nine())
    moved = replace(drawing, box=drawing.box._replace(left=drawing.box.left - 6, right=drawing.box.right - 6))
    assert furthest(on_screen(drawing, LIGHT), as_svg(moved, LIGHT)) > NEAR


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_a_picture_has_as_many_dots_as_are_asked_for(scale):
    drawing = drawn(six())
    painted = image(drawing, LIGHT, scale)
    assert painted.width() == round(drawing.box.width * scale)
    assert painted.height() == round(drawing.box.height * scale)
    assert painted.dotsPerMeterX() == round(96 * scale / 0.0254)


def test_the_dark_picture_has_no_light_left_in_it():
    colours = on_screen(drawn(sixty_three()), DARK).quantize(64).convert("RGB").getcolors()
    surface = max(colours)[1]
    assert surface == (0x17, 0x1C, 0x22)
    bright = sum(count for count, colour in colours if min(colour) > 200)
    # The head is light on purpose.
    assert bright / sum(count for count, _colour in colours) < 0.03


def test_groups_painted_one_by_one_make_the_same_picture():
    """The canvas paints what is in view, again and again; the picture for a file is painted at once."""
    drawing = drawn(thirty_nine())
    whole = image(drawing, LIGHT)
    for _time in range(2):
        painted = QImage(whole.size(), whole.format())
        painted.fill(LIGHT["surface"])
        painter = QPainter(painted)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-drawing.box.left, -drawing.box.top)
        for group in drawing.groups:
            paint_group(painter, group, LIGHT)
        painter.end()
        assert furthest(picture(painted), picture(whole)) == 0


def test_pictures_can_be_made_on_other_threads():
    drawing = drawn(thirty_nine())
    here = image(drawing, LIGHT)
    with ThreadPoolExecutor(2) as pool:
        there = list(pool.map(lambda _number: image(drawing, LIGHT), range(4)))
    assert all(each == here for each in there)


def test_a_picture_that_no_memory_holds_is_none():
    drawing = drawn(six())
    wide = replace(drawing, box=drawing.box._replace(right=200_000.0))
    assert image(wide, LIGHT).isNull()
    assert png(wide, LIGHT) == b""


def test_a_file_holds_the_picture():
    drawing = drawn(six())
    assert furthest(Image.open(io.BytesIO(png(drawing, DARK, 2))).convert("RGB"), on_screen(drawing, DARK)) == 0
