"""The body of a query."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from services.public_value.indicators.rules import Dimension, IndicatorId, Interval
from shared.http import bodies
from shared.http.documented import example

EXAMPLE: dict[str, Any] = {
    "measures": ["trips"],
    "interval": "P1D",
    "start_date": "2026-05-01",
    "end_date": "2026-05-02",
}
DAY_FORM = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


THIS_CENTURY = {"ge": "2000-01-01", "le": "2099-12-31"}


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
        raise PydanticCustomError("out_of_range", "a day of this century", THIS_CENTURY)
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
