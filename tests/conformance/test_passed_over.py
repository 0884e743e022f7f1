"""Events that a consumer ignores cost it next to nothing, and its position follows them all the same."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.eventlog import postgres
from shared.eventlog import relay as relays
from shared.eventlog.consumer import consume
from shared.eventlog.log import Log, Progress
from shared.eventlog.postgres import postgres_log
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from shared.sessions import connect
from tests.laws.streams import Rooms, dsn_of, judged, reader, running, say, scalar
from tests.waiting import eventually

from .stages import Stage

NOTHING = Progress({}, {})
STORED = "SELECT coalesce(max(position), 0)::int FROM positions"


@asynccontextmanager
async def opened(rooms: Rooms, stored: list[Progress]) -> AsyncIterator[Log]:
    """The log of trips, for a consumer whose position is the last of these."""

    async def read() -> Progress:
        return stored[-1]

    async with postgres_log(dsn_of(rooms.trips), 0.05, read) as log:
        yield log


async def passed_over(log: Log) -> list[int]:
    """The positions of what is taken next, all of which is passed over."""
    async with log.take(100) as taken:
        assert not taken.records or log.pass_over(taken.records)
        return [record.position for record in taken.records]


async def test_what_is_passed_over_is_not_taken_twice_until_its_position_is_stored(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "STORE_EVERY_S", 0.3)
    async with opened(rooms, [NOTHING]) as log:
        await say(rooms.trips, [judged(0), judged(1)])
        assert await passed_over(log) == [1, 2]
        await say(rooms.trips, [judged(2)])
        assert await passed_over(log) == [3]
        await asyncio.sleep(0.3)
        async with log.take(100) as taken:
            # The last one again, behind the position that is stored, and this time it must be.
            assert ([record.position for record in taken.records], dict(taken.after)) == ([3], {})
            assert not log.pass_over(taken.records)
            await log.passed(taken.records)
        await say(rooms.trips, [judged(3)])
        async with log.take(100) as taken:
            assert ([record.position for record in taken.records], dict(taken.after)) == ([4], {0: 3})


async def test_who_moves_the_position_meanwhile_is_believed(rooms: Rooms) -> None:
    stored = [NOTHING]
    async with opened(rooms, stored) as log:
        await say(rooms.trips, [judged(0), judged(1), judged(2)])
        assert await passed_over(log) == [1, 2, 3]
        first_id: UUID = await scalar(rooms.trips, "SELECT id FROM log WHERE position = 1")
        stored.append(Progress({0: 1}, {0: first_id}))
        assert await passed_over(log) == [2, 3]


async def test_a_failure_is_taken_again_from_the_stored_position(rooms: Rooms) -> None:
    async with opened(rooms, [NOTHING]) as log:
        await say(rooms.trips, [judged(0)])
        assert await passed_over(log) == [1]
        await say(rooms.trips, [judged(1)])
        with pytest.raises(ZeroDivisionError):
            async with log.take(100):
                raise ZeroDivisionError
        async with log.take(100) as taken:
            assert [record.position for record in taken.records] == [1, 2]


async def test_the_position_follows_what_a_consumer_ignores(stage: Stage) -> None:
    async with running(consume(stage.consumer({})), *stage.publishing()):
        await stage.say([judged(number) for number in range(20)])
        await eventually(reader(stage.rooms.rewards, stage.applied), 20)


async def test_what_is_handled_moves_the_position_past_what_was_ignored(rooms: Rooms) -> None:
    """In one transaction with its effect, from the position that is stored."""
    stage = Stage(rooms)
    heard: list[int] = []

    async def on_trips(_: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        heard.append(len(batch))

    async with running(consume(stage.consumer({TripJudged.type: on_trips})), *stage.publishing()):
        async with rooms.trips.begin() as tx:
            await tx.exec_driver_sql(
                "INSERT INTO outbox (id, type, key, data) VALUES (uuidv7(), 'zone.reported.v1', 'z', '{}')"
            )
        await eventually(reader(rooms.trips, "SELECT count(*) FROM log"), 1)
        await stage.say([judged(1)])
        await eventually(reader(rooms.rewards, STORED), 2)
    assert heard == [1]


async def test_what_comes_one_by_one_is_published_in_few_moves(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relays, "LINGER_S", 0.5)
    moves: list[object] = []
    listening = await connect(dsn_of(rooms.trips))
    await listening.add_listener(relays.CHANNEL, lambda *heard: moves.append(heard))
    stage = Stage(rooms)
    async with running(*stage.publishing()):
        for number in range(20):
            await stage.say([judged(number)])
            await asyncio.sleep(0.01)
        await eventually(reader(rooms.trips, "SELECT count(*) FROM log"), 20)
    await listening.close()
    assert len(moves) <= 5
