"""The zones as this process last read them, and the zone of a point."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Point
from services.trips.zone_map import rules as rules_zones
from services.trips.zone_map import store as store_zones
from services.trips.zone_map.rules import ZoneMap


@dataclass
class KnownZones:
    """Lives in the lifespan state. Read again whenever the table's version is another."""

    map: ZoneMap = field(default_factory=lambda: rules_zones.map_of(0, []))


async def _known_zones(request: Request) -> KnownZones:
    zones: KnownZones = request.state.zones
    return zones


Zones = Annotated[KnownZones, Depends(_known_zones)]


async def zones_at(
    tx: AsyncConnection, known: KnownZones, points: Collection[Point]
) -> dict[Point, str | None]:
    """The finest zone that holds each point, as this transaction sees the zones."""
    if not points:
        return {}
    version = await store_zones.version(tx)
    # Compared only now: while we asked, another request may have put an earlier map there.
    if known.map.version != version:
        known.map = rules_zones.map_of(*await store_zones.every_zone(tx))
    ordered = list(points)
    return dict(zip(ordered, rules_zones.zones_at(known.map, ordered), strict=True))
