"""The climate balance: what the trips emitted, against what the trips that they replaced would have. Pure.

A factor set has one scope (life cycle or use phase), and a result comes from one set, so scopes never mix.
"""

import math
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

Scope = Literal["life_cycle", "use_phase"]
Z_95 = 1.959963984540054
"""95 % of a normal distribution lie within so many standard deviations of its mean."""


class FactorSet(Struct, frozen=True, eq=False, tag_field="kind", tag="factor_set"):
    """Emissions of each mode, in g CO2e per passenger-km, by phase of life."""

    id: str
    scope: Scope
    valid_from: date
    source: str
    unit: str
    factors: dict[str, dict[str, float]]

    def of(self, mode: str) -> float:
        """All phases of a mode together, in g CO2e per passenger-km."""
        return math.fsum(self.factors[mode].values())


class Counterfactual(Struct, frozen=True, eq=False, tag_field="kind", tag="counterfactual"):
    """A survey of what riders would have taken instead: `answers` counts respondents by mode. `verified` is
    false for an example.

    The interval of a balance varies one share, that of the mode `varied` (the car, which matters most).
    """

    id: str
    valid_from: date
    verified: bool
    source: str
    respondents: int
    answers: dict[str, int]
    varied: str

    def shares(self) -> dict[str, float]:
        return {mode: count / self.respondents for mode, count in self.answers.items()}


DataSets = tuple[FactorSet | Counterfactual, ...]
"""Factor sets and counterfactuals, oldest first."""


class Balance(NamedTuple):
    """Grams of CO2e avoided (negative: additionally emitted), with a 95 % interval."""

    low: float
    value: float
    high: float


class Method(NamedTuple):
    """The data that a balance is worked out from."""

    factors: FactorSet
    counterfactual: Counterfactual


@lru_cache(maxsize=1_000)
def method_on(sets: DataSets, day: date, scope: Scope = "life_cycle") -> Method:
    """The method for a period that begins on this day: the newest sets that are valid on it. `sets` are
    sorted by `valid_from`, and every day that can be asked for has a method."""
    valid = [data_set for data_set in sets if data_set.valid_from <= day]
    factors = [data_set for data_set in valid if isinstance(data_set, FactorSet) and data_set.scope == scope]
    counterfactuals = [data_set for data_set in valid if isinstance(data_set, Counterfactual)]
    return Method(factors[-1], counterfactuals[-1])


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of the share successes / trials.

    >>> [round(bound, 4) for bound in wilson(10, 100)]
    [0.0552, 0.1744]
    """
    share, z2 = successes / trials, Z_95 * Z_95
    middle = share + z2 / (2 * trials)
    half = Z_95 * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    return (middle - half) / (1 + z2 / trials), (middle + half) / (1 + z2 / trials)


def baseline(factors: FactorSet, shares: Mapping[str, float]) -> float:
    """What a kilometre would have emitted without the bikes, in g CO2e: sum of share x factor."""
    return math.fsum(share * factors.of(mode) for mode, share in shares.items())


@cache
def baselines(method: Method) -> Balance:
    """The baseline in g CO2e per km and its interval: the baselines at both Wilson bounds of the varied
    share, the other shares rescaled so that all add up to 1."""
    survey, shares = method.counterfactual, method.counterfactual.shares()
    varied = survey.varied
    at_bounds = []
    for bound in wilson(survey.answers[varied], survey.respondents):
        rescale = (1 - bound) / (1 - shares[varied])
        moved = {mode: bound if mode == varied else share * rescale for mode, share in shares.items()}
        at_bounds.append(baseline(method.factors, moved))
    value = baseline(method.factors, shares)
    return Balance(min(*at_bounds, value), value, max(*at_bounds, value))


def net_balance(method: Method, bike_m: int, ebike_m: int) -> Balance:
    """The sum over vehicles of km x (baseline - the vehicle's own factor), in g CO2e."""
    bike_km, ebike_km = bike_m / 1000, ebike_m / 1000
    emitted = bike_km * method.factors.of("bike") + ebike_km * method.factors.of("ebike")
    baseline_per_km = baselines(method)
    low, value, high = ((bike_km + ebike_km) * per_km - emitted for per_km in baseline_per_km)
    return Balance(low, value, high)
