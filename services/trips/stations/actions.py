"""Actions on stations: a GBFS feed reports them, the city gives them to another operator."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Point
from services.trips.stations import store
from services.trips.stations.bodies import StationInformation
from services.trips.stations.rules import (
    NOT_YOURS,
    Observed,
    Station,
    StationOfAnotherOperator,
    observe_each,
    revision_of,
)
from services.trips.stations.store import Ownership, Said
from services.trips.zone_map.actions import KnownZones, zones_at
from services.trips.zone_map.store import lock
from shared.eventlog.outbox import publish
from shared.events.trips import StationReported
from shared.http import bodies
from shared.http.items import Failure, failure, first_of_each, in_order, read_each


def read_stations(listed: Sequence[Any]) -> tuple[list[tuple[int, Station]], list[Failure]]:
    """The valid stations of a feed with their indexes, and a failure for each other one: a second station
    with an id too."""
    valid, invalid = read_each(listed, read_station, "station_id", station_id_text)
    distinct, repeated = first_of_each(valid, "station_id", lambda each: each.station_id, "/station_id")
    return distinct, in_order(invalid, repeated)


def read_station(value: Any) -> Station:
    """The station in an item of a feed. Raises ValidationError."""
    station = bodies.validate(StationInformation, value)
    return Station(**dict(station))


def station_id_text(value: Any) -> str | None:
    """The id of an item of a feed, if it is one that may be repeated."""
    return bodies.code_text(bodies.as_id(value.get("station_id"))) if isinstance(value, dict) else None


async def put(
    tx: AsyncConnection,
    city_id: str,
    operator_id: str,
    read: Sequence[tuple[int, Station]],
    as_of: datetime,
    zone_cache: KnownZones,
) -> tuple[list[Observed], list[Failure]]:
    """Store an operator's stations with their zones, and publish those that changed, valid from `as_of`. A
    station of another operator is a failure. Raises StationOfAnotherOperator if all of them are others'."""
    await lock(tx)
    owners = await store.owners(tx, [station.station_id for _, station in read])
    own, others = _own_and_others(read, owners, operator_id)
    if others and not own:
        raise StationOfAnotherOperator(NOT_YOURS)
    zones = await zones_at(tx, zone_cache, {Point(station.lat, station.lon) for station in own})
    zoned = [replace(station, zone_id=zones[Point(station.lat, station.lon)]) for station in own]
    histories = await store.histories(tx, [station.station_id for station in zoned])
    observed = await asyncio.to_thread(observe_each, histories, zoned, as_of)
    await store.keep(tx, city_id, [stay for each in observed for stay in each.stays])
    said = [
        Said(operator_id, revision_of(each, as_of, _last(owners, each)), as_of, each.station)
        for each in observed
        if each.news != "unchanged" or each.station.station_id not in owners
    ]
    await store.own(tx, city_id, operator_id, {each.station.station_id: each.revision for each in said})
    await publish(tx, [event_of(city_id, each) for each in said])
    return observed, others


def _own_and_others(
    read: Sequence[tuple[int, Station]], owners: Mapping[str, Ownership], operator_id: str
) -> tuple[list[Station], list[Failure]]:
    own: list[Station] = []
    others: list[Failure] = []
    for index, station in read:
        owner = owners.get(station.station_id)
        if owner is None or owner.operator_id == operator_id:
            own.append(station)
        else:
            problem = StationOfAnotherOperator(NOT_YOURS)
            others.append(failure(index, "station_id", station.station_id, problem))
    return own, others


def _last(owners: Mapping[str, Ownership], observed: Observed) -> int | None:
    owner = owners.get(observed.station.station_id)
    return owner.revision if owner else None


async def transfer(tx: AsyncConnection, city_id: str, from_operator_id: str, to_operator_id: str) -> int:
    """Give all stations of an operator to another, and publish them. Returns how many."""
    await lock(tx)
    given = await store.transfer(tx, from_operator_id, to_operator_id)
    await publish(tx, [event_of(city_id, each) for each in given])
    return len(given)


async def say_anew(tx: AsyncConnection, city_id: str, station_ids: Collection[str]) -> None:
    """Publish these stations as they are now, because something has changed that no feed tells."""
    if station_ids:
        said = await store.next_revisions(tx, station_ids)
        await publish(tx, [event_of(city_id, each) for each in said])


def event_of(city_id: str, said: Said) -> StationReported:
    """The event for a station."""
    station = said.station
    return StationReported(
        city_id=city_id,
        operator_id=said.operator_id,
        station_id=station.station_id,
        revision=said.revision,
        name=station.name,
        lat=station.lat,
        lon=station.lon,
        valid_from=said.valid_from,
        capacity=station.capacity,
        zone_id=station.zone_id,
        elevation_m=station.elevation_m,
        until=station.until,
    )
