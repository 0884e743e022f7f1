"""Operators, riders and batches at the same time: no trip is missed, nothing is done twice."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.gateway.door.forwarding.actions import ANSWER_S
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from tests.challenges.running_challenges import REASON, Running, problem, trip

ROUNDS = 5
CONNECTIONS = 4
WAITING = sa.text("""
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


async def until_it_waits(challenges: Running, task: asyncio.Task[Any]) -> None:
    """Until the other side waits for us, or has not waited at all."""
    async with challenges.engine.connect() as connection:
        for _ in range(200):
            if task.done() or (await connection.execute(WAITING)).scalar_one():
                return
            await asyncio.sleep(0.02)
    pytest.fail("it neither ended nor waited")


async def while_a_batch_runs(
    challenges: Running, batch: list[Heard[TripJudged]], other: Coroutine[Any, Any, Any]
) -> None:
    """`other` begins after the batch has been applied and before that is committed."""
    async with challenges.engine.begin() as tx:
        await challenges.apply(tx, batch)
        task = asyncio.create_task(other)
        await until_it_waits(challenges, task)
    await task


async def test_publishing_while_a_batch_runs_counts_the_batch(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.draft()
    await while_a_batch_runs(challenges, [trip(rider_id)], challenges.step(challenge_id, "publish"))
    assert await challenges.entry(challenge_id, rider_id) == (6_000, False)


async def test_joining_while_a_batch_runs_counts_the_batch(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(who="joined")
    await while_a_batch_runs(challenges, [trip(rider_id)], challenges.join(challenge_id, rider_id))
    assert await challenges.entry(challenge_id, rider_id) == (6_000, False)


async def test_closing_while_a_batch_runs_lets_it_be_taken_back(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published()
    first = trip(rider_id)
    await while_a_batch_runs(challenges, [first], challenges.step(challenge_id, "close"))
    await challenges.hear(trip(rider_id, first.event.trip_id, 2, verdict="voided"))
    assert await challenges.entry(challenge_id, rider_id) == (0, False)


async def test_whoever_waits_too_long_for_a_batch_is_told_to_come_back(challenges: Running) -> None:
    """Before the gateway gives up, and with nothing changed: the same publishing may be sent again."""
    rider_id = uuid4()
    challenge_id = await challenges.draft()
    async with challenges.engine.begin() as tx:
        await challenges.apply(tx, [trip(rider_id)])
        async with asyncio.timeout(ANSWER_S):
            answer = await challenges.client.post(f"/v1/challenges/{challenge_id}/publish", json=REASON)
    assert problem(answer) == (503, "unavailable")
    assert answer.headers["retry-after"] == "1"
    assert (await challenges.step(challenge_id, "publish"))["version"] == 1
    assert await challenges.entry(challenge_id, rider_id) == (6_000, False)


async def test_no_trip_is_missed_however_publishing_falls_between_batches(challenges: Running) -> None:
    for _ in range(ROUNDS):
        riders = [uuid4() for _ in range(3)]
        challenge_id = await challenges.draft(who="all")
        streams = [[trip(riders[i % 3], distance_m=100) for i in range(30)] for _ in range(CONNECTIONS)]
        await asyncio.gather(
            publish_pause_publish(challenges, challenge_id), *(stream(challenges, each) for each in streams)
        )
        for rider_id in riders:
            assert await challenges.entry(challenge_id, rider_id) == (100 * 10 * CONNECTIONS, False)
        await challenges.step(challenge_id, "close")


async def publish_pause_publish(challenges: Running, challenge_id: str) -> None:
    for step in ("publish", "pause", "publish", "publish"):
        await challenges.step(challenge_id, step)


async def stream(challenges: Running, trips: list[Heard[TripJudged]]) -> None:
    for i in range(0, len(trips), 3):
        await challenges.hear(*trips[i : i + 3])


async def test_a_rider_who_joins_twice_at_once_has_one_entry(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(who="joined")
    await challenges.hear(trip(rider_id, distance_m=10_000))
    answers = await asyncio.gather(*(challenges.join(challenge_id, rider_id) for _ in range(5)))
    assert [answer["progress"] for answer in answers] == [10_000] * 5
    assert len({answer["completed_at"] for answer in answers}) == 1
    assert await challenges.rows("SELECT rider_id, until FROM joins") == [(rider_id, None)]
    assert await challenges.count("entries") == 1
    assert len({each.revision for each in await challenges.entries_judged()}) == 1


async def test_of_leaving_twice_at_once_one_finds_nothing_to_leave(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(who="joined")
    await challenges.join(challenge_id, rider_id)
    rider = challenges.signed_in("rider", str(rider_id))
    path = f"/v1/me/entries/{challenge_id}"
    answers = await asyncio.gather(*(challenges.client.delete(path, headers=rider) for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [204, 404, 404]


async def test_two_publishings_at_once_are_two_versions_and_one_completion(challenges: Running) -> None:
    rider_id = uuid4()
    await challenges.hear(trip(rider_id, distance_m=10_000))
    challenge_id = await challenges.draft()
    answers = await asyncio.gather(*(challenges.step(challenge_id, "publish") for _ in range(3)))
    assert sorted(answer["version"] for answer in answers) == [1, 2, 3]
    said = await challenges.entries_judged(challenge_id)
    assert [each.version for each in said] == [1, 2, 3]
    assert len({each.completed_at for each in said}) == 1
    kept = "SELECT version FROM versions WHERE challenge_id = :challenge_id ORDER BY version"
    assert await challenges.rows(kept, challenge_id=UUID(challenge_id)) == [(1,), (2,), (3,)]
