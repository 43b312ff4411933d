"""speed-1: from the start of a process to the first painted page, against a bare Qt window with 50 rows of sqlite3.

    .venv/bin/python tests/benchmarks/start.py DATABASE [RUNS]

Fresh processes in turn, A B A B; medians of wall and CPU seconds and their ratios. The goal is 1.6.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_OURS = """
import os, sys
from PySide6.QtCore import QTimer
from incidentdesk.desktop import application
app = application._application()
program = application.Program(app)
def look():
    if program.window is not None and program.window._was_painted:
        os._exit(0)
timer = QTimer(interval=1)
timer.timeout.connect(look)
timer.start()
program.start(sys.argv[1])
"""
_BARE = """
import os, sqlite3, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget, QTableWidgetItem
class Table(QTableWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: os._exit(0))
app = QApplication(sys.argv)
rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT id, title, state, priority, updated_at FROM incident ORDER BY id DESC LIMIT 50"
).fetchall()
window, table = QMainWindow(), Table(len(rows), 5)
for line, row in enumerate(rows):
    for place, value in enumerate(row):
        table.setItem(line, place, QTableWidgetItem(str(value)))
window.setCentralWidget(table)
window.resize(1440, 860)
window.show()
app.exec()
"""


def main() -> None:
    database, runs = Path(sys.argv[1]).absolute(), int(sys.argv[2]) if len(sys.argv) > 2 else 9
    with tempfile.TemporaryDirectory() as profile:
        environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            environment[name] = profile
        found: dict[str, list[tuple[float, float]]] = {_OURS: [], _BARE: []}
        for run in range(runs + 1):
            for code, times in found.items():
                measured = _run(code, database, environment)
                if run:  # the first of each warms the caches
                    times.append(measured)
    for place, what in enumerate(("wall", "CPU")):
        ours, bare = (statistics.median(times[place] for times in found[code]) for code in (_OURS, _BARE))
        print(f"{what}: {ours:.3f} s, bare window {bare:.3f} s, ratio {ours / bare:.2f} (goal 1.6)")


def _run(code: str, database: Path, environment: dict[str, str]) -> tuple[float, float]:
    used, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", code, str(database)], env=environment, check=True, timeout=60)
    wall, now = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime


if __name__ == "__main__":
    main()
