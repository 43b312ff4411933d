"""How a 5-Whys is looked at while it is edited: what is folded, which branch, read back; nothing of it is stored."""

from dataclasses import dataclass, replace

from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Kind
from incidentdesk.investigate.whys_layout import WhysLook

# With more causes than this a 5-Whys opens folded.
MANY = 120


@dataclass(frozen=True, slots=True)
class WhysShow:
    folded: frozenset[str] = frozenset()
    branch: str = EFFECT
    everything: bool = False
    reading_back: bool = False
    votes: bool = True

    def look(self, graph: CauseGraph, *, voter: str, right_to_left: bool, today: str) -> WhysLook:
        return WhysLook(
            branch=self.branch if self.branch in graph.causes else EFFECT,
            everything=self.everything,
            folded=self.folded,
            read_back=self.reading_back,
            right_to_left=right_to_left,
            seen_by=voter,
            votes=self.votes,
            today=today,
        )


def opened(graph: CauseGraph) -> WhysShow:
    """How a 5-Whys is shown at first: one with very many causes as far as the second why."""
    if len(graph.in_order()) <= MANY:
        return WhysShow()
    closed = (cause.key for cause in graph.in_order() if graph.depth(cause.key) == 2 and graph.children(cause.key))
    return WhysShow(folded=frozenset(closed))


def unfolded(show: WhysShow, graph: CauseGraph, key: str) -> WhysShow:
    """With the answers to one why shown."""
    path = frozenset(cause.key for cause in graph.path(key)) | {EFFECT}
    return replace(show, folded=show.folded - path)


def shown_with(show: WhysShow, graph: CauseGraph, key: str) -> WhysShow:
    """With a cause or a counter-measure itself shown; where it is no answer that is shown now, its branch alone is."""
    if key in graph.measures:
        return shown_with(show, graph, graph.measures[key].cause)
    path = graph.path(key)
    if not path:
        return show
    show = unfolded(show, graph, path[-2].key if len(path) > 1 else EFFECT)
    if path[-1].kind == Kind.CATEGORY:
        return replace(show, branch=key)
    first = next(cause for cause in path if cause.kind == Kind.CAUSE)
    if show.branch in graph.causes and not _in_branch(graph, show.branch, key):
        show = replace(show, branch=EFFECT)
    if show.branch not in graph.causes and first not in graph.answers(EFFECT, everything=show.everything):
        show = replace(show, branch=first.key)
    return show


def _in_branch(graph: CauseGraph, branch: str, key: str) -> bool:
    """Whether a cause is on the way to a branch or behind it."""
    return branch in {each.key for each in graph.path(key)} or key in {each.key for each in graph.path(branch)}
