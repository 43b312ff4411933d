"""Where the arrow keys lead in a 5-Whys: along the tree, and up and down in a column across all branches."""

from collections.abc import Sequence

from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Kind
from incidentdesk.investigate.whys_drawing import Whys


def step(graph: CauseGraph, whys: Whys, key: str, by: int) -> str:
    """The card above (-1) or below (1) in the same column; the same where there is none."""
    column = _column(graph, whys, key)
    if key not in column:
        return EFFECT
    place = column.index(key) + by
    return column[place] if 0 <= place < len(column) else key


def onward(graph: CauseGraph, whys: Whys, key: str) -> str:
    """The first answer to the why of a card, without one its first counter-measure."""
    depth = next((depth for depth, column in enumerate(whys.columns) if key in column), None)
    if depth is None:
        return key
    following = whys.columns[depth + 1] if depth + 1 < len(whys.columns) else ()
    answers = [each for each in following if asked_by(graph, each) == key]
    measures = [each.key for each in graph.measures_of(key) if each.key in whys.boxes]
    return next(iter(answers or measures), key)


def back(graph: CauseGraph, key: str) -> str:
    """What a card answers: from a counter-measure its cause, from a cause what it explains."""
    if key in graph.measures:
        cause = graph.measures[key].cause
        return cause if cause in graph.causes else EFFECT
    return asked_by(graph, key)


def asked_by(graph: CauseGraph, key: str) -> str:
    """Whose why a cause answers; a category is seen through."""
    parent = graph.causes[key].parent if key in graph.causes else EFFECT
    above = graph.causes.get(parent)
    return parent if above is not None and above.kind == Kind.CAUSE else EFFECT


def _column(graph: CauseGraph, whys: Whys, key: str) -> Sequence[str]:
    """From top to bottom."""
    if key in graph.measures:
        measures = [each for each in whys.boxes if each in graph.measures]
        return sorted(measures, key=lambda each: whys.boxes[each].top)
    return next((column for column in whys.columns if key in column), ())
