"""Which pages a diagram gets, and what is said about it."""

from itertools import pairwise

import pytest

from incidentdesk.drawing.shapes import Box, Drawing, Group, around
from incidentdesk.paper.page_choice import END, MM, SIDE, Part, chosen_pages

A4, A3 = (297, 210), (420, 297)


def drawing(width: float, height: float, cells: int = 1) -> Drawing:
    """Boxes one below the other, or one of that size."""
    groups = tuple(
        Group(f"c{number}", "cause", (), Box(0, height * number / cells, width, height * (number + 0.9) / cells))
        for number in range(cells)
    )
    return Drawing(groups, around([group.box for group in groups], 24))


def sizes(choice) -> list[tuple[int, int]]:
    return [(round(page.size[0] / MM), round(page.size[1] / MM)) for page in choice.pages]


def text_points(page) -> float:
    return 9.75 * page.scale


def test_what_fits_goes_on_one_small_page():
    choice = chosen_pages([lambda: drawing(1300, 800)])
    assert sizes(choice) == [A4]
    assert choice.why == "One A4 page."
    (page,) = choice.pages
    assert page.part.width * page.scale * 0.75 <= 277.01 * MM
    assert page.part.height * page.scale * 0.75 <= 178.01 * MM
    assert text_points(page) == pytest.approx(9.75 * 277 * MM / 0.75 / 1304)


def test_a_small_diagram_is_not_blown_up():
    (page,) = chosen_pages([lambda: drawing(200, 100)]).pages
    assert page.scale == 1.2


def test_the_arrangement_with_the_largest_text_is_taken():
    choice = chosen_pages([lambda: drawing(1700, 400), lambda: drawing(1200, 700), lambda: drawing(1000, 900)])
    assert choice.pages[0].part.width == pytest.approx(1204)


def test_what_is_too_small_there_goes_on_a_large_page():
    choice = chosen_pages([lambda: drawing(2000, 1100)])
    assert sizes(choice) == [A3]
    assert text_points(choice.pages[0]) >= 7
    assert choice.why == ("One A3 page: on A4 its text would be 5.1 points high, and less than 7 is hard to read.")


def test_upright_paper_is_taken_where_it_is_allowed():
    make = [lambda: drawing(800, 1300)]
    assert sizes(chosen_pages(make, upright=True)) == [(210, 297)]
    assert sizes(chosen_pages(make)) == [A3]


def test_american_paper():
    choice = chosen_pages([lambda: drawing(1000, 500)], letter=True)
    assert choice.pages[0].size == (792, 612)
    choice = chosen_pages([lambda: drawing(1900, 900)], letter=True)
    assert choice.pages[0].size == (1224, 792)
    assert choice.why.startswith("One Tabloid page: on Letter its text")


def test_what_is_too_large_for_one_page_goes_part_by_part():
    parts = [Part("Overview", [lambda: drawing(900, 600)]), Part("People", [lambda: drawing(1500, 900)])]
    choice = chosen_pages([lambda: drawing(5000, 5000)], parts)
    assert [page.caption for page in choice.pages] == ["Overview", "People"]
    assert sizes(choice) == [A4, A3]
    assert all(text_points(page) >= 7 for page in choice.pages)
    assert choice.why.startswith("2 pages, an overview and then part by part: on one A3 page its text would be 2.2")


def test_a_part_leaves_room_for_its_heading():
    choice = chosen_pages([lambda: drawing(5000, 5000)], [Part("Whole", [lambda: drawing(900, 650)])])
    (page,) = choice.pages
    assert page.part.height * page.scale * 0.75 <= 178.01 * MM - 20


def test_a_part_that_cannot_be_read_on_one_page_is_shown_otherwise():
    halves = [Part("First", [lambda: drawing(900, 600)]), Part("Second", [lambda: drawing(900, 600)])]
    too_few = [Part("All", [lambda: drawing(4000, 4000)])]
    part = Part("Whole", [lambda: drawing(4000, 4000)], [lambda: too_few, lambda: halves])
    choice = chosen_pages([lambda: drawing(5000, 5000)], [part])
    assert [page.caption for page in choice.pages] == ["First", "Second"]


def test_without_parts_pages_are_put_together():
    choice = chosen_pages([lambda: drawing(3000, 2000, cells=20)])
    assert choice.why.startswith(f"{len(choice.pages)} pages to be put together, with 10 mm of overlap")
    assert all(text_points(page) == pytest.approx(7) for page in choice.pages)
    assert len({page.size for page in choice.pages}) == 1
    assert choice.pages[0].caption.startswith("row 1 of ")


def test_pages_that_are_put_together_show_everything_and_overlap():
    pages = chosen_pages([lambda: drawing(3000, 2000, cells=20)]).pages
    whole = around([page.part for page in pages])
    assert whole.left <= 0
    assert whole.right >= 3000
    assert whole.bottom >= 1990
    rows = sorted({page.part.top for page in pages})
    height = pages[0].part.height
    points = pages[0].scale * 0.75
    for above, below in pairwise(rows):
        assert (above + height - below) * points == pytest.approx(10 * MM)
    room = (pages[0].size[0] - 2 * SIDE, pages[0].size[1] - 2 * END)
    assert pages[0].part.width * points == pytest.approx(room[0])


def test_pages_on_which_nothing_would_be_are_left_out():
    groups = (Group("a", "cause", (), Box(0, 0, 300, 300)), Group("b", "cause", (), Box(4000, 4000, 4300, 4300)))
    pages = chosen_pages([lambda: Drawing(groups, Box(0, 0, 4300, 4300))]).pages
    assert len(pages) == 2
