"""The tables `stations`, a row for each position that a station has had, valid from a moment on, and
`station_operators`, a row for each station."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import Place, Point, ReportedTrip
from services.trips.stations.rules import Box, Station, Stay
from shared.db import by_column, fetch, unnest

STATION_COLUMNS = {
    "station_id": "text",
    "name": "text",
    "lat": "double precision",
    "lon": "double precision",
    "capacity": "int",
    "elevation_m": "int",
    "until_at": "timestamptz",
    "short_name": "text",
    "legacy_id": "text",
    "external_id": "text",
    "zone_id": "text",
}
COLUMNS = {**STATION_COLUMNS, "valid_from": "timestamptz", "told_at": "timestamptz"}
"""Of the table; in the order of the fields of `Station`, then of the two of `Stay` beside it."""
TOLD = ", ".join(STATION_COLUMNS)
_values = attrgetter(*(name.replace("until_at", "until") for name in STATION_COLUMNS))


class Ownership(NamedTuple):
    """Whose a station is, and the revision of the last event that said so."""

    operator_id: str
    revision: int


OWNERS = sa.text("""
    SELECT station_id, operator_id, revision FROM station_operators
    WHERE station_id = ANY(CAST(:station_ids AS text[]))
""")


async def owners(tx: AsyncConnection, station_ids: Collection[str]) -> dict[str, Ownership]:
    """Whose these stations are. Stations that nobody has put are left out."""
    rows = await fetch(tx, OWNERS, {"station_ids": list(station_ids)})
    return {station_id: Ownership(operator_id, revision) for station_id, operator_id, revision in rows}


OWNER_COLUMNS = {"station_id": "text", "revision": "bigint"}
OWN = sa.text(f"""
    INSERT INTO station_operators (station_id, city_id, operator_id, revision)
    SELECT station_id, :city_id, :operator_id, revision FROM {unnest(OWNER_COLUMNS)} ORDER BY station_id
    ON CONFLICT (station_id) DO UPDATE
        SET revision = greatest(station_operators.revision, excluded.revision)
""")


async def own(tx: AsyncConnection, city_id: str, operator_id: str, revisions: Mapping[str, int]) -> None:
    """Give an operator those of these stations that nobody has, and keep the highest revision of each."""
    values = by_column(OWNER_COLUMNS, list(revisions.items()))
    await tx.execute(OWN, {**values, "city_id": city_id, "operator_id": operator_id})


HISTORIES = sa.text(f"""
    SELECT valid_from, told_at, {TOLD} FROM stations
    WHERE station_id = ANY(CAST(:station_ids AS text[])) ORDER BY station_id, valid_from
""")


async def histories(tx: AsyncConnection, station_ids: Collection[str]) -> dict[str, list[Stay]]:
    """The stays of each of these stations, in order."""
    found: dict[str, list[Stay]] = {}
    for valid_from, told_at, *told in await fetch(tx, HISTORIES, {"station_ids": list(station_ids)}):
        station = Station(*told)
        found.setdefault(station.station_id, []).append(Stay(valid_from, told_at, station))
    return found


KEEP = sa.text(f"""
    INSERT INTO stations (city_id, {", ".join(COLUMNS)})
    SELECT :city_id, {", ".join(COLUMNS)} FROM {unnest(COLUMNS)} ORDER BY station_id, valid_from
    ON CONFLICT (station_id, valid_from) DO UPDATE
        SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
""")
MARK_NEWEST = sa.text("""
    UPDATE stations SET newest = last.valid_from = stations.valid_from
    FROM (
        SELECT station_id, max(valid_from) AS valid_from FROM stations
        WHERE station_id = ANY(CAST(:station_ids AS text[])) GROUP BY station_id
    ) AS last
    WHERE stations.station_id = last.station_id
        AND newest <> (last.valid_from = stations.valid_from)
""")


async def keep(tx: AsyncConnection, city_id: str, stays: Sequence[Stay]) -> None:
    """Upsert these stays, and mark where each station stands now."""
    rows = [(*_values(stay.station), stay.valid_from, stay.told_at) for stay in stays]
    await tx.execute(KEEP, {**by_column(COLUMNS, rows), "city_id": city_id})
    await tx.execute(MARK_NEWEST, {"station_ids": list({stay.station.station_id for stay in stays})})


class Said(NamedTuple):
    """A station as it is now, for an event: its operator and the event's revision, and since when it stands
    where it stands."""

    operator_id: str
    revision: int
    valid_from: datetime
    station: Station


SAY_ANEW = """
    UPDATE station_operators SET revision = station_operators.revision + 1{also} FROM stations
    WHERE stations.station_id = station_operators.station_id AND newest AND {which}
    RETURNING station_operators.operator_id, station_operators.revision, valid_from, {told}
"""
OF_STATIONS = "stations.station_id = ANY(CAST(:station_ids AS text[]))"
OF_OPERATOR = "operator_id = :from_operator_id"
_told = ", ".join(f"stations.{name}" for name in STATION_COLUMNS)
TOUCH = sa.text(SAY_ANEW.format(also="", which=OF_STATIONS, told=_told))
GIVE = sa.text(SAY_ANEW.format(also=", operator_id = :to_operator_id", which=OF_OPERATOR, told=_told))


async def next_revisions(tx: AsyncConnection, station_ids: Collection[str]) -> list[Said]:
    """These stations as they are now, each with its next revision."""
    return _said(await fetch(tx, TOUCH, {"station_ids": list(station_ids)}))


async def transfer(tx: AsyncConnection, from_operator_id: str, to_operator_id: str) -> list[Said]:
    """Give all stations of an operator to another. As they are now, each with its next revision."""
    values = {"from_operator_id": from_operator_id, "to_operator_id": to_operator_id}
    return _said(await fetch(tx, GIVE, values))


def _said(rows: Iterable[Sequence[Any]]) -> list[Said]:
    said = [Said(row[0], row[1], row[2], Station(*row[3:])) for row in map(tuple, rows)]
    return sorted(said, key=lambda each: each.station.station_id)


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
    RETURNING stations.station_id, newest
""")


