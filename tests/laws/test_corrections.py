"""Laws 5 and 6 for corrections: after any revisions of trips, in any order, twice and in any batches, every
room is as if it had heard the newest ones alone."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
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
from services.rewards.leaderboards import actions as leaderboards
from services.rewards.ledger.actions import lock_accounts
from services.rewards.profiles import store as profiles
from services.rewards.profiles.rules import Profile
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
from .corrections import DAYS, NAMES, RIDERS, seeds, told
from .histories import cut, scrambled

CHALLENGES = by_type(challenges_handlers(ZoneInfo("Europe/Madrid")))
REWARDS = by_type(rewards_handlers())
NOON = datetime(DAYS[1].year, DAYS[1].month, DAYS[1].day, 12, tzinfo=UTC)
MOMENTS = [NOON + timedelta(hours=5 * n) for n in range(-8, 12)]
DRAW, TEAM, CAMPAIGN = (uuid5(NAMES, name) for name in ("draw", "team", "campaign"))
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


async def run(engine: AsyncEngine, *statements: tuple[str, Mapping[str, Any]]) -> None:
    async with engine.begin() as tx:
        for statement, values in statements:
            await tx.execute(sa.text(statement), values)


# Challenges


CHALLENGE = """
    INSERT INTO challenges (challenge_id, city_id, operator_id, state, version, revision, beginnings, body)
    VALUES (:id, 'city', 'operator', 'published', 1, 1, 1, CAST(:body AS jsonb))
"""
VERSION = """
    INSERT INTO versions (challenge_id, version, city_id, body) VALUES (:id, 1, 'city', CAST(:body AS jsonb))
"""
JOIN = """
    INSERT INTO joins (rider_id, challenge_id, city_id, joined, changes) VALUES (:rider, :id, 'city', true, 1)
"""


@pytest.fixture(scope="module")
async def challenges(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    """Challenges whose windows begin and end in the middle of local days, for all and for who has joined."""
    engine = create_engine(await make_database("challenges"), 2)
    statements: list[tuple[str, Mapping[str, Any]]] = []
    measures = ["trips", "distance_m", "duration_s", "energy_kcal"]
    for number, (first_h, last_h) in enumerate([(-60, 0), (0, 6), (6, 7), (-14, 30), (6, 60), (-200, 200)]):
        id_ = uuid5(NAMES, f"challenge {number}")
        body = {
            "name": {"en": "A"},
            "goal": {"kind": "sum", "measure": measures[number % 4], "target": 1},
            "who": ("all", "all", "joined")[number % 3],
            "reward": {"points": 10},
            "starts_at": (NOON + timedelta(hours=first_h)).isoformat(),
            "ends_at": (NOON + timedelta(hours=last_h)).isoformat(),
        }
        written = {"id": id_, "body": json.dumps(body)}
        statements += [(CHALLENGE, written), (VERSION, written), (JOIN, {"id": id_, "rider": RIDERS[0]})]
    await run(engine, *statements, ("UPDATE rules_version SET version = 1", {}))
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
                "SELECT challenge_id, rider_id, progress, completed_at IS NOT NULL,"
                " base_revision + trip_revisions FROM entries ORDER BY 1, 2",
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
    """A tariff that looks at all that it can, boards, a team since noon, and a draw of the second day."""
    engine = create_engine(await make_database("rewards"), 2)
    rates = {"metres_per_point": 100, "distance_m_max": 20_000, "kcal_per_point": 10}
    tariff = {
        "name": "All of it",
        "valid_from": "2026-01-01",
        "per": {"bike": rates, "ebike": rates | {"metres_per_point": 200}},
        "trip_points_max": 90,
        "day_points_max": 150,
        "month_points_max": 260,
        "pending_hours": 7,
        "multipliers": [
            {"name": "Morning", "percent": 200, "local_hours": [{"from": 6, "to": 12}]}
            | {"campaign_id": str(CAMPAIGN)},
            {"name": "Centre", "percent": 150, "start_zone_ids": ["a"]},
        ],
    }
    campaign = {
        "name": "Morning",
        "starts_at": (NOON - timedelta(days=9)).isoformat(),
        "ends_at": (NOON + timedelta(days=9)).isoformat(),
        "budget_points": 10**6,
        "pace": "free",
    }
    draw = {"name": {"en": "A"}, "tickets": {"from": "stations", "station_ids": ["low"], "uses_min": 1}}
    await run(
        engine,
        (
            "INSERT INTO tariffs (tariff_id, city_id, state, version, body, published_at, zones_within)"
            " VALUES (:id, 'city', 'published', 2, CAST(:body AS jsonb), now(), '{}')",
            {"id": uuid5(NAMES, "tariff"), "body": json.dumps(tariff)},
        ),
        (
            "INSERT INTO campaigns (campaign_id, city_id, operator_id, state, body, timezone)"
            " VALUES (:id, 'city', 'operator', 'published', CAST(:body AS jsonb), 'Europe/Madrid')",
            {"id": CAMPAIGN, "body": json.dumps(campaign)},
        ),
        (
            "INSERT INTO draws (draw_id, city_id, operator_id, state, body, opens_at, closes_at, freezes_at)"
            " VALUES (:id, 'city', 'operator', 'published', CAST(:body AS jsonb), :opens_at, :closes_at,"
            " now())",
            {"id": DRAW, "body": json.dumps(draw), "opens_at": NOON, "closes_at": NOON + timedelta(hours=12)},
        ),
        *(
            (
                "INSERT INTO stations (station_id, city_id, revision, elevation_m, from_at)"
                " VALUES (:id, 'city', 1, :elevation_m, '2026-01-01')",
                {"id": id_, "elevation_m": elevation_m},
            )
            for id_, elevation_m in (("low", 5), ("middle", 600), ("high", 1_200))
        ),
        *(
            (
                "INSERT INTO memberships (membership_id, rider_id, city_id, revision, team_id, kind, since)"
                " VALUES (:id, :rider, 'city', 1, :team, 'team', :since)",
                {"id": uuid5(rider_id, "team"), "rider": rider_id, "team": TEAM, "since": NOON},
            )
            for rider_id in RIDERS
        ),
        *(
            (
                "INSERT INTO draw_riders (draw_id, rider_id, city_id, joined_at)"
                " VALUES (:draw, :rider, 'city', now())",
                {"draw": DRAW, "rider": rider_id},
            )
            for rider_id in RIDERS
        ),
        ("UPDATE rules_version SET version = version + 1", {}),
    )
    async with engine.begin() as tx:
        accounts = await lock_accounts(tx, RIDERS)
        for number, rider_id in enumerate(RIDERS):
            assert await profiles.put(tx, "city", rider_id, Profile(f"rider {number}", NOON, True))
            await leaderboards.show(tx, "city", accounts[rider_id], True)
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
