"""By which plan a month is told. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from services.public_value.rollups.rules import OUTSIDE

NO_PLACE = "none"
"""The place of rows that have none: limits, rewards, and trips of operators that count by city."""
Places = Literal["P1D", "P1M"]
"""Places are told by day, or by month."""
How = Literal["place", "city"]
"""An operator is counted with its places, or in the city's figures only."""


class Plan(NamedTuple):
    """By which periods places are told in a month, and how each operator is counted. One that is not named is
    not counted."""

    places: Places
    operators: Mapping[str, How]

    def zone_of(self, operator: str, zone_id: str | None) -> str | None:
        """The place in which a trip of this operator is counted; None: it is not counted."""
        how = self.operators.get(operator)
        return how and (NO_PLACE if how == "city" else zone_id or OUTSIDE)


class PlanInForce(NamedTuple):
    """A plan, and the first day of the first month that is told by it. None: it was always there."""

    from_month: date | None
    plan: Plan

    def told(self) -> dict[str, Any]:
        """As releases name it."""
        begins = {"from": f"{self.from_month:%Y-%m}"} if self.from_month else {}
        return {**begins, "places": self.plan.places, "operators": dict(sorted(self.plan.operators.items()))}


def as_told(plans: Iterable[Mapping[str, Any]]) -> tuple[PlanInForce, ...]:
    """The plans that a release names.

    >>> plan = PlanInForce(date(2026, 6, 1), Plan("P1D", {"bikes": "place"}))
    >>> as_told([plan.told()]) == (plan,)
    True
    """
    return tuple(
        PlanInForce(
            date.fromisoformat(f"{plan['from']}-01") if "from" in plan else None,
            Plan(plan["places"], plan["operators"]),
        )
        for plan in plans
    )


def plan_of(plans: Sequence[PlanInForce], month: date) -> Plan:
    """The plan of a month (by its first day). Plans are in their order, and the first was always there."""
    return [each.plan for each in plans if each.from_month is None or each.from_month <= month][-1]
