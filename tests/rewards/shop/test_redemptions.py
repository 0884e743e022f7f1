"""Redemptions over HTTP: keys, codes, owners, and stock that is never oversold."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.catalogue.rules import Reward
from services.rewards.keys.rules import DEVELOPMENT_KEYS
from services.rewards.ledger.actions import book, lock_accounts
from services.rewards.ledger.rules import Line
from services.rewards.redemptions import actions
from services.rewards.redemptions.actions import Shop as Rules
from services.rewards.redemptions.actions import sweep
from shared.events.rewards import RewardRedeemed
from tests.days import MADRID
from tests.rewards.shop.running_shop import Shop

OF_CAFE: dict[str, Any] = {"kind": "voucher", "partner_id": "cafe", "voucher_valid_days": 30}
ENTRY = sa.text("""
    INSERT INTO entries (rider_id, challenge_id, part, revision, points, available_at, city_id)
    VALUES (:rider_id, gen_random_uuid(), '', 1, :points, :available_at, 'city')
""")
RULES = Rules("city", MADRID, [DEVELOPMENT_KEYS])


async def give(shop: Shop, rider_id: UUID, points: int, pending: timedelta = timedelta()) -> None:
    """Points of a challenge that can be spent after some time."""
    now = datetime.now(UTC)
    async with shop.engine.begin() as tx:
        accounts = await lock_accounts(tx, [rider_id])
        line = Line(
            posting_id=uuid4(),
            account=accounts[rider_id],
            kind="challenge",
            source=f"entry:{uuid4()}",
            revision=1,
            points=points,
            total_points=points,
            posted_at=now,
            available_at=now + pending,
            local_on=now.date(),
            rule="challenge",
            version=1,
            params={},
        )
        await book(tx, "city", [line], accounts.levels)
        values = {"rider_id": rider_id, "points": points, "available_at": line.available_at}
        await tx.execute(ENTRY, values)


async def rider_with(shop: Shop, points: int) -> dict[str, str]:
    """The headers of a new rider."""
    rider_id = uuid4()
    await give(shop, rider_id, points)
    return shop.signed_in("rider", str(rider_id))


async def redeem(
    shop: Shop, rider: dict[str, str], reward_id: str, status: int = 201, **more: Any
) -> dict[str, Any]:
    return await shop.asked("POST", "/v1/redemptions", {"reward_id": reward_id, **more}, status, rider)


async def owns(shop: Shop, account: str) -> int:
    rows = await shop.rows(
        "SELECT coalesce(sum(points), 0) FROM account_sums WHERE name = :name", name=account
    )
    return int(rows[0][0])


async def test_a_repeated_key_gives_the_same_bytes_with_codes_that_no_table_has(shop: Shop) -> None:
    rider, reward_id = await rider_with(shop, 100), await shop.published(**OF_CAFE)
    headers = rider | {"Idempotency-Key": "one"}
    answers = [
        await shop.client.post("/v1/redemptions", json={"reward_id": reward_id}, headers=headers)
        for _ in range(3)
    ]
    assert {(each.status_code, each.content) for each in answers} == {(201, answers[0].content)}
    [voucher] = answers[0].json()["vouchers"]
    assert len(voucher["code"]) == 16
    [(stored,)] = await shop.rows("SELECT convert_from(body, 'UTF8') FROM idempotency WHERE key = 'one'")
    assert voucher["code"] not in stored
    assert "code" not in json.loads(stored)["vouchers"][0]
    assert await owns(shop, "redeemed") == 10
    [said] = await shop.said(RewardRedeemed)
    assert (said.status, said.quantity, said.cost_points) == ("confirmed", 1, 10)


async def test_a_repeated_key_gives_the_same_bytes_after_a_release_too(shop: Shop) -> None:
    rider = await rider_with(shop, 100) | {"Idempotency-Key": "once"}
    reward_id = await shop.published(kind="voucher", partner_id="cafe")
    body = {"reward_id": reward_id}
    first = await shop.client.post("/v1/redemptions", json=body, headers=rider)
    await shop.asked("POST", f"/v1/redemptions/{first.json()['redemption_id']}/release", {})
    again = await shop.client.post("/v1/redemptions", json=body, headers=rider)
    assert (again.status_code, again.content) == (201, first.content)
    assert b'"code":' in first.content


async def test_a_reservation_whose_time_is_over_leaves_room_in_the_limit(shop: Shop) -> None:
    """The catalogue says so at once, although nobody has released the reservation yet."""
    rider = await rider_with(shop, 100)
    limited = {"per_rider_max": {"count": 1, "period": "ever"}}
    reward_id = await shop.published(confirmation="partner", partner_id="cafe", **limited)
    await redeem(shop, rider, reward_id)
    path = f"/v1/rewards/{reward_id}"
    assert (await shop.asked("GET", path, headers=rider))["why_not"] == ["limit-reached"]
    async with shop.engine.begin() as tx:
        await tx.execute(sa.text("UPDATE redemptions SET reserved_until = now()"))
    assert (await shop.asked("GET", path, headers=rider))["why_not"] == []


async def test_forty_claims_for_three_prizes_give_three(shop: Shop) -> None:
    reward_id = await shop.published(stock=3)
    riders = [await rider_with(shop, 10) for _ in range(40)]

    async def claim(rider: dict[str, str]) -> int:
        headers, status = rider | {"Idempotency-Key": "claim"}, 503
        while status == 503:  # who finds all connections taken is told to come again
            answer = await shop.client.post("/v1/redemptions", json={"reward_id": reward_id}, headers=headers)
            status = answer.status_code
        return status

    statuses = await asyncio.gather(*map(claim, riders))
    assert sorted(statuses) == [201] * 3 + [409] * 37
    [seen] = await shop.listed()
    assert (seen["left"], await owns(shop, "redeemed")) == (0, 30)


async def test_twenty_copies_of_a_key_have_one_effect(shop: Shop) -> None:
    rider, reward_id = await rider_with(shop, 1_000), await shop.published()
    headers = rider | {"Idempotency-Key": "one"}

    async def send() -> tuple[int, bytes]:
        while True:
            answer = await shop.client.post("/v1/redemptions", json={"reward_id": reward_id}, headers=headers)
            if answer.status_code not in (409, 503):
                return answer.status_code, answer.content
            assert answer.json()["code"] in ("idempotency-key-in-use", "unavailable")
            await asyncio.sleep(0.02)

    assert len(set(await asyncio.gather(*(send() for _ in range(20))))) == 1
    assert await owns(shop, "redeemed") == 10


async def test_the_last_points_are_spent_once(shop: Shop) -> None:
    rider, reward_id = await rider_with(shop, 10), await shop.published()

    async def send(number: int) -> int:
        headers = rider | {"Idempotency-Key": str(number)}
        answer = await shop.client.post("/v1/redemptions", json={"reward_id": reward_id}, headers=headers)
        return answer.status_code

    assert sorted(await asyncio.gather(*map(send, range(8)))) == [201] + [409] * 7


async def test_pending_points_are_not_spent(shop: Shop) -> None:
    rider_id, reward_id = uuid4(), await shop.published()
    rider = shop.signed_in("rider", str(rider_id))
    await give(shop, rider_id, 50, pending=timedelta(hours=1))
    refused = await redeem(shop, rider, reward_id, 409)
    assert (refused["code"], refused["missing_points"]) == ("insufficient-points", 10)
    await give(shop, rider_id, 10)
    await redeem(shop, rider, reward_id)


async def test_the_catalogue_says_to_a_rider_what_stands_between(shop: Shop) -> None:
    """And nothing of that to anybody else."""
    rider = await rider_with(shop, 15)
    await shop.published(stock=0, level_min=2, cost_points=20)
    once = await shop.published(per_rider_max={"count": 1, "period": "day"}, cost_points=5)
    await redeem(shop, rider, once)
    free = await shop.published()
    offers = await shop.listed(rider)
    assert [(each["can_redeem"], each["why_not"]) for each in offers] == [
        (True, []),
        (False, ["limit-reached"]),
        (False, ["level-too-low", "insufficient-points", "sold-out"]),
    ]
    assert await shop.asked("GET", f"/v1/rewards/{free}", headers=rider) == offers[0]
    for other in ("operator", "partner", "city"):
        assert not any("why_not" in each for each in await shop.listed(shop.signed_in(other)))


async def test_what_is_not_there_is_not_found(shop: Shop) -> None:
    rider = await rider_with(shop, 100)
    assert (await redeem(shop, rider, await shop.draft(), 404))["code"] == "not-found"
    assert (await redeem(shop, rider, str(uuid4()), 404))["code"] == "not-found"
    await redeem(shop, shop.signed_in("operator"), str(uuid4()), 403)


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"quantity": 0}, "/quantity", "out_of_range"),
        ({"quantity": 11}, "/quantity", "out_of_range"),
        ({"quantity": True}, "/quantity", "wrong_type"),
        ({"cost_points_max": -1}, "/cost_points_max", "out_of_range"),
        ({"rider_id": str(uuid4)}, "/rider_id", "unknown_field"),
    ],
    ids=["none", "too many", "true", "a negative price", "for somebody else"],
)
async def test_what_cannot_be_asked(shop: Shop, more: dict[str, Any], pointer: str, code: str) -> None:
    refused = await redeem(shop, shop.signed_in("rider"), str(uuid4()), 422, **more)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [(pointer, code)]


async def test_a_partner_confirms_what_is_its_own_and_lists_it_without_the_rider(shop: Shop) -> None:
    rider = await rider_with(shop, 100)
    reward_id = await shop.published(confirmation="partner", partner_id="cafe", **{"kind": "voucher"})
    made = await redeem(shop, rider, reward_id)
    assert (made["status"], "vouchers" in made, "reserved_until" in made) == ("reserved", False, True)
    path = f"/v1/redemptions/{made['redemption_id']}"
    cafe, bar = (shop.signed_in("partner", each, partner_id=each) for each in ("cafe", "bar"))
    await shop.asked("POST", f"{path}/confirm", {}, 404, bar)
    await shop.asked("POST", f"{path}/confirm", {}, 403, rider)
    first = await shop.asked("POST", f"{path}/confirm", {"reference": "A 1"}, 200, cafe)
    assert await shop.asked("POST", f"{path}/confirm", {"reference": "B 2"}, 200, cafe) == first
    assert (first["reference"], first["status"]) == ("A 1", "confirmed")
    assert (await owns(shop, "reserved"), await owns(shop, "redeemed")) == (0, 10)
    mine = await shop.asked("GET", f"/v1/me/redemptions/{made['redemption_id']}/vouchers", headers=rider)
    assert len(mine["vouchers"]) == 1
    [listed] = (await shop.asked("GET", "/v1/redemptions?status=confirmed", headers=cafe))["redemptions"]
    assert "rider_id" not in listed
    assert (listed["reference"], listed["vouchers_used"]) == ("A 1", 0)
    for other, status in ((bar, "confirmed"), (cafe, "reserved")):
        path = f"/v1/redemptions?status={status}"
        assert (await shop.asked("GET", path, headers=other))["redemptions"] == []
    file = await shop.client.get("/v1/redemptions", headers={"Accept": "text/csv"})
    header, row = file.text.splitlines()
    assert (header.split(",")[0], row.split(",")[0]) == ("redemption_id", made["redemption_id"])


async def test_riders_who_release_while_others_are_due_wait_for_nobody_in_a_circle(shop: Shop) -> None:
    """What is due and what is released lie in two rewards, for half of the riders the other way round."""
    rewards = [await shop.published(confirmation="partner", partner_id="cafe") for _ in range(2)]
    riders = [await rider_with(shop, 100) for _ in range(6)]
    made = [[await redeem(shop, rider, each) for each in rewards] for rider in riders]
    due = [of_rider[number % 2]["redemption_id"] for number, of_rider in enumerate(made)]
    async with shop.engine.begin() as tx:
        over = "UPDATE redemptions SET reserved_until = now() WHERE redemption_id = ANY(CAST(:due AS uuid[]))"
        await tx.execute(sa.text(over), {"due": due})
    paths = [
        f"/v1/redemptions/{of_rider[1 - number % 2]['redemption_id']}/release"
        for number, of_rider in enumerate(made)
    ]
    released = await asyncio.gather(
        *(shop.asked("POST", path, {}, headers=rider) for path, rider in zip(paths, riders, strict=True))
    )
    assert [each["status"] for each in released] == ["released"] * len(riders)


async def test_whoever_has_two_roles_releases_as_either(shop: Shop) -> None:
    rider = await rider_with(shop, 100)
    reward_id = await shop.published(confirmation="partner", partner_id="cafe")
    made = await redeem(shop, rider, reward_id)
    both = shop.with_roles(rider, "partner", "operator")
    path = f"/v1/redemptions/{made['redemption_id']}/release"
    assert (await shop.asked("POST", path, {}, headers=both))["status"] == "released"


async def test_a_file_names_the_next_page(shop: Shop) -> None:
    rider, reward_id = await rider_with(shop, 100), await shop.published()
    for _ in range(3):
        await redeem(shop, rider, reward_id)
    seen, path = [], "/v1/redemptions?limit=2"
    while path:
        file = await shop.client.get(path, headers={"Accept": "text/csv"})
        seen += [line.split(",")[0] for line in file.text.splitlines()[1:]]
        path = file.links.get("next", {}).get("url", "")
    assert len(set(seen)) == len(seen) == 3


async def test_a_formula_of_a_partner_is_text_in_the_operators_file(shop: Shop) -> None:
    rider, cafe = await rider_with(shop, 100), shop.signed_in("partner", "cafe", partner_id="cafe")
    reward_id = await shop.published(confirmation="partner", partner_id="cafe", kind="voucher")
    made = await redeem(shop, rider, reward_id)
    formula = {"reference": "=HYPERLINK(A1)"}
    await shop.asked("POST", f"/v1/redemptions/{made['redemption_id']}/confirm", formula, 200, cafe)
    file = await shop.client.get("/v1/redemptions", headers={"Accept": "text/csv"})
    assert ",'=HYPERLINK(A1)," in file.text


async def test_a_reservation_whose_time_is_over_is_released_by_two_sweeps_once(shop: Shop) -> None:
    rider = await rider_with(shop, 100)
    reward_id = await shop.published(confirmation="partner", partner_id="cafe", stock=5)
    made = await redeem(shop, rider, reward_id, quantity=2)
    until = datetime.fromisoformat(made["reserved_until"])
    await sweep(shop.engine, RULES, until - timedelta(microseconds=1))
    assert await owns(shop, "reserved") == 20
    await asyncio.gather(*(sweep(shop.engine, RULES, until) for _ in "12"))
    assert (await owns(shop, "reserved"), await owns(shop, "redeemed")) == (0, 0)
    [seen] = await shop.listed()
    assert seen["left"] == 5
    posted = await shop.rows("SELECT posted_at, points FROM postings WHERE kind = 'refund'")
    assert posted == [(until, 20)]
    path = f"/v1/redemptions/{made['redemption_id']}/confirm"
    assert (await shop.asked("POST", path, {}, 409))["code"] == "redemption-released"


async def test_a_rider_sees_its_own_redemptions_only(shop: Shop) -> None:
    rider, other = await rider_with(shop, 100), await rider_with(shop, 100)
    made = [await redeem(shop, rider, await shop.published(**OF_CAFE)) for _ in range(3)]
    path = f"/v1/me/redemptions/{made[0]['redemption_id']}"
    seen = await shop.asked("GET", path, headers=rider)
    assert (seen["status"], seen["name"]["en"], "vouchers" in seen) == ("confirmed", "A bell", False)
    for stranger in (path, f"{path}/vouchers", "/v1/me/redemptions/x"):
        await shop.asked("GET", stranger, status=404, headers=other)
    await shop.asked("POST", f"/v1/redemptions/{made[0]['redemption_id']}/release", {}, 404, other)
    first = await shop.asked("GET", "/v1/me/redemptions?limit=2", headers=rider)
    more = f"/v1/me/redemptions?limit=2&cursor={first['next_cursor']}"
    last = await shop.asked("GET", more, headers=rider)
    found = [each["redemption_id"] for each in first["redemptions"] + last["redemptions"]]
    assert found == [each["redemption_id"] for each in reversed(made)]


async def test_the_code_is_drawn_for_its_rider(shop: Shop) -> None:
    rider = await rider_with(shop, 100)
    made = await redeem(shop, rider, await shop.published(**OF_CAFE))
    path = f"/v1/me/redemptions/{made['redemption_id']}/vouchers"
    svg = f"{path}/{made['vouchers'][0]['voucher_id']}/qr.svg"
    answer = await shop.client.get(svg, headers=rider)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert answer.text.startswith("<?xml")
    assert 'fill="#fff"' in answer.text, "on a dark page there is white behind it"
    assert "no-store" in answer.headers["cache-control"]
    assert (await shop.client.get(svg, headers=shop.signed_in("rider"))).status_code == 404
    assert (await shop.client.get(f"{path}/{uuid4()}/qr.svg", headers=rider)).status_code == 404


async def test_codes_of_a_pool_are_shown_in_their_redemption(shop: Shop) -> None:
    rider, reward_id = await rider_with(shop, 100), await shop.published(kind="code")
    await shop.asked("POST", f"/v1/rewards/{reward_id}/codes", {"codes": ["AA", "BB"]})
    made = await redeem(shop, rider, reward_id, quantity=2)
    assert {each["code"] for each in made["vouchers"]} == {"AA", "BB"}
    assert (await redeem(shop, rider, reward_id, 409))["code"] == "sold-out"


async def test_a_code_that_nobody_has_seen_goes_back_into_the_pool(shop: Shop) -> None:
    rider = await rider_with(shop, 100)
    reward_id = await shop.published(kind="code", confirmation="partner", partner_id="cafe")
    await shop.asked("POST", f"/v1/rewards/{reward_id}/codes", {"codes": ["AA"]})
    made = await redeem(shop, rider, reward_id)
    await shop.asked("POST", f"/v1/redemptions/{made['redemption_id']}/release", None, 200, rider)
    assert (await shop.listed())[0]["left"] == 1


async def test_a_limit_that_comes_while_a_rider_waits_for_the_reward_holds(shop: Shop) -> None:
    """The rider was counted by the version before, which had none."""
    rider, reward_id = await rider_with(shop, 100), await shop.published()
    await redeem(shop, rider, reward_id)
    lock_in_force = actions._lock_in_force

    async def after_another_version(tx: AsyncConnection, locked_id: UUID) -> Reward:
        await shop.rewrite(reward_id, per_rider_max={"count": 1, "period": "ever"})
        await shop.step(reward_id, "publish")
        return await lock_in_force(tx, locked_id)

    with mock.patch.object(actions, "_lock_in_force", after_another_version):
        assert (await redeem(shop, rider, reward_id, 409))["code"] == "limit-reached"
