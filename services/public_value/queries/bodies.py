"""The body of a query: read, checked, and made into what `rules_query` answers."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from services.public_value.disclosure import actions as figures
from services.public_value.disclosure.rules import monday
from services.public_value.indicators.rules import Dimension, IndicatorId, Interval
from services.public_value.queries.rules import PERIODS_MAX, Query, Spans, mixes_methods, periods
from shared.http import bodies
from shared.http.documented import example
from shared.http.problems import ValidationError

EXAMPLE: dict[str, Any] = {
    "measures": ["trips"],
    "interval": "P1D",
    "start_date": "2026-05-01",
    "end_date": "2026-05-02",
}
DAY_FORM = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise PydanticCustomError("wrong_type", "a string")
    try:
        if not DAY_FORM.fullmatch(value):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("bad_format", "a day as YYYY-MM-DD") from None
    if not 2000 <= day.year < 2100:
        raise PydanticCustomError("out_of_range", "a day of this century")
    return day


LocalDay = Annotated[date, BeforeValidator(_day)]


class Filter(bodies.Body):
    """Only these places."""

    name: Dimension
    values: list[bodies.Code] = Field(min_length=1, max_length=200)


class IndicatorQuery(bodies.Body):
    """Which indicators, of which periods and places. Days are local ones of the city, both inclusive."""

    model_config = example(**EXAMPLE)

    measures: list[IndicatorId] = Field(min_length=1, max_length=10)
    interval: Interval
    start_date: LocalDay
    end_date: LocalDay
    dimensions: list[Dimension] = Field(default=[], max_length=1)
    filters: list[Filter] = Field(default=[], max_length=2)


def make_query(body: IndicatorQuery) -> Query:
    """What the body asks for. Raises a 422 that names the fault."""
    if len(set(body.measures)) < len(body.measures):
        raise _refused("/measures", "repeated")
    if body.end_date < body.start_date:
        raise _refused("/end_date", "before_start")
    wanted = periods(body.interval, body.start_date, body.end_date)
    if len(wanted) > PERIODS_MAX:
        raise _refused("/end_date", "out_of_range")
    names = [each.name for each in body.filters]
    if len(set(names)) < len(names):
        raise _refused("/filters", "repeated")
    only = {each.name: frozenset(each.values) for each in body.filters}
    dimension: Dimension | None = body.dimensions[0] if body.dimensions else _named(only)
    query = Query(
        measures=tuple(body.measures),
        interval=body.interval,
        start=body.start_date,
        end=body.end_date,
        dimension=dimension,
        only=only.get(dimension) if dimension is not None else None,
        only_district=only.get("district_id") if dimension == "zone_id" else None,
        names_place=bool(body.dimensions),
    )
    if dimension == "district_id" and "zone_id" in only:
        raise _refused("/filters", "needs_dimension")
    if mixes_methods(query, wanted):
        raise _refused("/start_date", "spans_factor_sets")
    return query


def _named(only: dict[Dimension, frozenset[str]]) -> Dimension | None:
    """Without a dimension a filter may name one place, whose figures are asked for. More of them would be
    a sum over places of the caller's choice, from which hidden figures could be worked out."""
    if not only:
        return None
    if len(only) > 1 or any(len(values) > 1 for values in only.values()):
        raise _refused("/filters", "needs_dimension")
    return next(iter(only))


def _refused(pointer: str, code: str) -> ValidationError:
    return ValidationError(
        "Something in the body is not allowed.", errors=[{"pointer": pointer, "code": code}]
    )


async def spans_of(now: figures.Snapshot, query: Query) -> Spans:
    """The months or weeks that the query's answer comes from."""
    wanted = periods(query.interval, query.start, query.end)
    if query.interval == "P1W":
        return Spans({}, await figures.weeks(now, sorted({monday(day) for day in wanted})), now.known_places)
    months = sorted({day.replace(day=1) for day in wanted})
    return Spans(await figures.months(now, months), {}, now.known_places)
