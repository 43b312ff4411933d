import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from incidentdesk.desktop.toast import Toasts


@pytest.fixture
def host(qtbot):
    host = QWidget()
    host.resize(900, 600)
    qtbot.addWidget(host)
    host.show()
    return host


@pytest.fixture
def toasts(theme, preferences, host):
    toasts = Toasts(theme, preferences)
    toasts.settle(host)
    return toasts


def test_at_most_three_stand_there(toasts):
    for number in range(5):
        toasts.show(f"News {number}")
    assert toasts.texts() == ["News 2", "News 3", "News 4"]


def test_undo_takes_back_and_closes(toasts, qtbot):
    seen = []
    toasts.show("Assigned to Mei", undo=lambda: seen.append("undone"))
    toasts.toasts()[0].undo_button.click()
    assert seen == ["undone"]
    assert toasts.texts() == []


def test_it_goes_by_itself(toasts, qtbot):
    toasts.show("News")
    toast = toasts.toasts()[0]
    assert toast._timer.interval() == 6_000
    toast._timer.setInterval(1)
    qtbot.waitUntil(lambda: toasts.texts() == [])


def test_with_undo_it_stays_longer(toasts):
    toasts.show("News", undo=lambda: None)
    assert toasts.toasts()[0]._timer.interval() == 10_000


def test_it_stays_while_it_has_the_focus(toasts, qtbot, host):
    toasts.show("News", undo=lambda: None)
    toast = toasts.toasts()[0]
    qtbot.waitActive(host)
    toast.undo_button.setFocus()
    qtbot.waitUntil(lambda: toast.resting)
    host.setFocus()
    toast.undo_button.clearFocus()
    qtbot.waitUntil(lambda: not toast.resting)


def test_it_stands_in_the_middle_above_the_footer(toasts, host):
    toasts.show("Assigned 12 incidents to Mei Okafor", undo=lambda: None)
    toast = toasts.toasts()[0]
    footer = QRect(0, host.height() - 40, host.width(), 40)
    assert not toast.geometry().intersects(footer)
    assert abs(toast.geometry().center().x() - host.rect().center().x()) <= 1


def test_without_a_window_it_is_told_all_the_same(theme, preferences, qtbot):
    toasts = Toasts(theme, preferences)
    with qtbot.waitSignal(toasts.shown):
        toasts.show("News")
