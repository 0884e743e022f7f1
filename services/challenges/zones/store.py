"""The table of zones. Functions never decide or commit."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, fetch, unnest
from shared.events.trips import ZoneReported

COLUMNS = {"zone_id": "text", "city_id": "text", "revision": "bigint", "name": "text", "parent_id": "text"}
REMEMBER = sa.text(f"""
    INSERT INTO zones ({", ".join(COLUMNS)})
    SELECT {", ".join(COLUMNS)} FROM {unnest(COLUMNS)} ORDER BY zone_id
    ON CONFLICT (zone_id) DO UPDATE
        SET revision = excluded.revision, name = excluded.name, parent_id = excluded.parent_id
        WHERE zones.revision < excluded.revision
""")


async def remember(tx: AsyncConnection, zones: Sequence[ZoneReported]) -> None:
    """Upsert those of these zones that are newer than the stored revision."""
    rows = [tuple(getattr(zone, name) for name in COLUMNS) for zone in zones]
    await fetch(tx, REMEMBER, by_column(COLUMNS, rows))


async def read_parents(tx: AsyncConnection) -> dict[str, str | None]:
    """The parent of each zone (None: it lies in no other), by zone_id."""
    rows = await tx.execute(sa.text("SELECT zone_id, parent_id FROM zones"))
    return {zone_id: parent_id for zone_id, parent_id in rows}
