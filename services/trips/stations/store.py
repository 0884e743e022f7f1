"""The table `stations`: a row for each position that a station has had, valid from a moment on."""

from collections.abc import Collection, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Place, Point, ReportedTrip
from services.trips.stations.rules import Station
from shared.db import by_column, unnest


class Observed(NamedTuple):
    """What a feed's report of a station brought: `new`, `moved`, `changed` (its name, capacity or other ids)
    or `unchanged`."""

    station_id: str
    news: str


STATION_COLUMNS = {
    "station_id": "text",
    "name": "text",
    "lat": "float8",
    "lon": "float8",
    "capacity": "int",
    "short_name": "text",
    "legacy_id": "text",
    "external_id": "text",
    "zone_id": "text",
}
TOLD = ("name", "capacity", "short_name", "legacy_id", "external_id")
"""The columns that may change while a station stands where it stands."""

# The station is compared with the position that was valid at the report's time, not with the newest one. So
# an older feed that is imported later takes its place in the history.
REPORTED = ", ".join(f"row.{name}" for name in STATION_COLUMNS)
COLUMNS = ", ".join(STATION_COLUMNS)
OBSERVE = sa.text(f"""
    WITH known AS (
        SELECT {REPORTED}, before.valid_from AS since,
            before.lat IS NOT NULL AND (before.lat, before.lon) = (row.lat, row.lon) AS stands,
            ({", ".join(f"before.{name}" for name in TOLD)})
                IS NOT DISTINCT FROM ({", ".join(f"row.{name}" for name in TOLD)}) AS same
        FROM {unnest(STATION_COLUMNS)} LEFT JOIN LATERAL (
            SELECT * FROM stations
            WHERE stations.station_id = row.station_id AND valid_from <= CAST(:as_of AS timestamptz)
            ORDER BY valid_from DESC LIMIT 1
        ) AS before ON true
    ), kept AS (
        INSERT INTO stations (valid_from, city_id, {COLUMNS})
        SELECT CASE WHEN stands THEN since ELSE CAST(:as_of AS timestamptz) END, :city_id, {COLUMNS}
        FROM known ORDER BY station_id
        ON CONFLICT (station_id, valid_from) DO UPDATE
            SET {", ".join(f"{name} = excluded.{name}" for name in STATION_COLUMNS)}
    )
    SELECT station_id, CASE WHEN since IS NULL THEN 'new' WHEN NOT stands THEN 'moved'
        WHEN NOT same THEN 'changed' ELSE 'unchanged' END AS news
    FROM known
""")


_values = attrgetter(*STATION_COLUMNS)


async def observe(
    tx: AsyncConnection, city_id: str, stations: Sequence[Station], as_of: datetime
) -> list[Observed]:
    """Store a feed's report of these stations. Stations that the feed does not name stay as they are."""
    values = by_column(STATION_COLUMNS, [_values(station) for station in stations])
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
# The row that was valid at that moment; for a moment before the first known row, the first one.
VALID_FIRST = "valid_from <= at DESC, abs(extract(epoch FROM at - valid_from))"
PLACES = """
    SELECT named.told_id, named.at, named.station_id, place.lat, place.lon, place.zone_id
    FROM ({named}) AS named
    CROSS JOIN LATERAL (
        SELECT lat, lon, zone_id FROM stations
        WHERE stations.station_id = named.station_id
        ORDER BY {valid_first} LIMIT 1
    ) AS place
"""
OWN_ID = sa.text(
    PLACES.format(
        named=f"SELECT station_id AS told_id, at, station_id FROM {unnest(PLACE_COLUMNS)}",
        valid_first=VALID_FIRST,
    )
)
# A join and no look-up for each id: the table of stations is small, and is read once.
OTHER_ID = sa.text(
    PLACES.format(
        named=f"""
            SELECT DISTINCT ON (row.station_id, row.at)
                row.station_id AS told_id, row.at, known.station_id
            FROM {unnest(PLACE_COLUMNS)} JOIN (
                SELECT station_id, valid_from, place, other_id FROM stations
                CROSS JOIN LATERAL (VALUES (1, short_name), (2, legacy_id), (3, external_id))
                    AS other (place, other_id)
            ) AS known ON known.other_id = row.station_id
            ORDER BY row.station_id, row.at, place, {VALID_FIRST}
        """,
        valid_first=VALID_FIRST,
    )
)


async def places(tx: AsyncConnection, trips: Sequence[ReportedTrip]) -> dict[tuple[str, datetime], Place]:
    """The position and zone of each trip's stations at the trip's start, by the id that the trip names and
    the start. An id that is no `station_id` is looked for among short names, then legacy and external ids."""
    starts = {
        (station_id, trip.started_at)
        for trip in trips
        for station_id in (trip.start_station_id, trip.end_station_id)
        if station_id is not None
    }
    return await places_at(tx, starts)


async def places_at(
    tx: AsyncConnection, named: Collection[tuple[str, datetime]]
) -> dict[tuple[str, datetime], Place]:
    """The position and zone of each of these stations at an instant, by the id that it is named by and the
    instant."""
    starts = set(named)
    found: dict[tuple[str, datetime], Place] = {}
    for statement in (OWN_ID, OTHER_ID):
        if unknown := starts - found.keys():
            rows = await tx.execute(statement, by_column(PLACE_COLUMNS, list(unknown)))
            found |= {
                (row.told_id, row.at): Place(Point(row.lat, row.lon), row.zone_id, row.station_id)
                for row in rows
            }
    return found
