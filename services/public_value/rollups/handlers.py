"""What public_value does when a trip is judged or points are posted: the rollups move by the difference."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.rollups import rules, store
from shared.events.heard import Heard, newest
from shared.events.rewards import AWARDS, PointsPosted
from shared.events.trips import TripJudged


async def on_trips_judged(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
    """Add to cells and shares the difference that these trips make.

    At most six statements, however long the batch. Idempotent, and safe in any order: a trip changes
    something only with a higher revision than the stored one.
    """
    city_id = batch[0].event.city_id
    trips = [heard.event for heard in newest(batch, lambda trip: trip.trip_id).values()]
    gains = rules.trip_gains(await store.remember_trips(tx, city_id, trips))
    await store.add_to_cells(tx, city_id, gains.cells)
    await store.add_to_shares(tx, city_id, gains.shares)
    await store.add_to_stand_ins(tx, city_id, gains.stand_ins)
    await store.note_imports(tx, city_id, rules.imported(batch))
    # Shares count too: a trip that goes to another rider changes them and leaves every cell as it was.
    await _stamp(tx, city_id, batch, {share[0] for share in gains.shares} | {cell[0] for cell in gains.cells})


async def on_points_posted(tx: AsyncConnection, batch: Sequence[Heard[PointsPosted]]) -> None:
    """Add to cells the difference in points that sources (a trip, a day's limit, an entry) have given. What
    riders owe and spend are no points that the city gives."""
    city_id = batch[0].event.city_id
    awards = [heard for heard in batch if heard.event.kind in AWARDS]
    if not awards:
        return
    newest_postings = newest(awards, lambda posting: (posting.rider_id, posting.source))
    postings = [heard.event for heard in newest_postings.values()]
    gains = rules.points_gains(await store.remember_points(tx, city_id, postings))
    await store.add_to_cells(tx, city_id, gains)
    await _stamp(tx, city_id, awards, {cell[0] for cell in gains})


async def _stamp(tx: AsyncConnection, city_id: str, batch: Sequence[Heard[Any]], days: set[date]) -> None:
    months = {day.replace(day=1) for day in days}
    await store.stamp_months(tx, city_id, months, max(heard.time for heard in batch))
