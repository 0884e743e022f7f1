"""What every room of rewards does with the ledger: book lines, publish them, and watch that it balances."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger import rules, store
from services.rewards.ledger.rules import Gain, Posting, Standing
from shared.db import on_commit
from shared.eventlog.outbox import derived_id, publish
from shared.events.rewards import LevelReached, PointsPosted

logger = structlog.get_logger()

WATCH_EVERY_S = 600

POINTS_GIVEN = Counter("rodem_points_given", "Points that went to riders, by kind of posting.", ["kind"])
POINTS_TAKEN_BACK = Counter(
    "rodem_points_taken_back", "Points that went back from riders, by kind of posting.", ["kind"]
)
LEDGER_BALANCED = Gauge(
    "rodem_ledger_balanced",
    "1 if the ledger sums to zero and every balance to its postings, else 0. Looked at every ten minutes.",
)


async def book(
    tx: AsyncConnection, city_id: str, lines: Sequence[Posting], trip_revisions: Mapping[UUID, int]
) -> None:
    """Write lines into the ledger, add them to their riders' accounts, and publish the events.

    `trip_revisions` has by how much the sum of the revisions of each rider's trips has grown.
    """
    await store.post(tx, city_id, lines)
    standings = await store.add_to_accounts(tx, city_id, account_gains(lines, trip_revisions))
    levels = await levels_reached(tx, city_id, rules.level_changes(standings))
    ids = [
        *(line.posting_id for line in lines),
        *(derived_id(level.rider_id, "level", str(level.revision)) for level in levels),
    ]
    events = [*(event_of(city_id, line) for line in lines), *levels]
    await publish(tx, events, ids)
    on_commit(tx, lambda: count(lines))


def count(lines: Iterable[Posting]) -> None:
    """Count the points of lines that are in the ledger."""
    sums: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for line in lines:
        sums[line.kind, line.points >= 0] += abs(line.points)
    for (kind, to_rider), points in sums.items():
        (POINTS_GIVEN if to_rider else POINTS_TAKEN_BACK).labels(kind).inc(points)


def account_gains(lines: Iterable[Posting], trip_revisions: Mapping[UUID, int]) -> dict[UUID, Gain]:
    """What each rider's account gains. Every rider whose trips have changed has a line, even of 0 points."""
    points: defaultdict[UUID, int] = defaultdict(int)
    for line in lines:
        points[line.rider_id] += line.points
    return {rider_id: Gain(gained, trip_revisions.get(rider_id, 0)) for rider_id, gained in points.items()}


def event_of(city_id: str, line: Posting) -> PointsPosted:
    """The event that publishes a line."""
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
    tx: AsyncConnection, city_id: str, standings: Sequence[Standing]
) -> list[LevelReached]:
    """The events of riders' new levels.

    A level's revision is the sum of the revisions of all the rider's trips and entries: it grows with every
    change, and does not depend on how events were batched. New levels are rare, so revisions of entries are
    added up here and not with every batch.
    """
    if not standings:
        return []
    entry_revisions = await store.entry_revisions(tx, [standing.rider_id for standing in standings])
    return [
        LevelReached(
            city_id=city_id,
            rider_id=standing.rider_id,
            revision=standing.trip_revisions + entry_revisions.get(standing.rider_id, 0),
            level=rules.level(standing.lifetime),
            lifetime_points=standing.lifetime,
        )
        for standing in standings
    ]


async def watch(dsn: str) -> None:
    """Check that the ledger balances; set the gauge, and log an error if it does not."""
    balanced = await store.is_balanced(dsn)
    LEDGER_BALANCED.set(balanced)
    if not balanced:
        logger.error("ledger_not_balanced")
