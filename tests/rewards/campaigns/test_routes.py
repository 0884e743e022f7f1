"""Campaigns over HTTP: written, brought into force, read, raised, resumed and closed."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY

from services.rewards.campaigns.actions import watch_budgets
from tests.days import local_day
from tests.rewards.campaigns.running_campaigns import (
    Entry,
    campaign,
    draft,
    figures,
    published,
    rewrite,
    shown,
    states_said,
    step,
)
from tests.rewards.running_rewards import REASON, Running, tariff


async def test_a_campaign_is_a_draft_until_it_is_published(rewards: Running) -> None:
    campaign_id = await draft(rewards, sponsor="The market", budget_eur_cents=500)
    found = await shown(rewards, campaign_id)
    assert (found["state"], found["version"], found["sponsor"]) == ("draft", 0, "The market")
    assert await states_said(rewards, campaign_id) == []
    assert (await step(rewards, campaign_id, "publish"))["state"] == "open"
    found = await shown(rewards, campaign_id)
    assert (found["state"], found["version"]) == ("open", 1)
    assert [found[name] for name in ("spent_points", "promised_points", "spent_eur_cents")] == [0, 0, 0]
    assert found["forecast"] == {"points": 0}
    assert await states_said(rewards, campaign_id) == ["open"]


async def test_operators_see_their_own_the_city_and_auditors_all(rewards: Running) -> None:
    campaign_id = await draft(rewards)
    rival = rewards.signed_in("operator", operator_id="rival")
    everybody = {role: rewards.signed_in(role) for role in ("city", "auditor")}
    for headers in everybody.values():
        listed = await rewards.asked("GET", "/v1/campaigns", headers=headers)
        assert [each["campaign_id"] for each in listed["campaigns"]] == [campaign_id]
        assert (await rewards.asked("GET", f"/v1/campaigns/{campaign_id}", headers=headers))["name"]
    assert (await rewards.asked("GET", "/v1/campaigns", headers=rival))["campaigns"] == []
    path = f"/v1/campaigns/{campaign_id}"
    await rewards.asked("GET", path, status=404, headers=rival)
    await rewards.asked("PUT", path, campaign() | REASON, 404, rival)
    await step(rewards, campaign_id, "publish", 404, rival)
    await rewards.asked("GET", "/v1/campaigns", status=403, headers=rewards.signed_in("rider"))


async def test_campaigns_are_listed_newest_first_page_by_page(rewards: Running) -> None:
    ids = [await draft(rewards) for _ in range(3)]
    page = await rewards.asked("GET", "/v1/campaigns?limit=2")
    rest = await rewards.asked("GET", f"/v1/campaigns?limit=2&cursor={page['next_cursor']}")
    listed = [each["campaign_id"] for each in page["campaigns"] + rest["campaigns"]]
    assert (listed, "next_cursor" in rest) == (ids[::-1], False)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"budget_points": 0}, "/budget_points", "out_of_range"),
        ({"budget_points": 1_000_000_001}, "/budget_points", "out_of_range"),
        ({"budget_points": True}, "/budget_points", "wrong_type"),
        ({"budget_eur_cents": 0}, "/budget_eur_cents", "out_of_range"),
        ({"pace": "slow"}, "/pace", "not_allowed"),
        ({"name": ""}, "/name", "out_of_range"),
        ({"name": "x" * 121}, "/name", "out_of_range"),
        ({"sponsor": "x" * 121}, "/sponsor", "out_of_range"),
        ({"ends_at": campaign()["starts_at"]}, "/ends_at", "not_after_start"),
        ({"state": "open"}, "/state", "unknown_field"),
    ],
)
async def test_what_is_no_campaign_is_refused(
    rewards: Running, changes: dict[str, Any], pointer: str, code: str
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    refusal = await rewards.asked("POST", "/v1/campaigns", campaign(**changes), 422, key)
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in refusal["errors"]]


async def test_the_pace_is_always_said(rewards: Running) -> None:
    body = campaign()
    del body["pace"]
    key = {"Idempotency-Key": str(uuid4())}
    refusal = await rewards.asked("POST", "/v1/campaigns", body, 422, key)
    assert refusal["errors"] == [{"pointer": "/pace", "code": "missing"}]


STEPS = ("publish", "resume", "pause", "close", "PUT")
EXPECTED = {
    # state -> step -> the state that readers see then, or the code of the refusal
    "draft": ("open", "campaign-state", "campaign-state", "over", "draft"),
    "published": ("open", "open", "spent", "over", "open"),
    "paused": ("open", "open", "campaign-state", "over", "spent"),
    "closed": ("campaign-state",) * 5,
}


@pytest.mark.parametrize(
    ("state", "name", "expected"),
    [(state, name, each) for state, row in EXPECTED.items() for name, each in zip(STEPS, row, strict=True)],
)
async def test_every_step_in_every_state(rewards: Running, state: str, name: str, expected: str) -> None:
    campaign_id = await draft(rewards)
    for before in {"draft": (), "published": ("publish",), "paused": ("publish", "pause")}.get(
        state, ("close",)
    ):
        await step(rewards, campaign_id, before)
    status = 409 if expected == "campaign-state" else 200
    if name == "PUT":
        answer = await rewrite(rewards, campaign_id, status)
    else:
        answer = await step(rewards, campaign_id, name, status)
    assert answer.get("code", answer["state"]) == expected


async def test_each_step_is_a_line_in_the_chain_of_decisions_with_its_reason(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await rewrite(rewards, campaign_id, budget_points=200)
    for name in ("pause", "resume", "close"):
        await step(rewards, campaign_id, name)
    lines = await rewards.rows(
        "SELECT step, reason FROM decisions WHERE subject ->> 'id' = :id ORDER BY seq", id=campaign_id
    )
    assert [name for name, _ in lines] == ["published", "replaced", "paused", "resumed", "closed"]
    assert {reason for _, reason in lines} == {REASON["reason"]}
    assert await states_said(rewards, campaign_id) == ["open", "open", "spent", "open", "over"]


@pytest.mark.parametrize("name", ["publish", "resume", "pause", "close"])
async def test_each_step_needs_a_reason(rewards: Running, name: str) -> None:
    campaign_id = await draft(rewards)
    await rewards.asked("POST", f"/v1/campaigns/{campaign_id}/{name}", {}, 422)
    await rewards.asked("PUT", f"/v1/campaigns/{campaign_id}", campaign(), 422)


async def test_a_budget_never_falls_below_what_is_spent_and_promised(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=200)
    await rewards.hear(Entry(campaign_id, 60).next(completed=True))
    await rewards.hear(Entry(campaign_id, 40, joined=True).next())
    refusal = await rewrite(rewards, campaign_id, 409, budget_points=99)
    assert (refusal["code"], refusal["points"]) == ("budget-below-promised", 100)
    await rewrite(rewards, campaign_id, budget_points=100)
    assert await figures(rewards, campaign_id) == (60, 40, "open")


async def test_a_larger_budget_lets_a_spent_campaign_give_again_and_no_other_one(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await rewards.hear(Entry(campaign_id, 101).next(completed=True))
    for budget_points, state in ((100, "spent"), (90, "spent"), (91, "open")):
        await rewrite(rewards, campaign_id, budget_points=budget_points)
        assert await figures(rewards, campaign_id) == (0, 0, state)


async def test_a_paused_campaign_cannot_be_published_with_less_than_it_has_promised(rewards: Running) -> None:
    campaign_id = await published(rewards)
    await rewards.hear(Entry(campaign_id, 60).next(completed=True))
    await step(rewards, campaign_id, "pause")
    assert (await rewrite(rewards, campaign_id, 409, budget_points=59))["code"] == "budget-below-promised"
    await rewrite(rewards, campaign_id, budget_points=60)
    await step(rewards, campaign_id, "resume")


async def test_a_dry_run_changes_nothing(rewards: Running) -> None:
    campaign_id = await published(rewards)
    dry = {"Prefer": "dry-run"}
    body = campaign(budget_points=500) | REASON
    assert (await rewards.asked("PUT", f"/v1/campaigns/{campaign_id}", body, headers=dry))["version"] == 2
    found = await shown(rewards, campaign_id)
    assert (found["budget_points"], found["version"]) == (100, 1)
    assert await states_said(rewards, campaign_id) == ["open"]


async def test_a_forecast_goes_by_what_was_spent_in_the_last_days(rewards: Running) -> None:
    campaign_id = await published(rewards, budget_points=110)
    await rewards.hear(Entry(campaign_id, 50).next(completed=True))
    async with rewards.engine.begin() as tx:
        await tx.exec_driver_sql("UPDATE campaign_days SET local_on = local_on - 1")
    found = await shown(rewards, campaign_id)
    # 50 points in the last 5 full days, and 6 days left with today; for 6 days, of which today is the first.
    assert found["forecast"] == {"points": 50 + 50 * 6 // 5, "ends_on": local_day(5)}


async def test_a_multiplier_names_a_campaign_of_its_operator(rewards: Running) -> None:
    own, key = await draft(rewards), {"Idempotency-Key": str(uuid4())}
    rivals = rewards.signed_in("operator", operator_id="rival") | {"Idempotency-Key": str(uuid4())}
    other = (await rewards.asked("POST", "/v1/campaigns", campaign(), 201, rivals))["campaign_id"]
    named = [{"name": "m", "percent": 150, "campaign_id": each} for each in (own, other, str(uuid4()))]
    body = tariff(multipliers=named)
    refusal = await rewards.asked("POST", "/v1/tariffs", body, 422, key)
    assert refusal["errors"] == [
        {"pointer": f"/multipliers/{place}/campaign_id", "code": "unknown"} for place in (1, 2)
    ]
    tariff_id = await rewards.draft(multipliers=named[:1])
    await rewards.asked("PUT", f"/v1/tariffs/{tariff_id}", body | REASON, 422)


async def test_a_campaign_pays_only_what_a_multiplier_adds(rewards: Running) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = tariff(multipliers=[{"name": "m", "percent": 100, "campaign_id": await draft(rewards)}])
    refusal = await rewards.asked("POST", "/v1/tariffs", body, 422, key)
    assert refusal["errors"] == [{"pointer": "/multipliers/0/campaign_id", "code": "not_allowed"}]


async def test_a_budget_that_runs_out_is_seen_in_a_metric(rewards: Running) -> None:
    over = {"starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-01-02T00:00:00Z"}
    spent_points = {"budget_points": 1_000}, {"budget_points": 999}, {"budget_points": 999, **over}
    for body in (*spent_points, {"budget_eur_cents": 1_000}, {"budget_eur_cents": 999}):
        campaign_id = await published(rewards, **body)
        column = "spent_points" if "budget_points" in body else "spent_eur_cents"
        async with rewards.engine.begin() as tx:
            row = {"id": UUID(campaign_id)}
            await tx.execute(sa.text(f"UPDATE campaigns SET {column} = 900 WHERE campaign_id = :id"), row)
    await watch_budgets(rewards.engine)
    assert REGISTRY.get_sample_value("rodem_rewards_budgets_low") == 2
    await rewards.hear(Entry(await published(rewards), 101).next(completed=True))
    await watch_budgets(rewards.engine)
    assert REGISTRY.get_sample_value("rodem_rewards_budgets_low") == 3
