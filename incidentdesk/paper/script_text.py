"""Text in scripts that the bundled fonts or ReportLab cannot set, laid out by Qt and handed on as outlines.

ReportLab has no shaper that chooses fonts by itself, QTextLayout has (right-to-left order, Indic and Thai clusters,
Chinese line breaks, fonts of the system). It is imported only where such text occurs. QTextLayout and QRawFont are
reentrant: every call makes its own objects and keeps none of them, so that a worker thread may set text while the
window paints.
"""

import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGlyphRun,
    QImage,
    QPainter,
    QPainterPath,
    QRawFont,
    QTextLayout,
    QTextLine,
    QTextOption,
    QTransform,
)

from incidentdesk.paper.outlines import Box, Cluster, SetLine, around
from incidentdesk.paper.qt_font import prepare, qt_font
from incidentdesk.paper.styles import Face

# The size in pixels at which text is laid out; small enough for Qt's 32-bit fixed point on very long paragraphs.
_PIXELS = 200
_UNIT = 1000 / _PIXELS
# What a line of Latin text takes above and below its base line, in 1/1000 of the size.
_ASCENT, _DESCENT = 950, 260
# A longer paragraph is laid out in pieces: Qt's time grows faster than the length.
_PIECE = 4000
# Names and titles come again and again on one report; long notes do not.
_REMEMBERED = 300


def set_lines(paragraph: str, face: Face, width: float) -> tuple[SetLine, ...]:
    """The lines of a paragraph without line feeds; width in 1/1000 of the size."""
    if len(paragraph) <= _REMEMBERED:
        return _remembered_lines(paragraph, face, width)
    return _lines(paragraph, face, width)


@lru_cache(maxsize=2048)
def _remembered_lines(paragraph: str, face: Face, width: float) -> tuple[SetLine, ...]:
    return _lines(paragraph, face, width)


def _lines(paragraph: str, face: Face, width: float) -> tuple[SetLine, ...]:
    prepare()
    rtl = is_right_to_left(paragraph)
    return tuple(line for piece in _pieces(paragraph) for line in _set_piece(piece, face, width, rtl))


def is_right_to_left(paragraph: str) -> bool:
    """Whether the first strong character outside isolates says so (UAX 9, P2 and P3)."""
    depth = 0
    for character in paragraph:
        kind = unicodedata.bidirectional(character)
        if kind in ("LRI", "RLI", "FSI"):
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif not depth and kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def _pieces(paragraph: str) -> Iterator[str]:
    start = 0
    while len(paragraph) - start > _PIECE:
        end = paragraph.rfind(" ", start + _PIECE // 2, start + _PIECE) + 1 or start + _PIECE
        yield paragraph[start:end]
        start = end
    yield paragraph[start:]


def _set_piece(text: str, face: Face, width: float, right_to_left: bool) -> Iterator[SetLine]:
    layout = QTextLayout(text, _font(face))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setUseDesignMetrics(True)
    direction = Qt.LayoutDirection
    option.setTextDirection(direction.RightToLeft if right_to_left else direction.LeftToRight)
    layout.setTextOption(option)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width / _UNIT)
        lines.append(line)
    layout.endLayout()
    units = text.encode("utf-16-le")
    for line in lines:
        yield _set_line(list(_placed(layout, line, units, face)), right_to_left)


def _font(face: Face) -> QFont:
    font = qt_font(face)
    font.setPixelSize(_PIXELS)
    return font


def _set_line(placed: list[tuple[float, Cluster]], right_to_left: bool) -> SetLine:
    placed.sort(key=lambda place: place[0])
    inked = [(x, cluster) for x, cluster in placed if not cluster.text.isspace()]
    left = min((x for x, _ in inked), default=0)
    right = max((x + cluster.advance for x, cluster in inked), default=0)
    return SetLine(
        places=tuple([x - left for x, _ in placed]),
        clusters=tuple([cluster for _, cluster in placed]),
        width=right - left,
        right_to_left=right_to_left,
        above=max(0.0, max((cluster.box[3] for _, cluster in inked), default=0) - _ASCENT),
        below=max(0.0, -min((cluster.box[1] for _, cluster in inked), default=0) - _DESCENT),
    )


_Glyph = tuple[QRawFont, int, float, float]


def _placed(layout: QTextLayout, line: QTextLine, units: bytes, face: Face) -> Iterator[tuple[float, Cluster]]:
    """The clusters of a line.

    Qt is asked for one grapheme at a time, because QGlyphRun.stringIndexes() is wrong where a run was set in several
    fonts. A ligature comes back for each of its graphemes, and is taken once with the text of all of them.
    """
    start, end = line.textStart(), line.textStart() + line.textLength()
    cuts = [i for i in range(start, end) if i == start or _may_be_cut(layout, units, i)] + [end]
    baseline = line.ascent()
    text = ""
    glyphs: list[_Glyph] = []
    key: list[tuple[int, float, float]] | None = None
    for a, b in pairwise(cuts):
        here = list(_glyphs(line, a, b - a, baseline))
        here_key = [(index, x, y) for _, index, x, y in here]
        grapheme = units[2 * a : 2 * b].decode("utf-16-le", "replace")
        if key is not None and here_key == key:
            text += grapheme
            continue
        if glyphs:
            yield from _clusters(text, glyphs, face)
        text, glyphs, key = grapheme, here, here_key
    if glyphs:
        yield from _clusters(text, glyphs, face)


