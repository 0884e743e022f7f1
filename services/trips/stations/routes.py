"""HTTP door of trips: where the stations are."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from starlette.responses import JSONResponse, Response

from services.trips import rules
from services.trips.answer_models import StationCounts
from services.trips.rules import Point
from services.trips.stations import store as store_stations
from services.trips.stations.store import Observed, Station
from services.trips.zone_map import store as store_zones
from services.trips.zone_map.actions import Zones, zones_at
from shared.eventlog.outbox import publish
from shared.events.trips import StationReported
from shared.http import bodies
from shared.http.auth import Operator
from shared.http.documented import DRY_RUN, example, takes
from shared.http.web import Engine, Settings

router = APIRouter()


def _station_id(value: Any) -> Any:
    """Bicing's ids are integers, against the standard."""
    return str(value) if type(value) is int else value


def _name(value: Any) -> Any:
    """GBFS 3.0 has names as `[{text, language}]`; the first is the system's own language."""
    return value[0].get("text") if isinstance(value, list) and value and isinstance(value[0], dict) else value


def _number_or_text(value: Any) -> Any:
    """Refused here, because a union would name its alternatives in the pointer."""
    if type(value) not in (int, str):
        raise PydanticCustomError("wrong_type", "a number or a text")
    return value


class StationInformation(BaseModel):
    """A station of GBFS `station_information`, any version. What we do not use is passed over."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    station_id: Annotated[bodies.Code, BeforeValidator(_station_id)]
    name: Annotated[bodies.Text, BeforeValidator(_name), Field(min_length=1, max_length=200)]
    lat: Annotated[bodies.Degrees, Field(ge=-90, le=90)]
    lon: Annotated[bodies.Degrees, Field(ge=-180, le=180)]
    capacity: Annotated[bodies.WholeNumber, Field(ge=0, le=10_000)] | None = None


def _distinct(stations: list[StationInformation]) -> list[StationInformation]:
    seen: set[str] = set()
    for i, station in enumerate(stations):
        if station.station_id in seen:
            raise rules.refused((f"/data/stations/{i}/station_id", "repeated"))
        seen.add(station.station_id)
    return stations


class Stations(BaseModel):
    """`data` of the feed."""

    model_config = ConfigDict(extra="ignore")

    stations: Annotated[
        list[StationInformation], Field(min_length=1, max_length=10_000), AfterValidator(_distinct)
    ]


class Feed(BaseModel):
    """GBFS `station_information`, 1.1 to 3.0. `last_updated` tells since when the positions hold."""

    model_config = ConfigDict(extra="ignore") | example(
        last_updated=1_777_880_000,
        data={
            "stations": [
                {
                    "station_id": "41",
                    "name": "Rambla de Catalunya, 2",
                    "lat": 41.3886,
                    "lon": 2.1668,
                    "capacity": 27,
                }
            ]
        },
    )

    last_updated: Annotated[int | str, BeforeValidator(_number_or_text)] | None = None
    data: Stations


DOCUMENTED = bodies.request_body(Feed) | takes(DRY_RUN)


@router.put(
    "/v1/stations", operation_id="put_stations", response_model=StationCounts, openapi_extra=DOCUMENTED
)
@router.post(
    "/v1/stations:import",
    operation_id="import_stations",
    response_model=StationCounts,
    openapi_extra=DOCUMENTED,
)
async def put_stations(
    request: Request, caller: Operator, settings: Settings, engine: Engine, known: Zones
) -> Response:
    """Tell where stations are, since the feed's `last_updated`. Those not named stay as they are, since a
    feed that loses a station for an hour must not unmake its trips. `Prefer: dry-run` changes nothing."""
    feed = bodies.validate(Feed, bodies.parse_object(await bodies.read(request, bodies.BATCH_BODY_MAX)))
    as_of = read_as_of(feed, datetime.now(UTC))
    dry_run = bodies.is_dry_run(request)
    async with engine.connect() as tx:
        await store_zones.lock(tx)
        zones = await zones_at(tx, known, {Point(s.lat, s.lon) for s in feed.data.stations})
        stations = [
            Station(s.station_id, s.name, s.lat, s.lon, s.capacity, zones[Point(s.lat, s.lon)])
            for s in feed.data.stations
        ]
        observed = await store_stations.observe(tx, settings.city_id, stations, as_of)
        await publish(tx, station_events(settings.city_id, stations, observed, as_of))
        await (tx.rollback() if dry_run else tx.commit())
    counts = {news: 0 for news in ("new", "moved", "changed", "unchanged")}
    for each in observed:
        counts[each.news] += 1
    return JSONResponse(counts, headers=bodies.preference_applied(request))


def read_as_of(feed: Feed, now: datetime) -> datetime:
    """Since when the feed is true. Raises ValidationError for a time that no later report could follow."""
    as_of = rules.parse_last_updated(feed.last_updated) or now
    if not bodies.EARLIEST <= as_of <= now + rules.AHEAD_MAX:
        raise rules.refused(("/last_updated", "out_of_range"))
    return as_of


def station_events(
    city_id: str, stations: list[Station], observed: list[Observed], as_of: datetime
) -> list[StationReported]:
    """What the report has changed. The revision is the report's time, so the newest report is true."""
    changed = {each.station_id for each in observed if each.news != "unchanged"}
    return [
        StationReported(
            city_id=city_id,
            station_id=station.station_id,
            revision=int(as_of.timestamp() * 1000),
            name=station.name,
            lat=station.lat,
            lon=station.lon,
            valid_from=as_of,
            capacity=station.capacity,
        )
        for station in stations
        if station.station_id in changed
    ]
