"""Characters that no bundled font has, as outlines in a font of the document's own: they can be found and copied.

Each is a glyph of a Type 3 font (PDF 32000-1, 9.6.5): its outline is stored once, and a ToUnicode map says which
characters it stands for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any
from weakref import WeakKeyDictionary

_PER_FONT = 256
Box = tuple[float, float, float, float]


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of them; an empty one around none."""
    if not boxes:
        return 0, 0, 0, 0
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


@dataclass(frozen=True, slots=True)
class Cluster:
    """What is drawn for the smallest piece of text that cannot be taken apart; all measures in 1/1000 of the size.

    `paint` holds PDF operators with the base line at zero, `box` the left, bottom, right and top of its ink.
    """

    text: str
    advance: float
    paint: str
    box: Box = (0, 0, 0, 0)
    coloured: bool = False


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line that is laid out: clusters from left to right and the place of each, in 1/1000 of the size."""

    # Two tuples and not one of pairs, which would be thousands of objects for the garbage collector to look through.
    places: tuple[float, ...]
    clusters: tuple[Cluster, ...]
    width: float
    right_to_left: bool
    # How far the ink goes beyond what a line of Latin text takes.
    above: float
    below: float


class OutlineFont:
    """The clusters of one document; ReportLab asks it for its objects when the document is saved."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._codes: dict[Cluster, int] = {}

    def code(self, cluster: Cluster) -> tuple[str, int]:
        """The name of a font resource and the code of the cluster in it."""
        place = self._codes.setdefault(cluster, len(self._codes))
        return f"/{self._name}{place // _PER_FONT}", place % _PER_FONT

    def addObjects(self, document: Any) -> None:
        """Called by ReportLab when it writes the document."""
        clusters = list(self._codes)
        fonts = document.idToObject["BasicFonts"].dict
        for number, start in enumerate(range(0, len(clusters), _PER_FONT)):
            name = f"{self._name}{number}"
            font = _font(document, name, clusters[start : start + _PER_FONT])
            font.__RefOnly__ = 1
            document.Reference(font, name)
            fonts[name] = font


_fonts: "WeakKeyDictionary[Any, OutlineFont]" = WeakKeyDictionary()


def outline_font(document: Any) -> OutlineFont:
    """The one outline font of a ReportLab document."""
    font = _fonts.get(document)
    if font is None:
        font = _fonts[document] = OutlineFont("Outline")
        document.delayedFonts.append(font)
    return font


def _font(document: Any, name: str, clusters: list[Cluster]) -> Any:
    from reportlab.pdfbase import pdfdoc

    names = [f"c{code}" for code in range(len(clusters))]
    procedures = {
        glyph: document.Reference(_stream(_procedure(cluster)), f"{name}{glyph}")
        for glyph, cluster in zip(names, clusters, strict=True)
    }
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("Type3"),
            "Name": pdfdoc.PDFName(name),
            "FontBBox": pdfdoc.PDFArray(_whole(around([cluster.box for cluster in clusters]))),
            "FontMatrix": pdfdoc.PDFArray([0.001, 0, 0, 0.001, 0, 0]),
            "CharProcs": pdfdoc.PDFDictionary(procedures),
            "Encoding": pdfdoc.PDFDictionary(
                {
                    "Type": pdfdoc.PDFName("Encoding"),
                    "Differences": pdfdoc.PDFArray([0, *map(pdfdoc.PDFName, names)]),
                }
            ),
            "FirstChar": 0,
            "LastChar": len(clusters) - 1,
            "Widths": pdfdoc.PDFArray([round(cluster.advance, 1) for cluster in clusters]),
            "Resources": pdfdoc.PDFDictionary({}),
            "ToUnicode": document.Reference(_stream(_to_unicode(name, clusters)), f"{name}ToUnicode"),
        }
    )


def _whole(box: Box) -> list[int]:
    return [floor(box[0]), floor(box[1]), ceil(box[2]), ceil(box[3])]


def _procedure(cluster: Cluster) -> str:
    if cluster.coloured:
        return f"{cluster.advance:.1f} 0 d0 {cluster.paint}"
    box = " ".join(str(side) for side in _whole(cluster.box))
    return f"{cluster.advance:.1f} 0 {box} d1 {cluster.paint}"


def _stream(content: str) -> Any:
    from reportlab.pdfbase import pdfdoc

    return pdfdoc.PDFStream(content=content.encode("latin-1"), filters=[pdfdoc.PDFZCompress])


def _to_unicode(name: str, clusters: list[Cluster]) -> str:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering ({name}) /Supplement 0 >> def",
        f"/CMapName /{name} def /CMapType 2 def",
        "1 begincodespacerange <00> <FF> endcodespacerange",
    ]
    # A block holds at most 100 entries (Adobe technical note 5014).
    for start in range(0, len(clusters), 100):
        block = clusters[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        for code, cluster in enumerate(block, start):
            lines.append(f"<{code:02X}> <{cluster.text.encode('utf-16-be').hex().upper()}>")
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines)
