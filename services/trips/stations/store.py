"""The table of stations: a row for each position that a station has had, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.db import by_column, unnest


@dataclass(frozen=True)
class Station:
    """A station as a feed describes it. Degrees; `capacity` in docks."""

    station_id: str
    name: str
    lat: float
    lon: float
    capacity: int | None = None
    zone_id: str | None = None


class Observed(NamedTuple):
    """What a feed's report of a station brought: `new`, `moved`, `changed` (its name or capacity) or
    `unchanged`."""

    station_id: str
    news: str


STATION_COLUMNS = {
    "station_id": "text",
    "name": "text",
    "lat": "float8",
    "lon": "float8",
    "capacity": "int",
    "zone_id": "text",
}

# The position known for the report's time decides whether the station moved, so that an older feed that
# is imported later takes its place in the past.
OBSERVE = sa.text(f"""
    WITH reported AS (SELECT * FROM {unnest(STATION_COLUMNS)}),
    known AS (
        SELECT reported.*, before.valid_from AS since,
            before.lat IS NOT NULL AND (before.lat, before.lon) = (reported.lat, reported.lon) AS stands,
            (before.name, before.capacity) IS NOT DISTINCT FROM (reported.name, reported.capacity) AS same
        FROM reported LEFT JOIN LATERAL (
            SELECT * FROM stations WHERE stations.station_id = reported.station_id
                AND valid_from <= CAST(:as_of AS timestamptz)
            ORDER BY valid_from DESC LIMIT 1
        ) AS before ON true
    ), kept AS (
        INSERT INTO stations (station_id, valid_from, city_id, name, lat, lon, capacity, zone_id)
        SELECT station_id,
            CASE WHEN stands THEN since ELSE CAST(:as_of AS timestamptz) END,
            :city_id, name, lat, lon, capacity, zone_id
        FROM known ORDER BY station_id
        ON CONFLICT (station_id, valid_from) DO UPDATE SET name = excluded.name, lat = excluded.lat,
            lon = excluded.lon, capacity = excluded.capacity, zone_id = excluded.zone_id
    )
    SELECT station_id, CASE WHEN since IS NULL THEN 'new' WHEN NOT stands THEN 'moved'
        WHEN NOT same THEN 'changed' ELSE 'unchanged' END AS news
    FROM known
""")


POSITIONS = sa.text("SELECT station_id, valid_from, lat, lon FROM stations")
PLACE_COLUMNS = {"station_id": "text", "valid_from": "timestamptz", "zone_id": "text"}
SET_ZONES = sa.text(f"""
    UPDATE stations SET zone_id = row.zone_id FROM {unnest(PLACE_COLUMNS)}
    WHERE stations.station_id = row.station_id AND stations.valid_from = row.valid_from
        AND stations.zone_id IS DISTINCT FROM row.zone_id
""")


async def positions(tx: AsyncConnection) -> Sequence[sa.Row[Any]]:
    """Every position that a station has had, and since when."""
    return (await tx.execute(POSITIONS)).all()


async def set_zones(tx: AsyncConnection, zones: Sequence[tuple[sa.Row[Any], str | None]]) -> None:
    """The zone of each of these positions."""
    rows = [(position.station_id, position.valid_from, zone_id) for position, zone_id in zones]
    await tx.execute(SET_ZONES, by_column(PLACE_COLUMNS, rows))


async def observe(
    tx: AsyncConnection, city_id: str, stations: Sequence[Station], as_of: datetime
) -> list[Observed]:
    """Keep a feed's report of these stations. Stations that it does not name stay as they are."""
    rows = [(s.station_id, s.name, s.lat, s.lon, s.capacity, s.zone_id) for s in stations]
    values = by_column(STATION_COLUMNS, rows)
    found = await tx.execute(OBSERVE, {**values, "city_id": city_id, "as_of": as_of})
    return [Observed(*row) for row in found]
