"""One bad event harms itself alone: it is set aside with its reason, and can be tried again."""

import sqlalchemy as sa

from rodem.care import dead_letters
from shared.eventlog.consumer import consume
from shared.events.registry import encode
from shared.events.trips import TripJudged
from tests.waiting import eventually

from .city import REWARDS
from .streams import (
    DEAD,
    LEDGER,
    POINTS,
    POSITION,
    Rooms,
    consumer,
    dsn_of,
    judged,
    reader,
    running,
    say,
    say_event,
    say_raw,
    scalar,
)

GOOD = 1_000
NOT_RETRIED = "SELECT count(*) FROM dead_letters WHERE retry_at IS NULL"


async def among_good_ones(rooms: Rooms, type_: str, data: str) -> None:
    """A thousand good events, a bad one in their midst, consumed until the end."""
    await say(rooms.trips, [judged(i) for i in range(GOOD // 2)])
    await say_raw(rooms.trips, type_, data)
    await say(rooms.trips, [judged(i) for i in range(GOOD // 2, GOOD)])
    async with running(consume(consumer(rooms.trips, rooms.rewards, REWARDS, 2_000))):
        await eventually(reader(rooms.rewards, POSITION), GOOD + 1)


async def repair(rooms: Rooms, event: TripJudged) -> None:
    async with rooms.rewards.begin() as tx:
        await tx.execute(sa.text("UPDATE dead_letters SET data = :data"), {"data": encode(event)})


async def test_an_event_that_cannot_be_decoded_is_set_aside_alone(rooms: Rooms) -> None:
    await among_good_ones(rooms, TripJudged.type, '{"trip_id": "nonsense"}')
    assert await scalar(rooms.rewards, LEDGER) == [GOOD, GOOD * POINTS, True]
    assert await scalar(rooms.rewards, "SELECT position FROM dead_letters") == GOOD // 2 + 1
    assert "ValidationError" in await scalar(rooms.rewards, "SELECT error FROM dead_letters")


async def test_an_event_that_the_database_refuses_is_set_aside_alone(rooms: Rooms) -> None:
    bad = judged(GOOD, distance_m=7_700)
    async with rooms.rewards.begin() as tx:
        await tx.execute(sa.text("ALTER TABLE trips ADD CONSTRAINT no_92 CHECK (points <> 92)"))
    await among_good_ones(rooms, bad.type, encode(bad))
    assert await scalar(rooms.rewards, LEDGER) == [GOOD, GOOD * POINTS, True]
    assert await scalar(rooms.rewards, "SELECT error FROM dead_letters") == "CheckViolationError 23514"


async def test_an_event_that_the_driver_cannot_send_is_set_aside_alone(rooms: Rooms) -> None:
    bad = judged(GOOD, revision=2**40)
    await among_good_ones(rooms, bad.type, encode(bad))
    assert await scalar(rooms.rewards, LEDGER) == [GOOD, GOOD * POINTS, True]
    assert await scalar(rooms.rewards, DEAD) == 1


async def test_an_event_of_a_type_that_nobody_handles_is_passed_over(rooms: Rooms) -> None:
    await among_good_ones(rooms, "tomorrow.invented.v1", "{}")
    assert await scalar(rooms.rewards, DEAD) == 0


async def test_events_of_the_same_rider_behind_a_dead_letter_go_on(rooms: Rooms) -> None:
    await say_event(rooms.trips, judged(0, revision=1))
    await say_raw(rooms.trips, TripJudged.type, "{}")
    await say_event(rooms.trips, judged(0, revision=3, counts=False, verdict="voided"))
    async with running(consume(consumer(rooms.trips, rooms.rewards, REWARDS))):
        await eventually(reader(rooms.rewards, POSITION), 3)
        await repair(rooms, judged(0, revision=2))
        await dead_letters.retry({"rewards": dsn_of(rooms.rewards)}, None)
        await eventually(reader(rooms.rewards, DEAD), 0)
    assert await scalar(rooms.rewards, LEDGER) == [2, 0, True]


async def test_a_dead_letter_that_was_repaired_is_applied_when_asked(rooms: Rooms) -> None:
    await among_good_ones(rooms, TripJudged.type, "{")
    event_id = await scalar(rooms.rewards, "SELECT id FROM dead_letters")
    databases = {"trips": dsn_of(rooms.trips), "rewards": dsn_of(rooms.rewards)}
    async with running(consume(consumer(rooms.trips, rooms.rewards, REWARDS))):
        assert await dead_letters.retry(databases, event_id) == 1
        await eventually(reader(rooms.rewards, NOT_RETRIED), 1)
        assert await scalar(rooms.rewards, LEDGER) == [GOOD, GOOD * POINTS, True]
        await repair(rooms, judged(GOOD))
        assert await dead_letters.retry(databases, event_id) == 1
        await eventually(reader(rooms.rewards, DEAD), 0)
    assert await scalar(rooms.rewards, LEDGER) == [GOOD + 1, (GOOD + 1) * POINTS, True]
