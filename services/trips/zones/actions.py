"""Actions on zones: the city's zones are replaced or added."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.stations.store import positions, set_zones
from services.trips.zone_map.rules import (
    Zone,
    check_order_of_coordinates,
    map_of,
    outline,
    shapes_of,
    with_parents,
    zones_at,
)
from services.trips.zone_map.store import every_zone, lock
from services.trips.zones import store
from services.trips.zones.answers import ZoneCounts
from services.trips.zones.bodies import ZoneCollection
from shared.eventlog.outbox import publish
from shared.events.trips import ZoneReported
from shared.http.problems import refused


def read_zones(collection: ZoneCollection) -> list[Zone]:
    """The zones of a body. Raises ValidationError."""
    ids = [feature.properties.zone_id for feature in collection.features]
    first = {zone_id: i for i, zone_id in reversed(list(enumerate(ids)))}
    repeated = [i for i, zone_id in enumerate(ids) if first[zone_id] != i]
    if repeated:
        raise refused(*((f"/features/{i}/properties/zone_id", "repeated") for i in repeated))
    shapes = shapes_of([feature.geometry for feature in collection.features])
    return [
        Zone(feature.properties.zone_id, feature.properties.name, shape, feature.properties.parent_id)
        for feature, shape in zip(collection.features, shapes, strict=True)
    ]


async def put(tx: AsyncConnection, city_id: str, zones: Sequence[Zone]) -> ZoneCounts:
    """Store these zones, update the zones of all stations, and publish the zones that changed."""
    await lock(tx)
    version, stored = await every_zone(tx)
    by_id = {zone.zone_id: zone for zone in stored}
    stations = await positions(tx)
    points = [position.at for position in stations]
    check_order_of_coordinates(zones, points)
    nested = with_parents(zones, by_id)
    changed = [zone for zone in nested if by_id.get(zone.zone_id) != zone]
    if changed:
        await store.keep(tx, city_id, changed, version + 1)
        by_id |= {zone.zone_id: zone for zone in changed}
        zones_of_stations = zones_at(map_of(version + 1, by_id.values()), points)
        await set_zones(tx, list(zip(stations, zones_of_stations, strict=True)))
        await publish(tx, await asyncio.to_thread(events_of, city_id, changed, version + 1))
    new = len(by_id) - len(stored)
    return ZoneCounts(new=new, changed=len(changed) - new, unchanged=len(nested) - len(changed))


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
