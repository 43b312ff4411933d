"""The strip of a monitor: where each part stands, and that what nobody watched is never painted as up."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from incidentdesk.desktop.respond.monitor_strip import paint_strip, part_rect
from incidentdesk.detect.monitor import Health

RECT = QRectF(10, 0, 100, 20)
SPAN = (1_000, 2_000)


@pytest.mark.parametrize(
    ("part", "mirrored", "left", "width"),
    [
        ((1_000, 2_000, Health.UP), False, 10, 100),
        ((1_250, 1_500, Health.UP), False, 35, 25),
        ((1_250, 1_500, Health.UP), True, 60, 25),
        ((0, 1_500, Health.UP), False, 10, 50),
        # A moment in which it was down is seen all the same, also at the very end.
        ((1_500, 1_500, Health.DOWN), False, 60, 2),
        ((2_000, 2_000, Health.DOWN), False, 108, 2),
    ],
)
def test_a_part_stands_where_its_time_is(part, mirrored, left, width):
    found = part_rect(RECT, part, SPAN, mirrored=mirrored)
    assert (found.left(), found.width()) == (left, width)


@pytest.mark.parametrize("part", [(0, 900, Health.UP), (2_100, 2_200, Health.DOWN)])
def test_what_lies_outside_is_not_painted(part):
    assert part_rect(RECT, part, SPAN, mirrored=False) is None


def painted(theme, parts):
    image = QImage(100, 20, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_strip(painter, QRectF(0, 0, 100, 20), parts, SPAN, theme, mirrored=False)
    painter.end()
    return image


def colours(image, left, right, row):
    return {image.pixelColor(x, row).name() for x in range(left, right)}


def test_time_that_nobody_watched_is_hatched(theme):
    image = painted(theme, [(1_000, 1_500, Health.UP), (1_500, 2_000, Health.UNKNOWN)])
    assert colours(image, 2, 48, 15) == {theme.css("success")}
    assert theme.css("success") not in colours(image, 52, 98, 15)
    assert colours(image, 52, 98, 15) == {theme.css("surface"), theme.css("outline")}


def test_down_stands_higher_than_up_and_is_not_hidden_by_it(theme):
    image = painted(theme, [(1_400, 1_600, Health.DOWN), (1_000, 2_000, Health.UP)])
    assert colours(image, 42, 58, 3) == {theme.css("danger")}
    assert colours(image, 2, 38, 3) == {theme.css("surface")}
