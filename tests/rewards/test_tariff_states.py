"""Two keys on tariffs: every route in every state, under a guard that covers everything, and at once."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.gateway.door.forwarding.rules import FORWARDED
from tests.rewards.running_rewards import REASON, Running, tariff

ALL = {"guard_id": "all", "when": [], "reason": "We look at all.", "mandate_ref": "Ple 1"}
ROUTES = ("submit", "approve", "refuse", "publish", "stop", "PUT", "close")
REFUSED = dict.fromkeys(ROUTES, "tariff-state") | {
    "approve": "nothing-to-decide",
    "refuse": "nothing-to-decide",
}
EXPECTED: Mapping[str, Mapping[str, str]] = {
    # state -> route -> the state that it leads to, or the code of the refusal
    "draft": {
        "submit": "submitted",
        "approve": "nothing-to-decide",
        "refuse": "nothing-to-decide",
        "publish": "needs-approval",
        "stop": "draft",
        "PUT": "draft",
        "close": "closed",
    },
    "submitted": {
        "submit": "tariff-state",
        "approve": "approved",
        "refuse": "draft",
        "publish": "needs-approval",
        "stop": "submitted",
        "PUT": "draft",
        "close": "closed",
    },
    "approved": {
        "submit": "submitted",
        "approve": "nothing-to-decide",
        "refuse": "nothing-to-decide",
        "publish": "published",
        "stop": "approved",
        "PUT": "draft",
        "close": "closed",
    },
    "published": REFUSED | {"stop": "published"},
    "closed": REFUSED,
}


async def guard(rewards: Running, *guards: Mapping[str, Any]) -> None:
    city = rewards.signed_in("city")
    await rewards.asked("PUT", "/v1/guards/tariff", {"guards": list(guards)}, headers=city)


async def take(rewards: Running, tariff_id: str, route: str, **headers: str) -> dict[str, Any]:
    """The answer of a route, whatever it is."""
    path, method, body, role = f"/v1/tariffs/{tariff_id}", "POST", dict[str, Any](REASON), "operator"
    if route in ("approve", "refuse"):
        path, body["decision"], role = f"{path}/decision", route, "city"
    elif route == "stop":
        path, body["until"], role = (
            f"{path}/stop",
            (datetime.now(UTC) + timedelta(days=2)).isoformat(),
            "city",
        )
    elif route == "PUT":
        method, body = "PUT", tariff(name="Written anew") | REASON
    else:
        path = f"{path}/{route}"
    signed_in = rewards.signed_in(role, f"somebody of the {role}")
    answer = await rewards.client.request(method, path, json=body, headers=signed_in | headers)
    return dict(answer.json())


async def in_state(rewards: Running, state: str) -> str:
    """A tariff in a state, under a guard that covers everything."""
    await guard(rewards, ALL)
    tariff_id = await rewards.draft()
    steps = {
        "submitted": ["submit"],
        "approved": ["submit", "approve"],
        "published": ["submit", "approve", "publish"],
        "closed": ["close"],
    }
    for step in steps.get(state, ()):
        assert "code" not in await take(rewards, tariff_id, step)
    assert await state_of(rewards, tariff_id) == state
    return tariff_id


async def state_of(rewards: Running, tariff_id: str) -> str:
    rows = await rewards.rows("SELECT state FROM tariffs WHERE tariff_id = :id", id=UUID(tariff_id))
    return str(rows[0][0])


async def steps_of(rewards: Running, tariff_id: str) -> list[str]:
    """What the chain says of a tariff."""
    query = "SELECT step FROM decisions WHERE subject->>'id' = :id ORDER BY seq"
    return [row[0] for row in await rewards.rows(query, id=tariff_id)]


def test_every_route_that_changes_a_tariff_is_walked() -> None:
    of_one = "/v1/tariffs/{tariff_id}"
    changing = {
        row.path.removeprefix(f"{of_one}/") if row.path != of_one else row.method
        for row in FORWARDED
        if row.path.startswith(of_one) and row.method != "GET"
    }
    assert changing == {"decision" if route in ("approve", "refuse") else route for route in ROUTES}
    assert all(of_state.keys() == set(ROUTES) for of_state in EXPECTED.values())


@pytest.mark.parametrize("state", EXPECTED)
async def test_every_route_in_a_state(rewards: Running, state: str) -> None:
    """A dry run says the same, changes nothing and records nothing; each step that is done is recorded."""
    for route in ROUTES:
        tariff_id, expected = await in_state(rewards, state), EXPECTED[state][route]
        before = await steps_of(rewards, tariff_id)
        dry = await take(rewards, tariff_id, route, Prefer="dry-run")
        assert (await state_of(rewards, tariff_id), await steps_of(rewards, tariff_id)) == (state, before)
        answer = await take(rewards, tariff_id, route)
        assert dry.get("code") == answer.get("code"), route
        if "code" in answer:
            assert (answer["code"], await state_of(rewards, tariff_id)) == (expected, state), route
            assert await steps_of(rewards, tariff_id) == before
        else:
            assert await state_of(rewards, tariff_id) == expected, route
            assert len(await steps_of(rewards, tariff_id)) == len(before) + 1


@pytest.mark.parametrize("state", ["draft", "approved"])
async def test_publishing_and_what_forbids_it_at_once(rewards: Running, state: str) -> None:
    """Whichever comes first: what is published was allowed when it was."""
    for rival in ("guard", "PUT", "stop", "close"):
        tariff_id = await in_state(rewards, state)
        if state == "draft":
            await guard(rewards)

        async def forbid(rival: str = rival, tariff_id: str = tariff_id) -> None:
            if rival == "guard":
                await guard(rewards, ALL | {"guard_id": "new"})
            else:
                await take(rewards, tariff_id, rival)

        answer, _ = await asyncio.gather(take(rewards, tariff_id, "publish"), forbid())
        is_published = await state_of(rewards, tariff_id) == "published"
        assert is_published == ("code" not in answer), (rival, answer)
        steps = await steps_of(rewards, tariff_id)
        assert steps.count("published") == is_published
        if is_published:
            # What came after the publishing was refused: nothing has changed what is in force.
            assert "closed" not in steps
            assert [step for step in steps if step in ("replaced", "published")][-1] == "published"
