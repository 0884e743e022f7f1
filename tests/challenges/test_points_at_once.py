"""What an operator's publishings give at once, for trips that are there already, has a ceiling in each hour:
1,000,000 points."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from tests.challenges.running_challenges import BEGIN, REASON, Running, body, trip
from tests.challenges.signing import guard, stop
from tests.challenges.test_two_keys import resume

DRY_RUN = {"Prefer": "dry-run"}


async def ridden(challenges: Running, riders: int) -> None:
    """So many riders more have ridden 12 km, which completes a challenge of 10 km."""
    await challenges.hear(*[trip(uuid4(), distance_m=12_000) for _ in range(riders)])


async def in_force(challenges: Running, challenge_id: str) -> tuple[Any, ...]:
    query = "SELECT state, version, revision FROM challenges WHERE challenge_id = :id"
    return (await challenges.rows(query, id=challenge_id))[0]


async def completed(challenges: Running, challenge_id: str) -> int:
    query = "SELECT count(completed_at) FROM entries WHERE challenge_id = :id"
    return int((await challenges.rows(query, id=challenge_id))[0][0])


@pytest.mark.parametrize("headers", [{}, DRY_RUN], ids=["publish", "dry run"])
async def test_what_would_give_more_at_once_is_refused_with_the_ceiling_and_what_to_do(
    challenges: Running, headers: Mapping[str, str]
) -> None:
    await ridden(challenges, 3)
    challenge_id = await challenges.draft(points=400_000)
    refused = await challenges.step(challenge_id, "publish", 409, headers)
    assert (refused["code"], refused["points_max"]) == ("too-many-points-at-once", 1_000_000)
    assert refused["points"] == 0, "an exact sum says how many have completed it"
    for word in ("1000000", "Lower the reward", "RODEM_PUBLISH_POINTS_MAX"):
        assert word in refused["detail"]
    assert await in_force(challenges, challenge_id) == ("draft", 0, 0)
    assert await challenges.count("entries") == 0
    assert not await challenges.said()


async def test_exactly_so_many_points_are_given(challenges: Running) -> None:
    await ridden(challenges, 2)
    challenge_id = await challenges.draft(points=500_000)
    await challenges.step(challenge_id, "publish")
    assert await completed(challenges, challenge_id) == 2


async def test_publishing_again_gives_only_what_was_not_given_before(challenges: Running) -> None:
    """Each rider after the publishing is paid one by one, whatever it comes to."""
    challenge_id = await challenges.published(points=500_000)
    await ridden(challenges, 3)
    await challenges.step(challenge_id, "publish")
    assert await completed(challenges, challenge_id) == 3


async def test_a_higher_reward_for_those_who_have_completed_counts_by_the_difference(
    challenges: Running,
) -> None:
    await ridden(challenges, 3)
    challenge_id = await challenges.published(points=10)
    before = await in_force(challenges, challenge_id)
    await challenges.rewrite(challenge_id, body(points=333_334))
    await challenges.step(challenge_id, "publish", 409)
    assert await in_force(challenges, challenge_id) == before
    await challenges.rewrite(challenge_id, body(points=333_333))
    await challenges.step(challenge_id, "publish")


async def test_points_that_are_taken_back_make_no_room(challenges: Running) -> None:
    """Whoever had completed it no longer has, and two others have."""
    await ridden(challenges, 2)
    challenge_id = await challenges.published(points=500_000)
    next_day = BEGIN + timedelta(days=1)
    await challenges.hear(*[trip(uuid4(), distance_m=12_000, started_at=next_day) for _ in range(2)])
    window = {"starts_at": next_day.isoformat(), "ends_at": (next_day + timedelta(days=1)).isoformat()}
    await challenges.rewrite(challenge_id, body(points=500_001, **window))
    await challenges.step(challenge_id, "publish", 409)


async def test_what_was_paused_is_not_resumed_if_that_gives_too_much(challenges: Running) -> None:
    challenge_id = await challenges.published(points=400_000)
    await challenges.step(challenge_id, "pause")
    await ridden(challenges, 3)
    await challenges.step(challenge_id, "publish", 409)
    assert (await in_force(challenges, challenge_id))[0] == "paused"


async def test_what_was_stopped_stays_paused_if_its_return_gives_too_much(challenges: Running) -> None:
    """Loudly. Others return, and its operator is told what to do when it publishes."""
    await guard(challenges)
    heavy, light = await challenges.published(points=400_000), await challenges.published(points=1)
    for challenge_id in (heavy, light):
        await stop(challenges, challenge_id)
    await ridden(challenges, 3)
    with capture_logs() as logs:
        await resume(challenges, timedelta(days=8))
        await resume(challenges, timedelta(days=8))
    loud = [line for line in logs if line["log_level"] == "error"]
    assert [(line["event"], str(line["challenge_id"]), line["points_max"]) for line in loud] == [
        ("challenge_stays_paused", heavy, 1_000_000)
    ]
    states = [(await in_force(challenges, challenge_id))[0] for challenge_id in (heavy, light)]
    assert states == ["paused", "published"]
    assert (await challenges.step(heavy, "publish", 409))["code"] == "too-many-points-at-once"


async def test_publishings_of_one_hour_share_the_ceiling(challenges: Running) -> None:
    """Ten challenges in a row pass it no more than one. The refusal says what the hour holds, what this one
    would add, and the ceiling, with riders to the nearest ten."""
    await ridden(challenges, 17)
    for _ in range(2):
        await challenges.published(points=20_000)
    await challenges.published(points=10_000)
    heavy = await challenges.draft(points=10_000)
    refused = await challenges.step(heavy, "publish", 409)
    assert (refused["hour_points"], refused["points"]) == (1_000_000, 200_000)
    for word in ("about 200000", "about 1000000", "an hour from now"):
        assert word in refused["detail"]
    assert await in_force(challenges, heavy) == ("draft", 0, 0)
    await challenges.step(await challenges.draft(points=8_824), "publish", 409)
    await challenges.published(points=8_823)
    assert (await challenges.step(heavy, "publish", 409))["hour_points"] == 1_176_460


async def test_each_operator_has_a_ceiling_of_its_own(challenges: Running) -> None:
    await ridden(challenges, 2)
    await challenges.published(points=500_000)
    rival = challenges.signed_in("operator", operator_id="rival") | {"Idempotency-Key": str(uuid4())}
    written = await challenges.asked("POST", "/v1/challenges", body(points=500_000), 201, rival)
    await challenges.step(written["challenge_id"], "publish", headers=rival)


async def test_what_was_given_an_hour_ago_makes_room_and_is_forgotten(challenges: Running) -> None:
    await ridden(challenges, 2)
    await challenges.published(points=500_000)
    later = await challenges.draft(points=500_000)
    await passes(challenges, "59 minutes")
    await challenges.step(later, "publish", 409)
    await passes(challenges, "1 minute")
    await challenges.step(later, "publish")
    assert await challenges.count("points_at_once") == 1


async def passes(challenges: Running, time: str) -> None:
    """As if so much time had passed since all publishings."""
    async with challenges.engine.begin() as tx:
        await tx.execute(sa.text(f"UPDATE points_at_once SET at = at - interval '{time}'"))


async def test_what_returns_after_a_stop_counts_as_published(challenges: Running) -> None:
    await guard(challenges)
    returning = await challenges.published(points=500_000)
    await stop(challenges, returning)
    await ridden(challenges, 2)
    later = timedelta(days=8)
    await resume(challenges, later)
    assert (await in_force(challenges, returning))[0] == "published"
    rows = await challenges.rows("SELECT operator_id, points FROM points_at_once")
    assert rows == [("operator", 1_000_000)]


async def test_a_dry_run_and_a_refusal_use_nothing_up(challenges: Running) -> None:
    await ridden(challenges, 2)
    fits, heavy = await challenges.draft(points=500_000), await challenges.draft(points=500_001)
    await challenges.step(fits, "publish", headers=DRY_RUN)
    await challenges.step(heavy, "publish", 409)
    await challenges.step(fits, "publish")


async def test_of_two_publishings_at_once_one_fits(challenges: Running) -> None:
    await ridden(challenges, 2)
    drafts = [await challenges.draft(points=500_000) for _ in range(2)]
    answers = await asyncio.gather(
        *(challenges.client.post(f"/v1/challenges/{draft}/publish", json=REASON) for draft in drafts)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert await challenges.rows("SELECT sum(points) FROM points_at_once") == [(1_000_000,)]
