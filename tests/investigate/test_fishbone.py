"""The fishbone: nothing overlaps, the order is kept, little moves while it is edited, and everything is told."""

import time
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk.drawing.shapes import Box, Drawing, Group, Path, Stroke, Text, line, moved
from incidentdesk.investigate.cause_graph import EFFECT, Cause, CauseGraph, Kind, Status, Vote, Voting
from incidentdesk.investigate.fishbone import Fishbone, fishbone
from incidentdesk.investigate.fishbone_layout import WRAPS, Look
from incidentdesk.language import ISOLATE, POP
from incidentdesk.paper.label import measured
from tests.investigate.overlap import hits
from tests.investigate.pictured import PICTURED, no_category, none, one, thirty_nine, three_hundred
from tests.investigate.random_graph import random_graph


def laid(graph: CauseGraph, **look) -> Fishbone:
    return fishbone(graph, measured, Look(**look))


def texts(group: Group) -> list[str]:
    return [shape.text for shape in group.shapes if isinstance(shape, Text)]


def key_of(graph: CauseGraph, text: str) -> str:
    return next(key for key, cause in graph.causes.items() if cause.text.startswith(text))


def cause(fish: Fishbone, graph: CauseGraph, text: str) -> Group:
    return fish.drawing.group(key_of(graph, text))


# ── nothing overlaps ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("name", PICTURED)
def test_nothing_touches_in_the_pictures(name, wrap):
    assert hits(laid(PICTURED[name](), wrap=wrap).drawing) == []


@settings(max_examples=160, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), seed=st.integers(0, 1 << 30), size=st.integers(0, 60) | st.integers(0, 300))
def test_nothing_touches_whatever_the_causes_are(data, seed, size):
    graph = random_graph(seed, size)
    keys = list(graph.causes)
    fish = laid(
        graph,
        wrap=data.draw(st.sampled_from(WRAPS)),
        folded=frozenset(data.draw(st.just([]) | st.lists(st.sampled_from(keys), max_size=8))),
        level=data.draw(st.sampled_from((0, 0, 0, 1, 2, 3))),
        isolated=data.draw(st.sampled_from(("", "", "", data.draw(st.sampled_from(keys))))),
        right_to_left=data.draw(st.booleans()),
        on_paper=data.draw(st.booleans()),
    )
    assert hits(fish.drawing) == []
    for key, box in fish.boxes.items():
        assert box.right > box.left, key


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1 << 30), size=st.integers(1, 80), steps=st.integers(1, 12))
def test_nothing_touches_after_many_changes_with_the_layout_frozen(seed, size, steps):
    graph, random = random_graph(seed, size), Random(seed)
    frozen = laid(graph).frozen
    for step in range(steps):
        graph = with_another(graph, random, f"new{step}")
        fish = laid(graph, frozen=frozen)
        frozen = fish.frozen
    assert hits(fish.drawing) == []


def with_another(
    graph: CauseGraph, random: Random, key: str, text: str = "Another cause that came to mind"
) -> CauseGraph:
    parent = random.choice(list(graph.causes))
    position = random.randint(-1, len(graph.children(parent)))
    return replace(graph, causes={**graph.causes, key: Cause(key, parent, Kind.CAUSE, position, text)})


# ── the checker sees what is wrong ───────────────────────────────────────────────────────────────────────────────────


def without(drawing: Drawing, group: Group, *instead: Group) -> Drawing:
    return replace(drawing, groups=(*(each for each in drawing.groups if each is not group), *instead))


def moved_down(group: Group, by: float) -> Group:
    box = Box(group.box.left, group.box.top + by, group.box.right, group.box.bottom + by)
    return replace(group, shapes=tuple(moved(shape, 0, by) for shape in group.shapes), box=box)


def test_a_label_on_another_is_seen():
    graph = thirty_nine()
    fish = laid(graph)
    group = cause(fish, graph, "No second pair of eyes")
    found = hits(without(fish.drawing, group, moved_down(group, -30)))
    assert any("touches" in each and "Change was classified" in each for each in found)


def test_a_line_through_a_text_is_seen():
    graph = thirty_nine()
    fish = laid(graph)
    box = cause(fish, graph, "Rollback plan").box
    across = Path(line((box.left - 20, box.bottom), (box.right + 20, box.top)), stroke=Stroke("link", 1))
    group = Group("", "link", (across,), box)
    assert any("crosses" in each and "Rollback plan" in each for each in hits(without(fish.drawing, group, group)))


