"""The lines beside restore tasks: from each to what waits for it, none on another as long as there is room."""

from hypothesis import given
from hypothesis import strategies as some

from incidentdesk.desktop.recover.restore_lanes import MOST, lanes_of, pieces


def ends(rows):
    """Where each line begins and ends: (source, row of the origin, rows of its targets)."""
    found = {}
    for at, row in enumerate(rows):
        for piece in row:
            origin, targets = found.setdefault(piece.source, ([], []))
            if piece.origin:
                origin.append(at)
            if piece.target:
                targets.append(at)
    return found


def test_a_line_runs_from_a_task_to_all_that_wait_for_it():
    rows = pieces([None, 1, 2, None, 3], {1: (2, 3)})
    assert ends(rows) == {1: ([1], [2, 4])}
    assert [len(row) for row in rows] == [0, 1, 1, 1, 1]
    assert (rows[1][0].above, rows[1][0].below) == (False, True)
    assert (rows[4][0].above, rows[4][0].below) == (True, False)


def test_lines_that_overlap_stand_on_lanes_of_their_own_and_a_free_lane_is_used_again():
    rows = pieces([1, 2, 3, 4, 5], {1: (3,), 2: (4,), 4: (5,)})
    lanes = {piece.source: piece.lane for row in rows for piece in row}
    assert lanes == {1: 0, 2: 1, 4: 0}
    assert lanes_of(rows) == 2


def test_where_nothing_waits_there_is_no_line():
    rows = pieces([1, 2], {})
    assert rows == [(), ()]
    assert lanes_of(rows) == 0


@given(some.dictionaries(some.integers(0, 14), some.lists(some.integers(0, 14), max_size=5), max_size=15))
def test_every_need_has_its_line_whatever_waits_for_what(blocks):
    tasks = list(range(15))
    rows = pieces(tasks, blocks)
    wanted = {source: sorted({each for each in targets if each > source}) for source, targets in blocks.items()}
    assert {source: targets for source, (_origin, targets) in ends(rows).items()} == {
        source: targets for source, targets in wanted.items() if targets
    }
    assert lanes_of(rows) <= MOST
