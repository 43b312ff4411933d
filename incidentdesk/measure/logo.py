"""The logo of the desk, which stands on the first page of reports."""

import base64
import binascii
import io

from incidentdesk.language import _
from incidentdesk.prepare.setting import set_setting, setting_of
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

LARGEST = 512_000  # bytes
MOST_PIXELS = 20_000_000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


def set_logo(session: Session, picture: bytes) -> None:
    """Put a PNG or JPEG picture on reports; no bytes take it away.

    Raises Refused for another file, a damaged one, and one that is too large.
    """
    if picture:
        _check(picture)
    set_setting(session, "logo", base64.b64encode(picture).decode("ascii"))


def logo_of(reader: Reader) -> bytes | None:
    """The picture, None where there is none."""
    try:
        return base64.b64decode(str(setting_of(reader, "logo")), validate=True) or None
    except binascii.Error:
        # Written by something else than this program; a report without a logo is better than none.
        return None


def _check(picture: bytes) -> None:
    if not picture.startswith((_PNG, _JPEG)):
        raise Refused(_("A logo is a PNG or JPEG picture. Choose another file."))
    if len(picture) > LARGEST:
        raise Refused(
            _("The logo has {size} kB; up to {most} kB are taken. Save it smaller.").format(
                size=round(len(picture) / 1000), most=LARGEST // 1000
            )
        )
    width, height = _size(picture)
    if width * height > MOST_PIXELS:
        raise Refused(
            _("The logo has {width} × {height} pixels, too many to be printed. Save it smaller.").format(
                width=width, height=height
            )
        )


def _size(picture: bytes) -> tuple[int, int]:
    """In pixels, as the head of the file says; the picture is unpacked only where that is small enough."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile

    try:
        opened = (PngImageFile if picture.startswith(_PNG) else JpegImageFile)(io.BytesIO(picture))
        if opened.width * opened.height <= MOST_PIXELS:
            opened.load()
        return opened.width, opened.height
    # A decoder that is fed with damaged or hostile data raises whatever it likes.
    except Exception as error:
        raise Refused(_("The picture is damaged. Choose another file.")) from error
