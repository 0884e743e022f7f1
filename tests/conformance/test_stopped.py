"""A bug of ours is no poison: where one event after another cannot be applied, the consumer stops."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncConnection
from structlog.testing import capture_logs

from rodem.care import dead_letters, doctor
from rodem.refusals import Refused
from shared.eventlog import consumer as bus
from shared.eventlog.consumer import Handler, consume
from shared.events.heard import Heard
from shared.events.registry import encode
from shared.events.trips import StationReported, TripJudged
from shared.http import web
from tests.events import station_reported
from tests.laws.city import REWARDS
from tests.laws.streams import (
    DEAD,
    LEDGER,
    POINTS,
    Rooms,
    dsn_of,
    judged,
    reader,
    running,
    say_raw,
    scalar,
)
from tests.served import served
from tests.waiting import eventually

from .stages import RewardsSettings, Stage

EVENTS = 500
SET_ASIDE_MAX = 10
PARTITIONS = 4
STOPPED = "SELECT max(stopped) FROM positions"


@pytest.fixture
def postgres_stage(rooms: Rooms) -> Stage:
    """A stage on PostgreSQL, for what does not depend on the transport."""
    return Stage(rooms)


@asynccontextmanager
async def client_of(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app on rewards' database, which itself consumes nothing."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        yield {"engine": stage.rooms.rewards}

    app = FastAPI(lifespan=lifespan)
    web.install(app, RewardsSettings.model_validate(stage.settings()))
    async with served(app) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus, "RETRY_PAUSE_S_MAX", 0.1)


async def bug(_: AsyncConnection, __: Sequence[Heard[Any]]) -> None:
    """What every event runs into."""
    1 / 0  # noqa: B018


async def nothing(_: AsyncConnection, __: Sequence[Heard[Any]]) -> None:
    return None


async def stopped(stage: Stage, handlers: Mapping[str, Handler]) -> int:
    """Consume until the consumer has stopped and tried again. Returns how many are set aside in all."""
    with capture_logs() as logs:
        async with running(*stage.publishing(), consume(stage.consumer(handlers))):

            async def tries() -> bool:
                return [each["event"] for each in logs].count("consumer_stopped") >= 3

            await eventually(tries, True, within_s=30)
    return int(await scalar(stage.rooms.rewards, DEAD))


async def test_a_bug_sets_few_events_aside_and_a_version_without_it_applies_all(stage: Stage) -> None:
    rewards = stage.rooms.rewards
    partitions = 1 if stage.bootstrap is None else PARTITIONS
    await stage.say([judged(i) for i in range(EVENTS)])
    set_aside = await stopped(stage, {TripJudged.type: bug})
    assert SET_ASIDE_MAX <= set_aside <= SET_ASIDE_MAX * partitions
    assert await scalar(rewards, stage.applied) == set_aside
    async with running(consume(stage.consumer(REWARDS))):
        # Nobody asks for the dead letters: what had stopped the consumer was their reason too.
        await eventually(reader(rewards, LEDGER), [EVENTS, EVENTS * POINTS, True])
        await eventually(reader(rewards, DEAD), 0)
    assert await scalar(rewards, STOPPED) is None


async def test_a_restart_lets_no_more_events_be_set_aside(stage: Stage) -> None:
    await stage.say([judged(0, trip_id=judged(i).trip_id) for i in range(EVENTS)])  # one key, one partition
    for _ in range(2):
        assert await stopped(stage, {TripJudged.type: bug}) == SET_ASIDE_MAX


async def test_bad_events_among_good_ones_stop_nobody(postgres_stage: Stage) -> None:
    stage, rewards = postgres_stage, postgres_stage.rooms.rewards
    for number in range(30):
        await say_raw(stage.rooms.trips, TripJudged.type, "nonsense")
        await say_raw(stage.rooms.trips, TripJudged.type, encode(judged(number)))
    async with running(consume(stage.consumer(REWARDS))):
        await eventually(reader(rewards, LEDGER), [30, 30 * POINTS, True])
    assert await scalar(rewards, DEAD) == 30


async def test_another_type_that_can_be_applied_does_not_hide_the_bug(postgres_stage: Stage) -> None:
    stage, station = postgres_stage, station_reported()
    for number in range(30):
        await say_raw(stage.rooms.trips, TripJudged.type, encode(judged(number)))
        await say_raw(stage.rooms.trips, station.type, encode(station))
    handlers = {TripJudged.type: bug, StationReported.type: nothing}
    assert await stopped(stage, handlers) == SET_ASIDE_MAX


async def test_who_knows_that_the_events_are_at_fault_lets_them_pass(postgres_stage: Stage) -> None:
    stage, rewards = postgres_stage, postgres_stage.rooms.rewards
    with pytest.raises(Refused, match="No consumer of rewards"):
        await dead_letters.allow("rewards", dsn_of(rewards), 5)
    for _ in range(30):
        await say_raw(stage.rooms.trips, TripJudged.type, "nonsense")
    await stage.say([judged(0)])
    assert await stopped(stage, REWARDS) == SET_ASIDE_MAX
    assert await dead_letters.allow("rewards", dsn_of(rewards), 5) == ["trips"]
    assert await stopped(stage, REWARDS) == SET_ASIDE_MAX + 5
    await dead_letters.allow("rewards", dsn_of(rewards), 15)
    async with running(consume(stage.consumer(REWARDS))):
        await eventually(reader(rewards, LEDGER), [1, POINTS, True])
    assert await scalar(rewards, DEAD) == 30


async def test_who_looks_is_told_that_a_consumer_has_stopped_until_it_goes_on(stage: Stage) -> None:
    rewards = stage.rooms.rewards

    async def flow() -> doctor.Flow:
        return await doctor.read_flow(stage.databases, stage.kafka)

    async def gauge() -> float | None:
        return REGISTRY.get_sample_value("rodem_consumer_stopped", {"topic": "trips"})

    await stage.say([judged(0, trip_id=judged(i).trip_id) for i in range(EVENTS)])
    consumer = stage.consumer({TripJudged.type: bug})
    async with client_of(stage) as client, running(*stage.publishing()):

        async def ready(query: str = "") -> int:
            return (await client.get(f"/readyz{query}")).status_code

        async with running(consume(consumer)):
            await eventually(reader(rewards, STOPPED), "dead_letters")
            await eventually(gauge, 1)
            await eventually(ready, 503)
            assert (await client.get("/readyz")).json()["consumers"] == {"trips": "dead_letters"}
            assert await ready("?exclude=consumers") == 200
        found = await flow()
        assert not doctor.is_caught_up(found)
        assert "rodem dlq list" in "".join(doctor.faults(doctor.Health([], found, {}, {})))
        async with running(consume(stage.consumer(REWARDS))):
            await eventually(reader(rewards, STOPPED), None)
            await eventually(reader(rewards, DEAD), 0)
            await eventually(gauge, 0)
            await eventually(ready, 200)  # what was read of the database holds for a second
