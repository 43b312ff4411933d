"""A strip of time: when each of a few things happened, to scale, and below in words, however close they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from incidentdesk.paper.styles import ACCENT, CELL, LABEL, STRONG_RULE, Face
from incidentdesk.paper.text import Ink, draw_lines, line_height, lines_of

_BAR, _LEADERS = 10.0, 12.0
# Narrow letters, for up to nine stand side by side.
_NAME = CELL.but(size=7.5, leading=9.5, face=Face.INTER_SEMIBOLD)
_WORDS = LABEL.but(size=7.5, leading=9.5, face=Face.INTER)
_GAP = 5.0


@dataclass(frozen=True, slots=True)
class Stop:
    """`at` in any unit; `notes` are lines below its name."""

    name: str
    at: int
    notes: Sequence[str]


class Strip(Flowable):  # type: ignore[misc]
    """Stops in their order; never split."""

    def __init__(self, stops: Sequence[Stop]) -> None:
        super().__init__()
        self._stops = stops

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._width, self._each = width, width / max(1, len(self._stops))
        self._laid = [
            [
                (line, style)
                for text, style in ((stop.name, _NAME), *((note, _WORDS) for note in stop.notes))
                for line in lines_of(text, style, self._each - _GAP)
            ]
            for stop in self._stops
        ]
        tallest = max((sum(line_height(*each) for each in lines) for lines in self._laid), default=0.0)
        self._height = _BAR + _LEADERS + tallest
        return width, self._height

    def getSpaceAfter(self) -> float:
        return 6

    def draw(self) -> None:
        ink = Ink(self.canv)
        top = self._height
        first, last = self._stops[0].at, self._stops[-1].at
        left, right = 4.0, self._width - 4.0
        ink.rule(left, right, top - _BAR / 2, ACCENT, 2.5)
        for place, (stop, lines) in enumerate(zip(self._stops, self._laid, strict=True)):
            x = left + (right - left) * ((stop.at - first) / (last - first) if last > first else 0)
            column = place * self._each
            y = top - _BAR
            ink.path(f"{x:.2f} {top - 1:.2f} m {x:.2f} {y:.2f} l", None, ACCENT, 1.6)
            ink.path(f"{x:.2f} {y:.2f} m {column + 1:.2f} {y - _LEADERS + 2:.2f} l", None, STRONG_RULE, 0.6)
            y -= _LEADERS
            for line, style in lines:
                y = draw_lines(ink, (line,), style, column, y, self._each - _GAP)
        ink.put()