async def set_zones(tx: AsyncConnection, zones: Sequence[tuple[Position, str | None]]) -> set[str]:
    """Update the zone of each of these positions. Returns the stations that stand in another zone now."""
    rows = [(position.station_id, position.valid_from, zone_id) for position, zone_id in zones]
    changed = await tx.execute(SET_ZONES, by_column(ZONE_COLUMNS, rows))
    return {row.station_id for row in changed if row.newest}


PLACE_COLUMNS = {"station_id": "text", "at": "timestamptz"}
# The row that was valid at that moment; for a moment before the first known row, the first one.
VALID_FIRST = "valid_from <= at DESC, abs(extract(epoch FROM at - valid_from))"
PLACES = """
    SELECT named.told_id, named.at, named.station_id, place.lat, place.lon, place.zone_id, place.elevation_m
    FROM ({named}) AS named
    CROSS JOIN LATERAL (
        SELECT lat, lon, zone_id, elevation_m FROM stations
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
    """The position, zone and elevation of each trip's stations at the trip's start, by the id that the trip
    names and the start. An id that is no `station_id` is looked for among short names, then legacy and
    external ids."""
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
                (row.told_id, row.at): Place(
                    Point(row.lat, row.lon), row.zone_id, row.station_id, row.elevation_m
                )
                for row in rows
            }
    return found


class Wanted(NamedTuple):
    """Which stations are asked for: those inside a box, or in a zone and the zones inside it; the nearest
    first, if they are to be near a point, else by station_id."""

    box: Box | None
    near: Point | None
    zone_id: str | None


class After(NamedTuple):
    """A place in a list of stations. `apart` is None where the list has the order of ids."""

    apart: float | None
    station_id: str


class Listed(NamedTuple):
    """A station as it is now, and the newest status that it has reported. `apart` is its distance from the
    point that was asked for, on the map of the index: for the order only."""

    apart: float | None
    operator_id: str | None
    station_id: str
    name: str
    lat: float
    lon: float
    capacity: int | None
    elevation_m: int | None
    until_at: datetime | None
    zone_id: str | None
    reported_at: datetime | None
    state: str | None
    vehicles: int | None
    docks: int | None


MERCATOR_Y = "degrees(ln(tan(radians(45 + greatest(-89.9, least(89.9, CAST(:{lat} AS float8))) / 2))))"
"""Of a latitude, as the column `mercator` has it."""
ON_MAP = f"point(CAST(:{{lon}} AS float8), {MERCATOR_Y})"
APART = f"mercator <-> {ON_MAP.format(lat='lat', lon='lon')}"
SOUTH_WEST, NORTH_EAST = ON_MAP.format(lat="south", lon="west"), ON_MAP.format(lat="north", lon="east")
IN_BOX = f"mercator <@ box({SOUTH_WEST}, {NORTH_EAST})"
IN_ZONE = """zone_id = ANY(ARRAY(
    WITH RECURSIVE inside AS (
        SELECT CAST(:zone_id AS text) AS zone_id
        UNION SELECT zones.zone_id FROM zones JOIN inside ON zones.parent_id = inside.zone_id
    ) SELECT zone_id FROM inside
))"""
SHOWN = ", ".join(name for name in Listed._fields[2:10])
# The page is cut first: only its stations are asked for their operator and status.
LISTED = f"""
    SELECT apart, operator_id, {", ".join(f"shown.{name}" for name in Listed._fields[2:10])},
        reported_at, state, vehicles, docks
    FROM (
        SELECT {{apart}} AS apart, {SHOWN} FROM stations
        WHERE newest AND (until_at IS NULL OR until_at > :now) {{conditions}}
        ORDER BY {{order}} LIMIT :most
    ) AS shown
    LEFT JOIN station_operators USING (station_id)
    LEFT JOIN LATERAL (
        SELECT reported_at, state, vehicles, docks FROM station_statuses
        WHERE station_statuses.station_id = shown.station_id ORDER BY reported_at DESC LIMIT 1
    ) AS status ON true
    ORDER BY apart, shown.station_id
"""


def listing(wanted: Wanted, after: After | None) -> tuple[sa.TextClause, dict[str, Any]]:
    """The statement for these stations from behind a place, and its values beside `now` and `most`."""
    conditions: list[str] = []
    values: dict[str, Any] = {}
    if wanted.box:
        conditions.append(IN_BOX)
        values |= wanted.box._asdict()
    if wanted.zone_id is not None:
        conditions.append(IN_ZONE)
        values["zone_id"] = wanted.zone_id
    if wanted.near:
        values |= wanted.near._asdict()
    if after:
        place = f"({APART}, station_id) > (CAST(:apart AS float8), CAST(:station_id AS text))"
        conditions.append(place if wanted.near else "station_id > :station_id")
        values |= after._asdict() if wanted.near else {"station_id": after.station_id}
    statement = LISTED.format(
        apart=APART if wanted.near else "CAST(NULL AS float8)",
        conditions="".join(f" AND {condition}" for condition in conditions),
        order=f"{APART}, station_id" if wanted.near else "station_id",
    )
    return sa.text(statement), values


async def listed(
    tx: AsyncConnection, wanted: Wanted, now: datetime, most: int, after: After | None
) -> list[Listed]:
    """Stations that are in service, from behind a place."""
    statement, values = listing(wanted, after)
    return [Listed(*row) for row in await tx.execute(statement, {**values, "now": now, "most": most})]
