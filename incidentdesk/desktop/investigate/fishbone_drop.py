"""Where what is dragged in a fishbone would come."""

from collections.abc import Mapping, Sequence

from incidentdesk.desktop.investigate.canvas_gesture import Drop
from incidentdesk.drawing.shapes import Box
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Kind, Side

# The part of a label at its upper and lower edge that means before and after it; in between means into it.
_EDGE = 0.28
# How far beside a label something still belongs to it, in pixels of the drawing.
_NEAR_X, _NEAR_Y = 60.0, 34.0


def find_drop(graph: CauseGraph, boxes: Mapping[str, Box], x: float, y: float, keys: Sequence[str]) -> Drop | None:
    """None where nothing can be put."""
    carried = [graph.causes[key] for key in keys if key in graph.causes]
    if not carried:
        return None
    if all(cause.kind == Kind.CATEGORY for cause in carried):
        return _between_categories(graph, boxes, x, y, keys)
    if any(cause.kind == Kind.CATEGORY for cause in carried):
        return None
    moving = {each.key for key in keys if key in graph.causes for each in graph.subtree(key)}
    target = _label_at(graph, boxes, x, y, moving)
    return _at_label(graph, target, boxes[target.key], y, keys) if target is not None else None


def _label_at(graph: CauseGraph, boxes: Mapping[str, Box], x: float, y: float, moving: set[str]) -> Cause | None:
    """The label under the point, else the nearest one beside it that can take something."""
    best: tuple[float, Cause] | None = None
    for key, box in boxes.items():
        cause = graph.causes.get(key)
        if cause is None or key in moving:
            continue
        dx = max(box.left - x, 0.0, x - box.right)
        dy = max(box.top - y, 0.0, y - box.bottom)
        reach = (0.0, 0.0) if cause.kind == Kind.CATEGORY else (_NEAR_X, _NEAR_Y)
        if dx <= reach[0] and dy <= reach[1] and (best is None or dx + 2 * dy < best[0]):
            best = (dx + 2 * dy, cause)
    return best[1] if best else None


def _at_label(graph: CauseGraph, target: Cause, box: Box, y: float, keys: Sequence[str]) -> Drop:
    share = (y - box.top) / max(1.0, box.height)
    if target.kind == Kind.CATEGORY or _EDGE <= share <= 1 - _EDGE:
        return Drop(target.key, box=box)
    after = share > 0.5
    staying = [each.key for each in graph.children(target.parent) if each.key not in keys]
    edge = box.bottom + 4 if after else box.top - 4
    return Drop(target.parent, staying.index(target.key) + after, line=((box.left - 6, edge), (box.right + 6, edge)))


def _between_categories(
    graph: CauseGraph, boxes: Mapping[str, Box], x: float, y: float, keys: Sequence[str]
) -> Drop | None:
    """In the row of the side that the point is on, counted from the head."""
    side = Side.TOP if y < 0 else Side.BOTTOM
    row = [
        each.key
        for each in graph.categories
        if each.key in boxes and (boxes[each.key].bottom <= 0) == (side == Side.TOP) and each.key not in keys
    ]
    place = sum(abs(_middle(boxes[key])) < abs(x) for key in row)
    staying = [each.key for each in graph.children(EFFECT) if each.key not in keys]
    at = staying.index(row[place]) if place < len(row) else None
    return Drop(EFFECT, at, line=_line(boxes, row, place, x, side), side=str(side))


def _middle(box: Box) -> float:
    return (box.left + box.right) / 2


def _line(
    boxes: Mapping[str, Box], row: Sequence[str], place: int, x: float, side: str
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Upright, half way between the two that it comes between."""
    around = [_middle(boxes[key]) for key in row[max(0, place - 1) : place + 1]]
    middle = sum(around) / 2 if len(around) == 2 else x
    tops = [boxes[key] for key in row] or [Box(x, -150, x, -120) if side == Side.TOP else Box(x, 120, x, 150)]
    return (middle, min(box.top for box in tops) - 4), (middle, max(box.bottom for box in tops) + 4)
