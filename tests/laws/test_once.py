"""Law 2: every event has exactly one effect, whoever else consumes and whatever breaks."""

import asyncio

from shared.eventlog.consumer import consume
from tests.waiting import eventually

from .streams import (
    DEAD,
    POSITION,
    SEEN,
    Rooms,
    consumer,
    counting,
    dsn_of,
    judged,
    kill_backends,
    make_seen,
    reader,
    running,
    say,
    scalar,
)

EVENTS = 3_000


async def test_members_that_consume_one_topic_together_apply_nothing_twice(rooms: Rooms) -> None:
    await make_seen(rooms.rewards)
    members = [consume(consumer(rooms.trips, rooms.rewards, counting(), 50)) for _ in range(3)]
    async with running(*members):
        for begin in range(0, EVENTS, 300):
            await say(rooms.trips, [judged(i) for i in range(begin, begin + 300)])
        await eventually(reader(rooms.rewards, POSITION), EVENTS)
    assert await scalar(rooms.rewards, SEEN) == [EVENTS, EVENTS]


async def test_cut_connections_lose_nothing_repeat_nothing_and_make_no_dead_letters(rooms: Rooms) -> None:
    await make_seen(rooms.rewards)
    await say(rooms.trips, [judged(i) for i in range(EVENTS)])
    async with running(consume(consumer(rooms.trips, rooms.rewards, counting(), 20))):
        both = [kill_backends(dsn_of(engine), 0.15, 10) for engine in (rooms.trips, rooms.rewards)]
        await asyncio.gather(*both)
        await eventually(reader(rooms.rewards, POSITION), EVENTS)
    assert await scalar(rooms.rewards, SEEN) == [EVENTS, EVENTS]
    assert await scalar(rooms.rewards, DEAD) == 0


async def test_a_consumer_that_is_cancelled_anywhere_goes_on_where_it_was(rooms: Rooms) -> None:
    await make_seen(rooms.rewards)
    await say(rooms.trips, [judged(i) for i in range(EVENTS)])
    for _ in range(8):
        async with running(consume(consumer(rooms.trips, rooms.rewards, counting(), 20))):
            await asyncio.sleep(0.1)
    async with running(consume(consumer(rooms.trips, rooms.rewards, counting(), 500))):
        await eventually(reader(rooms.rewards, POSITION), EVENTS)
    assert await scalar(rooms.rewards, SEEN) == [EVENTS, EVENTS]
