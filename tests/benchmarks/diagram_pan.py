"""Pan and zoom of a diagram against a scene of items: an item is a label with its twig (speed-13).

Run: python tests/benchmarks/diagram_pan.py [ITEMS ...]

Each step moves or zooms the view and repaints all of it; 30 steps each. "1:1" pans at the size of the letters among the
labels, "fit all" zooms in and out around the scale at which everything is seen. The scene has a text item for each line
of a label and a line item for each stroke, with the same lines, letters and places. Wanted: 200 and 2,000 items at
60 frames a second at 1:1; fit all with 2,000 at 30 and 1.3 times the scene, with 20,000 at 5 times the scene.
"""

import os
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
from incidentdesk.desktop.diagram.view import DiagramView, Picture
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.drawing.palette import LIGHT
from incidentdesk.drawing.shapes import Drawing, Text
from incidentdesk.drawing.shapes import Path as Outline
from incidentdesk.investigate.cause_graph import Cause, CauseGraph, Effect, Kind, Status
from incidentdesk.investigate.fishbone import fishbone
from incidentdesk.paper.label import label_font, measured

SIZE = (1_280, 800)
STEPS = 30
CATEGORIES = 24
ITEMS = (200, 2_000, 20_000)
_STATUSES = (Status.SUSPECTED, Status.VERIFIED, Status.SUSPECTED, Status.RULED_OUT)
_TEXTS = (
    "Nobody looked at the second line", "The alert said link flap and not site down",
    "Firmware drops sessions when a route map is reloaded", "Contract list lives in a spreadsheet",
)  # fmt: skip


class Nothing:
    """A database for a view that reads nothing."""

    read_only = ""

    def listen(self, _callback: object) -> None:
        """There will be no news."""


def many(count: int) -> CauseGraph:
    """Up to 24 categories with causes, two of three of them below another."""
    each = max(12, count // CATEGORIES)
    causes: dict[str, Cause] = {}
    above, inner = "", ""
    for number in range(count):
        if number % each == 0:
            above = f"category {number}"
            causes[above] = Cause(above, "", Kind.CATEGORY, number, f"Category {number // each}")
        key = f"cause {number}"
        parent = inner if number % 3 and number % each else above
        status = Status.SUSPECTED if number % 3 == 0 else _STATUSES[number % 4]
        causes[key] = Cause(key, parent, Kind.CAUSE, number, f"{_TEXTS[number % 4]} {number}", status=status)
        if number % 3 == 0:
            inner = key
    return CauseGraph(Effect("Everything is slow"), causes)


def scene_of(drawing: Drawing) -> QGraphicsView:
    """An item for each line of text and each stroke, as one would write it without a thought."""
    scene = QGraphicsScene()
    for group in drawing.groups:
        for shape in group.shapes:
            if isinstance(shape, Text):
                item = QGraphicsSimpleTextItem(shape.text)
                item.setFont(label_font(shape.font, shape.text))
                item.setBrush(QColor(LIGHT[shape.colour]))
                item.setPos(shape.x, shape.top)
                scene.addItem(item)
            elif isinstance(shape, Outline) and shape.stroke and len(shape.steps) == 2:
                (_move, x1, y1), (_line, x2, y2) = shape.steps
                scene.addLine(x1, y1, x2, y2, QPen(QColor(LIGHT[shape.stroke.colour]), shape.stroke.width))
    view = QGraphicsView(scene)
    scene.setParent(view)
    view.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    box = drawing.box
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


def ours(desk: object, drawing: Drawing, boxes: dict) -> dict[str, list[float]]:
    view = DiagramView(desk)
    view.resize(*SIZE)
    view.show_picture(Picture(drawing, boxes))
    view.show()
    QApplication.processEvents()
    view.zoom_to(1.0)
    middle = list(boxes.values())[len(boxes) // 2]
    view.centre_on(middle.left, middle.top)
    view.viewport().repaint()
    seen = sum(1 for box in boxes.values() if view.to_view(box).intersects(QRectF(view.viewport().rect())))
    near = frames(view.viewport(), lambda number: view.pan(9 if number % 2 else -5, 6))
    view.fit()
    scale = view.scale
    view.viewport().repaint()
    far = frames(view.viewport(), lambda number: view.zoom_to(scale * (1.0 + 0.02 * (number % 3)), least=0.001))
    view.hide()
    print(f"  {seen} labels in view at 1:1, all of them at {scale * 100:.1f} %")
    return {"1:1": near, "fit all": far}


def naive(drawing: Drawing, boxes: dict) -> dict[str, list[float]]:
    view = scene_of(drawing)
    view.resize(*SIZE)
    view.show()
    QApplication.processEvents()
    middle = list(boxes.values())[len(boxes) // 2]
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
        made = fishbone(many(count), measured)
        print(f"{count:,} items, {SIZE[0]} × {SIZE[1]} pixels, {STEPS} steps")
        boxes = {key: box for key, box in made.boxes.items() if key.startswith("cause")}
        mine, theirs = ours(desk, made.drawing, boxes), naive(made.drawing, boxes)
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
