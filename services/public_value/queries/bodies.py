"""The body of a query."""

from typing import Any

from pydantic import Field

from services.public_value.indicators.rules import Dimension, IndicatorId, Interval
from services.public_value.queries.rules import QueryDimension
from shared.http import bodies
from shared.http.documented import example

EXAMPLE: dict[str, Any] = {
    "measures": ["trips"],
    "interval": "P1D",
    "start_date": "2026-05-01",
    "end_date": "2026-05-02",
}


class Filter(bodies.Body):
    """Only these places."""

    name: Dimension
    values: list[bodies.Code] = Field(min_length=1, max_length=200)


class IndicatorQuery(bodies.Body):
    """Which indicators, of which periods and places. Days are local ones of the city, both inclusive."""

    model_config = example(**EXAMPLE)

    measures: list[IndicatorId] = Field(min_length=1, max_length=10)
    interval: Interval
    start_date: bodies.LocalDay
    end_date: bodies.LocalDay
    dimensions: list[QueryDimension] = Field(default=[], max_length=1)
    filters: list[Filter] = Field(default=[], max_length=2)
