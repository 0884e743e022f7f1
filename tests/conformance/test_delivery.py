"""What both transports promise: order per key, every effect once, poison set aside, replay, a visible lag."""

from collections.abc import Mapping, Sequence
from random import Random

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from rodem.care import doctor
from rodem.care.replay import replay
from shared.eventlog.consumer import Handler, consume
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.laws.city import REWARDS
from tests.laws.streams import (
    DEAD,
    LEDGER,
    POINTS,
    SEEN,
    Rooms,
    counting,
    dsn_of,
    judged,
    make_seen,
    reader,
    running,
    say_raw,
    scalar,
)
from tests.waiting import eventually

from .stages import Stage

EVENTS = 1_000
ALL_BOOKED = [EVENTS, EVENTS * POINTS, True]


async def test_events_of_one_rider_arrive_in_order(stage: Stage) -> None:
    """Whichever member applies them, and though members come and go."""
    rewards = stage.rooms.rewards
    async with rewards.begin() as tx:
        await tx.execute(sa.text(f"CREATE TABLE heard ({HEARD}, place int GENERATED ALWAYS AS IDENTITY)"))
    events = [judged(rider * 10, revision=n) for n in range(1, 21) for rider in range(50)]
    async with running(*stage.publishing(), consume(stage.consumer(taking_down(), 30))):
        async with running(consume(stage.consumer(taking_down(), 30))):
            for begin in range(0, len(events), 100):
                await stage.say(events[begin : begin + 100])
        await eventually(reader(rewards, stage.applied), len(events))
    assert await scalar(rewards, "SELECT count(*) FROM heard") == len(events)
    in_order = "SELECT revision = rank() OVER (PARTITION BY rider_id ORDER BY place) AS ok FROM heard"
    assert await scalar(rewards, f"SELECT bool_and(ok) FROM ({in_order}) AS each")


HEARD = "rider_id uuid, revision int"


def taking_down() -> Mapping[str, Handler]:
    async def insert(tx: AsyncConnection, batch: Sequence[Heard[TripJudged]]) -> None:
        await tx.execute(
            sa.text(
                "INSERT INTO heard (rider_id, revision)"
                " SELECT * FROM unnest(CAST(:riders AS uuid[]), CAST(:revisions AS int[]))"
            ),
            {
                "riders": [heard.event.rider_id for heard in batch],
                "revisions": [heard.event.revision for heard in batch],
            },
        )

    return {TripJudged.type: insert}


async def test_every_event_is_applied_once_though_members_come_and_go(stage: Stage) -> None:
    await make_seen(stage.rooms.rewards)
    await stage.say([judged(i) for i in range(EVENTS)])
    async with running(*stage.publishing(), consume(stage.consumer(counting(), 20))):
        for _ in range(3):
            async with running(consume(stage.consumer(counting(), 20))):
                await stage.say([judged(i) for i in range(EVENTS)])
        await eventually(reader(stage.rooms.rewards, stage.applied), 4 * EVENTS)
    assert await scalar(stage.rooms.rewards, SEEN) == [4 * EVENTS, EVENTS]
    assert await scalar(stage.rooms.rewards, DEAD) == 0


async def test_what_is_delivered_again_changes_nothing(stage: Stage) -> None:
    """While the consumer runs, its positions are put back, as a restored backup would."""
    rewards = stage.rooms.rewards
    async with running(*stage.publishing(), consume(stage.consumer(REWARDS))):
        await stage.say([judged(i) for i in range(EVENTS)])
        await eventually(reader(rewards, stage.applied), EVENTS)
        for back in (1, 150, EVENTS):
            async with rewards.begin() as tx:
                moved = f"position = greatest(0, position - {back}), event_id = NULL"
                await tx.execute(sa.text(f"UPDATE positions SET {moved}"))
            await eventually(reader(rewards, stage.applied), EVENTS)
            assert await scalar(rewards, LEDGER) == ALL_BOOKED


async def test_what_is_said_several_times_counts_once(stage: Stage) -> None:
    thrice = [judged(i) for i in range(EVENTS)] * 3
    Random(1).shuffle(thrice)
    async with running(*stage.publishing(), consume(stage.consumer(REWARDS))):
        await stage.say(thrice)
        await eventually(reader(stage.rooms.rewards, stage.applied), len(thrice))
    assert await scalar(stage.rooms.rewards, LEDGER) == ALL_BOOKED


