"""The climate balance: what the trips emitted against what they replaced. Pure.

A factor set is of one scope, life cycle or use phase, and a result comes from one set: never mixed.
"""

import math
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

Scope = Literal["life_cycle", "use_phase"]
Z_95 = 1.959963984540054
"""Standard deviations to either side that hold 95 % of a normal distribution."""


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
    """What riders would have taken instead, as answered in a survey. `verified` is false for an example.

    The interval comes from one share, `varied` (the car's, on which the result hangs most).
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
    """Grams of CO2e avoided (below zero: emitted on top), with a 95 % interval."""

    low: float
    value: float
    high: float


class Method(NamedTuple):
    """By which data a balance is worked out."""

    factors: FactorSet
    counterfactual: Counterfactual


@lru_cache(maxsize=1_000)
def method_on(sets: DataSets, day: date, scope: Scope = "life_cycle") -> Method:
    """The method in force for a period that begins on this day, of sets that are sorted by `valid_from`.
    Every day has one."""
    factors = [s for s in sets if isinstance(s, FactorSet) and s.scope == scope]
    counterfactuals = [s for s in sets if isinstance(s, Counterfactual)]
    return Method(
        [each for each in factors if each.valid_from <= day][-1],
        [each for each in counterfactuals if each.valid_from <= day][-1],
    )


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The Wilson 95 % interval of a share.

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
    """The baseline and its interval: at both Wilson bounds of the varied share, the others rescaled."""
    survey, shares = method.counterfactual, method.counterfactual.shares()
    varied = survey.varied
    corners = []
    for bound in wilson(survey.answers[varied], survey.respondents):
        rescale = (1 - bound) / (1 - shares[varied])
        moved = {mode: bound if mode == varied else share * rescale for mode, share in shares.items()}
        corners.append(baseline(method.factors, moved))
    value = baseline(method.factors, shares)
    return Balance(min(*corners, value), value, max(*corners, value))


def net_balance(method: Method, bike_m: int, ebike_m: int) -> Balance:
    """sum of km x (baseline - the vehicle's own factor), in g CO2e, signed."""
    bike_km, ebike_km = bike_m / 1000, ebike_m / 1000
    own = bike_km * method.factors.of("bike") + ebike_km * method.factors.of("ebike")
    without = baselines(method)
    km = bike_km + ebike_km
    return Balance(km * without.low - own, km * without.value - own, km * without.high - own)
