"""The table `zones`: a row for each zone, in its current state."""

from collections.abc import Sequence

import sqlalchemy as sa
from shapely import to_wkb
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.zone_map.rules import Zone
from shared.db import by_column, unnest

ZONE_COLUMNS = {"zone_id": "text", "name": "text", "parent_id": "text", "shape": "bytea"}
KEEP = sa.text(f"""
    INSERT INTO zones ({", ".join(ZONE_COLUMNS)}, city_id, revision)
    SELECT {", ".join(ZONE_COLUMNS)}, :city_id, CAST(:revision AS bigint)
    FROM {unnest(ZONE_COLUMNS)} ORDER BY zone_id
    ON CONFLICT (zone_id) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id,
        shape = excluded.shape, revision = excluded.revision
""")


async def keep(tx: AsyncConnection, city_id: str, zones: Sequence[Zone], revision: int) -> None:
    """Upsert these zones with this revision."""
    rows = [(zone.zone_id, zone.name, zone.parent_id, to_wkb(zone.shape)) for zone in zones]
    values = by_column(ZONE_COLUMNS, rows)
    await tx.execute(KEEP, {**values, "city_id": city_id, "revision": revision})
