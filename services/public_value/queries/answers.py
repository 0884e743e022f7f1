"""What `POST /v1/indicators:query` answers."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from services.public_value.indicators.rules import COLLUDERS, K
from services.public_value.queries.bodies import EXAMPLE, IndicatorQuery
from services.public_value.queries.reading.rules import Released
from services.public_value.releases.reading.rules import Reason
from shared.http.documented import example

ANSWERED_EXAMPLE = {**EXAMPLE, "dimensions": [], "filters": [], "release": 12, "k_value": 10, "colluders": 5}


def figures(body: IndicatorQuery, release: int, answer: Released) -> dict[str, Any]:
    """The answer to a body from what was told up to a release."""
    known = {"release": release} if release else {}
    return {
        "query": {**body.model_dump(mode="json"), **known, "k_value": K, "colluders": COLLUDERS},
        **answer._asdict(),
    }


class AnsweredQuery(IndicatorQuery):
    """The query as it was understood, and the release up to which figures are told (left out before the
    first). Behind each stand `k_value` riders besides any `colluders` who tell each other what they did."""

    model_config = example(**ANSWERED_EXAMPLE)

    k_value: int
    colluders: int
    release: int | None = None


class Suppressed(BaseModel):
    """A row of which figures are hidden: which, and why: `few` (too few riders, or
    nothing), `finer` (the plan does not tell it) or `later` (not yet)."""

    start_date: date
    zone_id: str | None = None
    district_id: str | None = None
    vehicle_type: str | None = None
    measures: list[str]
    because: Reason


class Partial(BaseModel):
    """A week or month that is the sum of fewer days than it has: of the others too little may be told."""

    start_date: date
    zone_id: str | None = None
    district_id: str | None = None
    vehicle_type: str | None = None
    measures: list[str]
    days: int
    of_days: int


class Column(BaseModel):
    """What a column of the rows holds. Of climate it names the data behind it; where
    `counterfactual_verified` is false, these are an example and no survey."""

    name: str
    unit: str
    factor_set_id: str | None = None
    counterfactual_id: str | None = None
    counterfactual_verified: bool | None = None


class Figures(BaseModel):
    """A row for each period and place. What too few riders made is null, and named in `suppressed`. Tables of
    a release add up: what is hidden in a place that is shown is its row `rest` (of the city) or `rest:ID` (of
    a district)."""

    model_config = example(
        query=ANSWERED_EXAMPLE,
        columns=[{"name": "start_date", "unit": "date"}, {"name": "trips", "unit": "trips"}],
        rows=[["2026-05-01", 412], ["2026-05-02", None]],
        suppressed=[{"start_date": "2026-05-02", "measures": ["trips"], "because": "few"}],
        partial=[],
    )

    query: AnsweredQuery
    columns: list[Column]
    rows: list[list[Any]]
    suppressed: list[Suppressed]
    partial: list[Partial]
