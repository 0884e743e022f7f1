"""The table of bonus stations. Functions never decide or commit."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.bonus_stations.rules import Change, Key
from shared.db import by_column, fetch, unnest

KEY = {"station_id": "text", "from_at": "timestamptz"}
COLUMNS = {**KEY, "until_at": "timestamptz"}
KNOWN = sa.text(f"""
    SELECT station_id, from_at, until_at FROM {unnest(KEY)} JOIN bonus_stations USING (station_id, from_at)
""")
PUT = sa.text(f"""
    INSERT INTO bonus_stations ({", ".join(COLUMNS)}, city_id)
    SELECT {", ".join(COLUMNS)}, :city_id FROM {unnest(COLUMNS)} ORDER BY station_id, from_at
    ON CONFLICT (station_id, from_at) DO UPDATE SET until_at = excluded.until_at
""")
REMOVE = sa.text(f"""
    DELETE FROM bonus_stations USING {unnest(KEY)}
    WHERE bonus_stations.station_id = row.station_id AND bonus_stations.from_at = row.from_at
""")


async def ends_of(tx: AsyncConnection, keys: Collection[Key]) -> dict[Key, datetime]:
    """When those of these bonus stations end that there are."""
    rows = await fetch(tx, KNOWN, by_column(KEY, sorted(keys)))
    return {Key(station_id, from_at): until_at for station_id, from_at, until_at in rows}


async def change(tx: AsyncConnection, city_id: str, changes: Mapping[Key, Change]) -> None:
    """Let these bonus stations end as they do now."""
    kept = sorted((*key, each.now) for key, each in changes.items() if each.now)
    await fetch(tx, PUT, {**by_column(COLUMNS, kept), "city_id": city_id})
    removed = sorted(key for key, each in changes.items() if each.now is None)
    await fetch(tx, REMOVE, by_column(KEY, removed))


class Flag(NamedTuple):
    """A station is a bonus station from an instant until before another."""

    station_id: str
    from_at: datetime
    until_at: datetime


async def listed(tx: AsyncConnection, most: int, after: tuple[datetime, str] | None) -> list[Flag]:
    """So many bonus stations, the latest to begin first, behind this one."""
    behind = "WHERE (from_at, station_id) < (:from_at, :station_id)" if after else ""
    rows = await tx.execute(
        sa.text(f"""
            SELECT station_id, from_at, until_at FROM bonus_stations {behind}
            ORDER BY from_at DESC, station_id DESC LIMIT :most
        """),
        {"most": most, **({"from_at": after[0], "station_id": after[1]} if after else {})},
    )
    return [Flag(*row) for row in rows]
