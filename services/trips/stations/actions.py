"""Actions on stations: a GBFS feed reports their positions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Point
from services.trips.stations import store
from services.trips.stations.bodies import StationInformation
from services.trips.stations.rules import Station
from services.trips.stations.store import Observed
from services.trips.zone_map.actions import KnownZones, zones_at
from services.trips.zone_map.store import lock
from shared.eventlog.outbox import publish
from shared.events.trips import StationReported
from shared.http import bodies
from shared.http.items import Failure, first_of_each, in_order, read_each


def read_stations(listed: Sequence[Any]) -> tuple[list[Station], list[Failure]]:
    """The valid stations of a feed, and a failure for each other one: a second station with an id too."""
    valid, invalid = read_each(listed, read_station, "station_id", station_id_text)
    distinct, repeated = first_of_each(valid, "station_id", lambda each: each.station_id, "/station_id")
    return [station for _, station in distinct], in_order(invalid, repeated)


def read_station(value: Any) -> Station:
    """The station in an item of a feed. Raises ValidationError."""
    station = bodies.validate(StationInformation, value)
    return Station(
        station.station_id,
        station.name,
        station.lat,
        station.lon,
        station.capacity,
        station.short_name,
        station.legacy_id,
        station.external_id,
    )


def station_id_text(value: Any) -> str | None:
    """The id of an item of a feed, if it is one that may be repeated."""
    return bodies.code_text(bodies.as_id(value.get("station_id"))) if isinstance(value, dict) else None


async def put(
    tx: AsyncConnection,
    city_id: str,
    operator_id: str,
    stations: Sequence[Station],
    as_of: datetime,
    zone_cache: KnownZones,
) -> list[Observed]:
    """Store an operator's stations with their zones, and publish those that changed, valid from `as_of`."""
    await lock(tx)
    zones = await zones_at(tx, zone_cache, {Point(station.lat, station.lon) for station in stations})
    zoned = [replace(station, zone_id=zones[Point(station.lat, station.lon)]) for station in stations]
    observed = await store.observe(tx, city_id, zoned, as_of)
    changed_ids = {station.station_id for station in observed if station.news != "unchanged"}
    changed = [station for station in zoned if station.station_id in changed_ids]
    await publish(tx, [event_of(city_id, operator_id, station, as_of) for station in changed])
    return observed


def event_of(city_id: str, operator_id: str, station: Station, as_of: datetime) -> StationReported:
    """The event for a station as its operator reports it. The revision is the report's time in milliseconds
    since 1970, so the newer of two reports has the higher revision."""
    return StationReported(
        city_id=city_id,
        operator_id=operator_id,
        station_id=station.station_id,
        revision=int(as_of.timestamp() * 1000),
        name=station.name,
        lat=station.lat,
        lon=station.lon,
        valid_from=as_of,
        capacity=station.capacity,
    )
