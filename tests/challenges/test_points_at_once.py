"""What publishing gives at once, for trips that are there already, has a ceiling: 1,000,000 points."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from tests.challenges.running_challenges import BEGIN, Running, body, trip
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
    assert "points" not in refused, "an exact sum says how many have completed it"
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
    await challenges.rewrite(challenge_id, body(points=333_344))
    await challenges.step(challenge_id, "publish", 409)
    assert await in_force(challenges, challenge_id) == before
    await challenges.rewrite(challenge_id, body(points=333_343))
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
