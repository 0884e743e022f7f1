"""What people may do with a plan of releases, in which state, and which facts of it the city can guard.
Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from shared.http.owned import Absent
from shared.http.problems import Problem, refused
from shared.two_keys.rules import Facts, FactType, Kind

State = Literal["draft", "submitted", "published"]
"""`draft`: the second key has refused it. `published`: it is in force from its first month on."""

NO_PLAN = Absent("There is no such plan of releases.")


class PlanState(Problem):
    """This plan of releases is in a state in which this cannot be done. What is published never changes:
    write a plan that begins later."""

    status = 409
    title = "Not in this state"

    def __init__(self, state: str) -> None:
        super().__init__("A plan that is {state} cannot be changed like this.", state=state)


class FirstMonthOver(Problem):
    """The first month of this plan has begun. A month is told by what was public before it: the plan needs a
    later first month."""

    status = 409
    title = "First month over"


def month_of(body: Mapping[str, Any]) -> date:
    """The first day of the plan's first month."""
    return date.fromisoformat(f"{body['from']}-01")


def check_begins_later(body: Mapping[str, Any], today: date) -> None:
    """Raises ValidationError unless this plan begins after the city's month."""
    if month_of(body) <= today:
        raise refused(("/from", "valid_from_past"))


def check_not_begun(body: Mapping[str, Any], today: date) -> None:
    """Raises FirstMonthOver unless a plan that was written before still begins after the city's month."""
    if month_of(body) <= today:
        raise FirstMonthOver("This plan would have begun with {month}.", month=body["from"])


def check_writable(state: str, body: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Raises PlanState for a plan that is published, unless it says the same."""
    if state == "published" and body != new:
        raise PlanState(state)


def check_submittable(state: str) -> None:
    """Raises PlanState for a plan that waits for the second key already, or is published."""
    if state != "draft":
        raise PlanState(state)


def facts(body: Mapping[str, Any]) -> Facts:
    """The facts of a plan that conditions of guards can refer to.

    >>> facts({"from": "2099-03", "places": "P1D", "operators": {"bikes": "place", "small": "city"}})
    {'places': 'P1D', 'operators': ['bikes', 'small'], 'city_operators': ['small']}
    """
    operators = body["operators"]
    return {
        "places": body["places"],
        "operators": sorted(operators),
        "city_operators": sorted(each for each, how in operators.items() if how == "city"),
    }


FACT_TYPES: Mapping[str, FactType] = {"places": "text", "operators": "list", "city_operators": "list"}
KIND = Kind(
    name="release-plan",
    chain="public_value",
    first="city",
    seconds=("auditor", "operator"),
    fact_types=FACT_TYPES,
    facts=facts,
)
