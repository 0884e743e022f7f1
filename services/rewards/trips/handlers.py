"""Event door of trips: they become points."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.charges.actions import charge_trips
from services.rewards.expiry.actions import ReadTerms, with_expiry
from services.rewards.leaderboards import store as leaderboards
from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.tariffs.actions import ReadTariffs
from services.rewards.trips import rules, store
from shared.db import fast_uuid
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged


def on_trips_judged(read_tariffs: ReadTariffs, read_terms: ReadTerms) -> Handler:
    """The handler of trips."""

    async def pay_trips(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        """Book the difference between these trips' points and what was booked for them before.

        Six statements, however long the batch: three more for new riders, one more for new levels, one where
        a tariff limits the month, at most seven where a campaign is asked for a multiplier, and one where a
        rider is on leaderboards. Idempotent, and safe in any order: a trip changes something only with a
        higher revision than the stored one.
        """
        city_id = batch[0].event.city_id
        newest_trips = newest(batch, lambda trip: trip.trip_id)
        accounts = await lock_accounts(tx, {heard.event.rider_id for heard in newest_trips.values()})
        tariffs = await read_tariffs(tx, accounts.rules_version)
        if accounts.erased:
            newest_trips = {
                trip_id: heard
                for trip_id, heard in newest_trips.items()
                if heard.event.rider_id not in accounts.erased
            }
        by_campaigns = await charge_trips(tx, city_id, newest_trips, tariffs)
        trips = {
            fast_uuid(trip_id.bytes): rules.paid(
                heard, accounts[heard.event.rider_id], tariffs, by_campaigns.get(trip_id)
            )
            for trip_id, heard in newest_trips.items()
        }
        changes = await store.remember(tx, city_id, trips)
        if not changes:
            return
        day_changes = rules.day_changes(changes)
        days = await store.add_to_days(tx, city_id, day_changes)
        limits = rules.limited_months(day_changes, tariffs)
        months = await store.add_up_months(tx, city_id, limits) if limits else {}
        lines = rules.lines_of(tariffs, day_changes, days, months)
        terms = await read_terms(tx, accounts.rules_version)
        await book(tx, city_id, await with_expiry(tx, city_id, terms, lines), accounts.levels)
        if on_boards := rules.days_on_boards(day_changes, days):
            # Last, because how many riders have how many points is counted in rows that all batches share.
            await leaderboards.add_days(tx, city_id, on_boards)

    return pay_trips
