"""Prizes of draws whose worth a campaign pays: never more than its budget in euros, and no unit twice."""

import asyncio
from datetime import datetime
from typing import Any
from unittest import mock
from uuid import uuid4

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from services.rewards.drawings import actions as drawings
from services.rewards.drawings.actions import work
from shared.events.rewards import RewardRedeemed
from tests.rewards.campaigns.running_campaigns import campaign
from tests.rewards.shop.drawing import HOUR, drafted, holder, mine, opened, pass_to, rider_with, seen, step
from tests.rewards.shop.running_shop import REASON, Shop
from tests.rewards.shop.test_budgets import campaign_of
from tests.rewards.shop.test_drawings import killed_at
from tests.rewards.shop.test_erasure import erase
from tests.rewards.shop.test_redemptions import OF_CAFE, RULES, redeem

WORTH = {"value_eur_cents": 250}


async def spent(shop: Shop) -> dict[str, int]:
    """What is charged to each campaign, in cents. It is what prizes and redemptions are worth."""
    assert await shop.rows("SELECT what, id, found, expected FROM campaign_differences") == []
    return dict(await shop.rows("SELECT campaign_id::text, spent_eur_cents FROM campaigns"))


def count(reward_id: str, units: int) -> list[dict[str, Any]]:
    return [{"reward_id": reward_id, "count": units}]


async def test_a_draw_whose_prizes_do_not_fit_into_the_budget_is_not_published(shop: Shop) -> None:
    campaign_id, reward_id = await campaign_of(shop, budget_eur_cents=999), await shop.published(**WORTH)
    draw_id = await opened(shop, reward_id, campaign_id=campaign_id)
    assert await spent(shop) == {campaign_id: 750}
    assert (await seen(shop, draw_id))["campaign_id"] == campaign_id
    one_more: dict[str, Any] = {"campaign_id": campaign_id, "prizes": count(reward_id, 1)}
    second = (await drafted(shop, reward_id, **one_more))["draw_id"]
    refusal = await step(shop, second, "publish", 409)
    assert (refusal["code"], refusal["eur_cents"], refusal["eur_cents_left"]) == ("sold-out", 250, 249)
    assert (await shop.asked("GET", f"/v1/draws/{second}"))["state"] == "draft"
    assert await spent(shop) == {campaign_id: 750}
    await shop.asked("PUT", f"/v1/campaigns/{campaign_id}", campaign(budget_eur_cents=1_000) | REASON)
    await step(shop, second, "publish")
    assert await spent(shop) == {campaign_id: 1_000}


async def test_a_dry_run_says_whether_prizes_fit_and_charges_nothing(shop: Shop) -> None:
    campaign_id, reward_id = await campaign_of(shop, budget_eur_cents=750), await shop.published(**WORTH)
    dry_run = {"Prefer": "dry-run"}
    for prizes, status in ((3, 200), (4, 409)):
        changes: dict[str, Any] = {"campaign_id": campaign_id, "prizes": count(reward_id, prizes)}
        path = f"/v1/draws/{(await drafted(shop, reward_id, **changes))['draw_id']}/publish"
        await shop.asked("POST", path, REASON, status, dry_run)
        assert await spent(shop) == {campaign_id: 0}


async def test_a_prize_of_the_draws_own_campaign_is_charged_once_until_it_is_released(shop: Shop) -> None:
    campaign_id = await campaign_of(shop, budget_eur_cents=750)
    reward_id = await shop.published(campaign_id=campaign_id, **WORTH, **OF_CAFE)
    draw_id = await opened(shop, reward_id, campaign_id=campaign_id)
    riders = [await holder(shop, draw_id) for _ in range(3)]
    assert await spent(shop) == {campaign_id: 750}
    await pass_to(shop, draw_id)
    assert await spent(shop) == {campaign_id: 750}
    refusal = await redeem(shop, (await rider_with(shop, 10)).headers, reward_id, 409)
    assert refusal["code"] == "sold-out"
    [part] = await mine(shop, riders[0])
    for _ in range(2):
        await shop.asked("POST", f"/v1/redemptions/{part['redemption_id']}/release", {})
    assert await spent(shop) == {campaign_id: 500}
    await redeem(shop, (await rider_with(shop, 10)).headers, reward_id)
    assert await spent(shop) == {campaign_id: 750}


