"""The table of stations. Functions never decide or commit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, fetch, unnest
from shared.events.trips import StationReported

COLUMNS = {
    "station_id": "text",
    "city_id": "text",
    "revision": "bigint",
    "zone_id": "text",
    "elevation_m": "bigint",
    "from_at": "timestamptz",
    "until_at": "timestamptz",
}
LAST = ", ".join(
    f"{name} = CASE WHEN known.revision < excluded.revision THEN excluded.{name} ELSE known.{name} END"
    for name in ("revision", "zone_id", "elevation_m", "until_at")
)
# A station is in service from its first `valid_from` on, in whatever order it is reported; all else is as the
# last revision says.
REMEMBER = sa.text(f"""
    INSERT INTO stations AS known ({", ".join(COLUMNS)})
    SELECT {", ".join(COLUMNS)} FROM {unnest(COLUMNS)} ORDER BY station_id
    ON CONFLICT (station_id) DO UPDATE SET from_at = least(known.from_at, excluded.from_at),
        {LAST}
""")


async def remember(
    tx: AsyncConnection, stations: Sequence[StationReported], first_valid: Mapping[str, datetime]
) -> None:
    """Upsert the newest reports of stations, each with the first instant of those that were heard."""
    rows = [
        (
            station.station_id,
            station.city_id,
            station.revision,
            station.zone_id,
            station.elevation_m,
            first_valid[station.station_id],
            station.until,
        )
        for station in stations
    ]
    await fetch(tx, REMEMBER, by_column(COLUMNS, rows))


class StoredStation(NamedTuple):
    """A station, with the local days between which it is in service."""

    station_id: str
    zone_id: str | None
    elevation_m: int | None
    from_on: date
    until_on: date | None


READ = sa.text("""
    SELECT station_id, zone_id, elevation_m, CAST(from_at AT TIME ZONE :timezone AS date),
        CAST(until_at AT TIME ZONE :timezone AS date)
    FROM stations WHERE city_id = :city_id ORDER BY station_id
""")


async def read(tx: AsyncConnection, city_id: str, timezone: str) -> list[StoredStation]:
    """All stations of the city, in the order of their ids."""
    rows = await tx.execute(READ, {"city_id": city_id, "timezone": timezone})
    return [StoredStation(*row) for row in rows]
