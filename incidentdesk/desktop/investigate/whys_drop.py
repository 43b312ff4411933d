"""Where a card that is dragged through a 5-Whys would come: into another one, or between two of its siblings."""

from collections.abc import Iterable, Mapping

from incidentdesk.desktop.investigate.canvas_gesture import Drop
from incidentdesk.drawing.shapes import Box, Point
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Status

# So far from the upper and the lower edge of a card something comes before or after it, and so far around it.
_EDGE, _AROUND = 0.28, 8.0


def find_drop(graph: CauseGraph, boxes: Mapping[str, Box], point: Point, keys: Iterable[str]) -> Drop | None:
    """None where it can't come; causes go to causes and to the problem, counter-measures to causes."""
    carried = set(keys)
    target = _under(boxes, point)
    if target is None or target in graph.measures or target in carried:
        return None
    if carried & graph.measures.keys():
        whole = carried <= graph.measures.keys() and target != EFFECT
        return Drop(target, box=boxes[target]) if whole else None
    if any(each.key in carried for each in graph.path(target)):
        return None
    box = boxes[target]
    share = (point[1] - box.top) / box.height
    if target == EFFECT or _EDGE < share < 1 - _EDGE:
        return _into(graph, target, box)
    return _beside(graph, graph.causes[target], box, carried, after=share > 0.5)


def _under(boxes: Mapping[str, Box], point: Point) -> str | None:
    for key, box in boxes.items():
        around = box.grown(_AROUND)
        if around.left <= point[0] <= around.right and around.top <= point[1] <= around.bottom:
            return key
    return None


def _into(graph: CauseGraph, target: str, box: Box) -> Drop | None:
    """A branch that is ruled out is not followed."""
    ruled_out = target != EFFECT and graph.causes[target].status == Status.RULED_OUT
    return None if ruled_out else Drop(target, box=box)


def _beside(graph: CauseGraph, cause: Cause, box: Box, carried: set[str], *, after: bool) -> Drop:
    staying = [each.key for each in graph.children(cause.parent) if each.key not in carried]
    y = box.bottom + _AROUND - 1 if after else box.top - _AROUND + 1
    return Drop(cause.parent, staying.index(cause.key) + after, line=((box.left, y), (box.right, y)))
