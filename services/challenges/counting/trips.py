"""The table `trips`: what challenges know of each trip and activity. Functions never decide or commit."""

from collections.abc import Mapping
from operator import attrgetter
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.rules import Change
from services.challenges.matching.deeds import BIKE_SHARE, Deed
from shared.db import by_column, fetch, unnest
from shared.events.heard import Heard
from shared.events.trips import TripJudged

ZONES_SEPARATOR = "\x1f"
COLUMNS = {
    "trip_id": "uuid",
    "rider_id": "uuid",
    "operator_id": "text",
    "service": "text",
    "started_at": "timestamptz",
    "local_on": "date",
    "local_hour": "smallint",
    "vehicle_type": "text",
    "duration_s": "int",
    "energy_kcal": "int",
    "distance_m": "int",
    "distance_source": "text",
    "climb_m": "int",
    "start_station_id": "text",
    "end_station_id": "text",
    "start_zone_id": "text",
    "end_zone_id": "text",
    "zone_ids": "text",
}
"""Those of a Deed that events bring, in its order; zone_ids are joined into one text."""
of_columns = attrgetter(*COLUMNS)
TOLD = {**COLUMNS, "revision": "int", "counts": "bool"}
NEVER_CHANGING = ("trip_id", "rider_id", "service")
NEWEST = ", ".join(f"{name} = excluded.{name}" for name in TOLD if name not in NEVER_CHANGING)
WAS = ", ".join(f"old.{name}" for name in COLUMNS if name != "zone_ids")
SPLIT = f"string_to_array(NULLIF(zone_ids, ''), '{ZONES_SEPARATOR}')"
VALUES = ", ".join(f"coalesce({SPLIT}, '{{}}')" if name == "zone_ids" else name for name in TOLD)
REMEMBER = sa.text(f"""
    INSERT INTO trips ({", ".join(TOLD)}, city_id) SELECT {VALUES}, :city_id
    FROM {unnest(TOLD)} ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE SET {NEWEST} WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, old.counts, {WAS}, old.zone_ids, old.day_tags, old.start_is_bonus, old.end_is_bonus
""")


def deed_of(trip: TripJudged) -> Deed:
    """What challenges know of a trip."""
    return Deed(
        trip.trip_id,
        trip.rider_id,
        trip.operator_id,
        BIKE_SHARE,
        trip.started_at,
        trip.local_on,
        trip.local_hour,
        trip.vehicle_type,
        trip.duration_s,
        trip.energy_kcal,
        trip.distance_m,
        trip.distance_source,
        trip.climb_m,
        trip.start_station_id,
        trip.end_station_id,
        trip.start_zone_id,
        trip.end_zone_id,
        trip.zone_ids,
    )


async def remember(
    tx: AsyncConnection, city_id: str, trips: Mapping[UUID, Heard[TripJudged]]
) -> list[Change]:
    """Upsert the newest revisions of these trips. Returns the trips whose stored revision was older."""
    deeds = {trip_id: deed_of(heard.event) for trip_id, heard in trips.items()}
    rows = []
    for heard, deed in zip(trips.values(), deeds.values(), strict=True):
        *told, zone_ids = of_columns(deed)
        rows.append((*told, ZONES_SEPARATOR.join(zone_ids), heard.event.revision, heard.event.counts))
    changes = []
    for trip_id, counted, *was in await fetch(tx, REMEMBER, {**by_column(TOLD, rows), "city_id": city_id}):
        heard = trips[trip_id]
        changes.append(
            Change(heard, Deed(*was) if counted else None, deeds[trip_id] if heard.event.counts else None)
        )
    return changes
