"""Where the arrow keys lead in a fishbone: along the branches and not by distance on the screen (ux.md 6.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incidentdesk.drawing.shapes import Box
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Kind


@dataclass(frozen=True, slots=True)
class _Rib:
    """What is shown of a category from top to bottom, the category itself with it."""

    category: str
    keys: tuple[str, ...]
    on_top: bool
    x: float  # of the middle of its box


def step(graph: CauseGraph, boxes: Mapping[str, Box], key: str, by: int) -> str:
    """The label above (-1) or below (1); at the end of a rib it goes on with the neighbour."""
    order = [each for rib in _ribs(graph, boxes) for each in rib.keys]
    if key == EFFECT or key not in order:
        return order[0 if by > 0 else -1] if order else EFFECT
    place = order.index(key) + by
    return order[place] if 0 <= place < len(order) else key


def rib_step(graph: CauseGraph, boxes: Mapping[str, Box], key: str, by: int) -> str:
    """The category of the next or the previous rib."""
    ribs = _ribs(graph, boxes)
    here = next((place for place, rib in enumerate(ribs) if key in rib.keys), None)
    if here is None:
        return ribs[0].category if ribs else EFFECT
    return ribs[min(len(ribs) - 1, max(0, here + by))].category


def outward(graph: CauseGraph, boxes: Mapping[str, Box], key: str) -> str:
    """Away from the problem: the first sub-cause, from a category the next one in its row."""
    if key == EFFECT:
        ribs = _ribs(graph, boxes)
        return ribs[0].category if ribs else EFFECT
    if graph.causes[key].kind == Kind.CATEGORY:
        return _beside(graph, boxes, key, 1)
    children = graph.children(key)
    return children[0].key if children else key


def inward(graph: CauseGraph, boxes: Mapping[str, Box], key: str) -> str:
    """Towards the problem: what a cause stands below, from a category the one before it in its row."""
    if key == EFFECT:
        return EFFECT
    cause = graph.causes[key]
    return _beside(graph, boxes, key, -1) if cause.kind == Kind.CATEGORY else cause.parent


def _beside(graph: CauseGraph, boxes: Mapping[str, Box], key: str, by: int) -> str:
    ribs = _ribs(graph, boxes)
    here = next((rib for rib in ribs if rib.category == key), None)
    if here is None:
        return key
    row = [rib.category for rib in ribs if rib.on_top == here.on_top]
    place = row.index(key) + by
    if place < 0:
        return EFFECT
    return row[place] if place < len(row) else key


def _ribs(graph: CauseGraph, boxes: Mapping[str, Box]) -> Sequence[_Rib]:
    """From the head to the tail, of each pair the upper one first."""
    of_category: dict[str, list[str]] = {}
    for key in boxes:
        category = graph.category_of(key)
        if category is not None:
            of_category.setdefault(category.key, []).append(key)
    ribs = []
    for category, keys in of_category.items():
        if category not in boxes:
            continue
        box = boxes[category]
        ordered = sorted(keys, key=lambda each: boxes[each].top)
        ribs.append(_Rib(category, tuple(ordered), box.bottom <= 0, (box.left + box.right) / 2))
    rows = [sorted((rib for rib in ribs if rib.on_top == top), key=lambda rib: abs(rib.x)) for top in (True, False)]
    pairs = max(map(len, rows), default=0)
    return [row[place] for place in range(pairs) for row in rows if place < len(row)]
