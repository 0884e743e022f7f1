"""Draws after they close: the list is frozen, the seed shown, prizes handed out, and anybody can check it."""

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from rodem.care.draws import fault, read
from services.rewards.drawings import actions as drawings
from services.rewards.drawings.actions import work
from services.rewards.draws import store
from services.rewards.redemptions.actions import sweep
from services.rewards.tickets import store as tickets
from shared.db import fetch, insert
from shared.events.rewards import PointsPosted, RewardRedeemed
from tests.rewards.shop.drawing import (
    HOUR,
    Rider,
    buy,
    cancelled_without_refunds,
    holder,
    join,
    key_of,
    leave,
    listed,
    mine,
    named,
    now,
    opened,
    pass_to,
    recomputed,
    ride,
    rider_with,
    seen,
    step,
)
from tests.rewards.shop.running_shop import Shop
from tests.rewards.shop.test_redemptions import OF_CAFE, RULES, owns, redeem

MICROSECOND = timedelta(microseconds=1)


async def units(shop: Shop, reward_id: str) -> tuple[int, int]:
    """Units of a reward that are out, and that are set aside."""
    [row] = await shop.rows(
        "SELECT units_out, units_set_aside FROM rewards WHERE reward_id = :id", id=reward_id
    )
    return row[0], row[1]


class Killed(BaseException):
    """Stands for a kill: nobody catches it."""


@contextlib.contextmanager
def killed_at(module: Any, name: str) -> Iterator[None]:
    """A process that ends where it would call this."""
    with mock.patch.object(module, name, side_effect=Killed), pytest.raises(Killed):
        yield


async def test_the_list_is_that_of_the_contract_and_public_at_once_with_its_hash(shop: Shop) -> None:
    draw_id = await opened(shop, await shop.published(stock=9), wait_hours=1)
    riders = {count: await holder(shop, draw_id, count) for count in (1, 2, 5)}
    await join(shop, draw_id, await rider_with(shop, 0))  # who has no ticket is not in the list
    shown = await pass_to(shop, draw_id)
    key, text = await key_of(shop, draw_id), await listed(shop, draw_id)
    expected = sorted(f"{named(key, rider)} {count}\n" for count, rider in riders.items())
    assert text == "".join(expected)
    assert (shown["state"], shown["list_hash"]) == ("frozen", sha256(text.encode("ascii")).hexdigest())
    assert (shown["holders"], shown["tickets_in_all"], "seed" in shown) == (3, 8, False)
    [part] = await mine(shop, riders[5])
    assert (part["tickets"], part["pseudonym"]) == (5, named(key, riders[5]))


async def test_the_winners_are_those_that_follow_and_get_their_prizes(shop: Shop) -> None:
    bell, ticket = await shop.published(stock=2), await shop.published(cost_points=500, stock=5, **OF_CAFE)
    prizes = [{"reward_id": ticket, "count": 1}, {"reward_id": bell, "count": 2}]
    draw_id = await opened(shop, bell, prizes=prizes)
    riders = [await holder(shop, draw_id, count) for count in (1, 2, 3, 4, 5)]
    shown = await pass_to(shop, draw_id)
    won = recomputed(shown, await listed(shop, draw_id), 3)
    assert [each["pseudonym"] for each in shown["winners"]] == won
    assert [each["reward_id"] for each in shown["winners"]] == [ticket, bell, bell]
    key, spent = await key_of(shop, draw_id), await owns(shop, "redeemed")
    winners = {named(key, rider): rider for rider in riders if named(key, rider) in won}
    for pseudonym, reward_id in zip(won, (ticket, bell, bell), strict=True):
        [part] = await mine(shop, winners[pseudonym])
        path = f"/v1/me/redemptions/{part['redemption_id']}"
        made = await shop.asked("GET", path, headers=winners[pseudonym].headers)
        assert (made["reward_id"], made["cost_points"], made["status"]) == (reward_id, 0, "confirmed")
    [part] = await mine(shop, winners[won[0]])
    path = f"/v1/me/redemptions/{part['redemption_id']}/vouchers"
    [voucher] = (await shop.asked("GET", path, headers=winners[won[0]].headers))["vouchers"]
    used = {"code": voucher["code"]}
    await shop.asked("POST", "/v1/vouchers:redeem", used, 200, shop.signed_in("partner", partner_id="cafe"))
    assert (await units(shop, bell), await units(shop, ticket)) == ((2, 0), (1, 0))
    assert (spent, await shop.rows("SELECT balanced FROM doctor")) == (150, [(True,)])
    said = await shop.said(RewardRedeemed)
    assert [(each.cost_points, each.status) for each in said] == [(0, "confirmed")] * 3
    told = [each for each in await shop.said(PointsPosted) if each.rule == "prize"]
    assert [(each.points, each.kind, each.seq) for each in told] == [(0, "redemption", None)] * 3


