"""The logo of the desk: taken if it can be printed, refused with a reason if not."""

import io
import struct
import zlib

import pytest
from PIL import Image

from incidentdesk.measure.logo import logo_of, set_logo
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused


def picture(kind="PNG", size=(60, 20)):
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, kind)
    return file.getvalue()


def flood(width, height):
    """A PNG that says it is so large, and has nothing behind it."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def put(desk, data):
    with desk.write(actor="Mei Okafor") as session:
        set_logo(session, data)


def kept(desk):
    with desk.read() as reader:
        return logo_of(reader)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_kept_to_the_byte_and_can_be_taken_away(desk, kind):
    assert kept(desk) is None
    put(desk, picture(kind))
    assert kept(desk) == picture(kind)
    put(desk, b"")
    assert kept(desk) is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"GIF89a" + bytes(50), "A logo is a PNG or JPEG picture"),
        (b"<svg/>", "A logo is a PNG or JPEG picture"),
        (picture()[:60], "The picture is damaged"),
        (picture("JPEG")[:30], "The picture is damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(600_000), "The logo has 600 kB; up to 512 kB are taken"),
        (flood(60_000, 60_000), "60000 × 60000 pixels, too many"),
    ],
)
def test_what_can_not_be_printed_is_refused_and_the_old_one_stays(sqlite_desk, data, reason):
    put(sqlite_desk, picture())
    with pytest.raises(Refused, match=reason):
        put(sqlite_desk, data)
    assert kept(sqlite_desk) == picture()


def test_what_another_program_wrote_there_is_no_logo(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        set_setting(session, "logo", "no base64!")
    assert kept(sqlite_desk) is None
