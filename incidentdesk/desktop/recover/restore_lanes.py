"""The lines beside the restore tasks: from each task to those that wait for it, on lanes of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """What a line does in one row: it comes from `above`, goes on `below`, begins (`origin`) or ends (`target`)."""

    lane: int
    source: int
    above: bool
    below: bool
    origin: bool
    target: bool


def pieces(rows: Sequence[int | None], blocks: Mapping[int, Sequence[int]]) -> list[tuple[Piece, ...]]:
    """For each row the pieces of lines in it; a row without a task, as a head, has None for its id.

    Lines that overlap stand on different lanes as long as there are some; a task behind which nothing waits has none.
    """
    place = {task_id: at for at, task_id in enumerate(rows) if task_id is not None}
    found: list[list[Piece]] = [[] for _row in rows]
    free_from = [0] * MOST
    for source in (each for each in rows if each is not None):
        start = place[source]
        targets = {place[each] for each in blocks.get(source, ()) if each in place and place[each] > start}
        if not targets:
            continue
        end = max(targets)
        lane = next((at for at, free in enumerate(free_from) if free <= start), MOST - 1)
        free_from[lane] = max(free_from[lane], end + 1)
        for at in range(start, end + 1):
            found[at].append(Piece(lane, source, at > start, at < end, at == start, at in targets))
    return [tuple(row) for row in found]


def lanes_of(rows: Sequence[Sequence[Piece]]) -> int:
    """How many lanes are in use."""
    return max((piece.lane + 1 for row in rows for piece in row), default=0)
