"""Whether two counts over equal times are further apart than chance alone puts them.

Two counts of Poisson processes are compared given their sum: then the second is binomial, with a share of a half where
both rates are the same (Przyborowski and Wilenski, "Homogeneity of results in testing samples from Poisson series",
Biometrika 31, 1940). It is exact, so it holds for the handful of incidents that a small team has.
"""

from math import exp, lgamma, log, log1p

_NEGLIGIBLE = 1e-17


def chance_of_drop(before: int, after: int) -> float:
    """How likely so few afterwards, or fewer, are if nothing has changed; from 0 to 1."""
    return at_most(after, before + after, 0.5)


def chance_if_halved(before: int, after: int) -> float:
    """How likely so many afterwards, or more, are if the rate has become half of what it was; from 0 to 1."""
    return 1.0 - at_most(after - 1, before + after, 1 / 3)


def at_most(count: int, trials: int, share: float) -> float:
    """The probability of at most so many successes in independent trials; `share` lies between 0 and 1."""
    if count < 0:
        return 0.0
    if count >= trials:
        return 1.0
    if count > trials * share:
        return 1.0 - at_most(trials - count - 1, trials, 1.0 - share)
    # Below the mean each term is smaller than the one above it.
    ways = lgamma(trials + 1) - lgamma(count + 1) - lgamma(trials - count + 1)
    term = total = exp(ways + count * log(share) + (trials - count) * log1p(-share))
    while count and term > total * _NEGLIGIBLE:
        term *= count / (trials - count + 1) * (1.0 - share) / share
        count -= 1
        total += term
    return total
