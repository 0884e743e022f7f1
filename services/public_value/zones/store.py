"""The table of zones, and every SQL statement that reads or writes it."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, unnest
from shared.events.trips import ZoneReported

ZONE_COLUMNS = {
    "zone_id": "text",
    "city_id": "text",
    "revision": "bigint",
    "name": "text",
    "parent_id": "text",
    "outline": "jsonb",
}
REMEMBER_ZONES = sa.text(f"""
    INSERT INTO zones ({", ".join(ZONE_COLUMNS)})
    SELECT {", ".join(ZONE_COLUMNS)} FROM {unnest(ZONE_COLUMNS)} ORDER BY zone_id
    ON CONFLICT (zone_id) DO UPDATE SET revision = excluded.revision, name = excluded.name,
        parent_id = excluded.parent_id, outline = excluded.outline
        WHERE zones.revision < excluded.revision
""")


async def remember_zones(tx: AsyncConnection, zones: Sequence[ZoneReported]) -> None:
    """Upsert those of these zones that are newer than the stored revision."""
    rows = [
        (
            zone.zone_id,
            zone.city_id,
            zone.revision,
            zone.name,
            zone.parent_id,
            msgspec.json.encode(zone.outline).decode(),
        )
        for zone in zones
    ]
    await tx.execute(REMEMBER_ZONES, by_column(ZONE_COLUMNS, rows))


PARENTS = sa.text("SELECT zone_id, parent_id FROM zones WHERE city_id = :city_id ORDER BY zone_id")


async def read_parents(tx: AsyncConnection, city_id: str) -> dict[str, str | None]:
    """The parent of each zone (None: it lies in no other), by zone_id."""
    return {zone_id: parent_id for zone_id, parent_id in await tx.execute(PARENTS, {"city_id": city_id})}


ZONES = sa.text("SELECT zone_id, name, outline FROM zones WHERE city_id = :city_id ORDER BY zone_id")


class Zone(NamedTuple):
    """A zone's name and outline, rings of [lon, lat] in degrees."""

    zone_id: str
    name: str
    outline: list[list[list[float]]]


async def read_zones(tx: AsyncConnection, city_id: str) -> dict[str, Zone]:
    """All zones of the city, by zone_id."""
    rows = [Zone(*row) for row in await tx.execute(ZONES, {"city_id": city_id})]
    return {zone.zone_id: zone for zone in rows}