def _may_be_cut(layout: QTextLayout, units: bytes, at: int) -> bool:
    # Where no font has a character, Qt would cut between its two surrogates.
    return layout.isValidCursorPosition(at) and not 0xDC <= units[2 * at + 1] <= 0xDF


def _clusters(text: str, glyphs: list[_Glyph], face: Face) -> Iterator[tuple[float, Cluster]]:
    """One cluster, or as many as it has characters where it runs from right to left.

    Readers of PDF take the text of such lines from right to left character by character; the characters of a ligature
    would change places if one glyph stood for all of them.
    """
    left, cluster = _cluster(text, glyphs, face)
    cluster = _interned(cluster)
    if len(text) == 1 or not is_right_to_left(text):
        yield left, cluster
        return
    step = cluster.advance / len(text)
    yield left, _interned(replace(cluster, text=text[-1], advance=step))
    for place, character in enumerate(reversed(text[:-1]), 1):
        yield left + place * step, _interned(Cluster(character, step, ""))


_clusters_seen: dict[Cluster, Cluster] = {}


def _interned(cluster: Cluster) -> Cluster:
    """The same object for the same cluster, since a report shows few of them very often."""
    if len(_clusters_seen) > 50_000:
        _clusters_seen.clear()
    return _clusters_seen.setdefault(cluster, cluster)


_WHAT = (
    QTextLayout.GlyphRunRetrievalFlag.RetrieveGlyphIndexes | QTextLayout.GlyphRunRetrievalFlag.RetrieveGlyphPositions
)


def _glyphs(line: QTextLine, start: int, length: int, baseline: float) -> Iterator[_Glyph]:
    for run in line.glyphRuns(start, length, _WHAT):
        font = run.rawFont()
        for index, place in zip(run.glyphIndexes(), run.positions(), strict=True):
            yield font, index, place.x() * _UNIT, (baseline - place.y()) * _UNIT


def _cluster(text: str, glyphs: list[_Glyph], face: Face) -> tuple[float, Cluster]:
    left = min(x for _, _, x, _ in glyphs)
    seen = [character for character in text if not _is_unseen(character)]
    missing = iter(seen)
    paints: list[str] = []
    boxes: list[Box] = []
    right, coloured = left, False
    for font, index, x, y in glyphs:
        if index == 0 or _is_box_engine(font):
            character = next(missing, None)
            if character is None:
                continue
            outline = _code_point_box(ord(character), _advance(font, 0), face)
        else:
            if len(seen) == len(glyphs):
                next(missing, None)
            outline = _outline(font, index)
        coloured = coloured or outline.coloured
        right = max(right, x + outline.advance)
        if outline.paint:
            paints.append(f"q 1 0 0 1 {x - left:.0f} {y:.0f} cm {outline.paint} Q")
            boxes.append(_moved(outline.box, x - left, y))
    if not paints and seen and not text.isspace():
        # A font that has a blank for it drops it all the same.
        outline = _code_point_box(ord(seen[0]), max(right - left, 600.0), face)
        return left, Cluster(text, outline.advance, outline.paint, outline.box)
    return left, Cluster(text, right - left, "\n".join(paints), around(boxes), coloured)


def _moved(box: Box, x: float, y: float) -> Box:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


def _is_unseen(character: str) -> bool:
    """Joiners, direction marks and variation selectors are not drawn, whether or not a font knows them."""
    return unicodedata.category(character) in ("Cf", "Zs") or "\ufe00" <= character <= "\ufe0f"


class _Outline(NamedTuple):
    """One glyph; `coloured` if it is a picture with colours of its own. Measures in 1/1000 of the size."""

    paint: str
    advance: float
    box: Box
    coloured: bool = False


# A font with one of these has glyphs in colour: layered outlines, pictures, or drawings.
_COLOUR_TABLES = ("COLR", "CBDT", "sbix", "SVG ")
_FontKey = tuple[str, str, bytes]
_outlines: dict[tuple[_FontKey, int], _Outline] = {}
_coloured: dict[_FontKey, bool] = {}


def _outline(font: QRawFont, index: int) -> _Outline:
    # The font's own checksum tells apart two files that call themselves the same.
    key = (font.familyName(), font.styleName(), bytes(font.fontTable("head").data()))
    known = _outlines.get((key, index))
    if known is None:
        if len(_outlines) > 50_000:
            _outlines.clear()
        known = _outlines[key, index] = _draw_outline(font, index, _has_colours(font, key))
    return known


