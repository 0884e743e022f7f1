"""Two keys on limits: every route in every state, under a guard that covers everything, and at once."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from services.gateway.door.forwarding.rules import FORWARDED
from tests.trips.limits.writing import ALL, PATH, asked, guard, limits, state_of, steps_of, take, written
from tests.trips.running_trips import Trips

ROUTES = ("submit", "approve", "refuse", "stop", "PUT")
EXPECTED: Mapping[str, Mapping[str, str]] = {
    # state -> route -> the state that it leads to, or the code of the refusal
    "draft": {
        "submit": "submitted",
        "approve": "nothing-to-decide",
        "refuse": "nothing-to-decide",
        "stop": "draft",
        "PUT": "submitted",
    },
    "submitted": {
        "submit": "limits-state",
        "approve": "published",
        "refuse": "draft",
        "stop": "submitted",
        "PUT": "submitted",
    },
    "published": {
        "submit": "limits-state",
        "approve": "nothing-to-decide",
        "refuse": "nothing-to-decide",
        "stop": "published",
        # Another version: this one stays.
        "PUT": "published",
    },
}
LINES = {("submitted", "approve"): 2}
"""Where a step is two lines of the chain: the last signature brings limits into force."""
DRY_RUNS = ("submit", "approve", "refuse", "stop")


async def take_any(trips: Trips, version: int, route: str, **headers: str) -> dict[str, Any]:
    if route != "PUT":
        return await take(trips, version, route, **headers)
    return dict((await asked(trips, "PUT", PATH, limits(bike={"tiny_n": 9}))).json())


async def in_state(trips: Trips, state: str) -> int:
    """The number of a version in a state, under a guard that covers everything."""
    await guard(trips, ALL)
    version = int((await written(trips, 202))["version"])
    if state != "submitted":
        await take(trips, version, {"draft": "refuse", "published": "approve"}[state])
    assert await state_of(trips, version) == state
    return version


def test_every_route_that_changes_limits_is_walked() -> None:
    changing = {
        row.path.removeprefix(f"{PATH}/{{version}}/") if row.path != PATH else row.method
        for row in FORWARDED
        if row.path.startswith(PATH) and row.method != "GET"
    }
    assert changing == {"decision" if route in ("approve", "refuse") else route for route in ROUTES}
    assert all(of_state.keys() == set(ROUTES) for of_state in EXPECTED.values())


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("state", EXPECTED)
async def test_every_route_in_a_state(trips: Trips, state: str, route: str) -> None:
    """A dry run says the same, changes nothing and records nothing; each step that is done is recorded."""
    version, expected = await in_state(trips, state), EXPECTED[state][route]
    before = await steps_of(trips)
    dry = await take_any(trips, version, route, Prefer="dry-run") if route in DRY_RUNS else None
    assert (await state_of(trips, version), await steps_of(trips)) == (state, before)
    answer = await take_any(trips, version, route)
    assert dry is None or dry.get("code") == answer.get("code")
    if "code" in answer:
        assert (answer["code"], await state_of(trips, version)) == (expected, state)
        assert await steps_of(trips) == before
    else:
        assert await state_of(trips, version) == expected
        assert len(await steps_of(trips)) == len(before) + LINES.get((state, route), 1)


@pytest.mark.parametrize("rival", ["guard", "PUT", "stop", "refuse"])
async def test_approving_and_what_forbids_it_at_once(trips: Trips, rival: str) -> None:
    """Whichever comes first: what has come into force was signed, in the body that was signed."""
    for _ in range(3):
        version = await in_state(trips, "submitted")

        async def forbid(version: int = version) -> None:
            if rival == "guard":
                await guard(trips, ALL | {"guard_id": "new"})
            else:
                await take_any(trips, version, rival)

        answer, _ = await asyncio.gather(take(trips, version, "approve"), forbid())
        [[state, tiny_n]] = await trips.rows(
            "SELECT state, body->'bike'->>'tiny_n' FROM limit_versions WHERE version = $1", version
        )
        assert (state == "published") == (answer.get("state") == "published"), (rival, answer)
        if rival == "PUT" and "code" not in answer:
            # Approved before it was written anew, or after: the body that waited when it was.
            assert (state, tiny_n) in (("published", "4"), ("published", "9"))
        if state == "published":
            signed = await trips.rows(
                "SELECT body->'bike'->>'tiny_n' FROM changes WHERE state = 'published'"
                " AND subject_id = $1 AND approvals <> '[]'",
                str(version),
            )
            assert signed == [(tiny_n,)]
        elif await state_of(trips, version) == "submitted":
            await take(trips, version, "refuse")
        await trips.rows("DELETE FROM stops RETURNING 1")
        await trips.rows("DELETE FROM limit_versions RETURNING 1")
        await trips.rows("DELETE FROM changes RETURNING 1")


async def test_writing_beside_a_guard_is_before_it_or_waits(trips: Trips) -> None:
    """By the chain: what has come into force after a guard was set was signed."""
    for tiny_n in range(4, 12):
        await guard(trips)
        write = asked(trips, "PUT", PATH, limits(bike={"tiny_n": tiny_n}))
        answer, _ = await asyncio.gather(write, guard(trips, ALL))
        lines = await trips.rows(
            "SELECT step FROM decisions WHERE step IN ('published', 'guarded', 'submitted')"
            " ORDER BY seq DESC LIMIT 2"
        )
        last_but_one = "published" if answer.status_code == 200 else "guarded"
        assert lines[1] == (last_but_one,)
        if answer.status_code == 202:
            await take(trips, answer.json()["version"], "approve")


async def test_limits_written_at_once_wait_as_one_change(trips: Trips) -> None:
    await guard(trips, ALL)
    for tiny_n in range(4, 8):
        writes = (asked(trips, "PUT", PATH, limits(bike={"tiny_n": tiny_n})) for _ in range(4))
        answers = [each.json() for each in await asyncio.gather(*writes)]
        assert {each["version"] for each in answers} == {2}
        assert len({each["change_id"] for each in answers}) == 1
    waiting = "SELECT body->'bike'->>'tiny_n' FROM changes WHERE state = 'submitted'"
    assert await trips.rows(waiting) == [("7",)]
