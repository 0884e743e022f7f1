"""`rodem ledger verify --replay` hears the log anew, and says which source gives otherwise than booked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.care import ledger as command
from services.rewards.handlers import handlers
from services.rewards.replay import Difference, replay
from services.rewards.verify import snapshot
from shared.db import create_engine
from shared.eventlog.consumer import consume
from shared.events.challenges import EntryJudged, Given
from shared.events.heard import Heard
from tests.conftest import MakeDatabase
from tests.events import NOON, entry_judged
from tests.handlers import by_type
from tests.laws.streams import POINTS, POSITION, consumer, dsn_of, judged, reader, running, say, say_raw
from tests.waiting import eventually

QUIET = Progress(disable=True)
EVENTS = 30


@dataclass(frozen=True)
class City:
    """Databases of who says, of who has heard, and an empty one."""

    trips: AsyncEngine
    challenges: AsyncEngine
    rewards: AsyncEngine
    own: AsyncEngine


@pytest.fixture
async def city(make_database: MakeDatabase) -> AsyncIterator[City]:
    """Trips of three riders, which rewards has heard."""
    names = ("trips", "challenges", "rewards", "rewards")
    engines = [create_engine(await make_database(name), 3) for name in names]
    city = City(*engines)
    async with running(consume(consumer(city.trips, city.rewards, by_type(handlers())))):
        await say(city.trips, [judged(number) for number in range(EVENTS - 1)])
        await say(city.trips, [judged(0, revision=2, distance_m=8_000)])
        await eventually(reader(city.rewards, POSITION), EVENTS)
    yield city
    for engine in engines:
        await engine.dispose()


async def compared(city: City) -> tuple[list[Difference], str]:
    sources = {"trips": dsn_of(city.trips), "challenges": dsn_of(city.challenges)}
    async with snapshot(dsn_of(city.rewards)) as connection:
        return await replay(connection, dsn_of(city.own), sources, QUIET)


async def change(engine: AsyncEngine, statement: str) -> None:
    """What only the owner of the database can do."""
    connection = await asyncpg.connect(dsn_of(engine))
    await connection.execute(statement)
    await connection.close()


async def test_an_honest_ledger_is_what_the_log_gives(city: City) -> None:
    """What was said later than the ledger has heard is not compared."""
    await say(city.trips, [judged(100)])
    found, said = await compared(city)
    assert (found, said) == ([], f"{EVENTS - 1} sources of the ledger and {EVENTS} events were compared")


async def test_a_source_that_gives_otherwise_is_named(city: City) -> None:
    trip = judged(3)
    source = f"trip:{trip.trip_id}"
    await change(city.rewards, f"UPDATE postings SET points = points + 5 WHERE given_by = '{source}'")
    found, _ = await compared(city)
    assert found == [Difference(trip.rider_id, source, POINTS + 5, POINTS)]


async def test_what_was_decided_here_counts_in_the_replay_too(city: City) -> None:
    """A tariff of which the log says nothing: it would have paid twice as much."""
    await change(
        city.rewards,
        """
        INSERT INTO tariffs (tariff_id, city_id, state, version, body)
        SELECT gen_random_uuid(), 'city', 'published', 2, '{"name": "Twice", "valid_from": "2000-01-01",
            "per": {"bike": {"metres_per_point": 50, "distance_m_max": 20000, "kcal_per_point": 5}},
            "day_points_max": 4000, "pending_hours": 24}'
        """,
    )
    found, _ = await compared(city)
    assert len(found) == EVENTS - 1
    assert {(each.booked_points, each.heard_points) for each in found[1:]} >= {(POINTS, 2 * POINTS + 1)}


async def test_what_campaigns_pay_is_not_compared(city: City) -> None:
    """The log alone does not tell who came first: here a campaign has doubled a trip."""
    trip = judged(3)
    await change(
        city.rewards,
        f"""
        WITH campaign AS (
            INSERT INTO campaigns (campaign_id, city_id, operator_id, state, body, timezone, spent_points)
            VALUES (gen_random_uuid(), 'city', 'operator', 'published', '{{"budget_points": 100}}', 'UTC', 5)
            RETURNING campaign_id
        ) INSERT INTO charged_trips (trip_id, rider_id, local_on, campaign_id, city_id, points)
        SELECT '{trip.trip_id}', '{trip.rider_id}', '{trip.local_on}', campaign_id, 'city', 5 FROM campaign;
        UPDATE postings SET points = points + 5 WHERE given_by = 'trip:{trip.trip_id}'
        """,
    )
    found, said = await compared(city)
    assert found == []
    assert said.endswith("were compared (not 4 sources that campaigns pay)")


async def test_no_part_of_an_entry_that_a_campaign_pays_is_compared(city: City) -> None:
    """The levels of one period are paid by a campaign, which the log does not tell of; another one is not."""
    challenge_id, rider_id = uuid4(), judged(3).rider_id
    levels = tuple(Given(level=level, points=10, completed_at=NOON, local_on=NOON.date()) for level in (1, 2))
    periods = [date(2026, 5, day) for day in (4, 11)]
    facts: dict[str, Any] = {"rider_id": rider_id, "challenge_id": challenge_id, "given": levels}
    async with city.rewards.begin() as tx:
        for period in periods:
            event = entry_judged(**facts, period_start=period)
            await handlers()["challenges"][EntryJudged.type](tx, [Heard(uuid4(), NOON, event)])
    await change(
        city.rewards,
        f"""
        WITH campaign AS (
            INSERT INTO campaigns (campaign_id, city_id, operator_id, state, body, timezone)
            VALUES (gen_random_uuid(), 'city', 'operator', 'published', '{{"budget_points": 100}}', 'UTC')
            RETURNING campaign_id
        ) INSERT INTO charged_entries (
            rider_id, challenge_id, part, campaign_id, city_id, given_points, promise_points, asked_points,
            levels
        ) SELECT '{rider_id}', '{challenge_id}', '{periods[0]}', campaign_id, 'city', 20, 0, 0, '{{}}'
        FROM campaign
        """,
    )
    found, said = await compared(city)
    names = [f"entry:{challenge_id}:{periods[1]}:{level}" for level in (1, 2)]
    assert found == [Difference(rider_id, name, 10, 0) for name in names], "nobody has said them here"
    assert said.endswith("were compared (not 2 sources that campaigns pay)")


async def test_an_event_that_cannot_be_applied_is_passed_over_and_counted(city: City) -> None:
    await say_raw(city.trips, "trip.judged.v1", "{}")
    await change(city.rewards, f"UPDATE positions SET position = {EVENTS + 1}")
    found, said = await compared(city)
    assert found == []
    assert said.endswith(f"{EVENTS + 1} events (1 of them cannot be applied) were compared")


async def test_the_command_prints_what_differs_and_books_nothing(
    city: City, capfd: pytest.CaptureFixture[str]
) -> None:
    dsn = dsn_of(city.rewards)
    databases = {"trips": dsn_of(city.trips), "challenges": dsn_of(city.challenges), "rewards": dsn}
    assert await command.replay(dsn, databases) == 0
    assert "30 events were compared: all are alike." in capfd.readouterr().out
    rider_id = uuid4()
    await change(city.rewards, f"UPDATE accounts SET rider_id = '{rider_id}' WHERE seq = 9")
    assert await command.replay(dsn, databases) == 1
    told = capfd.readouterr().err
    assert f"{rider_id} trip:" in told
    assert "the ledger has 57, the log gives 0" in told
    assert "18 differ. Nothing was booked." in told