async def test_a_prize_counts_in_the_budget_of_its_draw_and_in_that_of_its_reward(shop: Shop) -> None:
    of_draw, of_reward = [await campaign_of(shop, budget_eur_cents=cents) for cents in (750, 1_000)]
    reward_id = await shop.published(campaign_id=of_reward, **WORTH)
    draw_id = await opened(shop, reward_id, campaign_id=of_draw)
    rider = await holder(shop, draw_id)
    assert await spent(shop) == {of_draw: 750, of_reward: 750}
    await redeem(shop, (await rider_with(shop, 10)).headers, reward_id)
    assert await spent(shop) == {of_draw: 750, of_reward: 1_000}
    await pass_to(shop, draw_id)
    assert await spent(shop) == {of_draw: 250, of_reward: 500}
    [part] = await mine(shop, rider)
    await shop.asked("POST", f"/v1/redemptions/{part['redemption_id']}/release", {})
    assert await spent(shop) == {of_draw: 0, of_reward: 250}
    bought, *of_prize = [str(each.campaign_id) for each in await shop.said(RewardRedeemed)]
    assert (bought, set(of_prize)) == (of_reward, {of_draw})


async def test_a_draw_without_a_campaign_leaves_its_prizes_to_those_of_their_rewards(shop: Shop) -> None:
    campaign_id = await campaign_of(shop, budget_eur_cents=750)
    reward_id = await shop.published(campaign_id=campaign_id, **WORTH)
    too_many = (await drafted(shop, reward_id, prizes=count(reward_id, 4)))["draw_id"]
    assert (await step(shop, too_many, "publish", 409))["code"] == "sold-out"
    draw_id = await opened(shop, reward_id)
    rider = await holder(shop, draw_id)
    await pass_to(shop, draw_id)
    assert await spent(shop) == {campaign_id: 250}
    [part] = await mine(shop, rider)
    await shop.asked("POST", f"/v1/redemptions/{part['redemption_id']}/release", {})
    assert await spent(shop) == {campaign_id: 0}


async def test_what_nobody_wins_and_what_is_cancelled_is_given_back(shop: Shop) -> None:
    campaign_id, reward_id = await campaign_of(shop, budget_eur_cents=1_500), await shop.published(**WORTH)
    drawn, cancelled = [await opened(shop, reward_id, campaign_id=campaign_id) for _ in range(2)]
    await holder(shop, drawn)
    assert await spent(shop) == {campaign_id: 1_500}
    await step(shop, cancelled, "cancel")
    assert await spent(shop) == {campaign_id: 750}
    await pass_to(shop, drawn)
    assert await spent(shop) == {campaign_id: 250}
    frozen = await opened(shop, reward_id, campaign_id=campaign_id, wait_hours=1)
    await pass_to(shop, frozen)
    assert await spent(shop) == {campaign_id: 1_000}
    await step(shop, frozen, "cancel")
    assert await spent(shop) == {campaign_id: 250}


async def test_what_an_erased_rider_has_won_is_given_back_unless_it_was_handed_out(shop: Shop) -> None:
    campaign_id = await campaign_of(shop, budget_eur_cents=750)
    reward_id = await shop.published(confirmation="partner", partner_id="cafe", **WORTH)
    draw_id = await opened(shop, reward_id, campaign_id=campaign_id, wait_hours=1)
    before, waiting, handed_out = [await holder(shop, draw_id) for _ in range(3)]
    await pass_to(shop, draw_id)
    await erase(shop, before.rider_id)
    await pass_to(shop, draw_id, HOUR)
    assert await spent(shop) == {campaign_id: 500}
    [part] = await mine(shop, handed_out)
    cafe = shop.signed_in("partner", partner_id="cafe")
    await shop.asked("POST", f"/v1/redemptions/{part['redemption_id']}/confirm", {}, 200, cafe)
    await erase(shop, waiting.rider_id, handed_out.rider_id)
    assert await spent(shop) == {campaign_id: 250}


