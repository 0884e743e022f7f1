"""The table `stations`: a row for each position that a station has had, valid from a moment on."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Place, Point, ReportedTrip
from services.trips.stations.rules import Station
from shared.db import by_column, unnest


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

# The station is compared with the position that was valid at the report's time, not with the newest one. So
# an older feed that is imported later takes its place in the history.
REPORTED = ", ".join(f"row.{name}" for name in STATION_COLUMNS)
OBSERVE = sa.text(f"""
    WITH known AS (
        SELECT {REPORTED}, before.valid_from AS since,
            before.lat IS NOT NULL AND (before.lat, before.lon) = (row.lat, row.lon) AS stands,
            (before.name, before.capacity) IS NOT DISTINCT FROM (row.name, row.capacity) AS same
        FROM {unnest(STATION_COLUMNS)} LEFT JOIN LATERAL (
            SELECT valid_from, name, lat, lon, capacity FROM stations
            WHERE stations.station_id = row.station_id AND valid_from <= CAST(:as_of AS timestamptz)
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


async def observe(
    tx: AsyncConnection, city_id: str, stations: Sequence[Station], as_of: datetime
) -> list[Observed]:
    """Store a feed's report of these stations. Stations that the feed does not name stay as they are."""
    rows = [(s.station_id, s.name, s.lat, s.lon, s.capacity, s.zone_id) for s in stations]
    values = by_column(STATION_COLUMNS, rows)
    news = await tx.execute(OBSERVE, {**values, "city_id": city_id, "as_of": as_of})
    return [Observed(row.station_id, row.news) for row in news]


class Position(NamedTuple):
    """Where a station stands or stood, since `valid_from`."""

    station_id: str
    valid_from: datetime
    at: Point


async def positions(tx: AsyncConnection) -> list[Position]:
    """Every position that a station has had, and since when."""
    rows = await tx.execute(sa.text("SELECT station_id, valid_from, lat, lon FROM stations"))
    return [Position(row.station_id, row.valid_from, Point(row.lat, row.lon)) for row in rows]


ZONE_COLUMNS = {"station_id": "text", "valid_from": "timestamptz", "zone_id": "text"}
SET_ZONES = sa.text(f"""
    UPDATE stations SET zone_id = row.zone_id FROM {unnest(ZONE_COLUMNS)}
    WHERE stations.station_id = row.station_id AND stations.valid_from = row.valid_from
        AND stations.zone_id IS DISTINCT FROM row.zone_id
""")


async def set_zones(tx: AsyncConnection, zones: Sequence[tuple[Position, str | None]]) -> None:
    """Update the zone of each of these positions."""
    rows = [(position.station_id, position.valid_from, zone_id) for position, zone_id in zones]
    await tx.execute(SET_ZONES, by_column(ZONE_COLUMNS, rows))


PLACE_COLUMNS = {"station_id": "text", "at": "timestamptz"}
PLACES = sa.text(f"""
    SELECT row.station_id, row.at, place.lat, place.lon, place.zone_id
    FROM {unnest(PLACE_COLUMNS)}
    CROSS JOIN LATERAL (
        SELECT lat, lon, zone_id FROM stations
        WHERE stations.station_id = row.station_id
        -- The position at that moment; for a moment before the first known position, the first one.
        ORDER BY valid_from <= at DESC, abs(extract(epoch FROM at - valid_from))
        LIMIT 1
    ) AS place
""")


async def places(tx: AsyncConnection, trips: Sequence[ReportedTrip]) -> dict[tuple[str, datetime], Place]:
    """The position and zone of each trip's stations at the trip's start, by station_id and start."""
    starts = {
        (station_id, trip.started_at)
        for trip in trips
        for station_id in (trip.start_station_id, trip.end_station_id)
        if station_id is not None
    }
    if not starts:
        return {}
    rows = await tx.execute(PLACES, by_column(PLACE_COLUMNS, list(starts)))
    return {
        (row.station_id, row.at): Place(Point(row.lat, row.lon), row.zone_id, row.station_id) for row in rows
    }
