"""How a set of measured values is spread, and how certain a share is.

The median is the middle value, or the mean of the two in the middle. The 90th percentile is the nearest rank: the
smallest value that is at least as large as 90 % of them, which is always one that was measured. (Hyndman and Fan,
"Sample quantiles in statistical packages", 1996, type 2 and type 1.)
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.int64]

# Below this a comparison with other periods says nothing (features, section 5).
FEW = 10
_SMALL = 1 << 15


@dataclass(frozen=True, slots=True)
class Distribution:
    """Of `n` measured values among a `population` that should have one; None is no data, never 0."""

    n: int
    population: int
    median: float | None = None
    p90: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    total: float | None = None

    @property
    def coverage(self) -> float | None:
        """n of the population, from 0 to 1."""
        return self.n / self.population if self.population else None


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n`, where `population` says of how many it should be known."""

    hits: int
    n: int
    population: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None is no data."""
        return self.hits / self.n if self.n else None

    @property
    def coverage(self) -> float | None:
        return self.n / self.population if self.population else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval after Wilson (1927)."""
        return wilson(self.hits, self.n)


@dataclass(frozen=True, slots=True)
class Count:
    """Just a number; `signed` where it may be below 0, as a difference."""

    value: int
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time in seconds that is no distribution, or a share of time, with the `n` that it rests on.

    `at_least` says that it is larger than that, as a time between failures of which there were none.
    """

    value: float | None
    n: int
    at_least: bool = False


Value = Distribution | Share | Count | Amount


def distribution(values: Numbers, population: int | None = None) -> Distribution:
    """The spread of some values, in any order."""
    whole = len(values) if population is None else population
    return distributions(values, np.zeros(len(values), np.int64), [whole])[0]


def distributions(values: Numbers, codes: Codes, populations: Sequence[int]) -> list[Distribution]:
    """The spread in each group; `codes` says for each value to which group it belongs."""
    # Few groups are put together in no time if their numbers are small, and each of them is sorted by itself.
    small = codes.astype(np.int16) if len(populations) < _SMALL else codes
    together = values[np.argsort(small, kind="stable")]
    edges = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=len(populations)))])
    return [
        _spread(np.sort(together[edges[place] : edges[place + 1]]), population)
        for place, population in enumerate(populations)
    ]


def _spread(ordered: Numbers, population: int) -> Distribution:
    n = len(ordered)
    if not n:
        return Distribution(0, population)
    total = float(math.fsum(ordered.tolist())) if n < 1_000 else float(ordered.sum())
    return Distribution(
        n,
        population,
        median=float(ordered[(n - 1) // 2] + ordered[n // 2]) / 2,
        p90=float(ordered[nearest_rank(n, 90)]),
        mean=total / n,
        low=float(ordered[0]),
        high=float(ordered[-1]),
        total=total,
    )


def nearest_rank(n: int, percent: int) -> int:
    """The place, from 0, of a percentile among n ordered values."""
    return max(0, -(-n * percent // 100) - 1)


_Z = NormalDist().inv_cdf(0.975)


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """The 95 % score interval of a share, from 0 to 1; None where nothing was counted."""
    if not n:
        return None
    share, z2 = hits / n, _Z * _Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # Exactly 0 and 1 at the ends, whatever the rounding says.
    return (centre - half if hits else 0.0), (centre + half if hits < n else 1.0)
