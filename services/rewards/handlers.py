"""Event door of rewards: trips become points."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards import rules, store
from services.rewards.rules import TARIFF, Day, Posting, TripChange
from shared.bus import Handler
from shared.db import publish
from shared.events import Event, Heard, LevelReached, PointsPosted, TripJudged, derived_id


def handlers(pending: timedelta) -> Mapping[str, Handler]:
    """Who handles what. `pending` is how long after a trip's end its points can be spent."""

    async def on_trips_judged(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        """Book the difference that these trips make to what is known of them.

        Five statements, however long the batch. Safe to run twice and in any order: of each trip only
        a higher revision than the known one changes anything.
        """
        city_id = batch[0].event.city_id
        changes = await store.remember(tx, city_id, newest(batch))
        if not changes:
            return
        days = await store.add_to_days(tx, city_id, day_gains(changes))
        lines = rules.postings(TARIFF, pending, changes, days)
        await store.post(tx, city_id, lines)
        standings = await store.add_to_accounts(tx, city_id, account_gains(changes, lines))
        cause = {change.heard.event.rider_id: change.heard.id for change in changes}
        reached = rules.level_changes(standings)
        await publish(
            tx,
            [*(posted(city_id, line) for line in lines), *(level_reached(city_id, each) for each in reached)],
            [
                *(line.posting_id for line in lines),
                *(derived_id(cause[each.rider_id], "level") for each in reached),
            ],
        )

    return {TripJudged.type: on_trips_judged}


def newest(batch: Iterable[Heard[TripJudged]]) -> dict[UUID, tuple[Heard[TripJudged], int]]:
    """Of each trip its newest state in the batch, with its full points."""
    last: dict[UUID, Heard[TripJudged]] = {}
    for heard in batch:
        known = last.get(heard.event.trip_id)
        if known is None or known.event.revision < heard.event.revision:
            last[heard.event.trip_id] = heard
    return {trip_id: (heard, rules.earned(TARIFF, heard.event)) for trip_id, heard in last.items()}


def day_gains(changes: Iterable[TripChange]) -> dict[tuple[UUID, date], Day]:
    """Full points and revisions that each rider's local day gains."""
    gains: dict[tuple[UUID, date], Day] = {}
    for change in changes:
        trip = change.heard.event
        key = (trip.rider_id, trip.local_on)
        points, revision = gains.get(key, (0, 0))
        gains[key] = Day(
            points + change.points - change.points_before, revision + trip.revision - change.revision_before
        )
    return gains


def account_gains(changes: Iterable[TripChange], lines: Iterable[Posting]) -> dict[UUID, tuple[int, int]]:
    """Points and revisions that each rider's account gains."""
    points: dict[UUID, int] = {}
    revisions: dict[UUID, int] = {}
    for line in lines:
        points[line.rider_id] = points.get(line.rider_id, 0) + line.points
    for change in changes:
        trip = change.heard.event
        gained = trip.revision - change.revision_before
        revisions[trip.rider_id] = revisions.get(trip.rider_id, 0) + gained
    return {rider_id: (points[rider_id], revision) for rider_id, revision in revisions.items()}


def posted(city_id: str, line: Posting) -> Event:
    """The event of a line."""
    return PointsPosted(
        city_id=city_id,
        rider_id=line.rider_id,
        posting_id=line.posting_id,
        source=line.given_by,
        revision=line.revision,
        kind=line.kind,
        points=line.points,
        total_points=line.total_points,
        posted_at=line.posted_at,
        available_at=line.available_at,
        local_on=line.local_on,
        rule=line.rule,
        version=line.version,
        params=dict(line.params),
        zone_id=line.zone_id,
    )


def level_reached(city_id: str, standing: rules.Standing) -> Event:
    """The event of a rider's new level."""
    return LevelReached(
        city_id=city_id,
        rider_id=standing.rider_id,
        revision=standing.revision,
        level=rules.level(standing.lifetime),
        lifetime_points=standing.lifetime,
    )
