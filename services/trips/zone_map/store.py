"""Reads of the table `zones` for the zone map. The map's version is the highest revision of a zone."""

import sqlalchemy as sa
from shapely import from_wkb
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.zone_map.rules import Zone


async def lock(tx: AsyncConnection) -> None:
    """Lock the table `zones` until the transaction ends: one transaction at a time changes zones or stations,
    so no station misses a new zone. SHARE ROW EXCLUSIVE does not block readers."""
    await tx.execute(sa.text("LOCK TABLE zones IN SHARE ROW EXCLUSIVE MODE"))


async def version(tx: AsyncConnection) -> int:
    """The highest revision of a zone; 0 if there are no zones."""
    newest: int = (await tx.execute(sa.text("SELECT coalesce(max(revision), 0) FROM zones"))).scalar_one()
    return newest


async def every_zone(tx: AsyncConnection) -> tuple[int, list[Zone]]:
    """The highest revision of a zone (0 if there are none), and all zones."""
    rows = (await tx.execute(sa.text("SELECT zone_id, name, parent_id, shape, revision FROM zones"))).all()
    zones = [Zone(row.zone_id, row.name, from_wkb(row.shape), row.parent_id) for row in rows]
    return max((row.revision for row in rows), default=0), zones
