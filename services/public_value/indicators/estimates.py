"""Estimates: a value between two bounds, and the intervals of shares, counts and differences. Pure."""

import math
from collections.abc import Iterator
from typing import NamedTuple

Z_95 = 1.959963984540054
"""95 % of a normal distribution lie within so many standard deviations of its mean."""
TAIL = 0.025
"""The probability on either side of a 95 % interval."""


class Estimate(NamedTuple):
    """A value and the bounds of its interval, all in one unit. `high` is infinite where nothing bounds it."""

    low: float
    value: float
    high: float


def wilson(successes: float, trials: float) -> tuple[float, float]:
    """The 95 % Wilson score interval of the share successes / trials.

    >>> [round(bound, 4) for bound in wilson(10, 100)]
    [0.0552, 0.1744]
    """
    share, z2 = successes / trials, Z_95 * Z_95
    middle = share + z2 / (2 * trials)
    half = Z_95 * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    return (middle - half) / (1 + z2 / trials), (middle + half) / (1 + z2 / trials)


def poisson(count: int) -> tuple[float, float]:
    """The exact (Garwood) 95 % interval of the mean of a Poisson distribution of which `count` was observed.

    >>> [round(bound, 3) for bound in poisson(10)]
    [4.795, 18.39]
    >>> [round(bound, 3) for bound in poisson(0)]
    [0.0, 3.689]
    """
    # A mean so far above the count makes the count less likely than any probability that is looked for.
    most = count + 10 * math.sqrt(count + 1) + 10
    low = 0.0 if count == 0 else _mean_at(count - 1, 1 - TAIL, most)
    return low, _mean_at(count, TAIL, most)


def _mean_at(count: int, probability: float, most: float) -> float:
    """The mean for which at most `count` is observed with this probability, which falls as the mean grows."""
    low, high = 0.0, most
    while (middle := (low + high) / 2) not in (low, high):
        if _at_most(count, middle) > probability:
            low = middle
        else:
            high = middle
    return middle


def _at_most(count: int, mean: float) -> float:
    """The probability of at most `count` under a Poisson distribution with this mean."""
    return math.fsum(_probabilities(count, mean))


def _probabilities(count: int, mean: float) -> Iterator[float]:
    log_mean = math.log(mean)
    return (math.exp(n * log_mean - mean - math.lgamma(n + 1)) for n in range(count + 1))


def ratio(part: float, whole: float) -> float | None:
    """part / whole; None where the whole is 0."""
    return part / whole if whole else None
