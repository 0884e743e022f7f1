"""Badges in the summary: the newest state of each, in whatever order they were told."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.riders.badges.handlers import on_badges_earned
from services.gateway.riders.summary import answers
from services.gateway.riders.summary.store import EarnedBadge, Summary, read_summaries
from shared.db import create_engine
from shared.events.heard import Heard
from shared.events.rewards import BadgeEarned
from tests.conftest import MakeDatabase

RIDER = UUID("6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11")
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY = date(2026, 5, 3)


@pytest.fixture
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("gateway"), 2)
    yield engine
    await engine.dispose()


def badge(badge_id: str, revision: int, kept: bool = True, **changes: Any) -> Heard[BadgeEarned]:
    fields: dict[str, Any] = {"city_id": "city", "rider_id": RIDER, "earned_on": DAY} | changes
    event = BadgeEarned(badge_id=badge_id, revision=revision, kept=kept, **fields)
    return Heard(uuid4(), NOW + timedelta(seconds=revision), event)


async def summary(engine: AsyncEngine) -> Summary:
    async with engine.begin() as tx:
        return (await read_summaries(tx, [RIDER], NOW, DAY))[RIDER]


async def test_badges_are_in_the_summary_in_the_order_of_their_days(engine: AsyncEngine) -> None:
    events = [badge("streak_7", 1, earned_on=DAY + timedelta(days=6)), badge("first_trip", 1)]
    async with engine.begin() as tx:
        await on_badges_earned(tx, events)
    found = await summary(engine)
    assert found.badges == [EarnedBadge("first_trip", DAY), EarnedBadge("streak_7", DAY + timedelta(days=6))]
    shown = answers.Summary.model_validate_json(answers.summary(RIDER, found))
    assert shown.badges
    assert [each.badge_id for each in shown.badges] == ["first_trip", "streak_7"]
    assert shown.as_of == NOW + timedelta(seconds=1)


async def test_the_newest_state_of_a_badge_is_shown_whatever_the_order(engine: AsyncEngine) -> None:
    states = [badge("first_trip", 1), badge("first_trip", 2, kept=False), badge("first_trip", 3)]
    for order in permutations(states):
        async with engine.begin() as tx:
            await tx.exec_driver_sql("DELETE FROM badges")
            for each in order:
                await on_badges_earned(tx, [each])
        assert (await summary(engine)).badges == [EarnedBadge("first_trip", DAY)]


async def test_a_badge_that_was_taken_back_is_not_shown_and_counts_as_news(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        await on_badges_earned(tx, [badge("first_trip", 1), badge("first_trip", 2, kept=False)])
    found = await summary(engine)
    assert (found.badges, found.as_of) == ([], NOW + timedelta(seconds=2))
    assert b"badges" not in answers.summary(RIDER, found)
