"""Actions on zones: the city's zones are replaced or added."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.stations.store import positions, set_zones
from services.trips.zone_map.rules import (
    Zone,
    check_order_of_coordinates,
    map_of,
    outline,
    shape_of,
    with_parents,
    zones_at,
)
from services.trips.zone_map.store import every_zone, lock
from services.trips.zones import store
from services.trips.zones.answers import ZoneCounts, ZoneFailure
from services.trips.zones.bodies import ZoneFeature
from shared.eventlog.outbox import publish
from shared.events.trips import ZoneReported
from shared.http import bodies
from shared.http.items import Failure, failure, first_of_each, in_order, read_each
from shared.http.problems import refused


def read_zones(features: Sequence[Any]) -> tuple[list[tuple[int, Zone]], list[Failure]]:
    """The valid zones of a body with their indexes, and a failure for each other one: a second zone with an
    id too."""
    valid, invalid = read_each(features, read_zone, "zone_id", zone_id_text)
    distinct, repeated = first_of_each(valid, "zone_id", lambda each: each.zone_id, "/properties/zone_id")
    return distinct, [*invalid, *repeated]


def read_zone(value: Any) -> Zone:
    """The zone in a GeoJSON feature. Raises ValidationError."""
    feature = bodies.validate(ZoneFeature, value)
    properties = feature.properties
    return Zone(properties.zone_id, properties.name, shape_of(feature.geometry), properties.parent_id)


def zone_id_text(value: Any) -> str | None:
    """The id of a GeoJSON feature, if it is one that may be repeated."""
    properties = value.get("properties") if isinstance(value, dict) else None
    return bodies.code_text(properties.get("zone_id")) if isinstance(properties, dict) else None


async def put(
    tx: AsyncConnection, city_id: str, indexed_zones: Sequence[tuple[int, Zone]], invalid: list[Failure]
) -> ZoneCounts:
    """Store these zones, update the zones of all stations, and publish the zones that changed. The zones have
    their indexes in the body; `invalid` are the failures of the same body."""
    zones = [zone for _, zone in indexed_zones]
    await lock(tx)
    version, stored = await every_zone(tx)
    by_id = {zone.zone_id: zone for zone in stored}
    stations = await positions(tx)
    points = [position.at for position in stations]
    check_order_of_coordinates(zones, points)
    nested, faults = with_parents(zones, by_id)
    without_parent = [
        failure(index, "zone_id", zone.zone_id, refused(("/properties/parent_id", faults[zone.zone_id])))
        for index, zone in indexed_zones
        if zone.zone_id in faults
    ]
    changed = [zone for zone in nested if by_id.get(zone.zone_id) != zone]
    if changed:
        await store.keep(tx, city_id, changed, version + 1)
        by_id |= {zone.zone_id: zone for zone in changed}
        zones_of_stations = zones_at(map_of(version + 1, by_id.values()), points)
        await set_zones(tx, list(zip(stations, zones_of_stations, strict=True)))
        await publish(tx, await asyncio.to_thread(events_of, city_id, changed, version + 1))
    new = len(by_id) - len(stored)
    failures = [ZoneFailure(**each) for each in in_order(invalid, without_parent)]
    return ZoneCounts(
        new=new,
        changed=len(changed) - new,
        unchanged=len(nested) - len(changed),
        failures=failures,
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
