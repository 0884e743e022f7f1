"""What public_value answers, as the reference shows it."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from services.public_value.indicators import rules as rules_indicators
from services.public_value.indicators.rules import Dimension, IndicatorId, Interval
from services.public_value.queries.bodies import EXAMPLE, IndicatorQuery
from shared.http.documented import example

ANSWERED_EXAMPLE = {**EXAMPLE, "dimensions": [], "filters": [], "k_value": 10}


class Indicator(BaseModel):
    """What is measured, and how. Fewer than `k` riders are never shown."""

    id: IndicatorId
    name: dict[str, str]
    unit: str
    definition: dict[str, str]
    method: str
    version: int
    dimensions: list[Dimension]
    intervals: list[Interval]
    k: int


class DataSet(BaseModel):
    """Data behind an indicator, named by its content."""

    id: str
    kind: Literal["factor_set", "counterfactual"]
    valid_from: date
    source: str
    sha256: str
    verified: bool | None = None
    scope: str | None = None
    unit: str | None = None


class Discovery(BaseModel):
    """Everything that is measured, and by which data."""

    model_config = ConfigDict(json_schema_extra={"examples": [rules_indicators.discovery()]})

    indicators: list[Indicator]
    k_value: int
    data: list[DataSet]


class AnsweredQuery(IndicatorQuery):
    """The query as it was understood."""

    model_config = example(**ANSWERED_EXAMPLE)

    k_value: int


class Column(BaseModel):
    """What a column of the rows holds."""

    name: str
    unit: str
    factor_set_id: str | None = None
    counterfactual_id: str | None = None


class Figures(BaseModel):
    """A row for each period and place. What too few riders made is null, and named in `suppressed`."""

    model_config = example(
        query=ANSWERED_EXAMPLE,
        columns=[{"name": "start_date", "unit": "date"}, {"name": "trips", "unit": "trips"}],
        rows=[["2026-05-01", 412], ["2026-05-02", None]],
        suppressed=[{"start_date": "2026-05-02"}],
    )

    query: AnsweredQuery
    columns: list[Column]
    rows: list[list[Any]]
    suppressed: list[dict[str, str]]
