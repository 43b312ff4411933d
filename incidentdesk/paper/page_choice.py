"""Which pages a diagram takes on paper: the largest one on which its text can be read, or several (ux.md 6.6, 7)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from incidentdesk.drawing.shapes import Box, Drawing, around
from incidentdesk.language import _, ngettext

MM = 72 / 25.4
POINTS_PER_PIXEL = 72 / 96
# What a diagram leaves free at the sides, and at the top and the bottom, where header and footer stand.
SIDE, END = 10 * MM, 16 * MM
# Above a page that shows a part of the diagram stands what it is.
CAPTION_HEIGHT = 20.0
SMALLEST_TEXT = 7.0  # points
# The size of most text in diagrams, in pixels: 9.75 points.
_TEXT = 13.0
_TEXT_POINTS = _TEXT * POINTS_PER_PIXEL
# A small diagram is not blown up.
_LARGEST_SCALE = 1.2
_TILED_SCALE = SMALLEST_TEXT / _TEXT_POINTS
_OVERLAP = 10 * MM

Make = Callable[[], Drawing]


class PaperSize(NamedTuple):
    """Width and height of upright paper in points."""

    name: str
    width: float
    height: float


_ISO = (PaperSize("A4", 210 * MM, 297 * MM), PaperSize("A3", 297 * MM, 420 * MM))
_AMERICAN = (PaperSize("Letter", 612, 792), PaperSize("Tabloid", 792, 1224))


@dataclass(frozen=True, slots=True)
class DiagramPage:
    """A page, and the part of a drawing that it shows, in pixels of the drawing; `size` in points, `scale` 1 for
    pixels of 1/96 inch."""

    drawing: Drawing
    part: Box
    scale: float
    size: tuple[float, float]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The pages, and a sentence that says which they are and why."""

    pages: tuple[DiagramPage, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part that can stand on a page of its own, with a heading, in one or several arrangements.

    `otherwise`: where its text cannot be read on one page, what to try instead, one after the other; the first of
    these lists of parts that can all be read is taken.
    """

    caption: str
    makes: Sequence[Make]
    otherwise: Sequence[Callable[[], Sequence["Part"]]] = ()


def chosen_pages(
    makes: Sequence[Make], parts: Sequence[Part] = (), *, letter: bool = False, upright: bool = False
) -> Choice:
    """One page if the text is 7 points or more on it, else a page for each part, else pages to be put together.

    `makes` are the arrangements of the whole diagram, the one with the largest text is taken. `letter` is for American
    paper; `upright` allows it upright as well as lying.
    """
    small, large = _AMERICAN if letter else _ISO
    best = _best(makes, _sizes(small, upright))
    if best.text >= SMALLEST_TEXT:
        return Choice((best.page,), _("One {paper} page.").format(paper=small.name))
    larger = _best(makes, _sizes(large, upright))
    if larger.text >= SMALLEST_TEXT:
        why = _("One {paper} page: on {smaller} its text would be {size} points high, and less than 7 is hard to read.")
        return Choice((larger.page,), why.format(paper=large.name, smaller=small.name, size=f"{best.text:.1f}"))
    pages = tuple(_part_pages(parts, small, large) if parts else _tiled(makes, small, ""))
    return Choice(pages, _why_several(len(pages), bool(parts), large, larger.text))


def _why_several(count: int, in_parts: bool, large: PaperSize, text: float) -> str:
    if in_parts:
        why = ngettext(
            "{count} page, an overview and then part by part: on one {paper} page its text would be {size} points "
            "high, and less than 7 is hard to read.",
            "{count} pages, an overview and then part by part: on one {paper} page its text would be {size} points "
            "high, and less than 7 is hard to read.",
            count,
        )
    else:
        why = ngettext(
            "{count} page to be put together, with 10 mm of overlap: on one {paper} page its text would be {size} "
            "points high, and less than 7 is hard to read.",
            "{count} pages to be put together, with 10 mm of overlap: on one {paper} page its text would be {size} "
            "points high, and less than 7 is hard to read.",
            count,
        )
    return why.format(count=count, paper=large.name, size=f"{text:.1f}")


# ── one page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Fit(NamedTuple):
    page: DiagramPage
    text: float  # points


def _sizes(paper: PaperSize, upright: bool) -> list[tuple[float, float]]:
    lying = (paper.height, paper.width)
    return [lying, (paper.width, paper.height)] if upright else [lying]


def _best(makes: Sequence[Make], sizes: Sequence[tuple[float, float]], caption: str = "") -> _Fit:
    """The arrangement and the page on which the text is the largest; of equals the first."""
    fits = (_fit(make(), size, caption) for make in makes for size in sizes)
    return max(fits, key=lambda fit: fit.text)


def _fit(drawing: Drawing, size: tuple[float, float], caption: str) -> _Fit:
    part = inked(drawing)
    width, height = _room(size, caption)
    scale = min(width / part.width / POINTS_PER_PIXEL, height / part.height / POINTS_PER_PIXEL, _LARGEST_SCALE)
    return _Fit(DiagramPage(drawing, part, scale, size, caption), scale * _TEXT_POINTS)


def _room(size: tuple[float, float], caption: str) -> tuple[float, float]:
    return size[0] - 2 * SIDE, size[1] - 2 * END - (CAPTION_HEIGHT if caption else 0)


def inked(drawing: Drawing) -> Box:
    """What a drawing fills, without the margin that it has on the screen."""
    return around((group.box for group in drawing.groups), 2)


# ── several pages ────────────────────────────────────────────────────────────────────────────────────────────────────


def _part_pages(parts: Sequence[Part], small: PaperSize, large: PaperSize) -> Iterator[DiagramPage]:
    for part in parts:
        yield from _read_pages(part, small, large) or _tiled(part.makes, small, part.caption)


def _read_pages(part: Part, small: PaperSize, large: PaperSize) -> list[DiagramPage]:
    """The pages of a part on which its text can be read; none where there are no such."""
    for paper in (small, large):
        best = _best(part.makes, _sizes(paper, upright=True), part.caption)
        if best.text >= SMALLEST_TEXT:
            return [best.page]
    for instead in part.otherwise:
        pages = [_read_pages(each, small, large) for each in instead()]
        if all(pages):
            return [page for some in pages for page in some]
    return []


def _tiled(makes: Sequence[Make], paper: PaperSize, caption: str) -> list[DiagramPage]:
    """The least pages at the smallest text that can be read; those with nothing on them are left out."""
    layouts = (_tiles(make(), size, caption) for make in makes for size in _sizes(paper, upright=True))
    return min(layouts, key=len)


def _tiles(drawing: Drawing, size: tuple[float, float], caption: str) -> list[DiagramPage]:
    whole = inked(drawing)
    room = [length / (POINTS_PER_PIXEL * _TILED_SCALE) for length in _room(size, "tile")]
    overlap = _OVERLAP / (POINTS_PER_PIXEL * _TILED_SCALE)
    columns, rows = _steps(whole.width, room[0], overlap), _steps(whole.height, room[1], overlap)
    cells = [(row, column) for row in range(rows) for column in range(columns)]
    boxes = {cell: _cell(whole, (room[0], room[1]), overlap, *cell) for cell in cells}
    shown = [cell for cell in cells if any(_meet(group.box, boxes[cell]) for group in drawing.groups)]
    return [
        DiagramPage(drawing, boxes[cell], _TILED_SCALE, size, _tile_caption(caption, *cell, rows, columns))
        for cell in shown
    ]


def _steps(length: float, room: float, overlap: float) -> int:
    return max(1, ceil((length - overlap) / (room - overlap)))


def _cell(whole: Box, room: tuple[float, float], overlap: float, row: int, column: int) -> Box:
    left = whole.left + column * (room[0] - overlap)
    top = whole.top + row * (room[1] - overlap)
    return Box(left, top, left + room[0], top + room[1])


def _meet(a: Box, b: Box) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def _tile_caption(caption: str, row: int, column: int, rows: int, columns: int) -> str:
    where = _("row {row} of {rows}, column {column} of {columns}").format(
        row=row + 1, rows=rows, column=column + 1, columns=columns
    )
    return _("{part}: {place}").format(part=caption, place=where) if caption else where
