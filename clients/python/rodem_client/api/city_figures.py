"""Made from the OpenAPI document by `make clients`: do not change it here."""

from datetime import date, datetime

from rodem_client.session import Rodem
from rodem_client.wire import Literal, Model, decoded


class CityPeriod(Model, frozen=True, kw_only=True):
    """A calendar month or an ISO week: its local days, both inclusive. `until` is the newest day that its
    figures hold."""

    interval: Literal["P1D", "P1W", "P1M"]
    start_date: date
    end_date: date
    until: date


class CityPeriods(Model, frozen=True, kw_only=True):
    """The periods of the tiles. The month may not be over yet; weeks are whole ones."""

    month: CityPeriod
    previous_month: CityPeriod
    week: CityPeriod
    previous_week: CityPeriod


class CityFigure(Model, frozen=True, kw_only=True):
    """A figure of the whole city; `low` and `high` are its interval, where it has one. Suppressed: too few
    riders made it, or it is not told.

    `rider_keys` says of `riders` what was counted, where a source of these trips names no riders: `rider`,
    `bike` (each bike as one) and `trip` (each trip as one)."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    suppressed: bool
    rider_keys: list[str] | None = None


class CityTile(Model, frozen=True, kw_only=True):
    """An indicator of the whole city, by period. Of climate it names the data behind it, and whether the
    counterfactual is a survey (`counterfactual_verified`) or an example."""

    id: Literal["trips", "riders", "distance_m", "duration_s", "energy_kcal", "points", "climate.net_kgco2e"]
    unit: str
    name: dict[str, str]
    definition: dict[str, str]
    method: str
    version: int
    factor_set_id: str | None = None
    counterfactual_id: str | None = None
    counterfactual_verified: bool | None = None
    month: CityFigure
    previous_month: CityFigure
    week: CityFigure
    previous_week: CityFigure


class CityDay(Model, frozen=True, kw_only=True):
    """Trips that started on a local day."""

    start_date: date
    trips: int | None = None
    suppressed: bool


class CityDistrict(Model, frozen=True, kw_only=True):
    """Trips that started in a district in the month. Without name and outline: outside every district, or the
    rest of the city (`rest`)."""

    district_id: str
    name: str | None = None
    outline: list[list[list[float]]] | None = None
    trips: int | None = None
    suppressed: bool


class CityFigures(Model, frozen=True, kw_only=True):
    """What a city's page shows, of the newest release. Before the first there are no periods, and the lists
    are empty. `last_day` is the newest day that is told, the last one of `series`. `as_of` is when the
    release was made. A month that goes on is the sum of its days, and has no riders; districts are those of
    the newest month that is complete, `districts_period`."""

    k_value: int
    riders_min: int
    as_of: datetime | None = None
    last_day: date | None = None
    periods: CityPeriods | None = None
    tiles: list[CityTile]
    series: list[CityDay]
    districts: list[CityDistrict]
    districts_period: CityPeriod | None = None


async def read_city_figures(rodem: Rodem) -> CityFigures:
    """All that a page of the city shows: the latest month and week beside those before them, the last 30
    days, the districts of the newest complete month. A day is told two nights later, at 04:00. The figures
    are those of the newest release, as `/v1/indicators:query` answers them. Needs no token."""
    return decoded(await rodem.send("GET", "/v1/city-figures"), CityFigures)
