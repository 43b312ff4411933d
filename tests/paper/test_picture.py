import io
import struct
import zlib

import pypdf
import pytest
from PIL import Image

from incidentdesk.paper.picture import Picture, drawable
from tests.paper.conftest import SHEET


def picture(width: int, height: int, mode: str = "RGB", kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, (width, height)).save(file, kind, **options)
    return file.getvalue()


def flood(width: int, height: int) -> bytes:
    """A small PNG file that says it has very many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_pictures_of_every_kind_are_drawn(mode, written):
    path = written(Picture(picture(80, 60, mode), "a.png", 400))
    assert len(pypdf.PdfReader(path).pages[0].images) == 1


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_photos_are_drawn(mode, written):
    path = written(Picture(picture(80, 60, mode, "JPEG"), "a.jpg", 400))
    assert len(pypdf.PdfReader(path).pages[0].images) == 1


@pytest.mark.parametrize("size", [(4000, 300), (300, 4000), (3000, 3000), (10, 10), (5000, 1), (1, 5000)])
def test_a_picture_is_never_larger_than_the_page(size, written, pages):
    width, height = SHEET.text_size
    block = Picture(picture(*size), "a.png", height * 0.8)
    assert block.wrap(width, height)[1] <= height * 0.8 + 1
    assert block._size[0] <= width
    assert len(pages(written(block))) == 1


def test_a_small_picture_is_not_blown_up():
    _image, size, _problem = drawable(picture(96, 48), 500, 500)
    assert size == (72, 36)


def test_a_large_photo_is_stored_with_the_pixels_that_a_printer_shows():
    image, _size, _problem = drawable(picture(4000, 3000), 492, 500)
    assert image.getSize()[0] < 1600


def test_a_pixel_flood_is_told_and_not_unpacked(written, pages):
    (page,) = pages(written(Picture(flood(60_000, 60_000), "flood.png", 400)))
    assert "flood.png" in page
    assert "60000 × 60000 pixels, too many" in page


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\nrubbish",
        b"\xff\xd8\xffrubbish",
        picture(50, 50)[:60],
        flood(100, 100),
        picture(9, 9, kind="JPEG")[:-200],
    ],
)
def test_a_damaged_picture_is_told_in_a_sentence(data, written, pages):
    (page,) = pages(written(Picture(data, "broken.png", 400)))
    assert "damaged" in page


def test_what_is_no_picture_is_told_in_a_sentence(written, pages):
    (page,) = pages(written(Picture(b"GIF89a", "a.gif", 400)))
    assert "not a PNG or JPEG picture" in page


def test_a_photo_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    _image, size, _problem = drawable(picture(200, 100, kind="JPEG", exif=exif), 500, 500)
    assert size == (75, 150)
