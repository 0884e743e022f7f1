"""Teams and workplaces: who may join, by which code, how many, and what others hear of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.challenges.invites.rules import WRONG_MAX
from shared.events.challenges import MembershipChanged, TeamChanged
from shared.events.registry import decode
from tests.challenges.running_challenges import Running, problem

Rider = dict[str, str]


def rider(challenges: Running, sub: UUID | None = None) -> Rider:
    """The headers of a rider: of a new one, unless said."""
    return challenges.signed_in("rider", str(sub or uuid4()))


async def made(
    challenges: Running, owner: Rider, name: str = "Les Corts", kind: str = "team", size_max: int = 5
) -> tuple[str, str]:
    """A new team's id, and its invite."""
    body = {"name": name, "kind": kind, "size_max": size_max}
    key = {"Idempotency-Key": str(uuid4())}
    answer = await challenges.asked("POST", "/v1/teams", body, 201, owner | key)
    assert answer.keys() == {"team_id", "invite"}
    return answer["team_id"], answer["invite"]


async def join(
    challenges: Running, who: Rider, invite: str, status: int = 200, kind: str = "team"
) -> dict[str, Any]:
    return await challenges.asked("PUT", f"/v1/me/{kind}", {"invite": invite}, status, who)


async def renewed(challenges: Running, who: Rider, team_id: str, status: int = 201) -> dict[str, Any]:
    key = {"Idempotency-Key": str(uuid4())}
    return await challenges.asked("POST", f"/v1/teams/{team_id}/invite", None, status, who | key)


async def said(challenges: Running) -> list[TeamChanged | MembershipChanged]:
    """What was said of teams and of who is in them, in order."""
    events = [decode(each.type, each.data) for each in await challenges.said()]
    return [each for each in events if isinstance(each, TeamChanged | MembershipChanged)]


async def spans(challenges: Running, sub: UUID, kind: str = "team") -> list[tuple[datetime, datetime | None]]:
    """From when to when a rider was in a team."""
    query = "SELECT since, until FROM memberships WHERE rider_id = :sub AND kind = :kind ORDER BY since"
    return [(since, until) for since, until in await challenges.rows(query, sub=sub, kind=kind)]


async def test_who_made_a_team_is_in_it_and_who_has_its_code_joins(challenges: Running) -> None:
    ana, ben, stranger = uuid4(), uuid4(), rider(challenges)
    owner, other = rider(challenges, ana), rider(challenges, ben)
    team_id, invite = await made(challenges, owner)
    joined = await join(challenges, other, invite)
    assert joined == {"team_id": team_id, "name": "Les Corts", "kind": "team", "members": 2}
    for path in (f"/v1/teams/{team_id}", "/v1/me/team"):
        assert await challenges.asked("GET", path, headers=other) == joined
        members = (await challenges.asked("GET", path, headers=owner))["members"]
        assert [each.keys() for each in members] == [{"member_id", "joined_at"}] * 2
        assert not {str(ana), str(ben)} & {each["member_id"] for each in members}
        assert (await challenges.client.get(path, headers=stranger)).status_code == 404
    [team, first, second] = await said(challenges)
    assert isinstance(team, TeamChanged)
    assert (str(team.team_id), team.kind, team.name) == (team_id, "team", "Les Corts")
    assert isinstance(first, MembershipChanged)
    assert isinstance(second, MembershipChanged)
    assert [(each.rider_id, each.until, each.revision) for each in (first, second)] == [
        (ana, None, 1),
        (ben, None, 1),
    ]


@pytest.mark.parametrize(
    "typed", ["0000-0000-0001-2", "0000-0000-0001-3", "x", "é" * 13, "0" * 64, "' OR 1=1 --"]
)
async def test_a_code_that_is_none_is_not_found(challenges: Running, typed: str) -> None:
    answer = await challenges.client.put("/v1/me/team", json={"invite": typed}, headers=rider(challenges))
    assert problem(answer) == (404, "not-found")


