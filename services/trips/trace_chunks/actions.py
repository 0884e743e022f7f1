"""Live trips as they stand: tellings with all that has been heard of them, their traces cleaned from all
points that have come."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.stored_traces import store as places
from services.trips.tellings.actions import trace_of, with_traces
from services.trips.tellings.rules import LimitsOf, Telling
from services.trips.tellings.store import Kept
from services.trips.trace_chunks import store
from services.trips.trace_chunks.rules import HeardOf
from services.trips.zone_map.actions import KnownZones


async def as_they_stand(
    tx: AsyncConnection,
    city_id: str,
    limits_of: LimitsOf,
    zones: KnownZones,
    kept: Sequence[Kept],
    now: datetime,
) -> list[Kept]:
    """These stored trips, the live ones with what has been heard of them by `now`. Traces that were cleaned
    without the newest points are cleaned anew and stored. Riders are locked."""
    heard = await _heard_of(tx, kept)
    told = _as_heard(kept, heard, now)
    stale = [told[trip_id] for trip_id, each in heard.items() if each.is_stale]
    if stale:
        points = await store.points_of(tx, [each.trip_id for each in stale])
        fresh = await with_traces(tx, limits_of, stale, points, zones)
        await places.set_traces(tx, city_id, fresh)
        await store.mark_cleaned(tx, [each.trip_id for each in stale])
        told |= {each.trip_id: each for each in fresh}
    return _retold(kept, told)


Stand = Callable[
    [AsyncConnection, str, LimitsOf, KnownZones, Sequence[Kept], datetime], Awaitable[list[Kept]]
]
"""How stored trips are read as they stand: `as_they_stand`, or what writes nothing."""


async def as_they_would_stand(
    tx: AsyncConnection,
    _: str,
    limits_of: LimitsOf,
    __: KnownZones,
    kept: Sequence[Kept],
    now: datetime,
    *,
    anew: bool = False,
) -> list[Kept]:
    """These stored trips as `as_they_stand` reads them, by these limits. Nothing is written, riders need not
    be locked, and zones stay as they were. With `anew`, every trace whose points are still there is cleaned
    from them."""
    heard = await _heard_of(tx, kept)
    told = _as_heard(kept, heard, now)
    wanted = [trip_id for trip_id, each in heard.items() if each.is_stale or (anew and not each.is_deleted)]
    for trip_id, points in (await store.points_of(tx, wanted) if wanted else {}).items():
        told[trip_id] = replace(told[trip_id], trace=trace_of(told[trip_id], points, limits_of))
    return _retold(kept, told)


async def _heard_of(tx: AsyncConnection, kept: Sequence[Kept]) -> dict[UUID, HeardOf]:
    live = [each.telling.trip_id for each in kept if each.telling.live]
    return await store.of_trips(tx, live) if live else {}


def _as_heard(kept: Sequence[Kept], heard: Mapping[UUID, HeardOf], now: datetime) -> dict[UUID, Telling]:
    """The live tellings, by id, with what has been heard of them."""
    return {
        each.telling.trip_id: as_heard(each.telling, heard[each.telling.trip_id], now)
        for each in kept
        if each.telling.trip_id in heard
    }


def _retold(kept: Sequence[Kept], told: Mapping[UUID, Telling]) -> list[Kept]:
    return [each._replace(telling=told.get(each.telling.trip_id, each.telling)) for each in kept]


def as_heard(telling: Telling, heard: HeardOf, now: datetime) -> Telling:
    """A live telling with when it was heard of last, and whether its first points may still come."""
    return replace(
        telling,
        heard_at=heard.heard_at,
        awaits_trace=not heard.points and not heard.is_closed(now),
        trace_closes_at=heard.closes_at,
    )
