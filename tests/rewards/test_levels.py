"""Levels are told in order though two consumers, of trips and of challenges, bring riders to them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from random import Random
from uuid import UUID, uuid4, uuid5

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.rewards.handlers import handlers
from services.rewards.levels.rules import LEVELS_1, level
from shared.db import create_engine
from shared.events.challenges import EntryJudged
from shared.events.event import Event
from shared.events.heard import Heard
from shared.events.registry import decode
from shared.events.rewards import LevelReached
from shared.events.trips import TripJudged
from tests.conftest import MakeDatabase
from tests.events import entry_judged, trip_judged
from tests.handlers import by_type

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
NAMES = UUID("0190aaaa-0000-7000-8000-000000000004")
RIDERS = [uuid5(NAMES, f"rider {i}") for i in range(4)]
HANDLERS = by_type(handlers())
REVISIONS = 60
# Whole versions, as an entry's revision counts them.
VERSION = 1 << 40


@pytest.fixture
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("rewards"), 2)
    yield engine
    await engine.dispose()


def trip(rider: UUID, revision: int, counts: bool) -> Heard[TripJudged]:
    """A rider's only trip: 247 points or none, which reach a level only together with the entry's."""
    event = trip_judged(
        rider_id=rider,
        trip_id=uuid5(rider, "trip"),
        revision=revision,
        verdict="accepted" if counts else "voided",
        started_at=NOW,
        duration_s=3_600,
        energy_kcal=476,
        distance_m=20_000,
    )
    return Heard(uuid4(), NOW, event)


def entry(rider: UUID, revision: int, completed: bool) -> Heard[EntryJudged]:
    """A rider's only entry: 400 points or none."""
    event = entry_judged(
        rider_id=rider,
        revision=VERSION + revision,
        reward_points=400,
        judged_at=NOW,
        completed_at=NOW if completed else None,
    )
    return Heard(uuid4(), NOW, event)


async def apply(engine: AsyncEngine, heard: Sequence[Heard[Event]], luck: Random) -> None:
    """As a consumer does, but not quite in order, partly twice, and in batches of any size."""
    mixed = [*heard, *luck.sample(heard, len(heard) // 3)]
    mixed.sort(key=lambda each: each.event.revision % VERSION + luck.uniform(0, 2))
    while mixed:
        size = luck.choice([1, 1, 2, 5])
        async with engine.begin() as tx:
            await HANDLERS[mixed[0].event.type](tx, mixed[:size])
        mixed = mixed[size:]


async def levels(engine: AsyncEngine) -> dict[UUID, list[LevelReached]]:
    """What was said of each rider's level, in the order in which it came about."""
    said: dict[UUID, list[LevelReached]] = {rider: [] for rider in RIDERS}
    async with engine.connect() as tx:
        rows = await tx.execute(sa.text("SELECT type, data FROM outbox ORDER BY seq"))
        for event in (decode(type_, data) for type_, data in rows):
            if isinstance(event, LevelReached):
                said[event.rider_id].append(event)
    return said


@pytest.mark.parametrize("seed", range(3))
async def test_the_newest_level_has_the_highest_revision_whoever_brought_it(
    engine: AsyncEngine, seed: int
) -> None:
    luck = Random(seed)
    trips = [trip(rider, n, luck.random() < 0.7) for rider in RIDERS for n in range(1, REVISIONS)]
    entries = [entry(rider, n, luck.random() < 0.7) for rider in RIDERS for n in range(1, REVISIONS)]
    await asyncio.gather(apply(engine, trips, luck), apply(engine, entries, luck))
    async with engine.connect() as tx:
        rows = await tx.execute(sa.text("SELECT rider_id, lifetime_points FROM accounts"))
        lifetime = {rider_id: points for rider_id, points in rows}
    reached = await levels(engine)
    for rider, said in reached.items():
        revisions = [level.revision for level in said]
        assert revisions == sorted(set(revisions))
        assert (said[-1].level if said else 1) == level(LEVELS_1, lifetime[rider])
        assert all(one.level != following.level for one, following in pairwise(said))
    assert sum(map(len, reached.values())) > 4 * len(RIDERS)