async def test_the_public_file_holds_and_fails_on_another_winner(shop: Shop, tmp_path: Path) -> None:
    draw_id, file = await opened(shop, await shop.published()), tmp_path / "draw.json"
    for count in (1, 2, 3):
        await holder(shop, draw_id, count)
    await pass_to(shop, draw_id)
    content = (await shop.client.get(f"/v1/draws/{draw_id}/list")).content
    file.write_bytes(content)
    assert fault(read(str(file))) is None
    winner = (await seen(shop, draw_id))["winners"][0]["pseudonym"].encode()
    other = winner[:-1] + (b"0" if winner[-1:] != b"0" else b"1")
    file.write_bytes(content.replace(b'"pseudonym":"' + winner, b'"pseudonym":"' + other))
    assert fault(read(str(file))) is not None


async def test_a_list_is_counted_and_stored_some_riders_at_a_time(shop: Shop) -> None:
    """So no statement takes longer the more riders there are."""
    draw_id = await opened(shop, await shop.published(stock=9), wait_hours=1)
    riders = [await holder(shop, draw_id, count) for count in (1, 2, 3, 4)]
    counted, stored = mock.Mock(wraps=fetch), mock.Mock(wraps=insert)
    with (
        mock.patch.multiple(tickets, fetch=counted, COUNTED_AT_ONCE=2),
        mock.patch.multiple(store, insert=stored, INSERTED_AT_ONCE=3),
    ):
        shown = await pass_to(shop, draw_id)
    assert (shown["holders"], shown["tickets_in_all"]) == (4, 10)
    assert sum(call.args[1] is tickets.NEXT_HOLDINGS for call in counted.mock_calls) == 3
    assert [len(call.args[3]) for call in stored.mock_calls] == [3, 1]
    assert [(await mine(shop, rider))[0]["tickets"] for rider in riders] == [1, 2, 3, 4]


async def test_a_client_that_takes_text_too_gets_the_file(shop: Shop) -> None:
    """Some clients name both with every request, JSON first."""
    draw_id = await opened(shop, await shop.published(), wait_hours=1)
    await holder(shop, draw_id)
    await pass_to(shop, draw_id)
    headers = {"Accept": "application/json, text/plain, */*"}
    answer = await shop.client.get(f"/v1/draws/{draw_id}/list", headers=headers)
    assert (answer.headers["content-type"], answer.headers["vary"]) == ("application/json", "Accept")
    assert answer.json()["list"] == await listed(shop, draw_id)


async def test_a_frozen_list_stays_as_it_is(shop: Shop) -> None:
    """Trips that come or go after the freeze, and whoever would join, buy or leave, change nothing."""
    draw_id = await opened(
        shop, await shop.published(), tickets={"from": "trips", "per_trips": 1}, wait_hours=1
    )
    rider, other = await rider_with(shop, 100), await rider_with(shop, 100)
    for each in (rider, other):
        await join(shop, draw_id, each)
    await ride(shop, rider, now())
    shown = await pass_to(shop, draw_id)
    text = await listed(shop, draw_id)
    await ride(shop, other, now())
    await shop.rows("UPDATE trips SET earns = false WHERE rider_id = :id", id=rider.rider_id)
    for refused in (join, leave):
        assert (await refused(shop, draw_id, other, 409))["code"] == "draw-closed"
    closes_at = datetime.fromisoformat(shown["closes_at"])
    await work(shop.engine, RULES, closes_at + HOUR - MICROSECOND)
    assert (await seen(shop, draw_id))["state"] == "frozen"
    drawn = await pass_to(shop, draw_id, HOUR)
    assert (drawn["state"], await listed(shop, draw_id), drawn["list_hash"]) == (
        "drawn",
        text,
        shown["list_hash"],
    )
    assert [each.get("pseudonym") for each in drawn["winners"]] == [text.split()[0], None, None]
    assert [each["tickets"] for each in await mine(shop, rider)] == [1]