async def test_a_prize_keeps_its_worth_and_its_payer_when_the_reward_changes(shop: Shop) -> None:
    first, second = [await campaign_of(shop, budget_eur_cents=750) for _ in range(2)]
    reward_id = await shop.published(campaign_id=first, **WORTH)
    draw_id = await opened(shop, reward_id)
    rider = await holder(shop, draw_id)
    await shop.rewrite(reward_id, campaign_id=second, value_eur_cents=300)
    await shop.step(reward_id, "publish")
    later = await opened(shop, reward_id, prizes=count(reward_id, 1))
    assert await spent(shop) == {first: 750, second: 300}
    await pass_to(shop, draw_id)
    assert await spent(shop) == {first: 250, second: 300}
    [part] = await mine(shop, rider)
    await shop.asked("POST", f"/v1/redemptions/{part['redemption_id']}/release", {})
    await step(shop, later, "cancel")
    assert await spent(shop) == {first: 0, second: 0}


async def test_a_draft_is_cancelled_whatever_has_become_of_its_prizes(shop: Shop) -> None:
    reward_id = await shop.published()
    draw_id = (await drafted(shop, reward_id))["draw_id"]
    await shop.rewrite(reward_id, kind="donation")
    await shop.step(reward_id, "publish")
    assert (await step(shop, draw_id, "cancel"))["state"] == "cancelled"


async def test_a_budget_in_euros_never_falls_below_what_is_set_aside(shop: Shop) -> None:
    campaign_id, reward_id = await campaign_of(shop, budget_eur_cents=800), await shop.published(**WORTH)
    await opened(shop, reward_id, campaign_id=campaign_id)
    path, lower = f"/v1/campaigns/{campaign_id}", campaign(budget_eur_cents=749) | REASON
    refusal = await shop.asked("PUT", path, lower, 409)
    assert (refusal["code"], refusal["eur_cents"]) == ("budget-below-promised", 750)
    assert (await shop.asked("GET", path))["spent_eur_cents"] == 750
    await shop.asked("PUT", path, campaign(budget_eur_cents=750) | REASON)


@pytest.mark.parametrize(("budget", "status"), [({"budget_eur_cents": 750}, 409), ({}, 200)])
async def test_a_paused_campaign_pays_no_prizes(shop: Shop, budget: dict[str, int], status: int) -> None:
    campaign_id, reward_id = await campaign_of(shop, **budget), await shop.published(**WORTH)
    draw_id = (await drafted(shop, reward_id, campaign_id=campaign_id))["draw_id"]
    await shop.asked("POST", f"/v1/campaigns/{campaign_id}/pause", REASON)
    assert (await step(shop, draw_id, "publish", status)).get("code") in ("sold-out", None)


async def test_what_is_set_aside_stays_so_when_its_campaign_is_closed(shop: Shop) -> None:
    campaign_id, reward_id = await campaign_of(shop, budget_eur_cents=750), await shop.published(**WORTH)
    draw_id = await opened(shop, reward_id, campaign_id=campaign_id)
    await holder(shop, draw_id)
    await shop.asked("POST", f"/v1/campaigns/{campaign_id}/close", REASON)
    assert (await pass_to(shop, draw_id))["state"] == "drawn"
    assert await spent(shop) == {campaign_id: 250}


async def test_a_draw_names_a_campaign_of_its_operator(shop: Shop) -> None:
    rival = shop.signed_in("operator", operator_id="rival")
    other = await shop.asked("POST", "/v1/campaigns", campaign(), 201, rival)
    reward_id = await shop.published()
    for unknown in (other["campaign_id"], str(uuid4())):
        refusal = await drafted(shop, reward_id, 422, campaign_id=unknown)
        assert refusal["errors"] == [{"pointer": "/campaign_id", "code": "unknown"}]


async def test_draws_that_are_published_at_once_never_cost_more_than_the_budget(shop: Shop) -> None:
    """Each has a reward of its own, so that they wait for nothing but the campaign."""
    campaign_id = await campaign_of(shop, budget_eur_cents=1_600)
    rewards = [await shop.published(**WORTH) for _ in range(6)]
    drafts = [(await drafted(shop, each, campaign_id=campaign_id))["draw_id"] for each in rewards]

    async def publish(draw_id: str) -> int:
        status = 503
        while status == 503:
            status = (await shop.client.post(f"/v1/draws/{draw_id}/publish", json=REASON)).status_code
        return status

    assert sorted(await asyncio.gather(*map(publish, drafts))) == [200, 200, 409, 409, 409, 409]
    assert await spent(shop) == {campaign_id: 1_500}


