import pytest

from incidentdesk.desktop.detect.incident_table import _fitting, _spans, next_orders
from incidentdesk.detect.query import Order

UP, DOWN = Order("title", False), Order("title", True)


@pytest.mark.parametrize(
    ("before", "key", "more", "after"),
    [
        ((), "title", False, (UP,)),
        ((UP,), "title", False, (DOWN,)),
        ((DOWN,), "title", False, ()),
        ((UP,), "updated", False, (Order("updated", True),)),
        ((UP,), "updated", True, (UP, Order("updated", True))),
        ((UP, Order("id", True)), "title", True, (DOWN, Order("id", True))),
        ((DOWN, Order("id", True)), "title", True, (Order("id", True),)),
    ],
)
def test_a_click_turns_the_order_and_then_takes_it_away(before, key, more, after):
    assert next_orders(before, key, more) == after


def test_the_most_important_columns_get_the_room():
    width = {"priority": 76, "id": 96, "status": 132, "assignee": 136, "updated": 104}
    assert _fitting(list(width), width, 426) == ["priority", "id", "status", "updated"]
    assert _fitting(list(width), width, 10) == ["priority"]


def test_rows_next_to_each_other_are_one_stretch():
    assert _spans([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]
