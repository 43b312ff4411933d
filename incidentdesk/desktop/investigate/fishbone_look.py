"""How a fishbone is looked at while it is edited: what is folded, isolated, balanced; nothing of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, Kind
from incidentdesk.investigate.fishbone_layout import Look, Spread

# With more causes than this a fishbone opens at level 2.
MANY = 120


@dataclass(frozen=True, slots=True)
class FishboneLook:
    """`frozen` is what the last layout found and editing leaves alone; empty where all is balanced anew."""

    folded: frozenset[str] = frozenset()
    isolated: str = ""
    votes: bool = True
    frozen: Mapping[str, Spread] = field(default_factory=dict)

    def look(self, graph: CauseGraph, *, voter: str, right_to_left: bool) -> Look:
        return Look(
            folded=self.folded,
            isolated=self.isolated if self.isolated in graph.causes else "",
            right_to_left=right_to_left,
            seen_by=voter,
            votes=self.votes,
            frozen=self.frozen,
        )


def opened(graph: CauseGraph) -> FishboneLook:
    """How a fishbone is shown at first."""
    return at_level(FishboneLook(), graph, 2) if len(graph.in_order()) > MANY else FishboneLook()


def at_level(look: FishboneLook, graph: CauseGraph, level: int) -> FishboneLook:
    """Fold everything below that level, and nothing above it; 0 is all."""
    folded = frozenset(
        cause.key
        for cause in graph.causes.values()
        if level and cause.kind == Kind.CAUSE and graph.depth(cause.key) == level and graph.children(cause.key)
    )
    return replace(look, folded=folded, frozen={})


def unfolded(look: FishboneLook, graph: CauseGraph, key: str) -> FishboneLook:
    """With everything shown that stands directly below a key."""
    path = frozenset(cause.key for cause in graph.path(key))
    isolated = look.isolated
    if isolated and isolated not in path and key not in {each.key for each in graph.path(isolated)}:
        isolated = ""
    return replace(look, folded=look.folded - path, isolated=isolated)


def shown_with(look: FishboneLook, graph: CauseGraph, key: str) -> FishboneLook:
    """With a key itself shown."""
    cause = graph.causes.get(key)
    return look if cause is None or cause.parent == EFFECT else unfolded(look, graph, cause.parent)
