"""The event door of trips: each judged trip is added to totals and days."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.trips import rules, store
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged


async def on_trips_judged(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
    """Add to totals and days what is new of these trips, or take it back. At most five statements."""
    heard = newest(batch, lambda trip: trip.trip_id)
    changes = await store.remember_trips(tx, [each.event for each in heard.values()])
    if not changes:
        return
    heard_at = {trip_id: each.time for trip_id, each in heard.items()}
    totals = rules.by_rider(changes, heard_at)
    await store.add_totals(tx, totals)
    cities = {rider_id: each.city_id for rider_id, each in totals.items()}
    if turned := await store.count_days(tx, rules.by_day(changes), cities):
        await store.mark_beginnings(tx, turned)
