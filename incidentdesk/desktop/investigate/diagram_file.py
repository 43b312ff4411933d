"""Writing a diagram into a file and reading causes from one, away from the window."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk.desktop.diagram.picture_file import write_png, write_svg
from incidentdesk.drawing.shapes import Drawing
from incidentdesk.investigate.cause_graph import CauseGraph, Gesture
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import N_

FISHBONE, WHYS = "fishbone", "whys"


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a diagram can be written; `text` is that of its command, `name` that of its files."""

    key: str
    text: str
    name: str
    ending: str
    is_picture: bool = False


FORMS = (
    Form("svg", N_("&SVG picture…"), "SVG", ".svg", True),
    Form("png", N_("&PNG picture…"), "PNG", ".png", True),
    Form("pdf", N_("P&DF…"), "PDF", ".pdf", True),
    Form("markdown", N_("&Markdown…"), "Markdown", ".md"),
    Form("opml", N_("&OPML outline…"), "OPML", ".opml"),
    Form("csv", N_("&CSV table…"), "CSV", ".csv"),
    Form("json", N_("&JSON…"), "JSON", ".json"),
    Form("mermaid", N_("M&ermaid…"), "Mermaid", ".mmd"),
)
READ_ENDINGS = (".md", ".markdown", ".opml", ".csv", ".tsv", ".json", ".mmd", ".mermaid", ".txt")


@dataclass(frozen=True, slots=True)
class FileWish:
    """`kind` is FISHBONE or WHYS; `drawing` shows everything; `scale` is dots for each pixel of a picture."""

    form: Form
    path: Path
    kind: str
    graph: CauseGraph
    drawing: Drawing
    subject: Subject
    made_by: str
    scale: int = 1
    right_to_left: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """`why` says on which pages a diagram stands, and why; empty for what has no pages."""

    path: Path
    why: str = ""


def write_file(database: Any, wish: FileWish, zone: ZoneInfo) -> Written:
    """Raises Refused where the file can't be written; then what stood there before is still there."""
    path = wish.path
    if not path.suffix:
        path = path.with_suffix(wish.form.ending)
    if wish.form.key == "pdf":
        return Written(path, _write_pdf(database, wish, path, zone))
    if wish.form.key == "svg":
        write_svg(path, wish.drawing)
    elif wish.form.key == "png":
        write_png(path, wish.drawing, wish.scale)
    else:
        from incidentdesk.investigate.cause_file import write_file as write_text

        write_text(path, wish.graph, form=wish.form.key, whys=wish.kind == WHYS, seen_by=wish.made_by)
    return Written(path)


def read_causes(path: Path, graph: CauseGraph) -> Gesture:
    """What a file brings into a graph; raises Refused where it can't be read as causes."""
    from incidentdesk.investigate.cause_file import graph_from_file

    return graph_from_file(path, path.name, graph)


def _write_pdf(database: Any, wish: FileWish, path: Path, zone: ZoneInfo) -> str:
    """Returns which pages it took, and why."""
    from incidentdesk import clock
    from incidentdesk.measure.diagram_report import diagram_report, gather_diagram

    with database.read() as reader:
        report = gather_diagram(reader, wish.subject, wish.graph)
    made_at = clock.stored(clock.now())
    return diagram_report(
        report, wish.kind, path, zone=zone, made_by=wish.made_by, made_at=made_at, right_to_left=wish.right_to_left
    )
