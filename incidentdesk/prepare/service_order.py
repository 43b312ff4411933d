"""The order of a map of services: columns by what needs what, and within each an order in which few lines cross.

After Sugiyama, Tagawa and Toda (1981): layers by the longest chain, a place in every column that lines to the same
service pass together, orders by barycentre sweeps, and places by isotonic regression, so that nothing lies on another.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt
from typing import NamedTuple

_SWEEPS = 8
# A column has at most so many services for the root of their number, so that the map is about as wide as a window.
_TALL, _LEAST = 1.6, 6


class Place(NamedTuple):
    """Of a service, or of all lines to a service where they pass a column together."""

    service_id: int
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Ordered:
    """Columns from what needs most to what needs nothing, each from top to bottom; lines as the places that they
    pass; `alone` are the services that need nothing and are not needed."""

    columns: tuple[tuple[Place, ...], ...]
    lines: Mapping[tuple[int, int], tuple[Place, ...]]
    alone: tuple[int, ...]


def ordered(needs: Mapping[int, Sequence[int]]) -> Ordered:
    """`needs` has every service with those that it needs, in an order that is kept where nothing speaks against it."""
    links = [(one, other) for one, others in needs.items() for other in others if other in needs and other != one]
    linked = {each for link in links for each in link}
    heights = _levelled({key: needs[key] for key in needs if key in linked})
    last = max(heights.values(), default=-1)
    columns: list[list[Place]] = [[] for _column in range(last + 1)]
    for key, height in heights.items():
        columns[last - height].append(Place(key))
    lines: dict[tuple[int, int], tuple[Place, ...]] = {}
    passages: dict[Place, None] = {}
    for one, other in links:
        start, end = last - heights[one], last - heights[other]
        between = [Place(other, column) for column in range(start + 1, end)]
        passages.update(dict.fromkeys(between))
        lines[one, other] = (Place(one), *between, Place(other))
    for place in passages:
        columns[place.column or 0].append(place)
    steps = _steps(columns, _pieces(lines))
    best = _swept(columns, steps)
    alone = tuple(key for key in needs if key not in linked)
    return Ordered(tuple(map(tuple, best)), lines, alone)


def _levelled(needs: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """The column of each service from the right, behind all that it needs, where no column grows too tall."""
    heights = _heights(needs)
    most = max(_LEAST, ceil(_TALL * sqrt(len(needs))))
    taken: dict[int, int] = defaultdict(int)
    found: dict[int, int] = {}
    for key in sorted(needs, key=lambda key: heights[key]):
        level = 1 + max((found[each] for each in needs[key] if each in found and each != key), default=-1)
        while taken[level] >= most:
            level += 1
        taken[level] += 1
        found[key] = level
    return found


def _heights(needs: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """The longest chain of needs below each service; the last line of a circle is left out."""
    heights: dict[int, int] = {}
    under_way: set[int] = set()
    for start in needs:
        stack = [start]
        while stack:
            at = stack[-1]
            under_way.add(at)
            below = [each for each in needs[at] if each in needs and each != at]
            open_ones = [each for each in below if each not in heights and each not in under_way]
            if at not in heights and open_ones:
                stack.append(open_ones[0])
                continue
            heights.setdefault(at, 1 + max((heights[each] for each in below if each in heights), default=-1))
            under_way.discard(at)
            stack.pop()
    return heights


class _Steps(NamedTuple):
    """Between a column and the next: for each place the neighbours to its left, and to its right."""

    left: list[dict[Place, list[Place]]]
    right: list[dict[Place, list[Place]]]


def _pieces(lines: Mapping[tuple[int, int], tuple[Place, ...]]) -> dict[tuple[Place, Place], None]:
    """From place to place, those that several lines share once."""
    return dict.fromkeys(piece for places in lines.values() for piece in pairwise(places))


def _steps(columns: Sequence[Sequence[Place]], pieces: Iterable[tuple[Place, Place]]) -> _Steps:
    left: list[dict[Place, list[Place]]] = [defaultdict(list) for _column in columns]
    right: list[dict[Place, list[Place]]] = [defaultdict(list) for _column in columns]
    at = {place: number for number, column in enumerate(columns) for place in column}
    for first, second in pieces:
        # A circle can't be written, but undoing may leave one, whose last line runs backwards.
        if at[first] + 1 == at[second]:
            right[at[first]][first].append(second)
            left[at[second]][second].append(first)
    return _Steps(left, right)


def _swept(columns: list[list[Place]], steps: _Steps) -> list[list[Place]]:
    """The order with the fewest crossings that sweeps to the right and back have found."""
    best, fewest = [list(column) for column in columns], crossings(columns, steps.right)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        forward = sweep % 2 == 0
        numbers = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
        for number in numbers:
            fixed = columns[number - 1 if forward else number + 1]
            neighbours = (steps.left if forward else steps.right)[number]
            columns[number] = _by_barycentre(columns[number], fixed, neighbours)
        found = crossings(columns, steps.right)
        if found < fewest:
            best, fewest = [list(column) for column in columns], found
    return best


def _by_barycentre(
    column: Sequence[Place], fixed: Sequence[Place], neighbours: Mapping[Place, Sequence[Place]]
) -> list[Place]:
    """By the middle of the neighbours; who has none stays about where it was."""
    rank = {place: number for number, place in enumerate(fixed)}
    share = len(fixed) / max(1, len(column))
    keys = {}
    for number, place in enumerate(column):
        ranks = [rank[each] for each in neighbours.get(place, ()) if each in rank]
        keys[place] = sum(ranks) / len(ranks) if ranks else number * share
    return sorted(column, key=lambda place: keys[place])


def crossings(columns: Sequence[Sequence[Place]], right: Sequence[Mapping[Place, Sequence[Place]]]) -> int:
    """How many pairs of lines cross between the columns."""
    count = 0
    for number in range(len(columns) - 1):
        rank = {place: at for at, place in enumerate(columns[number + 1])}
        seen: list[int] = []
        for place in columns[number]:
            ranks = sorted(rank[each] for each in right[number].get(place, ()) if each in rank)
            count += sum(len(seen) - bisect_right(seen, each) for each in ranks)
            for each in ranks:
                insort(seen, each)
    return count


def apart(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The places nearest to those that are wanted, in squares, at which the one number i+1 is at least `gaps[i]` behind
    the one before; by pooling adjacent violators."""
    shifts = [0.0]
    for gap in gaps:
        shifts.append(shifts[-1] + gap)
    pools: list[tuple[float, int]] = []
    for want, shift in zip(wanted, shifts, strict=True):
        total, count = want - shift, 1
        while pools and pools[-1][0] / pools[-1][1] >= total / count:
            before, members = pools.pop()
            total, count = total + before, count + members
        pools.append((total, count))
    flat = [total / count for total, count in pools for _member in range(count)]
    return [at + shift for at, shift in zip(flat, shifts, strict=True)]


def placed(order: Ordered, heights: Mapping[Place, float], gap: float, passes: int = 6) -> dict[Place, float]:
    """The middle of every place from the top, as near to its neighbours as the order and the gaps allow."""
    at: dict[Place, float] = {}
    for column in order.columns:
        at |= dict(zip(column, apart([0.0] * len(column), _gaps(column, heights, gap)), strict=True))
    near: dict[Place, list[Place]] = defaultdict(list)
    for first, second in _pieces(order.lines):
        near[first].append(second)
        near[second].append(first)
    for turn in range(passes):
        columns: Iterable[tuple[Place, ...]] = order.columns if turn % 2 == 0 else order.columns[::-1]
        for column in columns:
            wanted = [_mean([at[each] for each in near[place]], at[place]) for place in column]
            at |= dict(zip(column, apart(wanted, _gaps(column, heights, gap)), strict=True))
    return at


def _gaps(column: Sequence[Place], heights: Mapping[Place, float], gap: float) -> list[float]:
    return [(heights[one] + heights[other]) / 2 + gap for one, other in pairwise(column)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
