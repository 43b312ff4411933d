"""The 5-Whys of a cause graph as a drawing: columns with heads, cards, gates, and the way to the root (ux.md 7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from incidentdesk.drawing.measure import Measure
from incidentdesk.drawing.shapes import Box, Drawing, Font, Group, Path, moved, rectangle
from incidentdesk.investigate.cause_graph import DEPTH_OF_5_WHYS, EFFECT, CauseGraph, Status
from incidentdesk.investigate.marks import STATUS_WORD, text_lines
from incidentdesk.investigate.whys_card import Card
from incidentdesk.investigate.whys_layout import HEADER, Why, WhysLayout, WhysLook, whys_layout
from incidentdesk.investigate.whys_legend import whys_legend
from incidentdesk.investigate.whys_link import gap_to_read_back, gates, links, links_to_measures
from incidentdesk.language import _, isolated, ngettext

_HEADER_FONT, _HINT_FONT = Font(11, 600), Font(10, 500)
_HEADER_MIDDLE = 18.0
_OVER_GAP = 56.0
_BAND_RADIUS = 8.0


@dataclass(frozen=True, slots=True)
class Whys:
    """The drawing; where each cause and counter-measure is in it, and under EFFECT the problem, in the order of the
    document; the keys of causes in each column from top to bottom, of the problem first; and how many causes are
    folded away behind each that is closed."""

    drawing: Drawing
    boxes: Mapping[str, Box]
    columns: tuple[tuple[str, ...], ...]
    hidden: Mapping[str, int]


def whys(graph: CauseGraph, measure: Measure, look: WhysLook | None = None) -> Whys:
    look = look or WhysLook()
    gap = gap_to_read_back(measure) if look.read_back else look.gap
    layout = whys_layout(graph, measure, look, gap)
    groups = [
        *_bands(layout, look),
        *_headers(layout, measure, look),
        *(group for why in layout.whys for group in links(graph, why, layout, measure, look)),
        *(group for why in layout.whys for group in links_to_measures(why, layout, look)),
        *_cards(layout, look),
        *(group for why in layout.whys for group in gates(graph, why, layout, measure, look)),
        *_hint(layout, look),
    ]
    box = Box(0, 0, layout.width, layout.height)
    if look.on_paper:
        legend = whys_legend(layout, measure, look)
        groups.append(legend)
        box = Box(0, 0, layout.width, legend.box.bottom + layout.margin)
    title = _("5-Whys: {problem}").format(problem=isolated(graph.effect.text))
    return Whys(
        Drawing(tuple(groups), box, title),
        boxes={group.key: group.box for group in groups if group.kind in ("head", "cause", "measure")},
        columns=_columns(layout),
        hidden={why.key: why.hidden for why in layout.whys if why.hidden},
    )


def _columns(layout: WhysLayout) -> tuple[tuple[str, ...], ...]:
    columns: list[list[str]] = [[] for _column in range(layout.columns + 1)]
    for why in layout.whys:
        columns[why.depth].append(why.key)
    return tuple(map(tuple, columns))


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _bands(layout: WhysLayout, look: WhysLook) -> Iterator[Group]:
    """Every second why is tinted, and the counter-measures."""
    tinted = [(layout.start + depth * layout.step, look.card_width) for depth in range(1, layout.columns + 1, 2)]
    if layout.answers_at is not None:
        tinted.append((layout.answers_at, look.answers_width))
    for left, width in tinted:
        box = Box(left - look.inset, layout.margin, left + width + look.inset, layout.height - layout.margin)
        yield _band(layout.mirrored(box) if look.right_to_left else box)


@lru_cache(maxsize=256)
def _band(box: Box) -> Group:
    return Group("", "column", (Path(rectangle(box, _BAND_RADIUS), "column", decoration=True),), box)


def _headers(layout: WhysLayout, measure: Measure, look: WhysLook) -> Iterator[Group]:
    heads = [(layout.start, look.card_width, _("PROBLEM"))]
    for depth in range(1, layout.columns + 1):
        heads.append((layout.start + depth * layout.step, look.card_width, _("WHY {number}").format(number=depth)))
    if layout.answers_at is not None:
        heads.append((layout.answers_at, look.answers_width, _("COUNTER-MEASURES")))
    asking = _still_asking(layout, look)
    for depth, (left, width, text) in enumerate(heads):
        hint = _("still asking? mark the root or continue") if asking and asking == depth else ""
        box = Box(left, layout.margin, left + width, layout.margin + HEADER)
        yield _header(text, hint, layout.mirrored(box) if look.right_to_left else box, measure, look.right_to_left)


@lru_cache(maxsize=256)
def _header(text: str, hint: str, box: Box, measure: Measure, right_to_left: bool) -> Group:
    label = measure(text, _HEADER_FONT, box.width)
    top = box.top + _HEADER_MIDDLE - label.line_height / 2
    lines = text_lines(
        label, box.left, top, _HEADER_FONT, "muted", width=box.width, right_aligned=right_to_left or label.right_to_left
    )
    if not hint:
        return Group("", "header", lines, box)
    # It may stand out over the gap to the next column, where it has room for two lines in any language.
    said = measure(hint, _HINT_FONT, box.width + _OVER_GAP)
    below = text_lines(
        said, box.left - (_OVER_GAP if right_to_left else 0), top + label.height, _HINT_FONT, "warning",
        width=box.width + _OVER_GAP, right_aligned=right_to_left,
    )  # fmt: skip
    return Group("", "header", (*lines, *below), box)


def _still_asking(layout: WhysLayout, look: WhysLook) -> int:
    """The column, from the fifth why on, in which a chain ends that has no root; 0 for none, and on paper."""
    if look.on_paper:
        return 0
    ends = [
        why.depth
        for why in layout.whys
        if why.cause and not why.below and why.cause.status not in (Status.ROOT_CAUSE, Status.RULED_OUT)
    ]
    deepest = max(ends, default=0)
    return deepest if deepest >= DEPTH_OF_5_WHYS else 0


# ── cards ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cards(layout: WhysLayout, look: WhysLook) -> Iterator[Group]:
    for why in layout.whys:
        kind, name = ("cause", why_name(why)) if why.cause else ("head", _("Problem"))
        yield _card(why.key, kind, name, why.card, *_corner(why.box, layout, look))
    for why in layout.whys:
        for answer, box in zip(why.answers, why.answer_boxes, strict=True):
            yield _card(answer.key, answer.kind, answer.name, answer.card, *_corner(box, layout, look))


def _hint(layout: WhysLayout, look: WhysLook) -> Iterator[Group]:
    if layout.hint:
        card, box = layout.hint
        yield _card(EFFECT, "hint", "", card, *_corner(box, layout, look))


def _corner(box: Box, layout: WhysLayout, look: WhysLook) -> tuple[float, float]:
    placed = layout.mirrored(box) if look.right_to_left else box
    return placed.left, placed.top


@lru_cache(maxsize=20_000)
def _card(key: str, kind: str, name: str, card: Card, left: float, top: float) -> Group:
    """The same object for the same place, so that what has been painted need not be made again."""
    shapes = tuple(moved(shape, left, top) for shape in card.shapes)
    return Group(key, kind, shapes, Box(left, top, left + card.width, top + card.height), name)


def why_name(why: Why) -> str:
    """What a screen reader says: "The storage volume was full, verified, why 2, 4 evidence, 1 of 2"."""
    if why.cause is None or why.parent is None:
        return _("Problem")
    name = _("{text}, {status}, why {depth}").format(
        text=isolated(why.cause.text), status=_(STATUS_WORD[Status(why.cause.status)]), depth=why.depth
    )
    if why.evidence:
        name = _("{cause}, {count} evidence").format(cause=name, count=why.evidence)
    if why.answers and why.answers[0].measure:
        count = len(why.answers)
        name = ngettext("{cause}, {count} counter-measure", "{cause}, {count} counter-measures", count).format(
            cause=name, count=count
        )
    if why.hidden:
        name = _("{cause}, {count} folded below").format(cause=name, count=why.hidden)
    return _("{cause}, {place} of {count}").format(cause=name, place=why.place, count=len(why.parent.below))
