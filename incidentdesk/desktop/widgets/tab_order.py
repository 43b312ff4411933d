"""The way of the Tab key where widgets are made later than what stands behind them."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def put_behind(before: QWidget, whole: QWidget) -> None:
    """Let what takes the focus in a widget come after what takes it in another one.

    It is also where the focus goes on when the widget is hidden while it has it.
    """
    last = list(_stops(before))[-1:]
    for one, other in pairwise((*last, *_stops(whole))):
        QWidget.setTabOrder(one, other)


def _stops(whole: QWidget) -> Iterator[QWidget]:
    """What takes the focus in a widget, in the order of the Tab key; Qt orders nothing else."""
    widget = whole
    while True:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        widget = widget.nextInFocusChain()
        if not whole.isAncestorOf(widget):
            return
