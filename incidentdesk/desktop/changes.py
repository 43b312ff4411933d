"""News of commits for the window."""

import threading
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from incidentdesk.store.changes import Changes, merged


class ChangeSignal(QObject):
    """Turns what the database tells from any thread into one signal in the GUI thread.

    `changed` carries a Changes: for each noun the ids that commits touched, None for all of them. All commits until
    the next turn of the event loop come as one.
    """

    changed = Signal(object)
    _poked = Signal()

    def __init__(self, database: Any = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._waiting: Changes = {}
        self._poked.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        if database is not None:
            self.follow(database)

    def follow(self, database: Any) -> None:
        """Tell what is committed to this database from now on; may be called in any thread."""
        database.listen(self.hear)

    def hear(self, changes: Changes) -> None:
        """Take news from any thread."""
        with self._lock:
            first = not self._waiting
            self._waiting = merged(self._waiting, changes)
            poke = first and bool(self._waiting)
        if poke:
            self._poked.emit()

    def _tell(self) -> None:
        with self._lock:
            changes, self._waiting = self._waiting, {}
        if changes:
            self.changed.emit(changes)
