"""The map of services as a drawing: cards in columns, what needs most at the left, and lines to what each needs.

No card lies on another, and no line on a card: a line passes a column through a place of its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt

from incidentdesk.drawing.measure import Measure, Measured
from incidentdesk.drawing.shapes import (
    Box,
    Drawing,
    Font,
    Group,
    Path,
    Point,
    Shape,
    Step,
    Stroke,
    Text,
    around,
    arrow,
    moved,
    polygon,
    rectangle,
)
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.minutes import minutes_text
from incidentdesk.prepare.service import Criticality
from incidentdesk.prepare.service_list import ServiceRow
from incidentdesk.prepare.service_order import Ordered, Place, ordered, placed

SERVICE, LINK = "service", "link"
CARD_WIDTH = 208.0
_BETWEEN_COLUMNS, _BETWEEN_CARDS, _PASSAGE = 96.0, 16.0, 8.0
_MARGIN, _PAD, _RADIUS = 24.0, 12.0, 8.0
_NAME, _FACT, _BADGE, _HEADING = Font(13, 600), Font(11), Font(11, 600), Font(12, 600)
_MOST_LINES = 3
_ARROW, _PORT = 8.0, 9.0
# How many of the four bars are filled.
_BARS = {Criticality.CRITICAL: 4, Criticality.HIGH: 3, Criticality.MEDIUM: 2, Criticality.LOW: 1}


@dataclass(frozen=True, slots=True)
class ServiceMap:
    """The drawing; where each service is, in columns from left to right and then those that stand alone; and the ends
    of each line."""

    drawing: Drawing
    boxes: Mapping[str, Box]
    columns: tuple[tuple[str, ...], ...]
    links: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Card:
    """A card whose upper left corner is the origin."""

    row: ServiceRow
    shapes: tuple[Shape, ...]
    height: float
    name: str


def service_map(rows: Sequence[ServiceRow], measure: Measure, opened: Mapping[int, int] | None = None) -> ServiceMap:
    """`opened` says how many incidents of a service are open."""
    cards = {row.id: _card(row, measure, (opened or {}).get(row.id, 0)) for row in rows}
    order = ordered({row.id: tuple(need.service_id for need in row.needs) for row in rows})
    heights = {
        place: cards[place.service_id].height if place.column is None else _PASSAGE
        for column in order.columns
        for place in column
    }
    middles = placed(order, heights, _BETWEEN_CARDS)
    boxes = _boxes(order, cards, middles)
    links = list(_links(order, boxes, middles, cards))
    alone = list(_alone(order, cards, boxes, measure))
    groups = [*links, *alone, *(_group(cards[key], box) for key, box in boxes.items())]
    whole = around((group.box for group in groups), _MARGIN)
    columns = [tuple(str(each.service_id) for each in column if each.column is None) for column in order.columns]
    return ServiceMap(
        Drawing(tuple(groups), whole, _("Service map")),
        {str(key): box for key, box in boxes.items()},
        (*columns, *([tuple(map(str, order.alone))] if order.alone else [])),
        {link_key(*ends): ends for ends in order.lines},
    )


def link_key(service_id: int, needs_id: int) -> str:
    return f"{service_id}>{needs_id}"


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _left(column: int) -> float:
    return column * (CARD_WIDTH + _BETWEEN_COLUMNS)


def _boxes(order: Ordered, cards: Mapping[int, _Card], middles: Mapping[Place, float]) -> dict[int, Box]:
    found = {}
    for number, column in enumerate(order.columns):
        for place in column:
            if place.column is None:
                height, left = cards[place.service_id].height, _left(number)
                top = middles[place] - height / 2
                found[place.service_id] = Box(left, top, left + CARD_WIDTH, top + height)
    return found


def _alone(order: Ordered, cards: Mapping[int, _Card], boxes: dict[int, Box], measure: Measure) -> Iterator[Group]:
    """Below the others, row by row, those that need nothing and are not needed; their boxes are added to `boxes`."""
    if not order.alone:
        return
    top = max((box.bottom for box in boxes.values()), default=-_MARGIN) + _MARGIN
    if boxes:
        heading = _heading(_("Without dependencies"), 0.0, top, measure)
        yield heading
        top = heading.box.bottom + _PAD
    step = CARD_WIDTH + _BETWEEN_CARDS
    width = around(boxes.values()).width
    # About as wide as a window is, or as what stands above it.
    across = max(int((width + _BETWEEN_CARDS) // step), ceil(sqrt(len(order.alone) * 0.55)), 1)
    for start in range(0, len(order.alone), across):
        line = order.alone[start : start + across]
        for place, key in enumerate(line):
            boxes[key] = Box(place * step, top, place * step + CARD_WIDTH, top + cards[key].height)
        top += max(cards[key].height for key in line) + _BETWEEN_CARDS


def _heading(text: str, left: float, top: float, measure: Measure) -> Group:
    set_text = measure(text, _HEADING, 400)
    shapes = tuple(_lines(set_text, _HEADING, "muted", left, top))
    return Group("alone", "heading", shapes, around(shape.box for shape in shapes), text)


# ── cards ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _card(row: ServiceRow, measure: Measure, opened: int) -> _Card:
    inner = CARD_WIDTH - 2 * _PAD
    badge = _badge(opened, measure) if opened else ()
    taken = around(shape.box for shape in badge if isinstance(shape, Text)).width + 24 if badge else 0.0
    name = _shortened(row.name, measure, inner - taken)
    lines = list(_lines(name, _NAME, "text", _PAD, _PAD, inner - taken))
    fact_top = _PAD + name.height + 6
    facts = measure(_fitting(_facts(row), measure, inner - 28), _FACT, 10_000)
    lines += _lines(facts, _FACT, "muted", _PAD + 28, fact_top, inner - 28)
    height = fact_top + facts.height + _PAD
    vital = row.criticality == Criticality.CRITICAL
    frame = Path(
        rectangle(Box(0, 0, CARD_WIDTH, height), _RADIUS),
        "card",
        Stroke("text" if vital else "card_outline", 2.0 if vital else 1.0),
        decoration=True,
    )
    shapes = (frame, *_bars(row.criticality, _PAD, fact_top + facts.height / 2 + 5), *lines, *badge)
    return _Card(row, shapes, height, _spoken(row, opened))


def _facts(row: ServiceRow) -> str:
    aim = _("RTO {time}").format(time=minutes_text(row.rto)) if row.rto is not None else ""
    return " · ".join(each for each in (_(row.criticality), aim, row.team) if each)


def _spoken(row: ServiceRow, opened: int) -> str:
    """What a screen reader says of a card."""
    said = [_("{name}, {criticality}").format(name=isolated(row.name), criticality=_(row.criticality))]
    if row.needs:
        said.append(_("needs {names}").format(names=", ".join(isolated(need.name) for need in row.needs)))
    if row.needed_by:
        count = len(row.needed_by)
        said.append(ngettext("{count} service needs it", "{count} services need it", count).format(count=count))
    if opened:
        said.append(ngettext("{count} open incident", "{count} open incidents", opened).format(count=opened))
    return "; ".join(said)


def _bars(criticality: str, left: float, bottom: float) -> Iterator[Path]:
    """Four rising bars, as many filled as the service is critical; they are read without any colour."""
    filled = _BARS.get(Criticality(criticality), 0)
    for number in range(4):
        x, height = left + number * 5.5, 4.0 + number * 2.5
        box = Box(x, bottom - height, x + 4, bottom)
        full = number < filled
        yield Path(rectangle(box, 1), "text" if full else "", None if full else Stroke("outline", 0.8), decoration=True)


def _badge(opened: int, measure: Measure) -> tuple[Shape, ...]:
    """How many incidents are open, in the upper corner at the end."""
    text = ngettext("{count} open", "{count} open", opened).format(count=opened)
    set_text = measure(text, _BADGE, 10_000)
    right = CARD_WIDTH - _PAD + 4
    box = Box(right - set_text.width - 14, _PAD - 2, right, _PAD + set_text.height + 2)
    pill = Path(rectangle(box, box.height / 2), "root", decoration=True)
    return pill, *_lines(set_text, _BADGE, "root_pill_text", box.left + 7, _PAD)


def _shortened(text: str, measure: Measure, width: float) -> Measured:
    """In at most three lines; what is left out is marked by an ellipsis."""
    whole = measure(text, _NAME, width)
    if len(whole.lines) <= _MOST_LINES:
        return whole
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        fits = len(measure(text[:middle].rstrip() + "…", _NAME, width).lines) <= _MOST_LINES
        low, high = (middle, high) if fits else (low, middle)
    return measure(text[:low].rstrip() + "…", _NAME, width)


def _fitting(text: str, measure: Measure, width: float) -> str:
    """On one line of that width."""
    if measure(text, _FACT, 10_000).width <= width:
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        fits = measure(text[:middle].rstrip() + "…", _FACT, 10_000).width <= width
        low, high = (middle, high) if fits else (low, middle)
    return text[:low].rstrip() + "…"


def _lines(set_text: Measured, font: Font, colour: str, left: float, top: float, width: float = 0.0) -> Iterator[Text]:
    """The lines of a measured text; those from right to left end at the right of `width`."""
    for number, line in enumerate(set_text.lines):
        above = top + number * set_text.line_height
        x = left + max(0.0, width - line.width) if set_text.right_to_left else left
        yield Text(
            x, above + set_text.ascent, line.text, font, colour, line.width, above, above + set_text.line_height,
            set_text.right_to_left,
        )  # fmt: skip


def _group(card: _Card, box: Box) -> Group:
    shapes = tuple(moved(shape, box.left, box.top) for shape in card.shapes)
    return Group(str(card.row.id), SERVICE, shapes, box, card.name)


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _links(
    order: Ordered, boxes: Mapping[int, Box], middles: Mapping[Place, float], cards: Mapping[int, _Card]
) -> Iterator[Group]:
    out, into = _ports(order, boxes, middles)
    column_of = {place: number for number, column in enumerate(order.columns) for place in column}
    for (one, other), places in order.lines.items():
        start: Point = (boxes[one].right, out[one, other])
        tip: Point = (boxes[other].left, into[one, other])
        passages = [(_left(column_of[place]), middles[place]) for place in places[1:-1]]
        steps = _way(start, passages, (tip[0] - _ARROW * 0.7, tip[1]))
        head = Path(polygon(arrow(tip, (1.0, 0.0), _ARROW, _ARROW / 2)), "link")
        line = Path(steps, stroke=Stroke("link", 1.4))
        name = _("{name} needs {needed}").format(
            name=isolated(cards[one].row.name), needed=isolated(cards[other].row.name)
        )
        yield Group(link_key(one, other), LINK, (line, head), _reach([start, tip, *passages]), name)


def _way(start: Point, passages: Sequence[Point], end: Point) -> tuple[Step, ...]:
    """From card to card, straight where it passes a column and bent between the columns only."""
    steps: list[Step] = [("M", *start)]
    at = start
    for left, middle in passages:
        steps += [_bend(at, (left, middle)), ("L", left + CARD_WIDTH, middle)]
        at = (left + CARD_WIDTH, middle)
    return (*steps, _bend(at, end))


def _bend(start: Point, end: Point) -> Step:
    half = max(24.0, (end[0] - start[0]) / 2)
    return ("C", start[0] + half, start[1], end[0] - half, end[1], *end)


def _ports(
    order: Ordered, boxes: Mapping[int, Box], middles: Mapping[Place, float]
) -> tuple[dict[tuple[int, int], float], dict[tuple[int, int], float]]:
    """Where each line leaves its card, and where it arrives: apart from one another, in the order of the other ends."""
    leaving: dict[int, list[tuple[float, tuple[int, int]]]] = defaultdict(list)
    arriving: dict[int, list[tuple[float, tuple[int, int]]]] = defaultdict(list)
    for ends, places in order.lines.items():
        leaving[ends[0]].append((middles[places[1]], ends))
        arriving[ends[1]].append((middles[places[-2]], ends))
    return _spread(leaving, boxes), _spread(arriving, boxes)


def _spread(
    lines: Mapping[int, list[tuple[float, tuple[int, int]]]], boxes: Mapping[int, Box]
) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for key, ends in lines.items():
        box = boxes[key]
        # Lines that have come together arrive together.
        heights = sorted({at for at, _line in ends})
        step = min(_PORT, (box.height - 2 * _RADIUS) / len(heights))
        start = (box.top + box.bottom) / 2 - (len(heights) - 1) / 2 * step
        ports = {at: start + number * step for number, at in enumerate(heights)}
        found.update({line: ports[at] for at, line in ends})
    return found


def _reach(points: Sequence[Point]) -> Box:
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return Box(min(xs), min(ys) - 4, max(xs), max(ys) + 4)
