"""Between which limits a metric varies by itself: the XmR chart, over the logarithms of the values.

Limits are the mean ± 2.66 times the mean moving range (Wheeler, "Understanding Variation", 2nd edition 2000; 2.66 is
3 / d2 with d2 = 1.128 for two values). Durations are skewed, so they are reckoned as logarithms and drawn back. A
signal is a value outside of the limits, or the eighth and each further one in a row on the same side of the centre
(Wheeler's rules one and four).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

FEWEST, SETTLED = 8, 20
_FACTOR = 2.66
_RUN = 8
# No logarithm is taken of less than a second.
_SHORTEST = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """In the unit of the values, reckoned from `n` of them."""

    lower: float
    centre: float
    upper: float
    n: int

    @property
    def provisional(self) -> bool:
        return self.n < SETTLED


class Signal(Enum):
    """What is not the usual variation."""

    ABOVE = auto()
    BELOW = auto()
    RUN_ABOVE = auto()
    RUN_BELOW = auto()


def limits(values: Sequence[float]) -> Limits | None:
    """The limits of values in their order, in seconds; None where there are fewer than 8."""
    if len(values) < FEWEST:
        return None
    logs = np.log(np.maximum(np.asarray(values, np.float64), _SHORTEST))
    centre, reach = float(logs.mean()), _FACTOR * float(np.abs(np.diff(logs)).mean())
    return Limits(math.exp(centre - reach), math.exp(centre), math.exp(centre + reach), len(values))


def signals(values: Sequence[float], found: Limits | None) -> list[Signal | None]:
    """For each value whether it is a signal; none without limits."""
    if found is None:
        return [None] * len(values)
    signs, run, last = [], 0, 0
    for value in values:
        shown = max(value, _SHORTEST)
        # What differs only by rounding lies on the centre.
        side = 0 if math.isclose(shown, found.centre, rel_tol=1e-9) else (1 if shown > found.centre else -1)
        run = run + 1 if side == last and side else abs(side)
        last = side
        signs.append(_signal(shown, found, run, side))
    return signs


def _signal(value: float, found: Limits, run: int, side: int) -> Signal | None:
    if value > found.upper and not math.isclose(value, found.upper, rel_tol=1e-9):
        return Signal.ABOVE
    if value < found.lower and not math.isclose(value, found.lower, rel_tol=1e-9):
        return Signal.BELOW
    if run < _RUN:
        return None
    return Signal.RUN_ABOVE if side > 0 else Signal.RUN_BELOW
