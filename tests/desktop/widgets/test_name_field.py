"""A line for a person: the first name of somebody who is known is nobody new."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk.desktop.widgets.name_field import PersonField


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("samuel", "Samuel Adeyemi"),
        ("okafor", "Mei Okafor"),
        ("mei", "mei"),
        ("bo", "bo"),
        ("Sam", "Sam"),
        ("Zoe Grant", "Zoe Grant"),
    ],
)
def test_a_name_of_one_person_alone_is_made_whole_when_the_field_is_left(qtbot, typed, left):
    form = QWidget()
    field, other = PersonField("Person", parent=form), QLineEdit(form)
    field.offer(["Samuel Adeyemi", "Mei Okafor", "Mei Lin", "Bo", "Bo Diaz"])
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
    field.setFocus()
    field.setText(typed)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert other.hasFocus()
    assert field.text() == left


def test_enter_makes_it_whole_too(qtbot):
    field = PersonField("Person")
    field.offer(["Samuel Adeyemi"])
    qtbot.addWidget(field)
    field.setText("samuel")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "Samuel Adeyemi"