async def test_until_the_freeze_a_void_takes_tickets_back_and_bought_ones_stay(shop: Shop) -> None:
    reward_id, rider = await shop.published(), await rider_with(shop, 100)
    of_trips = await opened(shop, reward_id, tickets={"from": "trips", "per_trips": 1}, settle_hours=2)
    of_points = await opened(shop, reward_id, settle_hours=2)
    for draw_id in (of_trips, of_points):
        await join(shop, draw_id, rider)
    await buy(shop, of_points, rider)
    await ride(shop, rider, now())
    assert (await pass_to(shop, of_trips, 2 * HOUR - MICROSECOND))["state"] == "published"
    await shop.rows("UPDATE trips SET earns = false")
    await pass_to(shop, of_trips, 3 * HOUR)
    assert [(await seen(shop, each))["holders"] for each in (of_trips, of_points)] == [0, 1]
    assert await listed(shop, of_trips) == ""


async def test_what_nobody_can_win_goes_back_to_stock(shop: Shop) -> None:
    reward_id = await shop.published(stock=3)
    draw_id = await opened(shop, reward_id)
    await holder(shop, draw_id)
    shown = await pass_to(shop, draw_id)
    assert ["pseudonym" in each for each in shown["winners"]] == [True, False, False]
    assert await units(shop, reward_id) == (1, 0)
    nobody = await opened(shop, reward_id, prizes=[{"reward_id": reward_id, "count": 2}])
    assert [each.get("pseudonym") for each in (await pass_to(shop, nobody))["winners"]] == [None, None]
    assert await units(shop, reward_id) == (1, 0)


async def test_a_prize_is_free_of_limits_level_and_time_out_and_keeps_its_version(shop: Shop) -> None:
    hard = {"level_min": 6, "per_rider_max": {"count": 1, "period": "ever"}}
    reward_id = await shop.published(confirmation="partner", partner_id="cafe", **hard)
    draw_id = await opened(shop, reward_id, prizes=[{"reward_id": reward_id, "count": 1}])
    rider = await holder(shop, draw_id)
    await shop.rewrite(reward_id, kind="code")
    await shop.step(reward_id, "publish")
    await shop.step(reward_id, "close")
    await pass_to(shop, draw_id)
    [part] = await mine(shop, rider)
    await sweep(shop.engine, RULES, now() + timedelta(days=400))
    path = f"/v1/me/redemptions/{part['redemption_id']}"
    made = await shop.asked("GET", path, headers=rider.headers)
    assert (made["status"], made["version"], "reserved_until" in made) == ("reserved", 1, False)
    confirm = f"/v1/redemptions/{part['redemption_id']}/confirm"
    cafe = shop.signed_in("partner", partner_id="cafe")
    assert (await shop.asked("POST", confirm, {}, 200, cafe))["status"] == "confirmed"
    assert await shop.rows("SELECT balanced FROM doctor") == [(True,)]
    assert await owns(shop, "redeemed") == 10


async def test_prizes_do_not_count_for_the_personal_limit_and_can_be_released(shop: Shop) -> None:
    reward_id = await shop.published(stock=2, per_rider_max={"count": 1, "period": "ever"})
    draw_id = await opened(shop, reward_id, prizes=[{"reward_id": reward_id, "count": 1}])
    rider = await holder(shop, draw_id)
    await pass_to(shop, draw_id)
    await redeem(shop, rider.headers, reward_id)
    [part] = await mine(shop, rider)
    path = f"/v1/redemptions/{part['redemption_id']}/release"
    assert (await shop.asked("POST", path, {}))["status"] == "released"
    assert await units(shop, reward_id) == (1, 0)
    assert [each.rule for each in await shop.said(PointsPosted)][-1] == "prize_released"


