"""A step to tick off by hand: a box, what is to be done, when it is due, and lines for the time and the initials."""

from reportlab.platypus import Flowable

from incidentdesk.paper.styles import BODY, LABEL, SMALL, STRONG_RULE, TEXT, Face
from incidentdesk.paper.text import Ink, Line, draw_lines, line_height, lines_of

STEP_INDENT = 46.0  # points; what stands below a step begins here
_BOX = 10.5
_NUMBER = 17.0
_DUE, _TIME, _INITIALS, _GAP = 62.0, 50.0, 40.0, 7.0
_TITLE = BODY.but(face=Face.BOLD, size=10, leading=13)
_DUE_STYLE = SMALL.but(face=Face.BOLD, leading=13)
_PAD = 4.0


class Step(Flowable):  # type: ignore[misc]
    """Never parted; the room beside it is what a person needs who writes while standing."""

    def __init__(self, number: str, title: str, due: str = "") -> None:
        super().__init__()
        self._number, self._title, self._due = number, title, due
        self._lines: list[Line] = []
        self._due_lines: list[Line] = []

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._width = width
        self._title_width = width - STEP_INDENT - _DUE - _TIME - _INITIALS - 3 * _GAP
        self._lines = lines_of(self._title, _TITLE, self._title_width)
        self._due_lines = lines_of(self._due, _DUE_STYLE, _DUE)
        return width, max(_tall(self._lines, 13.0), _tall(self._due_lines, 13.0), 16.0) + _PAD

    def getSpaceBefore(self) -> float:
        return 7.0

    def draw(self) -> None:
        ink = Ink(self.canv)
        _width, height = self.wrap(self._width, 0)
        top = height
        ink.path(f"0.5 {top - _BOX - 1:.2f} {_BOX} {_BOX} re", None, TEXT, 0.9)
        draw_lines(ink, lines_of(self._number, LABEL, 60), LABEL.but(leading=13), _NUMBER, top, 60)
        draw_lines(ink, self._lines, _TITLE, STEP_INDENT, top, self._title_width)
        at = STEP_INDENT + self._title_width + _GAP
        draw_lines(ink, self._due_lines, _DUE_STYLE, at, top, _DUE)
        for room in (_TIME, _INITIALS):
            at = at + (_DUE if room == _TIME else _TIME) + _GAP
            ink.rule(at, at + room, top - 13.0, STRONG_RULE, 0.6)
        ink.put()


class Indented(Flowable):  # type: ignore[misc]
    """A block further to the right. ReportLab's own indenter forgets itself where a block is parted."""

    def __init__(self, block: Flowable, left: float = STEP_INDENT) -> None:
        super().__init__()
        self._block, self._left = block, left

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        _width, tall = self._block.wrap(width - self._left, height)
        return width, tall

    def split(self, width: float, height: float) -> list[Flowable]:
        return [Indented(part, self._left) for part in self._block.split(width - self._left, height)]

    def getSpaceBefore(self) -> float:
        return float(self._block.getSpaceBefore())

    def getSpaceAfter(self) -> float:
        return float(self._block.getSpaceAfter())

    def draw(self) -> None:
        self._block.drawOn(self.canv, self._left, 0)


class StepHeadings(Flowable):  # type: ignore[misc]
    """What the columns of the steps below it are for."""

    def __init__(self, due: str, time: str, initials: str) -> None:
        super().__init__()
        self._headings = (due, time, initials)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._width = width
        return width, 12.0

    def draw(self) -> None:
        ink = Ink(self.canv)
        at = self._width - _DUE - _TIME - _INITIALS - 2 * _GAP
        for heading, room in zip(self._headings, (_DUE, _TIME, _INITIALS), strict=True):
            draw_lines(ink, lines_of(heading, LABEL, room)[:1], LABEL, at, 12.0, room)
            at += room + _GAP
        ink.put()


def _tall(lines: list[Line], least: float) -> float:
    return max(least, sum(line_height(line, _TITLE) for line in lines))
