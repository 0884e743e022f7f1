"""Actions on zones: the city's zones are replaced or added."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Point
from services.trips.stations.actions import say_anew
from services.trips.stations.store import positions, set_zones
from services.trips.zone_map.rules import (
    Zone,
    can_only_be_longitude_first,
    check_longitude_first,
    map_of,
    misplaced,
    outline,
    shape_of,
    with_parents,
    zones_at,
)
from services.trips.zone_map.store import every_zone, lock
from services.trips.zones import store
from services.trips.zones.answers import ZoneCounts, ZoneFailure, ZoneWarning
from services.trips.zones.bodies import ZoneFeature
from services.trips.zones.rules import check_writer
from shared.eventlog.outbox import publish
from shared.events.trips import ZoneReported
from shared.http import bodies
from shared.http.items import Failure, failure, first_of_each, in_order, read_each
from shared.http.problems import ValidationError, refused


class ReadZone(NamedTuple):
    """A zone as it is stored, and whether its outline was repaired for that."""

    zone: Zone
    repaired: bool


def read_zones(features: Sequence[Any]) -> tuple[list[tuple[int, ReadZone]], list[Failure]]:
    """The valid zones of a body with their indexes, and a failure for each other one: a second zone with an
    id too."""
    valid, invalid = read_each(features, read_zone, "zone_id", zone_id_text)
    distinct, repeated = first_of_each(
        valid, "zone_id", lambda each: each.zone.zone_id, "/properties/zone_id"
    )
    return distinct, [*invalid, *repeated]


def read_zone(value: Any) -> ReadZone:
    """The zone in a GeoJSON feature. Raises ValidationError."""
    feature = bodies.validate(ZoneFeature, value)
    check_longitude_first(feature.crs)
    shape, repaired = shape_of(feature.geometry)
    properties = feature.properties
    return ReadZone(Zone(properties.zone_id, properties.name, shape, properties.parent_id), repaired)


def zone_id_text(value: Any) -> str | None:
    """The id of a GeoJSON feature, if it is one that may be repeated."""
    properties = value.get("properties") if isinstance(value, dict) else None
    if not isinstance(properties, dict):
        return None
    return bodies.code_text(bodies.as_id(properties.get("zone_id", value.get("id"))))


def taken_and_refused(
    zones: Sequence[Zone], stored: Mapping[str, Zone], points: Sequence[Point], longitude_first: bool
) -> tuple[list[Zone], dict[str, ValidationError]]:
    """The zones that can be stored, with their parents, and why each other zone cannot, by zone_id. Raises
    ValidationError if nothing tells whether the longitude comes first."""
    elsewhere = misplaced(zones, points)
    is_certain = longitude_first or can_only_be_longitude_first(zone.shape for zone in zones)
    if not is_certain and (elsewhere or not points):
        raise refused(("/crs", "not_lon_lat"))
    nested, faults = with_parents([zone for zone in zones if zone.zone_id not in elsewhere], stored)
    refusals = {zone_id: refused(("/geometry/coordinates", code)) for zone_id, code in elsewhere.items()}
    refusals |= {zone_id: refused(("/properties/parent_id", code)) for zone_id, code in faults.items()}
    return nested, refusals


async def take(tx: AsyncConnection, is_city: bool) -> None:
    """Lock the zones for a caller who wants to put some. Raises ZonesOfTheCity."""
    await lock(tx)
    check_writer(is_city, await store.city_has_written(tx))


async def put(
    tx: AsyncConnection,
    city_id: str,
    read: Sequence[tuple[int, ReadZone]],
    invalid: list[Failure],
    longitude_first: bool,
    by_city: bool,
) -> ZoneCounts:
    """Store these zones, update the zones of all stations, and publish the zones that changed, and the
    stations that are in another zone now. The zones have their indexes in the body; `invalid` are the
    failures of the same body. Unless the body says that the longitude comes first, coordinates beyond 90
    degrees or the stations tell it. The zones must be locked. Raises ValidationError."""
    zones = [each.zone for _, each in read]
    version, stored = await every_zone(tx)
    by_id = {zone.zone_id: zone for zone in stored}
    stations = await positions(tx)
    points = [position.at for position in stations]
    nested, refusals = taken_and_refused(zones, by_id, points, longitude_first)
    changed = [zone for zone in nested if by_id.get(zone.zone_id) != zone]
    if changed:
        events = await asyncio.to_thread(events_of, city_id, changed, version + 1)
        await store.keep(tx, city_id, changed, {each.zone_id: each.outline for each in events}, version + 1)
        by_id |= {zone.zone_id: zone for zone in changed}
        zones_of_stations = zones_at(map_of(version + 1, by_id.values()), points)
        elsewhere = await set_zones(tx, list(zip(stations, zones_of_stations, strict=True)))
        await publish(tx, events)
        await say_anew(tx, city_id, elsewhere)
    if by_city:
        await store.mark_as_the_citys(tx, [zone.zone_id for zone in nested])
    return _counts(read, invalid, refusals, new=len(by_id) - len(stored), changed=len(changed))


def _counts(
    read: Sequence[tuple[int, ReadZone]],
    invalid: list[Failure],
    refusals: Mapping[str, Any],
    *,
    new: int,
    changed: int,
) -> ZoneCounts:
    """What is answered of these zones, of which so many were new, and so many new or changed."""
    not_taken = [
        failure(index, "zone_id", each.zone.zone_id, refusals[each.zone.zone_id])
        for index, each in read
        if each.zone.zone_id in refusals
    ]
    warnings = [
        ZoneWarning(index=index, zone_id=each.zone.zone_id, code="repaired")
        for index, each in read
        if each.repaired and each.zone.zone_id not in refusals
    ]
    return ZoneCounts(
        new=new,
        changed=changed - new,
        unchanged=len(read) - len(not_taken) - changed,
        failures=[ZoneFailure(**each) for each in in_order(invalid, not_taken)],
        warnings=warnings,
    )


def events_of(city_id: str, zones: Sequence[Zone], revision: int) -> list[ZoneReported]:
    """The events for these zones. Simplifying outlines takes long, so callers run this in a thread."""
    return [event_of(city_id, zone, revision) for zone in zones]


def event_of(city_id: str, zone: Zone, revision: int) -> ZoneReported:
    """The event for a zone, with an outline that is simplified for drawing."""
    return ZoneReported(
        city_id=city_id,
        zone_id=zone.zone_id,
        revision=revision,
        name=zone.name,
        parent_id=zone.parent_id,
        outline=outline(zone.shape),
    )
