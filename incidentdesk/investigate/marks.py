"""What stands at a cause in every diagram: the sign of its status, and pills with what is known about it.

All of it is drawn as paths, so that no machine needs a font for the signs.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

from incidentdesk.drawing.measure import Measure, Measured
from incidentdesk.drawing.shapes import Box, Font, Path, Point, Shape, Stroke, Text, circle, moved, polygon, rectangle
from incidentdesk.investigate.cause_graph import Status
from incidentdesk.language import N_

PILL_FONT = Font(10, 500)
STRONG_PILL_FONT = Font(10, 600)
PILL_HEIGHT = 14.0
PILL_GAP = 4.0
# From the edge of a pill to what is in it, and from its sign to its text.
_PILL_PAD = 5.0
_SIGN_GAP = 3.0
_NO_WRAP = 100_000.0

STATUS_COLOUR = {
    Status.SUSPECTED: "suspected",
    Status.VERIFIED: "verified",
    Status.RULED_OUT: "ruled_out",
    Status.ROOT_CAUSE: "root",
}
# As it stands inside a sentence.
STATUS_WORD = {
    Status.SUSPECTED: N_("suspected"),
    Status.VERIFIED: N_("verified"),
    Status.RULED_OUT: N_("ruled out"),
    Status.ROOT_CAUSE: N_("root cause"),
}


def status_mark(status: str, centre: Point) -> tuple[Path, ...]:
    """The sign of a status, 11 pixels wide: a ring, a disc with a tick, a cross, or a star."""
    return tuple(moved(path, *centre) for path in _status_mark(status))  # type: ignore[misc]


@lru_cache(maxsize=8)
def _status_mark(status: str) -> tuple[Path, ...]:
    colour = STATUS_COLOUR[Status(status)]
    if status == Status.VERIFIED:
        tick = (("M", -2.7, 0.2), ("L", -0.8, 2.1), ("L", 2.8, -2.0))
        return (
            Path(circle((0, 0), 5.6), fill=colour, decoration=True),
            Path(tick, stroke=Stroke("surface", 1.6), decoration=True),
        )
    if status == Status.RULED_OUT:
        cross = (("M", -4, -4), ("L", 4, 4), ("M", -4, 4), ("L", 4, -4))
        return (Path(cross, stroke=Stroke(colour, 1.8), decoration=True),)
    if status == Status.ROOT_CAUSE:
        return (Path(polygon(_star(6.4, 2.7)), fill=colour, decoration=True),)
    return (Path(circle((0, 0), 4.7), stroke=Stroke(colour, 1.6), decoration=True),)


def _star(outer: float, inner: float) -> list[Point]:
    radii = [outer, inner] * 5
    return [(radius * sin(pi * at / 5), -radius * cos(pi * at / 5)) for at, radius in enumerate(radii)]


def text_lines(
    label: Measured,
    left: float,
    top: float,
    font: Font,
    colour: str,
    *,
    struck: bool = False,
    width: float | None = None,
    middle: bool = False,
    right_aligned: bool | None = None,
) -> tuple[Text, ...]:
    """The lines of a text below each other in a column of that width (that of the text itself if none is given).

    A text from right to left stands at the right of its column, unless `right_aligned` or `middle` say otherwise.
    """
    column = label.width if width is None else width
    right = label.right_to_left if right_aligned is None else right_aligned
    share = 0.5 if middle else 1.0 if right else 0.0
    return tuple(
        Text(
            x=left + (column - line.width) * share,
            y=top + number * label.line_height + label.ascent,
            text=line.text,
            font=font,
            colour=colour,
            width=line.width,
            top=top + number * label.line_height,
            bottom=top + (number + 1) * label.line_height,
            right_to_left=label.right_to_left,
            struck=struck,
        )
        for number, line in enumerate(label.lines)
        if line.text
    )


# ── pills ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Pill:
    """Shapes with their upper left corner at the origin; PILL_HEIGHT high."""

    shapes: tuple[Shape, ...]
    width: float


@lru_cache(maxsize=4096)
def text_pill(
    text: str,
    measure: Measure,
    *,
    fill: str = "pill",
    colour: str = "pill_text",
    font: Font = PILL_FONT,
    outline: Stroke | None = None,
) -> Pill:
    return _pill((), 0, text, measure, fill, colour, font, outline)


@lru_cache(maxsize=4096)
def votes_pill(votes: int, measure: Measure, *, best: bool = False) -> Pill:
    """`best`: one of those with the most votes, which are outlined."""
    colour = "accent" if best else "pill_text"
    triangle = Path(polygon([(0, 9.6), (3.3, 4.2), (6.6, 9.6)]), fill=colour, decoration=True)
    outline = Stroke("accent", 1.2) if best else None
    return _pill((triangle,), 6.6, str(votes), measure, "surface" if best else "pill", colour, PILL_FONT, outline)


@lru_cache(maxsize=4096)
def evidence_pill(text: str, measure: Measure) -> Pill:
    """A sheet of paper and the text, which is the number of pieces of evidence, with or without a word."""
    page = (
        ("M", 4.8, 2.6), ("L", 0.6, 2.6), ("L", 0.6, 11.4), ("L", 7.2, 11.4), ("L", 7.2, 5.0), ("Z",),
        ("M", 4.8, 2.6), ("L", 4.8, 5.0), ("L", 7.2, 5.0),
        ("M", 2.4, 8.6), ("L", 5.4, 8.6),
    )  # fmt: skip
    sign = Path(page, stroke=Stroke("pill_text", 1.1), decoration=True)
    return _pill((sign,), 7.8, text, measure, "pill", "pill_text", PILL_FONT, None)


def _pill(
    sign: tuple[Path, ...],
    sign_width: float,
    text: str,
    measure: Measure,
    fill: str,
    colour: str,
    font: Font,
    outline: Stroke | None,
) -> Pill:
    label = measure(text, font, _NO_WRAP)
    start = _PILL_PAD + (sign_width + _SIGN_GAP if sign else 1.0)
    width = start + label.width + _PILL_PAD + (0.0 if sign else 1.0)
    frame = Path(rectangle(Box(0, 0, width, PILL_HEIGHT), PILL_HEIGHT / 2), fill, outline, decoration=True)
    # The digits of the font stand 73 % of its size high; so they stand in the middle.
    base = (PILL_HEIGHT + font.size * 0.727) / 2
    written = Text(start, base, label.lines[0].text, font, colour, label.width, 0, PILL_HEIGHT, label.right_to_left)
    return Pill((frame, *(moved(path, _PILL_PAD, 0) for path in sign), written), width)


def row_width(pills: tuple[Pill, ...]) -> float:
    return sum(pill.width for pill in pills) + PILL_GAP * max(0, len(pills) - 1)


def pill_row(pills: tuple[Pill, ...], left: float, top: float, *, right_to_left: bool = False) -> tuple[Shape, ...]:
    """The pills beside each other; from right to left the first one stands at the right."""
    shapes: list[Shape] = []
    for pill in pills[::-1] if right_to_left else pills:
        shapes.extend(moved(shape, left, top) for shape in pill.shapes)
        left += pill.width + PILL_GAP
    return tuple(shapes)
