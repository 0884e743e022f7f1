"""The table `zones`: a row for each zone, in its current state."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa
from shapely import to_wkb
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.zone_map.rules import Ring, Zone
from shared.db import by_column, unnest

ZONE_COLUMNS = {"zone_id": "text", "name": "text", "parent_id": "text", "shape": "bytea", "outline": "text"}
KEEP = sa.text(f"""
    INSERT INTO zones ({", ".join(ZONE_COLUMNS)}, city_id, revision)
    SELECT {", ".join(ZONE_COLUMNS)}, :city_id, CAST(:revision AS bigint)
    FROM {unnest(ZONE_COLUMNS)} ORDER BY zone_id
    ON CONFLICT (zone_id) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id,
        shape = excluded.shape, outline = excluded.outline, revision = excluded.revision
""")


async def keep(
    tx: AsyncConnection,
    city_id: str,
    zones: Sequence[Zone],
    outlines: Mapping[str, Sequence[Ring]],
    revision: int,
) -> None:
    """Upsert these zones with their outlines for drawing, and with this revision."""
    rows = [
        (zone.zone_id, zone.name, zone.parent_id, to_wkb(zone.shape), _coordinates(outlines[zone.zone_id]))
        for zone in zones
    ]
    values = by_column(ZONE_COLUMNS, rows)
    await tx.execute(KEEP, {**values, "city_id": city_id, "revision": revision})


def _coordinates(rings: Sequence[Ring]) -> str:
    """The coordinates of a GeoJSON MultiPolygon with these outer rings."""
    return json.dumps([[ring] for ring in rings], separators=(",", ":"))


MARK = sa.text("""
    UPDATE zones SET by_city = true WHERE zone_id = ANY(CAST(:zone_ids AS text[])) AND NOT by_city
""")
CITY_HAS_WRITTEN = sa.text("SELECT EXISTS (SELECT FROM zones WHERE by_city)")


async def mark_as_the_citys(tx: AsyncConnection, zone_ids: Collection[str]) -> None:
    """Note that a city official has put these zones."""
    await tx.execute(MARK, {"zone_ids": list(zone_ids)})


async def city_has_written(tx: AsyncConnection) -> bool:
    """Whether a city official has put a zone."""
    return bool((await tx.execute(CITY_HAS_WRITTEN)).scalar_one())


class ListedZone(NamedTuple):
    """A zone, with its outline as coordinates of a GeoJSON MultiPolygon."""

    zone_id: str
    name: str
    parent_id: str | None
    outline: str


LISTED = """
    SELECT zone_id, name, parent_id, outline FROM zones {after} ORDER BY zone_id LIMIT :most
"""


async def listed(tx: AsyncConnection, most: int, after: str | None) -> list[ListedZone]:
    """Zones by their ids, from behind one of them."""
    condition = "" if after is None else "WHERE zone_id > :after"
    values = {"most": most, **({} if after is None else {"after": after})}
    rows = await tx.execute(sa.text(LISTED.format(after=condition)), values)
    return [ListedZone(*row) for row in rows]
