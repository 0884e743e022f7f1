"""What was told of trips, in the table `trips`: read as tellings, and inserted. Functions take `tx`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import DistanceSource, KeptTrip, Place, Point, VehicleType
from services.trips.tellings.rules import Correction, Decision, Telling
from services.trips.traces.rules import Remains, unpacked
from shared.db import by_column, same, unnest

LIST_SEPARATOR = "\x1f"
"""Between the items of a list in one text: an array of arrays cannot be unnested by rows."""


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was told of a trip, or corrected, as it is stored in a column."""

    started_at: datetime | None = None
    ended_at: datetime | None = None
    vehicle_type: VehicleType | None = None
    vehicle_id: str | None = None
    start: Place | None = None
    end: Place | None = None
    start_station_id: str | None = None
    end_station_id: str | None = None
    distance_m: int | None = None
    distance_source: DistanceSource | None = None


_told = msgspec.json.Decoder(Told)
TOLD_FIELDS = Told.__struct_fields__


def told_json(telling: Telling) -> str:
    """What was told, as the column `told` holds it."""
    return msgspec.json.encode(Told(**{name: getattr(telling, name) for name in TOLD_FIELDS})).decode()


def correction_json(correction: Correction) -> str | None:
    """What was corrected, as the column `correction` holds it; None for nothing."""
    if correction == Correction():
        return None
    return msgspec.json.encode(Told(**vars(correction))).decode()


KEPT_COLUMNS = {
    "trip_id": "uuid",
    "city_id": "text",
    "rider_id": "uuid",
    "operator_id": "text",
    "way": "text",
    "live": "bool",
    "vehicle_type": "text",
    "vehicle_id": "text",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
    "duration_s": "int",
    "distance_m": "int",
    "distance_source": "text",
    "energy_kcal": "int",
    "local_on": "date",
    "local_hour": "smallint",
    "start_station_id": "text",
    "end_station_id": "text",
    "start_zone_id": "text",
    "end_zone_id": "text",
    "climb_m": "int",
    "zone_ids": "text",
    "history": "bool",
    "unpaid": "bool",
    "rider_key": "text",
    "verdict": "text",
    "reasons": "text",
    "confirmed_by": "text",
    "merged_into": "text",
    "waits_for": "text",
    "due_at": "timestamptz",
    "lapses_at": "timestamptz",
    "beside": "jsonb",
    "revision": "int",
    "is_trip": "bool",
    "first_rider_id": "uuid",
}
"""The columns of a `KeptTrip`, named as its fields, as they are passed to statements."""
LISTS = {"zone_ids": "text", "reasons": "text", "confirmed_by": "text", "merged_into": "uuid"}
"""The columns that are arrays of this type, and are passed as one text each."""
_kept_values = attrgetter(*KEPT_COLUMNS)
_LIST_PLACES = [place for place, name in enumerate(KEPT_COLUMNS) if name in LISTS]

KEPT = ", ".join(
    f"trips.{name}::text AS {name}" if name == "beside" else f"trips.{name}" for name in KEPT_COLUMNS
)


def as_list(name: str, kind: str) -> str:
    """SQL that makes the array of a column that is passed as one text."""
    return f"CAST(string_to_array({name}, E'\\x1f') AS {kind}[])"


def passed(name: str, given: str | None = None) -> str:
    """SQL of a column's value that is passed as `given`: in a statement that unnests `KEPT_COLUMNS`, as a
    column of its rows."""
    given = given or f"row.{name}"
    return as_list(given, LISTS[name]) if name in LISTS else given


def kept_values(trip: KeptTrip) -> tuple[Any, ...]:
    """The values of `KEPT_COLUMNS`, in their order."""
    values = list(_kept_values(trip))
    for place in _LIST_PLACES:
        items = values[place]
        values[place] = LIST_SEPARATOR.join(map(str, items)) if items else ""
    return tuple(values)


def kept_trip(row: sa.Row[Any]) -> KeptTrip:
    """The trip in a row that holds the columns `KEPT`."""
    values = {name: getattr(row, name) for name in KEPT_COLUMNS}
    values |= {name: tuple(values[name]) for name in LISTS}
    return KeptTrip(**values)


TOLD_COLUMNS = {
    "received_at": "timestamptz",
    "heard_at": "timestamptz",
    "timezone": "text",
    "start_lat": "double precision",
    "start_lon": "double precision",
    "start_is_station": "bool",
    "start_elevation_m": "int",
    "end_lat": "double precision",
    "end_lon": "double precision",
    "end_is_station": "bool",
    "end_elevation_m": "int",
    "distance_told": "bool",
    "device_key": "bytea",
    "told": "jsonb",
    "content_hash": "bytea",
    "rider_named": "bool",
}
"""What a row holds besides, from the moment that the trip is first told."""


