"""The lines of the 5-Whys: from why to why through a gate, and from a cause to its counter-measures (ux.md 7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from incidentdesk.drawing.measure import Measure
from incidentdesk.drawing.shapes import (
    Box,
    Font,
    Group,
    Path,
    Point,
    Shape,
    Stroke,
    around,
    arrow,
    polygon,
    polyline,
    rectangle,
)
from incidentdesk.investigate.cause_graph import CauseGraph, Gate
from incidentdesk.investigate.marks import PILL_HEIGHT, pill_row, text_lines, text_pill
from incidentdesk.investigate.whys_layout import GX, Why, WhysLayout, WhysLook
from incidentdesk.language import N_, _

# Where the line to the answers of a why turns, counted from the card, and how round.
TRUNK, _RADIUS = 30.0, 7.0
_GATE_WIDTH, _GATE_HEIGHT, _GATE_PAD = 34.0, 18.0, 6.0
_GATE_FONT = Font(10, 600)
_ARROW, _BEFORE_ARROW = 8.0, 5.0
# A line ends where the outline of a card begins, which reaches so far out of its box.
_OUTLINE = 1.0
_DASH, _MEASURE_DASH = (4.0, 3.0), (5.0, 4.0)
# Where the lines to several counter-measures part, counted from these.
_FORK = 30.0
_PLAIN, _ROOT = Stroke("link", 1.3), Stroke("root", 2.2)
_NOT_FOLLOWED = Stroke("link", 1.3, _DASH)
_GATE_WORD = {Gate.AND: N_("AND"), Gate.OR: N_("OR")}
_GATE_NAME = {Gate.AND: N_("All of these together"), Gate.OR: N_("Each of these is enough")}
_TO_ANSWER = {
    "measure": Stroke("measure", 1.3, _MEASURE_DASH),
    "accepted": Stroke("link", 1.3, _MEASURE_DASH),
    "missing": Stroke("root", 1.3, _MEASURE_DASH),
}


@dataclass(frozen=True, slots=True)
class _Way:
    """The line to one answer of a why: where it ends, how it is drawn, and whether "therefore" stands on it."""

    end: Point
    stroke: Stroke
    therefore: bool


def gap_to_read_back(measure: Measure) -> float:
    """Between two columns there has to be room for the word on every line."""
    widest_gate = max(_gate_half(gate, measure) for gate in Gate)
    return max(GX, TRUNK + widest_gate + 10 + _therefore_width(measure) + 8)


def _therefore_width(measure: Measure) -> float:
    return text_pill(_("therefore"), measure).width


def _gate_half(gate: str, measure: Measure) -> float:
    """Half of the width of the pill of a gate."""
    return max(_GATE_WIDTH, measure(_(_GATE_WORD[Gate(gate)]), _GATE_FONT, 1000.0).width + 2 * _GATE_PAD) / 2


# ── from why to why ──────────────────────────────────────────────────────────────────────────────────────────────────


def links(graph: CauseGraph, why: Why, layout: WhysLayout, measure: Measure, look: WhysLook) -> Iterator[Group]:
    if why.below:
        ways = tuple(_way(each, look.read_back) for each in why.below)
        start = (why.box.right + _OUTLINE, why.middle)
        yield _links(start, ways, _gate_of(graph, why), measure, look.read_back, _mirror(layout, look))


def gates(graph: CauseGraph, why: Why, layout: WhysLayout, measure: Measure, look: WhysLook) -> Iterator[Group]:
    gate = _gate_of(graph, why)
    if gate:
        middle = (why.box.right + _OUTLINE + TRUNK, why.middle)
        yield _gate(why.key, gate, middle, measure, _mirror(layout, look))


def _gate_of(graph: CauseGraph, why: Why) -> str:
    """One answer needs none."""
    return graph.gate(why.key) if len(why.below) > 1 else ""


def _mirror(layout: WhysLayout, look: WhysLook) -> float:
    """The width in which lines are mirrored, 0 for not at all."""
    return layout.width if look.right_to_left else 0.0


def _way(why: Why, back: bool) -> _Way:
    return _Way((why.box.left - _OUTLINE, why.middle), _stroke(why), back and not why.ruled_out)


def _stroke(why: Why) -> Stroke:
    if why.ruled_out:
        return _NOT_FOLLOWED
    return _ROOT if why.to_root else _PLAIN


def _rank(stroke: Stroke) -> int:
    return (_NOT_FOLLOWED, _PLAIN, _ROOT).index(stroke)


@lru_cache(maxsize=4096)
def _links(start: Point, ways: tuple[_Way, ...], gate: str, measure: Measure, back: bool, mirror: float) -> Group:
    """The same object for the same place."""
    pen = _Pen(mirror)
    strongest = max((way.stroke for way in ways), key=_rank)
    half = _gate_half(gate, measure) if gate else 0.0
    if gate:
        stem_end = (start[0] + TRUNK - half, start[1])
        pen.line([(start[0] + (_BEFORE_ARROW if back else 0), start[1]), stem_end], strongest)
        if back:
            pen.arrow(start, -1, strongest)
    # What leads to the root lies on top of what it shares its way with.
    for way in sorted(ways, key=lambda way: _rank(way.stroke)):
        points = _way_points(start, way.end, half, back and not gate)
        if not back:
            points[-1] = (way.end[0] - _BEFORE_ARROW, way.end[1])
        pen.line_with_word(points, way, measure)
        if not back:
            pen.arrow(way.end, 1, way.stroke)
        elif not gate:
            pen.arrow(start, -1, way.stroke)
    box = around([Box(*start, *start), *(Box(*way.end, *way.end) for way in ways)])
    return Group("", "link", tuple(pen.shapes), pen.box(box))


def _way_points(start: Point, end: Point, half: float, arrow_at_start: bool) -> list[Point]:
    """From the card, or from the edge of its gate, to the answer."""
    (x, y), trunk = start, start[0] + TRUNK
    down = end[1] - y
    if not half:
        begin = (x + (_BEFORE_ARROW if arrow_at_start else 0), y)
        if abs(down) < 1:
            return [(begin[0], end[1]), end]
        return [begin, (trunk, y), (trunk, end[1]), end]
    if abs(down) < 1:
        return [(trunk + half, y), end]
    if abs(down) <= _GATE_HEIGHT / 2:
        beside = trunk + half + 4
        return [(trunk + half, y), (beside, y), (beside, end[1]), end]
    edge = y + (_GATE_HEIGHT / 2 if down > 0 else -_GATE_HEIGHT / 2)
    return [(trunk, edge), (trunk, end[1]), end]


@lru_cache(maxsize=4096)
def _gate(key: str, gate: str, middle: Point, measure: Measure, mirror: float) -> Group:
    """AND is square and OR is round, and each says so."""
    half = _gate_half(gate, measure)
    pen = _Pen(mirror)
    box = pen.box(Box(middle[0] - half, middle[1] - _GATE_HEIGHT / 2, middle[0] + half, middle[1] + _GATE_HEIGHT / 2))
    radius = 1.5 if gate == Gate.AND else _GATE_HEIGHT / 2
    label = measure(_(_GATE_WORD[Gate(gate)]), _GATE_FONT, 1000.0)
    top = middle[1] - label.line_height / 2
    shapes: tuple[Shape, ...] = (
        Path(rectangle(box, radius), "gate", Stroke("gate_outline", 1.2), decoration=True),
        *text_lines(label, box.left, top, _GATE_FONT, "text", width=box.width, middle=True),
    )
    return Group(key, "gate", shapes, box, _(_GATE_NAME[Gate(gate)]))


# ── to the counter-measures ──────────────────────────────────────────────────────────────────────────────────────────


def links_to_measures(why: Why, layout: WhysLayout, look: WhysLook) -> Iterator[Group]:
    if not why.answers:
        return
    start = (why.box.right + _OUTLINE, why.middle)
    if why.below:
        start = ((why.box.left + why.box.right) / 2, why.box.bottom + _OUTLINE)
    ends = tuple(
        (box.left - _OUTLINE, (box.top + box.bottom) / 2, answer.kind)
        for answer, box in zip(why.answers, why.answer_boxes, strict=True)
    )
    yield _measure_links(start, bool(why.below), ends, _mirror(layout, look))


@lru_cache(maxsize=4096)
def _measure_links(start: Point, downwards: bool, ends: tuple[tuple[float, float, str], ...], mirror: float) -> Group:
    """From a cause with answers down to the strip below them, from any other straight on; then to each card."""
    pen = _Pen(mirror)
    middle = (ends[0][1] + ends[-1][1]) / 2 if downwards else start[1]
    stroke = _TO_ANSWER[ends[0][2]]
    fork = ends[0][0] - _FORK
    straight = all(abs(y - middle) < 1 for _x, y, _kind in ends)
    last = (ends[0][0] if straight else fork - _RADIUS, middle)
    pen.line([start, (start[0], middle), last] if downwards else [start, last], stroke)
    if not straight:
        for x, y, _kind in ends:
            pen.line([last, (fork, middle), (fork, y), (x, y)], stroke)
    box = around([Box(*start, *start), *(Box(x, y, x, y) for x, y, _kind in ends)])
    return Group("", "link", tuple(pen.shapes), pen.box(box))


# ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Pen:
    """Collects shapes, mirrored in a width or not."""

    def __init__(self, mirror: float) -> None:
        self.shapes: list[Shape] = []
        self._mirror = mirror

    def _at(self, point: Point) -> Point:
        return (self._mirror - point[0], point[1]) if self._mirror else point

    def box(self, box: Box) -> Box:
        if not self._mirror:
            return box
        return Box(self._mirror - box.right, box.top, self._mirror - box.left, box.bottom)

    def line(self, points: list[Point], stroke: Stroke) -> None:
        self.shapes.append(Path(polyline([self._at(point) for point in points], _RADIUS), stroke=stroke))

    def line_with_word(self, points: list[Point], way: _Way, measure: Measure) -> None:
        """The line, and before its end "therefore", for which it is interrupted."""
        if not way.therefore:
            self.line(points, way.stroke)
            return
        right, y = way.end[0] - 8, way.end[1]
        left = right - _therefore_width(measure)
        self.line([*points[:-1], (left, y)], way.stroke)
        self.line([(right, y), way.end], way.stroke)
        pill = text_pill(_("therefore"), measure)
        corner = self._at((left, y)) if not self._mirror else self._at((right, y))
        self.shapes.extend(pill_row((pill,), corner[0], y - PILL_HEIGHT / 2))

    def arrow(self, tip: Point, forward: int, stroke: Stroke) -> None:
        towards = (float(-forward if self._mirror else forward), 0.0)
        half = 2.6 + stroke.width * 0.5
        self.shapes.append(Path(polygon(arrow(self._at(tip), towards, _ARROW, half)), stroke.colour))
