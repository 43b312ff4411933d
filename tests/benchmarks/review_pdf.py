"""speed-11: the PDF of a review with both diagrams takes at most 1.3 times as long as its parts drawn directly.

Run: python tests/benchmarks/review_pdf.py [--repeats N] [--causes N]

The other side draws the same words in the same fonts with ReportLab called directly: paragraphs and tables by its own
layout, and each shape of the diagrams by a call of its canvas. Both sides have to lay the diagrams out and to choose
their pages, because that is no drawing; the last line says what it takes alone. The sides take turns in one process
and the medians of their CPU time are compared, because absolute times drift on shared machines.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from xml.sax.saxutils import escape

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph
from reportlab.platypus import Table as RawTable

from incidentdesk.drawing.palette import PAPER
from incidentdesk.drawing.shapes import Path as Outline
from incidentdesk.drawing.shapes import Text as DrawnText
from incidentdesk.improve.review_cause import PART_NAME, found_causes
from incidentdesk.investigate.fishbone_pages import fishbone_pages
from incidentdesk.investigate.whys_pages import whys_pages
from incidentdesk.measure.printed import minute_and_zone
from incidentdesk.measure.review_content import ReviewReport, gather_review_report
from incidentdesk.measure.review_report import review_report
from incidentdesk.paper.label import FACES, measured
from incidentdesk.paper.page_choice import POINTS_PER_PIXEL, Choice, DiagramPage
from incidentdesk.paper.styles import Face
from incidentdesk.paper.text import bundled
from incidentdesk.schema.opening import open_desk
from tests.measure.review_desk import incident_with_review

PROSE = (
    "A firmware update of both firewalls dropped the sessions to the provider, so four branch offices were cut off."
    " The way back took longer than planned, because it had never been tried on these nodes before."
)
SECTIONS = (
    "overview", "impact", "detection", "causes", "resolution", "went_well", "went_badly", "got_lucky",
    "outside_message",
)  # fmt: skip
BODY = {"fontSize": 10, "leading": 13.5, "spaceAfter": 4}


def choices(report: ReviewReport) -> list[Choice]:
    graph = report.record.graph
    assert graph is not None
    return [fishbone_pages(graph, measured), whys_pages(graph, measured)]


def ours(report: ReviewReport, path: Path) -> None:
    review_report(report, path, zone=UTC, made_by="Mei Okafor", made_at=0)


def raw(report: ReviewReport, path: Path) -> None:
    body = ParagraphStyle("body", fontName=bundled(Face.REGULAR).name, **BODY)
    head = ParagraphStyle("head", fontName=bundled(Face.BOLD).name, fontSize=12, leading=16, keepWithNext=1)
    story: list[Flowable] = [Paragraph(escape(report.record.summary.title), head)]
    for name in SECTIONS:
        story.append(Paragraph(name, head))
        story += [Paragraph(escape(text), body) for text in str(report.review.facts[name]).split("\n") if text]
    story += [raw_table(rows) for rows in tables(report)]
    pages = [page for choice in choices(report) for page in choice.pages]
    sizes = sorted({page.size for page in pages})
    for page in pages:
        story += [NextPageTemplate(str(page.size)), PageBreak(), RawDiagram(page)]
    document = BaseDocTemplate(str(path), pagesize=A4)
    room = Frame(18 * mm, 18 * mm, A4[0] - 36 * mm, A4[1] - 36 * mm)
    document.addPageTemplates([PageTemplate("text", [room], onPage=raw_edges, pagesize=A4)])
    document.addPageTemplates(
        [PageTemplate(str(size), [Frame(0, 0, *size)], onPage=raw_edges, pagesize=size) for size in sizes]
    )
    document.build(story)


def tables(report: ReviewReport) -> list[list[tuple[str, ...]]]:
    record = report.record
    causes = [
        (PART_NAME[part], cause.text, str(cause.status), "none")
        for part, found in found_causes(record.graph).parts.items()
        for cause in found
    ]
    return [
        [(span.name, span.text, span.definition) for span in record.spans],
        [(minute_and_zone(fact.happened_at, UTC), fact.text) for fact in record.starred],
        causes,
        [(action.text, action.owner, action.due_on, action.state, action.cause) for action in record.actions],
    ]


def raw_table(rows: list[tuple[str, ...]]) -> Flowable:
    style = ParagraphStyle("cell", fontName=bundled(Face.REGULAR).name, fontSize=8.5, leading=11.5)
    width = (A4[0] - 48 * mm) / len(rows[0])
    cells = [[Paragraph(escape(cell), style) for cell in row] for row in rows]
    return RawTable(cells, colWidths=[width] * len(rows[0]))


def raw_edges(canvas: Canvas, _document: object) -> None:
    width, height = canvas._pagesize
    canvas.setFont(bundled(Face.REGULAR).name, 8)
    canvas.drawString(18 * mm, 28, "Made 2026-11-23 18:00 UTC by Mei Okafor")
    canvas.drawRightString(width - 18 * mm, 28, f"page {canvas.getPageNumber()}")
    canvas.drawString(18 * mm, height - 37, "Acme IT")


class RawDiagram(Flowable):
    """Every shape by the plainest call of the canvas that draws it."""

    def __init__(self, page: DiagramPage) -> None:
        super().__init__()
        self.page = page

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return width, height - 1

    def draw(self) -> None:
        page, canvas = self.page, self.canv
        unit = page.scale * POINTS_PER_PIXEL
        canvas.translate(40 - page.part.left * unit, page.size[1] - 60 + page.part.top * unit)
        for group in page.drawing.groups:
            for shape in group.shapes:
                if isinstance(shape, Outline):
                    raw_path(canvas, shape, unit)
                elif isinstance(shape, DrawnText):
                    canvas.setFillColor(PAPER[shape.colour])
                    canvas.setFont(bundled(FACES[shape.font.weight]).name, shape.font.size * unit)
                    canvas.drawString(shape.x * unit, -shape.y * unit, shape.text)


def raw_path(canvas: Canvas, shape: Outline, unit: float) -> None:
    path = canvas.beginPath()
    calls: dict[str, Callable[..., None]] = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}
    for kind, *values in shape.steps:
        if kind == "Z":
            path.close()
        else:
            calls[str(kind)](*(float(v) * (-unit if at % 2 else unit) for at, v in enumerate(values)))
    if shape.fill:
        canvas.setFillColor(PAPER[shape.fill])
    if shape.stroke:
        canvas.setStrokeColor(PAPER[shape.stroke.colour])
        canvas.setLineWidth(shape.stroke.width * unit)
        canvas.setDash([length * unit for length in shape.stroke.dash])
    canvas.drawPath(path, fill=bool(shape.fill), stroke=shape.stroke is not None)


def medians(repeats: int, *works: Callable[[], object]) -> list[float]:
    """The CPU time of each in milliseconds; they take turns."""
    times: list[list[float]] = [[] for _work in works]
    for work in works:
        work()
    for _ in range(repeats):
        for kept, work in zip(times, works, strict=True):
            start = time.process_time()
            work()
            kept.append((time.process_time() - start) * 1000)
    return [statistics.median(kept) for kept in times]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--causes", type=int, default=0, help="only with so many causes")
    chosen = parser.parse_args()
    application = QGuiApplication([])
    with tempfile.TemporaryDirectory() as folder:
        for count in [chosen.causes] if chosen.causes else [4, 39, 300]:
            database = open_desk(Path(folder) / f"{count}.db")
            made = incident_with_review(database, cause_count=count, **dict.fromkeys(SECTIONS, f"{PROSE}\n\n{PROSE}"))
            with database.read() as reader:
                report = gather_review_report(reader, made.incident_id, zone=UTC)
            out = Path(folder) / "out.pdf"
            here, there, layout = medians(
                chosen.repeats,
                lambda: ours(report, out),  # noqa: B023
                lambda: raw(report, out),  # noqa: B023
                lambda: choices(report),  # noqa: B023
            )
            database.close()
            print(
                f"review with {count:3} causes: {here:6.0f} ms, drawn directly {there:6.0f} ms, ratio"
                f" {here / there:.2f} (laying the diagrams out alone: {layout:.0f} ms)"
            )
    del application


if __name__ == "__main__":
    main()
