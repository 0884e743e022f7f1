"""What share of a month's figures a plan would show. Pure."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, get_args

from services.public_value.plans.rules import Places, Plan
from services.public_value.releases.places.rules import CITY, NOT_ZONES
from services.public_value.releases.rules import (
    MEASURES,
    RIDERS,
    City,
    Days,
    Figure,
    Kind,
    day_figures,
    measured,
    month_figures,
    shown_days,
)

STEP_PERCENT = 5
"""Shares are told in such steps: closer, they would say how many ride where."""


class Shares(NamedTuple):
    """In percent: of the city's days, of districts and of zones (by day, or by month), how many figures would
    be shown. None: there is nothing to show."""

    days: int | None
    districts: int | None
    zones: int | None


def choices(plan: Plan) -> list[Plan]:
    """The plan as it is, with places by day and by month, and each with one operator's places left out."""
    by_place = sorted(each for each, how in plan.operators.items() if how == "place")
    others: list[Mapping[str, str]] = [
        {**plan.operators, each: "city"} for each in by_place if len(by_place) > 1
    ]
    return [
        Plan(places, dict(operators))  # type: ignore[arg-type]
        for operators in [plan.operators, *others]
        for places in get_args(Places)
    ]


def shares(city: City, plan: Plan, start: date, days: Mapping[Kind, Days]) -> Shares:
    """What this plan would show of a month that begins with this day, whose rows these are."""
    of_days: list[Figure] = []
    for kind, by_day in days.items():
        for day, rows in by_day.items():
            of_days += day_figures(city, plan, kind, day, rows)
    told = {figure.key: figure for figure in of_days}
    of_month = month_figures(city, plan, start, shown_days(told, days))
    shown = Counter(_level(figure) for figure in [*of_days, *of_month] if _counts(figure))
    possible = _possible(city, plan, days)
    return Shares(*(_percent(shown[level], possible[level]) for level in Shares._fields))


def _counts(figure: Figure) -> bool:
    is_of_city_by_month = figure.place == CITY and figure.interval != "P1D"
    return figure.measure != RIDERS and not is_of_city_by_month


def _level(figure: Figure) -> str:
    kind, _, place_id = figure.place.partition("/")
    if place_id in NOT_ZONES or kind.startswith("rest"):
        return ""
    return {"district": "districts", "zone": "zones"}.get(kind, "days")


def _possible(city: City, plan: Plan, days: Mapping[Kind, Days]) -> Counter[str]:
    """How many figures there are to show, of each level: one for each measure, place and period."""
    periods: set[tuple[str, str, str, date | None]] = set()
    for kind, by_day in days.items():
        for measure in MEASURES[kind]:
            for day, rows in by_day.items():
                period = day if plan.places == "P1D" else None
                periods.add(("days", measure, "", day))
                for row in measured(rows, measure):
                    if row.amount and row.zone_id not in NOT_ZONES:
                        district = city.districts.get(row.zone_id, row.zone_id)
                        periods.add(("districts", measure, district, period))
                        periods.add(("zones", measure, row.zone_id, period))
    return Counter(level for level, *_ in periods)


def _percent(shown: int, possible: int) -> int | None:
    """To the nearest step.

    >>> _percent(1, 3), _percent(0, 0)
    (35, None)
    """
    if not possible:
        return None
    return (200 * shown + STEP_PERCENT * possible) // (2 * STEP_PERCENT * possible) * STEP_PERCENT
