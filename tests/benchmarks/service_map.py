"""Pan and zoom of the service map against a scene of items: an item is a service with its lines (speed-13).

Run: python tests/benchmarks/service_map.py [ITEMS ...]

Each step moves or zooms the view and repaints all of it; 30 steps each. "1:1" pans at the size of the letters among the
cards, "fit all" zooms in and out around the scale at which everything is seen. The scene has an item for each frame,
each line of text and each line between two cards, at the same places. Wanted: 200 and 2,000 items at 60 frames a second
at 1:1; fit all with 2,000 at 30 and 1.3 times the scene, with 20,000 at 5 times the scene. The time for the layout is
told beside.
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
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsSimpleTextItem, QGraphicsView, QWidget

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.diagram.painting import painter_path
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.prepare.service_map_view import ServiceMapView
from incidentdesk.desktop.theme import Theme
from incidentdesk.drawing.palette import LIGHT
from incidentdesk.drawing.shapes import Path as Outline
from incidentdesk.drawing.shapes import Text
from incidentdesk.paper.label import label_font, measured
from incidentdesk.prepare.service_list import Need, ServiceRow
from incidentdesk.prepare.service_map import ServiceMap, service_map

SIZE = (1_280, 800)
STEPS = 30
ITEMS = (200, 2_000, 20_000)
_LEVELS = ("Critical", "High", "Medium", "Low")


class Nothing:
    """A database for a view that reads nothing."""

    read_only = ""

    def listen(self, _callback: object) -> None:
        """There will be no news."""


def many(count: int) -> list[ServiceRow]:
    """Each needs up to two others, most of them one of a few that many need."""
    chance = random.Random(7)
    common = max(3, count // 40)
    needs: dict[int, list[int]] = {}
    for number in range(count):
        below = [chance.randrange(max(1, min(number, common))) for _need in range(chance.choice((0, 1, 1, 2)))]
        needs[number] = sorted({each for each in below if each < number})
    needed_by: dict[int, list[int]] = {number: [] for number in needs}
    for number, others in needs.items():
        for other in others:
            needed_by[other].append(number)
    return [_row(number, needs[number], needed_by[number]) for number in needs]


def _row(number: int, needs: list[int], needed_by: list[int]) -> ServiceRow:
    name = f"Service {number} of the branch offices"
    known = tuple(Need(each, f"Service {each}") for each in needs)
    level = _LEVELS[number % 4]
    return ServiceRow(
        number, name, "", None, "", None, "Network", level, None, "", 240, None, None, "", known, tuple(needed_by)
    )


def scene_of(made: ServiceMap) -> QGraphicsView:
    """An item for each shape, as one would write it without a thought."""
    scene = QGraphicsScene()
    for group in made.drawing.groups:
        for shape in group.shapes:
            if isinstance(shape, Text):
                item = QGraphicsSimpleTextItem(shape.text)
                item.setFont(label_font(shape.font, shape.text))
                item.setBrush(QColor(LIGHT[shape.colour]))
                item.setPos(shape.x, shape.top)
                scene.addItem(item)
            elif isinstance(shape, Outline):
                pen = (
                    QPen(QColor(LIGHT[shape.stroke.colour]), shape.stroke.width) if shape.stroke else Qt.PenStyle.NoPen
                )
                fill = QColor(LIGHT[shape.fill]) if shape.fill else Qt.BrushStyle.NoBrush
                scene.addPath(painter_path(shape.steps), pen, fill)
    view = QGraphicsView(scene)
    scene.setParent(view)
    view.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    box = made.drawing.box
    scene.setSceneRect(QRectF(box.left, box.top, box.width, box.height))
    return view


def frames(widget: QWidget, step: Callable[[int], None]) -> list[float]:
    """Milliseconds of each step with its repaint."""
    found = []
    for number in range(STEPS):
        started = time.perf_counter()
        step(number)
        widget.repaint()
        found.append((time.perf_counter() - started) * 1_000)
    return found


def ours(desk: object, made: ServiceMap, rows: list[ServiceRow]) -> dict[str, list[float]]:
    view = ServiceMapView(desk)
    view.resize(*SIZE)
    view.show_map(made, rows)
    view.show()
    QApplication.processEvents()
    view.zoom_to(1.0)
    middle = list(made.boxes.values())[len(made.boxes) // 2]
    view.centre_on(middle.left, middle.top)
    view.viewport().repaint()
    near = frames(view.viewport(), lambda number: view.pan(9 if number % 2 else -5, 6))
    view.fit()
    scale = view.scale
    view.viewport().repaint()
    far = frames(view.viewport(), lambda number: view.zoom_to(scale * (1.0 + 0.02 * (number % 3)), least=0.001))
    view.hide()
    return {"1:1": near, "fit all": far}


def naive(made: ServiceMap) -> dict[str, list[float]]:
    view = scene_of(made)
    view.resize(*SIZE)
    view.show()
    QApplication.processEvents()
    middle = list(made.boxes.values())[len(made.boxes) // 2]
    view.centerOn(middle.left, middle.top)
    view.viewport().repaint()
    bars = view.horizontalScrollBar(), view.verticalScrollBar()

    def pan(number: int) -> None:
        bars[0].setValue(bars[0].value() + (9 if number % 2 else -5))
        bars[1].setValue(bars[1].value() + 6)

    near = frames(view.viewport(), pan)
    view.fitInView(view.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
    view.viewport().repaint()
    far = frames(view.viewport(), lambda number: view.scale(*[(1.02, 0.98)[number % 2]] * 2))
    view.hide()
    return {"1:1": near, "fit all": far}


def main(counts: tuple[int, ...]) -> None:
    app = QApplication([])
    theme = Theme("light")
    theme.apply(app)
    desk = furnish(Nothing(), actor="Mei Okafor", preferences=Preferences(Path(tempfile.mkdtemp())), theme=theme)
    for count in counts:
        rows = many(count)
        started = time.perf_counter()
        made = service_map(rows, measured, {0: 3, 1: 1})
        laid_out = time.perf_counter() - started
        print(f"{count:,} services, {len(made.links):,} lines, laid out in {laid_out:.2f} s; {STEPS} steps")
        mine, theirs = ours(desk, made, rows), naive(made)
        for name in mine:
            tell(name, mine[name], theirs[name])
    desk.background.stop()


def tell(name: str, mine: list[float], theirs: list[float]) -> None:
    median, scene = statistics.median(mine), statistics.median(theirs)
    p95 = sorted(mine)[int(len(mine) * 0.95)]
    print(
        f"  {name:8} {1_000 / median:7.0f} fps (median {median:.1f} ms, p95 {p95:.1f} ms),"
        f" scene {1_000 / scene:6.1f} fps: {scene / median:.1f} times"
    )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or ITEMS)
