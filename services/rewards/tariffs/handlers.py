"""Event door of tariffs: trips become points."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger.actions import book
from services.rewards.tariffs import rules, store
from services.rewards.tariffs.rules import TARIFF
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged


def on_trips_judged(pending: timedelta) -> Handler:
    """The handler of trips. Points can be spent `pending` after the trip's end."""

    async def pay_trips(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        """Book the difference between these trips' points and what was booked for them before.

        Five statements (six when a level is reached), however long the batch. Idempotent, and safe in any
        order: a trip changes something only with a higher revision than the stored one.
        """
        city_id = batch[0].event.city_id
        trips = {
            trip_id: (heard, rules.earned(TARIFF, heard.event))
            for trip_id, heard in newest(batch, lambda trip: trip.trip_id).items()
        }
        changes = await store.remember(tx, city_id, trips)
        if not changes:
            return
        days = await store.add_to_days(tx, city_id, rules.day_gains(changes))
        lines = rules.postings(TARIFF, pending, changes, days)
        await book(tx, city_id, lines, rules.revisions_gained(changes))

    return pay_trips
