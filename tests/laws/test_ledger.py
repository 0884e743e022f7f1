"""Law 3: points only move; an account is the sum of its postings, and never below zero."""

import pytest
import sqlalchemy as sa

from shared.eventlog.consumer import consume
from shared.events.trips import TripJudged
from tests.waiting import eventually

from .city import REWARDS
from .streams import DEAD, LEDGER, POINTS, POSITION, Rooms, consumer, judged, reader, running, say, scalar


def voided(number: int) -> TripJudged:
    return judged(number, revision=2, verdict="voided", reasons=("voided",), counts=False)


async def book(rooms: Rooms, events: list[TripJudged]) -> None:
    """Say these and have rewards apply them, in one batch."""
    async with running(consume(consumer(rooms.trips, rooms.rewards, REWARDS))):
        last = await scalar(rooms.trips, "SELECT count(*) FROM log")
        await say(rooms.trips, events)
        await eventually(reader(rooms.rewards, POSITION), last + len(events))


async def test_a_batch_that_only_takes_back_is_booked(rooms: Rooms) -> None:
    await book(rooms, [judged(0), judged(1)])
    await book(rooms, [voided(0)])
    assert await scalar(rooms.rewards, DEAD) == 0
    assert await scalar(rooms.rewards, LEDGER) == [3, POINTS, True]
    assert await scalar(rooms.rewards, "SELECT points FROM accounts") == POINTS


async def test_a_void_that_overtakes_its_trip_leaves_nothing(rooms: Rooms) -> None:
    await book(rooms, [voided(0), judged(0)])
    assert await scalar(rooms.rewards, LEDGER) == [0, 0, True]
    assert await scalar(rooms.rewards, "SELECT count(*) FROM accounts WHERE points <> 0") == 0


async def test_no_account_can_be_below_zero(rooms: Rooms) -> None:
    await book(rooms, [judged(0)])
    with pytest.raises(sa.exc.IntegrityError):
        async with rooms.rewards.begin() as tx:
            await tx.execute(sa.text("UPDATE accounts SET points = -1"))


@pytest.mark.parametrize(
    "fraud",
    [
        pytest.param("UPDATE accounts SET points = points + 1", id="an account that no posting explains"),
        pytest.param("DELETE FROM postings WHERE kind = 'trip'", id="a posting that is gone"),
        pytest.param("DELETE FROM accounts", id="an account that is gone"),
    ],
)
async def test_the_doctor_sees_a_ledger_that_does_not_balance(rooms: Rooms, fraud: str) -> None:
    await book(rooms, [judged(0)])
    async with rooms.rewards.begin() as tx:
        await tx.execute(sa.text(fraud))
    assert not await scalar(rooms.rewards, "SELECT balanced FROM doctor")
