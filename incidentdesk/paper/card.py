"""Figures at a glance: cards in a row, each with what it says, a large value, and what the value rests on."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from incidentdesk.paper.styles import CELL, LABEL, STRONG_RULE, Face, Style
from incidentdesk.paper.text import Ink, Line, draw_lines, line_height, lines_of

_GAP, _PAD = 8.0, 7.0
_NAME = LABEL.but(size=8, leading=10.5, face=Face.BOLD)
_VALUE = CELL.but(size=15, leading=21, face=Face.BOLD)
# A value that is too wide for its card is set smaller.
_SMALLER = CELL.but(size=11, leading=21, face=Face.BOLD)
_NOTE = LABEL.but(size=8, leading=10.5)


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    value: str
    notes: Sequence[str] = ()


class Cards(Flowable):  # type: ignore[misc]
    """Of equal width and height, never split."""

    def __init__(self, cards: Sequence[Card], after: float = 4) -> None:
        super().__init__()
        self._cards = cards
        self._after = after
        self._laid: list[list[tuple[Line, Style]]] = []

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self._each = (width - _GAP * (len(self._cards) - 1)) / len(self._cards)
        self._laid = [self._lines(card) for card in self._cards]
        self._height = max(sum(line_height(*each) for each in lines) for lines in self._laid) + 2 * _PAD
        return width, self._height

    def _lines(self, card: Card) -> list[tuple[Line, Style]]:
        room = self._each - 2 * _PAD
        value = _VALUE if len(lines_of(card.value, _VALUE, room)) == 1 else _SMALLER
        blocks = [(card.name, _NAME), (card.value, value), *((note, _NOTE) for note in card.notes)]
        return [(line, style) for text, style in blocks for line in lines_of(text, style, room)]

    def getSpaceAfter(self) -> float:
        return self._after

    def draw(self) -> None:
        ink = Ink(self.canv)
        for place, lines in enumerate(self._laid):
            left = place * (self._each + _GAP)
            box = f"{left + 0.4:.2f} 0.4 {self._each - 0.8:.2f} {self._height - 0.8:.2f} re"
            ink.path(box, None, STRONG_RULE, 0.8)
            y = self._height - _PAD
            for line, style in lines:
                y = draw_lines(ink, (line,), style, left + _PAD, y, self._each - 2 * _PAD)
        ink.put()
