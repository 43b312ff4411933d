"""Several values with a box to tick for each."""

import pytest

from incidentdesk.desktop.widgets.tick_field import TickField


@pytest.fixture
def field(qtbot):
    field = TickField("Sections", [("a", "First"), ("b", "Second & last"), ("c", "Third")])
    qtbot.addWidget(field)
    return field


def test_what_is_ticked_is_its_text_in_the_order_of_the_boxes(field, qtbot):
    told = []
    field.changed.connect(lambda: told.append(field.text()))
    field.boxes["c"].click()
    field.boxes["a"].click()
    assert told == ["c", "a c"]
    assert field.boxes["b"].accessibleName() == "Sections: Second & last"


def test_what_is_not_offered_yet_is_kept_until_it_is(field):
    field.setText("b d")
    assert field.text() == "b d"
    field.offer([("b", "Second"), ("d", "Fourth")])
    assert all(box.isChecked() for box in field.boxes.values())
    assert field.text() == "b d"


def test_the_usual_ones_are_an_empty_text_and_the_fixed_stay_ticked(field):
    field.offer([("a", "First"), ("b", "Second"), ("c", "Third")], ("a", "b"), ("a",))
    assert (field.text(), field.boxes["b"].isChecked(), field.boxes["c"].isChecked()) == ("", True, False)
    assert not field.boxes["a"].isEnabled()
    field.boxes["b"].click()
    assert field.text() == "a"
    field.boxes["b"].click()
    assert field.text() == ""
    field.setText("c")
    assert (field.boxes["a"].isChecked(), field.boxes["b"].isChecked()) == (True, False)
