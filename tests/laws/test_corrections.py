"""Laws 5 and 6 for corrections: after any revisions of trips, in any order, twice and in any batches, every
room is as if it had heard the newest ones alone."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges.handlers import handlers as challenges_handlers
from services.gateway.handlers import HANDLERS as GATEWAY
from services.gateway.riders.statement.store import read_statement
from services.gateway.riders.summary.store import read_summaries
from services.public_value.handlers import HANDLERS as PUBLIC_VALUE
from services.rewards.badges import rules as badges
from services.rewards.badges import store as badges_store
from services.rewards.balances.actions import balance_of
from services.rewards.groups import store as groups
from services.rewards.handlers import handlers as rewards_handlers
from services.rewards.ledger.actions import lock_accounts
from services.rewards.stations.rules import Map
from services.rewards.tickets.store import holdings
from shared.db import create_engine
from shared.eventlog import consumer as bus
from shared.eventlog.consumer import Handler
from shared.eventlog.log import Record
from shared.events.registry import decode
from shared.events.rewards import PointsPosted
from tests.conftest import MakeDatabase
from tests.handlers import by_type

from .city import check_derived, said
from .corrected_rooms import DRAW, NOON, write_challenges, write_game
from .corrections import RIDERS, seeds, told
from .histories import cut, scrambled

CHALLENGES = by_type(challenges_handlers(ZoneInfo("Europe/Madrid")))
REWARDS = by_type(rewards_handlers())
MOMENTS = [NOON + timedelta(hours=5 * n) for n in range(-8, 12)]
DISTRICTS = {"a": "a", "b": "b", "c": "b"}

# Not shrunk: what is told follows from a seed.
laws = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.reuse, Phase.generate],
)


@asynccontextmanager
async def forgotten(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A transaction that is rolled back, so that the next one finds nothing."""
    async with engine.connect() as tx:
        yield tx
        await tx.rollback()


async def tell(tx: AsyncConnection, room: Mapping[str, Handler], batches: Sequence[Sequence[Record]]) -> None:
    for batch in batches:
        await bus.handle(tx, "city", room, [each for each in batch if each.type in room])


async def rows(tx: AsyncConnection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await tx.execute(sa.text(query))]


# Challenges


@pytest.fixture(scope="module")
async def challenges(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("challenges"), 2)
    await write_challenges(engine)
    yield engine
    await engine.dispose()


async def of_challenges(engine: AsyncEngine, batches: Sequence[Sequence[Record]]) -> Any:
    async with forgotten(engine) as tx:
        await tell(tx, CHALLENGES, batches)
        await check_derived(tx)
        return (
            await rows(tx, "SELECT * FROM trips ORDER BY trip_id"),
            await rows(
                tx,
                "SELECT challenge_id, rider_id, period_on, progress, completed_at IS NOT NULL, is_given"
                " FROM entries WHERE progress > 0 ORDER BY 1, 2, 3",
            ),
            await rows(
                tx,
                "SELECT challenge_id, rider_id, period_on, mark, trips FROM marks WHERE trips > 0"
                " ORDER BY 1, 2, 3, 4",
            ),
            await rows(tx, "SELECT what, id, value FROM agreed WHERE value <> 0 ORDER BY 1, 2"),
        )


@laws
@given(seed=seeds)
async def test_challenges_follow_corrections(challenges: AsyncEngine, seed: int) -> None:
    history = told(Random(seed))
    assert await of_challenges(challenges, history.batches) == await of_challenges(
        challenges, [history.newest]
    )


# Rewards


@pytest.fixture(scope="module")
async def rewards(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("rewards"), 2)
    await write_game(engine)
    yield engine
    await engine.dispose()


KEPT_OF_REWARDS = (
    "SELECT * FROM trips ORDER BY trip_id",
    "SELECT * FROM rider_days ORDER BY rider_id, local_on",
    "SELECT * FROM rider_months ORDER BY rider_id, month",
    "SELECT rider_id, points, debt_points, lifetime_points, trip_revisions FROM accounts ORDER BY rider_id",
    "SELECT rider_id, given_by, sum(moves.points) FROM moves JOIN accounts USING (account_id)"
    " GROUP BY 1, 2 HAVING sum(moves.points) <> 0 ORDER BY 1, 2",
    "SELECT * FROM charged_trips ORDER BY trip_id",
    "SELECT spent_points FROM campaigns",
    "SELECT rider_id, term, part, begins_on, points FROM standings WHERE points <> 0 ORDER BY 1, 2, 3, 4",
    "SELECT term, part, begins_on, width, bucket, riders FROM point_counts WHERE riders <> 0"
    " ORDER BY 1, 2, 3, 4, 5",
    "SELECT rider_id, first_ridden_on FROM profiles ORDER BY 1",
    "SELECT term, subject, begins_on, group_id, points, riders FROM groups WHERE riders <> 0"
    " ORDER BY 1, 2, 3, 4",
)