async def test_codes_are_won_each_by_one(shop: Shop) -> None:
    reward_id = await shop.published(kind="code")
    await shop.asked("POST", f"/v1/rewards/{reward_id}/codes", {"codes": ["A", "B", "C", "D"]})
    draw_id = await opened(shop, reward_id)
    riders = [await holder(shop, draw_id) for _ in range(3)]
    await pass_to(shop, draw_id)
    won = []
    for rider in riders:
        [part] = await mine(shop, rider)
        path = f"/v1/me/redemptions/{part['redemption_id']}/vouchers"
        won += [each["code"] for each in (await shop.asked("GET", path, headers=rider.headers))["vouchers"]]
    assert (len(set(won)), (await shop.listed())[0]["left"]) == (3, 1)


async def test_two_sweeps_at_once_freeze_once_and_draw_once(shop: Shop) -> None:
    reward_id = await shop.published(stock=3)
    draw_id = await opened(shop, reward_id)
    for count in (1, 2, 3, 4):
        await holder(shop, draw_id, count)
    closes_at = datetime.fromisoformat((await seen(shop, draw_id))["closes_at"])
    await asyncio.gather(*(work(shop.engine, RULES, closes_at) for _ in range(4)))
    shown = await seen(shop, draw_id)
    assert [each["pseudonym"] for each in shown["winners"]] == recomputed(
        shown, await listed(shop, draw_id), 3
    )
    assert await units(shop, reward_id) == (3, 0)
    assert await shop.rows("SELECT count(*) FROM redemptions") == [(3,)]


@pytest.mark.parametrize(
    ("module", "name", "state"),
    [
        (store, "freeze", "published"),
        (store, "riders_of", "frozen"),
        (drawings, "give_prizes", "frozen"),
        (store, "finish", "frozen"),
    ],
    ids=["while freezing", "before drawing", "while handing out", "before the seed is shown"],
)
async def test_who_is_killed_between_two_steps_leaves_them_to_the_next(
    shop: Shop, module: Any, name: str, state: str
) -> None:
    reward_id = await shop.published(stock=3)
    draw_id = await opened(shop, reward_id)
    await holder(shop, draw_id, 2)
    with killed_at(module, name):
        await pass_to(shop, draw_id)
    assert (await seen(shop, draw_id))["state"] == state
    assert await shop.rows("SELECT count(*) FROM redemptions") == [(0,)]
    commitment = (await seen(shop, draw_id))["commitment"]
    shown = await pass_to(shop, draw_id)
    assert (shown["state"], shown["commitment"]) == ("drawn", commitment)
    assert await units(shop, reward_id) == (1, 0)


async def test_a_purchase_at_the_closing_instant_is_in_the_list_or_refused(shop: Shop) -> None:
    """Who was in time and has waited for the row is counted; who comes after the freeze pays nothing."""
    draw_id = await opened(shop, await shop.published(), wait_hours=1)
    riders = [await rider_with(shop, 10) for _ in range(12)]
    for rider in riders:
        await join(shop, draw_id, rider)
    closes_at = datetime.fromisoformat((await seen(shop, draw_id))["closes_at"])

    async def try_to_buy(rider: Rider) -> bool:
        headers, status = rider.headers | {"Idempotency-Key": "one"}, 503
        while status == 503:
            path = f"/v1/draws/{draw_id}/tickets"
            status = (await shop.client.post(path, json={"count": 1}, headers=headers)).status_code
        return status == 201

    buying = [asyncio.create_task(try_to_buy(rider)) for rider in riders]
    await asyncio.wait(buying, return_when=asyncio.FIRST_COMPLETED)
    await work(shop.engine, RULES, closes_at)
    bought = await asyncio.gather(*buying)
    holders = len((await listed(shop, draw_id)).splitlines())
    assert (holders, await owns(shop, "redeemed")) == (sum(bought), 10 * sum(bought))


