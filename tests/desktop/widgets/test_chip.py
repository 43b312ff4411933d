import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from incidentdesk.desktop.widgets.chip import PriorityChip, StateLabel, paint_priority_chip, paint_state
from incidentdesk.detect.priority import PRIORITIES
from incidentdesk.detect.state import State


def painted(paint):
    image = QImage(160, 36, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint(painter, QRect(0, 0, 160, 36))
    painter.end()
    return image


def greys(image):
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def test_priorities_differ_without_colour(theme):
    pictures = [
        greys(painted(lambda painter, rect, p=priority: paint_priority_chip(painter, rect, p, theme)))
        for priority in PRIORITIES
    ]
    assert all(one != other for i, one in enumerate(pictures) for other in pictures[i + 1 :])


def test_states_differ_by_their_glyphs_alone(theme):
    glyphs = [
        greys(painted(lambda painter, rect, s=state: paint_state(painter, rect, s, theme))).copy(0, 0, 16, 36)
        for state in State
    ]
    assert all(one != other for i, one in enumerate(glyphs) for other in glyphs[i + 1 :])


def test_a_chip_is_drawn_once_for_each_theme(theme):
    light = painted(lambda painter, rect: paint_priority_chip(painter, rect, 2, theme))
    theme.choose("dark")
    assert painted(lambda painter, rect: paint_priority_chip(painter, rect, 2, theme)) != light


def test_as_widgets_they_have_names(theme, qtbot):
    chip, label = PriorityChip(theme, 1), StateLabel(theme, "On Hold")
    qtbot.addWidget(chip)
    qtbot.addWidget(label)
    assert (chip.accessibleName(), label.accessibleName()) == ("P1 Critical", "On Hold")


@pytest.mark.parametrize("state", list(State))
def test_every_state_can_be_shown(theme, qtbot, state):
    label = StateLabel(theme, state)
    qtbot.addWidget(label)
    assert not label.grab().isNull()