async def of_rewards(tx: AsyncConnection) -> list[Any]:
    """All that rewards keeps and works out, beside the postings by which it came there."""
    await check_derived(tx)
    assert await rows(tx, "SELECT balanced FROM doctor") == [(True,)]
    await groups.make(tx, "city", RIDERS, DISTRICTS, datetime(2026, 1, 1, tzinfo=UTC).date())
    found: list[Any] = [await rows(tx, query) for query in KEPT_OF_REWARDS]
    accounts = await lock_accounts(tx, RIDERS)
    for rider_id in RIDERS:
        found += [await balance_of(tx, accounts[rider_id], moment) for moment in MOMENTS]
    ridden = await badges_store.read_ridden(tx, RIDERS)
    found.append({rider_id: badges.badges(each, Map([])) for rider_id, each in ridden.items()})
    found.append(sorted(await holdings(tx, DRAW)))
    newest: dict[tuple[UUID, str], PointsPosted] = {}
    for record in await said(tx):
        event = decode(record.type, record.data)
        if isinstance(event, PointsPosted):
            assert newest.get((event.rider_id, event.source), event).revision <= event.revision
            newest[event.rider_id, event.source] = event
    found.append(
        {
            key: (event.total_points, event.zone_id, event.available_at if event.kind == "trip" else None)
            for key, event in newest.items()
            if event.total_points
        }
    )
    return found


@laws
@given(seed=seeds)
async def test_rewards_follow_corrections(rewards: AsyncEngine, seed: int) -> None:
    history = told(Random(seed))
    found = []
    for batches in (history.batches, [history.newest]):
        async with forgotten(rewards) as tx:
            await tell(tx, REWARDS, batches)
            found.append(await of_rewards(tx))
    assert found[0] == found[1]


async def with_postings(
    rewards: AsyncEngine, batches: Sequence[Sequence[Record]], luck: Random
) -> list[Sequence[Record]]:
    """What a room hears that hears both topics: these trips, and what rewards says of them, in any order."""
    async with forgotten(rewards) as tx:
        await tell(tx, REWARDS, batches)
        return [*batches, *cut(scrambled(await said(tx), luck), luck)]


# Public value


@pytest.fixture(scope="module")
async def public_value(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("public_value"), 2)
    yield engine
    await engine.dispose()


KEPT_OF_PUBLIC_VALUE = (
    "SELECT * FROM trips ORDER BY trip_id",
    "SELECT * FROM cells WHERE num_nonnulls(nullif(trips, 0), nullif(points, 0), nullif(duration_s, 0)) > 0"
    " ORDER BY local_on, zone_id",
    "SELECT * FROM shares WHERE trips <> 0 ORDER BY local_on, zone_id, rider_id",
    "SELECT * FROM stand_ins WHERE trips <> 0 ORDER BY local_on, rider_key",
    "SELECT rider_id, source, total_points, zone_id FROM sources WHERE total_points <> 0 ORDER BY 1, 2",
)


@laws
@given(seed=seeds)
async def test_public_value_follows_corrections(
    public_value: AsyncEngine, rewards: AsyncEngine, seed: int
) -> None:
    luck = Random(seed)
    history = told(luck)
    found = []
    for batches in (history.batches, [history.newest]):
        heard = await with_postings(rewards, batches, luck)
        async with forgotten(public_value) as tx:
            await tell(tx, by_type(PUBLIC_VALUE), heard)
            await check_derived(tx)
            found.append([await rows(tx, query) for query in KEPT_OF_PUBLIC_VALUE])
    assert found[0] == found[1]


# Gateway


@pytest.fixture(scope="module")
async def gateway(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("gateway"), 2)
    yield engine
    await engine.dispose()


