"""What the map reads of the table of zones. The newest revision of a zone is the version of the map."""

import sqlalchemy as sa
from shapely import from_wkb
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.zone_map.rules import Zone


async def lock(tx: AsyncConnection) -> None:
    """One change of zones or stations at a time, so that no station misses a zone put beside it.
    Readers go on."""
    await tx.execute(sa.text("LOCK TABLE zones IN SHARE ROW EXCLUSIVE MODE"))


async def version(tx: AsyncConnection) -> int:
    """The newest revision; 0 without zones."""
    newest: int = (await tx.execute(sa.text("SELECT coalesce(max(revision), 0) FROM zones"))).scalar_one()
    return newest


async def every_zone(tx: AsyncConnection) -> tuple[int, list[Zone]]:
    """All zones, and the newest revision among them."""
    rows = (await tx.execute(sa.text("SELECT zone_id, name, parent_id, shape, revision FROM zones"))).all()
    zones = [Zone(row.zone_id, row.name, from_wkb(row.shape), row.parent_id) for row in rows]
    return max((row.revision for row in rows), default=0), zones
