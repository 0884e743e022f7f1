"""What every room of rewards does with the ledger: book lines, publish them, and watch that it balances."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

import structlog
from prometheus_client import Counter, Gauge
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.ledger import rules, store
from services.rewards.ledger.rules import Account, Line, LockedAccounts
from services.rewards.levels.rules import level
from shared.db import on_commit, together
from shared.eventlog.outbox import derived_id, publish
from shared.events.event import Event
from shared.events.rewards import LevelReached

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


async def lock_accounts(tx: AsyncConnection, rider_ids: Iterable[UUID]) -> LockedAccounts:
    """The accounts of these riders, locked until the transaction ends. Every change of points begins so."""
    return await store.lock_accounts(tx, rider_ids)


async def book(
    tx: AsyncConnection,
    city_id: str,
    lines: Sequence[Line],
    from_points: Sequence[int],
    with_events: Mapping[UUID, Event] = MappingProxyType({}),
) -> None:
    """Write lines into the ledger, keep the accounts that they move, and publish the events, then those that
    the caller gives, by the ids that they get.

    Their accounts come from `lock_accounts`, and so does `from_points`, from which levels begin. Every
    account that has changed in another way (`trip_revisions`) has a line, even of 0 points.
    """
    accounts = {line.account.account_id: line.account for line in lines}.values()
    levels_before = [level(from_points, account.lifetime_points) for account in accounts]
    booked = rules.post(city_id, lines, accounts)
    on_other_levels = [
        account
        for account, level_before in zip(accounts, levels_before, strict=True)
        if level(from_points, account.lifetime_points) != level_before
    ]
    levels = await levels_reached(tx, city_id, on_other_levels, from_points)
    ids = [
        *(event.posting_id for event in booked.events),
        *(derived_id(event.rider_id, "level", str(event.revision)) for event in levels),
        *with_events,
    ]
    async with together(tx):
        await store.post(tx, booked.postings)
        await store.keep_accounts(tx, city_id, accounts)
        await publish(tx, [*booked.events, *levels, *with_events.values()], ids)
    on_commit(tx, lambda: count(lines))


async def book_decided(
    tx: AsyncConnection, city_id: str, lines: Sequence[Line], from_points: Sequence[int]
) -> None:
    """The same for lines that follow from no event: no trip's or entry's revision grows by which the level
    that they reach would be newer than the one before."""
    accounts = {line.account.account_id: line.account for line in lines}.values()
    for account in accounts:
        account.level_base += 1
    await book(tx, city_id, lines, from_points)
    await store.raise_level_bases(tx, [account.rider_id for account in accounts])


def count(lines: Iterable[Line]) -> None:
    """Count the points of lines that are in the ledger."""
    sums: defaultdict[tuple[str, bool], int] = defaultdict(int)
    for line in lines:
        sums[line.kind, line.points >= 0] += abs(line.points)
    for (kind, to_rider), points in sums.items():
        (POINTS_GIVEN if to_rider else POINTS_TAKEN_BACK).labels(kind).inc(points)


async def levels_reached(
    tx: AsyncConnection, city_id: str, accounts: Sequence[Account], from_points: Sequence[int]
) -> list[LevelReached]:
    """The events of these riders' new levels.

    A level's revision is the sum of the revisions of all that gives the rider points (trips, entries,
    activities): it grows with every change, and does not depend on how events were batched. New levels are
    rare, so all but those of trips are added up here and not with every batch.
    """
    if not accounts:
        return []
    revisions = await store.other_revisions(tx, [account.rider_id for account in accounts])
    return [
        LevelReached(
            city_id=city_id,
            rider_id=account.rider_id,
            revision=account.trip_revisions + account.level_base + revisions[account.rider_id],
            level=level(from_points, account.lifetime_points),
            lifetime_points=rules.lifetime(account.lifetime_points),
        )
        for account in accounts
    ]


async def watch(dsn: str) -> None:
    """Check that the ledger balances; set the gauge, and log an error if it does not."""
    balanced = await store.is_balanced(dsn)
    LEDGER_BALANCED.set(balanced)
    if not balanced:
        logger.error("ledger_not_balanced")
