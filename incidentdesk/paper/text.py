"""Text on paper: breaking into lines, drawing, and the two blocks that are made of it.

User text is never markup here, so nothing in it can break a page. What the bundled fonts can draw goes to the page as
it is; a paragraph with anything else is laid out by `script_text`, which is imported only then.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from reportlab.lib.rl_accel import escapePDF
from reportlab.platypus import Flowable

from incidentdesk.paper.bundled_face import BundledFace, bundled
from incidentdesk.paper.outlines import SetLine, outline_font
from incidentdesk.paper.styles import BODY, SECTION, Align, Colour, Face, Style
from incidentdesk.paper.visible import visible

# A line is a plain string, or one that Qt has laid out.
Line = str | SetLine

_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202c\u2060-\u2069\ufe00-\ufe0f\ufeff]")


def lines_of(text: str, style: Style, width: float) -> list[Line]:
    """The text in lines of at most `width` points; an empty text has one empty line."""
    lines: list[Line] = []
    limit = width * 1000 / style.size
    face = bundled(style.face)
    for paragraph in visible(text).splitlines() or [""]:
        plain = _plain(paragraph, face)
        if plain is None:
            lines.extend(_set(paragraph, style.face, limit))
        else:
            lines.extend(_wrapped(plain, face, limit))
    return lines


def _plain(paragraph: str, face: BundledFace) -> str | None:
    """The paragraph as the bundled font can draw it character by character; None if it cannot."""
    if paragraph.isascii() or face.drawable.issuperset(paragraph):
        return paragraph
    without = _UNSEEN.sub("", paragraph)
    return without if face.drawable.issuperset(without) else None


def _set(paragraph: str, face: Face, limit: float) -> Sequence[SetLine]:
    from incidentdesk.paper.script_text import set_lines

    return set_lines(paragraph, face, limit)


def _wrapped(text: str, face: BundledFace, limit: float) -> list[str]:
    """Greedy lines; spaces inside a line stay as they are, because logs are pasted into notes."""
    if face.width(text) <= limit:
        return [text]
    lines: list[str] = []
    line: list[str] = []
    space = face.widths[" "]
    used = -space
    for word in text.split(" "):
        wide = face.word_width(word)
        if used + space + wide <= limit:
            if word or line or not lines:
                line.append(word)
                used += space + wide
            continue
        if any(line):
            lines.append(" ".join(line).rstrip())
        *full, word = _cut(word, face, limit) if wide > limit else [word]
        lines.extend(full)
        line, used = [word], face.width(word)
    if any(line):
        lines.append(" ".join(line))
    return lines or [""]


def _cut(word: str, face: BundledFace, limit: float) -> list[str]:
    """An unbroken text in pieces that fit, where possible behind a sign at which an address may be broken."""
    ends = list(accumulate(map(face.widths.__getitem__, word)))
    pieces = []
    start = 0
    while start < len(word):
        before = ends[start - 1] if start else 0
        end = max(start + 1, bisect_right(ends, before + limit, start))
        if end < len(word):
            end = _break_before(word, start, end)
        pieces.append(word[start:end])
        start = end
    return pieces


def _break_before(word: str, start: int, end: int) -> int:
    for place in range(end, start + (end - start) // 3, -1):
        if word[place - 1] in "/\\-_.?&=,;:@+%|":
            return place
    return end


def line_width(line: Line, style: Style) -> float:
    wide = bundled(style.face).width(line) if type(line) is str else line.width  # type: ignore[union-attr]
    return wide * style.size / 1000


def line_height(line: Line, style: Style) -> float:
    """The leading, or more where the letters of a script are taller."""
    if type(line) is str:
        return style.leading
    return style.leading + (line.above + line.below) * style.size / 1000  # type: ignore[union-attr]


def shortened(text: str, style: Style, width: float) -> Line:
    """One line, with an ellipsis where the text is longer."""
    lines = lines_of(text, style, width)
    if len(lines) == 1:
        return lines[0]
    plain = " ".join(visible(text).split())
    low, high = 0, len(plain)
    while low < high:
        middle = (low + high + 1) // 2
        if len(lines_of(plain[:middle].rstrip() + "…", style, width)) == 1:
            low = middle
        else:
            high = middle - 1
    return lines_of(plain[:low].rstrip() + "…", style, width)[0]


_ESCAPED = {ord("\\"): "\\\\", ord("("): "\\(", ord(")"): "\\)"}


class Ink:
    """Gathers the operators of one block and hands them to the canvas in one piece; that is what makes it quick."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._document = canvas._doc
        self._parts = ["q"]
        self._font: tuple[str, float] | None = None
        self._colour: Colour | None = None
        self._in_text = False

    def line(self, line: Line, style: Style, x: float, y: float) -> None:
        """Draw a line with its base line at y and its left end at x."""
        if not line:
            return
        self._text_mode(True)
        self._fill(style.colour)
        if type(line) is not str:
            self._set_line(line, style, x, y)  # type: ignore[arg-type]
        elif line.isascii():
            face = bundled(style.face)
            self._use(face.font.getSubsetInternalName(0, self._document), style.size)
            if "(" in line or ")" in line or "\\" in line:
                line = line.translate(_ESCAPED)
            self._parts.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm ({line}) Tj")
        else:
            self._parts.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            font = bundled(style.face).font
            for subset, codes in font.splitString(line, self._document):
                self._use(font.getSubsetInternalName(subset, self._document), style.size)
                self._parts.append(f"({escapePDF(codes)}) Tj")

    def kerned(self, text: str, kerns: Sequence[float], style: Style, x: float, y: float) -> None:
        """Draw a text of the bundled font with so much less room behind each of its characters, in 1/1000 of the
        size."""
        self._text_mode(True)
        self._fill(style.colour)
        self._parts.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        font, at = bundled(style.face).font, 0
        for subset, codes in font.splitString(text, self._document):
            self._use(font.getSubsetInternalName(subset, self._document), style.size)
            self._parts.append(f"[{_kerned(codes, kerns[at : at + len(codes)])}] TJ")
            at += len(codes)

    def path(self, operators: str, fill: Colour | None, stroke: Colour | None, width: float, dash: str = "") -> None:
        """Paint a path in PDF operators, filled by the nonzero rule; width and lengths of dashes in points."""
        self._text_mode(False)
        if fill:
            self._fill(fill)
        if stroke:
            red, green, blue = stroke
            self._parts.append(f"{red:.3f} {green:.3f} {blue:.3f} RG {width:.3f} w [{dash}] 0 d 1 j")
        self._parts.append(f"{operators} {'B' if fill and stroke else 'S' if stroke else 'f'}")

    def clip(self, x: float, y: float, width: float, height: float) -> None:
        """Whatever follows shows only inside of this box."""
        self._text_mode(False)
        self._parts.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re W n")

    def rule(self, left: float, right: float, y: float, colour: Colour, thickness: float = 0.5) -> None:
        self.box(left, y - thickness / 2, right - left, thickness, colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        self._text_mode(False)
        self._fill(colour)
        self._parts.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def put(self) -> None:
        self._text_mode(False)
        self._parts.append("Q")
        self._canvas.addLiteral(" ".join(self._parts))

    def _set_line(self, line: SetLine, style: Style, x: float, y: float) -> None:
        font = outline_font(self._document)
        unit = style.size / 1000
        self._parts.append(f"1 0 0 1 {x:.2f} {y - line.above * unit:.2f} Tm")
        shown: list[str] = []
        pen = 0.0
        for place, cluster in zip(line.places, line.clusters, strict=True):
            name, code = font.code(cluster)
            if (name, style.size) != self._font:
                self._show(shown)
                self._use(name, style.size)
            gap = round(pen - place)
            if gap:
                shown.append(f"{gap}")
            shown.append(f"<{code:02X}>")
            pen += round(cluster.advance, 1) - gap
        self._show(shown)

    def _show(self, shown: list[str]) -> None:
        if shown:
            self._parts.append(f"[{''.join(shown)}] TJ")
            shown.clear()

    def _use(self, font: str, size: float) -> None:
        if self._font != (font, size):
            self._font = (font, size)
            self._parts.append(f"{font} {size:g} Tf")

    def _fill(self, colour: Colour) -> None:
        if self._colour != colour:
            self._colour = colour
            self._parts.append("{:.3f} {:.3f} {:.3f} rg".format(*colour))

    def _text_mode(self, wanted: bool) -> None:
        if self._in_text != wanted:
            self._in_text = wanted
            self._parts.append("BT" if wanted else "ET")


def _kerned(codes: bytes, kerns: Sequence[float]) -> str:
    """Strings with a number between two where the room is not that of the font."""
    parts, run = [], bytearray()
    for code, kern in zip(codes, kerns, strict=True):
        run.append(code)
        if round(kern):
            parts.append(f"({escapePDF(bytes(run))}){round(kern)}")
            run.clear()
    if run:
        parts.append(f"({escapePDF(bytes(run))})")
    return "".join(parts)


def draw_lines(ink: Ink, lines: Iterable[Line], style: Style, x: float, top: float, width: float) -> float:
    """Draw lines below each other from `top` down; returns the lower edge of the last one."""
    rise = (style.leading - style.size) / 2 + style.size * 0.82
    for line in lines:
        shift = _shift(line, style, width)
        ink.line(line, style, x + shift, top - rise)
        top -= line_height(line, style)
    return top


def _shift(line: Line, style: Style, width: float) -> float:
    from_right = style.align == Align.RIGHT or (
        style.align == Align.START and type(line) is SetLine and line.right_to_left
    )
    return max(0.0, width - line_width(line, style)) if from_right else 0.0


class Text(Flowable):  # type: ignore[misc]
    """A block of text in one style; it goes over pages with at least two lines on each side."""

    def __init__(self, text: str, style: Style = BODY) -> None:
        super().__init__()
        self._text = text
        self._style = style
        self._lines: list[Line] = []
        self._broken_at = -1.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        if self._broken_at != width:
            self._lines, self._broken_at = lines_of(self._text, self._style, width), width
        return width, _total(self._lines, self._style)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        cut = _cut_at(self._lines, self._style, height)
        if not 2 <= cut <= len(self._lines) - 2:
            return []
        return [self._part(self._lines[:cut], width), self._part(self._lines[cut:], width)]

    def _part(self, lines: list[Line], width: float) -> "Text":
        part = Text(self._text, self._style)
        part._lines, part._broken_at = lines, width
        return part

    def getSpaceBefore(self) -> float:
        return self._style.before

    def getSpaceAfter(self) -> float:
        return self._style.after

    def draw(self) -> None:
        ink = Ink(self.canv)
        draw_lines(ink, self._lines, self._style, 0, _total(self._lines, self._style), self._broken_at)
        ink.put()


def _total(lines: Sequence[Line], style: Style) -> float:
    return sum(line_height(line, style) for line in lines)


def _cut_at(lines: Sequence[Line], style: Style, height: float) -> int:
    """How many lines go on this page, so that two remain for the next."""
    fitting = 0
    for line in lines:
        height -= line_height(line, style)
        if height < 0:
            break
        fitting += 1
    return min(fitting, len(lines) - 2)


class Section(Flowable):  # type: ignore[misc]
    """A heading with an entry in the outline, and the block that must not be parted from it."""

    def __init__(self, heading: str, body: Flowable, style: Style = SECTION, level: int = 0) -> None:
        super().__init__()
        self._heading = heading
        self._body = body
        self._style = style
        self._level = level
        self._lines: list[Line] = []
        self._width = self._head = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._lines, self._width = lines_of(self._heading, self._style, width), width
        self._head = _total(self._lines, self._style) + self._style.after
        self._body_height = self._body.wrapOn(self.canv, width, height - self._head)[1]
        return width, self._head + self._body_height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        parts = self._body.splitOn(self.canv, width, height - self._head)
        if not parts:
            return []
        return [Section(self._heading, parts[0], self._style, self._level), *parts[1:]]

    def getSpaceBefore(self) -> float:
        return self._style.before

    def getSpaceAfter(self) -> float:
        return float(self._body.getSpaceAfter())

    def draw(self) -> None:
        key = f"section-{self.canv.getPageNumber()}-{self.canv.absolutePosition(0, 0)}"
        self.canv.bookmarkHorizontal(key, 0, self._head + self._body_height)
        self.canv.addOutlineEntry(visible(self._heading), key, self._level)
        ink = Ink(self.canv)
        draw_lines(ink, self._lines, self._style, 0, self._head + self._body_height, self._width)
        ink.put()
        self._body.drawOn(self.canv, 0, 0)
