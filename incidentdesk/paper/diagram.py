"""A drawing on paper, as vectors, with its texts in embedded fonts at the very places that they have on the screen."""

from collections.abc import Sequence
from functools import lru_cache

from reportlab.platypus import Flowable

from incidentdesk.drawing.palette import PAPER, Palette
from incidentdesk.drawing.shapes import Box, Drawing, Font, Group, Path, Step, Text
from incidentdesk.paper.bundled_face import bundled
from incidentdesk.paper.frame import own_page
from incidentdesk.paper.label import FACES, place_in, text_layout
from incidentdesk.paper.outlines import SetLine
from incidentdesk.paper.page_choice import CAPTION_HEIGHT, END, POINTS_PER_PIXEL, SIDE, Choice, DiagramPage
from incidentdesk.paper.script_text import is_right_to_left, set_lines
from incidentdesk.paper.styles import STRONG, Colour, Face, Style
from incidentdesk.paper.text import Ink, draw_lines, shortened
from incidentdesk.paper.visible import visible

# In 1/1000 of the size: wider than any line is.
_UNBROKEN = 10_000_000.0
_LEFT_MARK, _RIGHT_MARK = "\u200e", "\u200f"


class Diagram(Flowable):  # type: ignore[misc]
    """The part of a drawing that stands on one page, in the middle of the frame that it fills.

    `bookmark` is its entry in the outline of the document, none if it is empty.
    """

    def __init__(self, page: DiagramPage, bookmark: str = "", level: int = 0, palette: Palette = PAPER) -> None:
        super().__init__()
        self._page = page
        self._bookmark = bookmark
        self._level = level
        self._palette = palette

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        # A hair less than there is, or rounding would send it to the next page.
        self._size = (width, height - 0.01)
        return self._size

    def draw(self) -> None:
        width, height = self._size
        if self._bookmark:
            key = f"diagram-{self.canv.getPageNumber()}"
            self.canv.bookmarkHorizontal(key, 0, height)
            self.canv.addOutlineEntry(visible(self._bookmark), key, self._level)
        ink = Ink(self.canv)
        if self._page.caption:
            line = shortened(self._page.caption, STRONG, width)
            draw_lines(ink, [line], STRONG, 0, height, width)
            height -= CAPTION_HEIGHT
        unit = self._page.scale * POINTS_PER_PIXEL
        left = (width - self._page.part.width * unit) / 2
        top = height - (height - self._page.part.height * unit) / 2
        ink.clip(0, 0, width, height)
        draw_part(ink, self._page.drawing, self._page.part, self._palette, left, top, unit)
        ink.put()


def diagram_story(choice: Choice, title: str, level: int = 0, *, heading: str = "") -> list[Flowable]:
    """The pages of a diagram for a document, the first of them with a bookmark of that title; `heading` stands in the
    header of each."""
    story: list[Flowable] = []
    for number, page in enumerate(choice.pages):
        block = Diagram(page, "" if number else title, level)
        story.extend(own_page([block], page.size, side=SIDE, end=END, heading=heading))
    return story


def draw_part(ink: Ink, drawing: Drawing, part: Box, palette: Palette, left: float, top: float, unit: float) -> None:
    """Draw what meets a part of the drawing; its upper left corner comes to `left` and `top`, and `unit` is how many
    points a pixel takes."""
    pen = _Pen(ink, palette, left - part.left * unit, top + part.top * unit, unit)
    for group in drawing.groups:
        if group.kind not in ("cause", "action") or _meets(group.box, part):
            pen.group(group)


def _meets(box: Box, part: Box) -> bool:
    # Twigs reach a little out of the box of their label.
    wide = part.grown(400)
    return box.left < wide.right and wide.left < box.right and box.top < wide.bottom and wide.top < box.bottom


class _Pen:
    """Turns pixels that run down into points that run up."""

    def __init__(self, ink: Ink, palette: Palette, x: float, y: float, unit: float) -> None:
        self._ink = ink
        self._palette = palette
        self._x, self._y, self._unit = x, y, unit

    def group(self, group: Group) -> None:
        for shape in group.shapes:
            if isinstance(shape, Path):
                self._path(shape)
            else:
                self._text(shape)

    def _path(self, path: Path) -> None:
        stroke = path.stroke
        self._ink.path(
            " ".join(self._operator(step) for step in path.steps),
            self._colour(path.fill) if path.fill else None,
            self._colour(stroke.colour) if stroke else None,
            stroke.width * self._unit if stroke else 0,
            " ".join(f"{length * self._unit:.2f}" for length in stroke.dash) if stroke else "",
        )

    def _operator(self, step: Step) -> str:
        kind, *values = step
        if kind == "Z":
            return "h"
        numbers: list[float] = [float(value) for value in values]
        points = " ".join(
            f"{self._x + x * self._unit:.2f} {self._y - y * self._unit:.2f}"
            for x, y in zip(numbers[::2], numbers[1::2], strict=True)
        )
        return f"{points} {str(kind).lower()}"

    def _colour(self, name: str) -> Colour:
        return _rgb(self._palette[name])

    def _text(self, text: Text) -> None:
        face = FACES[text.font.weight]
        style = Style(face=face, size=text.font.size * self._unit, colour=self._colour(text.colour))
        x, y = self._x + text.x * self._unit, self._y - text.y * self._unit
        line = _set(text.text, face, text.right_to_left)
        if isinstance(line, SetLine):
            # Ink makes room above such a line; a drawing has it already.
            self._ink.line(line, style, x, y + line.above * style.size / 1000)
        else:
            self._ink.kerned(text.text, line, style, x, y)
        if text.struck:
            strike = text.strike
            self._ink.box(
                self._x + strike.left * self._unit, self._y - strike.bottom * self._unit,
                strike.width * self._unit, strike.height * self._unit, style.colour,
            )  # fmt: skip


@lru_cache(maxsize=256)
def _rgb(code: str) -> Colour:
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


@lru_cache(maxsize=4096)
def _set(text: str, face: Face, right_to_left: bool) -> Sequence[float] | SetLine:
    """How much less room there is behind each character than the font says, or the line in outlines where the font
    does not have all of it."""
    if not right_to_left and bundled(face).drawable.issuperset(text):
        return _kerns(text, face)
    if right_to_left != is_right_to_left(text):
        text = (_RIGHT_MARK if right_to_left else _LEFT_MARK) + text
    return set_lines(text, face, _UNBROKEN)[0]


def _kerns(text: str, face: Face) -> tuple[float, ...]:
    """Measured at 1000 pixels."""
    layout = text_layout(text, Font(1000, face.weight), right_to_left=False)
    line = layout.lineAt(0)
    places = [place_in(line, at) for at in range(len(text) + 1)]
    widths = bundled(face).widths
    return tuple(widths[text[at]] - (places[at + 1] - places[at]) for at in range(len(text)))