def told_values(telling: Telling, facts_are_told: bool, content_hash: bytes) -> tuple[Any, ...]:
    """The values of `TOLD_COLUMNS`, in their order. `facts_are_told`: the row's facts are what was told."""
    return (
        telling.received_at,
        telling.heard_at,
        telling.timezone,
        *_place_values(telling.start),
        *_place_values(telling.end),
        telling.distance_m is not None,
        telling.device_key,
        None if facts_are_told else told_json(telling),
        content_hash,
        telling.rider_id is not None,
    )


def _place_values(place: Place | None) -> tuple[float | None, float | None, bool, int | None]:
    if place is None:
        return None, None, False, None
    return place.at.lat, place.at.lon, place.station_id is not None, place.elevation_m


INSERTED = KEPT_COLUMNS | TOLD_COLUMNS


@lru_cache(maxsize=64)
def _insert_with(once: frozenset[str]) -> sa.TextClause:
    """The statement that inserts trips for which these columns are passed once."""
    columns = {name: kind for name, kind in INSERTED.items() if name not in once}

    def value(name: str) -> str:
        return passed(name, f"CAST(:{name} AS {INSERTED[name]})" if name in once else None)

    return sa.text(f"""
        INSERT INTO trips ({", ".join(INSERTED)}, first_verdict, first_reasons)
        SELECT {", ".join(map(value, INSERTED))}, {value("verdict")}, {value("reasons")}
        FROM {unnest(columns)} ORDER BY row.trip_id
        ON CONFLICT DO NOTHING
    """)


async def insert(tx: AsyncConnection, rows: Sequence[tuple[Any, ...]]) -> int:
    """Insert new trips: `kept_values` and `told_values` of each. Returns how many rows were inserted: fewer
    when a concurrent transaction inserted one of the ids."""
    values: dict[str, Any] = by_column(INSERTED, rows)
    once = same(values)
    inserted = await tx.execute(_insert_with(once), values | {name: values[name][0] for name in once})
    return inserted.rowcount


Others = Mapping[str, frozenset[UUID]]
"""What holds a trip beside other riders' trips: the trips that each reason names."""


class Kept(NamedTuple):
    """A stored trip: what was told of it, what it was judged to be, and what holds it beside others'."""

    telling: Telling
    trip: KeptTrip
    others: Others = MappingProxyType({})


TELLING = f"""
    {KEPT}, trips.received_at, trips.heard_at, trips.timezone, trips.start_lat, trips.start_lon,
    trips.start_is_station, trips.start_elevation_m, trips.end_lat, trips.end_lon, trips.end_is_station,
    trips.end_elevation_m, trips.distance_told, trips.device_key, trips.told::text AS told,
    trips.correction::text AS correction, trips.withdrawn, trips.decided_verdict, trips.decided_at,
    trips.strike, trips.others::text AS others,
    trips.is_told, trips.rider_named, traces.kept AS trace, traces.remains::text AS remains,
    traces.zone_ids AS trace_zone_ids,
    traces.start_zone_id AS trace_start_zone_id, traces.end_zone_id AS trace_end_zone_id,
    trips.appeal_waits AS appealed
"""
"""The columns of which `kept` reads what is stored of a trip; `WITH_TRACE` joins `traces` to `trips`."""
# OFFSET 0 keeps PostgreSQL from reading all traces for a join.
WITH_TRACE = """
    LEFT JOIN LATERAL (SELECT * FROM traces WHERE traces.trip_id = trips.trip_id OFFSET 0) AS traces ON true
"""

AROUND_COLUMNS = {"rider_id": "uuid", "since": "timestamptz", "until": "timestamptz"}
AROUND = sa.text(f"""
    SELECT {TELLING}
    FROM {unnest(AROUND_COLUMNS)}
    JOIN trips ON trips.rider_id = row.rider_id
        AND trips.started_at > row.since AND trips.started_at < row.until
    {WITH_TRACE}
""")


ONE = sa.text(f"""
    SELECT {TELLING} FROM trips LEFT JOIN traces USING (trip_id) WHERE trips.trip_id = :trip_id
""")


async def around(
    tx: AsyncConnection, spans: Mapping[UUID, tuple[datetime, datetime]], timezone: str
) -> list[Kept]:
    """The stored trips of each of these riders that start in the rider's span. `timezone` is the city's."""
    if not spans:
        return []
    rows = [(rider_id, *span) for rider_id, span in spans.items()]
    found = await tx.execute(AROUND, by_column(AROUND_COLUMNS, rows))
    return [kept(row, timezone) for row in found]


OF_IDS = sa.text(f"""
    SELECT {TELLING} FROM trips {WITH_TRACE} WHERE trips.trip_id = ANY(CAST(:trip_ids AS uuid[]))
""")


async def of_ids(tx: AsyncConnection, trip_ids: Iterable[UUID], timezone: str) -> list[Kept]:
    """These stored trips. `timezone` is the city's."""
    return [kept(row, timezone) for row in await tx.execute(OF_IDS, {"trip_ids": sorted(trip_ids)})]


