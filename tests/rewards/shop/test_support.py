"""What support reads of a rider's redemptions: what the rider reads, without codes."""

from tests.rewards.shop.running_shop import Shop
from tests.rewards.shop.test_redemptions import OF_CAFE, redeem, rider_with

WHY = {"X-Purpose": "The rider has called."}


async def test_the_games_operator_reads_what_the_rider_reads(shop: Shop) -> None:
    rider = await rider_with(shop, 100)
    [own_id] = [str(row[0]) for row in await shop.rows("SELECT rider_id FROM accounts")]
    reward_id = await shop.published(cost_points=10, **OF_CAFE)
    codes = [(await redeem(shop, rider, reward_id))["vouchers"][0]["code"] for _ in range(3)]
    path = f"/v1/riders/{own_id}/redemptions"
    own = await shop.asked("GET", "/v1/me/redemptions", headers=rider)
    assert await shop.asked("GET", path, headers=WHY) == own
    first = await shop.asked("GET", f"{path}?limit=2", headers=WHY)
    rest = await shop.asked("GET", f"{path}?limit=2&cursor={first['next_cursor']}", headers=WHY)
    assert first["redemptions"] + rest["redemptions"] == own["redemptions"]
    assert not any(code in str(own) for code in codes)


async def test_nobody_else_does_and_not_without_a_reason(shop: Shop) -> None:
    rider = await rider_with(shop, 100)
    [own_id] = [str(row[0]) for row in await shop.rows("SELECT rider_id FROM accounts")]
    path = f"/v1/riders/{own_id}/redemptions"
    assert (await shop.asked("GET", path, status=400))["code"] == "purpose-missing"
    assert (await shop.asked("GET", "/v1/riders/ada/redemptions", status=404, headers=WHY))["code"]
    for headers in (rider, shop.signed_in("operator", operator_id="another")):
        await shop.asked("GET", path, status=403, headers=WHY | headers)