async def test_codes_of_the_other_kind_and_of_before_a_renewal_are_answered_like_unknown_ones(
    challenges: Running,
) -> None:
    owner = rider(challenges)
    team_id, before = await made(challenges, owner)
    _, workplace = await made(challenges, owner, kind="workplace")
    after = (await renewed(challenges, owner, team_id))["invite"]
    assert before != after
    refused = [
        await join(challenges, rider(challenges), each, 404) for each in (before, workplace, "no-code")
    ]
    for each in refused:
        del each["trace_id"]
    assert refused[0] == refused[1] == refused[2]
    await join(challenges, rider(challenges), after)
    await join(challenges, rider(challenges), workplace, kind="workplace")


async def test_a_code_is_read_however_it_is_typed(challenges: Running) -> None:
    _, invite = await made(challenges, rider(challenges))
    await join(challenges, rider(challenges), f" {invite.lower().replace('-', ' ').replace('0', 'o')} ")


async def test_a_full_team_takes_nobody_and_keeps_who_is_in(challenges: Running) -> None:
    owner = rider(challenges)
    _, invite = await made(challenges, owner, size_max=2)
    second = rider(challenges)
    await join(challenges, second, invite)
    assert (await join(challenges, rider(challenges), invite, 409))["code"] == "team-full"
    for who in (owner, second):
        await join(challenges, who, invite)
    await challenges.asked("DELETE", "/v1/me/team", None, 204, second)
    await join(challenges, rider(challenges), invite)


async def test_the_last_place_is_given_once(challenges: Running) -> None:
    for number in range(3):
        team_id, invite = await made(challenges, rider(challenges), f"Team {number}", size_max=3)
        answers = await asyncio.gather(
            *(
                challenges.client.put("/v1/me/team", json={"invite": invite}, headers=rider(challenges))
                for _ in range(6)
            )
        )
        assert sorted(each.status_code for each in answers) == [200] * 2 + [409] * 4
        query = "SELECT count(*) FROM memberships WHERE team_id = :team_id"
        assert await challenges.rows(query, team_id=UUID(team_id)) == [(3,)]
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_joining_again_and_at_once_is_one_membership(challenges: Running) -> None:
    _, invite = await made(challenges, rider(challenges))
    ben = uuid4()
    answers = await asyncio.gather(*(join(challenges, rider(challenges, ben), invite) for _ in range(5)))
    assert {each["members"] for each in answers} == {2}
    assert len(await spans(challenges, ben)) == 1
    assert len([each for each in await said(challenges) if isinstance(each, MembershipChanged)]) == 2


async def test_who_joins_another_team_leaves_the_one_of_before_at_that_instant(challenges: Running) -> None:
    ana = uuid4()
    who = rider(challenges, ana)
    await made(challenges, who, "Reds")
    _, blues = await made(challenges, rider(challenges), "Blues")
    _, shop = await made(challenges, rider(challenges), "The shop", kind="workplace")
    await join(challenges, who, blues)
    await join(challenges, who, shop, kind="workplace")
    await made(challenges, who, "Greens")
    [reds, blue, green] = await spans(challenges, ana)
    assert (reds[1], blue[1], green[1]) == (blue[0], green[0], None)
    assert [until for _, until in await spans(challenges, ana, "workplace")] == [None]
    mine = [each for each in await said(challenges) if getattr(each, "rider_id", None) == ana]
    assert [(each.revision, getattr(each, "until", None) is None) for each in mine] == [
        (1, True),
        (2, False),
        (1, True),
        (1, True),
        (2, False),
        (1, True),
    ]


async def test_who_is_in_two_teams_at_once_is_found_by_the_doctor(challenges: Running) -> None:
    ana = uuid4()
    who = rider(challenges, ana)
    await made(challenges, who, "Reds")
    await made(challenges, who, "Blues")
    assert await challenges.rows("SELECT * FROM differences") == []
    await challenges.rows_of_a_change(
        "UPDATE memberships SET until = until + interval '1 ms' WHERE until IS NOT NULL RETURNING 0"
    )
    await challenges.rows_of_a_change("UPDATE teams SET size_max = 0 WHERE name = 'Blues' RETURNING 0")
    found = {what for (what,) in await challenges.rows("SELECT what FROM differences")}
    assert found == {"memberships.at_once", "teams.members"}


