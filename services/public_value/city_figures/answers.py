"""What `GET /v1/city-figures` answers: all that a page of the city shows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from pydantic import BaseModel, Field

from services.public_value.city_figures.rules import Period
from services.public_value.indicators.registry import INDICATORS, Indicator
from services.public_value.indicators.rules import IndicatorId, Interval
from services.public_value.queries.reading.rules import Released
from services.public_value.zones.store import Zone
from shared.http.bodies import Word
from shared.http.documented import example

Texts = dict[str, str]
Ring = list[Annotated[list[float], Field(min_length=2, max_length=2)]]
"""Points [lon, lat] in degrees, of which the last is the first again."""

DATA_SETS = ("factor_set_id", "counterfactual_id", "counterfactual_verified")
MONTH_EXAMPLE = {"value": 3412.0, "suppressed": False}
TILE_EXAMPLE = {
    "id": "trips",
    "unit": "trips",
    "name": {"ca": "Viatges", "en": "Trips", "es": "Viajes"},
    "definition": {"en": "Trips that count, on the local day and in the zone in which they started."},
    "method": "Count of accepted trips.",
    "version": 1,
    "month": MONTH_EXAMPLE,
    "previous_month": {"value": 3120.0, "suppressed": False},
    "week": {"value": 801.0, "suppressed": False},
    "previous_week": {"suppressed": True},
}


class CityPeriod(BaseModel):
    """A calendar month or an ISO week: its local days, both inclusive. `until` is the newest day that its
    figures hold."""

    interval: Interval
    start_date: date
    end_date: date
    until: date


class CityPeriods(BaseModel):
    """The periods of the tiles. The month may not be over yet; weeks are whole ones."""

    month: CityPeriod
    previous_month: CityPeriod
    week: CityPeriod
    previous_week: CityPeriod


class CityFigure(BaseModel):
    """A figure of the whole city; `low` and `high` are its interval, where it has one. Suppressed: too few
    riders made it, or it is not told.

    `rider_keys` says of `riders` what was counted, where a source of these trips names no riders: `rider`,
    `bike` (each bike as one) and `trip` (each trip as one).
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    suppressed: bool
    rider_keys: list[Word] | None = None


class CityTile(BaseModel):
    """An indicator of the whole city, by period. Of climate it names the data behind it, and whether the
    counterfactual is a survey (`counterfactual_verified`) or an example."""

    id: IndicatorId
    unit: str
    name: Texts
    definition: Texts
    method: str
    version: int
    factor_set_id: str | None = None
    counterfactual_id: str | None = None
    counterfactual_verified: bool | None = None
    month: CityFigure
    previous_month: CityFigure
    week: CityFigure
    previous_week: CityFigure


class CityDay(BaseModel):
    """Trips that started on a local day."""

    start_date: date
    trips: int | None = None
    suppressed: bool


class CityDistrict(BaseModel):
    """Trips that started in a district in the month. Without name and outline: outside every district, or the
    rest of the city (`rest`)."""

    district_id: str
    name: str | None = None
    outline: list[Ring] | None = None
    trips: int | None = None
    suppressed: bool


