"""Integrity of incentives: what a game adds to what would have been ridden anyway, and what was wrong.
Pure."""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from services.public_value.indicators.estimates import Z_95, Estimate

STEPS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Bounds between which a share of voided trips is told: an exact one could give a rider away."""


class Group(NamedTuple):
    """Riders of an experiment: how many, and the mean and standard deviation of their trips."""

    n: int
    mean: float
    sd: float


class Uplift(NamedTuple):
    """The difference of two means, its standard error, its 95 % interval, and as a share of the mean without
    treatment (None where that is 0)."""

    estimate: Estimate
    standard_error: float
    share: float | None


def uplift(treated: Group, held_out: Group) -> Uplift:
    """By how many trips a rider who was offered a challenge rode more than one who was held out at random,
    with the 95 % interval of the normal distribution. Below 0: fewer."""
    difference = treated.mean - held_out.mean
    error = math.sqrt(treated.sd**2 / treated.n + held_out.sd**2 / held_out.n)
    estimate = Estimate(difference - Z_95 * error, difference, difference + Z_95 * error)
    return Uplift(estimate, error, difference / held_out.mean if held_out.mean else None)


def eur_per_added_km(cost_eur: float, added_km: Estimate) -> Estimate | None:
    """What a kilometre cost that would not have been ridden otherwise, in euros. None where the game added
    nothing; without an upper bound where it may have added nothing."""
    if added_km.value <= 0:
        return None
    high = cost_eur / added_km.low if added_km.low > 0 else math.inf
    return Estimate(cost_eur / added_km.high, cost_eur / added_km.value, high)


def void_share(voided: int, counted: int) -> tuple[float, float] | None:
    """The bounds between which lies the share of a month's counted trips that was taken back. None without
    trips."""
    if not counted:
        return None
    share = voided / counted
    return next((low, high) for low, high in pairwise(STEPS) if share < high or high == 1)


def duplicate_awards(awards_by_source: Mapping[str, int]) -> int:
    """How many awards were given beyond one for each source. Must be 0."""
    return sum(max(0, awards - 1) for awards in awards_by_source.values())
