"""The rows of the list by id: fetched in the background, kept as long as they are near."""

import threading
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from incidentdesk.desktop.desk import Desk
from incidentdesk.detect.register import Context, IncidentRow, rows

# Milliseconds for which a view may wait for its rows, so that scrolling shows them at once.
PATIENCE = 30
_MOST = 6_000
_AT_ONCE = 256


class _Fetch:
    """Rows under way; whoever takes them first has them."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = ids
        self.ready = threading.Event()
        self.rows: list[IncidentRow] = []
        self.good = self.taken = False


class RowCache(QObject):
    """`arrived` comes when rows that were not there, or were old, are there."""

    arrived = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, context: Callable[[], Context], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._context = context
        self._rows: dict[int, IncidentRow | None] = {}
        self._stale: set[int] = set()
        self._under_way: dict[int, _Fetch] = {}

    def get(self, incident_id: int) -> IncidentRow | None:
        """The row as it was last fetched; None where it has not come yet."""
        return self._rows.get(incident_id)

    def put(self, found: Iterable[IncidentRow]) -> None:
        for row in found:
            self._rows[row.id] = row
            self._stale.discard(row.id)

    def refresh(self, ids: Iterable[int] | None) -> None:
        """Fetch these again when they are next wanted, or all; until then the old ones stay."""
        self._stale.update(self._rows if ids is None else [each for each in ids if each in self._rows])

    def refresh_clocks(self) -> None:
        """The same of those whose clocks go on, for time has passed."""
        self.refresh(
            [row.id for row in self._rows.values() if row is not None and any(one.is_open for one in row.clocks)]
        )

    def need(self, ids: Sequence[int], patience: int = 0) -> None:
        """Fetch what is missing or old, and wait so many milliseconds for what is missing."""
        rows_, stale, under_way = self._rows, self._stale, self._under_way
        lacking = [each for each in ids if (each not in rows_ or each in stale) and each not in under_way]
        for start in range(0, len(lacking), _AT_ONCE):
            self._fetch(lacking[start : start + _AT_ONCE])
        if patience and any(each not in rows_ for each in ids):
            for fetch in {under_way[each] for each in ids if each in under_way}:
                if fetch.ready.wait(patience / 1_000) and fetch.good:
                    self._take(fetch)

    def _fetch(self, ids: Sequence[int]) -> None:
        fetch = _Fetch(ids)
        for each in ids:
            self._under_way[each] = fetch
            self._stale.discard(each)
        context = self._context()
        self._desk.background.run(
            _read,
            self._desk.database,
            fetch,
            context,
            then=self._come,
            failed=lambda refused: self._fail(fetch, refused),
        )

    def _come(self, fetch: _Fetch) -> None:
        if not fetch.taken:
            self._take(fetch)
            self.arrived.emit()
        elif self._stale:
            self.arrived.emit()

    def _take(self, fetch: _Fetch) -> None:
        fetch.taken = True
        found = {row.id: row for row in fetch.rows}
        for each in fetch.ids:
            self._under_way.pop(each, None)
            self._rows.pop(each, None)
            self._rows[each] = found.get(each)
        self._shrink()

    def _fail(self, fetch: _Fetch, refused: Exception) -> None:
        for each in fetch.ids:
            self._under_way.pop(each, None)
        self.failed.emit(refused)

    def _shrink(self) -> None:
        # Oldest first; freeing a few at a time costs nothing that could be seen.
        while len(self._rows) > _MOST:
            oldest = next(iter(self._rows))
            del self._rows[oldest]
            self._stale.discard(oldest)


def _read(database: object, fetch: _Fetch, context: Context) -> _Fetch:
    try:
        with database.read() as reader:
            fetch.rows = rows(reader, fetch.ids, context)
        fetch.good = True
    finally:
        fetch.ready.set()
    return fetch
