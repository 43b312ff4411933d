"""speed-11: a PDF takes at most 1.3 times as long as ReportLab called directly with the same content.

Run: python tests/benchmarks/paper.py [--repeats N]

Both sides draw the same words in the same fonts, header and footer included. The sides take turns in one process and
the medians of their CPU time are compared, because absolute times drift on shared machines. The 10,000 rows are
compared with ReportLab's canvas, which breaks no lines and measures nothing.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as RawTable

from incidentdesk.paper.bundled_face import bundled
from incidentdesk.paper.frame import Sheet, write_document
from incidentdesk.paper.styles import CELL, Face
from incidentdesk.paper.table import Column, Table
from incidentdesk.paper.text import Section, Text

SENTENCES = (
    "The mail gateway stopped taking messages at 09:14 and answered with 451 until the queue was cleared.",
    "Users on the third floor could not log on; the domain controller did not answer from that subnet.",
    "The disk of the backup server was full, because the retention of the image store had been switched off.",
    "We restarted the print spooler, watched it for ten minutes and told the reporter that the queue is empty.",
    "Der Router im Lager war überhitzt; nach dem Tausch des Lüfters ist die Strecke wieder stabil (seit 11:40).",
)
HEADINGS = ("Number", "Title", "State", "Priority", "Assignee", "Team", "Created", "Updated")
WIDTHS = (52, 250, 60, 60, 90, 70, 80, 80)
SHEET = Sheet("Acme IT", "Report", "Made 2026-11-23 18:00 UTC by Mei Okafor", landscape=True)


def rows(count: int) -> list[tuple[str, ...]]:
    titles = ("Mail is slow", "VPN drops every hour", "Printer on floor 3 is jammed", "Kein Zugriff auf Laufwerk S:")
    people = ("Mei Okafor", "Jürgen Müller", "Ana Sousa", "Tom Reed")
    return [
        (
            f"INC-{i:04d}",
            f"{titles[i % 4]}, seen {i} times",
            ("New", "In Progress", "On Hold", "Resolved")[i % 4],
            f"P{i % 5 + 1} High",
            people[i % 4],
            "Network",
            f"2026-11-{i % 28 + 1:02d} 10:{i % 60:02d}",
            f"2026-11-{i % 28 + 1:02d} 11:{i % 60:02d}",
        )
        for i in range(count)
    ]


def paragraphs(count: int) -> list[str]:
    return [" ".join(SENTENCES[(i + k) % 5] for k in range(4)) + f" [{i}]" for i in range(count)]


def our_pages(path: Path, count: int) -> None:
    texts = paragraphs(count)
    story: list[Flowable] = []
    for i, text in enumerate(texts):
        story.append(Section(f"Chapter {i}", Text(text)) if i % 8 == 0 else Text(text))
    write_document(path, story, Sheet(SHEET.desk, SHEET.title, SHEET.made))


def raw_pages(path: Path, count: int) -> None:
    body = ParagraphStyle("body", fontName=bundled(Face.REGULAR).name, fontSize=10, leading=13.5, spaceAfter=4)
    head = ParagraphStyle("head", fontName=bundled(Face.BOLD).name, fontSize=12, leading=16, keepWithNext=1)
    story: list[Flowable] = []
    for i, text in enumerate(paragraphs(count)):
        if i % 8 == 0:
            story.append(Paragraph(f"Chapter {i}", head))
        story.append(Paragraph(escape(text), body))
    raw_document(path, A4).build(story, onFirstPage=raw_edges, onLaterPages=raw_edges)


def our_table(path: Path, count: int) -> None:
    columns = [Column(name, width=width) for name, width in zip(HEADINGS, WIDTHS, strict=True)]
    write_document(path, [Table(columns, rows(count))], SHEET)


def raw_table(path: Path, count: int) -> None:
    style = [
        ("FONT", (0, 0), (-1, -1), bundled(Face.REGULAR).name, 8.5, 11.5),
        ("FONT", (0, 0), (-1, 0), bundled(Face.BOLD).name, 8.5, 11.5),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, (0.8, 0.8, 0.8)),
    ]
    table = RawTable([HEADINGS, *rows(count)], colWidths=WIDTHS, repeatRows=1, style=style)
    raw_document(path, landscape(A4)).build([table], onFirstPage=raw_edges, onLaterPages=raw_edges)


def canvas_table(path: Path, count: int) -> None:
    canvas = Canvas(str(path), pagesize=landscape(A4))
    xs = [18 * mm + sum(WIDTHS[:i]) + 4 for i in range(len(WIDTHS))]
    top, right = landscape(A4)[1] - 18 * mm, 18 * mm + sum(WIDTHS)
    y = 0.0
    for row in rows(count):
        if y < 18 * mm:
            if y:
                canvas.showPage()
            raw_edges(canvas, None)
            y = top
            canvas.setFont(bundled(Face.BOLD).name, 8.5)
            for x, heading in zip(xs, HEADINGS, strict=True):
                canvas.drawString(x, y, heading)
            canvas.setFont(bundled(Face.REGULAR).name, 8.5)
            y -= 18.5
        for x, cell in zip(xs, row, strict=True):
            canvas.drawString(x, y, cell)
        canvas.line(18 * mm, y - 5, right, y - 5)
        y -= 18.5
    canvas.save()


def raw_document(path: Path, size: tuple[float, float]) -> SimpleDocTemplate:
    edges = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 18 * mm)
    return SimpleDocTemplate(str(path), pagesize=size, title="Report", **edges)


def raw_edges(canvas: Canvas, _document: object) -> None:
    canvas.setFont(bundled(Face.REGULAR).name, 8)
    canvas.drawString(18 * mm, 28, "Made 2026-11-23 18:00 UTC by Mei Okafor")
    canvas.drawRightString(canvas._pagesize[0] - 18 * mm, 28, f"page {canvas.getPageNumber()}")
    canvas.drawString(18 * mm, canvas._pagesize[1] - 37, "Acme IT")


def compare(name: str, ours: Callable[[], None], raw: Callable[[], None], repeats: int) -> None:
    ours()
    raw()
    times: dict[str, list[float]] = {"ours": [], "raw": []}
    for _ in range(repeats):
        for side, work in (("ours", ours), ("raw", raw)):
            start = time.process_time()
            work()
            times[side].append(time.process_time() - start)
    here, there = statistics.median(times["ours"]), statistics.median(times["raw"])
    print(f"{name:32} {here * 1000:8.0f} ms {there * 1000:8.0f} ms   ratio {here / there:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    # The column style is what both sides use.
    assert CELL.size == 8.5
    with tempfile.TemporaryDirectory() as folder:
        a, b = Path(folder) / "ours.pdf", Path(folder) / "raw.pdf"
        print(f"{'speed-11, CPU time, medians':32} {'ours':>11} {'ReportLab':>11}")
        compare("10 pages of text", lambda: our_pages(a, 104), lambda: raw_pages(b, 104), repeats)
        compare("100 pages of text", lambda: our_pages(a, 1040), lambda: raw_pages(b, 1040), repeats)
        compare("table of 1,000 rows", lambda: our_table(a, 1000), lambda: raw_table(b, 1000), repeats)
        compare("table of 10,000 rows, canvas", lambda: our_table(a, 10_000), lambda: canvas_table(b, 10_000), repeats)


if __name__ == "__main__":
    main()
