"""Adjustments: the game's operator gives a rider points or takes them, and everybody reads that, but not for
whom."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.rewards.levels.rules import LEVELS_1, level
from shared.events.rewards import LevelReached, PointsPosted
from tests.days import MADRID
from tests.events import entry_judged
from tests.rewards.running_rewards import REASON, Running, heard


async def rider_with(rewards: Running, points: int) -> UUID:
    """A new rider whom a challenge has given these points. They are pending."""
    entry = entry_judged(reward_points=points, rider_id=uuid4(), completed_at=datetime.now(UTC))
    await rewards.hear(heard(entry))
    return entry.rider_id


async def adjust(
    rewards: Running, rider_id: UUID, points: int, status: int = 201, key: str | None = None, **headers: str
) -> dict[str, Any]:
    body = {"rider_id": str(rider_id), "points": points} | REASON
    sent = {"Idempotency-Key": key or str(uuid4())} | headers
    return await rewards.asked("POST", "/v1/adjustments", body, status, sent)


async def account(rewards: Running, rider_id: UUID) -> tuple[Any, ...]:
    query = "SELECT points, debt_points, lifetime_points FROM accounts WHERE rider_id = :rider_id"
    return (await rewards.rows(query, rider_id=rider_id))[0]


async def test_what_is_given_can_be_spent_at_once_and_counts_in_lifetime_points(rewards: Running) -> None:
    rider_id = await rider_with(rewards, 20)
    made = await adjust(rewards, rider_id, 30)
    assert (made["points"], made["balance_points"], made.get("debt_points")) == (30, 30, None)
    assert await account(rewards, rider_id) == (50, 0, 50)
    line = [each for each in await rewards.said() if isinstance(each, PointsPosted)][-1]
    assert (line.kind, line.rule, line.points, line.source) == (
        "adjustment",
        "adjustment",
        30,
        f"adjustment:{made['adjustment_id']}",
    )
    assert line.local_on == line.posted_at.astimezone(MADRID).date()


async def test_what_is_missing_is_owed(rewards: Running) -> None:
    rider_id = await rider_with(rewards, 20)
    made = await adjust(rewards, rider_id, -50)
    assert (made["balance_points"], made["debt_points"]) == (0, 30)
    assert await account(rewards, rider_id) == (0, 30, -30)
    sums = await rewards.rows("SELECT name, points::int FROM account_sums ORDER BY name")
    assert sums == [("adjusted", 50), ("debts", -30), ("issued", -20), ("rider", 0)]
    assert await rewards.rows("SELECT balanced FROM doctor") == [(True,)]
    assert await rewards.rows("SELECT * FROM differences") == []


async def test_a_repeated_key_adjusts_once(refusing: Running) -> None:
    rider_id = await rider_with(refusing, 20)
    answers = [await adjust(refusing, rider_id, 5, key="one") for _ in range(3)]
    assert answers[1:] == answers[:1] * 2
    assert await account(refusing, rider_id) == (25, 0, 25)
    await adjust(refusing, rider_id, 6, 422, key="one")


async def test_a_dry_run_adjusts_nothing(refusing: Running) -> None:
    rider_id = await rider_with(refusing, 20)
    made = await adjust(refusing, rider_id, -50, 200, Prefer="dry-run")
    assert made["debt_points"] == 30
    assert await account(refusing, rider_id) == (20, 0, 20)


async def test_nobody_adjusts_a_rider_of_whom_nothing_was_heard(rewards: Running) -> None:
    assert (await adjust(rewards, uuid4(), 5, 404))["detail"] == "There is no such rider."
    assert await rewards.rows("SELECT * FROM accounts") == []


async def test_decisions_tell_why_and_not_for_whom(rewards: Running) -> None:
    rider_id = await rider_with(rewards, 20)
    made = await adjust(rewards, rider_id, 5)
    [line] = (await rewards.asked("GET", "/v1/decisions"))["decisions"]
    assert line["subject"] == {"type": "adjustment", "id": made["adjustment_id"]}
    assert (line["kind"], line["step"], line["reason"]) == ("adjustment", "made", REASON["reason"])
    assert str(rider_id) not in str(line)


async def test_levels_follow_adjustments_both_ways_in_order(rewards: Running) -> None:
    rider_id = await rider_with(rewards, 490)
    for points in (10, -10, 20):
        await adjust(rewards, rider_id, points)
    said = [each for each in await rewards.said() if isinstance(each, LevelReached)]
    assert [each.level for each in said] == [2, 1, 2]
    assert [each.revision for each in said] == sorted({each.revision for each in said})
    assert said[-1].level == level(LEVELS_1, (await account(rewards, rider_id))[2])


@pytest.mark.parametrize("role", ["rider", "city", "auditor", "partner"])
async def test_only_an_operator_adjusts(refusing: Running, role: str) -> None:
    rider_id = await rider_with(refusing, 20)
    await adjust(refusing, rider_id, 5, 403, **refusing.signed_in(role, str(rider_id)))


async def test_another_operator_does_not_adjust(refusing: Running) -> None:
    rider_id = await rider_with(refusing, 20)
    await adjust(refusing, rider_id, 5, 403, **refusing.signed_in("operator", operator_id="another"))


@pytest.mark.parametrize("points", [0, 100_001, -100_001, True, "5", 1.5, None])
async def test_points_are_a_whole_number_within_bounds(refusing: Running, points: Any) -> None:
    await adjust(refusing, await rider_with(refusing, 20), points, 422)
