"""Tills: a voucher is used once, by its partner, and no answer tells one bad code from another."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.rewards.shop.running_shop import Shop
from tests.rewards.shop.test_redemptions import OF_CAFE, redeem, rider_with


async def vouchers(shop: Shop, number: int = 1, **changes: Any) -> list[dict[str, Any]]:
    reward_id = await shop.published(**(OF_CAFE | {"value_eur_cents": 180} | changes))
    made = await redeem(shop, await rider_with(shop, 100), reward_id, quantity=number)
    found: list[dict[str, Any]] = made["vouchers"]
    return found


def till(shop: Shop, name: str = "till 1", partner_id: str = "cafe") -> dict[str, str]:
    return shop.signed_in("partner", name, partner_id=partner_id)


async def show(shop: Shop, code: str, status: int, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = await shop.client.post("/v1/vouchers:redeem", json={"code": code}, headers=headers or till(shop))
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def test_two_tills_that_show_one_code_use_it_once(shop: Shop) -> None:
    [voucher] = await vouchers(shop)
    headers = [till(shop, f"till {number}") for number in range(8)]

    async def use(of: dict[str, str]) -> int:
        sent = {"code": voucher["code"].lower().replace("-", " ")}
        return (await shop.client.post("/v1/vouchers:redeem", json=sent, headers=of)).status_code

    assert sorted(await asyncio.gather(*map(use, headers))) == [200] + [404] * 7


async def test_all_bad_codes_get_the_same_bytes(shop: Shop) -> None:
    used, late, withdrawn, others = [(await vouchers(shop))[0] for _ in range(4)]
    await show(shop, used["code"], 200)
    await shop.rows("UPDATE vouchers SET valid_until = now() WHERE voucher_id = :id", id=late["voucher_id"])
    of = "SELECT redemption_id FROM vouchers WHERE voucher_id = :id"
    [(redemption_id,)] = await shop.rows(of, id=withdrawn["voucher_id"])
    await shop.asked("POST", f"/v1/redemptions/{redemption_id}/release", {})
    told = []
    bad = [used["code"], late["code"], withdrawn["code"], "0000-0000-0001-2", "nothing", "x" * 256]
    tries = [(till(shop, f"till {number}"), code) for number, code in enumerate(bad)]
    for headers, code in [*tries, (till(shop, "other", "bar"), others["code"])]:
        refused = await show(shop, code, 404, headers)
        assert refused.pop("trace_id")
        told.append(refused)
    assert all(each == told[0] for each in told)
    assert told[0]["code"] == "voucher-invalid"
    await show(shop, others["code"], 200, till(shop, "another till"))


async def test_after_five_wrong_codes_a_till_waits_and_a_lost_answer_is_given_again(shop: Shop) -> None:
    first, second = await vouchers(shop, 2)
    keyed = till(shop) | {"Idempotency-Key": "k1"}
    used = await show(shop, first["code"], 200, keyed)
    for _ in range(5):
        await show(shop, "nothing", 404)
    for code in ("nothing", second["code"]):
        answer = await shop.client.post("/v1/vouchers:redeem", json={"code": code}, headers=till(shop))
        assert (answer.status_code, answer.json()["code"]) == (429, "rate-limited")
        assert 0 < int(answer.headers["retry-after"]) <= 600
    assert await show(shop, first["code"], 200, keyed) == used
    assert await shop.rows("SELECT count(*) FROM wrong_codes") == [(5,)]
    await show(shop, second["code"], 200, till(shop, "till 2"))


async def test_fifty_wrong_codes_of_a_partner_make_all_its_tills_wait(shop: Shop) -> None:
    for number in range(50):
        await show(shop, "nothing", 404, till(shop, f"till {number // 4}"))
    await show(shop, "nothing", 429, till(shop, "a new till"))
    await show(shop, "nothing", 404, till(shop, "a till", "bar"))


async def test_a_use_is_undone_for_its_partner_only(shop: Shop) -> None:
    [voucher] = await vouchers(shop)
    path = f"/v1/vouchers/{voucher['voucher_id']}/undo"
    assert (await shop.asked("POST", path, None, 409, till(shop)))["code"] == "undo-too-late"
    await show(shop, voucher["code"], 200)
    await shop.asked("POST", path, None, 404, till(shop, "till", "bar"))
    await shop.asked("POST", f"/v1/vouchers/{uuid4()}/undo", None, 404, till(shop))
    undone = [await shop.asked("POST", path, None, 200, till(shop)) for _ in "12"]
    assert undone[0] == undone[1]
    await show(shop, voucher["code"], 200)
    await shop.rows("UPDATE vouchers SET used_at = used_at - interval '15 minutes'")
    assert (await shop.asked("POST", path, None, 409, till(shop)))["code"] == "undo-too-late"


async def test_only_partners_use_vouchers(shop: Shop) -> None:
    for role in ("rider", "operator", "city"):
        await show(shop, "nothing", 403, shop.signed_in(role))


@pytest.mark.parametrize("month", ["20\u0662\u0666-05", "2026-5", "2026-13"])
async def test_a_month_that_is_none_is_refused(shop: Shop, month: str) -> None:
    answer = await shop.asked("GET", f"/v1/partners/cafe/used?month={month}", status=422, headers=till(shop))
    assert [each["code"] for each in answer["errors"]] == ["bad_format"]


async def test_a_partner_and_the_operator_read_what_is_owed(shop: Shop) -> None:
    for voucher in await vouchers(shop, 3):
        await show(shop, voucher["code"], 200)
    [(month,)] = await shop.rows("SELECT to_char(now() AT TIME ZONE 'Europe/Madrid', 'YYYY-MM')")
    path = f"/v1/partners/cafe/used?month={month}"
    for reader in (till(shop), shop.signed_in("operator")):
        owed = await shop.asked("GET", path, headers=reader)
        assert (owed["units"], owed["value_eur_cents"], len(owed["rewards"])) == (3, 540, 1)
    rival = shop.signed_in("operator", operator_id="a rival")
    assert (await shop.asked("GET", path, headers=rival))["units"] == 0
    await shop.asked("GET", path, status=404, headers=till(shop, "t", "bar"))
    await shop.asked("GET", "/v1/partners/cafe/used?month=2026-13", status=422, headers=till(shop))
    file = await shop.client.get(path, headers=till(shop) | {"Accept": "text/csv"})
    assert file.text.splitlines()[1].endswith(",A bell,3,540")
