"""A challenge as it is read: by riders with their own part, by officials with what was written and signed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
import sqlalchemy as sa

from services.challenges.catalogue.rules import counted_at
from tests.challenges.running_challenges import BEGIN, Running, body, problem, trip
from tests.challenges.signing import ALL, decide, guard, submit
from tests.challenges.test_campaigns import told

MADRID = ZoneInfo("Europe/Madrid")
GROUP = {"group_id": "spring", "choose": 1}


async def read(challenges: Running, challenge_id: str, role: str = "operator", **who: str) -> dict[str, Any]:
    headers = challenges.signed_in(role, **who)
    return await challenges.asked("GET", f"/v1/challenges/{challenge_id}", headers=headers)


async def test_officials_read_what_is_written_and_where_it_differs(challenges: Running) -> None:
    challenge_id = await challenges.published(target=6_000)
    changed = body(target=5_000, name={"en": "Five kilometres"})
    await challenges.rewrite(challenge_id, changed)
    for role in ("operator", "city", "auditor"):
        found = await read(challenges, challenge_id, role)
        assert (found["goal"]["target"], found["draft"]["goal"]["target"]) == (6_000, 5_000)
        assert found["differs"] == ["/goal/target", "/name/ca", "/name/en"]
        assert [each["version"] for each in found["versions"]] == [1]
    for role, operator_id in (("rider", "operator"), ("partner", "operator"), ("operator", "another")):
        found = await read(challenges, challenge_id, role, operator_id=operator_id)
        assert found["goal"]["target"] == 6_000
        assert not found.keys() & {"draft", "versions", "differs"}


async def test_what_was_never_published_is_its_operators_and_officials(challenges: Running) -> None:
    challenge_id = await challenges.draft()
    path = f"/v1/challenges/{challenge_id}"
    for role in ("operator", "city", "auditor"):
        found = await read(challenges, challenge_id, role)
        assert (found["state"], found["version"], found["versions"]) == ("draft", 1, [])
        assert found["draft"]["goal"] == found["goal"]
        assert "differs" not in found
    for role, operator_id in (("rider", "operator"), ("operator", "another")):
        headers = challenges.signed_in(role, operator_id=operator_id)
        assert problem(await challenges.client.get(path, headers=headers)) == (404, "not-found")
    async with httpx.AsyncClient(base_url=challenges.client.base_url, trust_env=False) as nobody:
        assert problem(await nobody.get(path)) == (404, "not-found")
        forged = {"Authorization": "Bearer x"}
        assert problem(await nobody.get(path, headers=forged)) == (401, "unauthorized")


@pytest.mark.parametrize(
    "named",
    ["no-uuid", "%00", "00000000-0000-0000-0000-000000000000", "019aa000-0000-7000-8000-00000000abcd"],
)
async def test_what_is_not_there_is_not_found(challenges: Running, named: str) -> None:
    for path in (f"/v1/challenges/{named}", f"/v1/challenges/{named}/versions"):
        assert problem(await challenges.client.get(path)) == (404, "not-found")


async def test_the_schema_is_no_challenge(challenges: Running) -> None:
    assert "$schema" in await challenges.asked("GET", "/v1/challenges/schema")


async def versions(challenges: Running, challenge_id: str, limit: int = 50) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    query = f"?limit={limit}"
    while query:
        page = await challenges.asked("GET", f"/v1/challenges/{challenge_id}/versions{query}")
        assert len(page["versions"]) <= limit
        found += page["versions"]
        query = f"?limit={limit}&cursor={page['next_cursor']}" if "next_cursor" in page else ""
    return found


async def test_each_version_has_its_body_and_who_signed_it(challenges: Running) -> None:
    """A body that is resumed needs no second signature: that of before stands."""
    await guard(challenges, ALL)
    challenge_id = await challenges.draft(target=6_000)
    await submit(challenges, challenge_id)
    await decide(challenges, challenge_id)
    for step in ("publish", "pause", "publish"):
        await challenges.step(challenge_id, step)
    await guard(challenges)
    await challenges.rewrite(challenge_id, body(target=5_000))
    await challenges.step(challenge_id, "publish")
    for found in (await versions(challenges, challenge_id), await versions(challenges, challenge_id, 1)):
        assert [each["version"] for each in found] == [3, 2, 1]
        assert [each["body"]["goal"]["target"] for each in found] == [5_000, 6_000, 6_000]
        signed = [[(by["role"], by["organisation"]) for by in each["signed"]] for each in found]
        city, operator = ("city", "city"), ("operator", "operator")
        assert signed == [[operator], [city, operator], [city, operator]]
        assert all(each["published_at"] == each["signed"][-1]["at"] for each in found)


async def test_versions_are_their_operators_and_officials(challenges: Running) -> None:
    challenge_id = await challenges.published()
    path = f"/v1/challenges/{challenge_id}/versions"
    for role in ("city", "auditor"):
        assert len((await challenges.asked("GET", path, headers=challenges.signed_in(role)))["versions"]) == 1
    stranger = challenges.signed_in("operator", operator_id="another")
    assert problem(await challenges.client.get(path, headers=stranger)) == (404, "not-found")
    for role in ("rider", "partner"):
        refused = await challenges.client.get(path, headers=challenges.signed_in(role))
        assert problem(refused) == (403, "forbidden")


async def test_a_cursor_of_other_versions_is_refused(challenges: Running) -> None:
    one, other = await challenges.published(), await challenges.published()
    for challenge_id in (one, other):
        await challenges.step(challenge_id, "publish")
    given = (await challenges.asked("GET", f"/v1/challenges/{one}/versions?limit=1"))["next_cursor"]
    for cursor in (given[:-1] + ("A" if given[-1] != "A" else "B"), "AAAA", given):
        path = f"/v1/challenges/{other}/versions?cursor={cursor}"
        assert problem(await challenges.client.get(path)) == (400, "invalid-cursor")


async def test_a_closing_moves_the_end_that_is_read(challenges: Running) -> None:
    over, running = await challenges.published(), await challenges.published(who="joined")
    ended = (await read(challenges, over))["ends_at"]
    for challenge_id in (over, running):
        await challenges.step(challenge_id, "close")
    assert (await read(challenges, over))["ends_at"] == ended
    moved = datetime.fromisoformat((await read(challenges, running))["ends_at"])
    assert abs(moved - datetime.now(UTC)) < timedelta(minutes=1)


async def let_join(challenges: Running, challenge_id: str, riders: int, since: datetime) -> None:
    """So many riders joined then."""
    values = {"id": UUID(challenge_id), "since": since, "riders": [uuid4() for _ in range(riders)]}
    async with challenges.engine.begin() as tx:
        await tx.execute(
            sa.text("""
                INSERT INTO joins (rider_id, challenge_id, city_id, since)
                SELECT unnest(CAST(:riders AS uuid[])), :id, 'city', :since
            """),
            values,
        )


async def test_how_many_have_joined_is_told_roughly_and_of_this_morning(challenges: Running) -> None:
    morning = counted_at(datetime.now(UTC), MADRID)
    before, after = morning - timedelta(seconds=1), datetime.now(UTC)
    for riders, later, shown in ((14, 10, None), (15, 10, 20), (24, 10, 20), (25, 0, 30)):
        challenge_id = await challenges.published(who="joined")
        await let_join(challenges, challenge_id, riders, before)
        await let_join(challenges, challenge_id, later, after)
        for role in ("rider", "operator"):
            assert (await read(challenges, challenge_id, role)).get("riders_joined") == shown
    for_all = await challenges.published()
    assert "riders_joined" not in await read(challenges, for_all, "rider")


async def test_who_has_left_by_this_morning_is_not_told(challenges: Running) -> None:
    morning = counted_at(datetime.now(UTC), MADRID)
    challenge_id = await challenges.published(who="joined")
    await let_join(challenges, challenge_id, 20, morning - timedelta(days=1))
    await challenges.rows_of_a_change("UPDATE joins SET until = since + interval '1 hour' RETURNING 1")
    assert "riders_joined" not in await read(challenges, challenge_id, "rider")


async def test_riders_read_their_own_part(challenges: Running) -> None:
    rider_id, other = uuid4(), uuid4()
    challenge_id = await challenges.published(who="joined")
    await challenges.hear(trip(rider_id))
    assert "mine" not in await read(challenges, challenge_id, "rider", sub=str(rider_id))
    await challenges.join(challenge_id, rider_id)
    found = await read(challenges, challenge_id, "rider", sub=str(rider_id))
    mine = found["mine"]
    assert (mine["entry"]["progress"], mine["entry"]["target"]) == (6_000, 10_000)
    assert mine["entry"]["participant"] == {"kind": "rider", "id": str(rider_id)}
    assert abs(datetime.fromisoformat(mine["joined_at"]) - datetime.now(UTC)) < timedelta(minutes=1)
    rider = challenges.signed_in("rider", str(rider_id))
    (listed,) = (await challenges.asked("GET", "/v1/challenges", headers=rider))["challenges"]
    assert listed == found
    for role, sub in (("rider", str(other)), ("operator", str(rider_id)), ("city", str(rider_id))):
        assert "mine" not in await read(challenges, challenge_id, role, sub=sub)
    await challenges.leave(challenge_id, rider_id)
    assert "mine" not in await read(challenges, challenge_id, "rider", sub=str(rider_id))


async def joinable(challenges: Running, rider: dict[str, str], wanted: str) -> set[str]:
    found = await challenges.asked("GET", f"/v1/challenges?joinable={wanted}&limit=200", headers=rider)
    return {each["challenge_id"] for each in found["challenges"]}


async def challenges_of_every_kind(challenges: Running) -> list[str]:
    """For all, to join, over, paused, closed, in a group, in another's, paid by budgets, kept from some."""
    open_budget = await told(challenges, uuid4())
    spent = await told(challenges, uuid4(), state="spent")
    over = (BEGIN + timedelta(days=1)).isoformat()
    rules: Sequence[dict[str, Any]] = [
        {},
        {"who": "joined"},
        {"who": "joined", "ends_at": over},
        {"who": "joined", "group": GROUP},
        {"who": "joined", "group": GROUP},
        {"who": "joined", "group": GROUP | {"choose": 2}},
        {"who": "joined", "group": GROUP | {"group_id": "autumn"}},
        {"who": "joined", "campaign_id": open_budget},
        {"who": "joined", "campaign_id": spent},
        *[{"who": "joined", "holdout_percent": 20}] * 5,
        {"who": "joined"},
        {"who": "joined"},
    ]
    made = [await challenges.published(**each) for each in rules]
    await challenges.step(made[-1], "close")
    await challenges.step(made[-2], "pause")
    return made


