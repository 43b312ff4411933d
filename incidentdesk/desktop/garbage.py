"""Python's search for reference cycles, kept in the GUI thread.

It otherwise runs in whichever thread happens to allocate, and a worker that finds a cycle with a widget in it would
destroy the widget there, which Qt forbids.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 1_000  # milliseconds


class GarbageCollection(QObject):
    """Looks for cycles when the counts of the collector say so, between two turns of the event loop."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        gc.disable()
        self._timer.start()

    def end(self) -> None:
        self._timer.stop()
        gc.enable()

    def look(self) -> int:
        """Collect the oldest generation that is due; returns its number, -1 for none."""
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return generation
        return -1
