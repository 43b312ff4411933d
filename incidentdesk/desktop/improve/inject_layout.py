"""Where the injects of a scenario stand on their time line, in logical pixels."""

from collections.abc import Sequence
from dataclasses import dataclass

from incidentdesk.prepare.scenario_content import Inject

_GAP, _END = 8.0, 12.0
# Seconds between two marks of the scale; the first that leaves room for its words is taken.
_STEPS = (60, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)


@dataclass(frozen=True, slots=True)
class Room:
    """The widget's `width`, the height of the `scale` and of a `row`, the width of a `card` and of a `label`."""

    width: float
    scale: float
    row: float
    card: float
    label: float


@dataclass(frozen=True, slots=True)
class Card:
    """An inject: its card begins at `left`; until `until` what is expected may be done, which is `left` for never."""

    inject: Inject
    left: float
    right: float
    top: float
    bottom: float
    at_x: float
    until: float


@dataclass(frozen=True, slots=True)
class InjectLine:
    room: Room
    length: int
    cards: tuple[Card, ...]
    marks: tuple[int, ...]
    height: float

    def x(self, seconds: float) -> float:
        return _END + seconds / self.length * (self.room.width - 2 * _END)

    def seconds(self, x: float) -> float:
        return (x - _END) / (self.room.width - 2 * _END) * self.length

    def card_at(self, x: float, y: float) -> Card | None:
        return next((c for c in self.cards if c.left <= x <= c.right and c.top <= y <= c.bottom), None)


def inject_line(injects: Sequence[Inject], length: int, room: Room) -> InjectLine:
    """Lay them out: each in the first row in which it covers no other, from the left in order of time."""
    length = max(length, 600)
    empty = InjectLine(room, length, (), _marks(length, room), 0)
    ends: list[float] = []
    cards = []
    for inject in injects:
        at_x = empty.x(inject.at)
        until = empty.x(min(inject.at + inject.within, length)) if inject.within else at_x
        left = min(at_x, room.width - room.card - 1)
        right = left + room.card
        row = next((place for place, end in enumerate(ends) if end + _GAP <= left), len(ends))
        end = max(right, until)
        ends[row:] = [end] if row == len(ends) else [end, *ends[row + 1 :]]
        top = room.scale + row * (room.row + _GAP)
        cards.append(Card(inject, left, right, top, top + room.row, at_x, until))
    height = room.scale + max(1, len(ends)) * (room.row + _GAP)
    return InjectLine(room, length, tuple(cards), empty.marks, height)


def _marks(length: int, room: Room) -> tuple[int, ...]:
    most = max(1.0, (room.width - 2 * _END) / room.label)
    step = next((each for each in _STEPS if length / each <= most), _STEPS[-1])
    return tuple(range(0, length + 1, step))
