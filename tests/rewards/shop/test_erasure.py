"""A rider is erased: what is reserved comes back, the rest expires, nothing says whose the account was."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from rich.progress import Progress

from services.rewards.erasure.store import KEYED_BY_RIDER
from services.rewards.handlers import handlers
from services.rewards.profiles.store import KEPT
from services.rewards.redemptions.actions import sweep
from services.rewards.replay import differences, read_ledger
from services.rewards.verify import verify
from shared.events.event import Event
from shared.events.heard import Heard
from shared.events.rewards import PointsPosted, RewardRedeemed
from shared.events.riders import RiderErased
from shared.sessions import connect
from tests.events import entry_judged, trip_judged
from tests.handlers import by_type
from tests.rewards.shop.drawing import (
    HOUR,
    cancelled_without_refunds,
    holder,
    join,
    key_of,
    named,
    opened,
    pass_to,
)
from tests.rewards.shop.running_shop import Shop
from tests.rewards.shop.test_drawings import units
from tests.rewards.shop.test_redemptions import OF_CAFE, RULES, owns, redeem

HANDLERS = by_type(handlers())
OF_RIDERS = (
    "accounts",
    "trips",
    "rider_days",
    "rider_months",
    "entries",
    "redemptions",
    "draw_riders",
    "draw_holders",
)


async def hear(shop: Shop, *events: Event) -> None:
    async with shop.engine.begin() as tx:
        batch = [Heard(uuid4(), datetime.now(UTC), event) for event in events]
        await HANDLERS[events[0].type](tx, batch)


async def erase(shop: Shop, *rider_ids: UUID, refund: bool = False) -> None:
    erasures = [
        RiderErased(city_id="city", rider_id=each, revision=1, refund_vouchers=refund) for each in rider_ids
    ]
    await hear(shop, *erasures)


async def rider_with(shop: Shop, points: int) -> tuple[UUID, dict[str, str]]:
    """A new rider with points that can be spent, and the headers of its requests."""
    rider_id = uuid4()
    completed_at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    await hear(shop, entry_judged(rider_id=rider_id, reward_points=points, completed_at=completed_at))
    return rider_id, shop.signed_in("rider", str(rider_id))


async def names(shop: Shop, rider_id: UUID) -> int:
    """How many rows of any table name this rider."""
    count = " + ".join(f"(SELECT count(*) FROM {table} WHERE rider_id = :rider_id)" for table in OF_RIDERS)
    return int((await shop.rows(f"SELECT {count}", rider_id=rider_id))[0][0])


async def is_sound(shop: Shop) -> None:
    """Chains, sums and what is derived from them hold."""
    dsn = shop.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    with Progress(disable=True) as progress:
        assert "all accounts sum to zero" in await verify(dsn, None, progress)
    assert await shop.rows("SELECT balanced FROM doctor") == [(True,)]
    assert await shop.rows("SELECT * FROM differences") == []


async def test_what_is_reserved_comes_back_and_all_that_is_left_expires(shop: Shop) -> None:
    rider_id, rider = await rider_with(shop, 1_000)
    reward_id = await shop.published(
        cost_points=100,
        stock=5,
        confirmation="partner",
        partner_id="cafe",
        per_rider_max={"count": 1, "period": "ever"},
    )
    made = await redeem(shop, rider, reward_id)
    await erase(shop, rider_id)
    sums = {name: int(points) for name, points in await shop.rows("SELECT name, points FROM account_sums")}
    assert sums == {"issued": -1_000, "expired": 1_000, "reserved": 0, "rider": 0}
    assert (await shop.listed())[0]["left"] == 5
    line = (await shop.said(PointsPosted))[-1]
    assert (line.rider_id, line.kind, line.rule, line.points, line.total_points, line.account_points) == (
        rider_id,
        "expiry",
        "account_closed",
        -1_000,
        -1_000,
        0,
    )
    assert [each.status for each in await shop.said(RewardRedeemed)] == ["reserved", "released"]
    assert await names(shop, rider_id) == 0
    await shop.asked("GET", f"/v1/me/redemptions/{made['redemption_id']}", status=404, headers=rider)
    await is_sound(shop)


async def test_a_debt_is_written_off(shop: Shop) -> None:
    rider_id, rider = await rider_with(shop, 100)
    await redeem(shop, rider, await shop.published(cost_points=80))
    entry = entry_judged(rider_id=rider_id, reward_points=100, revision=2)
    await hear(shop, entry)
    assert await owns(shop, "debts") == -80
    await erase(shop, rider_id)
    assert (await owns(shop, "debts"), await owns(shop, "adjusted")) == (0, -80)
    assert await shop.rows("SELECT points, debt_points FROM accounts") == [(0, 0)]
    line = (await shop.said(PointsPosted))[-1]
    assert (line.kind, line.rule, line.points, line.params) == (
        "adjustment",
        "written_off",
        0,
        {"debt_points": 80},
    )
    await is_sound(shop)


async def vouchers_of(shop: Shop, rider: dict[str, str], quantity: int) -> tuple[str, list[str]]:
    """A redemption of so many vouchers for 100 points, and their codes."""
    made = await redeem(shop, rider, await shop.published(cost_points=50, **OF_CAFE), quantity=quantity)
    return made["redemption_id"], [each["code"] for each in made["vouchers"]]


async def use(shop: Shop, code: str, status: int) -> None:
    till = shop.signed_in("partner", partner_id="cafe")
    await shop.asked("POST", "/v1/vouchers:redeem", {"code": code}, status, till)


async def test_vouchers_stay_usable_by_their_code(shop: Shop) -> None:
    rider_id, rider = await rider_with(shop, 100)
    _, codes = await vouchers_of(shop, rider, 2)
    await erase(shop, rider_id)
    for code in codes:
        await use(shop, code, 200)
    assert (await owns(shop, "redeemed"), await owns(shop, "expired")) == (100, 0)
    await is_sound(shop)


async def test_who_wants_refunds_has_no_vouchers_any_more(shop: Shop) -> None:
    rider_id, rider = await rider_with(shop, 100)
    _, codes = await vouchers_of(shop, rider, 2)
    await erase(shop, rider_id, refund=True)
    for code in codes:
        await use(shop, code, 404)
    assert (await owns(shop, "redeemed"), await owns(shop, "expired")) == (0, 100)
    await is_sound(shop)


async def test_what_was_used_in_part_is_not_refunded(shop: Shop) -> None:
    rider_id, rider = await rider_with(shop, 100)
    _, codes = await vouchers_of(shop, rider, 2)
    await use(shop, codes[0], 200)
    await erase(shop, rider_id, refund=True)
    await use(shop, codes[1], 200)
    assert await owns(shop, "redeemed") == 100


async def test_what_the_operator_releases_later_expires_at_once(shop: Shop) -> None:
    rider_id, rider = await rider_with(shop, 100)
    redemption_id, _ = await vouchers_of(shop, rider, 2)
    await erase(shop, rider_id)
    await shop.asked("POST", f"/v1/redemptions/{redemption_id}/release", {})
    assert (await owns(shop, "redeemed"), await owns(shop, "expired"), await owns(shop, "rider")) == (
        0,
        100,
        0,
    )
    await is_sound(shop)


async def test_a_reservation_that_was_over_is_released_at_its_instant_and_once(shop: Shop) -> None:
    rider_id, rider = await rider_with(shop, 100)
    await redeem(shop, rider, await shop.published(cost_points=50, confirmation="partner", partner_id="cafe"))
    over_at = (
        await shop.rows(
            "UPDATE redemptions SET reserved_until = now() - interval '1 hour' RETURNING reserved_until"
        )
    )[0][0]
    await erase(shop, rider_id)
    await sweep(shop.engine, RULES, datetime.now(UTC))
    refunds = [each for each in await shop.said(PointsPosted) if each.kind == "refund"]
    assert [(each.rule, each.posted_at, each.points) for each in refunds] == [
        ("reservation_over", over_at, 50)
    ]


async def test_what_is_heard_of_an_erased_rider_later_or_once_more_is_passed_over(shop: Shop) -> None:
    gone, stays = uuid4(), uuid4()
    told: Any = [trip_judged(rider_id=each, trip_id=uuid4()) for each in (gone, stays)]
    entries = [entry_judged(rider_id=each, completed_at=datetime.now(UTC)) for each in (gone, stays)]
    await hear(shop, *told)
    await erase(shop, gone, gone)
    before = await owns(shop, "issued")
    await hear(shop, *told)
    await hear(shop, trip_judged(rider_id=gone, trip_id=uuid4()))
    assert await owns(shop, "issued") == before
    await hear(shop, *entries)
    assert await owns(shop, "issued") == before - 100
    await erase(shop, gone)
    assert (await names(shop, gone), await shop.rows("SELECT count(*) FROM accounts")) == (0, [(2,)])
    await is_sound(shop)


async def test_who_was_erased_before_anything_was_heard_stays_so(shop: Shop) -> None:
    gone = uuid4()
    await erase(shop, gone)
    await hear(shop, trip_judged(rider_id=gone, trip_id=uuid4()))
    assert await shop.rows("SELECT count(*) FROM accounts") == [(0,)]
    await shop.asked(
        "POST", "/v1/adjustments", {"rider_id": str(gone), "points": 5, "reason": "A test wants it."}, 404
    )


async def test_a_replay_compares_only_what_is_somebodys(shop: Shop) -> None:
    gone, _ = await rider_with(shop, 100)
    stays, _ = await rider_with(shop, 100)
    await erase(shop, gone)
    dsn = shop.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    connection = await connect(dsn)
    try:
        totals = (await read_ledger(connection)).totals
    finally:
        await connection.close()
    assert {rider_id for rider_id, _ in totals} == {stays}
    assert not differences(totals, totals)


@pytest.mark.parametrize("refund", [False, True])
async def test_an_erased_riders_token_buys_nothing(shop: Shop, refund: bool) -> None:
    rider_id, rider = await rider_with(shop, 100)
    reward_id = await shop.published(cost_points=50)
    await erase(shop, rider_id, refund=refund)
    refused = await redeem(shop, rider, reward_id, 409)
    assert (refused["code"], refused["missing_points"]) == ("insufficient-points", 50)
    assert await names(shop, rider_id) == 0


async def test_an_erased_riders_token_takes_part_in_no_draw(shop: Shop) -> None:
    draw_id = await opened(shop, await shop.published())
    rider = await holder(shop, draw_id, 5)
    await erase(shop, rider.rider_id)
    await join(shop, draw_id, rider, 404)
    assert await shop.rows("SELECT FROM draw_riders") == []


async def test_tickets_of_a_cancelled_draw_that_an_erased_rider_had_bought_expire(shop: Shop) -> None:
    draw_id = await opened(shop, await shop.published())
    rider = await holder(shop, draw_id, 5)
    await cancelled_without_refunds(shop)
    await erase(shop, rider.rider_id)
    assert (await owns(shop, "redeemed"), await owns(shop, "expired")) == (0, 100)
    assert await shop.rows("SELECT FROM draw_riders") == []
    assert await shop.rows("SELECT balanced FROM doctor") == [(True,)]


async def test_an_erased_rider_has_no_tickets_before_the_freeze_and_no_prize_after(shop: Shop) -> None:
    reward_id = await shop.published(stock=3)
    draw_id = await opened(shop, reward_id, wait_hours=1)
    early, late, stays = [await holder(shop, draw_id) for _ in range(3)]

    await erase(shop, early.rider_id)
    shown = await pass_to(shop, draw_id)
    key = await key_of(shop, draw_id)
    assert shown["holders"] == 2
    await erase(shop, late.rider_id)
    assert not await shop.rows("SELECT FROM draw_holders WHERE rider_id = :id", id=late.rider_id)
    drawn = await pass_to(shop, draw_id, HOUR)
    won = {each["pseudonym"] for each in drawn["winners"] if "pseudonym" in each}
    assert won == {named(key, late), named(key, stays)}
    assert await shop.rows("SELECT rider_id FROM redemptions") == [(stays.rider_id,)]
    assert await units(shop, reward_id) == (1, 0)


async def test_every_table_that_names_riders_is_cut(shop: Shop) -> None:
    """A table that comes later must be renamed, or forgotten, too."""
    named = await shop.rows(
        "SELECT table_name FROM information_schema.columns JOIN information_schema.tables USING (table_name)"
        " WHERE column_name = 'rider_id' AND table_type = 'BASE TABLE'"
    )
    forgotten = {*KEPT, "standings", "group_points", "draw_riders", "draw_holders"}
    assert {table for (table,) in named} == {*KEYED_BY_RIDER, *forgotten}
