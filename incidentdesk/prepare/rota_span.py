"""Spans of time as pairs of instants (microseconds since 1970), the end not included."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import itemgetter

Span = tuple[int, int]


def merged(spans: Iterable[Span]) -> list[Span]:
    """Sorted, without overlaps; spans that touch become one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of each span where others are taken out; the spans keep their order."""
    holes = merged(taken)
    return [piece for span in spans for piece in cut(span, holes)]


def cut(span: Span, holes: Sequence[Span]) -> list[Span]:
    """What is left of a span where holes, merged already, are taken out."""
    start, end = span
    left = []
    for hole_start, hole_end in islice(holes, bisect_right(holes, start, key=itemgetter(1)), None):
        if hole_start >= end:
            break
        if hole_start > start:
            left.append((start, hole_start))
        start = hole_end
    return [*left, (start, end)] if start < end else left


def common(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The parts of each span that lie in one of the others."""
    known = merged(others)
    return [
        (max(start, a), min(end, b)) for start, end in spans for a, b in known if max(start, a) < min(end, b)
    ]  # fmt: skip


def length(spans: Iterable[Span]) -> int:
    """Microseconds, overlaps counted once."""
    return sum(end - start for start, end in merged(spans))
