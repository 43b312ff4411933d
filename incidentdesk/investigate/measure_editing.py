"""Counter-measures among each other, and from cause to cause, as gestures on the graph."""

from incidentdesk.investigate.cause_editing import GAP
from incidentdesk.investigate.cause_graph import CauseGraph, Gesture, Noun, changed


def reorder_measure(graph: CauseGraph, key: str, by: int) -> Gesture:
    """Move it up (-1) or down (1) among those against the same cause; nothing at the end."""
    order = [each.key for each in graph.measures_of(graph.measures[key].cause)]
    place = order.index(key) + by
    if not 0 <= place < len(order):
        return ()
    order.remove(key)
    order.insert(place, key)
    return _numbered(graph, order)


def move_measures(graph: CauseGraph, keys: list[str], cause: str) -> Gesture:
    """Have counter-measures answer another cause, after those that answer it already."""
    gesture: Gesture = ()
    last = max((each.position for each in graph.measures_of(cause)), default=0)
    for number, key in enumerate(keys, 1):
        if graph.measures[key].cause != cause:
            gesture += changed(Noun.MEASURE, graph.measures[key], cause=cause, position=last + number * GAP)
    return gesture


def _numbered(graph: CauseGraph, order: list[str]) -> Gesture:
    gesture: Gesture = ()
    for number, key in enumerate(order, 1):
        gesture += changed(Noun.MEASURE, graph.measures[key], position=number * GAP)
    return gesture
