"""Rewards whose worth a campaign pays: never more than its budget in euros."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from shared.events.rewards import RewardPublished, RewardRedeemed
from tests.rewards.campaigns.running_campaigns import campaign
from tests.rewards.shop.running_shop import REASON, Shop
from tests.rewards.shop.test_redemptions import redeem, rider_with


async def campaign_of(shop: Shop, **changes: Any) -> str:
    """A published campaign of the operator."""
    written = await shop.asked("POST", "/v1/campaigns", campaign(**changes), 201)
    campaign_id = str(written["campaign_id"])
    await shop.asked("POST", f"/v1/campaigns/{campaign_id}/publish", REASON)
    return campaign_id


async def spent(shop: Shop) -> int:
    [(cents,)] = await shop.rows("SELECT spent_eur_cents FROM campaigns")
    return int(cents)


async def test_a_budget_in_euros_holds_so_many_units_and_gives_back_what_is_released(shop: Shop) -> None:
    campaign_id = await campaign_of(shop, budget_eur_cents=700)
    reward_id = await shop.published(campaign_id=campaign_id, value_eur_cents=250)
    rider = await rider_with(shop, 100)
    assert (await redeem(shop, rider, reward_id, 409, quantity=3))["code"] == "sold-out"
    made = await redeem(shop, rider, reward_id, quantity=2)
    assert await spent(shop) == 500
    refusal = await redeem(shop, rider, reward_id, 409)
    assert (refusal["code"], refusal["left"]) == ("sold-out", 0)
    [seen] = await shop.listed(rider)
    assert seen["why_not"] == ["sold-out"]
    await shop.asked("POST", f"/v1/redemptions/{made['redemption_id']}/release", {})
    assert await spent(shop) == 0
    await redeem(shop, rider, reward_id, quantity=2)
    [published] = await shop.said(RewardPublished)
    redeemed = await shop.said(RewardRedeemed)
    assert {str(each.campaign_id) for each in [published, *redeemed]} == {campaign_id}


async def test_who_pays_what_was_redeemed_stays_when_a_reward_changes(shop: Shop) -> None:
    first, second = [await campaign_of(shop, budget_eur_cents=700) for _ in range(2)]
    of_first = {"campaign_id": first, "value_eur_cents": 250}
    reward_id = await shop.published(**of_first)
    rider = await rider_with(shop, 100)
    made = await redeem(shop, rider, reward_id)
    await shop.rewrite(reward_id, campaign_id=second, value_eur_cents=300)
    await shop.step(reward_id, "publish")
    await redeem(shop, rider, reward_id)
    await shop.asked("POST", f"/v1/redemptions/{made['redemption_id']}/release", {})
    rows = await shop.rows("SELECT campaign_id::text, spent_eur_cents FROM campaigns")
    assert dict(rows) == {first: 0, second: 300}


async def test_a_budget_in_euros_never_falls_below_what_is_redeemed(shop: Shop) -> None:
    campaign_id = await campaign_of(shop, budget_eur_cents=700)
    reward_id = await shop.published(campaign_id=campaign_id, value_eur_cents=250)
    await redeem(shop, await rider_with(shop, 100), reward_id)
    path, lower = f"/v1/campaigns/{campaign_id}", campaign(budget_eur_cents=249) | REASON
    refusal = await shop.asked("PUT", path, lower, 409)
    assert (refusal["code"], refusal["eur_cents"]) == ("budget-below-promised", 250)
    await shop.asked("PUT", path, campaign(budget_eur_cents=250) | REASON)


@pytest.mark.parametrize(("budget", "is_sold_out"), [({"budget_eur_cents": 700}, True), ({}, False)])
async def test_a_paused_campaign_pays_no_reward(
    shop: Shop, budget: dict[str, int], is_sold_out: bool
) -> None:
    campaign_id = await campaign_of(shop, **budget)
    reward_id = await shop.published(campaign_id=campaign_id, value_eur_cents=250)
    await shop.asked("POST", f"/v1/campaigns/{campaign_id}/pause", REASON)
    await redeem(shop, await rider_with(shop, 100), reward_id, 409 if is_sold_out else 201)


async def test_a_reward_names_a_campaign_of_its_operator(shop: Shop) -> None:
    rival = shop.signed_in("operator", operator_id="rival")
    other = await shop.asked("POST", "/v1/campaigns", campaign(), 201, rival)
    reward_id = await shop.draft()
    for unknown in (other["campaign_id"], str(uuid4())):
        refusal = await shop.rewrite(reward_id, 422, campaign_id=unknown)
        assert refusal["errors"] == [{"pointer": "/campaign_id", "code": "unknown"}]


async def test_forty_claims_never_cost_more_than_the_budget(shop: Shop) -> None:
    """Of two rewards of one campaign at once: each has a row of its own, the budget is one."""
    campaign_id = await campaign_of(shop, budget_eur_cents=1_000)
    rewards = [await shop.published(campaign_id=campaign_id, value_eur_cents=300) for _ in range(2)]
    riders = [await rider_with(shop, 10) for _ in range(40)]

    async def claim(number: int) -> int:
        headers, status = riders[number] | {"Idempotency-Key": "claim"}, 503
        body = {"reward_id": rewards[number % 2]}
        while status == 503:  # who finds all connections taken is told to come again
            answer = await shop.client.post("/v1/redemptions", json=body, headers=headers)
            status = answer.status_code
        return status

    statuses = await asyncio.gather(*map(claim, range(40)))
    assert sorted(statuses) == [201] * 3 + [409] * 37
    assert await spent(shop) == 900


async def test_riders_whose_rewards_share_campaigns_wait_for_nobody_in_a_circle(shop: Shop) -> None:
    """What is due and what is redeemed are paid by two campaigns, for half of the riders the other way round,
    each in rewards of its own: only the campaigns are shared."""
    campaigns = [await campaign_of(shop, budget_eur_cents=100_000) for _ in range(2)]
    facts = {"value_eur_cents": 100, "confirmation": "partner", "partner_id": "cafe"}
    riders = [await rider_with(shop, 100) for _ in range(8)]
    wanted = []
    for number, rider in enumerate(riders):
        due_of, wanted_of = campaigns[number % 2], campaigns[1 - number % 2]
        await redeem(shop, rider, await shop.published(campaign_id=due_of, **facts))
        wanted.append(await shop.published(campaign_id=wanted_of, **facts))
    await shop.rows("UPDATE redemptions SET reserved_until = now()")
    made = await asyncio.gather(
        *(redeem(shop, rider, reward_id) for rider, reward_id in zip(riders, wanted, strict=True))
    )
    assert [each["status"] for each in made] == ["reserved"] * len(riders)
