"""Asking the register in the background for the ids that a list shows."""

import threading
from array import array
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from incidentdesk import clock
from incidentdesk.desktop.background import Cancelled
from incidentdesk.desktop.desk import Desk
from incidentdesk.detect import register
from incidentdesk.detect.query import Query
from incidentdesk.detect.register import Context, Group, IncidentRow
from incidentdesk.prepare.account import person_of_account
from incidentdesk.refusal import Refused

FIRST = 500
_FIRST_ROWS = 40
# Milliseconds for which the rest of a long list waits, so that its first page is painted undisturbed.
_PAINTING = 40
# Milliseconds after which old rows are shown dimmed while new ones are on their way.
_PATIENCE = 400
# Up to so many ids are looked up by searching the bytes of the list; more in one pass over it.
_FEW = 16


@dataclass(frozen=True, slots=True)
class Listed:
    """What a query means now. `places` says where the ids stand that were asked for with it; `rows` come along so that
    the first page needs no second question."""

    query: Query
    ids: "array[int]"
    groups: tuple[Group, ...] = ()
    complete: bool = True
    rows: tuple[IncidentRow, ...] = ()
    places: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the register. `keep` are ids whose places in the new list are wanted."""

    query: Query
    context: Context
    limit: int | None
    keep: tuple[int, ...] = ()


class _Reading:
    """Lets the GUI thread end the query that a worker is waiting for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reader: Any = None
        self.stopped = False

    @contextmanager
    def of(self, database: Any):
        try:
            with database.read() as reader:
                with self._lock:
                    self._reader = reader
                try:
                    yield reader
                finally:
                    # The connection goes to somebody else, whom an interruption would hit.
                    with self._lock:
                        self._reader = None
        except Exception as error:
            if self.stopped:
                raise Cancelled from error
            raise

    def stop(self) -> None:
        with self._lock:
            self.stopped = True
            if self._reader is not None:
                self._reader.interrupt()


class Listing(QObject):
    """Answers with `loaded(Listed)`, twice where the whole list is long: its first page, then all of it.

    `asked(job)` comes with every question, `waiting` tells when the answer takes so long that the old rows should look
    old, and when that is over.
    """

    loaded = Signal(object)
    failed = Signal(object)
    waiting = Signal(bool)
    asked = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading = _Reading()
        self._job: Any = None
        self._me: int | None = None
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(lambda: self.waiting.emit(True))
        self._rest_of: Asked | None = None
        self._painting = QTimer(self, singleShot=True, interval=_PAINTING)
        self._painting.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        return self._job is not None or self._rest_of is not None

    def context(self) -> Context:
        """Who asks, and when."""
        first = QLocale().firstDayOfWeek().value - 1
        return Context(clock.now(), self._desk.zone, self._desk.account, self._me, first)

    def ask(self, query: Query, keep: Iterable[int] = (), *, first_page: bool = True) -> None:
        """Load what a query means; what was asked before is dropped."""
        self.stop()
        # Groups need their sizes, and so the whole list.
        limit = FIRST if first_page and not query.group else None
        self._patience.start()
        self._run(Asked(query, self.context(), limit, tuple(keep)))

    def stop(self) -> None:
        if self._job is not None:
            self._reading.stop()
            self._job.cancel()
            self._job = None
        self._rest_of = None
        self._painting.stop()
        self._rest()

    def _go_on(self) -> None:
        asked, self._rest_of = self._rest_of, None
        if asked is not None and self._job is None:
            self._run(asked)

    def _run(self, asked: Asked) -> None:
        self._reading = _Reading()
        self._job = self._desk.background.run(
            _load,
            self._desk.database,
            asked,
            self._reading,
            then=lambda answer: self._come(asked, *answer),
            failed=self._fail,
        )
        self.asked.emit(self._job)

    def _come(self, asked: Asked, listed: Listed, me: int | None) -> None:
        self._job = None
        self._me = me
        self._rest()
        self.loaded.emit(listed)
        if not listed.complete and self._job is None:
            self._rest_of = replace(asked, limit=None)
            self._painting.start()

    def _fail(self, refused: Refused) -> None:
        self._job = None
        self._rest()
        self.failed.emit(refused)

    def _rest(self) -> None:
        self._patience.stop()
        self.waiting.emit(False)


def _load(database: Any, asked: Asked, reading: _Reading) -> tuple[Listed, int | None]:
    with reading.of(database) as reader:
        me = person_of_account(reader, asked.context.account)[0]
        context = replace(asked.context, me=me)
        query, limit = asked.query, asked.limit
        found = register.ids(reader, query, context, limit=limit)
        groups = tuple(register.groups(reader, query, context, query.group)) if query.group else ()
        first = tuple(register.rows(reader, found[:_FIRST_ROWS], context)) if limit else ()
        complete = limit is None or len(found) < limit
    return Listed(query, found, groups, complete, first, places(found, asked.keep)), me


def places(ids: "array[int]", wanted: Iterable[int]) -> dict[int, int]:
    """Where some ids stand in a list."""
    wanted = set(wanted)
    if len(wanted) > _FEW:
        return {each: place for place, each in enumerate(ids) if each in wanted}
    found = {}
    if wanted:
        raw = ids.tobytes()
        for each in wanted:
            place = _find(raw, array("q", [each]).tobytes())
            if place >= 0:
                found[each] = place
    return found


def _find(raw: bytes, eight: bytes) -> int:
    place = raw.find(eight)
    while place >= 0 and place % 8:
        place = raw.find(eight, place + 1)
    return place // 8 if place >= 0 else -1
