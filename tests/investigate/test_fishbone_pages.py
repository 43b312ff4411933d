"""The fishbone on paper can be read, whatever its size, and nothing of it is missing."""

import pytest

from incidentdesk.drawing.shapes import Text
from incidentdesk.investigate.cause_graph import Kind
from incidentdesk.investigate.fishbone_layout import Look
from incidentdesk.investigate.fishbone_pages import fishbone_pages
from incidentdesk.paper.label import measured
from incidentdesk.paper.page_choice import MM
from tests.investigate.overlap import hits
from tests.investigate.pictured import PICTURED, sixty_three, thirty_nine, three_hundred
from tests.investigate.random_graph import random_graph


def size(page) -> tuple[int, int]:
    return round(page.size[0] / MM), round(page.size[1] / MM)


@pytest.mark.parametrize("name", PICTURED)
def test_text_is_seven_points_high_and_nothing_touches(name):
    for page in fishbone_pages(PICTURED[name](), measured).pages:
        assert 9.75 * page.scale >= 7
        assert hits(page.drawing) == []


def test_the_sample_fits_on_one_small_page():
    choice = fishbone_pages(thirty_nine(), measured)
    assert [size(page) for page in choice.pages] == [(297, 210)]
    assert choice.why == "One A4 page."


def test_sixty_three_long_causes_take_a_large_page():
    choice = fishbone_pages(sixty_three(), measured)
    assert [size(page) for page in choice.pages] == [(420, 297)]


def test_three_hundred_take_an_overview_and_pages_for_each_category():
    graph = three_hundred()
    choice = fishbone_pages(graph, measured)
    captions = [page.caption for page in choice.pages]
    assert captions[0] == "Overview"
    assert "People, part 1 of 2" in captions
    shown = {group.key for page in choice.pages[1:] for group in page.drawing.groups if group.kind == "cause"}
    assert shown == {key for key, cause in graph.causes.items() if cause.kind == Kind.CAUSE}


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_missing_on_any_number_of_pages(seed):
    graph = random_graph(seed, 200, categories=4)
    pages = fishbone_pages(graph, measured).pages
    shown = {group.key for page in pages for group in page.drawing.groups if group.kind == "cause"}
    assert shown == {key for key, cause in graph.causes.items() if cause.kind == Kind.CAUSE}
    for page in pages:
        assert hits(page.drawing) == []


def test_a_category_has_its_colour_on_every_page():
    graph = three_hundred()
    fills = {}
    for page in fishbone_pages(graph, measured).pages:
        for group in page.drawing.groups:
            if group.kind == "category":
                fills.setdefault(group.key, set()).add(group.shapes[0].fill)
    assert all(len(found) == 1 for found in fills.values())
    assert len(fills) == 6


def test_an_isolated_branch_is_printed_alone():
    graph = thirty_nine()
    key = next(key for key, cause in graph.causes.items() if cause.text == "Process")
    (page,) = fishbone_pages(graph, measured, Look(isolated=key)).pages
    assert sum(group.kind == "cause" for group in page.drawing.groups) == 8


def test_votes_in_a_hidden_round_are_not_printed_for_others():
    graph = thirty_nine()
    (page,) = fishbone_pages(graph, measured, Look(votes=False)).pages
    texts = [shape.text for group in page.drawing.groups for shape in group.shapes if isinstance(shape, Text)]
    assert "7" not in texts
