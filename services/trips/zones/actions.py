"""What happens when the city tells its zones."""

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


async def put(tx: AsyncConnection, city_id: str, given: Sequence[Zone]) -> ZoneCounts:
    """Keep these zones, give the stations theirs, and say what has changed. Returns how many were what."""
    await lock(tx)
    version, zones = await every_zone(tx)
    known = {zone.zone_id: zone for zone in zones}
    stations = await positions(tx)
    points = [position.at for position in stations]
    check_order_of_coordinates(given, points)
    placed = with_parents(given, known)
    changed = [zone for zone in placed if known.get(zone.zone_id) != zone]
    if changed:
        await store.keep(tx, city_id, changed, version + 1)
        known |= {zone.zone_id: zone for zone in changed}
        zones_of_stations = zones_at(map_of(version + 1, known.values()), points)
        await set_zones(tx, list(zip(stations, zones_of_stations, strict=True)))
        await publish(tx, await asyncio.to_thread(_events_of, city_id, changed, version + 1))
    new = len(known) - len(zones)
    return ZoneCounts(new=new, changed=len(changed) - new, unchanged=len(placed) - len(changed))


def _events_of(city_id: str, zones: Sequence[Zone], revision: int) -> list[ZoneReported]:
    return [event_of(city_id, zone, revision) for zone in zones]


def event_of(city_id: str, zone: Zone, revision: int) -> ZoneReported:
    """A zone as others may draw it."""
    return ZoneReported(
        city_id=city_id,
        zone_id=zone.zone_id,
        revision=revision,
        name=zone.name,
        parent_id=zone.parent_id,
        outline=outline(zone.shape),
    )
