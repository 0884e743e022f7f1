"""Who may join: one of three, nobody alone in a team, and not who is held out, who learns nothing."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from services.challenges.tree.joining import is_held_out
from tests.challenges.publishing import publish
from tests.challenges.running_challenges import Running, body, problem, trip

ONE_OF = {"group_id": "spring", "choose": 1}
TWO_OF = {"group_id": "spring", "choose": 2}
HOLDOUT = 20


async def one_of_three(challenges: Running) -> list[str]:
    return [await challenges.published(who="joined", group=ONE_OF) for _ in range(3)]


async def test_of_a_group_only_as_many_are_joined_as_may_be_chosen(challenges: Running) -> None:
    rider_id = uuid4()
    first, second, third = await one_of_three(challenges)
    await challenges.join(first, rider_id)
    for other in (second, third):
        assert (await challenges.join(other, rider_id, 409))["code"] == "group-full"
    await challenges.join(first, rider_id)  # who is in takes no second place
    await challenges.join(second, uuid4())
    await challenges.leave(first, rider_id)
    await challenges.join(third, rider_id)


async def test_how_many_may_be_chosen_is_said_by_the_one_that_is_joined(challenges: Running) -> None:
    rider_id = uuid4()
    narrow = await challenges.published(who="joined", group=ONE_OF)
    wide = await challenges.published(who="joined", group=TWO_OF)
    await challenges.join(narrow, rider_id)
    await challenges.join(wide, rider_id)
    other = await challenges.published(who="joined", group=TWO_OF)
    assert (await challenges.join(other, rider_id, 409))["code"] == "group-full"


async def test_a_place_is_taken_until_the_end_completed_or_paused(challenges: Running) -> None:
    rider_id = uuid4()
    first, second, _ = await one_of_three(challenges)
    await challenges.hear(trip(rider_id, distance_m=10_000))
    assert (await challenges.join(first, rider_id))["state"] == "completed"
    await challenges.step(first, "pause")
    assert (await challenges.join(second, rider_id, 409))["code"] == "group-full"
    await challenges.step(first, "close")
    await challenges.join(second, rider_id)


async def test_a_group_is_one_operators(challenges: Running) -> None:
    rider_id, rival = uuid4(), challenges.signed_in("operator", "rival", "rival")
    key = {"Idempotency-Key": str(uuid4())}
    theirs = await challenges.asked(
        "POST", "/v1/challenges", body(who="joined", group=ONE_OF), 201, rival | key
    )
    path = f"/v1/challenges/{theirs['challenge_id']}/publish"
    await challenges.asked("POST", path, {"reason": "A test."}, 200, rival)
    await challenges.join(theirs["challenge_id"], rider_id)
    await challenges.join((await one_of_three(challenges))[0], rider_id)


async def test_of_two_that_are_joined_at_once_one_is_refused(challenges: Running) -> None:
    for _ in range(5):
        rider = challenges.signed_in("rider", str(uuid4()))
        paths = [f"/v1/me/entries/{each}" for each in await one_of_three(challenges)]
        answers = await asyncio.gather(*(challenges.client.put(path, headers=rider) for path in paths))
        assert sorted(each.status_code for each in answers) == [200, 409, 409]
        for path in paths:
            await challenges.client.delete(path, headers=rider)


@pytest.mark.parametrize(
    "who",
    [
        {"kind": "teams", "of": "team", "size_max": 5},
        {"kind": "pairs", "mode": "together"},
        {"kind": "pairs", "mode": "versus"},
    ],
    ids=["teams", "together", "versus"],
)
async def test_nobody_joins_or_leaves_a_team_or_a_pair_alone(
    challenges: Running, who: Mapping[str, Any]
) -> None:
    """Whatever else would be refused: it is over."""
    challenge_id = uuid4()
    async with challenges.engine.begin() as tx:
        await publish(tx, challenge_id, body() | {"who": who})
    rider = challenges.signed_in("rider", str(uuid4()))
    for method in ("PUT", "DELETE"):
        answer = await challenges.client.request(method, f"/v1/me/entries/{challenge_id}", headers=rider)
        assert problem(answer) == (409, "not-joined-alone")


def riders_of(challenge_id: str) -> tuple[UUID, UUID]:
    """A rider from whom a challenge is kept, and one who finds it."""
    held_out: dict[bool, UUID] = {}
    while len(held_out) < 2:
        rider_id = uuid4()
        held_out[is_held_out(UUID(challenge_id), rider_id, HOLDOUT)] = rider_id
    return held_out[True], held_out[False]


def without_trace(answer: httpx.Response) -> dict[str, Any]:
    known = ("trace_id", "instance")
    return {name: value for name, value in answer.json().items() if name not in known}


@pytest.mark.parametrize("who", ["all", "joined"])
async def test_who_is_held_out_learns_nothing_of_a_challenge(challenges: Running, who: str) -> None:
    challenge_id = await challenges.published(who=who, holdout_percent=HOLDOUT)
    held_out, other = riders_of(challenge_id)
    for rider_id, statuses in ((held_out, {404}), (other, {200, 409, 204})):
        rider = challenges.signed_in("rider", str(rider_id))
        listed = await challenges.asked("GET", "/v1/challenges", headers=rider)
        assert len(listed["challenges"]) == (rider_id == other)
        one = await challenges.client.get(f"/v1/challenges/{challenge_id}", headers=rider)
        assert one.status_code == (200 if rider_id == other else 404)
        for method in ("PUT", "DELETE"):
            path = f"/v1/me/entries/{challenge_id}"
            answer = await challenges.client.request(method, path, headers=rider)
            assert answer.status_code in statuses
            if rider_id == held_out:
                unknown = await challenges.client.request(method, f"/v1/me/entries/{uuid4()}", headers=rider)
                assert without_trace(answer) == without_trace(unknown)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_nothing_of_who_is_held_out_is_counted(challenges: Running, when: str) -> None:
    """Nor said. Neither by trips that come, nor by publishing, nor by the doctor."""
    challenge_id = await challenges.draft(holdout_percent=HOLDOUT)
    held_out, other = riders_of(challenge_id)
    told = [trip(held_out, distance_m=10_000), trip(other, distance_m=10_000)]
    if when == "before":
        await challenges.hear(*told)
    await challenges.step(challenge_id, "publish")
    if when == "after":
        await challenges.hear(*told)
    assert await challenges.entry(challenge_id, other) == (10_000, True)
    assert await challenges.entry(challenge_id, held_out) is None
    assert {each.rider_id for each in await challenges.entries_judged()} == {other}
    assert await challenges.rows("SELECT what, id FROM differences") == []
    rider = challenges.signed_in("rider", str(held_out))
    assert await challenges.asked("GET", "/v1/me/entries", headers=rider) == {"entries": []}


async def test_days_of_who_is_held_out_leave_no_marks(challenges: Running) -> None:
    goal = {"kind": "distinct", "of": "days", "target": 1}
    challenge_id = await challenges.published(goal=goal, holdout_percent=HOLDOUT)
    held_out, other = riders_of(challenge_id)
    await challenges.hear(trip(held_out), trip(other))
    await challenges.step(challenge_id, "publish")
    assert await challenges.rows("SELECT DISTINCT rider_id FROM marks") == [(other,)]
    assert await challenges.rows("SELECT what, id FROM differences") == []


async def test_what_is_over_takes_no_place(challenges: Running) -> None:
    """Over by the calendar, too."""
    rider_id = uuid4()
    short, long, _ = await one_of_three(challenges)
    await challenges.join(short, rider_id)
    assert (await challenges.join(long, rider_id, 409))["code"] == "group-full"
    await challenges.rows_of_a_change(f"""
        UPDATE versions SET body = jsonb_set(body, '{{ends_at}}', '"2026-05-05T00:00:00Z"')
        WHERE challenge_id = '{short}' RETURNING 1
    """)
    await challenges.join(long, rider_id)