def test_lines_that_cross_are_seen():
    fish = laid(thirty_nine())
    across = Path(line((-400, -90), (-100, -110)), stroke=Stroke("link", 1))
    group = Group("", "link", (across,), Box(-400, -110, -100, -90))
    found = hits(without(fish.drawing, group, group))
    assert any("a line of category" in each and "link" in each for each in found)


def test_twigs_upon_each_other_are_seen():
    twig = Path(line((0, 0), (100, 0)), stroke=Stroke("link", 1))
    other = Path(line((30, 0.2), (160, 0.2)), stroke=Stroke("link", 1))
    groups = tuple(Group("", "link", (each,), Box(0, 0, 160, 1)) for each in (twig, other))
    assert len(hits(Drawing(groups, Box(-9, -9, 200, 9)))) == 1


def test_what_stands_out_of_the_drawing_is_seen():
    fish = laid(one())
    small = replace(fish.drawing, box=Box(-50, -50, 50, 50))
    assert any("stands out" in each for each in hits(small))


@pytest.mark.parametrize("seed", range(6))
def test_labels_that_are_too_high_by_a_third_are_seen(seed):
    """A layout that believed its labels lower than they are would be caught."""
    fish = laid(random_graph(seed, 60))
    groups = tuple(
        replace(group, shapes=tuple(_higher(shape) for shape in group.shapes)) if group.kind == "cause" else group
        for group in fish.drawing.groups
    )
    assert hits(replace(fish.drawing, groups=groups))


def _higher(shape):
    return replace(shape, top=shape.top - 10) if isinstance(shape, Text) else shape


# ── order and stability ──────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 30), size=st.integers(0, 120))
def test_from_top_to_bottom_is_the_order_of_the_document(seed, size):
    graph = random_graph(seed, size)
    boxes = laid(graph).boxes
    for key in graph.causes:
        tops = [boxes[child.key].top for child in graph.children(key)]
        assert tops == sorted(tops)


def test_boxes_come_from_the_head_to_the_tail_and_each_rib_from_top_to_bottom():
    graph = thirty_nine()
    boxes = laid(graph).boxes
    assert set(boxes) == {EFFECT, *graph.causes}
    middles = [(boxes[each.key].left + boxes[each.key].right) / 2 for each in graph.categories]
    assert middles[0] > middles[2] > middles[4]
    people = [key for key in boxes if key != EFFECT and graph.category_of(key).text == "People"]
    tops = [boxes[key].top for key in people if graph.causes[key].kind == Kind.CAUSE]
    assert tops == sorted(tops)


def test_the_other_direction_is_the_mirror_image():
    graph = thirty_nine()
    there, back = laid(graph, legend=False), laid(graph, legend=False, right_to_left=True)
    for key, box in there.boxes.items():
        mirrored = back.boxes[key]
        assert mirrored.left == pytest.approx(-box.right)
        assert mirrored.top == pytest.approx(box.top)
    assert texts(back.drawing.group(EFFECT)) == texts(there.drawing.group(EFFECT))


@pytest.mark.parametrize("make", [thirty_nine, three_hundred])
def test_an_insertion_moves_few_labels(make):
    graph, shares, elsewhere = make(), [], []
    before = laid(graph)
    for seed in range(100):
        changed = with_another(graph, Random(seed), "new")
        moved = moves(graph, before, laid(changed, frozen=before.frozen))
        shares.append(sum(move > 1 for move in moved.values()) / len(moved))
        own = changed.category_of("new")
        elsewhere += [move for key, move in moved.items() if graph.category_of(key) != own]
    assert sum(shares) / len(shares) <= 0.10
    assert sorted(elsewhere)[round(len(elsewhere) * 0.95)] == 0


def moves(graph: CauseGraph, before: Fishbone, after: Fishbone) -> dict[str, float]:
    return {
        key: max(abs(box.left - after.boxes[key].left), abs(box.top - after.boxes[key].top))
        for key, box in before.boxes.items()
        if key and graph.causes[key].kind == Kind.CAUSE
    }


def test_tidying_balances_anew():
    graph, random = thirty_nine(), Random(4)
    first = laid(graph)
    frozen = first.frozen
    for step in range(12):
        graph = with_another(graph, random, f"new{step}")
        frozen = laid(graph, frozen=frozen).frozen
    assert frozen == first.frozen
    tidied = laid(graph).frozen
    assert tidied != frozen