async def test_a_purchase_that_waits_for_the_freeze_is_refused(shop: Shop) -> None:
    draw_id, rider = await opened(shop, await shop.published(), wait_hours=1), await rider_with(shop, 10)
    await join(shop, draw_id, rider)
    closes_at = datetime.fromisoformat((await seen(shop, draw_id))["closes_at"])
    reached, go_on = asyncio.Event(), asyncio.Event()
    real = store.freeze

    async def slow(*args: Any) -> None:
        reached.set()
        await go_on.wait()
        await real(*args)

    with mock.patch.object(store, "freeze", slow):
        freezing = asyncio.create_task(work(shop.engine, RULES, closes_at))
        await reached.wait()
        buying = asyncio.create_task(buy(shop, draw_id, rider, 1, 409))
        await asyncio.sleep(0.3)
        assert not buying.done()
        go_on.set()
        assert (await buying)["code"] == "draw-closed"
        await freezing
    assert (await listed(shop, draw_id), await owns(shop, "redeemed")) == ("", 0)


async def test_cancelling_and_drawing_at_once_do_one_of_the_two(shop: Shop) -> None:
    reward_id = await shop.published(stock=30)
    for _ in range(6):
        draw_id = await opened(shop, reward_id)
        await holder(shop, draw_id, 3)
        before = await owns(shop, "redeemed")
        closes_at = datetime.fromisoformat((await seen(shop, draw_id))["closes_at"])

        async def cancel(draw_id: str = draw_id) -> int:
            answer = await shop.client.post(f"/v1/draws/{draw_id}/cancel", json={"reason": "a test"})
            return answer.status_code

        status, _ = await asyncio.gather(cancel(), work(shop.engine, RULES, closes_at))
        shown, gained = await seen(shop, draw_id), before - await owns(shop, "redeemed")
        assert (shown["state"], gained, status) in [("cancelled", 30, 200), ("drawn", 0, 409)]
        assert (await units(shop, reward_id))[1] == 0
    assert await shop.rows("SELECT balanced FROM doctor") == [(True,)]


async def test_a_frozen_draw_is_cancelled_with_refunds_and_a_drawn_one_is_not(shop: Shop) -> None:
    reward_id = await shop.published(stock=3)
    frozen = await opened(shop, reward_id, wait_hours=1)
    await holder(shop, frozen, 2)
    await pass_to(shop, frozen)
    await step(shop, frozen, "cancel")
    assert (await owns(shop, "redeemed"), await units(shop, reward_id)) == (0, (0, 0))
    assert (await pass_to(shop, frozen, 2 * HOUR))["state"] == "cancelled"
    drawn = await opened(shop, reward_id)
    await holder(shop, drawn)
    await pass_to(shop, drawn)
    assert (await step(shop, drawn, "cancel", 409))["code"] == "draw-state"


async def test_refunds_that_a_cancellation_has_left_over_come_with_the_next_sweeps(shop: Shop) -> None:
    draw_id = await opened(shop, await shop.published())
    for _ in range(3):
        await holder(shop, draw_id)
    await cancelled_without_refunds(shop)
    with mock.patch("services.rewards.tickets.store.REFUNDED_MAX", 2):
        await asyncio.gather(*(work(shop.engine, RULES, now()) for _ in range(3)))
    assert await owns(shop, "redeemed") == 0
    assert await shop.rows("SELECT count(*) FROM postings WHERE kind = 'refund'") == [(3,)]


async def test_a_stopped_draw_is_counted_and_drawn_after_the_stop(shop: Shop) -> None:
    draw_id = await opened(shop, await shop.published())
    await holder(shop, draw_id)
    await shop.rows("UPDATE draws SET stopped_until = closes_at + interval '1 hour'")
    assert (await pass_to(shop, draw_id, HOUR - MICROSECOND))["state"] == "published"
    assert (await pass_to(shop, draw_id, HOUR))["state"] == "drawn"


async def test_a_draw_whose_keys_are_lost_waits_and_holds_up_no_other(shop: Shop) -> None:
    reward_id = await shop.published()
    lost, other = await opened(shop, reward_id), await opened(shop, reward_id)
    await shop.rows("UPDATE draws SET keys_id = 'gone' WHERE draw_id = :id", id=lost)
    assert (await pass_to(shop, lost, HOUR))["state"] == "published"
    assert (await seen(shop, other))["state"] == "drawn"