async def test_draws_and_redemptions_at_once_share_one_budget(shop: Shop) -> None:
    """While draws set their prizes aside, give them back and hand them out, riders redeem."""
    first, second = [await campaign_of(shop, budget_eur_cents=1_000) for _ in range(2)]
    sold, won = await shop.published(campaign_id=first, **WORTH), await shop.published(**WORTH)
    draws = [await opened(shop, won, campaign_id=first, prizes=count(won, 2))]
    of_both = {"campaign_id": second, "prizes": [*count(won, 1), *count(sold, 1)]}
    draws.append(await opened(shop, won, **of_both))
    for draw_id in draws:
        await holder(shop, draw_id)
    riders = [(await rider_with(shop, 10)).headers for _ in range(8)]
    closes_at = datetime.fromisoformat((await seen(shop, draws[1]))["closes_at"])

    async def claim(rider: dict[str, str]) -> int:
        status = 503
        while status == 503:
            headers, body = rider | {"Idempotency-Key": "claim"}, {"reward_id": sold}
            status = (await shop.client.post("/v1/redemptions", json=body, headers=headers)).status_code
        return status

    statuses = await asyncio.gather(
        *map(claim, riders), work(shop.engine, RULES, closes_at), work(shop.engine, RULES, closes_at)
    )
    figures = await spent(shop)
    # Of the first draw one unit of two is handed out; of the second the first prize, which is not `sold`.
    assert figures == {first: 250 + 250 * statuses.count(201), second: 250}
    assert figures[first] <= 1_000


async def test_who_is_killed_while_handing_out_has_charged_and_given_back_nothing(shop: Shop) -> None:
    campaign_id, reward_id = await campaign_of(shop, budget_eur_cents=750), await shop.published(**WORTH)
    draw_id = await opened(shop, reward_id, campaign_id=campaign_id)
    await holder(shop, draw_id)
    with killed_at(drawings, "give_prizes"):
        await pass_to(shop, draw_id)
    assert await spent(shop) == {campaign_id: 750}
    await pass_to(shop, draw_id)
    assert await spent(shop) == {campaign_id: 250}


async def test_rows_are_locked_in_the_order_of_all_rooms(shop: Shop) -> None:
    """Rewards, campaigns, the draw: else two that want the same rows could wait for each other."""
    campaign_id, reward_id = await campaign_of(shop, budget_eur_cents=750), await shop.published(**WORTH)
    draw_id = (await drafted(shop, reward_id, campaign_id=campaign_id))["draw_id"]
    locked: list[str] = []

    def note(connection: Any, cursor: Any, sql: str, *_: Any) -> None:
        if "FOR UPDATE" in sql:
            locked.append(sql.split(" FROM ")[1].split()[0])

    fetch = asyncpg.Connection.fetch

    def noting(connection: asyncpg.Connection, sql: str, *args: Any, **options: Any) -> Any:
        note(connection, None, sql)
        return fetch(connection, sql, *args, **options)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        with mock.patch.object(asyncpg.Connection, "fetch", noting):
            for name in ("publish", "cancel"):
                await step(shop, draw_id, name)
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)
    assert [each for each in locked if each in ("rewards", "campaigns", "draws")] == [
        "rewards", "campaigns", "draws", "rewards", "campaigns", "draws",
    ]  # fmt: skip


async def test_a_doctor_finds_what_a_campaign_was_charged_for_nothing(shop: Shop) -> None:
    campaign_id, reward_id = await campaign_of(shop, budget_eur_cents=1_000), await shop.published(**WORTH)
    await opened(shop, reward_id, campaign_id=campaign_id)
    await shop.rows("UPDATE campaigns SET spent_eur_cents = spent_eur_cents + 1")
    found = await shop.rows("SELECT what, id, found, expected FROM differences")
    assert found == [("campaigns.spent_eur_cents", campaign_id, 751, 750)]
    await shop.rows("UPDATE campaigns SET spent_eur_cents = spent_eur_cents - 1")