def test_editing_one_label_leaves_the_groups_of_the_others_as_they_are():
    """What has not changed is the same object, so that nothing of it is painted anew."""
    graph = three_hundred()
    key = key_of(graph, "Shift swap")
    before = laid(graph)
    changed = replace(graph, causes={**graph.causes, key: replace(graph.causes[key], text="Shift swap not noted")})
    after = laid(changed, frozen=before.frozen)
    same = {id(group) for group in before.drawing.groups} & {id(group) for group in after.drawing.groups}
    assert len(same) > 250


def test_three_hundred_causes_are_laid_out_at_once():
    graph = three_hundred()
    laid(graph)
    times = []
    for number in range(7):
        key = key_of(graph, "Shift swap")
        graph = replace(graph, causes={**graph.causes, key: replace(graph.causes[key], text=f"Shift swap {number}")})
        start = time.perf_counter()
        laid(graph)
        times.append(time.perf_counter() - start)
    # 15 ms are wanted; a busy machine gets room.
    assert sorted(times)[3] < 0.06


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_root_cause_says_so():
    graph = thirty_nine()
    group = cause(laid(graph), graph, "Rollback plan")
    assert texts(group) == ["Rollback plan not tested", "ROOT CAUSE", "7", "3"]
    assert group.name.replace(ISOLATE, "").replace(POP, "") == (
        "Rollback plan not tested, root cause, level 1 of Process, 3 evidence, 7 votes"
    )


def test_what_is_ruled_out_is_struck_through():
    graph = thirty_nine()
    fish = laid(graph)
    struck = [shape for shape in cause(fish, graph, "Mentor on leave").shapes if isinstance(shape, Text)]
    assert [(shape.struck, shape.colour) for shape in struck] == [(True, "ruled_out")]
    assert any(isinstance(shape, Path) and shape.stroke and shape.stroke.dash
               for shape in cause(fish, graph, "Mentor on leave").shapes)  # fmt: skip


def test_nothing_is_ever_left_out_of_a_text():
    graph = random_graph(7, 40)
    fish = laid(graph)
    for key, each in graph.causes.items():
        if each.text.isascii() and each.text.isprintable():
            assert "".join(texts(fish.drawing.group(key))).replace(" ", "").startswith(each.text.replace(" ", ""))


def test_a_folded_cause_says_how_much_is_below_it():
    graph = thirty_nine()
    key = key_of(graph, "Dashboard")
    fish = laid(graph, folded=frozenset([key]))
    assert texts(fish.drawing.group(key))[-1] == "+4"
    assert fish.hidden == {key: 4}
    assert key_of(graph, "Grafana") not in fish.boxes
    assert "4 folded below" in fish.drawing.group(key).name


def test_a_folded_category_says_how_much_is_on_it():
    graph = thirty_nine()
    key = key_of(graph, "Process")
    fish = laid(graph, folded=frozenset([key]))
    assert texts(fish.drawing.group(key)) == ["Process", "+8"]
    assert fish.hidden == {key: 8}


def test_folding_what_has_nothing_below_it_shows_nothing():
    graph = thirty_nine()
    assert laid(graph, folded=frozenset([key_of(graph, "Mentor")])).hidden == {}


@pytest.mark.parametrize(("level", "count"), [(1, 23), (2, 37), (3, 39), (0, 39)])
def test_a_level_of_detail_hides_what_is_deeper(level, count):
    graph = thirty_nine()
    fish = laid(graph, level=level)
    assert sum(group.kind == "cause" for group in fish.drawing.groups) == count
    assert sum(fish.hidden.values()) == 39 - count


def test_an_isolated_branch_stands_alone():
    graph = thirty_nine()
    fish = laid(graph, isolated=key_of(graph, "No SLO"))
    shown = [graph.causes[key].text[:9] for key in fish.boxes if key]
    assert shown == ["Informati", "Service c", "Business ", "No SLO de", "Dashboard"]
    fish = laid(graph, isolated=key_of(graph, "Environment"))
    assert [group.kind for group in fish.drawing.groups].count("category") == 1
    assert [group.kind for group in fish.drawing.groups].count("cause") == 4


def test_a_category_keeps_its_colour_when_it_is_isolated():
    graph = thirty_nine()
    key = key_of(graph, "Environment")
    assert laid(graph, isolated=key).drawing.group(key).shapes[0].fill == "category_4"


