"""A fishbone of 300 causes: from a key to its layout, what an insertion moves, and its page on paper.

Run: python tests/benchmarks/fishbone.py [--repeats N]

Wanted: layout and drawing after a key in 15 ms, so that 50 ms to the repaint are kept; at most 10 % of the labels move
on an insertion (ux.md 6.5); and on paper at most 1.3 times as long as ReportLab's canvas with the same lines and texts.
"""

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtGui import QGuiApplication, QImage, QPainter
from reportlab.pdfgen.canvas import Canvas

from incidentdesk.desktop.diagram.painting import paint_group
from incidentdesk.drawing.palette import LIGHT
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.drawing.shapes import Path as Line
from incidentdesk.investigate.cause_graph import Cause, CauseGraph, Kind
from incidentdesk.investigate.fishbone import Fishbone, fishbone
from incidentdesk.investigate.fishbone_layout import Look
from incidentdesk.paper.bundled_face import bundled
from incidentdesk.paper.diagram import draw_part
from incidentdesk.paper.label import FACES, measured
from incidentdesk.paper.text import Ink
from tests.investigate.pictured import thirty_nine, three_hundred


def times(work: Callable[[int], object], repeats: int) -> list[float]:
    found = []
    for number in range(repeats):
        start = time.perf_counter()
        work(number)
        found.append((time.perf_counter() - start) * 1000)
    return found


def told(name: str, found: list[float]) -> None:
    ordered = sorted(found)
    print(f"{name:44} median {statistics.median(found):7.2f} ms   p95 {ordered[round(len(found) * 0.95) - 1]:7.2f} ms")


def key(graph: CauseGraph, number: int) -> CauseGraph:
    """One more letter in one cause."""
    changed = next(each for each in graph.causes.values() if each.kind == Kind.CAUSE)
    changed = replace(changed, text=f"{changed.text[:40]} {number}")
    return replace(graph, causes={**graph.causes, changed.key: changed})


def painted(drawing: Drawing) -> QImage:
    """What a window of 1440 × 860 shows of it at 100 %, around the head."""
    picture = QImage(1440, 860, QImage.Format.Format_RGB32)
    picture.fill(LIGHT["surface"])
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(1400 - drawing.box.right, 430)
    for group in drawing.groups:
        if group.kind != "cause" or (group.box.right > drawing.box.right - 1440 and abs(group.box.top) < 460):
            paint_group(painter, group, LIGHT)
    painter.end()
    return picture


def moved_share(graph: CauseGraph, before: Fishbone, seed: int) -> float:
    random = Random(seed)
    parent = random.choice(list(graph.causes))
    new = Cause("new", parent, Kind.CAUSE, random.randint(-1, 9), "Another cause that came to mind")
    after = fishbone(replace(graph, causes={**graph.causes, "new": new}), measured, Look(frozen=before.frozen))
    labels = [key for key in before.boxes if key and graph.causes[key].kind == Kind.CAUSE]
    far = [
        key for key in labels if max(abs(a - b) for a, b in zip(before.boxes[key], after.boxes[key], strict=True)) > 1
    ]
    return len(far) / len(labels)


def our_page(drawing: Drawing) -> None:
    canvas = Canvas(io.BytesIO(), pagesize=(drawing.box.width, drawing.box.height))
    ink = Ink(canvas)
    draw_part(ink, drawing, drawing.box, LIGHT, 0, drawing.box.height, 1)
    ink.put()
    canvas.save()


def raw_page(drawing: Drawing) -> None:
    """Without kerning, and with a box for each sign that the font does not have."""
    canvas = Canvas(io.BytesIO(), pagesize=(drawing.box.width, drawing.box.height))
    canvas.translate(-drawing.box.left, drawing.box.bottom)
    for group in drawing.groups:
        for shape in group.shapes:
            if isinstance(shape, Line):
                raw_path(canvas, shape)
            else:
                canvas.setFont(bundled(FACES[shape.font.weight]).name, shape.font.size)
                canvas.setFillColor(LIGHT[shape.colour])
                canvas.drawString(shape.x, -shape.y, shape.text)
    canvas.save()


def raw_path(canvas: Canvas, shape: Line) -> None:
    path = canvas.beginPath()
    for step, *values in shape.steps:
        points = [-value if number % 2 else value for number, value in enumerate(values)]
        {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}[step](*points)
    if shape.fill:
        canvas.setFillColor(LIGHT[shape.fill])
    if shape.stroke:
        canvas.setStrokeColor(LIGHT[shape.stroke.colour])
        canvas.setLineWidth(shape.stroke.width)
        canvas.setDash(*([list(shape.stroke.dash)] if shape.stroke.dash else []))
    canvas.drawPath(path, fill=bool(shape.fill), stroke=bool(shape.stroke))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=60)
    repeats = parser.parse_args().repeats
    _application = QGuiApplication([])
    graph = three_hundred()
    (cold,) = times(lambda _number: fishbone(graph, measured), 1)
    print(f"{'the first layout, every label measured':44} {cold:14.2f} ms")
    fish = fishbone(graph, measured)
    graphs = [key(graph, number) for number in range(repeats)]
    told(
        "layout and drawing after a key",
        times(lambda n: fishbone(graphs[n], measured, Look(frozen=fish.frozen)), repeats),
    )
    painted(fish.drawing)
    paint = times(lambda _number: painted(fish.drawing), repeats)
    whole = times(lambda n: painted(fishbone(graphs[n], measured, Look(frozen=fish.frozen)).drawing), repeats)
    told("painting a window of it", paint)
    told("a key, layout and painting", whole)
    print(f"{'ratio to painting the same picture':44} {statistics.median(whole) / statistics.median(paint):14.2f}")
    for name, each in (("39", thirty_nine()), ("300", graph)):
        before = fishbone(each, measured)
        shares = [moved_share(each, before, seed) for seed in range(200)]
        print(f"{f'labels moved by an insertion, {name} causes':44} {statistics.mean(shares):14.1%}")
    ours, raw = times(lambda _n: our_page(fish.drawing), 9), times(lambda _n: raw_page(fish.drawing), 9)
    told("its page on paper", ours)
    told("its page by ReportLab's canvas", raw)
    print(f"{'ratio':44} {statistics.median(ours[1:]) / statistics.median(raw[1:]):14.2f}")


if __name__ == "__main__":
    main()
