"""What riders are given survives stops of the city and replays: whatever is said of an entry is newer."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest
import sqlalchemy as sa

from rodem.care.replay import replay
from services.rewards.handlers import handlers as rewards_handlers
from shared.db import create_engine
from shared.eventlog import consumer as bus
from shared.eventlog.relay import move
from tests.challenges.running_challenges import REASON, Running, again, trip
from tests.challenges.signing import guard, stop
from tests.challenges.test_two_keys import resume
from tests.conftest import MakeDatabase
from tests.handlers import by_type

REWARDS = by_type(rewards_handlers())


async def points_given(challenges: Running, make_database: MakeDatabase) -> int:
    """What a new rewards service gives after all that challenges has said, and published."""
    connection = await asyncpg.connect(challenges.dsn)
    while await move(connection):
        pass
    await connection.close()
    engine = create_engine(await make_database("rewards"), 1)
    async with engine.begin() as tx:
        for record in await challenges.said():
            await bus.handle(tx, "city", REWARDS, [record])
        rows = await tx.execute(sa.text("SELECT coalesce(sum(points), 0)::int FROM entries"))
        points: int = rows.scalar_one()
    await engine.dispose()
    return points


async def replayed(challenges: Running) -> None:
    async with challenges.engine.begin() as tx:
        await tx.execute(
            sa.text(
                "INSERT INTO positions (topic, partition, position) VALUES ('trips', 0, 1)"
                " ON CONFLICT DO NOTHING"
            )
        )
    await replay("challenges", challenges.dsn, reset=True)


async def restated(challenges: Running) -> int:
    """Let challenges say anew what a replay has made of entries. Returns of how many."""
    [(count,)] = await challenges.rows_of_a_change("SELECT restate()")
    return int(count)


async def test_after_a_stop_what_came_meanwhile_completes_the_entry(
    challenges: Running, make_database: MakeDatabase
) -> None:
    await guard(challenges)
    rider_id = uuid4()
    challenge_id = await challenges.published(target=12_000)
    counted = trip(rider_id)
    await challenges.hear(counted)
    await stop(challenges, challenge_id)
    await challenges.hear(trip(rider_id), trip(rider_id))
    await challenges.hear(again(counted, verdict="voided"))
    assert await points_given(challenges, make_database) == 0
    await resume(challenges, timedelta(days=8))
    assert await challenges.entry(challenge_id, rider_id) == (12_000, True)
    revisions = [each.event.revision for each in await challenges.entries_said(challenge_id)]
    assert revisions == sorted(set(revisions))
    assert await points_given(challenges, make_database) == 100


async def test_a_replay_says_again_what_a_new_version_has_changed_meanwhile(
    challenges: Running, make_database: MakeDatabase
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(target=6_000)
    short, long = trip(rider_id, distance_m=1_000), trip(rider_id)
    await challenges.hear(short)
    await challenges.hear(long)
    assert await points_given(challenges, make_database) == 100
    await replayed(challenges)
    await challenges.hear(short)
    await challenges.step(challenge_id, "publish")
    await challenges.hear(long)
    assert await challenges.entry(challenge_id, rider_id) == (7_000, True)
    assert await points_given(challenges, make_database) == 100
    await restated(challenges)
    assert await points_given(challenges, make_database) == 100


async def test_a_replay_says_what_an_event_brings_that_could_not_be_applied_before(
    challenges: Running, make_database: MakeDatabase
) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.published(target=10_000)
    set_aside, applied = trip(rider_id), trip(rider_id)
    await challenges.hear(applied)
    assert await points_given(challenges, make_database) == 0
    await replayed(challenges)
    await challenges.hear(set_aside, applied)
    assert await restated(challenges) > 0
    assert await challenges.entry(challenge_id, rider_id) == (12_000, True)
    assert await points_given(challenges, make_database) == 100


async def test_a_replay_in_a_pause_takes_nothing_back_that_was_given_before(
    challenges: Running, make_database: MakeDatabase
) -> None:
    """A completion that a pause keeps back, which was not said before, waits after a replay too."""
    first, second = uuid4(), uuid4()
    challenge_id = await challenges.published(target=6_000)
    given, waiting = trip(first), trip(second)
    await challenges.hear(given)
    await challenges.step(challenge_id, "pause")
    await challenges.hear(waiting)
    assert await points_given(challenges, make_database) == 100
    await replayed(challenges)
    await challenges.hear(given, waiting)
    await restated(challenges)
    assert await points_given(challenges, make_database) == 100
    assert await restated(challenges) == 0
    await challenges.hear(again(given, verdict="voided"))
    assert await points_given(challenges, make_database) == 0
    await challenges.step(challenge_id, "publish")
    assert await points_given(challenges, make_database) == 100


async def test_a_trip_that_moved_an_entry_before_a_replay_completes_it_after_it(
    challenges: Running, make_database: MakeDatabase
) -> None:
    """What it brings now is said though the same trip has been the cause of a word on the same entry."""
    rider_id = uuid4()
    challenge_id = await challenges.published(target=12_000)
    set_aside, applied = trip(rider_id), trip(rider_id)
    await challenges.hear(applied)
    assert await points_given(challenges, make_database) == 0
    await replayed(challenges)
    await challenges.hear(set_aside)
    await challenges.hear(applied)
    assert await challenges.entry(challenge_id, rider_id) == (12_000, True)
    assert await points_given(challenges, make_database) == 100


@pytest.mark.parametrize(
    "lines", [["return=representation", "dry-run"], ["dry-run; x=1"], ["wait=1, DRY-RUN"], ['dry-run=""']]
)
async def test_a_dry_run_may_be_preferred_in_any_form(challenges: Running, lines: list[str]) -> None:
    challenge_id = await challenges.draft()
    headers = [*challenges.client.headers.items(), *(("Prefer", line) for line in lines)]
    path = f"/v1/challenges/{challenge_id}/publish"
    answer = await challenges.client.post(path, json=REASON, headers=headers)
    assert (answer.status_code, answer.headers["preference-applied"]) == (200, "dry-run")
    assert await challenges.challenges_said() == []


@pytest.mark.parametrize("line", ["dry-runs", "no-dry-run", "x; dry-run", "wait=dry-run"])
async def test_what_only_looks_like_it_is_no_dry_run(challenges: Running, line: str) -> None:
    challenge_id = await challenges.draft()
    headers = {**challenges.client.headers, "Prefer": line}
    answer = await challenges.client.post(
        f"/v1/challenges/{challenge_id}/publish", json=REASON, headers=headers
    )
    assert answer.status_code == 200
    assert "preference-applied" not in answer.headers
    assert len(await challenges.challenges_said()) == 1
