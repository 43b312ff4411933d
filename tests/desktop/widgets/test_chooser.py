"""A few values side by side: the key of their label leads to the one that holds, and changes nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from incidentdesk.desktop.widgets.chooser import Chooser
from incidentdesk.desktop.widgets.form_grid import FormGrid


@pytest.fixture
def form(theme, qtbot):
    """A line and a chooser that showed another value when it came into the form."""
    form = QWidget()
    grid = FormGrid(theme, form)
    form.line = QLineEdit()
    form.chooser = Chooser(theme, "Impact", [(1, "High"), (2, "Medium"), (3, "Low")])
    form.chooser.choose(2)
    grid.add_row(("line", "&Line", form.line, 3), ("impact", "&Impact", form.chooser, 3))
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
    form.line.setFocus()
    return form


def test_the_key_of_the_label_leads_to_the_value_that_holds(form, qtbot):
    form.chooser.choose(3)
    qtbot.keyClick(form.line, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    assert QApplication.focusWidget() is form.chooser.button(3)
    assert form.chooser.value == 3


def test_it_leads_to_the_value_that_was_clicked_last(form, qtbot):
    qtbot.mouseClick(form.chooser.button(1), Qt.MouseButton.LeftButton)
    form.line.setFocus()
    qtbot.keyClick(form.line, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    assert QApplication.focusWidget() is form.chooser.button(1)
    assert form.chooser.value == 1


def test_the_tab_key_stops_at_it_once(form, qtbot):
    qtbot.keyClick(form.line, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.chooser.button(2)
