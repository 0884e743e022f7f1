"""What happens when a feed tells where the stations are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Point
from services.trips.stations import store
from services.trips.stations.rules import Station
from services.trips.stations.store import Observed
from services.trips.zone_map.actions import KnownZones, zones_at
from services.trips.zone_map.store import lock
from shared.eventlog.outbox import publish
from shared.events.trips import StationReported


async def put(
    tx: AsyncConnection,
    city_id: str,
    operator_id: str,
    stations: Sequence[Station],
    as_of: datetime,
    known: KnownZones,
) -> list[Observed]:
    """Keep these stations of an operator with their zones, and say what has changed since `as_of`."""
    await lock(tx)
    zones = await zones_at(tx, known, {Point(station.lat, station.lon) for station in stations})
    placed = [replace(each, zone_id=zones[Point(each.lat, each.lon)]) for each in stations]
    observed = await store.observe(tx, city_id, placed, as_of)
    changed = {each.station_id for each in observed if each.news != "unchanged"}
    events = [event_of(city_id, operator_id, each, as_of) for each in placed if each.station_id in changed]
    await publish(tx, events)
    return observed


def event_of(city_id: str, operator_id: str, station: Station, as_of: datetime) -> StationReported:
    """A station as its operator reports it. The revision is the report's time in milliseconds, so that of
    two reports the newer is true."""
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
