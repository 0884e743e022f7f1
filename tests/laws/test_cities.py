"""Events of two cities in one topic, and in one batch: each city keeps what is its own."""

import pytest
import sqlalchemy as sa

from shared.eventlog.consumer import consume
from tests.waiting import eventually

from .city import REWARDS
from .streams import DEAD, LEDGER, POINTS, POSITION, Rooms, consumer, judged, reader, running, say, scalar

RIDERS = 5


@pytest.mark.parametrize("table", ["trips", "rider_days", "accounts", "postings"])
async def test_each_city_keeps_its_own(rooms: Rooms, table: str) -> None:
    cities = ["barcelona", "oslo"]
    await say(
        rooms.trips,
        [judged(10 * number, city_id=cities[number % 2]) for number in range(2 * RIDERS)],
    )
    async with running(consume(consumer(rooms.trips, rooms.rewards, REWARDS))):
        await eventually(reader(rooms.rewards, POSITION), 2 * RIDERS)
    assert await scalar(rooms.rewards, LEDGER) == [2 * RIDERS, 2 * RIDERS * POINTS, True]
    assert await scalar(rooms.rewards, DEAD) == 0
    async with rooms.rewards.connect() as tx:
        kept = await tx.execute(sa.text(f"SELECT city_id, count(*) FROM {table} GROUP BY 1 ORDER BY 1"))
        assert [tuple(row) for row in kept] == [(city, RIDERS) for city in cities]