async def test_poison_is_set_aside_alone_among_a_thousand(stage: Stage) -> None:
    rewards = stage.rooms.rewards
    await stage.say([judged(i) for i in range(EVENTS // 2)])
    event_id = await say_raw(stage.rooms.trips, TripJudged.type, '{"trip_id": "nonsense"}')
    await stage.say([judged(i) for i in range(EVENTS // 2, EVENTS)])
    async with running(*stage.publishing(), consume(stage.consumer(REWARDS, 2_000))):
        await eventually(reader(rewards, stage.applied), EVENTS + 1)
    assert await scalar(rewards, LEDGER) == ALL_BOOKED
    assert await scalar(rewards, DEAD) == 1
    assert await scalar(rewards, "SELECT id FROM dead_letters") == event_id


async def test_a_replay_while_everything_runs_gives_the_same(stage: Stage) -> None:
    rewards = stage.rooms.rewards
    voided = [judged(i, revision=2, counts=False, verdict="voided") for i in range(0, EVENTS, 7)]
    await stage.say([*(judged(i) for i in range(EVENTS)), *voided])
    said = EVENTS + len(voided)
    async with running(*stage.publishing(), consume(stage.consumer(REWARDS, 100))):
        await eventually(reader(rewards, stage.applied), said)
        before = await scalar(rewards, POINTS_GIVEN)
        await replay("rewards", dsn_of(rewards), reset=False)
        await eventually(reader(rewards, stage.applied), said)
        assert await scalar(rewards, POINTS_GIVEN) == before
        # What is said now is not taken for what the replay has still to hear.
        await replay("rewards", dsn_of(rewards), reset=False)
        await stage.say([judged(0, revision=3)])
        await eventually(reader(rewards, stage.applied), said + 1)
        assert await scalar(rewards, POINTS_GIVEN) == [before[0] + POINTS, True]


# Not how many postings: what one batch books and takes back leaves none.
POINTS_GIVEN = "SELECT json_build_array(issued_points, balanced) FROM doctor"


async def test_the_lag_is_seen_and_falls_to_nothing(stage: Stage, rooms: Rooms) -> None:
    async def lags() -> list[int]:
        flow = await doctor.read_flow(stage.databases, stage.kafka)
        assert not flow.unread
        return [consumer.lag for consumer in flow.consumers]

    async with running(*stage.publishing()):
        async with running(consume(stage.consumer(REWARDS))):
            await stage.say([judged(i) for i in range(300)])
            await eventually(reader(rooms.rewards, stage.applied), 300)
            await eventually(lags, [0])
        await stage.say([judged(i) for i in range(300, EVENTS)])
        await eventually(lags, [EVENTS - 300])
        async with running(consume(stage.consumer(REWARDS))):
            await eventually(lags, [0])
    assert await scalar(rooms.rewards, LEDGER) == ALL_BOOKED


async def test_a_stale_relay_that_resends_old_batches_late_changes_nothing(stage: Stage) -> None:
    rewards, trips = stage.rooms.rewards, stage.rooms.trips
    voided = [judged(i, revision=2, counts=False, verdict="voided") for i in range(0, EVENTS, 2)]
    said = EVENTS + len(voided)
    async with running(*stage.publishing(), consume(stage.consumer(REWARDS))):
        await stage.say([*(judged(i) for i in range(EVENTS)), *voided])
        await eventually(reader(rewards, stage.applied), said)
        before = await scalar(rewards, LEDGER)
        async with trips.begin() as tx:
            await tx.execute(sa.text(RESEND_TO_KAFKA if stage.bootstrap else RESEND))
        delivered = 2 * said if stage.bootstrap else said
        await eventually(reader(trips, "SELECT count(*) FROM outbox"), 0)
        await eventually(stage.published, delivered)
        await eventually(reader(rewards, stage.applied), delivered)
        assert await scalar(rewards, LEDGER) == before
        assert before[1] == EVENTS // 2 * POINTS


RESEND = "INSERT INTO outbox (id, type, key, time, data) SELECT id, type, key, time, data FROM log"
RESEND_TO_KAFKA = "UPDATE shipped SET position = 0"
