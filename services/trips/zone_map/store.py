"""The table of zones. Its newest revision is the version of the map."""

from collections.abc import Sequence

import sqlalchemy as sa
from shapely import from_wkb, to_wkb
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.zone_map.rules import Zone
from shared.db import by_column, unnest


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


ZONE_COLUMNS = {"zone_id": "text", "name": "text", "parent_id": "text", "shape": "bytea"}
KEEP = sa.text(f"""
    INSERT INTO zones ({", ".join(ZONE_COLUMNS)}, city_id, revision)
    SELECT row.*, :city_id, CAST(:revision AS bigint) FROM {unnest(ZONE_COLUMNS)} ORDER BY zone_id
    ON CONFLICT (zone_id) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id,
        shape = excluded.shape, revision = excluded.revision
""")


async def keep(tx: AsyncConnection, city_id: str, zones: Sequence[Zone], revision: int) -> None:
    """Keep these zones as they are from now on."""
    rows = [(zone.zone_id, zone.name, zone.parent_id, to_wkb(zone.shape)) for zone in zones]
    values = by_column(ZONE_COLUMNS, rows)
    await tx.execute(KEEP, {**values, "city_id": city_id, "revision": revision})
