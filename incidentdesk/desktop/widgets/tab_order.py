"""The way of the Tab key where widgets are made later than what stands behind them."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def put_behind(before: QWidget, whole: QWidget) -> None:
    """Let what takes the focus in a widget come after what takes it in another one.

    It is also where the focus goes on when the widget is hidden while it has it.
    """
    last = list(_stops(before))[-1:]
    for one, other in pairwise((*last, *_stops(whole))):
        QWidget.setTabOrder(one, other)


def in_reading_order(wholes: Iterable[QWidget]) -> None:
    """Let the Tab key go through these one after the other, in each as it is laid out."""
    stops = [each for whole in wholes for each in _laid_out(whole)]
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)


def _laid_out(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    inner = widget.widget() if isinstance(widget, QScrollArea) else widget
    if inner is not None and inner.layout() is not None:
        yield from _in_layout(inner.layout())


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item.widget() is not None:
            yield from _laid_out(item.widget())
        elif item.layout() is not None:
            yield from _in_layout(item.layout())


def _stops(whole: QWidget) -> Iterator[QWidget]:
    """What takes the focus in a widget, in the order of the Tab key; Qt orders nothing else."""
    widget = whole
    while True:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        widget = widget.nextInFocusChain()
        if not whole.isAncestorOf(widget):
            return
