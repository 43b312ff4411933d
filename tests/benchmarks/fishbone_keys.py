"""From a key to its picture in a fishbone of 300 causes, against painting the same picture.

Run: python tests/benchmarks/fishbone_keys.py [CAUSES] [ROUNDS]

A step is a key press and everything up to the end of the paint that shows what came of it; saving goes on behind it.
The same picture is what the canvas takes to repaint without anything having changed. Budget: median and p95 at most
50 ms at 300 causes.
"""

import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp()
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.investigate.cause_graph import CauseGraph, Status
from incidentdesk.schema.opening import open_desk
from tests.investigate.investigated import investigate
from tests.investigate.pictured import three_hundred

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
BUDGET = 50.0  # milliseconds
WORDS = "nobody saw it come"


class Stage:
    """The window, and how long it takes until a key is seen."""

    def __init__(self, app: QApplication, graph: CauseGraph) -> None:
        self._app = app
        database = open_desk(Path(tempfile.mkdtemp()) / "desk.db")
        with database.write(actor="Mei Okafor") as session:
            subject = investigate(session, graph)
        theme = Theme("light")
        theme.apply(app)
        preferences = Preferences(Path(tempfile.mkdtemp()))
        self.desk = furnish(database, actor="Mei Okafor", preferences=preferences, theme=theme)
        self.window = MainWindow(self.desk)
        self.window.open(f"{subject.number}/fishbone")
        self.window.resize(1440, 900)
        self.window.show()
        self.page = self.window.page
        self.canvas = self.page.canvas
        self._painted = 0.0
        paint = self.canvas.paintEvent

        def painted(event: object) -> None:
            paint(event)
            self._painted = time.perf_counter()

        self.canvas.paintEvent = painted
        self.rest()
        while not self.page.document.is_loaded:
            self.rest()
        self.page.show_level(0)
        self.canvas.zoom_to(1.0)
        self.canvas.setFocus()
        self.rest()

    def rest(self, seconds: float = 0.25) -> None:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until or self.desk.background.jobs:
            self._app.processEvents()
            time.sleep(0.002)

    def until_seen(self, press) -> float:
        """Milliseconds from the key to the end of the paint."""
        started = time.perf_counter()
        press()
        while self._painted < started:
            self._app.processEvents()
            if time.perf_counter() - started > 2:
                raise RuntimeError("nothing was painted")
        return (self._painted - started) * 1_000

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> float:
        return self.until_seen(lambda: QTest.keyClick(QApplication.focusWidget(), key, modifiers))

    def letter(self, letter: str) -> float:
        return self.until_seen(lambda: QTest.keyClick(QApplication.focusWidget(), letter))

    def repaint(self) -> float:
        return self.until_seen(self.canvas.viewport().repaint)


def main(causes: int, rounds: int) -> None:
    app = QApplication([])
    graph = suspected(three_hundred(), causes)
    stage = Stage(app, graph)
    keys = [cause.key for cause in stage.page.document.graph.in_order()]
    times: dict[str, list[float]] = {}
    for number in range(rounds):
        stage.page.go(keys[number * 7 % len(keys)])
        stage.rest()
        times.setdefault("the same picture", []).extend(stage.repaint() for _each in range(5))
        times.setdefault("arrow", []).append(stage.key(Key.Key_Down))
        stage.rest(0.05)
        times.setdefault("status", []).append(stage.key(Key.Key_V if number % 2 else Key.Key_R))
        stage.rest()
        times.setdefault("new cause (Tab)", []).append(stage.key(Key.Key_Tab))
        stage.rest(0.05)
        for letter in WORDS:
            times.setdefault("a letter in a label", []).append(stage.letter(letter))
        times.setdefault("keep the label (Enter)", []).append(stage.key(Key.Key_Return))
        stage.rest()
        times.setdefault("fold (Space)", []).append(stage.key(Key.Key_Right) and stage.key(Key.Key_Space))
        stage.rest(0.05)
        stage.key(Key.Key_Space)
        times.setdefault("undo", []).append(stage.key(Key.Key_Z, CONTROL))
        stage.rest()
    tell(times, causes, rounds)


def suspected(graph: CauseGraph, causes: int) -> CauseGraph:
    """So many causes, all of them such that something can be added below them."""
    gone = {cause.key for cause in graph.in_order()[causes:]}
    kept = {key: replace(cause, status=Status.SUSPECTED) for key, cause in graph.causes.items() if key not in gone}
    return replace(graph, causes=kept, votes={}, backing={})


def tell(times: dict[str, list[float]], causes: int, rounds: int) -> None:
    same = statistics.median(times["the same picture"])
    print(f"{causes} causes, {rounds} rounds; budget {BUDGET:.0f} ms")
    print(f"{'':26}{'median':>9}{'p95':>9}{'max':>9}{'× picture':>11}")
    for name, found in times.items():
        ordered = sorted(found)
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        median = statistics.median(found)
        print(f"{name:26}{median:9.1f}{p95:9.1f}{ordered[-1]:9.1f}{median / same:11.1f}")
    whole = sorted(value for name, found in times.items() if name != "the same picture" for value in found)
    p95 = whole[int(len(whole) * 0.95)]
    print(
        f"all keys: median {statistics.median(whole):.1f} ms, p95 {p95:.1f} ms: {'kept' if p95 <= BUDGET else 'MISSED'}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300, int(sys.argv[2]) if len(sys.argv) > 2 else 25)
