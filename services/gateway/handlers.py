"""The event door: what the services say becomes what riders read."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.entries import store as store_entries
from services.gateway.riders.statement import rules
from services.gateway.riders.statement import store as store_points
from services.gateway.riders.trips import store as store_trips
from shared.eventlog.consumer import Handlers
from shared.events.challenges import ChallengePublished, EntryJudged
from shared.events.heard import Heard, newest
from shared.events.rewards import LevelReached, PointsPosted
from shared.events.trips import TripJudged


async def on_trips_judged(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
    """Add to totals and days what is new of these trips, or take it back. At most five statements."""
    heard = newest(batch, lambda trip: trip.trip_id)
    changes = await store_trips.remember_trips(tx, [each.event for each in heard.values()])
    if not changes:
        return
    heard_at = {trip_id: each.time for trip_id, each in heard.items()}
    totals = rules.by_rider(changes, heard_at)
    await store_trips.add_totals(tx, totals)
    cities = {rider_id: each.city_id for rider_id, each in totals.items()}
    if turned := await store_trips.count_days(tx, rules.by_day(changes), cities):
        await store_trips.mark_beginnings(tx, turned)


async def on_points_posted(tx: AsyncConnection, batch: Sequence[Heard[PointsPosted]]) -> None:
    """Add to accounts and statements what is new of these postings. At most six statements."""
    accounts = await store_points.lock_accounts(
        tx, {each.event.rider_id: each.event.city_id for each in batch}
    )
    given = await store_points.given_by(tx, [each.event.source for each in batch])
    lines, changed, latest = rules.book(batch, accounts, given)
    if not latest:
        return
    await store_points.keep_sources(tx, latest)
    await store_points.add_lines(tx, lines)
    await store_points.keep_accounts(tx, changed)


async def on_levels_reached(tx: AsyncConnection, batch: Sequence[Heard[LevelReached]]) -> None:
    """Show the newest level of each rider."""
    await store_points.keep_levels(tx, newest(batch, lambda level: level.rider_id))


async def on_challenges_published(tx: AsyncConnection, batch: Sequence[Heard[ChallengePublished]]) -> None:
    """Know until when each challenge is of interest to its riders."""
    await store_entries.keep_challenges(tx, newest(batch, lambda challenge: challenge.challenge_id))


async def on_entries_judged(tx: AsyncConnection, batch: Sequence[Heard[EntryJudged]]) -> None:
    """Show how far riders are in their challenges."""
    await store_entries.keep_entries(tx, newest(batch, lambda entry: (entry.rider_id, entry.challenge_id)))


HANDLERS: Handlers = {
    "trips": {TripJudged.type: on_trips_judged},
    "challenges": {ChallengePublished.type: on_challenges_published, EntryJudged.type: on_entries_judged},
    "rewards": {PointsPosted.type: on_points_posted, LevelReached.type: on_levels_reached},
}
