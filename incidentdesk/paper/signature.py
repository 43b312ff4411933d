"""Lines to sign on, side by side, each with the name below it."""

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.platypus import Flowable

from incidentdesk.paper.styles import LABEL, STRONG, STRONG_RULE, Style
from incidentdesk.paper.text import Ink, Line, draw_lines, line_height, lines_of

_COLUMNS, _GAP = 3, 20.0
# Room for a hand that signs, and between the rows.
_ROOM, _BETWEEN = 30.0, 8.0
_PAD = 3.0


class Signatory(NamedTuple):
    """`told` stands below the name: as what, and when."""

    name: str
    told: str


class SignatureLines(Flowable):  # type: ignore[misc]
    """Never parted from each other."""

    def __init__(self, people: Sequence[Signatory]) -> None:
        super().__init__()
        self._people = people

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._width = (width - (_COLUMNS - 1) * _GAP) / _COLUMNS
        laid = [self._lay(person) for person in self._people]
        self._rows = [laid[start : start + _COLUMNS] for start in range(0, len(laid), _COLUMNS)]
        self._heights = [_ROOM + _PAD + max(_tall(lines) for lines in row) for row in self._rows]
        return width, sum(self._heights) + _BETWEEN * (len(self._rows) - 1)

    def _lay(self, person: Signatory) -> list[tuple[Line, Style]]:
        return [
            (line, style)
            for text, style in ((person.name, STRONG), (person.told, LABEL))
            for line in lines_of(text, style, self._width)
        ]

    def getSpaceAfter(self) -> float:
        return 8.0

    def draw(self) -> None:
        ink = Ink(self.canv)
        top = sum(self._heights) + _BETWEEN * (len(self._rows) - 1)
        for row, height in zip(self._rows, self._heights, strict=True):
            for place, lines in enumerate(row):
                x, y = place * (self._width + _GAP), top - _ROOM
                ink.rule(x, x + self._width, y, STRONG_RULE, 0.75)
                y -= _PAD
                for line, style in lines:
                    y = draw_lines(ink, (line,), style, x, y, self._width)
            top -= height + _BETWEEN
        ink.put()


def _tall(lines: Sequence[tuple[Line, Style]]) -> float:
    return sum(line_height(line, style) for line, style in lines)
