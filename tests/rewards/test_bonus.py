"""Activities that are no trips, as other services will report them: what a tariff's bonus gives for them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from services.rewards.handlers import handlers
from shared.events.heard import Heard
from shared.events.rewards import LevelReached, PointsPosted
from shared.events.several import ActivityReported
from tests.days import tomorrow
from tests.events import activity_reported
from tests.handlers import by_type, of_room
from tests.rewards.running_rewards import Running, heard, is_sound

RIDER = UUID("6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11")
BONUS = [
    {"kind": "report_confirmed", "points": 20, "day_max": 3},
    {"kind": "rebalanced", "points": 5, "day_max": 10},
]


def activity(name: str, revision: int = 1, days: int = 0, **facts: Any) -> Heard[ActivityReported]:
    """An activity of tomorrow, or so many days later."""
    on = tomorrow() + timedelta(days=days)
    at = datetime(on.year, on.month, on.day, 10, tzinfo=UTC)
    fields = {"rider_id": RIDER, "activity_id": uuid5(RIDER, name), "revision": revision, "at": at}
    return heard(activity_reported(**(fields | facts)))


def void(name: str, revision: int = 2, **facts: Any) -> Heard[ActivityReported]:
    return activity(name, revision, counts=False, **facts)


async def totals(rewards: Running) -> dict[str, int]:
    """What each source has given in all, as it was said last."""
    events = [event for event in await rewards.said() if isinstance(event, PointsPosted)]
    return {event.source: event.total_points for event in events}


def test_every_service_that_reports_activities_is_heard() -> None:
    """Participation is a room that comes later: its topic is added here when there is one."""
    heard_on = {topic for topic, of_topic in handlers().items() if ActivityReported.type in of_topic}
    assert heard_on == {"trips", "challenges"}


async def test_no_more_than_day_max_count_a_day(rewards: Running) -> None:
    await rewards.published(bonus=BONUS)
    await rewards.hear(activity("a"), activity("b"))
    await rewards.hear(activity("c"), activity("d"), activity("next day", days=1))
    await rewards.hear(activity("moved", service="rebalanced"), activity("other", service="surprising"))
    on, after = tomorrow(), tomorrow() + timedelta(days=1)
    assert await totals(rewards) == {
        f"bonus:report_confirmed:{on}": 60,
        f"bonus:report_confirmed:{after}": 20,
        f"bonus:rebalanced:{on}": 5,
    }
    assert await rewards.rows("SELECT points, lifetime_points FROM accounts") == [(85, 85)]
    assert await is_sound(rewards)


async def test_a_bonus_is_there_at_once_and_explains_itself(rewards: Running) -> None:
    """Neither the day's limit nor the hours that trips wait hold for it."""
    await rewards.published(bonus=BONUS, day_points_max=0, month_points_max=0)
    told = activity("a")
    await rewards.hear(told)
    [event] = [event for event in await rewards.said() if isinstance(event, PointsPosted)]
    assert (event.kind, event.points, event.rule, event.version) == ("bonus", 20, "bonus", 2)
    assert event.params == {
        "service": "report_confirmed",
        "activities": 1,
        "each_points": 20,
        "day_max": 3,
    }
    assert event.posted_at == event.available_at == told.time
    assert (event.local_on, event.value_tags, event.account_points) == (tomorrow(), None, 20)


async def test_a_day_whose_tariff_gives_no_bonus_gives_none(rewards: Running) -> None:
    await rewards.published(bonus=BONUS)
    await rewards.hear(activity("today", days=-1))
    assert await totals(rewards) == {}
    assert await is_sound(rewards)


async def test_what_no_longer_counts_is_taken_back(rewards: Running) -> None:
    """Of four one is too many: the first void takes nothing, the second what was paid for one."""
    await rewards.published(bonus=BONUS)
    source = f"bonus:report_confirmed:{tomorrow()}"
    await rewards.hear(*map(activity, "abcd"))
    for name, points in (("a", 60), ("b", 40), ("c", 20), ("d", 0)):
        await rewards.hear(void(name))
        assert (await totals(rewards))[source] == points
    await rewards.hear(activity("d", revision=3))
    assert (await totals(rewards))[source] == 20
    assert await rewards.rows("SELECT points, lifetime_points FROM accounts") == [(20, 20)]
    assert await is_sound(rewards)


