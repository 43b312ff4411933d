"""The head of a first page: whose document it is and what it is about, with a logo at its right."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable

from incidentdesk.paper.picture import drawable
from incidentdesk.paper.styles import Style
from incidentdesk.paper.text import Ink, Line, draw_lines, line_height, lines_of
from incidentdesk.paper.visible import visible

_LOGO = (130.0, 52.0)
_GAP = 16.0


class Masthead(Flowable):  # type: ignore[misc]
    """Texts below one another, `title` stands in the outline of the document. A logo that can't be drawn is left
    out."""

    def __init__(self, texts: Sequence[tuple[str, Style]], title: str, logo: bytes | None = None) -> None:
        super().__init__()
        self._texts = texts
        self._title = title
        self._image: Any = None
        self._size = (0.0, 0.0)
        if logo:
            self._image, self._size, _problem = drawable(logo, *_LOGO)
        self._lines: list[tuple[Line, Style]] = []

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._width = width
        room = width - (self._size[0] + _GAP if self._image else 0)
        self._lines = [(line, style) for text, style in self._texts for line in lines_of(text, style, room)]
        self._room = room
        self._height = max(sum(line_height(*each) for each in self._lines), self._size[1])
        return width, self._height

    def getSpaceAfter(self) -> float:
        return 8

    def draw(self) -> None:
        self.canv.bookmarkHorizontal("masthead", 0, self._height)
        self.canv.addOutlineEntry(visible(self._title), "masthead", 0)
        ink = Ink(self.canv)
        y = self._height
        for line, style in self._lines:
            y = draw_lines(ink, (line,), style, 0, y, self._room)
        ink.put()
        if self._image is not None:
            self.canv.drawImage(self._image, self._width - self._size[0], self._height - self._size[1], *self._size)
