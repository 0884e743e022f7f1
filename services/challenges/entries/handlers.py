"""Event handlers of entries: trips become progress."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import store as challenges
from services.challenges.entries import actions, rules, store
from services.challenges.entries.rules import Index
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged


def on_trips_judged(zone: ZoneInfo) -> Handler:
    """The handler of `trip.judged.v1`. `zone` is the city's time zone, in which an entry's local day is
    counted. The handler caches the index of rules between batches."""
    index = Index(version=-1)

    async def current_index(tx: AsyncConnection) -> Index:
        """The index of the rules in force, compiled anew only when their version has changed."""
        nonlocal index
        version = await challenges.read_rules_version(tx)
        if version != index.version:
            index = rules.compile_index(version, await challenges.in_force(tx))
        return index

    async def count_trips(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        """Count a batch of trips toward every challenge they fall in, or take them back.

        The number of statements does not depend on the length of the batch. Safe to run twice and in any
        order: only the difference between the newest revision and the stored one is counted.
        """
        city_id = batch[0].event.city_id
        rules_index = await current_index(tx)
        order = {heard.id: place for place, heard in enumerate(batch)}
        changes = await store.remember(tx, city_id, newest(batch, lambda trip: trip.trip_id))
        changes.sort(key=lambda change: order[change.heard.id])
        joins = await store.joins(tx, {change.heard.event.rider_id for change in changes})
        matches = rules.matches(rules_index, joins.by_rider, changes)
        gains = rules.gains(await actions.drop_new_of_inactive(tx, matches))
        if not gains:
            return
        entries = await store.add_progress(tx, city_id, gains, joins.changes)
        await actions.say(tx, city_id, zone, entries, gains)

    return count_trips
