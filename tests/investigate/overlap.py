"""What touches in a drawing that must not: a text or a box another one, a line a text, a line another line.

Decorations, such as the frame of a label or the sign of a status, are part of what they decorate. Lines may meet at
their ends, as a twig meets its rib.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import floor, hypot

from incidentdesk.drawing.shapes import Box, Drawing, Path, Point, Step, Text

SOLID = ("cause", "category", "head", "legend", "hint", "measure", "missing", "accepted")
# Lines may come so close with their ends, and never with what is between.
_JOINT = 4.0
# Boxes that share an edge do not overlap.
_SLACK = 0.25
_CELL = 96.0
_PIECES_OF_A_CURVE = 6


@dataclass(frozen=True, slots=True)
class Line:
    start: Point
    end: Point
    half: float
    group: int
    box: Box


@dataclass(frozen=True, slots=True)
class Solid:
    """The box of a text, or of everything in a group."""

    box: Box
    group: int
    name: str
    text: bool


def hits(drawing: Drawing) -> list[str]:
    """Every pair that touches, in words; an empty list is what a drawing must give."""
    lines = list(_lines(drawing))
    solids = list(_solids(drawing))
    found = [f"{a.name!r} touches {b.name!r}" for a, b in _pairs(solids) if _solids_hit(a, b)]
    found += [f"a line of {_name(drawing, line)} crosses {solid.name!r}" for line, solid in _crossings(lines, solids)]
    found += [
        f"a line of {_name(drawing, a)} crosses one of {_name(drawing, b)}"
        for a, b in _pairs(lines)
        if a.group != b.group and _lines_hit(a, b)
    ]
    outside = [group for group in drawing.groups if not _holds(drawing.box, group.box)]
    return found + [f"{group.kind} {group.name!r} stands out of the drawing" for group in outside]


def _name(drawing: Drawing, line: Line) -> str:
    group = drawing.groups[line.group]
    return f"{group.kind} {group.name!r}"


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left <= inner.left and outer.top <= inner.top and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )  # fmt: skip


def _solids(drawing: Drawing) -> Iterator[Solid]:
    for number, group in enumerate(drawing.groups):
        if group.kind in SOLID:
            yield Solid(group.box, number, group.name or group.kind, text=False)
        for shape in group.shapes:
            if isinstance(shape, Text):
                yield Solid(shape.box, number, shape.text, text=True)


def _solids_hit(a: Solid, b: Solid) -> bool:
    if a.group == b.group and not (a.text and b.text):
        return False
    return _overlap(a.box, b.box)


def _overlap(a: Box, b: Box) -> bool:
    return (
        a.left + _SLACK < b.right and b.left + _SLACK < a.right
        and a.top + _SLACK < b.bottom and b.top + _SLACK < a.bottom
    )  # fmt: skip


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _lines(drawing: Drawing) -> Iterator[Line]:
    for number, group in enumerate(drawing.groups):
        for shape in group.shapes:
            if isinstance(shape, Path) and not shape.decoration:
                half = shape.stroke.width / 2 if shape.stroke else 0.0
                for start, end in _segments(shape.steps):
                    yield Line(start, end, half, number, _around(start, end).grown(half))


def _around(start: Point, end: Point) -> Box:
    (x1, y1), (x2, y2) = start, end
    return Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _segments(steps: Iterable[Step]) -> Iterator[tuple[Point, Point]]:
    first = at = (0.0, 0.0)
    for kind, *values in steps:
        if kind == "M":
            first = at = (values[0], values[1])
        elif kind == "L":
            yield at, (at := (values[0], values[1]))
        elif kind == "C":
            yield from pairwise(_curve(at, values))
            at = (values[4], values[5])
        else:
            yield at, first
            at = first


def _curve(start: Point, values: list[float]) -> list[Point]:
    (x0, y0), (x1, y1, x2, y2, x3, y3) = start, values
    points = []
    for piece in range(_PIECES_OF_A_CURVE + 1):
        t = piece / _PIECES_OF_A_CURVE
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        points.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    return points


def _crossings(lines: list[Line], solids: list[Solid]) -> Iterator[tuple[Line, Solid]]:
    grid = _Grid(solids)
    for line in lines:
        for solid in grid.near(line.box):
            # A line of a label ends at its own box, and never goes through its text.
            if (solid.text or solid.group != line.group) and _enters(line, solid.box):
                yield line, solid


def _enters(line: Line, box: Box) -> bool:
    """Whether the line, as thick as it is, comes into the box (clipping after Liang and Barsky)."""
    left, top, right, bottom = box.grown(line.half - _SLACK)
    (x, y), (dx, dy) = line.start, (line.end[0] - line.start[0], line.end[1] - line.start[1])
    enter, leave = 0.0, 1.0
    for step, room in ((-dx, x - left), (dx, right - x), (-dy, y - top), (dy, bottom - y)):
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            enter = max(enter, room / step)
        else:
            leave = min(leave, room / step)
    return enter < leave


def _lines_hit(a: Line, b: Line) -> bool:
    a_ends, b_ends = _trimmed(a), _trimmed(b)
    if a_ends is None or b_ends is None:
        return False
    return _distance(a_ends, b_ends) < max(0.5, a.half + b.half)


def _trimmed(line: Line) -> tuple[Point, Point] | None:
    """The line without its ends, which may meet another; None where nothing is left."""
    (x1, y1), (x2, y2) = line.start, line.end
    length = hypot(x2 - x1, y2 - y1)
    if length <= 2 * _JOINT:
        return None
    dx, dy = (x2 - x1) / length * _JOINT, (y2 - y1) / length * _JOINT
    return (x1 + dx, y1 + dy), (x2 - dx, y2 - dy)


def _distance(a: tuple[Point, Point], b: tuple[Point, Point]) -> float:
    if _cross(*a, b[0]) * _cross(*a, b[1]) < 0 and _cross(*b, a[0]) * _cross(*b, a[1]) < 0:
        return 0.0
    return min(_away(a[0], b), _away(a[1], b), _away(b[0], a), _away(b[1], a))


def _cross(o: Point, p: Point, q: Point) -> float:
    return (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0])


def _away(point: Point, line: tuple[Point, Point]) -> float:
    (x1, y1), (x2, y2) = line
    dx, dy = x2 - x1, y2 - y1
    share = ((point[0] - x1) * dx + (point[1] - y1) * dy) / (dx * dx + dy * dy)
    share = min(1.0, max(0.0, share))
    return hypot(point[0] - x1 - share * dx, point[1] - y1 - share * dy)


# ── neighbours ───────────────────────────────────────────────────────────────────────────────────────────────────────


class _Grid:
    """Finds what may be near without looking at all of it."""

    def __init__(self, things: list) -> None:
        self._cells = defaultdict(list)
        for thing in things:
            for cell in _cells(thing.box):
                self._cells[cell].append(thing)

    def near(self, box: Box) -> Iterator:
        seen = set()
        for cell in _cells(box):
            for thing in self._cells.get(cell, ()):
                if id(thing) not in seen:
                    seen.add(id(thing))
                    yield thing


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for across in range(floor(box.left / _CELL), floor(box.right / _CELL) + 1):
        for down in range(floor(box.top / _CELL), floor(box.bottom / _CELL) + 1):
            yield across, down


def _pairs(things: list) -> Iterator[tuple]:
    grown = [thing.box.grown(1) for thing in things]
    cells = defaultdict(list)
    for number, box in enumerate(grown):
        near = set()
        for cell in _cells(box):
            near.update(cells[cell])
            cells[cell].append(number)
        for other in sorted(near):
            if _overlap(grown[other], box):
                yield things[other], things[number]
