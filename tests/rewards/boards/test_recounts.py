"""Badges and boards of groups are worked out beside everything else: nobody waits for that in a circle, and
nothing that is committed meanwhile is missed."""

import asyncio
from typing import Any

import pytest

from services.rewards.badges import actions as badges
from services.rewards.badges import store as badge_rows
from services.rewards.groups import actions as groups
from services.rewards.ledger.store import lock_accounts
from services.rewards.recounts.store import ask
from shared.events.rewards import BadgeEarned
from tests.days import this_month
from tests.laws.streams import move_all
from tests.rewards.boards.boards import opt_in, rider, trip
from tests.rewards.boards.test_badges import SETTINGS, entry, work_out
from tests.rewards.boards.test_erased import erase
from tests.rewards.boards.test_groups import board as board_of_groups
from tests.rewards.boards.test_groups import make, member, riders, team
from tests.rewards.running_rewards import Running

MATES = riders(10)


async def ridden(rewards: Running, name: str) -> int:
    """What a team has on its board, with nine other riders, who are in it and have a point each."""
    return {group: points for _, group, points in await board_of_groups(rewards, "month-teams")}[name] - 9


async def fill(rewards: Running) -> None:
    """A team of nine, and Ana, who is in none and waits for a recount."""
    await rewards.hear(team("Rapid"))
    await rewards.hear(*(member(name, "Rapid") for name in MATES[1:]))
    await rewards.hear(*(trip(name, this_month(), 1) for name in MATES[1:]), trip("Ana", this_month(), 20))
    await opt_in(rewards, *MATES[1:], "Ana")


async def test_a_recount_does_not_take_a_request_before_its_reason_is_there(rewards: Running) -> None:
    await fill(rewards)
    async with rewards.engine.begin() as tx:
        await rewards.handlers["membership.changed.v1"](tx, [member("Ana", "Rapid")])
        await make(rewards)
    await make(rewards)
    assert await ridden(rewards, "Rapid") == 20


async def test_who_asks_for_a_recount_and_a_recount_do_not_wait_for_each_other(rewards: Running) -> None:
    await fill(rewards)
    async with rewards.engine.begin() as tx:
        await lock_accounts(tx, [rider("Ana")])
        recount = asyncio.create_task(make(rewards))
        await asyncio.wait([recount], timeout=0.5)
        await ask(tx, groups.NAME, [rider("Ana")])
        await recount
    await rewards.hear(member("Ana", "Rapid"))
    await make(rewards)
    assert await ridden(rewards, "Rapid") == 20


async def test_a_rider_who_rides_meanwhile_is_counted_the_next_time(rewards: Running) -> None:
    await fill(rewards)
    await rewards.hear(member("Ana", "Rapid"))
    await make(rewards)
    await rewards.hear(trip("Ana", this_month(), 5, what="second"))
    async with rewards.engine.begin() as tx:
        await lock_accounts(tx, [rider("Ana")])
        await make(rewards)
        assert await ridden(rewards, "Rapid") == 20
    await make(rewards)
    assert await ridden(rewards, "Rapid") == 25


async def test_who_is_erased_while_badges_are_worked_out_gets_none(
    rewards: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rewards.hear(trip("Ana", this_month(), 5), trip("Bea", this_month(), 5))
    read_given = badge_rows.read_given

    async def read_and_erase(*args: Any) -> Any:
        given = await read_given(*args)
        await erase(rewards, "Ana")
        return given

    monkeypatch.setattr(badge_rows, "read_given", read_and_erase)
    assert [event.rider_id for event in await work_out(rewards)] == [rider("Bea")]
    assert await rewards.rows("SELECT rider_id FROM badges") == [(rider("Bea"),)]


async def test_a_badge_of_a_rider_whose_account_is_held_comes_the_next_time(rewards: Running) -> None:
    await rewards.hear(trip("Bea", this_month(), 5))
    await rewards.hear(entry(1, "spring"))
    await move_all(rewards.engine)
    async with rewards.engine.begin() as tx:
        await lock_accounts(tx, [rider("Ana"), rider("Bea")])
        await badges.work_out(rewards.engine, SETTINGS)
        assert not [event for event in await rewards.said() if isinstance(event, BadgeEarned)]
    assert {event.badge_id for event in await work_out(rewards)} == {"first_trip", "spring"}
