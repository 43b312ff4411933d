"""Whether a figure has changed since the period before, or only varies as such figures do.

Below 10 on either side nothing is said, because then nearly everything is chance (features, section 5).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np

from incidentdesk.language import N_, _, ngettext
from incidentdesk.measure.metric.distribution import FEW, Numbers, Share, nearest_rank

# A difference that chance makes less often than this is called a change.
LEVEL = 0.05
TESTS = N_(
    "Medians are compared by the rank sum test of Mann and Whitney (1947), 90th percentiles and shares by the test of"
    " two proportions, each two-sided at 5 %. Below n = 10 in either period nothing is compared."
)


class Verdict(StrEnum):
    NOTHING = "nothing"
    FEW = "few"
    NORMAL = "normal"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`change` is relative for lengths of time (-0.18 is 18 % less), in parts of 1 for shares (`points`)."""

    verdict: Verdict
    n: int
    before: int
    change: float = 0.0
    points: bool = False

    @property
    def text(self) -> str:
        """ "▼ 18 %, more than chance (n=41 and 38)", "within normal variation (n=41 and 38)"."""
        if self.verdict is Verdict.NOTHING:
            return _("nothing to compare with")
        if self.verdict is Verdict.FEW:
            return _("too few to compare (n={n} and {before})").format(n=self.n, before=self.before)
        if self.verdict is Verdict.NORMAL:
            return _("within normal variation (n={n} and {before})").format(n=self.n, before=self.before)
        return _("{change}, more than chance (n={n} and {before})").format(
            change=self.amount, n=self.n, before=self.before
        )

    @property
    def amount(self) -> str:
        """ "▼ 18 %" or "▲ 3.2 points"."""
        sign, size = ("▲" if self.change > 0 else "▼"), abs(self.change) * 100
        if self.points:
            return ngettext("{sign} {size} point", "{sign} {size} points", 1 if size == 1 else 2).format(
                sign=sign, size=f"{size:.1f}"
            )
        return _("{sign} {size} %").format(sign=sign, size=f"{size:.0f}")


def medians_compared(values: Numbers, before: Numbers) -> Comparison:
    """Whether lengths of time have become longer or shorter, and by how much their median did."""
    return _compared(
        values, before, lambda: rank_sum_chance(values, before), float(np.median(values)) if len(values) else 0.0,
        float(np.median(before)) if len(before) else 0.0,
    )  # fmt: skip


def percentiles_compared(values: Numbers, before: Numbers, percent: int = 90) -> Comparison:
    """The same for a percentile: whether more or fewer than before reach that of both periods together."""

    def chance() -> float:
        limit = _percentile(np.concatenate([values, before]), percent)
        above, earlier = int((values >= limit).sum()), int((before >= limit).sum())
        return proportions_chance(above, len(values), earlier, len(before))

    return _compared(values, before, chance, _percentile(values, percent), _percentile(before, percent))


def shares_compared(share: Share, before: Share) -> Comparison:
    if not share.n or not before.n:
        return Comparison(Verdict.NOTHING, share.n, before.n)
    if min(share.n, before.n) < FEW:
        return Comparison(Verdict.FEW, share.n, before.n)
    chance = proportions_chance(share.hits, share.n, before.hits, before.n)
    change = share.hits / share.n - before.hits / before.n
    return Comparison(_verdict(chance), share.n, before.n, change, points=True)


def _compared(values: Numbers, before: Numbers, chance: Callable[[], float], now: float, then: float) -> Comparison:
    n, earlier = len(values), len(before)
    if not n or not earlier:
        return Comparison(Verdict.NOTHING, n, earlier)
    if min(n, earlier) < FEW:
        return Comparison(Verdict.FEW, n, earlier)
    # What was nothing has no part of it by which it could have grown.
    if then <= 0 or now == then:
        return Comparison(Verdict.NORMAL, n, earlier)
    return Comparison(_verdict(chance()), n, earlier, now / then - 1)


def _verdict(chance: float) -> Verdict:
    return Verdict.CHANGED if chance < LEVEL else Verdict.NORMAL


def _percentile(values: Numbers, percent: int) -> float:
    if not len(values):
        return 0.0
    place = nearest_rank(len(values), percent)
    return float(np.partition(values, place)[place])


def rank_sum_chance(values: Numbers, others: Numbers) -> float:
    """How often chance alone parts two sets of values so far, from 0 to 1.

    Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the other",
    1947; by the normal approximation with the corrections for ties and for continuity.
    """
    n, m = len(values), len(others)
    _used, places, counts = np.unique(np.concatenate([values, others]), return_inverse=True, return_counts=True)
    # Equal values share the mean of the ranks that they take.
    ranks = np.cumsum(counts) - (counts - 1) / 2
    u = float(ranks[places[:n]].sum()) - n * (n + 1) / 2
    total = n + m
    ties = float((counts.astype(float) ** 3 - counts).sum()) / (total * (total - 1))
    deviation = math.sqrt(n * m / 12 * (total + 1 - ties))
    if deviation == 0:
        return 1.0
    away = max(0.0, abs(u - n * m / 2) - 0.5) / deviation
    return 2 * (1 - NormalDist().cdf(away))


def proportions_chance(hits: int, n: int, others: int, m: int) -> float:
    """How often chance alone parts two shares so far: the z test of two proportions with the pooled share."""
    pooled = (hits + others) / (n + m)
    deviation = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    if deviation == 0:
        return 1.0
    return 2 * (1 - NormalDist().cdf(abs(hits / n - others / m) / deviation))
