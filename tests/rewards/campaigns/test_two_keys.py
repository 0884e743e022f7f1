"""Campaigns under guards: what is covered needs the city's key, in production always above a budget."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from services.rewards.campaigns.actions import resume_due
from services.rewards.campaigns.rules import built_in_guards
from tests.conftest import MakeDatabase
from tests.rewards.campaigns.running_campaigns import (
    Entry,
    draft,
    figures,
    published,
    rewrite,
    shown,
    states_said,
    step,
)
from tests.rewards.running_rewards import REASON, Running, running_rewards, tariff
from tests.rewards.shop.drawing import drawing
from tests.rewards.shop.running_shop import reward

HIGH = {
    "guard_id": "high",
    "when": [{"fact": "budget_points", "over": 100}],
    "mandate_ref": "Ple 2026/41",
    **REASON,
}


async def guard(rewards: Running, *guards: Mapping[str, Any]) -> None:
    city = rewards.signed_in("city")
    await rewards.asked("PUT", "/v1/guards/campaign", {"guards": list(guards)}, headers=city)


async def approve(rewards: Running, campaign_id: str) -> None:
    await step(rewards, campaign_id, "submit", 202)
    city = rewards.signed_in("city", "the city's hand")
    path = f"/v1/campaigns/{campaign_id}/decision"
    await rewards.asked("POST", path, {"decision": "approve", **REASON}, headers=city)


async def test_a_guarded_budget_needs_the_citys_key(rewards: Running) -> None:
    await guard(rewards, HIGH)
    await published(rewards, budget_points=100)
    campaign_id = await draft(rewards, budget_points=101)
    refusal = await step(rewards, campaign_id, "publish", 409)
    assert (refusal["code"], refusal["guards"]) == ("needs-approval", ["high"])
    await approve(rewards, campaign_id)
    assert (await step(rewards, campaign_id, "publish"))["state"] == "open"


async def test_a_budget_is_not_raised_past_a_guard(rewards: Running) -> None:
    """What is published takes effect at once, and is refused; paused first, it is written and signed."""
    await guard(rewards, HIGH)
    campaign_id = await published(rewards, budget_points=100)
    assert (await rewrite(rewards, campaign_id, 409, budget_points=101))["code"] == "needs-approval"
    assert (await shown(rewards, campaign_id))["budget_points"] == 100
    await step(rewards, campaign_id, "pause")
    await rewrite(rewards, campaign_id, budget_points=101)
    for name in ("publish", "resume"):
        assert (await step(rewards, campaign_id, name, 409))["code"] == "needs-approval"
    await approve(rewards, campaign_id)
    assert (await step(rewards, campaign_id, "resume"))["state"] == "open"
    assert (await shown(rewards, campaign_id))["budget_points"] == 101


async def test_a_stopped_campaign_gives_nothing_until_the_stop_ends(rewards: Running) -> None:
    campaign_id, city = await published(rewards), rewards.signed_in("city")
    until = datetime.now(UTC) + timedelta(hours=1)
    body = {"until": until.isoformat(), **REASON}
    await rewards.asked("POST", f"/v1/campaigns/{campaign_id}/stop", body, headers=city)
    entry = Entry(campaign_id, 60)
    await rewards.hear(entry.next(completed=True))
    assert await figures(rewards, campaign_id) == (0, 0, "spent")
    assert (await step(rewards, campaign_id, "resume", 409))["code"] == "stopped"
    for at in (until - timedelta(seconds=1), until):
        async with rewards.engine.begin() as tx:
            await resume_due(tx, "city", at)
    await rewards.hear(Entry(campaign_id, 60).next(completed=True))
    assert await figures(rewards, campaign_id) == (60, 0, "open")
    assert await states_said(rewards, campaign_id) == ["open", "spent", "open"]


async def test_what_was_written_during_a_stop_does_not_come_into_force_with_its_end(rewards: Running) -> None:
    """No guard has looked at it: it waits until the operator resumes it, which a guard may refuse."""
    await guard(rewards, HIGH)
    campaign_id, city = await published(rewards, budget_points=100), rewards.signed_in("city")
    until = datetime.now(UTC) + timedelta(hours=1)
    body = {"until": until.isoformat(), **REASON}
    await rewards.asked("POST", f"/v1/campaigns/{campaign_id}/stop", body, headers=city)
    await rewrite(rewards, campaign_id, budget_points=101)
    async with rewards.engine.begin() as tx:
        await resume_due(tx, "city", until)
    assert (await shown(rewards, campaign_id))["state"] == "spent"
    assert (await step(rewards, campaign_id, "resume", 409))["code"] == "needs-approval"
    await approve(rewards, campaign_id)
    assert (await step(rewards, campaign_id, "resume"))["state"] == "open"


@pytest.fixture
async def in_production(
    make_database: MakeDatabase, silent_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Any:
    monkeypatch.setattr(
        "services.rewards.app.built_in_guards",
        lambda _, points_max: built_in_guards("production", points_max),
    )
    dsn = await make_database("rewards")
    async with running_rewards(dsn, silent_dsn, tmp_path, "production") as running:
        yield running


async def test_in_production_a_large_budget_always_needs_the_citys_key(in_production: Running) -> None:
    await guard(in_production)
    guards = await in_production.asked("GET", "/v1/guards/campaign")
    assert [each["guard_id"] for each in guards["built_in"]] == ["campaign-points-max"]
    assert guards["guards"] == []
    await published(in_production, budget_points=200_000)
    campaign_id = await draft(in_production, budget_points=200_001)
    refusal = await step(in_production, campaign_id, "publish", 409)
    assert (refusal["code"], refusal["guards"]) == ("needs-approval", ["campaign-points-max"])
    submitted = await step(in_production, campaign_id, "submit", 202)
    assert submitted["guards"] == ["campaign-points-max"]
    city = in_production.signed_in("city", "the city's hand")
    path = f"/v1/campaigns/{campaign_id}/decision"
    await in_production.asked("POST", path, {"decision": "approve", **REASON}, headers=city)
    await step(in_production, campaign_id, "publish")


async def test_in_production_multipliers_above_100_percent_need_a_campaign(in_production: Running) -> None:
    free = [{"name": "half", "percent": 50}, {"name": "half more", "percent": 150}]
    tariff_id = await in_production.draft(multipliers=free)
    refusal = await in_production.step(tariff_id, "publish", 409)
    assert (refusal["code"], refusal["pointers"]) == ("needs-campaign", ["/multipliers/1/campaign_id"])
    free[1]["campaign_id"] = await published(in_production)
    await in_production.asked("PUT", f"/v1/tariffs/{tariff_id}", tariff(multipliers=free) | REASON)
    await in_production.step(tariff_id, "publish")


async def test_in_production_a_draw_needs_a_campaign_when_it_is_published(in_production: Running) -> None:
    async def made(kind: str, body: dict[str, Any]) -> str:
        key = {"Idempotency-Key": str(uuid4())}
        written = await in_production.asked("POST", f"/v1/{kind}s", body, 201, key)
        return str(written[f"{kind}_id"])

    reward_id = await made("reward", reward())
    await in_production.asked("POST", f"/v1/rewards/{reward_id}/publish", REASON)
    draw_id = await made("draw", drawing(reward_id))
    refusal = await in_production.asked("POST", f"/v1/draws/{draw_id}/publish", REASON, 409)
    assert (refusal["code"], refusal["pointers"]) == ("needs-campaign", ["/campaign_id"])
    paid_id = await made("draw", drawing(reward_id, campaign_id=await published(in_production)))
    await in_production.asked("POST", f"/v1/draws/{paid_id}/publish", REASON)


async def test_in_production_prizes_for_ranks_need_a_campaign(in_production: Running) -> None:
    path, prizes = "/v1/leaderboards/season-riders-all/prizes", {"period": "2099-Q4", "points": [60, 40]}
    key = {"Idempotency-Key": "one"}
    refusal = await in_production.asked("POST", path, prizes, 409, key)
    assert (refusal["code"], refusal["pointers"]) == ("needs-campaign", ["/campaign_id"])
    campaign_id = await published(in_production)
    await in_production.asked("POST", path, prizes | {"campaign_id": campaign_id}, 201, key)
    assert await figures(in_production, campaign_id) == (0, 100, "open")
