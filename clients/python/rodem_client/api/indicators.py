"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date
from typing import Any

from msgspec import Raw

from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded


class Indicator(Model, frozen=True, kw_only=True):
    """What is measured, and how. Fewer than `k` riders are never shown. With `no_data` it is defined, and
    nothing sends yet what it needs (`inputs`): it has no intervals, and cannot be asked for."""

    id: str
    value_id: str | None = None
    name: dict[str, str]
    unit: str
    definition: dict[str, str]
    method: str
    sources: list[str]
    inputs: list[str]
    version: int
    dimensions: list[Literal["zone_id", "district_id"]]
    intervals: list[Literal["P1D", "P1W", "P1M"]]
    k: int
    no_data: bool


class DataSet(Model, frozen=True, kw_only=True):
    """Data behind an indicator, named by its content. What is not `verified` is an example or has constants
    that nobody has checked."""

    id: str
    kind: Literal["factor_set", "counterfactual", "health_factors", "cost_factors"]
    valid_from: date
    source: str
    sha256: str
    verified: bool | None = None
    scope: str | None = None
    unit: str | None = None


class Discovery(Model, frozen=True, kw_only=True):
    """Everything that is measured, and by which data."""

    indicators: list[Indicator]
    k_value: int
    data: list[DataSet]


class Filter(Model, frozen=True, kw_only=True):
    """Only these places."""

    name: Literal["zone_id", "district_id"]
    values: list[str]


class IndicatorQuery(Model, frozen=True, kw_only=True):
    """Which indicators, of which periods and places. Days are local ones of the city, both inclusive."""

    measures: list[
        Literal["trips", "riders", "distance_m", "duration_s", "energy_kcal", "points", "climate.net_kgco2e"]
    ]
    interval: Literal["P1D", "P1W", "P1M"]
    start_date: date
    end_date: date
    dimensions: list[Literal["zone_id", "district_id"]] | None = None
    filters: list[Filter] | None = None


class AnsweredQuery(Model, frozen=True, kw_only=True):
    """The query as it was understood."""

    measures: list[
        Literal["trips", "riders", "distance_m", "duration_s", "energy_kcal", "points", "climate.net_kgco2e"]
    ]
    interval: Literal["P1D", "P1W", "P1M"]
    start_date: date
    end_date: date
    dimensions: list[Literal["zone_id", "district_id"]] | None = None
    filters: list[Filter] | None = None
    k_value: int


class Column(Model, frozen=True, kw_only=True):
    """What a column of the rows holds. Of climate it names the data behind it; where
    `counterfactual_verified` is false, these are an example and no survey."""

    name: str
    unit: str
    factor_set_id: str | None = None
    counterfactual_id: str | None = None
    counterfactual_verified: bool | None = None


class Figures(Model, frozen=True, kw_only=True):
    """A row for each period and place. What too few riders made is null, and named in `suppressed`."""

    query: AnsweredQuery
    columns: list[Column]
    rows: list[list[Any]]
    suppressed: list[dict[str, str]]


async def list_indicators(rodem: Rodem) -> Discovery:
    """What is measured: definitions, units, methods, and the data behind them. Needs no token."""
    return decoded(await rodem.send("GET", "/v1/indicators"), Discovery)


async def query_indicators(rodem: Rodem, body: IndicatorQuery | Raw) -> Figures:
    """Figures of calendar periods, of the city or by zone or district. Operator, city and riders read the
    same. A day is told two nights later, at 04:00. Figures that fewer than `k_value` riders made are null and
    named in `suppressed`, with as many others as it takes that nobody can work them out."""
    return decoded(await rodem.send("POST", "/v1/indicators:query", body=body), Figures)
