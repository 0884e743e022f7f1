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
    dimensions: list[Literal["zone_id", "district_id", "vehicle_type"]] | None = None
    filters: list[Filter] | None = None


class AnsweredQuery(Model, frozen=True, kw_only=True):
    """The query as it was understood, and the release up to which figures are told (left out before the
    first). Behind each stand `k_value` riders besides any `colluders` who tell each other what they did."""

    measures: list[
        Literal["trips", "riders", "distance_m", "duration_s", "energy_kcal", "points", "climate.net_kgco2e"]
    ]
    interval: Literal["P1D", "P1W", "P1M"]
    start_date: date
    end_date: date
    dimensions: list[Literal["zone_id", "district_id", "vehicle_type"]] | None = None
    filters: list[Filter] | None = None
    k_value: int
    colluders: int
    release: int | None = None


class Column(Model, frozen=True, kw_only=True):
    """What a column of the rows holds. Of climate it names the data behind it; where
    `counterfactual_verified` is false, these are an example and no survey."""

    name: str
    unit: str
    factor_set_id: str | None = None
    counterfactual_id: str | None = None
    counterfactual_verified: bool | None = None


class Suppressed(Model, frozen=True, kw_only=True):
    """A row of which figures are hidden: which, and why: `few` (too few riders, or
    nothing), `finer` (the plan does not tell it) or `later` (not yet)."""

    start_date: date
    zone_id: str | None = None
    district_id: str | None = None
    vehicle_type: str | None = None
    measures: list[str]
    because: Literal["few", "finer", "later"]


class Partial(Model, frozen=True, kw_only=True):
    """A week or month that is the sum of fewer days than it has: of the others too little may be told."""

    start_date: date
    zone_id: str | None = None
    district_id: str | None = None
    vehicle_type: str | None = None
    measures: list[str]
    days: int
    of_days: int


class Figures(Model, frozen=True, kw_only=True):
    """A row for each period and place. What too few riders made is null, and named in `suppressed`. Tables of
    a release add up: what is hidden in a place that is shown is its row `rest` (of the city) or `rest:ID` (of
    a district)."""

    query: AnsweredQuery
    columns: list[Column]
    rows: list[list[Any]]
    suppressed: list[Suppressed]
    partial: list[Partial]


async def list_indicators(rodem: Rodem) -> Discovery:
    """What is measured: definitions, units, methods, and the data behind them. Needs no token."""
    return decoded(await rodem.send("GET", "/v1/indicators"), Discovery)


async def query_indicators(
    rodem: Rodem, body: IndicatorQuery | Raw, *, release: int | None = None
) -> Figures:
    """Figures of calendar periods, of the city or by zone, district or type of vehicle: those of the newest
    release, or as they were told up to a `release`, for ever the same. Everybody reads the same, without a
    token too. What is not told is null, and `suppressed` says why: `few`, `finer` or `later`."""
    return decoded(
        await rodem.send("POST", "/v1/indicators:query", body=body, query={"release": release}), Figures
    )
