"""The table of zones. Functions never decide or commit."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, fetch, unnest
from shared.events.trips import ZoneReported

ZONE_COLUMNS = {
    "zone_id": "text",
    "city_id": "text",
    "revision": "bigint",
    "parent_id": "text",
    "name": "text",
}
REMEMBER = sa.text(f"""
    INSERT INTO zones ({", ".join(ZONE_COLUMNS)})
    SELECT {", ".join(ZONE_COLUMNS)} FROM {unnest(ZONE_COLUMNS)} ORDER BY zone_id
    ON CONFLICT (zone_id) DO UPDATE SET revision = excluded.revision, parent_id = excluded.parent_id,
            name = excluded.name
        WHERE zones.revision < excluded.revision
""")


async def remember(tx: AsyncConnection, zones: Sequence[ZoneReported]) -> None:
    """Upsert those of these zones that are newer than the stored revision."""
    rows = [(zone.zone_id, zone.city_id, zone.revision, zone.parent_id, zone.name) for zone in zones]
    await fetch(tx, REMEMBER, by_column(ZONE_COLUMNS, rows))


async def read_parents(tx: AsyncConnection, city_id: str) -> dict[str, str | None]:
    """The parent of each zone (None: it lies in no other), by zone_id."""
    rows = await tx.execute(
        sa.text("SELECT zone_id, parent_id FROM zones WHERE city_id = :city_id"), {"city_id": city_id}
    )
    return {zone_id: parent_id for zone_id, parent_id in rows}
