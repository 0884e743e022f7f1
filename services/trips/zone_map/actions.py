"""A cache of the zone map in this process, and the zone of a point."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Point
from services.trips.zone_map import rules, store
from services.trips.zone_map.rules import ZoneMap


@dataclass
class KnownZones:
    """A cache of the zone map, one for each process, in the lifespan state. The map is read again when the
    version of the table `zones` differs from the map's."""

    map: ZoneMap = field(default_factory=lambda: rules.map_of(0, []))


async def zones_at(
    tx: AsyncConnection, zone_cache: KnownZones, points: Collection[Point]
) -> dict[Point, str | None]:
    """Point -> the id of the finest zone that contains it, in the version that this transaction sees; None
    outside all zones."""
    if not points:
        return {}
    version = await store.version(tx)
    # Compared after the await: meanwhile another request may have replaced the cached map by an older one.
    if zone_cache.map.version != version:
        zone_cache.map = rules.map_of(*await store.every_zone(tx))
    ordered = list(points)
    return dict(zip(ordered, rules.zones_at(zone_cache.map, ordered), strict=True))
