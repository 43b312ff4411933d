"""The fishbone of a cause graph as a drawing: head at the right, ribs at 60°, every text on its twig (ux.md 6.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from incidentdesk.drawing.measure import Measure, Measured
from incidentdesk.drawing.palette import hue
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
    around,
    arrow,
    line,
    moved,
    polygon,
    polyline,
    rectangle,
)
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Side, Status
from incidentdesk.investigate.fishbone_label import SIGN_COLUMN, Label, Shown
from incidentdesk.investigate.fishbone_layout import (
    CAPTION_FONT,
    CATEGORY_FONT,
    HEAD_FONT,
    HEAD_PAD,
    HINT_FONT,
    STUB,
    T0,
    C,
    D,
    G,
    Hung,
    Layout,
    Look,
    Rib,
    Spread,
    layout_of,
)
from incidentdesk.investigate.marks import PILL_GAP, PILL_HEIGHT, STATUS_WORD, pill_row, status_mark, text_lines
from incidentdesk.language import _, isolated, ngettext

_MARGIN = 24.0
# Between the spine and the head.
_HEAD_LEFT = 6.0
# How far the round side of the head bends; a very high head has less of it, so that its text stays inside.
_BEND, _HIGH_HEAD, _LESS_BEND = 52.0, 300.0, 40.0
_CAPTION_GAP = 4.0
_CATEGORY_PAD = 28.0
_SPINE = (2.2, 5.5)
_RIB = (1.8, 3.6)
_BONE = 1.1
# What a width perpendicular to a rib is along a horizontal line: 1 / sin 60°.
_SLANT = 1.1547
_TWIG = {Status.SUSPECTED: 1.5, Status.VERIFIED: 2.2, Status.RULED_OUT: 1.5, Status.ROOT_CAUSE: 2.6}
_THINNER = 0.25  # of a suspected cause below the first level
_DASH = (4.0, 3.0)
_LEGEND_FONT, _LEGEND_ROW = Font(11), 19.0


@dataclass(frozen=True, slots=True)
class Fishbone:
    """The drawing; where each cause and category is in it, and under EFFECT the head, from the head to the tail and
    each rib from top to bottom; what to hand back as `Look.frozen` while it is edited; how many causes are folded away
    below each that is closed; and how many are on no bone and therefore not drawn."""

    drawing: Drawing
    boxes: Mapping[str, Box]
    frozen: Mapping[str, Spread]
    hidden: Mapping[str, int]
    loose: int


def fishbone(graph: CauseGraph, measure: Measure, look: Look | None = None) -> Fishbone:
    look = look or Look()
    layout = layout_of(graph, measure, look)
    turn = -1.0 if look.right_to_left else 1.0
    groups = [
        _spine(layout, turn),
        *(_category(rib, turn, graph, _spine_width(layout, rib.joint)) for rib in layout.ribs),
        *(group for rib in layout.ribs for group in _causes(rib, turn)),
        _head(layout, turn),
        *_hint(layout, measure, look, turn),
    ]
    if look.legend:
        groups.append(_legend(layout, measure, turn, max(group.box.bottom for group in groups)))
    drawing = Drawing(tuple(groups), around([group.box for group in groups], _MARGIN), _title(graph))
    return Fishbone(
        drawing,
        boxes={group.key: group.box for group in groups if group.kind in ("head", "category", "cause")},
        frozen={rib.category.key: rib.spread for rib in layout.ribs},
        hidden=_hidden(layout),
        loose=sum(1 for each in graph.loose for _below in graph.subtree(each.key)),
    )


def _hidden(layout: Layout) -> dict[str, int]:
    categories = {rib.category.key: rib.hidden for rib in layout.ribs if rib.hidden}
    return categories | {
        hung.cause.key: hung.shown.hidden for rib in layout.ribs for hung in rib.hung if hung.shown.hidden
    }


def _title(graph: CauseGraph) -> str:
    return _("Fishbone: {problem}").format(problem=isolated(graph.effect.text))


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tapered(start: Point, end: Point, widths: tuple[float, float]) -> tuple[Point, ...]:
    """A line that grows from the first width to the second."""
    across, along = end[0] - start[0], end[1] - start[1]
    whole = (across**2 + along**2) ** 0.5 or 1.0
    nx, ny = -along / whole / 2, across / whole / 2
    thin, thick = widths
    return (
        (start[0] + nx * thin, start[1] + ny * thin), (end[0] + nx * thick, end[1] + ny * thick),
        (end[0] - nx * thick, end[1] - ny * thick), (start[0] - nx * thin, start[1] - ny * thin),
    )  # fmt: skip


def _spine(layout: Layout, turn: float) -> Group:
    tail = layout.tail
    points = [(x * turn, y) for x, y in _tapered((tail, 0), (0, 0), _SPINE)]
    steps = polyline([((tail - 10) * turn, -10), (tail * turn, 0), ((tail - 10) * turn, 10)])
    shapes = (Path(polygon(points), "spine"), Path(steps, stroke=Stroke("spine", 2.2)))
    return Group("", "spine", shapes, Box(tail - 10, -10, 0, 10) if turn > 0 else Box(0, -10, 10 - tail, 10))


def _place(rib: Rib, u: float, t: float, turn: float) -> Point:
    return (rib.joint + u - C * t) * turn, -t if rib.side == Side.TOP else t


def _thickness(rib: Rib, t: float) -> float:
    thin, thick = _RIB
    return thin + (thick - thin) * max(0.0, 1 - t / rib.length)


# ── groups ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _spine_width(layout: Layout, x: float) -> float:
    thin, thick = _SPINE
    return thick - (thick - thin) * x / layout.tail


def _category(rib: Rib, turn: float, graph: CauseGraph, spine: float) -> Group:
    x, y = _place(rib, 0, rib.length + rib.box_height / 2, turn)
    box = Box(x - rib.box_width / 2, y - rib.box_height / 2, x + rib.box_width / 2, y + rib.box_height / 2)
    colour = hue(rib.number)
    shapes = (
        *_rib_line(rib, turn, colour, spine),
        Path(rectangle(box, 7), f"{colour}_fill", Stroke(colour, 1.5), decoration=True),
        *_category_text(rib, box, turn),
    )
    return Group(rib.category.key, "category", shapes, box, _category_name(rib, graph))


def _rib_line(rib: Rib, turn: float, colour: str, spine: float) -> tuple[Path, ...]:
    """From the box to the edge of the spine, which is so thick there."""
    start, tip = _place(rib, 0, rib.length, turn), _place(rib, 0, spine / 2, turn)
    whole = ((tip[0] - start[0]) ** 2 + (tip[1] - start[1]) ** 2) ** 0.5
    towards = ((tip[0] - start[0]) / whole, (tip[1] - start[1]) / whole)
    neck = (tip[0] - towards[0] * 8, tip[1] - towards[1] * 8)
    return Path(polygon(_tapered(start, neck, _RIB)), colour), Path(polygon(arrow(tip, towards, 12, 4.8)), colour)


def _category_text(rib: Rib, box: Box, turn: float) -> tuple[Shape, ...]:
    """The name in the middle, and behind it how many causes are folded away."""
    pill = rib.pill.width + PILL_GAP if rib.pill else 0.0
    column, middle = box.width - _CATEGORY_PAD - pill, (box.top + box.bottom) / 2
    left = box.left + _CATEGORY_PAD / 2 + (pill if turn < 0 else 0)
    name = text_lines(rib.text, left, middle - rib.text.height / 2, CATEGORY_FONT, "text", width=column, middle=True)
    if not rib.pill:
        return name
    place = left + column + PILL_GAP if turn > 0 else box.left + _CATEGORY_PAD / 2
    return *name, *pill_row((rib.pill,), place, middle - PILL_HEIGHT / 2)


def _category_name(rib: Rib, graph: CauseGraph) -> str:
    count = sum(1 for _each in graph.subtree(rib.category.key)) - 1
    return ngettext("{category}, category, {count} cause", "{category}, category, {count} causes", count).format(
        category=isolated(rib.category.text), count=count
    )


def _causes(rib: Rib, turn: float) -> Iterator[Group]:
    """From top to bottom."""
    for hung in rib.hung[::-1] if rib.side == Side.TOP else rib.hung:
        yield _cause(rib, hung, turn)


def _cause(rib: Rib, hung: Hung, turn: float) -> Group:
    label = hung.label
    right = rib.joint + hung.u - STUB - C * hung.far
    left = right - label.width if turn > 0 else -right
    top = -hung.far if rib.side == Side.TOP else hung.near
    thickness = _thickness(rib, hung.twig) if hung.level == 1 else _BONE
    tip_x, y = _place(rib, hung.u, hung.twig, turn)
    twig = ((right - label.width) * turn, y, tip_x - turn * thickness / 2 * _SLANT)
    bone: tuple[float, ...] = ()
    if hung.bone_to is not None:
        bone = (*_place(rib, hung.u - D, hung.twig, turn), *_place(rib, hung.u - D, hung.bone_to, turn))
    name = cause_name(hung.shown, hung.level, rib.category.text)
    return _cause_group(hung.cause.key, name, hung.cause.status, hung.level, label, left, top, twig, bone, rib.number)


@lru_cache(maxsize=20_000)
def _cause_group(
    key: str,
    name: str,
    status: str,
    level: int,
    label: Label,
    left: float,
    top: float,
    twig: tuple[float, float, float],
    bone: tuple[float, ...],
    number: int,
) -> Group:
    """The same object for the same place, so that what has been painted need not be made again."""
    start, y, tip = twig
    turn = 1.0 if tip > start else -1.0
    stroke = _twig_stroke(status, level, number)
    deep = f"{hue(number)}_deep_twig"
    shapes: list[Shape] = []
    if bone:
        shapes.append(Path(line((bone[0], bone[1]), (bone[2], bone[3])), stroke=Stroke(deep, _BONE)))
    shapes.append(Path(line((start, y), (tip - turn * 4, y)), stroke=stroke))
    half = 2.4 + stroke.width * 0.35
    shapes.append(Path(polygon(arrow((tip, y), (turn, 0), 7, half)), stroke.colour))
    shapes.extend(moved(shape, left, top) for shape in label.shapes)
    box = Box(left, top, left + label.width, y + 2)
    return Group(key, "cause", tuple(shapes), box, name)


def _twig_stroke(status: str, level: int, number: int) -> Stroke:
    width = _TWIG[Status(status)]
    if status == Status.ROOT_CAUSE:
        return Stroke("root", width)
    if status == Status.VERIFIED:
        return Stroke(hue(number), width)
    colour = f"{hue(number)}_twig" if level == 1 else f"{hue(number)}_deep_twig"
    return Stroke(colour, width - (_THINNER if level > 1 else 0), _DASH if status == Status.RULED_OUT else ())


@lru_cache(maxsize=20_000)
def cause_name(shown: Shown, level: int, category: str) -> str:
    """What a screen reader says: "Rollback plan not tested, root cause, level 1 of Process, 3 evidence"."""
    name = _("{text}, {status}, level {level} of {category}").format(
        text=isolated(shown.text),
        status=_(STATUS_WORD[Status(shown.status)]),
        level=level,
        category=isolated(category),
    )
    if shown.evidence:
        name = _("{cause}, {count} evidence").format(cause=name, count=shown.evidence)
    if shown.votes:
        name = ngettext("{cause}, {count} vote", "{cause}, {count} votes", shown.votes).format(
            cause=name, count=shown.votes
        )
    if shown.hidden:
        name = _("{cause}, {count} folded below").format(cause=name, count=shown.hidden)
    return name


def _head(layout: Layout, turn: float) -> Group:
    width, height = layout.head_width, layout.head_height
    left = _HEAD_LEFT if turn > 0 else -_HEAD_LEFT - width
    box = Box(left, -height / 2, left + width, height / 2)
    column = width - HEAD_PAD
    inner = left + 16 if turn > 0 else box.right - 16 - column
    top = -(layout.caption.height + _CAPTION_GAP + layout.head.height) / 2
    below = top + layout.caption.height + _CAPTION_GAP
    right = turn < 0
    shapes: tuple[Shape, ...] = (
        Path(_d_shape(box, turn), "head", decoration=True),
        *text_lines(layout.caption, inner, top, CAPTION_FONT, "head_text", width=column, right_aligned=right),
        *text_lines(
            layout.head, inner, below, HEAD_FONT, "head_text",
            width=column, right_aligned=right or layout.head.right_to_left,
        ),
    )  # fmt: skip
    text = " ".join(line.text for line in layout.head.lines)
    return Group(EFFECT, "head", shapes, box, _("Problem: {text}").format(text=isolated(text)))


def _d_shape(box: Box, turn: float) -> tuple[Step, ...]:
    """Square to the spine with small corners, round on the other side."""
    bend = min(box.height / 2, _BEND) if box.height <= _HIGH_HEAD else _LESS_BEND
    near, far = (box.left, box.right) if turn > 0 else (box.right, box.left)
    r, k, kx, ky = 6.0 * turn, 6.0 * 0.4477, bend * 0.4477 * turn, box.height / 2 * 0.4477
    start, top, bottom = far - bend * turn, box.top, box.bottom
    return (
        ("M", near + r, top),
        ("L", start, top),
        ("C", far - kx, top, far, top + ky, far, 0.0),
        ("C", far, bottom - ky, far - kx, bottom, start, bottom),
        ("L", near + r, bottom),
        ("C", near + k * turn, bottom, near, bottom - k, near, bottom - 6.0),
        ("L", near, top + 6.0),
        ("C", near, top + k, near + k * turn, top, near + r, top),
        ("Z",),
    )


def _hint(layout: Layout, measure: Measure, look: Look, turn: float) -> Iterator[Group]:
    """What to do first, where there is no cause yet; a printed fishbone says nothing of keys."""
    for rib in layout.ribs:
        if rib.hint:
            yield _hint_on(rib, rib.hint, turn)
    if not layout.ribs and not look.on_paper:
        text = measure(_("No categories yet. Choose a set, or press Tab to add one."), HINT_FONT, look.wrap)
        left, top = -40 - text.width if turn > 0 else 40.0, -text.height - 12
        yield _hint_group(text, left, top)


def _hint_group(text: Measured, left: float, top: float, *before: Path) -> Group:
    box = Box(left, top, left + text.width, top + text.height)
    return Group("", "hint", (*before, *text_lines(text, left, top, HINT_FONT, "muted")), box)


def _hint_on(rib: Rib, text: Measured, turn: float) -> Group:
    """The hint stands where the first cause will."""
    on_top = rib.side == Side.TOP
    near, twig = (T0 + G, T0) if on_top else (T0, T0 + text.height + G)
    far = near + text.height
    right = rib.joint - STUB - C * far
    end, y = _place(rib, -_thickness(rib, twig), twig, turn)
    stroke = Stroke(f"{hue(rib.number)}_twig", 1.5, _DASH)
    drawn = Path(line(((right - text.width) * turn, y), (end, y)), stroke=stroke)
    return _hint_group(text, right - text.width if turn > 0 else -right, -far if on_top else near, drawn)


def _legend(layout: Layout, measure: Measure, turn: float, bottom: float) -> Group:
    """The four statuses below the head, level with the lowest category."""
    words = [measure(_(status.value), _LEGEND_FONT, 1000.0) for status in Status]
    width = SIGN_COLUMN + max(word.width for word in words)
    height = _LEGEND_ROW * len(words)
    top = max(layout.head_height / 2 + 24, bottom - height)
    left = _HEAD_LEFT + max(0.0, layout.head_width - width - 36)
    left = left if turn > 0 else -left - width
    shapes: list[Shape] = []
    for number, (status, word) in enumerate(zip(Status, words, strict=True)):
        middle = top + (number + 0.5) * _LEGEND_ROW
        shapes.extend(status_mark(status, (left + 6 if turn > 0 else left + width - 6, middle)))
        start = left + SIGN_COLUMN if turn > 0 else left + width - SIGN_COLUMN - word.width
        shapes.extend(text_lines(word, start, middle - word.height / 2, _LEGEND_FONT, "text"))
    return Group("", "legend", tuple(shapes), Box(left, top, left + width, top + height), _("Legend"))