class CityFigures(BaseModel):
    """What a city's page shows, of the newest release. Before the first there are no periods, and the lists
    are empty. `last_day` is the newest day that is told, the last one of `series`. `as_of` is when the
    release was made. A month that goes on is the sum of its days, and has no riders; districts are those of
    the newest month that is complete, `districts_period`."""

    model_config = example(
        k_value=10,
        riders_min=15,
        as_of="2026-11-01T09:14:00Z",
        last_day="2026-10-31",
        periods={
            "month": {
                "interval": "P1M",
                "start_date": "2026-10-01",
                "end_date": "2026-10-31",
                "until": "2026-10-31",
            },
            "previous_month": {
                "interval": "P1M",
                "start_date": "2026-09-01",
                "end_date": "2026-09-30",
                "until": "2026-09-30",
            },
            "week": {
                "interval": "P1W",
                "start_date": "2026-10-19",
                "end_date": "2026-10-25",
                "until": "2026-10-25",
            },
            "previous_week": {
                "interval": "P1W",
                "start_date": "2026-10-12",
                "end_date": "2026-10-18",
                "until": "2026-10-18",
            },
        },
        tiles=[TILE_EXAMPLE],
        series=[{"start_date": "2026-10-31", "trips": 97, "suppressed": False}],
        districts=[{"district_id": "02", "name": "Eixample", "trips": 912, "suppressed": False}],
    )

    k_value: int
    riders_min: int
    as_of: datetime | None = None
    last_day: date | None = None
    periods: CityPeriods | None = None
    tiles: list[CityTile]
    series: list[CityDay]
    districts: list[CityDistrict]
    districts_period: CityPeriod | None = None


def periods(shown: Mapping[str, Period], newest: date) -> CityPeriods:
    """The periods of the tiles, with their first and last days. `newest` is the newest day that is told
    and has a trip."""
    return CityPeriods(**{name: period(each, newest) for name, each in shown.items()})


def period(shown: Period, newest: date) -> CityPeriod:
    """A period with its first and last days."""
    return CityPeriod(
        interval=shown.interval,
        start_date=shown.start,
        end_date=shown.end,
        until=min(shown.end, newest),
    )


def tiles(answers: Mapping[str, Released], rider_keys: Mapping[str, Sequence[str]]) -> list[CityTile]:
    """A tile for each indicator, with its figure in each of the periods that `answers` names. `rider_keys`
    has for each period what `riders` counts, see `rules.rider_keys`."""
    tiles = [_tile(indicator, answers) for indicator in INDICATORS.values()]
    for tile in tiles:
        for period, keys in rider_keys.items() if tile.id == "riders" else ():
            figure: CityFigure = getattr(tile, period)
            if keys and not figure.suppressed:
                figure.rider_keys = list(keys)
    return tiles


def _tile(indicator: Indicator, answers: Mapping[str, Released]) -> CityTile:
    tile: dict[str, Any] = {"id": indicator.id, **msgspec.structs.asdict(indicator.texts)}
    for period, answer in answers.items():
        columns = {column["name"]: i for i, column in enumerate(answer.columns)}
        [row] = answer.rows
        fields = ("value", *indicator.computation.bounds)
        figure: dict[str, Any] = {
            field: row[columns[column]] for field, column in zip(fields, indicator.columns, strict=True)
        }
        column = answer.columns[columns[indicator.id]]
        tile |= {key: column[key] for key in DATA_SETS if key in column}
        tile[period] = CityFigure(suppressed=figure["value"] is None, **figure)
    return CityTile(**tile)


def series(answer: Released) -> list[CityDay]:
    """Trips day by day."""
    rows: list[Any] = answer.rows
    return [CityDay(start_date=day, trips=trips, suppressed=trips is None) for day, trips in rows]


def districts(answer: Released, zones: Mapping[str, Zone]) -> list[CityDistrict]:
    """Trips of a month by district, with the district's name and outline."""
    rows: list[Any] = answer.rows
    return [_district(district_id, trips, zones) for _, district_id, trips in rows]


def _district(district_id: str, trips: int | None, zones: Mapping[str, Zone]) -> CityDistrict:
    zone = zones.get(district_id)
    return CityDistrict(
        district_id=district_id,
        name=zone.name if zone else None,
        outline=zone.outline if zone else None,
        trips=trips,
        suppressed=trips is None,
    )


def all_hidden(figures: CityFigures) -> bool:
    """Whether no figure may be shown."""
    of_tiles = (
        figure.suppressed
        for tile in figures.tiles
        for figure in (tile.month, tile.previous_month, tile.week, tile.previous_week)
    )
    of_days = (day.suppressed for day in figures.series)
    return all((*of_tiles, *of_days, *(district.suppressed for district in figures.districts)))
