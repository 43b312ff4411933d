"""News of commits for the window."""

import threading
from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal

Changes = Mapping[str, frozenset[int] | None]


class ChangeSignal(QObject):
    """Turns what the database tells from any thread into one signal in the GUI thread.

    `changed` carries a Changes: for each noun the ids that commits touched, None for all of them. All commits until
    the next turn of the event loop come as one.
    """

    changed = Signal(object)
    _poked = Signal()

    def __init__(self, database=None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: dict[str, frozenset[int] | None] = {}
        self._poked.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        if database is not None:
            database.listen(self.hear)

    def hear(self, changes: Changes) -> None:
        """Take news from any thread."""
        with self._lock:
            first = not self._waiting
            for noun, ids in changes.items():
                self._waiting[noun] = _merged(self._waiting.get(noun, frozenset()), ids)
            poke = first and bool(self._waiting)
        if poke:
            self._poked.emit()

    def _tell(self) -> None:
        with self._lock:
            changes, self._waiting = self._waiting, {}
        if changes:
            self.changed.emit(changes)


def _merged(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    if one is None or other is None:
        return None
    return one | frozenset(other)