async def one(tx: AsyncConnection, trip_id: UUID, timezone: str) -> Kept:
    """A stored trip. `timezone` is the city's. The trip exists."""
    return kept((await tx.execute(ONE, {"trip_id": trip_id})).one(), timezone)


async def set_correction(tx: AsyncConnection, trip_id: UUID, correction: Correction, note: str) -> None:
    """Replace what is corrected of a trip. The note is for people and stays in this service."""
    values = {"trip_id": trip_id, "correction": correction_json(correction), "note": note}
    await tx.execute(
        sa.text("""
            UPDATE trips SET correction = CAST(:correction AS jsonb), note = :note WHERE trip_id = :trip_id
        """),
        values,
    )


def kept(row: sa.Row[Any], timezone: str) -> Kept:
    """The stored trip in a row with the columns `TELLING`."""
    trip = kept_trip(row)
    told = _told.decode(row.told) if row.told else _facts_as_told(row)
    correction = Correction()
    if row.correction:
        fields = _told.decode(row.correction)
        correction = Correction(**{name: getattr(fields, name) for name in vars(correction)})
    return Kept(_telling(row, trip, told, correction, timezone), trip, others_of(row.others))


_others = msgspec.json.Decoder(dict[str, frozenset[UUID]])
_remains = msgspec.json.Decoder(Remains)


def others_of(stored: str | None) -> Others:
    """What the column `others` holds."""
    return _others.decode(stored) if stored else {}


def remains_of(stored: str | None) -> Remains | None:
    """What the column `remains` of traces holds."""
    return _remains.decode(stored) if stored else None


def _telling(row: sa.Row[Any], trip: KeptTrip, told: Told, correction: Correction, timezone: str) -> Telling:
    decision = None
    if row.decided_verdict:
        decision = Decision(row.decided_verdict, row.decided_at, row.strike)
    return Telling(
        trip_id=trip.trip_id,
        way=trip.way,
        # A ride that was withdrawn or decided stays the trip of who rode it, whoever's phone tells of it now:
        # nobody gets another's verdict or strike, and nobody is rid of one.
        rider_id=trip.rider_id if row.rider_named or row.withdrawn or decision else None,
        operator_id=trip.operator_id,
        vehicle_type=told.vehicle_type or trip.vehicle_type,
        started_at=told.started_at or trip.started_at,
        ended_at=told.ended_at,
        received_at=row.received_at,
        timezone=row.timezone or timezone,
        vehicle_id=told.vehicle_id,
        start=told.start,
        end=told.end,
        start_station_id=told.start_station_id,
        end_station_id=told.end_station_id,
        distance_m=told.distance_m,
        distance_source=told.distance_source,
        trace=unpacked(row.trace) if row.trace else None,
        remains=remains_of(row.remains),
        trace_zone_ids=tuple(row.trace_zone_ids or ()),
        trace_ends=(row.trace_start_zone_id, row.trace_end_zone_id),
        device_key=row.device_key,
        live=trip.live,
        heard_at=row.heard_at,
        history=trip.history,
        unpaid=trip.unpaid,
        rider_key=trip.rider_key,
        withdrawn=row.withdrawn,
        decision=decision,
        correction=correction,
        appealed=row.appealed,
        is_told=row.is_told,
    )


def _facts_as_told(row: sa.Row[Any]) -> Told:
    """What was told of a trip whose facts are that."""
    return Told(
        started_at=row.started_at,
        ended_at=row.ended_at,
        vehicle_type=row.vehicle_type,
        vehicle_id=row.vehicle_id,
        start=_place(row, "start"),
        end=_place(row, "end"),
        start_station_id=row.start_station_id,
        end_station_id=row.end_station_id,
        distance_m=row.distance_m if row.distance_told else None,
        distance_source=row.distance_source if row.distance_told else None,
    )


def _place(row: sa.Row[Any], end: str) -> Place | None:
    lat = getattr(row, f"{end}_lat")
    if lat is None:
        return None
    return Place(
        at=Point(lat, getattr(row, f"{end}_lon")),
        zone_id=getattr(row, f"{end}_zone_id"),
        station_id=getattr(row, f"{end}_station_id") if getattr(row, f"{end}_is_station") else None,
        elevation_m=getattr(row, f"{end}_elevation_m"),
    )


async def tell_more(tx: AsyncConnection, trip_id: UUID, more: Told, now: datetime) -> None:
    """Add to what was told of a trip, which is told as a whole by it."""
    await tx.execute(
        sa.text("""
            UPDATE trips SET told = told || CAST(:more AS jsonb), received_at = :now WHERE trip_id = :trip_id
        """),
        {"trip_id": trip_id, "more": msgspec.json.encode(more).decode(), "now": now},
    )
