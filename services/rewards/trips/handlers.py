"""Event door of trips: they become points."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.tariffs.actions import ReadTariffs
from services.rewards.trips import rules, store
from shared.db import fast_uuid
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged


def on_trips_judged(read_tariffs: ReadTariffs) -> Handler:
    """The handler of trips."""

    async def pay_trips(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        """Book the difference between these trips' points and what was booked for them before.

        Six statements, however long the batch: two more for new riders, one more for new levels, and one
        where a tariff limits the month. Idempotent, and safe in any order: a trip changes something only with
        a higher revision than the stored one.
        """
        city_id = batch[0].event.city_id
        newest_trips = newest(batch, lambda trip: trip.trip_id)
        accounts = await lock_accounts(tx, {heard.event.rider_id for heard in newest_trips.values()})
        tariffs = await read_tariffs(tx, accounts.rules_version)
        trips = {
            fast_uuid(trip_id.bytes): rules.paid(heard, accounts[heard.event.rider_id], tariffs)
            for trip_id, heard in newest_trips.items()
        }
        changes = await store.remember(tx, city_id, trips)
        if not changes:
            return
        day_changes = rules.day_changes(changes)
        days = await store.add_to_days(tx, city_id, day_changes)
        limits = rules.limited_months(day_changes, tariffs)
        months = await store.add_up_months(tx, city_id, limits) if limits else {}
        await book(tx, city_id, rules.lines_of(tariffs, day_changes, days, months), accounts.levels)

    return pay_trips
