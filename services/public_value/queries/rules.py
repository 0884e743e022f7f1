"""A query: which periods and places it asks for, and the columns that answer it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from services.public_value.indicators.climate.rules import DataSets, method_on
from services.public_value.indicators.registry import INDICATORS
from services.public_value.indicators.rules import IndicatorId, Interval
from services.public_value.releases.calendar.rules import first_of_week, next_month

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
PERIODS_MAX = 400
"""Periods that one query may ask for: a year of days, and some more."""

Value = int | float | str | None
QueryDimension = Literal["zone_id", "district_id", "vehicle_type"]
"""What rows can be told apart by. Vehicle types are those of the city, by month, from releases."""


@dataclass(frozen=True)
class Query:
    """Measures of every period whose first day lies from `start` to `end` (inclusive).

    Without a dimension they are the city's, else those of each place of the dimension: of `only` these ids,
    and of zones only those in `only_district`.
    """

    measures: tuple[IndicatorId, ...]
    interval: Interval
    start: date
    end: date
    dimension: QueryDimension | None = None
    only: frozenset[str] | None = None
    only_district: frozenset[str] | None = None
    names_place: bool = True
    """Whether rows bear the place's id. False for a place that a filter names without a dimension."""


def periods(interval: Interval, start: date, end: date) -> list[date]:
    """First days of the calendar periods that begin from `start` to `end`. Stops at PERIODS_MAX + 1 of them.

    >>> periods("P1M", date(2026, 1, 2), date(2026, 3, 1))
    [datetime.date(2026, 2, 1), datetime.date(2026, 3, 1)]
    """
    first = start
    if interval == "P1W" and start.weekday():
        first = first_of_week(start) + WEEK
    if interval == "P1M" and start.day > 1:
        first = next_month(start.replace(day=1))
    first_days: list[date] = []
    while first <= end and len(first_days) <= PERIODS_MAX:
        first_days.append(first)
        first = next_month(first) if interval == "P1M" else first + (WEEK if interval == "P1W" else DAY)
    return first_days


def columns(query: Query, sets: DataSets) -> list[dict[str, str | bool]]:
    """The columns of an answer: its name and unit, and of climate the data behind it."""
    named: list[dict[str, str | bool]] = [{"name": "start_date", "unit": "date"}]
    if query.dimension is not None and query.names_place:
        named.append({"name": query.dimension, "unit": "id"})
    for measure in query.measures:
        indicator = INDICATORS[measure]
        facts: dict[str, str | bool] = {"unit": indicator.texts.unit}
        if indicator.computation.by_data_sets:
            method = method_on(sets, query.start)
            facts |= {
                "factor_set_id": method.factors.id,
                "counterfactual_id": method.counterfactual.id,
                "counterfactual_verified": method.counterfactual.verified,
            }
        named += [{"name": name, **facts} for name in indicator.columns]
    return named


def mixes_methods(query: Query, first_days: Iterable[date], sets: DataSets) -> bool:
    """Whether figures of one indicator would come from different factor sets in these periods."""
    by_data_sets = any(INDICATORS[measure].computation.by_data_sets for measure in query.measures)
    return by_data_sets and len({method_on(sets, day) for day in first_days}) > 1
