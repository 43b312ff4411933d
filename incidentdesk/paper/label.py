"""The text of diagrams in lines: the one implementation of `drawing.measure.Measure`.

Qt breaks the lines, because it knows all scripts and falls back to fonts of the system; a window and the command line
get the same lines. Every call makes its own QTextLayout, so that any thread may measure.
"""

from functools import lru_cache
from math import ceil
from typing import Any

from PySide6.QtCore import Qt, QTextBoundaryFinder
from PySide6.QtGui import QFont, QTextLayout, QTextLine, QTextOption

from incidentdesk.drawing.measure import Measured, MeasuredLine
from incidentdesk.drawing.shapes import Font
from incidentdesk.paper.qt_font import prepare, qt_font
from incidentdesk.paper.script_text import is_right_to_left
from incidentdesk.paper.styles import Face
from incidentdesk.paper.visible import visible

FACES = {400: Face.INTER, 500: Face.INTER_MEDIUM, 600: Face.INTER_SEMIBOLD}
_SPACING = 1.06
# A narrower width is searched for until it is known to so many pixels.
_BALANCE = 3.0
# What Qt may be asked for: it counts in 1/64 pixels with 32 bits.
_WIDEST = 100_000.0
_MANDATORY_BREAK = "\u2028"
_FIRST_MARK = "\u0300"
# From here on begin the scripts that need their contextual forms.
_FIRST_SHAPED = "\u0590"


def label_font(font: Font, text: str) -> QFont:
    """The font for a text of a diagram.

    Inter turns "->" into an arrow and "2x4" into "2×4"; what somebody typed stands there as it was typed.
    """
    made = qt_font(FACES[font.weight])
    # A size of a fraction of a pixel has to be given in points, and of those there are 72 in 96 pixels.
    made.setPixelSize(round(font.size)) if font.size == round(font.size) else made.setPointSizeF(font.size * 0.75)
    if text.isascii() or max(text) < _FIRST_SHAPED:
        made.setFeature(QFont.Tag("calt"), 0)
    return made


def text_layout(text: str, font: Font, right_to_left: bool, width: float = _WIDEST) -> QTextLayout:
    """The text, already made `visible`, laid out in lines of that width."""
    prepare()
    layout = QTextLayout(text, label_font(font, text))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setUseDesignMetrics(True)
    direction = Qt.LayoutDirection
    option.setTextDirection(direction.RightToLeft if right_to_left else direction.LeftToRight)
    layout.setTextOption(option)
    _broken(layout, width)
    return layout


@lru_cache(maxsize=20_000)
def measured(text: str, font: Font, wrap: float) -> Measured:
    text = _MANDATORY_BREAK.join(visible(text).splitlines())
    right_to_left = is_right_to_left(text)
    layout = text_layout(text, font, right_to_left, wrap)
    lines = _balanced(layout, wrap)
    units = text.encode("utf-16-le", "surrogatepass")
    ascent, descent = _reach(lines, text)
    height = float(ceil(_SPACING * (ascent + descent)))
    measured_lines = tuple(_measured_line(line, units) for line in lines)
    return Measured(
        measured_lines,
        max(line.width for line in measured_lines),
        height,
        ascent + (height - ascent - descent) / 2,
        right_to_left,
    )


def _broken(layout: QTextLayout, width: float) -> list[QTextLine]:
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(line)
    layout.endLayout()
    return lines


def _balanced(layout: QTextLayout, wrap: float) -> list[QTextLine]:
    """The lines at the smallest width that needs no more of them and cuts no more words."""
    lines = _broken(layout, wrap)
    count = len(lines)
    if count < 2:
        return lines
    breaks = _breaks(layout.text())
    cuts = _cuts(lines, breaks)
    high = max(line.naturalTextWidth() for line in lines)
    low = high / 2
    while high - low > _BALANCE:
        middle = (low + high) / 2
        tried = _broken(layout, middle)
        if len(tried) > count or _cuts(tried, breaks) > cuts:
            low = middle
        else:
            # One sign that is wider than the line sticks out of it.
            high = min(middle, max(line.naturalTextWidth() for line in tried))
    return _broken(layout, high)


def _breaks(text: str) -> set[int]:
    """Where a line may end without cutting a word (UAX 14)."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text)
    found = set()
    while (place := finder.toNextBoundary()) >= 0:
        found.add(place)
    return found


def _cuts(lines: list[QTextLine], breaks: set[int]) -> int:
    return sum(line.textStart() + line.textLength() not in breaks for line in lines)


def _reach(lines: list[QTextLine], text: str) -> tuple[float, float]:
    """How far a line goes above and below its base line; where marks are piled up, beyond what their font says."""
    ascent, descent = max(line.ascent() for line in lines), max(line.descent() for line in lines)
    if text.isascii() or max(text) < _FIRST_MARK:
        return ascent, descent
    for line in lines:
        base = line.y() + line.ascent()
        for run in line.glyphRuns():
            ink = run.boundingRect()
            if not ink.isEmpty():
                ascent, descent = max(ascent, base - ink.top()), max(descent, ink.bottom() - base)
    return ascent, descent


def _measured_line(line: QTextLine, units: bytes) -> MeasuredLine:
    start, end = line.textStart(), line.textStart() + line.textLength()
    text = units[2 * start : 2 * end].decode("utf-16-le", "replace").rstrip(f"{_MANDATORY_BREAK} ")
    if text and (text.isascii() or max(text) < _FIRST_MARK):
        # Where a letter leans out of a line, Qt tells the line as a pixel wider than its letters are.
        return MeasuredLine(text, place_in(line, start + len(text)) - place_in(line, start))
    return MeasuredLine(text, line.naturalTextWidth())


def place_in(line: QTextLine, at: int) -> float:
    """How far from the left end of a line the letter at a place of its text begins, in pixels."""
    # The place and the character at it, although the type hints of PySide say otherwise.
    found: Any = line.cursorToX(at)
    return float(found[0])
