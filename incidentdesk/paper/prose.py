"""A text of several paragraphs as people write it, with headings and lists where its lines say so.

What counts is Markdown's plainest part: "#" before a heading, "-", "*", "•" or "1." before an item. Everything else
stands as it was typed.
"""

import re
from collections.abc import Iterator

from reportlab.platypus import Flowable

from incidentdesk.paper.styles import BODY, Face, Style
from incidentdesk.paper.text import Ink, Line, Text, draw_lines, line_height, line_width, lines_of

_ITEM = re.compile(r"^(\s*)([-*•]|\d{1,3}[.)])\s+(?=\S)")
_HEADING = re.compile(r"^#{1,6}\s+(?=\S)")
_RULE = re.compile(r"^\s*([-*_])(\s*\1){2,}\s*$")
_BULLET = "•"
_STEP, _GAP = 12.0, 5.0
_DEEPEST = 6


class Item(Flowable):  # type: ignore[misc]
    """One item of a list: its mark, and its text beside it; it goes over pages line by line."""

    def __init__(self, mark: str, text: str, style: Style = BODY, level: int = 0) -> None:
        super().__init__()
        self._mark, self._text, self._style, self._level = mark, text, style, level
        self._lines: list[Line] = []
        self._broken_at = -1.0
        self._goes_on = False

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        if self._broken_at != width:
            self._lines, self._broken_at = lines_of(self._text, self._style, width - self._indent), width
        return width, self._height

    @property
    def _indent(self) -> float:
        wide = line_width(lines_of(self._mark, self._style, 1e6)[0], self._style)
        return (self._level + 1) * _STEP + max(0.0, wide + _GAP - _STEP)

    @property
    def _height(self) -> float:
        return sum(line_height(line, self._style) for line in self._lines)

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        fitting = 0
        for line in self._lines:
            height -= line_height(line, self._style)
            if height < 0:
                break
            fitting += 1
        fitting = min(fitting, len(self._lines) - 2)
        return (
            [self._part(self._lines[:fitting], False), self._part(self._lines[fitting:], True)] if fitting > 1 else []
        )

    def _part(self, lines: list[Line], goes_on: bool) -> "Item":
        part = Item(self._mark, self._text, self._style, self._level)
        part._lines, part._broken_at, part._goes_on = lines, self._broken_at, goes_on or self._goes_on
        return part

    def getSpaceAfter(self) -> float:
        return 2.5

    def draw(self) -> None:
        ink = Ink(self.canv)
        indent, width = self._indent, self._broken_at
        right_to_left = bool(self._lines) and getattr(self._lines[0], "right_to_left", False)
        if not self._goes_on:
            mark = lines_of(self._mark, self._style, width)
            wide = line_width(mark[0], self._style)
            at = width - self._level * _STEP - wide if right_to_left else self._level * _STEP
            draw_lines(ink, mark, self._style, at, self._height, wide)
        draw_lines(ink, self._lines, self._style, 0 if right_to_left else indent, self._height, width - indent)
        ink.put()


def prose(text: str, style: Style = BODY) -> list[Flowable]:
    """The text as blocks below each other; nothing for an empty one."""
    blocks: list[Flowable] = []
    for mark, level, said in _pieces(text):
        if mark == "#":
            blocks.append(Text(said, style.but(face=Face.BOLD, before=4, after=2)))
        elif mark:
            blocks.append(Item(mark, said, style, level))
        else:
            blocks.append(Text(said, style.but(after=5)))
    return blocks


def _pieces(text: str) -> Iterator[tuple[str, int, str]]:
    """(mark, level, text) of every block; lines of one paragraph stay together as they were typed."""
    paragraph: list[str] = []
    lines = text.strip("\n").split("\n")
    for line in [*lines, ""]:
        item, heading = _ITEM.match(line), _HEADING.match(line)
        rule = bool(_RULE.match(line))
        if (item or heading or rule or not line.strip()) and paragraph:
            yield "", 0, "\n".join(paragraph)
            paragraph = []
        if rule:
            continue
        if heading:
            yield "#", 0, line[heading.end() :].rstrip(" #")
        elif item:
            mark = _BULLET if item[2] in "-*•" else item[2]
            yield mark, min(len(item[1].expandtabs(4)) // 2, _DEEPEST), line[item.end() :].rstrip()
        elif line.strip():
            paragraph.append(line.rstrip())
