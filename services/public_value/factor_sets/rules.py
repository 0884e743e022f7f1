"""What a factor set may hold, what it makes of a kilometre, and which facts of it guards can ask. Pure.

A factor set holds the emissions of modes and the modes that trips replaced. It is immutable: whoever wants
other factors writes another set, which holds for periods that begin from its first day on.
"""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from services.public_value.indicators.climate.rules import (
    Counterfactual,
    FactorSet,
    Method,
    Scope,
    baselines,
)
from services.public_value.indicators.estimates import Estimate
from shared.http.owned import Absent
from shared.http.problems import Problem, refused
from shared.two_keys.rules import Fact, Facts, FactType, Kind

State = Literal["draft", "submitted", "published"]
"""`draft`: the second key has refused it. `published`: it holds for periods that begin from its first day
on."""
Phase = Literal["manufacture", "delivery", "use", "services", "infrastructure"]
PHASES: tuple[Phase, ...] = ("manufacture", "delivery", "use", "services", "infrastructure")
USE: Phase = "use"
VEHICLES = ("bike", "ebike")
"""Types of vehicle that trips are made with: each set has factors for them."""
UNIT = "g CO2e per passenger-km"
SUM_TOLERANCE = 1e-6
"""How far the sum of shares may be from 1, for shares are written with few digits."""
NO_FACTOR_SET = Absent("There is no such factor set.")


class FactorSetExists(Problem):
    """A factor set of this name was published with other contents, or is a part of the program. It never
    changes: write another one under another name."""

    status = 409
    title = "Factor set exists"


class FactorSetsOverlap(Problem):
    """Another factor set of the same scope begins on the same day, so it would be open which of them
    holds."""

    status = 409
    title = "Factor sets overlap"

    def __init__(self, factor_set_id: str, valid_from: str) -> None:
        super().__init__(
            "The factor set {factor_set_id} begins on {valid_from} too.",
            factor_set_id=factor_set_id,
            valid_from=valid_from,
        )


class FactorSetBegun(Problem):
    """The first day of this factor set is not after today any more. Periods that have begun keep their
    factors: write a set with a later first day."""

    status = 409
    title = "First day of the factor set over"


class FactorSetState(Problem):
    """The factor set is in a state in which this cannot be done. One that is published stays."""

    status = 409
    title = "Factor set in another state"

    def __init__(self, state: str) -> None:
        super().__init__("A factor set that is {state} cannot be changed like this.", state=state)


class Saved(NamedTuple):
    """What a kilometre avoids with each type of vehicle, in g CO2e. Below 0 it emits more than what it
    replaces."""

    bike: Estimate
    ebike: Estimate


def scope_of(factors: Mapping[str, Mapping[str, float]]) -> Scope:
    """The scope of a set: use phase if its modes have that phase only."""
    return "use_phase" if all(set(phases) == {USE} for phases in factors.values()) else "life_cycle"


def check(body: Mapping[str, Any]) -> None:
    """Raises ValidationError (422) for a mode without factors, for scopes that are mixed, and for shares that
    do not add up to 1."""
    if faults := list(_faults(body["factors"], body["shares"], "survey_id" in body)):
        raise refused(*faults)


def _faults(
    factors: Mapping[str, Mapping[str, float]], shares: Mapping[str, Mapping[str, float]], of_survey: bool
) -> Iterator[tuple[str, str]]:
    for mode in [*VEHICLES, *shares]:
        if mode not in factors:
            yield f"/factors/{mode}", "missing"
    expected = {USE} if scope_of(factors) == "use_phase" else set(PHASES)
    for mode, phases in factors.items():
        if set(phases) == {USE} != expected:
            yield f"/factors/{mode}", "mixed_scopes"
        else:
            yield from (
                (f"/factors/{mode}/{phase}", "missing") for phase in PHASES if phase in expected - set(phases)
            )
    if abs(math.fsum(each["share"] for each in shares.values()) - 1) > SUM_TOLERANCE:
        yield "/shares", "wrong_sum"
    if of_survey:
        yield from ((f"/shares/{mode}/n", "missing") for mode, each in shares.items() if "n" not in each)


