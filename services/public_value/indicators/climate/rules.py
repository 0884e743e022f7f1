"""The climate balance: what the trips emitted, against what the trips that they replaced would have. Pure.

A factor set has one scope (life cycle or use phase), and a result comes from one set, so scopes never mix.
"""

import math
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

from services.public_value.indicators.estimates import Estimate, wilson

Scope = Literal["life_cycle", "use_phase"]


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
    Where shares are known instead of answers, `respondents` is 1 and `varied_n` says how many have answered.
    With a `scope` it belongs to a factor set of that scope, and holds beside no other.
    """

    id: str
    valid_from: date
    verified: bool
    source: str
    respondents: int
    answers: dict[str, float]
    varied: str
    varied_n: int | None = None
    scope: Scope | None = None

    def shares(self) -> dict[str, float]:
        return {mode: count / self.respondents for mode, count in self.answers.items()}

    def bounds(self, mode: str | None = None) -> tuple[float, float]:
        """The 95 % Wilson interval of a mode's share; of the varied one unless named."""
        answers = self.answers[mode or self.varied]
        if self.varied_n is None:
            return wilson(answers, self.respondents)
        return wilson(answers * self.varied_n, self.varied_n)


DataSets = tuple[FactorSet | Counterfactual, ...]
"""Factor sets and counterfactuals, oldest first."""


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
    counterfactuals = [
        data_set
        for data_set in valid
        if isinstance(data_set, Counterfactual) and data_set.scope in (None, scope)
    ]
    return Method(factors[-1], counterfactuals[-1])


def replaced(survey: Counterfactual, per_mode: Mapping[str, float]) -> Estimate:
    """The mean over the replaced modes, sum of share x value, and its interval: the means at both Wilson
    bounds of the varied share, the other shares rescaled so that all add up to 1."""
    shares = survey.shares()
    others = 1 - shares[survey.varied]

    def mean(shares: Mapping[str, float]) -> float:
        return math.fsum(share * per_mode[mode] for mode, share in shares.items())

    value = mean(shares)
    if not others:  # everybody answered the same: there is nothing to rescale
        return Estimate(value, value, value)
    at_bounds = []
    for bound in survey.bounds():
        rescale = (1 - bound) / others
        moved = {mode: bound if mode == survey.varied else share * rescale for mode, share in shares.items()}
        at_bounds.append(mean(moved))
    return Estimate(min(*at_bounds, value), value, max(*at_bounds, value))


@cache
def baselines(method: Method) -> Estimate:
    """What a kilometre would have emitted without the bikes, in g CO2e, and its interval."""
    per_mode = {mode: method.factors.of(mode) for mode in method.counterfactual.shares()}
    return replaced(method.counterfactual, per_mode)


def net_balance(method: Method, bike_m: int, ebike_m: int) -> Estimate:
    """The sum over vehicles of km x (baseline - the vehicle's own factor), in g CO2e: what was avoided
    (below 0: emitted besides), with a 95 % interval."""
    bike_km, ebike_km = bike_m / 1000, ebike_m / 1000
    emitted = bike_km * method.factors.of("bike") + ebike_km * method.factors.of("ebike")
    low, value, high = ((bike_km + ebike_km) * per_km - emitted for per_km in baselines(method))
    return Estimate(low, value, high)


def car_km_avoided(km: float, survey: Counterfactual) -> Estimate:
    """Kilometres that riders would have gone by car: km x share of the car, with its 95 % interval."""
    share = survey.shares().get("car", 0.0)
    low, high = survey.bounds("car") if "car" in survey.answers else (0.0, 0.0)
    return Estimate(km * low, km * share, km * high)
