"""Laws 5 and 6 for redemptions: order, batches and repetition do not matter, and a release is complete."""

import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import create_engine
from shared.events.heard import Heard
from shared.events.rewards import RewardRedeemed
from tests.public_value.events import DAY_ONE, NAMES, heard, rider_id, tell, tell_in_any_order


@pytest.fixture(scope="module")
async def engine(make_database: Any) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("public_value"), pool_size=2)
    yield engine
    await engine.dispose()


async def clear(engine: AsyncEngine) -> None:
    async with engine.begin() as tx:
        await tx.execute(sa.text("TRUNCATE redemptions, redeemed_days"))


def reward_id(number: int) -> UUID:
    return uuid5(NAMES, f"reward {number}")


def redeemed(name: str, reward: int, day: date = DAY_ONE, **changes: Any) -> Heard[RewardRedeemed]:
    """Two units, worth 3 euros, for 100 points."""
    facts: dict[str, Any] = {
        "city_id": "city",
        "revision": 1,
        "rider_id": rider_id(1),
        "redemption_id": uuid5(NAMES, f"redemption {name}"),
        "reward_id": reward_id(reward),
        "version": 1,
        "quantity": 2,
        "cost_points": 100,
        "value_eur_cents": 300,
        "status": "confirmed",
        "local_on": day,
    }
    return heard(RewardRedeemed(**(facts | changes)))


def history(chance: random.Random) -> list[Heard[RewardRedeemed]]:
    """Redemptions of three rewards in five days, each through some states."""
    events = []
    for name in range(chance.randint(1, 20)):
        day, reward = DAY_ONE + timedelta(days=chance.randrange(5)), chance.randrange(3)
        facts = {
            "quantity": chance.randint(1, 10),
            "cost_points": chance.randrange(1_000),
            "value_eur_cents": chance.choice([None, 250]),
        }
        for revision in range(1, chance.randint(2, 4)):
            status = chance.choice(["reserved", "confirmed", "released"])
            events.append(redeemed(f"{name}", reward, day, revision=revision, status=status, **facts))
    return events


def evaluate(events: Iterable[Heard[RewardRedeemed]]) -> dict[Any, tuple[int, int, int]]:
    """Units, points and cents of each day and reward, one redemption after the other."""
    last: dict[UUID, RewardRedeemed] = {}
    for each in sorted(events, key=lambda each: each.event.revision):
        last[each.event.redemption_id] = each.event
    sums: dict[Any, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for event in last.values():
        if event.status != "released":
            units, points, cents = sums[event.local_on, event.reward_id]
            more_cents = event.value_eur_cents or 0
            sums[event.local_on, event.reward_id] = (
                units + event.quantity, points + event.cost_points, cents + more_cents
            )  # fmt: skip
    return dict(sums)


async def stored(engine: AsyncEngine) -> dict[Any, tuple[int, int, int]]:
    """Sums that are not 0, after the doctor has found nothing."""
    async with engine.connect() as tx:
        assert (await tx.execute(sa.text("SELECT what, id FROM differences"))).all() == []
        rows = await tx.execute(
            sa.text("SELECT local_on, reward_id, units, cost_points, value_eur_cents FROM redeemed_days")
        )
        return {(day, reward): (*sums,) for day, reward, *sums in rows if any(sums)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
async def test_sums_do_not_depend_on_order_batches_or_repetition(engine: AsyncEngine, seed: int) -> None:
    chance = random.Random(seed)
    events = history(chance)
    await clear(engine)
    await tell_in_any_order(engine, chance, events)
    assert await stored(engine) == evaluate(events)


async def test_a_release_leaves_everything_as_if_nothing_had_been_redeemed(engine: AsyncEngine) -> None:
    await clear(engine)
    await tell(engine, [redeemed("one", 1)])
    before = await stored(engine)
    await tell(engine, [redeemed("two", 1, status="reserved"), redeemed("three", 2)])
    assert await stored(engine) != before
    for name, reward in (("two", 1), ("three", 2)):
        await tell(engine, [redeemed(name, reward, revision=2, status="released")])
    assert await stored(engine) == before == {(DAY_ONE, reward_id(1)): (2, 100, 300)}


async def test_the_doctor_names_a_sum_that_is_not_what_the_redemptions_say(engine: AsyncEngine) -> None:
    await clear(engine)
    await tell(engine, [redeemed("one", 1)])
    async with engine.begin() as tx:
        await tx.execute(sa.text("UPDATE redeemed_days SET cost_points = 99"))
        differing = await tx.execute(sa.text("SELECT what, found, expected FROM differences"))
        assert differing.all() == [("redeemed_days.cost_points", 99, 100)]
