"""A picture on paper: PNG and JPEG, scaled to fit, and a sentence where it cannot be drawn."""

import io
from typing import Any

from PIL import Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from incidentdesk.language import _
from incidentdesk.paper.styles import NOTE, STRONG, Style
from incidentdesk.paper.text import Ink, Line, draw_lines, line_height, lines_of

# A picture that would take more memory than a page is worth is not unpacked (a "pixel flood").
MOST_PIXELS = 50_000_000
_DOTS_PER_INCH = 220
# Without a better word a pixel of a screenshot is 1/96 inch.
_POINTS_PER_PIXEL = 72 / 96
_GAP = 4.0


class Picture(Flowable):  # type: ignore[misc]
    """A picture below its caption, never split; where it cannot be shown, the reason stands in its place.

    `most_height` in points, caption included.
    """

    def __init__(self, data: bytes, caption: str, most_height: float) -> None:
        super().__init__()
        self._data = data
        self._caption = caption
        self._most_height = most_height
        self._width = -1.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        if self._width != width:
            self._lay(width)
        return width, self._total

    def _lay(self, width: float) -> None:
        self._width = width
        self._lines: list[tuple[Line, Style]] = [(line, STRONG) for line in lines_of(self._caption, STRONG, width)]
        # A caption longer than this is cut; the list of attachments has the whole name.
        del self._lines[6:]
        room = self._most_height - self._text_height() - _GAP
        self._image, self._size, problem = drawable(self._data, width, room)
        if problem:
            self._lines += [(line, NOTE) for line in lines_of(problem, NOTE, width)]
        self._total = self._text_height() + (_GAP + self._size[1] if self._image else 0)

    def _text_height(self) -> float:
        return sum(line_height(line, style) for line, style in self._lines)

    def getSpaceAfter(self) -> float:
        return 12

    def draw(self) -> None:
        ink = Ink(self.canv)
        y = self._total
        for line, style in self._lines:
            y = draw_lines(ink, (line,), style, 0, y, self._width)
        ink.put()
        if self._image is not None:
            self.canv.drawImage(self._image, 0, 0, *self._size)


def drawable(data: bytes, width: float, height: float) -> tuple[Any, tuple[float, float], str]:
    """The picture for the canvas, its size in points within the given room, and what to say if there is none."""
    try:
        picture = _opened(data)
        if picture is None:
            return None, (0, 0), _("This file is not a PNG or JPEG picture, so it is not shown.")
        if picture.width * picture.height > MOST_PIXELS:
            return (
                None,
                (0, 0),
                _("This picture has {width} × {height} pixels, too many to be shown here.").format(
                    width=picture.width, height=picture.height
                ),
            )
        picture = _upright(picture)
        size = _fitted(picture.size, width, height)
        return ImageReader(_reduced(picture, size)), size, ""
    # A decoder that is fed with damaged or hostile data raises whatever it likes; the report must be made all the same.
    except Exception:
        return None, (0, 0), _("This picture is damaged, so it is not shown.")


def _opened(data: bytes) -> Image.Image | None:
    # Not Image.open(): that tries all formats, and warns of a flood only after its own limits.
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile(io.BytesIO(data))
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImageFile(io.BytesIO(data))
    return None


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held, and on white where it is transparent."""
    picture.load()
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode.startswith("I;16") or picture.mode == "I":
        # 16 bits of grey: Pillow would cut everything above 255 off.
        return picture.convert("I").point(lambda value: value / 257).convert("L")
    if "A" in picture.mode or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")
    return picture.convert("RGB")


def _fitted(pixels: tuple[int, int], width: float, height: float) -> tuple[float, float]:
    scale = min(_POINTS_PER_PIXEL, width / pixels[0], height / pixels[1])
    # A hair-thin strip still is to be seen.
    return max(pixels[0] * scale, 1.0), max(pixels[1] * scale, 1.0)


def _reduced(picture: Image.Image, size: tuple[float, float]) -> Image.Image:
    """No more pixels than a printer shows."""
    most = tuple(max(1, round(side / 72 * _DOTS_PER_INCH)) for side in size)
    if picture.width > most[0] and picture.height > most[1]:
        return picture.resize((most[0], most[1]), Image.Resampling.LANCZOS)
    return picture
