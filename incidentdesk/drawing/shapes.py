"""What a diagram is made of: paths, lines of text, and the groups in which they stand.

Lengths are pixels of 1/96 inch, x runs to the right and y down. Colours are names that a palette turns into paint
(`drawing.palette`), so that one drawing serves the light window, the dark one and paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

Point = tuple[float, float]
# ("M", x, y), ("L", x, y), ("C", x1, y1, x2, y2, x, y), ("Z",): as in an SVG path, absolute.
Step = tuple[str | float, ...]

# How far the handles of a cubic curve must stand out for a quarter of a circle of radius 1.
_QUARTER = 0.5523


class Box(NamedTuple):
    """A rectangle by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def grown(self, by: float) -> "Box":
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Font:
    """Size in pixels; weight 400, 500 or 600."""

    size: float
    weight: int = 400


@dataclass(frozen=True, slots=True)
class Stroke:
    """`dash` holds the lengths of dashes and gaps in pixels, in turn."""

    colour: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """An outline that is filled, stroked, or both. `decoration` marks what may touch a text, such as its own box."""

    steps: tuple[Step, ...]
    fill: str = ""
    stroke: Stroke | None = None
    decoration: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text. `x` is its left edge, `y` its base line; `top` and `bottom` bound what it may ink."""

    x: float
    y: float
    text: str
    font: Font
    colour: str
    width: float
    top: float
    bottom: float
    right_to_left: bool = False
    struck: bool = False

    @property
    def box(self) -> Box:
        return Box(self.x, self.top, self.x + self.width, self.bottom)

    @property
    def strike(self) -> Box:
        """The line through a struck text, in the middle of its small letters (Inter: 0.546 of the size high)."""
        middle, thickness = self.y - self.font.size * 0.27, max(1.0, self.font.size * 0.075)
        return Box(self.x, middle - thickness / 2, self.x + self.width, middle + thickness / 2)


Shape = Path | Text


@dataclass(frozen=True, slots=True)
class Group:
    """Shapes that belong together and can be chosen as one.

    `key` is what it stands for, "" for what stands for nothing; `kind` says what it is ("cause", "category", "head",
    "spine", "link", "action", "legend", ...), `name` what a screen reader says. `box` is where a click finds it.
    """

    key: str
    kind: str
    shapes: tuple[Shape, ...]
    box: Box
    name: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Groups from back to front and the rectangle that holds all of them."""

    groups: tuple[Group, ...]
    box: Box
    title: str = ""

    def group(self, key: str, kind: str = "") -> Group | None:
        """The first group of that key, and of that kind if one is given."""
        return next((each for each in self.groups if each.key == key and kind in ("", each.kind)), None)


def around(boxes: Iterable[Box], margin: float = 0) -> Box:
    """The smallest rectangle around all of them; an empty one at the origin around none."""
    all_of = list(boxes)
    if not all_of:
        return Box(0, 0, 0, 0)
    return Box(
        min(box.left for box in all_of) - margin,
        min(box.top for box in all_of) - margin,
        max(box.right for box in all_of) + margin,
        max(box.bottom for box in all_of) + margin,
    )


def moved(shape: Shape, right: float, down: float) -> Shape:
    """The shape so many pixels further to the right and down."""
    if isinstance(shape, Text):
        return replace(shape, x=shape.x + right, y=shape.y + down, top=shape.top + down, bottom=shape.bottom + down)
    return replace(shape, steps=tuple(_moved_step(step, right, down) for step in shape.steps))


def _moved_step(step: Step, right: float, down: float) -> Step:
    return step[0], *(value + (down if at % 2 else right) for at, value in enumerate(step[1:]))  # type: ignore[operator]


# ── paths ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def line(start: Point, end: Point) -> tuple[Step, ...]:
    return ("M", *start), ("L", *end)


def polygon(points: Sequence[Point]) -> tuple[Step, ...]:
    return ("M", *points[0]), *(("L", *point) for point in points[1:]), ("Z",)


def polyline(points: Sequence[Point], radius: float = 0) -> tuple[Step, ...]:
    """Straight pieces from point to point, with corners of that radius where there is room for it."""
    steps: list[Step] = [("M", *points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        if start == end:
            steps.append(("L", *corner))
            continue
        handle_1, handle_2 = _between(start, corner, _QUARTER), _between(end, corner, _QUARTER)
        steps += [("L", *start), ("C", *handle_1, *handle_2, *end)]
    steps.append(("L", *points[-1]))
    return tuple(steps)


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _towards(start: Point, end: Point, length: float) -> Point:
    """The point so far from `start` on the way to `end`, at most half of the way."""
    whole = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    return _between(start, end, min(length, whole / 2) / whole) if whole else start


def arrow(tip: Point, towards: Point, length: float, half: float) -> tuple[Point, ...]:
    """The head of an arrow, with a notch; `towards` is the unit vector in which it points."""
    (x, y), (dx, dy) = tip, towards
    back = (x - dx * length, y - dy * length)
    notch = (x - dx * length * 0.72, y - dy * length * 0.72)
    return tip, (back[0] - dy * half, back[1] + dx * half), notch, (back[0] + dy * half, back[1] - dx * half)


def rectangle(box: Box, radius: float = 0) -> tuple[Step, ...]:
    left, top, right, bottom = box
    if not radius:
        return polygon([(left, top), (right, top), (right, bottom), (left, bottom)])
    r = min(radius, box.width / 2, box.height / 2)
    k = r * (1 - _QUARTER)
    return (
        ("M", left + r, top),
        ("L", right - r, top),
        ("C", right - k, top, right, top + k, right, top + r),
        ("L", right, bottom - r),
        ("C", right, bottom - k, right - k, bottom, right - r, bottom),
        ("L", left + r, bottom),
        ("C", left + k, bottom, left, bottom - k, left, bottom - r),
        ("L", left, top + r),
        ("C", left, top + k, left + k, top, left + r, top),
        ("Z",),
    )


def circle(centre: Point, radius: float) -> tuple[Step, ...]:
    x, y = centre
    return rectangle(Box(x - radius, y - radius, x + radius, y + radius), radius)