async def test_what_is_taken_back_after_it_was_spent_is_owed(rewards: Running) -> None:
    await rewards.published(bonus=BONUS)
    await rewards.hear(activity("a"))
    reward = {"name": {"en": "Bell"}, "kind": "benefit", "cost_points": 15, "confirmation": "instant"}
    made = await rewards.asked("POST", "/v1/rewards", reward, 201, {"Idempotency-Key": "r"})
    await rewards.asked("POST", f"/v1/rewards/{made['reward_id']}/publish", {"reason": "A test wants it."})
    rider = rewards.signed_in("rider", str(RIDER)) | {"Idempotency-Key": "mine"}
    await rewards.asked("POST", "/v1/redemptions", {"reward_id": made["reward_id"]}, 201, rider)
    await rewards.hear(void("a"))
    assert await rewards.rows("SELECT points, debt_points FROM accounts") == [(0, 15)]
    assert await is_sound(rewards)


def a_history() -> list[Heard[ActivityReported]]:
    """Five activities of two kinds and days, some of which are voided, and one that is restored."""
    return [
        *map(activity, "abcd"),
        activity("moved", service="rebalanced"),
        activity("late", days=1),
        void("a"),
        void("b"),
        activity("b", revision=3),
        void("late", days=1),
    ]


async def in_some_order(
    rewards: Running, history: Sequence[Heard[ActivityReported]], chance: Random
) -> tuple[list[Any], list[Any]]:
    """The sums and the accounts after these, shuffled, half of them twice, in batches of any size."""
    told = [*history, *chance.sample(history, len(history) // 2)]
    chance.shuffle(told)
    on_activities = by_type(of_room("rewards"))[ActivityReported.type]
    async with rewards.engine.connect() as tx:
        while told:
            size = chance.choice([1, 2, 5])
            await on_activities(tx, told[:size])
            told = told[size:]
        sums = await tx.exec_driver_sql(
            "SELECT given_by, sum(points)::int FROM moves GROUP BY given_by ORDER BY given_by"
        )
        accounts = await tx.exec_driver_sql("SELECT points, debt_points, lifetime_points FROM accounts")
        differing = await tx.exec_driver_sql("SELECT what, id FROM differences")
        given: list[tuple[Any, ...]] = [tuple(row) for row in sums]
        found = [row for row in given if row[1]], [tuple(row) for row in accounts]
        assert differing.all() == []
        await tx.rollback()
    return found


async def test_activities_give_the_same_in_whatever_order_they_come(rewards: Running) -> None:
    await rewards.published(bonus=BONUS)
    expected = (
        [(f"bonus:rebalanced:{tomorrow()}", 5), (f"bonus:report_confirmed:{tomorrow()}", 60)],
        [(65, 0, 65)],
    )
    for seed in range(12):
        assert await in_some_order(rewards, a_history(), Random(seed)) == expected, seed


async def test_a_level_that_a_bonus_gives_and_takes_is_said_in_order(rewards: Running) -> None:
    """No trip has moved meanwhile: the revision of a level must grow all the same."""
    await rewards.published(bonus=[{"kind": "report_confirmed", "points": 600, "day_max": 3}])
    await rewards.hear(activity("a"))
    await rewards.hear(void("a"))
    await rewards.hear(activity("a", revision=3))
    said = [event for event in await rewards.said() if isinstance(event, LevelReached)]
    assert [event.level for event in said] == [2, 1, 2]
    assert [event.revision for event in said] == sorted({event.revision for event in said})


async def test_the_doctor_finds_a_bonus_that_is_another(rewards: Running) -> None:
    await rewards.published(bonus=BONUS)
    await rewards.hear(activity("a"), activity("b"))
    async with rewards.engine.begin() as tx:
        await tx.exec_driver_sql("UPDATE bonus_days SET activities = 1")
    found = await rewards.rows("SELECT what, found, expected FROM differences ORDER BY what")
    assert found == [("bonus_days.activities", 1, 2), ("postings.points", 40, 20)]
