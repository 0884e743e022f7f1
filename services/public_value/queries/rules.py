"""A query: which periods and places it asks for, and the rows that answer it. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.public_value.disclosure.cells.rules import Places
from services.public_value.disclosure.rules import DAY, WEEK, Figure, Shown, monday, next_month
from services.public_value.indicators.climate.rules import DataSets, method_on
from services.public_value.indicators.registry import INDICATORS
from services.public_value.indicators.rules import Dimension, IndicatorId, Interval

PERIODS_MAX = 400
"""Periods that one query may ask for: a year of days, and some more."""

Value = int | float | str | None


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
    dimension: Dimension | None = None
    only: frozenset[str] | None = None
    only_district: frozenset[str] | None = None
    names_place: bool = True
    """Whether rows bear the place's id. False for a place that a filter names without a dimension."""


class Spans(NamedTuple):
    """Months by first day and weeks by Monday, those with trips; `known` are the places of all others."""

    months: Mapping[date, Shown]
    weeks: Mapping[date, Shown]
    known: Places


class Answer(NamedTuple):
    """Columns, rows, and the keys of those rows whose figures are hidden."""

    columns: list[dict[str, str | bool]]
    rows: list[list[Value]]
    suppressed: list[dict[str, str]]


def periods(interval: Interval, start: date, end: date) -> list[date]:
    """First days of the calendar periods that begin from `start` to `end`. Stops at PERIODS_MAX + 1 of them.

    >>> periods("P1M", date(2026, 1, 2), date(2026, 3, 1))
    [datetime.date(2026, 2, 1), datetime.date(2026, 3, 1)]
    """
    first = start
    if interval == "P1W" and start.weekday():
        first = monday(start) + WEEK
    if interval == "P1M" and start.day > 1:
        first = next_month(start.replace(day=1))
    first_days: list[date] = []
    while first <= end and len(first_days) <= PERIODS_MAX:
        first_days.append(first)
        first = next_month(first) if interval == "P1M" else first + (WEEK if interval == "P1W" else DAY)
    return first_days


def answer(query: Query, spans: Spans, sets: DataSets) -> Answer:
    """A row for each period and place. Where no figure may be shown, or none exists, values are null."""
    columns = _columns(query, sets)
    rows: list[list[Value]] = []
    suppressed: list[dict[str, str]] = []
    for period in periods(query.interval, query.start, query.end):
        shown, number = _cell_row(query.interval, period, spans)
        for place_id, place in _places(query, shown.places if shown else spans.known):
            figure = shown.figure(number, place) if shown and number is not None else None
            key = {"start_date": period.isoformat()}
            if query.dimension is not None and query.names_place:
                key[query.dimension] = place_id
            rows.append([*key.values(), *_values(query.measures, period, figure, sets)])
            if figure is None:
                suppressed.append(key)
    return Answer(columns, rows, suppressed)


def _cell_row(interval: Interval, period: date, spans: Spans) -> tuple[Shown | None, int | None]:
    """The span that holds the period's figures, and the period's number in it; None where there is none."""
    shown = spans.weeks.get(period) if interval == "P1W" else spans.months.get(period.replace(day=1))
    if shown is None:
        return None, None
    if interval != "P1D":
        return shown, shown.days
    number = (period - shown.start).days
    return shown, number if 0 <= number < shown.days else None


def _places(query: Query, places: Places) -> Iterator[tuple[str, int]]:
    """Ids and numbers of those of the period's places that the query asks for."""
    if query.dimension is None:
        yield "", places.city
        return
    is_zone = query.dimension == "zone_id"
    ids, first = (places.zones, 0) if is_zone else (places.districts, len(places.zones))
    for number, place_id in enumerate(ids):
        district_id = places.districts[places.district_of[number]] if is_zone else place_id
        if (query.only is None or place_id in query.only) and (
            query.only_district is None or district_id in query.only_district
        ):
            yield place_id, first + number


def _columns(query: Query, sets: DataSets) -> list[dict[str, str | bool]]:
    columns: list[dict[str, str | bool]] = [{"name": "start_date", "unit": "date"}]
    if query.dimension is not None and query.names_place:
        columns.append({"name": query.dimension, "unit": "id"})
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
        columns += [{"name": name, **facts} for name in indicator.columns]
    return columns


def _values(
    measures: Sequence[IndicatorId], period: date, figure: Figure | None, sets: DataSets
) -> Iterator[Value]:
    for measure in measures:
        indicator = INDICATORS[measure]
        if figure is None:
            yield from (None for _ in indicator.columns)
        else:
            yield from indicator.computation.values(figure, period, sets)


def mixes_methods(query: Query, first_days: Iterable[date], sets: DataSets) -> bool:
    """Whether figures of one indicator would come from different factor sets in these periods."""
    by_data_sets = any(INDICATORS[measure].computation.by_data_sets for measure in query.measures)
    return by_data_sets and len({method_on(sets, day) for day in first_days}) > 1