def check_begins_later(body: Mapping[str, Any], today: date) -> None:
    """Raises ValidationError unless the set begins after the city's today."""
    if date.fromisoformat(body["valid_from"]) <= today:
        raise refused(("/valid_from", "valid_from_past"))


def check_not_begun(body: Mapping[str, Any], today: date) -> None:
    """Raises FactorSetBegun unless a set that was written before still begins after the city's today."""
    if date.fromisoformat(body["valid_from"]) <= today:
        raise FactorSetBegun(
            "This factor set would have begun on {valid_from}.", valid_from=body["valid_from"]
        )


def method_of(factor_set_id: str, body: Mapping[str, Any]) -> Method:
    """The factors and the counterfactual of a set. The same contents are the same objects, so that what is
    worked out of them is kept."""
    return _method(factor_set_id, json.dumps(body, sort_keys=True))


@lru_cache(maxsize=1_000)
def _method(factor_set_id: str, written: str) -> Method:
    body = json.loads(written)
    factors, shares = body["factors"], body["shares"]
    scope, valid_from = scope_of(factors), date.fromisoformat(body["valid_from"])
    factor_set = FactorSet(factor_set_id, scope, valid_from, body["source"], UNIT, factors)
    varied = "car" if "car" in shares else max(shares, key=lambda mode: (factor_set.of(mode), mode))
    counterfactual = Counterfactual(
        id=body.get("survey_id", factor_set_id),
        valid_from=valid_from,
        verified=body["verified"],
        source=body["source"],
        respondents=1,
        answers={mode: each["share"] for mode, each in shares.items()},
        varied=varied,
        varied_n=shares[varied].get("n", 1),
        scope=scope,
    )
    return Method(factor_set, counterfactual)


def saved(method: Method) -> Saved:
    """What a kilometre avoids: the baseline, less the vehicle's own factor."""
    low, value, high = baselines(method)
    own = [method.factors.of(vehicle) for vehicle in VEHICLES]
    return Saved(*(Estimate(low - each, value - each, high - each) for each in own))


def saved_mg_per_km(method: Method) -> dict[str, int]:
    """What a kilometre saves in whole milligrams of CO2e, as challenges count it: what emits more saves 0.

    >>> from services.public_value.indicators.climate.store import data_sets
    >>> from services.public_value.indicators.climate.rules import method_on
    >>> saved_mg_per_km(method_on(data_sets(), date(2026, 5, 4)))
    {'bike': 7027, 'ebike': 0}
    """
    return {
        vehicle: max(0, math.floor(1_000 * estimate.value + 0.5))
        for vehicle, estimate in saved(method)._asdict().items()
    }


def facts(body: Mapping[str, Any]) -> Facts:
    """The facts of a set that conditions of guards can refer to: its scope, the modes that it replaces, its
    survey, whether it is verified, the car's share in thousandths, and what a kilometre saves."""
    shares = body["shares"]
    known: dict[str, Fact] = {
        "scope": scope_of(body["factors"]),
        "verified": "yes" if body["verified"] else "no",
        "modes": sorted(shares),
        "car_share_thousandths": round(1_000 * shares.get("car", {"share": 0})["share"]),
    }
    savings = saved_mg_per_km(method_of("", body))
    known |= {f"{vehicle}_saved_mg_per_km": amount for vehicle, amount in savings.items()}
    return known | ({"survey_id": body["survey_id"]} if "survey_id" in body else {})


FACT_TYPES: Mapping[str, FactType] = {
    "scope": "text",
    "verified": "text",
    "survey_id": "text",
    "modes": "list",
    "car_share_thousandths": "number",
    **{f"{vehicle}_saved_mg_per_km": "number" for vehicle in VEHICLES},
}
KIND = Kind(
    name="factor-set",
    chain="public_value",
    first="city",
    seconds=("auditor", "operator"),
    fact_types=FACT_TYPES,
    facts=facts,
)
