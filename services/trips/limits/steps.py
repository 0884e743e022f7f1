"""What people may do with a version of the limits, in which state, and which facts of it the city can guard.
Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, get_origin

from services.trips.limits.rules import FIRST, TYPES
from shared.http.owned import Absent
from shared.http.problems import Problem, refused
from shared.two_keys.rules import Fact, Facts, FactType, Kind

State = Literal["draft", "submitted", "published"]
"""`draft`: the second key has refused it. `published`: it is in force from its first day on."""

NO_LIMITS = Absent("There is no such version of the limits.")


class LimitsState(Problem):
    """This version of the limits is in a state in which this cannot be done. What is published never changes:
    a later version takes its place."""

    status = 409
    title = "Not in this state"

    def __init__(self, state: str) -> None:
        super().__init__("Limits that are {state} cannot be changed like this.", state=state)


class DefaultLimits(Problem):
    """Version 1 of the limits is always there. Write a version that takes its place."""

    status = 409
    title = "The default limits stay"


class FirstDayOver(Problem):
    """The first day of these limits is not after today any more. What was ridden is judged by what was public
    before: they need a later first day."""

    status = 409
    title = "First day over"


def check_begins_later(body: Mapping[str, Any], today: date) -> None:
    """Raises ValidationError unless these limits begin after the city's today."""
    if _has_begun(body, today):
        raise refused(("/valid_from", "valid_from_past"))


def check_not_begun(body: Mapping[str, Any], today: date) -> None:
    """Raises FirstDayOver unless limits that were written before still begin after the city's today."""
    if _has_begun(body, today):
        raise FirstDayOver("These limits would have begun on {valid_from}.", valid_from=body["valid_from"])


def _has_begun(body: Mapping[str, Any], today: date) -> bool:
    return date.fromisoformat(body["valid_from"]) <= today


def check_submittable(state: str) -> None:
    """Raises LimitsState for limits that wait for the second key already, or are published."""
    if state != "draft":
        raise LimitsState(state)


THOUSANDTHS = "_thousandths"
"""Ends the name of a fact that is a limit with decimals, for facts are whole numbers."""


def _fact_name(vehicle: str, name: str) -> str:
    return f"{vehicle}_{name}{THOUSANDTHS if _has_decimals(name) else ''}"


def _has_decimals(name: str) -> bool:
    return getattr(TYPES[name], "__origin__", None) is float


def _is_word(name: str) -> bool:
    return get_origin(TYPES[name]) is Literal


def facts(body: Mapping[str, Any]) -> Facts:
    """The facts of limits that conditions of guards can refer to: each limit that is named, by vehicle type,
    and the list of all `names`. What is not named stays as it was, and is no fact.

    >>> facts({"valid_from": "2026-12-01", "bike": {"surge": 0.3, "tiny_n": 2}})
    {'bike_surge_thousandths': 300, 'bike_tiny_n': 2, 'names': ['surge', 'tiny_n']}
    """
    found: dict[str, Fact] = {}
    for vehicle in FIRST:
        for name, value in body.get(vehicle, {}).items():
            found[_fact_name(vehicle, name)] = round(value * 1_000) if _has_decimals(name) else value
    names = {name for vehicle in FIRST for name in body.get(vehicle, {})}
    return {**found, "names": sorted(names)}


FACT_TYPES: Mapping[str, FactType] = {
    "names": "list",
    **{
        _fact_name(vehicle, name): "text" if _is_word(name) else "number"
        for vehicle in FIRST
        for name in TYPES
    },
}
KIND = Kind(
    name="limits",
    chain="trips",
    first="operator",
    seconds=("city",),
    fact_types=FACT_TYPES,
    facts=facts,
    is_of_the_game=True,
)