async def test_nobody_leaves_before_coming_and_no_times_overlap_when_clocks_differ(
    challenges: Running,
) -> None:
    ana = uuid4()
    who = rider(challenges, ana)
    _, invite = await made(challenges, who, "Reds")
    ahead = datetime.now(UTC) + timedelta(seconds=5)
    await challenges.rows_of_a_change(f"UPDATE memberships SET since = '{ahead.isoformat()}' RETURNING 0")
    await challenges.asked("DELETE", "/v1/me/team", None, 204, who)
    await join(challenges, who, invite)
    assert await spans(challenges, ana) == [(ahead, ahead), (ahead, None)]


async def test_leaving_is_dated_and_done_once(challenges: Running) -> None:
    ana = uuid4()
    who = rider(challenges, ana)
    await challenges.asked("DELETE", "/v1/me/team", None, 404, who)
    team_id, _ = await made(challenges, who)
    answers = await asyncio.gather(*(challenges.client.delete("/v1/me/team", headers=who) for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [204, 404, 404]
    [(since, until)] = await spans(challenges, ana)
    assert until is not None
    assert until >= since
    for path in ("/v1/me/team", f"/v1/teams/{team_id}"):
        await challenges.asked("GET", path, None, 404, who)


async def test_a_team_made_twice_by_one_key_is_one_also_after_its_invite_was_renewed(
    challenges: Running,
) -> None:
    owner = rider(challenges) | {"Idempotency-Key": "one"}
    body = {"name": "Les Corts", "kind": "team", "size_max": 5}

    async def make() -> Any:
        return await challenges.client.post("/v1/teams", json=body, headers=owner)

    first = await make()
    path = f"/v1/teams/{first.json()['team_id']}/invite"
    other = owner | {"Idempotency-Key": "two"}
    codes = [(await challenges.client.post(path, headers=other)).content for _ in range(2)]
    assert codes[0] == codes[1] != first.content
    again = await make()
    assert (again.status_code, again.content) == (201, first.content)
    assert await challenges.count("teams") == await challenges.count("memberships") == 1
    for url in ("/v1/teams", path):
        missing = await challenges.client.post(url, json=body, headers=rider(challenges))
        assert problem(missing) == (400, "idempotency-key-missing")


async def test_no_table_holds_a_code(challenges: Running) -> None:
    owner = rider(challenges)
    team_id, first = await made(challenges, owner)
    codes = [first, (await renewed(challenges, owner, team_id))["invite"]]
    await join(challenges, rider(challenges), codes[1])
    tables = await challenges.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in tables:
        for (row,) in await challenges.rows(f"SELECT row_to_json(kept)::text FROM {table} AS kept"):
            for code in codes:
                for form in (code, code.replace("-", ""), code.replace("-", "")[:-1]):
                    assert form not in row
                    assert form.encode().hex() not in row


async def test_who_guesses_codes_has_to_wait_whatever_comes_next(challenges: Running) -> None:
    _, invite = await made(challenges, rider(challenges))
    guessing = rider(challenges)
    for kind in ("team", "workplace", "team", "workplace", "team")[:WRONG_MAX]:
        await join(challenges, guessing, "0000-0000-0001-2", 404, kind)
    answer = await challenges.client.put("/v1/me/team", json={"invite": invite}, headers=guessing)
    assert problem(answer) == (429, "rate-limited")
    assert 0 < int(answer.headers["retry-after"]) <= 600
    await join(challenges, rider(challenges), invite)
    await challenges.rows_of_a_change("UPDATE wrong_invites SET at = at - interval '10 min' RETURNING 0")
    await join(challenges, guessing, invite)


async def test_guesses_at_once_are_counted_one_by_one(challenges: Running) -> None:
    guessing = rider(challenges)
    answers = await asyncio.gather(
        *(
            challenges.client.put("/v1/me/team", json={"invite": "0000-0000-0001-2"}, headers=guessing)
            for _ in range(WRONG_MAX + 3)
        )
    )
    assert sorted(each.status_code for each in answers) == [404] * WRONG_MAX + [429] * 3


async def test_the_owner_is_who_has_been_in_it_longest(challenges: Running) -> None:
    owner, second, third = rider(challenges), rider(challenges), rider(challenges)
    team_id, invite = await made(challenges, owner)
    for who in (second, third):
        await join(challenges, who, invite)
    path = f"/v1/teams/{team_id}"
    members = (await challenges.asked("GET", path, headers=owner))["members"]
    last = f"{path}/members/{members[2]['member_id']}"
    assert (await renewed(challenges, second, team_id, 403))["code"] == "forbidden"
    await challenges.asked("DELETE", last, None, 403, second)
    assert (await renewed(challenges, rider(challenges), team_id, 404))["code"] == "not-found"
    await challenges.asked("DELETE", last, None, 404, rider(challenges))
    await challenges.asked("DELETE", last, None, 204, owner)
    await challenges.asked("DELETE", last, None, 404, owner)
    await challenges.asked("GET", path, None, 404, third)
    await challenges.asked("DELETE", "/v1/me/team", None, 204, owner)
    assert len((await challenges.asked("GET", path, headers=second))["members"]) == 1
    await join(challenges, owner, (await renewed(challenges, second, team_id))["invite"])
    assert (await challenges.asked("GET", path, headers=owner))["members"] == 2


async def test_a_member_of_another_team_is_not_removed(challenges: Running) -> None:
    owner, other = rider(challenges), rider(challenges)
    team_id, _ = await made(challenges, owner, "Reds")
    others, _ = await made(challenges, other, "Blues")
    shown = await challenges.asked("GET", f"/v1/teams/{others}", headers=other)
    member_id = shown["members"][0]["member_id"]
    await challenges.asked("DELETE", f"/v1/teams/{team_id}/members/{member_id}", None, 404, owner)
    await challenges.asked("GET", f"/v1/teams/{others}", headers=other)


async def test_a_name_is_one_teams_alone_whatever_its_signs(challenges: Running) -> None:
    await made(challenges, rider(challenges), "Les Corts")
    key = {"Idempotency-Key": str(uuid4())}
    body = {"name": "LES-CORTS", "kind": "team", "size_max": 2}
    taken = await challenges.asked("POST", "/v1/teams", body, 409, rider(challenges) | key)
    assert taken["code"] == "nickname-taken"
    await made(challenges, rider(challenges), "Les Corts", kind="workplace")


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"name": "ab"}, "/name", "out_of_range"),
        ({"name": "a" * 21}, "/name", "out_of_range"),
        ({"name": "Нина"}, "/name", "bad_format"),
        ({"name": "<b>"}, "/name", "bad_format"),
        ({"name": None}, "/name", "null"),
        ({"kind": "pair"}, "/kind", "not_allowed"),
        ({"kind": 5}, "/kind", None),
        ({"size_max": 1}, "/size_max", "out_of_range"),
        ({"size_max": 1_001}, "/size_max", "out_of_range"),
        ({"size_max": 2**63}, "/size_max", "out_of_range"),
        ({"size_max": True}, "/size_max", "wrong_type"),
        ({"size_max": "5"}, "/size_max", "wrong_type"),
        ({"owner": "me"}, "/owner", "unknown_field"),
    ],
)
async def test_a_bad_team_is_refused_where_it_is_bad(
    challenges: Running, changes: dict[str, Any], pointer: str, code: str | None
) -> None:
    body = {"name": "Les Corts", "kind": "team", "size_max": 5} | changes
    key = {"Idempotency-Key": str(uuid4())}
    refused = await challenges.asked("POST", "/v1/teams", body, 422, rider(challenges) | key)
    [fault] = refused["errors"]
    assert fault["pointer"] == pointer
    assert code in (None, fault["code"])
    assert await challenges.count("teams") == 0