async def test_what_is_listed_as_joinable_is_what_can_be_joined(challenges: Running) -> None:
    """One after the other, as each joining may take the place of another."""
    made = await challenges_of_every_kind(challenges)
    rider = challenges.signed_in("rider", str(uuid4()))
    for challenge_id in made:
        can_join = await joinable(challenges, rider, "true")
        seen = {each["challenge_id"] for each in await all_of(challenges, rider)}
        assert await joinable(challenges, rider, "false") == seen - can_join
        was_in = "mine" in (await of(challenges, rider, challenge_id))
        answer = await challenges.client.put(f"/v1/me/entries/{challenge_id}", headers=rider)
        assert (answer.status_code == 200 and not was_in) == (challenge_id in can_join)
    anybody = await joinable(challenges, challenges.signed_in("city"), "true")
    assert {made[each] for each in (1, 3, 4, 5, 6, 7)} <= anybody
    assert not {made[each] for each in (0, 2, 8, -1, -2)} & anybody


async def all_of(challenges: Running, rider: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await challenges.asked("GET", "/v1/challenges?limit=200", headers=rider))[
        "challenges"
    ]
    return found


async def of(challenges: Running, rider: dict[str, str], challenge_id: str) -> dict[str, Any]:
    found = [each for each in await all_of(challenges, rider) if each["challenge_id"] == challenge_id]
    return found[0] if found else {}
