"""A chart can be looked at with the mouse, gone through with the keyboard, and leads to what its marks count."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from incidentdesk.desktop.measure.chart_picture import ChartPicture
from incidentdesk.desktop.measure.chart_view import ChartView
from incidentdesk.measure.chart.drawn import Mark

MARKS = (
    Mark(10, 60, 20, 40, "W22: 5 h\nn = 7", "resolved:2026-05-25..2026-05-31"),
    Mark(50, 30, 20, 70, "W23: 8 h\nn = 9", "resolved:2026-06-01..2026-06-07"),
    Mark(90, 90, 20, 10, "W24: no data"),
)


@pytest.fixture
def view(theme, qtbot):
    view = ChartView(theme, "Time to resolve by week")
    view.resize(200, 120)
    image = QImage(200, 120, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.white)
    view.show_picture(ChartPicture(image, MARKS))
    qtbot.addWidget(view)
    view.show()
    qtbot.waitExposed(view)
    view.setFocus()
    return view


def point(view, at):
    """Move the mouse to a place."""
    where = QPointF(at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, where, view.mapToGlobal(where), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_arrows_go_through_the_marks_and_stop_at_their_ends(view, qtbot):
    for key, place in (("Right", 0), ("Right", 1), ("Right", 2), ("Right", 2), ("Left", 1), ("Home", 0), ("End", 2)):
        qtbot.keyClick(view, getattr(Qt.Key, f"Key_{key}"))
        assert view.place == place


def test_enter_leads_to_the_incidents_of_a_mark(view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen.args == ["resolved:2026-05-25..2026-05-31"]


def test_a_mark_with_nothing_behind_it_leads_nowhere(view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_End)
    with qtbot.assertNotEmitted(view.chosen):
        qtbot.keyClick(view, Qt.Key.Key_Return)
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 95))


def test_a_click_leads_to_the_incidents_of_the_mark_below_it(view, qtbot):
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(60, 50))
    assert chosen.args == ["resolved:2026-06-01..2026-06-07"]


def test_the_mouse_need_not_hit_a_small_mark_to_the_pixel_but_nothing_far_away_is_hit(view):
    point(view, QPoint(118, 95))
    assert view.place == 2
    point(view, QPoint(180, 20))
    assert view.place == -1


def test_a_mark_under_the_mouse_says_what_it_is(view):
    point(view, QPoint(20, 80))
    assert QToolTip.text() == "W22: 5 h\nn = 7"
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    point(view, QPoint(100, 95))
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_marks_are_found_where_the_old_picture_is_stretched_until_the_new_one_is_there(view, qtbot):
    view.resize(400, 240)
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(120, 100))
    assert chosen.args == ["resolved:2026-06-01..2026-06-07"]


def test_what_is_pointed_at_can_be_seen(view, qtbot):
    before = view.grab().toImage()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.grab().toImage() != before


def test_a_screen_reader_hears_what_the_chart_is_and_each_mark(view, qtbot, monkeypatch):
    from incidentdesk.desktop.measure import chart_view

    heard = []
    monkeypatch.setattr(chart_view, "QAccessibleAnnouncementEvent", lambda _widget, text: text)
    monkeypatch.setattr(chart_view.QAccessible, "updateAccessibility", heard.append)
    assert view.accessibleName() == "Time to resolve by week"
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert heard == ["W22: 5 h, n = 7; 1 of 3"]


def test_until_there_is_a_picture_words_stand_there(theme, qtbot):
    view = ChartView(theme, "Backlog")
    qtbot.addWidget(view)
    view.resize(200, 120)
    empty = view.grab().toImage()
    view.show_words("The numbers are being gathered…")
    assert view.grab().toImage() != empty
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.place == -1
