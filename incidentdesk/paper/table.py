"""A table that goes over pages: repeated headings, wrapped cells, rows that may be taller than a page.

Cells are drawn straight on the canvas, because a table of ReportLab paragraphs takes three times as long.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from incidentdesk.paper.styles import CELL, HEAD, LABEL, RULE, SHADE, STRONG_RULE, Style
from incidentdesk.paper.text import Ink, Line, draw_lines, line_height, lines_of

# A cell is a text in the style of its column, or blocks of text below each other.
Blocks = tuple[tuple[str, Style], ...]
Cell = str | Blocks

_PAD = 3.5
GAP = 8.0
_INSET = 4.0
# A row of more lines may be split over pages, with at least so many lines on each side.
_WHOLE, _KEPT = 12, 3


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in points; a column without one takes its share of what the others leave."""

    heading: str
    width: float = 0
    share: float = 1
    style: Style = CELL


@dataclass(frozen=True, slots=True)
class _Row:
    """A laid-out row: for each cell its lines, each with its style."""

    cells: tuple[list[tuple[Line, Style]], ...]
    height: float
    # The first part of a row that goes on is not closed by a rule.
    goes_on: bool = False


class Table(Flowable):  # type: ignore[misc]
    """Rows may be any sequence; a row is only looked at when its page is laid out.

    `follow` is called with the number of rows that are done, after every page.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        *,
        headings: bool = True,
        after: float = 8,
        follow: Callable[[int], None] | None = None,
    ) -> None:
        super().__init__()
        self._columns = columns
        self._rows = rows
        self._headings = headings
        self._after = after
        self._follow = follow
        self._next = 0
        # What is left of a row that was split, then laid-out rows that did not fit.
        self._waiting: list[_Row] = []
        self._fitting: list[_Row] = []
        self._laid_for = (-1.0, -1.0)
        self._closed = False
        self._height = 0.0

    def getSpaceAfter(self) -> float:
        return self._after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        if not self._closed and self._laid_for != (width, height):
            self._lay(width, height)
            self._laid_for = (width, height)
        return width, height + 1 if self._waiting or self._next < len(self._rows) else self._height

    def _lay(self, width: float, height: float) -> None:
        """Fill `_fitting` with the rows that fit into the height, splitting the last one where that is allowed."""
        self._waiting[:0] = self._fitting
        self._fitting = []
        self._widths = _widths(self._columns, width)
        self._head = self._lay_row(
            [((column.heading, HEAD.but(align=column.style.align)),) for column in self._columns]
        )
        used = self._head.height if self._headings else 0.0
        while (row := self._next_row()) is not None:
            if used + row.height > height:
                first, rest = _split(row, height - used)
                if first is not None:
                    self._fitting.append(first)
                    used += first.height
                self._waiting.insert(0, rest)
                break
            self._fitting.append(row)
            used += row.height
        self._height = used

    def _next_row(self) -> _Row | None:
        if self._waiting:
            return self._waiting.pop(0)
        if self._next >= len(self._rows):
            return None
        row = self._rows[self._next]
        self._next += 1
        cells = zip(row, self._columns, strict=True)
        return self._lay_row([((cell, column.style),) if type(cell) is str else cell for cell, column in cells])  # type: ignore[misc]

    def _lay_row(self, cells: Sequence[Blocks]) -> _Row:
        laid = tuple(
            [(line, style) for text, style in blocks for line in lines_of(text, style, width)]
            for blocks, width in zip(cells, self._widths, strict=True)
        )
        return _row_of(laid)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        if not self._fitting:
            return []
        if self._follow is not None:
            self._follow(self._next)
        rest = Table(self._columns, self._rows, headings=self._headings, after=self._after, follow=self._follow)
        rest._next, rest._waiting = self._next, self._waiting
        self._rows, self._waiting, self._next, self._closed = (), [], 0, True
        return [self, rest]

    def draw(self) -> None:
        ink = Ink(self.canv)
        right = sum(self._widths) + GAP * (len(self._widths) - 1) + 2 * _INSET
        y = self._height
        if self._headings:
            ink.box(0, y - self._head.height, right, self._head.height, SHADE)
            y = self._draw_row(ink, self._head, y)
            ink.rule(0, right, y, STRONG_RULE, 0.75)
        for row in self._fitting:
            y = self._draw_row(ink, row, y)
            if not row.goes_on:
                ink.rule(0, right, y, RULE)
        ink.put()

    def _draw_row(self, ink: Ink, row: _Row, top: float) -> float:
        x = _INSET
        for lines, width in zip(row.cells, self._widths, strict=True):
            y = top - _PAD
            for line, style in lines:
                y = draw_lines(ink, (line,), style, x, y, width)
            x += width + GAP
        return top - row.height


# Below this a column that takes a share is no longer readable; then all columns become narrower alike.
_NARROWEST = 44.0


def _widths(columns: Sequence[Column], width: float) -> list[float]:
    room = width - 2 * _INSET - GAP * (len(columns) - 1)
    shares = sum(column.share for column in columns if not column.width) or 1
    left = room - sum(column.width for column in columns)
    wanted = [column.width or max(_NARROWEST, left * column.share / shares) for column in columns]
    narrower = min(1.0, room / sum(wanted))
    return [each * narrower for each in wanted]


def _split(row: _Row, height: float) -> tuple[_Row | None, _Row]:
    """The part of a row that fits into the height, if it is to be split at all, and the rest of it."""
    if max(len(lines) for lines in row.cells) <= _WHOLE:
        return None, row
    room = height - 2 * _PAD
    cuts = [_fitting(lines, room) for lines in row.cells]
    longest = max(range(len(cuts)), key=lambda i: len(row.cells[i]))
    if cuts[longest] < _KEPT:
        return None, row
    first = tuple(lines[:cut] for lines, cut in zip(row.cells, cuts, strict=True))
    # What is short, as the time or the number, is said again where the row goes on.
    rest = tuple(
        lines if cut == len(lines) <= _KEPT else lines[cut:] for lines, cut in zip(row.cells, cuts, strict=True)
    )
    return _row_of(first, goes_on=True), _row_of(rest, goes_on=row.goes_on)


def _fitting(lines: list[tuple[Line, Style]], height: float) -> int:
    for number, (line, style) in enumerate(lines):
        height -= line_height(line, style)
        if height < 0:
            return number if len(lines) - number >= _KEPT else max(0, len(lines) - _KEPT)
    return len(lines)


def _row_of(cells: tuple[list[tuple[Line, Style]], ...], *, goes_on: bool = False) -> _Row:
    tallest = max(sum(line_height(line, style) for line, style in lines) for lines in cells)
    return _Row(cells, tallest + 2 * _PAD, goes_on)


def facts(pairs: Sequence[tuple[str, Cell]], label_width: float = 92) -> Table:
    """Labels and values in two columns without headings."""
    columns = (Column("", width=label_width, style=LABEL), Column(""))
    return Table(columns, pairs, headings=False)