def test_hidden_votes_are_those_of_the_one_who_looks():
    graph = thirty_nine()
    key = key_of(graph, "Alert text")
    votes = {**graph.votes, f"{key}/jörg": Vote(key, "jörg", 3)}
    graph = replace(graph, votes=votes, effect=replace(graph.effect, voting=Voting.HIDDEN))
    assert texts(laid(graph, seen_by="jörg").drawing.group(key))[-1] == "3"
    assert texts(laid(graph, seen_by="mei").drawing.group(key))[-1] == "2"
    graph = replace(graph, effect=replace(graph.effect, voting=Voting.CLOSED))
    assert texts(laid(graph, seen_by="mei").drawing.group(key))[-1] == "5"


def test_votes_can_be_left_out():
    graph = thirty_nine()
    assert texts(cause(laid(graph, votes=False), graph, "Alert text"))[-1].startswith("flap")


def outlined(fish: Fishbone, graph: CauseGraph) -> set[str]:
    return {
        graph.causes[group.key].text[:8]
        for group in fish.drawing.groups
        for shape in group.shapes
        if isinstance(shape, Path) and shape.stroke and shape.stroke.colour == "accent"
    }


def test_the_three_with_the_most_votes_are_outlined():
    graph = thirty_nine()
    assert outlined(laid(graph), graph) == {"Rollback", "Firmware", "Change a"}


def test_where_many_are_level_none_is_preferred():
    graph = thirty_nine()
    votes = {key: replace(vote, dots=2) for key, vote in graph.votes.items()}
    assert outlined(laid(replace(graph, votes=votes)), graph) == set()


def test_on_paper_a_claim_without_evidence_is_told():
    graph = thirty_nine()
    bare = replace(graph, backing={})
    assert "unverified" in texts(cause(laid(bare, on_paper=True), graph, "Rollback plan"))
    assert "unverified" in texts(cause(laid(bare, on_paper=True), graph, "Firmware"))
    assert "unverified" not in texts(cause(laid(bare, on_paper=True), graph, "Alert text"))
    assert "unverified" not in texts(cause(laid(bare), graph, "Rollback plan"))
    assert "unverified" not in texts(cause(laid(graph, on_paper=True), graph, "Rollback plan"))


def test_without_causes_it_says_what_to_do_first():
    fish = laid(none())
    assert texts(fish.drawing.group("", "hint")) == ["Tab to add the first cause"]
    assert [group.kind for group in fish.drawing.groups].count("category") == 6
    assert laid(none(), on_paper=True).drawing.group("", "hint") is None
    assert laid(one()).drawing.group("", "hint") is None


def test_without_categories_there_are_head_and_spine_and_a_hint():
    fish = laid(no_category())
    assert [group.kind for group in fish.drawing.groups] == ["spine", "head", "hint", "legend"]


def test_the_legend_names_the_four_statuses():
    fish = laid(thirty_nine())
    assert texts(fish.drawing.group("", "legend")) == ["Suspected", "Verified", "Ruled out", "Root cause"]
    assert laid(thirty_nine(), legend=False).drawing.group("", "legend") is None


def test_causes_on_no_bone_are_counted():
    graph = thirty_nine()
    loose = {"l1": Cause("l1", "", text="Loose"), "l2": Cause("l2", "l1", text="Below it")}
    fish = laid(replace(graph, causes={**graph.causes, **loose}))
    assert fish.loose == 2
    assert "l1" not in fish.boxes


def test_a_chain_of_a_thousand_is_laid_out():
    causes = {"k": Cause("k", "", Kind.CATEGORY, text="Deep")}
    causes |= {f"c{n}": Cause(f"c{n}", f"c{n - 1}" if n else "k", text=f"Why {n}") for n in range(1000)}
    assert len(laid(CauseGraph(causes=causes)).boxes) == 1002


def test_a_problem_of_ten_thousand_letters_is_laid_out():
    graph = one()
    fish = laid(replace(graph, effect=replace(graph.effect, text="It is down. " * 850)))
    assert hits(fish.drawing) == []


def test_every_status_has_its_own_look():
    def look(status):
        causes = {"k": Cause("k", "", Kind.CATEGORY, text="Process"), "c": Cause("c", "k", text="It", status=status)}
        return laid(CauseGraph(causes=causes)).drawing.group("c").shapes

    assert len({look(status) for status in Status}) == 4
