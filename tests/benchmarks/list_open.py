"""Opening, filtering and sorting the list of a million incidents, and how long the window stands still meanwhile.

Run: python tests/benchmarks/list_open.py DATABASE [REPEATS]

speed-7: the first page of the large list is painted within 1.5 times the time of a database of 50 incidents, where the
same filter fills a page as well; a new order of all of them is complete within 1.5 times the time that SQLite takes for
the ids alone. speed-10: a timer of 5 ms in the GUI thread is late by at most 16 ms in 99 of 100 cases and never by more
than 50 ms. What the machine does besides is told by the same timer while nothing happens.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.incident_list_page import IncidentListPage
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.query import Order
from incidentdesk.schema.opening import open_desk

SMALL = 50
_TICK = 5  # milliseconds


class Gaps:
    """How much later than it should a timer of 5 ms comes."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(interval=_TICK)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1_000 - _TICK))
        self._last = now

    @contextmanager
    def measured(self, what: str) -> Iterator[None]:
        self.late.clear()
        self._last = time.perf_counter()
        self._timer.start()
        yield
        self._timer.stop()
        late = sorted(self.late) or [0.0]
        print(f"gap  {what:32} p99 {late[int(len(late) * 0.99) - 1]:6.1f} ms  max {late[-1]:6.1f} ms  n={len(late)}")


def main(path: str, repeats: int) -> None:
    app = QApplication([])
    theme = Theme("light")
    theme.apply(app)
    small = _page(_small_database(), theme)
    large = _page(path, theme)
    for page in (small, large):
        _until(lambda page=page: _complete(page))
    print(f"{large._total:,} incidents")
    for name, query in (("all", ""), ("most", "-is:open"), ("by number", "sort:id"), ("a word", "certificate")):
        times: dict[str, list[float]] = {"small": [], "large": []}
        for repeat in range(repeats):
            for key, page in (
                (("small", small), ("large", large)) if repeat % 2 else (("large", large), ("small", small))
            ):
                times[key].append(_first_page(page, query))
                _until(lambda page=page: _complete(page))
        _tell(f"first page, {name}", times["large"], times["small"], f"of {SMALL}")
    _sorting(large, path, repeats)
    _gaps(large)
    os._exit(0)


def _small_database() -> str:
    sys.path.insert(0, str(Path(__file__).parent))
    from million import make

    path = Path(tempfile.mkdtemp()) / "small.db"
    make(path, SMALL)
    return str(path)


def _page(path: str, theme: Theme) -> IncidentListPage:
    database = open_desk(path)
    preferences = Preferences(Path(tempfile.mkdtemp()))
    preferences.set("preview", False)
    desk = furnish(database, actor="Mei Okafor", preferences=preferences, theme=theme, listen=False)
    page = IncidentListPage(desk)
    page.resize(1_440, 860)
    page.show()
    return page


def _complete(page: IncidentListPage) -> bool:
    return page._listed is not None and page._listed.complete and not page._desk.background.jobs


def _until(done: Callable[[], bool]) -> None:
    while not done():
        QCoreApplication.processEvents()
        time.sleep(0.0005)


def _first_page(page: IncidentListPage, query: str) -> float:
    """Milliseconds from the wish to the painted page."""
    page.filter.set_text("is:closed is:major")
    page.reload()
    _until(lambda: _complete(page))
    begin = time.perf_counter()
    page.filter.set_text(query)
    page.reload(first_page=True)
    before = page._listed
    _until(lambda: page._listed is not before)
    page.table.viewport().repaint()
    return (time.perf_counter() - begin) * 1_000


def _sorting(page: IncidentListPage, path: str, repeats: int) -> None:
    import sqlite3

    raw = sqlite3.connect(path)
    page.filter.set_text("")
    for name, order, sql in (
        ("updated", Order("updated", True), "updated_at DESC, id DESC"),
        ("title", Order("title", False), "lower(title), id DESC"),
    ):
        ours, theirs = [], []
        for _repeat in range(repeats):
            begin = time.perf_counter()
            raw.execute(f"SELECT id FROM incident WHERE withdrawn_at IS NULL ORDER BY {sql}").fetchall()
            theirs.append((time.perf_counter() - begin) * 1_000)
            page.view.orders = (Order("priority", False),)
            page.reload()
            _until(lambda: _complete(page))
            begin = time.perf_counter()
            page.view.orders = (order,)
            page.reload()
            _until(lambda: not page.listing.busy)
            ours.append((time.perf_counter() - begin) * 1_000)
            _until(lambda: _complete(page))
        _tell(f"all by {name}", ours, theirs, "of SQLite")


def _gaps(page: IncidentListPage) -> None:
    gaps = Gaps()
    with gaps.measured("nothing at all"):
        _rest(2.0)
    with gaps.measured("loading a million"):
        page.filter.set_text("")
        page.view.orders = ()
        page.reload(first_page=True)
        _until(lambda: _complete(page))
    with gaps.measured("sorting a million by title"):
        page.view.orders = (Order("title", False),)
        page.reload(first_page=True)
        _until(lambda: _complete(page))
    with gaps.measured("grouping a million by team"):
        page.group_by("team")
        _until(lambda: _complete(page))
    with gaps.measured("folding the first group"):
        page.model.fold(0, True)
        _rest(0.3)
    page.group_by(None)
    _until(lambda: _complete(page))
    with gaps.measured("selecting a million"):
        page.table.selectAll()
        _rest(0.5)
    with gaps.measured("typing five letters"):
        for end in range(1, 6):
            page.filter.line.setText("certi"[:end])
            page.filter.line.textEdited.emit("certi"[:end])
            _rest(0.15)
        _until(lambda: _complete(page))
    with gaps.measured("dragging through a million"):
        page.filter.set_text("")
        page.view.orders = ()
        page.reload()
        _until(lambda: _complete(page))
        bar = page.table.verticalScrollBar()
        for share in range(200):
            bar.setValue(bar.maximum() * share // 200)
            _rest(0.01)


def _rest(seconds: float) -> None:
    end = time.perf_counter() + seconds
    _until(lambda: time.perf_counter() > end)


def _tell(what: str, ours: list[float], theirs: list[float], against: str) -> None:
    one, other = statistics.median(ours), statistics.median(theirs)
    print(f"{what:24} {one:8.1f} ms, {other:8.1f} ms {against}: {one / other:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7)
