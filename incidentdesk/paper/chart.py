"""A chart on paper: a matplotlib figure drawn straight onto the page, as vectors and in the fonts of the page.

So that its words can be searched and copied, every script can be set, and no font stands in the file twice.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from reportlab.platypus import Flowable

from incidentdesk.paper.styles import NOTE, STRONG
from incidentdesk.paper.text import Ink, draw_lines, lines_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What makes a figure of a width and a height in points.
Drawing = Callable[[float, float], "Figure"]
_NAME, _HOW = STRONG.but(size=9, leading=12), NOTE.but(size=7.5, leading=9.5)


class Chart(Flowable):  # type: ignore[misc]
    """As wide as its frame, and so high, in points, with what it is called and how it is drawn above it.

    The figure is made when its page is.
    """

    def __init__(self, drawing: Drawing, height: float, name: str = "", how: str = "", after: float = 8) -> None:
        super().__init__()
        self._drawing = drawing
        self._height = height
        self._words = [(text, style) for text, style in ((name, _NAME), (how, _HOW)) if text]
        self._after = after
        self._width = 0.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._width = width
        return width, self._height

    def getSpaceAfter(self) -> float:
        return self._after

    def draw(self) -> None:
        from incidentdesk.paper.chart_ink import draw_figure

        ink = Ink(self.canv)
        y = self._height
        for text, style in self._words:
            y = draw_lines(ink, lines_of(text, style, self._width), style, 0, y, self._width)
        ink.put()
        draw_figure(self.canv, self._drawing(self._width, y), self._width)


class Beside(Flowable):  # type: ignore[misc]
    """Blocks of equal width next to each other, their upper edges on one line; never split. `gap` in points."""

    def __init__(self, blocks: list[Flowable], gap: float = 14, after: float = 8) -> None:
        super().__init__()
        self._blocks = blocks
        self._gap = gap
        self._after = after
        self._each = self._height = 0.0
        self._tall: list[float] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._each = (width - self._gap * (len(self._blocks) - 1)) / len(self._blocks)
        self._tall = [block.wrapOn(self.canv, self._each, height)[1] for block in self._blocks]
        self._height = max(self._tall)
        return width, self._height

    def getSpaceAfter(self) -> float:
        return self._after

    def draw(self) -> None:
        for place, (block, tall) in enumerate(zip(self._blocks, self._tall, strict=True)):
            block.drawOn(self.canv, place * (self._each + self._gap), self._height - tall)
