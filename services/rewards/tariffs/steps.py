"""What people may do with a tariff, in which state, and which facts of it the city can guard. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from services.rewards.tariffs.rules import Rates, State
from shared.http.problems import Problem, refused
from shared.two_keys.rules import Fact, Facts, Kind


class TariffState(Problem):
    """The tariff is in a state in which this cannot be done. What is published never changes: a later tariff
    takes its place."""

    status = 409
    title = "Not in this state"

    def __init__(self, state: str) -> None:
        super().__init__("A tariff that is {state} cannot be changed like this.", state=state)


class DefaultTariff(Problem):
    """Tariff 1 is always there. Publish a tariff that takes its place."""

    status = 409
    title = "The default tariff stays"


BEFORE_PUBLISHING: frozenset[State] = frozenset({"draft", "submitted", "approved"})
"""States in which a tariff may be written anew, published, or closed (which drops it)."""


def state_of(word: str) -> State:
    """The state that a word names. Raises ValueError for another word."""
    return next(state for state in get_args(State) if state == word)


def check_unpublished(state: str) -> None:
    """Raises TariffState for a tariff that is published or closed."""
    if state not in BEFORE_PUBLISHING:
        raise TariffState(state)


def check_submittable(state: str) -> None:
    """Raises TariffState for a tariff that waits for the second key already, is published, or is closed."""
    if state not in ("draft", "approved"):
        raise TariffState(state)


def state_when_decided(state: State, is_approved: bool) -> State:
    """The state after a decision of the second key."""
    if state not in BEFORE_PUBLISHING:
        return state
    return "approved" if is_approved else "draft"


def check_begins_later(body: Mapping[str, Any], today: date) -> None:
    """Raises ValidationError unless the tariff begins after the city's today: what was ridden is paid by what
    was public before."""
    if date.fromisoformat(body["valid_from"]) <= today:
        raise refused(("/valid_from", "valid_from_past"))


def named_zones(body: Mapping[str, Any]) -> list[str]:
    """The zones that the multipliers of a body name, sorted."""
    multipliers = body.get("multipliers", ())
    return sorted({zone_id for each in multipliers for zone_id in each.get("start_zone_ids", ())})


def facts(body: Mapping[str, Any]) -> Facts:
    """The facts of a tariff that conditions of guards can refer to. `multiplier_percent` is that of the
    largest multiplier, `bonus_day_points` what the largest bonus can give a rider in a day."""
    found: dict[str, Fact] = {
        f"{vehicle}_{name}": value for vehicle, rates in body["per"].items() for name, value in rates.items()
    }
    for name in ("trip_points_max", "day_points_max", "month_points_max", "pending_hours"):
        if name in body:
            found[name] = body[name]
    if bonuses := body.get("bonus"):
        found["bonus_day_points"] = max(each["points"] * each["day_max"] for each in bonuses)
    if multipliers := body.get("multipliers"):
        found["multiplier_percent"] = max(each["percent"] for each in multipliers)
    if zone_ids := named_zones(body):
        found["start_zone_ids"] = zone_ids
    return found


KIND = Kind(
    name="tariff",
    chain="rewards",
    first="operator",
    seconds=("city",),
    fact_types={
        **{f"{vehicle}_{name}": "number" for vehicle in ("bike", "ebike") for name in Rates.__annotations__},
        "trip_points_max": "number",
        "day_points_max": "number",
        "month_points_max": "number",
        "pending_hours": "number",
        "multiplier_percent": "number",
        "bonus_day_points": "number",
        "start_zone_ids": "list",
    },
    facts=facts,
    is_of_the_game=True,
)
