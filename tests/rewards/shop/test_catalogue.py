"""The catalogue: rewards in versions that never change, of one operator each, that everybody can read."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY

from services.rewards.catalogue.actions import resume_due, watch_stock
from shared.events.rewards import RewardPublished
from tests.rewards.shop.running_shop import REASON, Shop, reward

NOBODY_REDEEMED = "UPDATE rewards SET units_out = 0, units_set_aside = 0, codes_unused = 0"
ALL = {"guard_id": "all", "when": [], "reason": "We look at all.", "mandate_ref": "Ple 1"}


def names(rewards: list[dict[str, Any]]) -> list[str]:
    return [each["name"]["en"] for each in rewards]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        pytest.param({"cost_points": 0}, "/cost_points", "out_of_range", id="for nothing"),
        pytest.param({"cost_points": 1_000_001}, "/cost_points", "out_of_range", id="too dear"),
        pytest.param({"cost_points": True}, "/cost_points", "wrong_type", id="true for a number"),
        pytest.param({"cost_points": 2**63}, "/cost_points", "out_of_range", id="2^63"),
        pytest.param({"stock": -1}, "/stock", "out_of_range", id="less than none"),
        pytest.param({"stock": 10_000_001}, "/stock", "out_of_range", id="more than can be"),
        pytest.param({"kind": "code", "stock": 5}, "/stock", "not_allowed", id="stock of codes"),
        pytest.param({"kind": "voucher"}, "/partner_id", "missing", id="a voucher without partner"),
        pytest.param({"confirmation": "partner"}, "/partner_id", "missing", id="nobody who confirms"),
        pytest.param(
            {"kind": "donation", "confirmation": "partner", "partner_id": "p"},
            "/confirmation",
            "not_allowed",
            id="a donation that waits",
        ),
        pytest.param({"voucher_valid_days": 30}, "/voucher_valid_days", "not_allowed", id="no voucher"),
        pytest.param(
            {"kind": "voucher", "partner_id": "p", "voucher_valid_days": 0},
            "/voucher_valid_days",
            "out_of_range",
            id="valid for no day",
        ),
        pytest.param(
            {"kind": "voucher", "partner_id": "p", "voucher_valid_days": 3_651},
            "/voucher_valid_days",
            "out_of_range",
            id="valid for over ten years",
        ),
        pytest.param({"project_id": str(uuid4())}, "/project_id", "not_allowed", id="no donation"),
        pytest.param(
            {"kind": "donation", "project_id": str(uuid4())}, "/project_id", "unknown", id="no such project"
        ),
        pytest.param({"campaign_id": str(uuid4())}, "/campaign_id", "unknown", id="no such campaign"),
        pytest.param(
            {"per_rider_max": {"count": 0, "period": "ever"}},
            "/per_rider_max/count",
            "out_of_range",
            id="none for anybody",
        ),
        pytest.param(
            {"per_rider_max": {"count": 1, "period": "year"}},
            "/per_rider_max/period",
            "not_allowed",
            id="another period",
        ),
        pytest.param(
            {"available_from": "2026-05-02T00:00:00Z", "available_until": "2026-05-02T00:00:00Z"},
            "/available_until",
            "not_after_start",
            id="open for no time",
        ),
        pytest.param({"name": {"ca": "Un timbre"}}, "/name/en", "missing", id="no English name"),
        pytest.param({"name": {"en": "x" * 121}}, "/name/en", "out_of_range", id="a long name"),
        pytest.param(
            {"description": {"en": "x" * 2_001}}, "/description/en", "out_of_range", id="a long text"
        ),
        pytest.param({"name": {"en": "a\u202eb"}}, "/name/en", "forbidden_character", id="bidi"),
        pytest.param({"value_tags": {"health": 60}}, "/value_tags", "out_of_range", id="less than 100 %"),
        pytest.param({"value_tags": {"joy": 100}}, "/value_tags/joy", "unknown_field", id="another value"),
        pytest.param({"zone_ids": ["a", "a"]}, "/zone_ids/1", "repeated", id="a zone twice"),
        pytest.param({"level_min": 0}, "/level_min", "out_of_range", id="level 0"),
        pytest.param({"stock": None}, "/stock", "null", id="null"),
        pytest.param({"price": 1}, "/price", "unknown_field", id="an unknown field"),
    ],
)
async def test_what_a_reward_cannot_be(shop: Shop, changes: dict[str, Any], pointer: str, code: str) -> None:
    refused = await shop.asked("POST", "/v1/rewards", reward(**changes), 422)
    assert [(fault["pointer"], fault["code"]) for fault in refused["errors"]] == [(pointer, code)]


async def test_only_what_is_published_is_seen_and_its_operator_sees_all(shop: Shop) -> None:
    await shop.draft(name={"en": "A draft"})
    reward_id = await shop.published(stock=3)
    await shop.rewrite(reward_id, cost_points=99, name={"en": "Another bell"})
    for role in ("rider", "city", "auditor", "partner"):
        assert names(await shop.listed(shop.signed_in(role))) == ["A bell"]
    assert names(await shop.listed(shop.signed_in("operator", operator_id="a rival"))) == []
    assert names(await shop.listed()) == ["Another bell", "A draft"]
    del shop.client.headers["Authorization"]
    [seen] = await shop.listed()
    assert (seen["cost_points"], seen["version"], seen["left"]) == (10, 1, 3)
    assert await shop.asked("GET", f"/v1/rewards/{reward_id}") == seen
    await shop.asked("GET", "/v1/rewards", status=401, headers={"Authorization": "Bearer x"})
    await shop.asked("GET", "/v1/rewards", status=401, headers={"Authorization": ""})


async def test_what_was_never_published_is_not_there(shop: Shop) -> None:
    reward_id = await shop.draft()
    path = f"/v1/rewards/{reward_id}"
    assert (await shop.asked("GET", path))["state"] == "draft"
    for other in (shop.signed_in("rider"), shop.signed_in("operator", operator_id="a rival")):
        await shop.asked("GET", path, status=404, headers=other)
    await shop.asked("GET", "/v1/rewards/bell", status=404)


async def test_each_publishing_is_a_version_that_stays(shop: Shop) -> None:
    reward_id = await shop.published(value_tags={"health": 100})
    await shop.rewrite(reward_id, cost_points=8, kind="code")
    assert (await shop.step(reward_id, "publish"))["version"] == 2
    assert (await shop.step(reward_id, "pause"))["version"] == 2
    said = [
        (each.revision, each.version, each.state, each.cost_points, each.kind)
        for each in await shop.said(RewardPublished)
    ]
    assert said == [
        (1, 1, "published", 10, "benefit"),
        (2, 2, "published", 8, "code"),
        (3, 2, "paused", 8, "code"),
    ]
    kept = await shop.rows("SELECT version, body ->> 'cost_points' FROM reward_versions ORDER BY version")
    assert kept == [(1, "10"), (2, "8")]


async def test_a_paused_reward_is_not_listed_but_told_to_who_knows_it(shop: Shop) -> None:
    reward_id = await shop.published()
    await shop.step(reward_id, "pause")
    rider = shop.signed_in("rider")
    assert await shop.listed(rider) == []
    assert (await shop.asked("GET", f"/v1/rewards/{reward_id}", headers=rider))["state"] == "paused"
    await shop.step(reward_id, "close")
    assert (await shop.step(reward_id, "publish", 409))["code"] == "reward-state"


async def test_less_stock_than_is_out_is_not_published(shop: Shop) -> None:
    reward_id = await shop.published(stock=5)
    await shop.rows("UPDATE rewards SET units_out = 2, units_set_aside = 1")
    await shop.rewrite(reward_id, stock=2)
    assert (await shop.step(reward_id, "publish", 409))["code"] == "stock-below-redeemed"
    [seen] = await shop.listed(shop.signed_in("rider"))
    assert (seen["stock"], seen["left"]) == (5, 2)
    await shop.rewrite(reward_id, stock=3)
    await shop.step(reward_id, "publish")
    [seen] = await shop.listed(shop.signed_in("rider"))
    assert (seen["stock"], seen["left"]) == (3, 0)
    await shop.rows(NOBODY_REDEEMED)


async def test_a_guarded_reward_needs_the_citys_key_and_a_stop_takes_it_out_at_once(shop: Shop) -> None:
    city = shop.signed_in("city")
    high = ALL | {"guard_id": "high", "when": [{"fact": "cost_points", "over": 10}]}
    await shop.asked("PUT", "/v1/guards/reward", {"guards": [high]}, headers=city)
    reward_id = await shop.published()
    await shop.rewrite(reward_id, cost_points=11)
    assert (await shop.step(reward_id, "publish", 409))["code"] == "needs-approval"
    await shop.step(reward_id, "submit", 202)
    decision = {"decision": "approve", **REASON}
    await shop.asked("POST", f"/v1/rewards/{reward_id}/decision", decision, headers=city)
    assert (await shop.step(reward_id, "publish"))["version"] == 2
    until = datetime.now(UTC) + timedelta(days=1)
    stop = {"until": until.isoformat(), **REASON}
    await shop.asked("POST", f"/v1/rewards/{reward_id}/stop", stop, headers=city)
    assert await shop.listed(shop.signed_in("rider")) == []
    assert (await shop.step(reward_id, "publish", 409))["code"] == "stopped"
    async with shop.engine.begin() as tx:
        await resume_due(tx, "city", until - timedelta(seconds=1))
    assert await shop.listed(shop.signed_in("rider")) == []
    async with shop.engine.begin() as tx:
        await resume_due(tx, "city", until)
    assert [each["version"] for each in await shop.listed(shop.signed_in("rider"))] == [2]
    of_reward = "SELECT step FROM decisions WHERE subject ->> 'id' = :id ORDER BY seq"
    steps = await shop.rows(of_reward, id=reward_id)
    assert [step for (step,) in steps] == [
        "published",
        "replaced",
        "submitted",
        "approved",
        "published",
        "stopped",
    ]


async def test_a_dry_run_changes_nothing(shop: Shop) -> None:
    dry = {"Prefer": "dry-run"}
    await shop.asked("POST", "/v1/rewards", reward(), 200, dry)
    assert await shop.listed() == []
    reward_id = await shop.draft()
    assert (await shop.step(reward_id, "publish", headers=dry))["state"] == "published"
    assert [each["state"] for each in await shop.listed()] == ["draft"]


async def test_pages_hold_every_reward_once_newest_first(shop: Shop) -> None:
    ids = [await shop.published() for _ in range(3)]
    first = await shop.asked("GET", "/v1/rewards?limit=2", headers=shop.signed_in("rider"))
    more = f"/v1/rewards?limit=2&cursor={first['next_cursor']}"
    last = await shop.asked("GET", more, headers=shop.signed_in("rider"))
    found = [each["reward_id"] for each in first["rewards"] + last["rewards"]]
    assert (found, "next_cursor" in last) == (ids[::-1], False)


async def test_partners_are_public_and_each_is_its_operators(shop: Shop) -> None:
    cafe = {"name": "Cafè Central", "place": "Plaça Major 3"}
    await shop.asked("PUT", "/v1/partners/cafe", cafe)
    await shop.asked("PUT", "/v1/partners/cafe", cafe | {"zone_id": "gracia"})
    rival = shop.signed_in("operator", operator_id="a rival")
    await shop.asked("PUT", "/v1/partners/cafe", {"name": "Mine"}, 404, rival)
    await shop.asked("PUT", "/v1/partners/bar", {"name": "Bar"}, headers=rival)
    await shop.asked("PUT", "/v1/partners/bar", {"name": "Bar"}, 403, shop.signed_in("partner"))
    del shop.client.headers["Authorization"]
    first = await shop.asked("GET", "/v1/partners?limit=1")
    assert first["partners"] == [{"partner_id": "bar", "name": "Bar"}]
    last = await shop.asked("GET", f"/v1/partners?cursor={first['next_cursor']}")
    assert last == {"partners": [{"partner_id": "cafe", **cafe, "zone_id": "gracia"}]}


async def test_nobody_offers_what_another_operators_partner_would_have_to_give(shop: Shop) -> None:
    """Its tills would take the vouchers in, and nobody would have agreed to pay for them."""
    rival = shop.signed_in("operator", operator_id="a rival")
    await shop.asked("PUT", "/v1/partners/bar", {"name": "Bar"}, headers=rival)
    coffee = reward(kind="voucher", partner_id="bar")
    refused = await shop.asked("POST", "/v1/rewards", coffee, 422)
    assert refused["errors"] == [{"pointer": "/partner_id", "code": "unknown"}]
    mine = await shop.asked("POST", "/v1/rewards", reward(), 201)
    path = f"/v1/rewards/{mine['reward_id']}"
    assert (await shop.asked("PUT", path, coffee | REASON, 422))["errors"] == refused["errors"]
    await shop.asked("POST", "/v1/rewards", coffee, 201, rival)
    early = await shop.asked("POST", "/v1/rewards", reward(kind="voucher", partner_id="inn"), 201)
    await shop.asked("PUT", "/v1/partners/inn", {"name": "Inn"}, headers=rival)
    await shop.asked("POST", f"/v1/rewards/{early['reward_id']}/publish", REASON, 422)


async def test_a_prize_that_runs_out_is_seen_in_a_metric(shop: Shop) -> None:
    for units_out in (18, 19):
        reward_id = await shop.published(stock=20)
        async with shop.engine.begin() as tx:
            row = {"id": reward_id, "out": units_out}
            await tx.execute(sa.text("UPDATE rewards SET units_out = :out WHERE reward_id = :id"), row)
    await shop.published()
    await watch_stock(shop.engine)
    assert REGISTRY.get_sample_value("rodem_rewards_running_out") == 1
    await shop.rows(NOBODY_REDEEMED)


async def test_the_doctor_names_a_count_that_is_not_what_the_rows_say(shop: Shop) -> None:
    await shop.published()
    await shop.rows("UPDATE rewards SET units_out = 1, units_set_aside = 2, codes_unused = 3")
    account = "INSERT INTO accounts (rider_id, city_id, reserved_points) VALUES (gen_random_uuid(), 'c', 4)"
    await shop.rows(account)
    assert await shop.rows("SELECT what, found, expected FROM differences ORDER BY what") == [
        ("accounts.reserved_points", 4, 0),
        ("rewards.codes_unused", 3, 0),
        ("rewards.units_out", 1, 0),
        ("rewards.units_set_aside", 2, 0),
    ]
    await shop.rows("DELETE FROM accounts")
    await shop.rows(NOBODY_REDEEMED)
