"""Event door of rewards: trips and entries become points."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger import store
from services.rewards.tariffs import rules
from services.rewards.tariffs.rules import TARIFF, Day, Posting, TripChange
from shared.db import on_commit
from shared.eventlog.consumer import Handlers
from shared.eventlog.outbox import derived_id, publish
from shared.events.challenges import EntryJudged
from shared.events.event import Event
from shared.events.heard import Heard, newest
from shared.events.rewards import LevelReached, PointsPosted
from shared.events.trips import TripJudged

POINTS_GIVEN = Counter("rodem_points_given", "Points that went to riders, by kind of posting.", ["kind"])
POINTS_TAKEN_BACK = Counter(
    "rodem_points_taken_back", "Points that went back from riders, by kind of posting.", ["kind"]
)


def handlers(pending: timedelta) -> Handlers:
    """Who handles what. `pending` is how long after a trip's end its points can be spent."""

    async def on_trips_judged(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        """Book the difference that these trips make to what is known of them.

        Five statements (six when a level is reached), however long the batch. Safe to run twice and in
        any order: of each trip only a higher revision than the known one changes anything.
        """
        city_id = batch[0].event.city_id
        trips = {
            trip_id: (heard, rules.earned(TARIFF, heard.event))
            for trip_id, heard in newest(batch, lambda trip: trip.trip_id).items()
        }
        changes = await store.remember(tx, city_id, trips)
        if not changes:
            return
        days = await store.add_to_days(tx, city_id, day_gains(changes))
        lines = rules.postings(TARIFF, pending, changes, days)
        await book(tx, city_id, lines, account_gains(lines, changes))

    async def on_entries_judged(tx: AsyncConnection, batch: Sequence[Heard[EntryJudged]]) -> None:
        """Book the rewards of entries that were completed, and take back those that are no longer."""
        city_id = batch[0].event.city_id
        entries = newest(batch, lambda entry: (entry.rider_id, entry.challenge_id))
        lines = rules.entry_postings(pending, await store.remember_entries(tx, city_id, entries))
        if lines:
            await book(tx, city_id, lines, account_gains(lines, ()))

    return {
        "trips": {TripJudged.type: on_trips_judged},
        "challenges": {EntryJudged.type: on_entries_judged},
    }


async def book(
    tx: AsyncConnection, city_id: str, lines: Sequence[Posting], gains: Mapping[UUID, tuple[int, int]]
) -> None:
    """Write lines into the ledger, move the accounts of their riders, and say what has changed."""
    await store.post(tx, city_id, lines)
    standings = await store.add_to_accounts(tx, city_id, gains)
    levels = await levels_reached(tx, city_id, rules.level_changes(standings))
    ids = [
        *(line.posting_id for line in lines),
        *(derived_id(level.rider_id, "level", str(level.revision)) for level in levels),
    ]
    events = [*(posted(city_id, line) for line in lines), *levels]
    await publish(tx, events, ids)
    on_commit(tx, lambda: count(lines))


def count(lines: Iterable[Posting]) -> None:
    """Count the points of lines that are in the ledger."""
    sums: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for line in lines:
        sums[line.kind, line.points >= 0] += abs(line.points)
    for (kind, given), points in sums.items():
        (POINTS_GIVEN if given else POINTS_TAKEN_BACK).labels(kind).inc(points)


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


def account_gains(lines: Iterable[Posting], changes: Iterable[TripChange]) -> dict[UUID, tuple[int, int]]:
    """Points and trips' revisions that each rider's account gains. Every changed trip has its line."""
    revisions: defaultdict[UUID, int] = defaultdict(int)
    for change in changes:
        revisions[change.heard.event.rider_id] += change.heard.event.revision - change.revision_before
    points: defaultdict[UUID, int] = defaultdict(int)
    for line in lines:
        points[line.rider_id] += line.points
    return {rider_id: (gained, revisions[rider_id]) for rider_id, gained in points.items()}


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


async def levels_reached(
    tx: AsyncConnection, city_id: str, reached: Sequence[rules.Standing]
) -> list[LevelReached]:
    """The events of riders' new levels.

    Their revision is the sum of the revisions of all the rider's trips and entries: it grows with every
    change, and is the same whatever the batches were. Levels are rare, so entries are added up only here.
    """
    if not reached:
        return []
    of_entries = await store.entry_revisions(tx, [standing.rider_id for standing in reached])
    return [
        LevelReached(
            city_id=city_id,
            rider_id=standing.rider_id,
            revision=standing.trip_revisions + of_entries.get(standing.rider_id, 0),
            level=rules.level(standing.lifetime),
            lifetime_points=standing.lifetime,
        )
        for standing in reached
    ]
