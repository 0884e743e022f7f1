"""The zones as this process last read them, and the zone of a point."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Point
from services.trips.zone_map import rules, store
from services.trips.zone_map.rules import ZoneMap


@dataclass
class KnownZones:
    """Lives in the lifespan state. Read again whenever the table's version is another."""

    map: ZoneMap = field(default_factory=lambda: rules.map_of(0, []))


async def zones_at(
    tx: AsyncConnection, known: KnownZones, points: Collection[Point]
) -> dict[Point, str | None]:
    """The finest zone that holds each point, as this transaction sees the zones."""
    if not points:
        return {}
    version = await store.version(tx)
    # Compared only now: while we asked, another request may have put an earlier map there.
    if known.map.version != version:
        known.map = rules.map_of(*await store.every_zone(tx))
    ordered = list(points)
    return dict(zip(ordered, rules.zones_at(known.map, ordered), strict=True))
