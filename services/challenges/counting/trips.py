"""The table `trips`: what challenges know of each trip and activity. Functions never decide or commit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting.declared import DECLARED, declared_of
from services.challenges.counting.rules import Cause, Change
from services.challenges.matching.deeds import BIKE_SHARE, Deed
from shared.db import by_column, fetch, unnest
from shared.eventlog.outbox import derived_id
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
TOLD = {**COLUMNS, "ended_at": "timestamptz", "revision": "int", "counts": "bool"}
NEVER_CHANGING = ("trip_id", "rider_id", "service")
NEWEST = ", ".join(f"{name} = excluded.{name}" for name in (*TOLD, *DECLARED) if name not in NEVER_CHANGING)
WAS = ", ".join(f"old.{name}" for name in (*COLUMNS, *DECLARED, "is_erased"))
"""What a Deed was before a change, in its order."""
IS_DECLARED = ", ".join(f"new.{name}" for name in DECLARED)
SPLIT = f"string_to_array(NULLIF(zone_ids, ''), '{ZONES_SEPARATOR}')"
VALUES = ", ".join(f"coalesce({SPLIT}, '{{}}')" if name == "zone_ids" else name for name in TOLD)
# OFFSET 0 keeps the planner from reading all who were erased.
REMEMBER = sa.text(f"""
    INSERT INTO trips ({", ".join((*TOLD, *DECLARED))}, city_id)
    SELECT {VALUES}, {", ".join(declared_of("row").values())}, :city_id
    FROM {unnest(TOLD)}
    WHERE NOT EXISTS (
        SELECT FROM erased_riders WHERE rider_hash = sha256(uuid_send(row.rider_id)) OFFSET 0
    )
    ORDER BY trip_id
    ON CONFLICT (trip_id) DO UPDATE SET {NEWEST} WHERE trips.revision < excluded.revision
    RETURNING new.trip_id, {IS_DECLARED}, old.counts, {WAS}
""")


class State(NamedTuple):
    """A trip, or an activity, as its newest revision tells of it."""

    cause: Heard[Any] | Cause
    deed: Deed
    ended_at: datetime
    revision: int
    counts: bool


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


class Activity(NamedTuple):
    """What a rider did at an instant that is no trip, as an operator or another service (`operator_id` is
    empty) has reported it. Of two states the higher revision is true. `is_erased`: the rider was erased, and
    rider_id is a random id."""

    activity_id: UUID
    operator_id: str
    rider_id: UUID
    service: str
    at: datetime
    local_on: date
    revision: int
    counts: bool
    is_erased: bool = False

    @property
    def trip_id(self) -> UUID:
        """Under which it is stored beside trips: no trip has this id, nor an activity that somebody else
        reports."""
        return uuid5(ACTIVITIES, f"{self.operator_id}/{self.activity_id}")


def cause_id(activity: Activity) -> UUID:
    """The id of the event that tells this state of an activity."""
    return derived_id(activity.activity_id, "activity", str(activity.revision))


ACTIVITIES = UUID("019aa000-0000-7000-8000-00000000ac71")


def activity_state(activity: Activity, zone: tzinfo, cause: Heard[Any] | Cause) -> State:
    """What challenges know of an activity, in a city of this time zone."""
    deed = Deed(
        activity.trip_id,
        activity.rider_id,
        activity.operator_id,
        activity.service,
        activity.at,
        activity.local_on,
        activity.at.astimezone(zone).hour,
    )
    return State(cause, deed, activity.at, activity.revision, activity.counts)


async def remember(
    tx: AsyncConnection, city_id: str, trips: Mapping[UUID, Heard[TripJudged]]
) -> list[Change]:
    """Upsert the newest revisions of these trips. Returns the trips whose stored revision was older."""
    states = {
        trip_id: State(
            heard, deed_of(heard.event), heard.event.ended_at, heard.event.revision, heard.event.counts
        )
        for trip_id, heard in trips.items()
    }
    return await remember_states(tx, city_id, states)


async def remember_states(tx: AsyncConnection, city_id: str, states: Mapping[UUID, State]) -> list[Change]:
    """Upsert these states of trips and activities, by the trip_id of their deeds, with what was declared of
    their days and stations. Returns those whose stored revision was older. Those of riders who were erased
    are passed over."""
    rows = []
    for _, deed, ended_at, revision, counts in states.values():
        *told, zone_ids = of_columns(deed)
        rows.append((*told, ZONES_SEPARATOR.join(zone_ids), ended_at, revision, counts))
    changes = []
    values = {**by_column(TOLD, rows), "city_id": city_id}
    for trip_id, tags, start, end, counted, *was in await fetch(tx, REMEMBER, values):
        state = states[trip_id]
        now = state.deed if state.counts else None
        if now is not None and (tags or start or end):
            now = with_declared(now, tags, start, end)
        changes.append(Change(state.cause, Deed(*was) if counted else None, now))
    return changes


def with_declared(deed: Deed, day_tags: Sequence[str], start_is_bonus: bool, end_is_bonus: bool) -> Deed:
    """The same, on a day with these tags, between stations that are bonus stations or not."""
    declared = tuple(day_tags), start_is_bonus, end_is_bonus
    if declared == (tuple(deed.day_tags), deed.start_is_bonus, deed.end_is_bonus):
        return deed  # as most trips are, of which nothing was declared
    return msgspec.structs.replace(deed, **dict(zip(DECLARED, declared, strict=True)))
