"""Event handlers of entries: trips become progress."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting import trips
from services.challenges.entries.actions import count_changes, index_in_force
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged


def on_trips_judged(zone: ZoneInfo, game_operator: str) -> Handler:
    """The handler of `trip.judged.v1` in a city of this time zone, whose game this operator runs. The handler
    caches the index of challenges between batches."""
    current_index = index_in_force(zone, game_operator)

    async def count_trips(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        """Count a batch of trips toward every challenge they fall in, or take them back. Safe to run twice
        and in any order: only what differs between the newest revision and the stored one is counted."""
        city_id = batch[0].event.city_id
        rules = await current_index(tx)
        order = {heard.id: place for place, heard in enumerate(batch)}
        changes = await trips.remember(tx, city_id, newest(batch, lambda trip: trip.trip_id))
        changes.sort(key=lambda change: order[change.heard.id])
        await count_changes(tx, city_id, rules, changes, datetime.now(UTC))

    return count_trips