def _has_colours(font: QRawFont, key: _FontKey) -> bool:
    if key not in _coloured:
        _coloured[key] = any(not font.fontTable(table).isEmpty() for table in _COLOUR_TABLES)
    return _coloured[key]


def _draw_outline(font: QRawFont, index: int, in_colour: bool) -> _Outline:
    if in_colour:
        picture = _bitmap(font, index)
        if picture is not None:
            return picture
    scale = 1000 / font.pixelSize()
    path = QTransform.fromScale(scale, -scale).map(font.pathForGlyph(index))
    return _Outline(_operators(path), _advance(font, index), _box(path))


def _is_box_engine(font: QRawFont) -> bool:
    """Qt's stand-in where it accepts no font at all; to ask it for its name crashes Qt 6.11."""
    return font.pixelSize() <= 0


def _advance(font: QRawFont, index: int) -> float:
    if _is_box_engine(font):
        return 1000.0
    return float(font.advancesForGlyphIndexes([index])[0].x() * 1000 / font.pixelSize())


def _box(path: QPainterPath) -> Box:
    bounds = path.boundingRect()
    return bounds.left(), bounds.top(), bounds.right(), bounds.bottom()


def _operators(path: QPainterPath) -> str:
    """PDF operators that fill a path by the nonzero rule, as fonts mean it."""
    if path.isEmpty():
        return ""
    kinds = QPainterPath.ElementType
    parts = []
    curve: list[str] = []
    for i in range(path.elementCount()):
        element = path.elementAt(i)
        point = f"{element.x:.0f} {element.y:.0f}"
        if element.type == kinds.MoveToElement:
            parts.append(f"{point} m")
        elif element.type == kinds.LineToElement:
            parts.append(f"{point} l")
        else:
            curve.append(point)
            if len(curve) == 3:
                parts.append(" ".join(curve) + " c")
                curve.clear()
    return "\n".join(parts) + "\nf"


def _bitmap(font: QRawFont, index: int) -> _Outline | None:
    """A glyph with colours of its own, as emoji have them; None where it is blank."""
    advance = font.advancesForGlyphIndexes([index])[0].x()
    width, ascent = ceil(advance), ceil(font.ascent())
    height = ascent + ceil(font.descent())
    if width <= 0 or height <= 0:
        return None
    image = QImage(width, height, QImage.Format.Format_RGB888)
    image.fill(QColor("white"))
    run = QGlyphRun()
    run.setRawFont(font)
    run.setGlyphIndexes([index])
    run.setPositions([QPointF(0, 0)])
    painter = QPainter(image)
    painter.drawGlyphRun(QPointF(0, ascent), run)
    painter.end()
    pixels = _rows(image)
    if pixels.count(b"\xff") == len(pixels):
        return None
    scale = 1000 / font.pixelSize()
    right, top, bottom = width * scale, ascent * scale, (ascent - height) * scale
    paint = (
        f"{right:.0f} 0 0 {top - bottom:.0f} 0 {bottom:.0f} cm\n"
        f"BI /W {width} /H {height} /CS /RGB /BPC 8 /F [/AHx /Fl] ID\n{zlib.compress(pixels, 9).hex()}>\nEI"
    )
    return _Outline(paint, _advance(font, index), (0, bottom, right, top), True)


def _rows(image: QImage) -> bytes:
    """The pixels without the bytes that fill each row up to four."""
    data, stride, width = bytes(image.constBits()), image.bytesPerLine(), image.width() * 3
    return b"".join(data[y * stride : y * stride + width] for y in range(image.height()))


@lru_cache(maxsize=4096)
def _code_point_box(code_point: int, advance: float, face: Face) -> _Outline:
    """A frame with the hexadecimal code point in two rows: what no font of this machine has is still told apart."""
    digits = f"{code_point:04X}"
    half = (len(digits) + 1) // 2
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    _add_frame(path, 30, -120, advance - 60, 860)
    font = QRawFont.fromFont(_font(face))
    step = (advance - 140) / half
    for row, y in zip((digits[:half], digits[half:]), (360, -20), strict=True):
        for column, digit in enumerate(row):
            _add_digit(path, font, digit, 70 + step * column, y, step)
    return _Outline(_operators(path), advance, _box(path))


def _add_frame(path: QPainterPath, x: float, y: float, width: float, height: float) -> None:
    outer, inner = QPainterPath(), QPainterPath()
    outer.addRect(x, y, width, height)
    inner.addRect(x + 30, y + 30, width - 60, height - 60)
    path.addPath(outer)
    path.addPath(inner.toReversed())


def _add_digit(path: QPainterPath, font: QRawFont, digit: str, x: float, y: float, width: float) -> None:
    index = font.glyphIndexesForString(digit)[0]
    scale = width / _advance(font, index) * 1000 / font.pixelSize()
    high = min(scale * 1.25, 340 / (0.73 * font.pixelSize()))
    path.addPath(QTransform.fromScale(scale, -high).map(font.pathForGlyph(index)).translated(x, y))
