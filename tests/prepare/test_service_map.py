"""The map of services: no card lies on another, no line on a card, few lines cross."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.drawing.shapes import Box, Path, Text
from incidentdesk.paper.label import measured
from incidentdesk.prepare.service_list import Need, ServiceRow
from incidentdesk.prepare.service_map import LINK, SERVICE, service_map
from incidentdesk.prepare.service_order import apart, ordered

pytestmark = pytest.mark.usefixtures("qapp")
NAMES = (
    "WAN",
    "Payroll of the whole group and all its daughters",
    "Telefonanlage der Hauptverwaltung",
    "البريد",
    "x" * 90,
)


def rows(needs, name=lambda key: f"{NAMES[key % len(NAMES)]} {key}"):
    needed_by = {key: tuple(other for other in needs if key in needs[other]) for key in needs}
    return [
        ServiceRow(
            key, name(key), "", None, "", None, "Network operations and security", "Critical", None, "", 240, None,
            None, "", tuple(Need(each, name(each)) for each in needs[key]), needed_by[key],
        )
        for key in needs
    ]  # fmt: skip


def needs_among(count):
    """Everything needs only what comes after it, so that there is no circle."""
    pairs = [(one, other) for one in range(count) for other in range(one + 1, count)]
    return st.lists(st.sampled_from(pairs), unique=True, max_size=3 * count).map(
        lambda chosen: {key: tuple(other for one, other in chosen if one == key) for key in range(count)}
    )


def meet(one, other, room=0.0):
    return (
        one.left < other.right + room and other.left < one.right + room
        and one.top < other.bottom + room and other.top < one.bottom + room
    )  # fmt: skip


def points(path):
    """Points along a path, close to one another."""
    at, found = (0.0, 0.0), []
    for kind, *values in path.steps:
        if kind == "M":
            at = tuple(values)
        elif kind == "L":
            found += [(at[0] + (values[0] - at[0]) * t / 8, at[1] + (values[1] - at[1]) * t / 8) for t in range(9)]
            at = tuple(values)
        else:
            ends = [at, *zip(values[::2], values[1::2], strict=True)]
            found += [bezier(ends, t / 24) for t in range(25)]
            at = ends[-1]
    return found


def bezier(ends, t):
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    return tuple(sum(weight * end[axis] for weight, end in zip(weights, ends, strict=True)) for axis in (0, 1))


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 24).flatmap(needs_among))
def test_nothing_lies_on_anything(needs):
    made = service_map(rows(needs), measured, {0: 3, 1: 120})
    boxes = made.boxes
    assert set(boxes) == set(map(str, needs))
    for one, other in combinations(boxes.values(), 2):
        assert not meet(one, other, 7)
    for group in made.drawing.groups:
        if group.kind == LINK:
            line = next(shape for shape in group.shapes if isinstance(shape, Path))
            for x, y in points(line):
                inside = [key for key, box in boxes.items() if box.left < x < box.right and box.top < y < box.bottom]
                assert inside == []


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 12).flatmap(needs_among))
def test_all_words_stand_in_their_card_and_apart(needs):
    made = service_map(rows(needs), measured, {0: 12_345})
    for group in made.drawing.groups:
        texts = [shape.box for shape in group.shapes if isinstance(shape, Text)]
        assert all(_holds(group.box, box) for box in texts)
        assert not any(meet(one, other) for one, other in combinations(texts, 2))
        assert _holds(made.drawing.box, group.box)


def _holds(outer, inner):
    return (
        outer.left <= inner.left + 0.5 and outer.top <= inner.top + 0.5
        and inner.right <= outer.right + 0.5 and inner.bottom <= outer.bottom + 0.5
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 40).flatmap(needs_among))
def test_what_is_needed_stands_behind_what_needs_it(needs):
    made = service_map(rows(needs), measured)
    for one, others in needs.items():
        for other in others:
            assert made.boxes[str(one)].right < made.boxes[str(other)].left


def test_lines_do_not_cross_where_they_need_not():
    needs = {1: (6,), 2: (5,), 3: (4,), 4: (), 5: (), 6: ()}
    made = service_map(rows(needs), measured)
    left = sorted((1, 2, 3), key=lambda key: made.boxes[str(key)].top)
    right = sorted((4, 5, 6), key=lambda key: made.boxes[str(key)].top)
    assert [needs[key][0] for key in left] == right


def test_a_circle_that_undo_has_left_is_drawn_all_the_same():
    made = service_map(rows({1: (2,), 2: (3,), 3: (1,)}), measured)
    assert set(made.boxes) == {"1", "2", "3"}
    assert len(made.links) == 3


def test_the_map_is_as_wide_as_a_window_however_many_there_are():
    needs = {key: tuple(range(key + 1, min(key + 3, 200))) if key % 4 == 0 else () for key in range(200)}
    box = service_map(rows(needs), measured).drawing.box
    assert 0.3 < box.width / box.height < 4
    alone = service_map(rows(dict.fromkeys(range(200), ())), measured).drawing.box
    assert 0.8 < alone.width / alone.height < 3


def test_open_incidents_and_criticality_are_read_without_colour():
    made = service_map(rows({1: (2,), 2: ()}, name=lambda key: "WAN" if key == 1 else "Power"), measured, {1: 2})
    card = made.drawing.group("1", SERVICE)
    assert [shape.text for shape in card.shapes if isinstance(shape, Text)][:1] == ["WAN"]
    words = " ".join(shape.text for shape in card.shapes if isinstance(shape, Text))
    assert "2 open" in words
    assert "Critical" in words
    assert "needs" in card.name
    assert "2 open incidents" in card.name
    assert "1 service needs it" in made.drawing.group("2", SERVICE).name


def test_nothing_is_an_empty_map():
    made = service_map([], measured)
    assert (made.boxes, made.columns, made.drawing.box) == ({}, (), Box(0, 0, 0, 0))


def test_services_without_dependencies_are_named_as_such():
    made = service_map(rows({1: (2,), 2: (), 3: ()}), measured)
    assert made.columns == (("1",), ("2",), ("3",))
    assert "Without dependencies" in [group.name for group in made.drawing.groups]


@given(st.lists(st.floats(-1000, 1000), min_size=1, max_size=12), st.data())
def test_places_keep_apart_and_near(wanted, data):
    gaps = data.draw(st.lists(st.floats(0, 50), min_size=len(wanted) - 1, max_size=len(wanted) - 1))
    found = apart(wanted, gaps)
    for one, other, gap in zip(found, found[1:], gaps, strict=False):
        assert other - one >= gap - 1e-6
    if all(other - one >= gap for one, other, gap in zip(wanted, wanted[1:], gaps, strict=False)):
        assert found == pytest.approx(wanted)


def test_a_long_chain_does_not_recurse():
    needs = {key: (key + 1,) if key < 4_999 else () for key in range(5_000)}
    assert len(ordered(needs).columns) == 5_000
