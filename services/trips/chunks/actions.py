"""Live trips as they stand: tellings with all that has been heard of them, their traces cleaned from all
points that have come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.chunks import store
from services.trips.chunks.rules import HeardOf
from services.trips.tellings import store as tellings
from services.trips.tellings.actions import with_traces
from services.trips.tellings.rules import LimitsOf, Telling
from services.trips.tellings.store import Kept
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
    live = [each.telling.trip_id for each in kept if each.telling.live]
    if not live:
        return list(kept)
    heard = await store.of_trips(tx, live)
    told = {
        each.telling.trip_id: as_heard(each.telling, heard[each.telling.trip_id], now)
        for each in kept
        if each.telling.trip_id in heard
    }
    stale = [told[trip_id] for trip_id, each in heard.items() if each.is_stale]
    if stale:
        points = await store.points_of(tx, [each.trip_id for each in stale])
        fresh = await with_traces(tx, limits_of, stale, points, zones)
        await tellings.set_traces(tx, city_id, fresh)
        await store.mark_cleaned(tx, [each.trip_id for each in stale])
        told |= {each.trip_id: each for each in fresh}
    return [each._replace(telling=told.get(each.telling.trip_id, each.telling)) for each in kept]


def as_heard(telling: Telling, heard: HeardOf, now: datetime) -> Telling:
    """A live telling with when it was heard of last, and whether its first points may still come."""
    return replace(
        telling,
        heard_at=heard.heard_at,
        awaits_trace=not heard.points and not heard.is_closed(now),
        trace_closes_at=heard.closes_at,
    )
