"""speed-11: the report of a period takes at most 1.3 times as long as ReportLab and matplotlib called directly.

Run: python tests/benchmarks/period_pdf.py [--repeats N]

The other side prints the same words in the same fonts as paragraphs and tables of ReportLab, and the same figures, each
drawn by matplotlib's own PDF backend, which is the plain way to vectors; it does not even have to bring them into the
document. Both sides get content that is gathered already; the last line says what gathering takes. The sides take
turns in one process and the medians of their CPU time are compared, because absolute times drift on shared machines.
"""

import argparse
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph
from reportlab.platypus import Table as RawTable

from incidentdesk import clock
from incidentdesk.detect.condition import Context
from incidentdesk.measure.chart.look import paper_look
from incidentdesk.measure.metric.period import period_of
from incidentdesk.measure.period_content import PeriodContent, gather_period
from incidentdesk.measure.period_report import _STORIES, period_report
from incidentdesk.measure.period_summary import summary_story
from incidentdesk.measure.sample_desk import fill_desk
from incidentdesk.paper.bundled_face import bundled
from incidentdesk.paper.chart import Beside, Chart
from incidentdesk.paper.styles import Face
from incidentdesk.paper.table import Table
from incidentdesk.paper.text import Section, Text
from incidentdesk.schema.opening import open_desk

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def ours(content: PeriodContent, path: Path) -> None:
    period_report(content, path, made_by="Mei Okafor", made_at=content.now)


def raw(content: PeriodContent, words: list[object], path: Path) -> None:
    body = ParagraphStyle("body", fontName=bundled(Face.REGULAR).name, fontSize=10, leading=13.5)
    story: list[Flowable] = []
    for block in words:
        if isinstance(block, str):
            story.append(Paragraph(escape(block), body))
        elif isinstance(block, list):
            story.append(raw_table(block))
    for charted in content.charts.values():
        charted.chart.draw(charted.data, paper_look(490, 180)).figure.savefig(io.BytesIO(), format="pdf")
    document = BaseDocTemplate(str(path), pagesize=A4)
    document.addPageTemplates([PageTemplate("text", [Frame(18 * mm, 18 * mm, A4[0] - 36 * mm, A4[1] - 36 * mm)])])
    document.build(story)


def raw_table(rows: list[tuple[str, ...]]) -> Flowable:
    style = ParagraphStyle("cell", fontName=bundled(Face.REGULAR).name, fontSize=8.5, leading=11.5)
    width = (A4[0] - 48 * mm) / len(rows[0])
    return RawTable(
        [[Paragraph(escape(cell), style) for cell in row] for row in rows], colWidths=[width] * len(rows[0])
    )


def words_of(content: PeriodContent) -> list[object]:
    """What the report says, as texts and as tables of texts."""
    blocks = summary_story(content, (490.0, 740.0))
    for name, story in _STORIES.items():
        if name in content.sections:
            blocks += story(content)
    return [each for block in blocks for each in _said(block)]


def _said(block: Flowable) -> list[object]:
    if isinstance(block, Section):
        return [block._heading, *_said(block._body)]
    if isinstance(block, Text):
        return [block._text]
    if isinstance(block, Table):
        return [[tuple(_plain(cell) for cell in row) for row in block._rows]]
    assert isinstance(block, Flowable | Chart | Beside)
    return []


def _plain(cell: object) -> str:
    return cell if isinstance(cell, str) else " ".join(text for text, _style in cell)  # type: ignore[attr-defined]


def cpu(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    application = QGuiApplication([])
    with tempfile.TemporaryDirectory() as folder:
        database = open_desk(Path(folder) / "sample.db")
        clock.hold(lambda: NOW)
        fill_desk(database)
        with database.read() as reader:

            def gather() -> PeriodContent:
                return gather_period(reader, period=period_of("2026-11", UTC), context=Context(NOW, UTC))

            content = gather()
            gathering = cpu(gather)
        database.close()
        words = words_of(content)
        sides = {
            "ours": lambda: ours(content, Path(folder) / "a.pdf"),
            "raw": lambda: raw(content, words, Path(folder) / "b.pdf"),
        }
        for act in sides.values():
            act()
        times: dict[str, list[float]] = {name: [] for name in sides}
        for _turn in range(repeats):
            for name, act in sides.items():
                times[name].append(cpu(act))
    middle = {name: statistics.median(each) for name, each in times.items()}
    print(
        f"ours {middle['ours'] * 1000:.0f} ms, raw {middle['raw'] * 1000:.0f} ms: {middle['ours'] / middle['raw']:.2f}x"
    )
    print(f"gathering alone {gathering * 1000:.0f} ms")
    del application


if __name__ == "__main__":
    main()
