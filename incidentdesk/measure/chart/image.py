"""A chart as dots for the window, as a file, and as vectors for paper."""

from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any

from incidentdesk.language import _, isolated
from incidentdesk.measure.chart.canvas import for_vectors
from incidentdesk.measure.chart.drawn import Drawn
from incidentdesk.measure.chart.look import Look
from incidentdesk.paper.file import replacing
from incidentdesk.refusal import Refused

ENDINGS = (".png", ".svg", ".pdf")
# Texts stay texts, so that they are found and copied; the same chart is the same file.
_TEXTS: Any = {"pdf.fonttype": 42, "svg.fonttype": "none", "svg.hashsalt": "incidentdesk"}
_UNDATED = {
    ".png": {"Software": "IncidentDesk"},
    ".svg": {"Date": None, "Creator": "IncidentDesk"},
    ".pdf": {"CreationDate": None, "Creator": "IncidentDesk", "Producer": None},
}


def image(drawn: Drawn, look: Look) -> tuple[int, int, bytes]:
    """Width and height in dots, and four bytes for each: red, green, blue, alpha."""
    canvas: Any = drawn.figure.canvas
    drawn.figure.set_dpi(96 * look.scale)
    canvas.draw()
    height, width = canvas.buffer_rgba().shape[:2]
    return width, height, bytes(canvas.buffer_rgba())


def save(drawn: Drawn, path: Path) -> None:
    """Write a PNG, SVG or PDF; raises Refused for another ending, and where the file can't be written."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Refused(
            _("{file} is no picture. Choose a name that ends in .png, .svg or .pdf.").format(file=isolated(path.name))
        )
    data = _written(drawn, ending)
    with replacing(path) as file:
        file.write(data)


def _written(drawn: Drawn, ending: str) -> bytes:
    from matplotlib import rc_context

    buffer = BytesIO()
    with rc_context(_TEXTS), nullcontext() if ending == ".png" else for_vectors(drawn.figure):
        drawn.figure.savefig(buffer, format=ending[1:], dpi=drawn.figure.dpi, metadata=_UNDATED[ending])
    return buffer.getvalue()
