"""Scrolling the list of a million incidents, against a C++ item model of Qt with eight columns.

Run: python tests/benchmarks/list_scroll.py DATABASE [STEPS]

Both tables are of the same size and are painted in turn. A step is a page further, or a jump to a random row, and its
whole repaint, for ours with fetching the rows. speed-6: page median at most 2.0 times that of Qt's own model, jump at
most 2.5 times, 99 of 100 pages in 33 ms.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.detect.incident_list_page import IncidentListPage
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.schema.opening import open_desk

COLUMNS = ["priority", "id", "title", "status", "assignee", "team", "service", "updated"]
WORDS = (
    "P3 Moderate", "INC-123456", "Mail printer network vpn login slow", "In Progress", "Mei Okafor 17", "Team 3",
    "Service 12", "12 Nov",
)  # fmt: skip
SIZE = (1_440, 860)
# A standard item takes 200 bytes and more; its painting does not depend on how many there are.
STANDARD_ROWS = 100_000


def main(path: str, steps: int) -> None:
    app = QApplication([])
    database = open_desk(path)
    theme = Theme("light")
    theme.apply(app)
    preferences = Preferences(Path(tempfile.mkdtemp()))
    preferences.set("preview", False)
    desk = furnish(database, actor="Mei Okafor", preferences=preferences, theme=theme, listen=False)
    page = IncidentListPage(desk)
    page.resize(*SIZE)
    page.show()
    page.table.show_columns(COLUMNS)
    page.filter.set_text("")
    page.reload()
    while page._listed is None or not page._listed.complete or desk.background.jobs:
        QCoreApplication.processEvents()
    ours = page.table
    standard = _standard(ours.viewport().width(), ours.viewport().height(), ours.rowHeight(0))
    print(f"{page.model.row_total:,} incidents against {STANDARD_ROWS:,} standard items, {steps} steps")
    for name, move in (("page", _page), ("jump", _jump)):
        times = {"ours": [], "standard": []}
        cpu = {"ours": [], "standard": []}
        chance = random.Random(2)
        for step in range(steps):
            tables = (("ours", ours), ("standard", standard))
            for key, table in tables if step % 2 else tables[::-1]:
                wall, busy = _timed(table, move, step, chance)
                times[key].append(wall)
                cpu[key].append(busy)
        _tell(name, times, cpu)
    print("rows shown as they are at once:", _complete(ours, page))
    page.close()
    desk.background.stop()
    os._exit(0)


def _standard(width: int, height: int, row: int) -> QTableView:
    model = QStandardItemModel()
    for word in WORDS:
        model.appendColumn([QStandardItem(f"{word} {each}") for each in range(STANDARD_ROWS)])
    view = QTableView()
    view.setModel(model)
    view.kept = model
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(row)
    view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    view.setShowGrid(False)
    for column, share in enumerate((76, 96, 480, 132, 136, 120, 136, 104)):
        view.setColumnWidth(column, share)
    view.resize(width, height + view.horizontalHeader().sizeHint().height())
    view.show()
    return view


def _page(table: QTableView, step: int, _chance: random.Random) -> None:
    bar = table.verticalScrollBar()
    bar.setValue((step + 1) * bar.pageStep())


def _jump(table: QTableView, _step: int, chance: random.Random) -> None:
    bar = table.verticalScrollBar()
    bar.setValue(chance.randrange(bar.maximum()))


def _timed(table: QTableView, move: Callable[..., None], step: int, chance: random.Random) -> tuple[float, float]:
    """Milliseconds of the clock and of the processor."""
    QCoreApplication.processEvents()
    begin, busy = time.perf_counter(), time.thread_time()
    move(table, step, chance)
    table.viewport().repaint()
    return (time.perf_counter() - begin) * 1_000, (time.thread_time() - busy) * 1_000


def _tell(name: str, times: dict[str, list[float]], cpu: dict[str, list[float]]) -> None:
    for key in ("standard", "ours"):
        wall = sorted(times[key])
        print(
            f"{name:5} {key:9} median {statistics.median(wall):6.2f} ms  p99 {wall[int(len(wall) * 0.99) - 1]:6.2f} ms"
            f"  max {wall[-1]:6.2f} ms  cpu median {statistics.median(cpu[key]):6.2f} ms"
        )
    ratio = statistics.median(times["ours"]) / statistics.median(times["standard"])
    ratio_cpu = statistics.median(cpu["ours"]) / statistics.median(cpu["standard"])
    print(f"{name:5} ratio     wall {ratio:.2f}  cpu {ratio_cpu:.2f}")


def _complete(table: QTableView, page: IncidentListPage) -> bool:
    first, last = table.rowAt(1), table.rowAt(table.viewport().height() - 1)
    return all(page.model.incident(row) is not None for row in range(first, last + 1))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 150)
