"""The event door of trips: each judged trip is added to totals and days."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.trips import rules, store
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged


async def on_trips_judged(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
    """Add to totals and days the difference that these trips make. At most five statements."""
    trips = newest(batch, lambda trip: trip.trip_id)
    changes = await store.remember_trips(tx, [heard.event for heard in trips.values()])
    if not changes:
        return
    event_times = {trip_id: heard.time for trip_id, heard in trips.items()}
    totals = rules.by_rider(changes, event_times)
    await store.add_totals(tx, totals)
    cities = {rider_id: rider_totals.city_id for rider_id, rider_totals in totals.items()}
    if turned_days := await store.count_days(tx, rules.by_day(changes), cities):
        await store.mark_beginnings(tx, turned_days)
