"""Donations: points go to public projects, for good."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.rewards.shop.running_shop import REASON, Shop, reward
from tests.rewards.shop.test_redemptions import owns, redeem, rider_with

PROJECT: dict[str, Any] = {
    "name": {"en": "Trees for the school", "ca": "Arbres per a l'escola"},
    "text": {"en": "Twenty trees in the yard."},
    "goal_points": 30,
    "value_tags": {"climate": 60, "liveability": 40},
}


async def project(shop: Shop, status: int = 201, role: str = "city", **changes: Any) -> dict[str, Any]:
    return await shop.asked("POST", "/v1/projects", PROJECT | changes, status, shop.signed_in(role))


async def listed(shop: Shop) -> list[dict[str, Any]]:
    """The projects as everybody sees them."""
    answer = await shop.client.get("/v1/projects", headers={"Authorization": ""})
    assert answer.status_code == 200, answer.text
    projects: list[dict[str, Any]] = answer.json()["projects"]
    return projects


async def collecting(shop: Shop, project_id: str, **changes: Any) -> str:
    return await shop.published(kind="donation", project_id=project_id, **changes)


async def test_what_is_donated_is_told_with_the_project_and_stays_there(shop: Shop) -> None:
    """Also beyond its goal, from several rewards, and by one donor who is counted once."""
    project_id = (await project(shop))["project_id"]
    tree, wood = [await collecting(shop, project_id, cost_points=cost) for cost in (10, 25)]
    rider = await rider_with(shop, 100)
    await redeem(shop, rider, tree, quantity=2)
    made = await redeem(shop, rider, wood)
    release = f"/v1/redemptions/{made['redemption_id']}/release"
    assert (await shop.asked("POST", release, {}, 409))["code"] == "redemption-confirmed"
    [seen] = await listed(shop)
    assert (seen["points"], seen["goal_points"], "donors" in seen) == (45, 30, False)
    assert await owns(shop, "donated") == 45
    assert await shop.rows("SELECT donors FROM projects") == [(1,)]


async def test_donors_are_told_from_ten_on(shop: Shop) -> None:
    project_id = (await project(shop))["project_id"]
    tree = await collecting(shop, project_id)
    for donors in range(1, 11):
        await redeem(shop, await rider_with(shop, 10), tree)
        [seen] = await listed(shop)
        assert seen.get("donors") == (10 if donors == 10 else None)


async def test_nobody_can_tell_from_the_donors_who_they_are(shop: Shop) -> None:
    """A row names an account, which erasure parts from its rider."""
    project_id = (await project(shop))["project_id"]
    await redeem(shop, await rider_with(shop, 10), await collecting(shop, project_id))
    [(account_id,)] = await shop.rows("SELECT account_id FROM accounts")
    assert await shop.rows("SELECT project_id, account_id FROM project_donors") == [
        (UUID(project_id), account_id)
    ]


async def test_a_project_is_collected_for_until_it_ends(shop: Shop) -> None:
    soon = datetime.now(UTC) + timedelta(hours=1)
    project_id = (await project(shop, ends_at=soon.isoformat()))["project_id"]
    tree = await collecting(shop, project_id)
    rider = await rider_with(shop, 100)
    await redeem(shop, rider, tree)
    assert datetime.fromisoformat((await shop.listed(rider))[0]["available_until"]) == soon
    late = reward(kind="donation", project_id=project_id, available_until=(soon + timedelta(1)).isoformat())
    refused = await shop.asked("POST", "/v1/rewards", late, 422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [
        ("/available_until", "out_of_range")
    ]
    early = soon - timedelta(minutes=1)
    await shop.rewrite(
        tree, kind="donation", project_id=project_id, available_until=early.isoformat(), cost_points=5
    )
    await shop.step(tree, "publish")
    assert datetime.fromisoformat((await shop.listed(rider))[0]["available_until"]) == early


async def test_after_its_end_a_project_takes_nothing(shop: Shop) -> None:
    over = datetime.now(UTC) - timedelta(seconds=1)
    project_id = (await project(shop, ends_at=over.isoformat()))["project_id"]
    tree, rider = await collecting(shop, project_id), await rider_with(shop, 100)
    assert (await redeem(shop, rider, tree, 409))["code"] == "redemption-closed"


async def test_a_reward_collects_for_a_project_that_is_there(shop: Shop) -> None:
    refused = await shop.asked("POST", "/v1/rewards", reward(kind="donation", project_id=str(uuid4())), 422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/project_id", "unknown")]
    draft = await shop.draft(kind="donation")
    refused = await shop.rewrite(draft, 422, kind="donation", project_id=str(uuid4()))
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/project_id", "unknown")]


async def test_who_has_written_a_project_tells_what_has_come_of_it(shop: Shop) -> None:
    of_city, of_operator = [(await project(shop, role=role))["project_id"] for role in ("city", "operator")]
    told = {"outcome": {"en": "Twenty-two trees.", "es": "Veintidós árboles."}}
    owners = {of_city: shop.signed_in("city"), of_operator: shop.signed_in("operator")}
    rival = shop.signed_in("operator", operator_id="a rival")
    for project_id, others in ((of_city, "operator"), (of_operator, "city")):
        path = f"/v1/projects/{project_id}/outcome"
        for stranger in (shop.signed_in(others), rival):
            await shop.asked("PUT", path, told, 404, stranger)
        await shop.asked("PUT", path, told, 403, shop.signed_in("rider"))
        assert (await shop.asked("PUT", path, told, 200, owners[project_id]))["outcome"] == told["outcome"]
    assert [each["outcome"] for each in await listed(shop)] == [told["outcome"]] * 2


async def test_a_dry_run_of_a_project_writes_nothing(shop: Shop) -> None:
    headers = shop.signed_in("city") | {"Prefer": "dry-run"}
    await shop.asked("POST", "/v1/projects", PROJECT, 200, headers)
    assert await listed(shop) == []


async def test_projects_are_listed_page_by_page_newest_first(shop: Shop) -> None:
    made = [(await project(shop, role=role))["project_id"] for role in ("city", "operator", "city")]
    first = await shop.asked("GET", "/v1/projects?limit=2")
    last = await shop.asked("GET", f"/v1/projects?limit=2&cursor={first['next_cursor']}")
    found = [each["project_id"] for each in first["projects"] + last["projects"]]
    assert found == list(reversed(made))


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"goal_points": 0}, "/goal_points", "out_of_range"),
        ({"value_tags": {"climate": 99}}, "/value_tags", "out_of_range"),
        ({"name": {"ca": "Arbres"}}, "/name/en", "missing"),
        ({"text": {"en": "x" * 2_001}}, "/text/en", "out_of_range"),
        ({"points": 10}, "/points", "unknown_field"),
    ],
    ids=["no goal", "not 100 %", "no English name", "a long text", "points of its own"],
)
async def test_what_a_project_cannot_be(shop: Shop, changes: dict[str, Any], pointer: str, code: str) -> None:
    refused = await project(shop, 422, **changes)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [(pointer, code)]


async def test_riders_and_partners_write_no_projects(shop: Shop) -> None:
    for role in ("rider", "partner", "auditor"):
        await project(shop, 403, role=role)
    await shop.asked("POST", "/v1/projects", PROJECT | REASON, 422)