KEPT_OF_GATEWAY = (
    "SELECT * FROM trips ORDER BY trip_id",
    "SELECT rider_id, trips, distance_m, duration_s, energy_kcal FROM totals ORDER BY 1",
    "SELECT * FROM rider_days ORDER BY rider_id, local_on",
    "SELECT rider_id, source, total_points, CASE WHEN kind = 'trip' THEN available_at END FROM sources"
    " WHERE total_points <> 0 ORDER BY 1, 2",
    "SELECT rider_id, account_points, debt_points, lifetime_points, level FROM accounts ORDER BY 1",
)


async def of_gateway(tx: AsyncConnection) -> list[Any]:
    """All that riders read, beside the lines by which it came there: these say what their sources do."""
    await check_derived(tx)
    found: list[Any] = [await rows(tx, query) for query in KEPT_OF_GATEWAY]
    for moment in MOMENTS:
        summaries = await read_summaries(tx, RIDERS, moment, moment.date())
        found += [summaries[rider_id]._replace(as_of=None) for rider_id in RIDERS]
    available_at = dict(
        await rows(tx, "SELECT source, available_at FROM sources WHERE kind = 'trip' AND total_points > 0")
    )
    for rider_id in RIDERS:
        for line in await read_statement(tx, rider_id, before=1_000, most=1_000):
            if line.points > 0 and line.source in available_at:
                assert line.available_at == available_at[line.source]
    return found


@laws
@given(seed=seeds)
async def test_the_gateway_follows_corrections(gateway: AsyncEngine, rewards: AsyncEngine, seed: int) -> None:
    luck = Random(seed)
    history = told(luck)
    found = []
    for batches in (history.batches, [history.newest]):
        heard = await with_postings(rewards, batches, luck)
        async with forgotten(gateway) as tx:
            await tell(tx, by_type(GATEWAY), heard)
            found.append(await of_gateway(tx))
    assert found[0] == found[1]


# What they hold alike


TRIP = """
    INSERT INTO trips (trip_id, city_id, rider_id, operator_id, vehicle_type, started_at, ended_at,
        duration_s, distance_m, energy_kcal, local_on, local_hour, start_zone_id, received_at, content_hash,
        history, unpaid, first_verdict, verdict, revision)
    VALUES (:trip_id, 'city', :rider_id, 'operator', :vehicle_type, :started_at, :ended_at, :duration_s,
        :distance_m, :energy_kcal, :local_on, :local_hour, :start_zone_id, now(), '', false, :unpaid,
        :verdict, :verdict, :revision)
"""
AGREED = "SELECT what, id, value FROM agreed WHERE owner = 'trips' AND value <> 0"


async def agreed(tx: AsyncConnection) -> dict[tuple[str, str], int]:
    return {(what, id_): value for what, id_, value in await rows(tx, AGREED)}


async def test_a_room_that_has_not_followed_a_correction_is_found(
    challenges: AsyncEngine, rewards: AsyncEngine, public_value: AsyncEngine, make_database: MakeDatabase
) -> None:
    """What the doctor compares: sums over when, by what and where trips started."""
    history = told(Random(7))
    owner = create_engine(await make_database("trips"), 1)
    async with forgotten(owner) as tx:
        for record in history.newest:
            await tx.execute(sa.text(TRIP), structs.asdict(decode(record.type, record.data)))
        owned = await agreed(tx)
    await owner.dispose()
    of_rooms = {
        "challenges": (challenges, CHALLENGES, {"started_s"}),
        "rewards": (
            rewards,
            REWARDS,
            {"day_started_s", "day_hours", "day_ebike_m", "zone_trips"},
        ),
        "public_value": (public_value, by_type(PUBLIC_VALUE), {"day_ebike_m", "zone_trips"}),
    }
    for engine, handlers, whats in of_rooms.values():
        async with forgotten(engine) as tx:
            await tell(tx, handlers, history.batches)
            held = await agreed(tx)
            held_of = {what for what, _ in held}
            assert whats <= held_of
            assert held == {key: value for key, value in owned.items() if key[0] in held_of}
    async with forgotten(rewards) as tx:
        await tell(tx, REWARDS, history.batches)
        await tx.execute(sa.text("UPDATE trips SET started_at = started_at + interval '1 hour' WHERE counts"))
        held = await agreed(tx)
        assert {key[0] for key in held if held[key] != owned[key]} == {"day_started_s"}
