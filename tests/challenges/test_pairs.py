"""Pairs: who is invited by which code, who may accept, and what a block does."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.challenges.invites.rules import WRONG_MAX
from tests.challenges.running_challenges import LATER, Running, body, problem

Rider = dict[str, str]


def rider(challenges: Running, sub: UUID | None = None) -> Rider:
    """The headers of a rider: of a new one, unless said."""
    return challenges.signed_in("rider", str(sub or uuid4()))


def written(mode: str = "together", **changes: Any) -> dict[str, Any]:
    """A challenge for pairs."""
    return body(who="joined", **changes) | {"who": {"kind": "pairs", "mode": mode}}


async def for_pairs(challenges: Running, **changes: Any) -> str:
    """The same, published."""
    key = {"Idempotency-Key": str(uuid4())}
    made = await challenges.asked("POST", "/v1/challenges", written(**changes), 201, key)
    await challenges.step(made["challenge_id"], "publish")
    return str(made["challenge_id"])


async def invite(challenges: Running, who: Rider, challenge_id: str, status: int = 201) -> dict[str, Any]:
    key = {"Idempotency-Key": str(uuid4())}
    return await challenges.asked("POST", "/v1/me/pairs", {"challenge_id": challenge_id}, status, who | key)


async def accept(challenges: Running, who: Rider, code: str, status: int = 200) -> dict[str, Any]:
    return await challenges.asked("PUT", f"/v1/me/pairs/{code}", None, status, who)


async def refuse(challenges: Running, who: Rider, code: str, status: int = 204) -> None:
    """Refuse a code, or leave the pair of an id."""
    await challenges.asked("DELETE", f"/v1/me/pairs/{code}", None, status, who)


async def block(challenges: Running, who: Rider, pair_id: str, status: int = 204) -> None:
    await challenges.asked("PUT", f"/v1/me/blocks/{pair_id}", None, status, who)


async def paired(challenges: Running, challenge_id: str, first: Rider, second: Rider) -> str:
    """A pair of these two."""
    made = await invite(challenges, first, challenge_id)
    await accept(challenges, second, made["invite"])
    return str(made["pair_id"])


async def in_it(challenges: Running, pair_id: str) -> set[UUID]:
    """Who is in a pair now."""
    query = "SELECT rider_id FROM partners WHERE pair_id = :pair_id AND until IS NULL"
    return {rider_id for (rider_id,) in await challenges.rows(query, pair_id=UUID(pair_id))}


async def test_who_is_invited_accepts_once_however_often_it_is_asked(challenges: Running) -> None:
    challenge_id, ana, ben = await for_pairs(challenges), uuid4(), uuid4()
    made = await invite(challenges, rider(challenges, ana), challenge_id)
    assert made.keys() == {"pair_id", "invite"}
    expected = {"pair_id": made["pair_id"], "challenge_id": challenge_id}
    for who in (ana, ben, ben, ana):
        assert await accept(challenges, rider(challenges, who), made["invite"]) == expected
    assert await in_it(challenges, made["pair_id"]) == {ana, ben}
    await accept(challenges, rider(challenges), made["invite"], 404)
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_of_many_who_accept_at_once_one_is_the_partner(challenges: Running) -> None:
    challenge_id = await for_pairs(challenges)
    made = await invite(challenges, rider(challenges), challenge_id)
    path = f"/v1/me/pairs/{made['invite']}"
    answers = await asyncio.gather(
        *(challenges.client.put(path, headers=rider(challenges)) for _ in range(5))
    )
    assert sorted(each.status_code for each in answers) == [200, 404, 404, 404, 404]
    assert len(await in_it(challenges, made["pair_id"])) == 2


async def test_two_who_accept_each_others_invites_at_once_are_one_pair(challenges: Running) -> None:
    for _ in range(3):
        challenge_id, ana, ben = await for_pairs(challenges), rider(challenges), rider(challenges)
        codes = [(await invite(challenges, who, challenge_id))["invite"] for who in (ana, ben)]
        answers = await asyncio.gather(
            challenges.client.put(f"/v1/me/pairs/{codes[1]}", headers=ana),
            challenges.client.put(f"/v1/me/pairs/{codes[0]}", headers=ben),
        )
        assert sorted(each.status_code for each in answers) in ([200, 404], [200, 409])
        query = """
            SELECT count(*), count(DISTINCT pair_id) FROM partners WHERE until IS NULL AND challenge_id = :id
        """
        assert await challenges.rows(query, id=UUID(challenge_id)) == [(2, 1)]


async def test_who_waits_waits_for_the_last_invite_only_and_who_is_paired_leaves_first(
    challenges: Running,
) -> None:
    challenge_id, ana, ben = await for_pairs(challenges), rider(challenges), rider(challenges)
    first = await invite(challenges, ana, challenge_id)
    second = await invite(challenges, ana, challenge_id)
    await accept(challenges, ben, first["invite"], 404)
    await accept(challenges, ben, second["invite"])
    for who in (ana, ben):
        assert (await invite(challenges, who, challenge_id, 409))["code"] == "already-paired"
    others = await invite(challenges, rider(challenges), challenge_id)
    assert (await accept(challenges, ana, others["invite"], 409))["code"] == "already-paired"
    await refuse(challenges, ana, second["pair_id"])
    await refuse(challenges, ana, second["pair_id"], 404)
    await accept(challenges, ana, others["invite"])
    await invite(challenges, ben, challenge_id)
    another = await for_pairs(challenges)
    await invite(challenges, ana, another)
    assert await challenges.rows("SELECT * FROM differences") == []


async def test_an_invite_that_was_refused_is_good_for_nobody(challenges: Running) -> None:
    challenge_id, ana, ben = await for_pairs(challenges), rider(challenges), rider(challenges)
    made = await invite(challenges, ana, challenge_id)
    await refuse(challenges, ben, made["invite"])
    for who in (ben, rider(challenges)):
        await accept(challenges, who, made["invite"], 404)
        await refuse(challenges, who, made["invite"], 404)
    made = await invite(challenges, ana, challenge_id)
    await refuse(challenges, ana, made["invite"])
    await accept(challenges, ben, made["invite"], 404)


async def test_who_is_blocked_leaves_cannot_invite_and_reads_what_strangers_read(
    challenges: Running,
) -> None:
    challenge_id, another = await for_pairs(challenges), await for_pairs(challenges)
    ana, ben = uuid4(), uuid4()
    first, second = rider(challenges, ana), rider(challenges, ben)
    pair_id = await paired(challenges, challenge_id, first, second)
    also = await paired(challenges, another, first, second)
    for _ in range(2):
        await block(challenges, second, pair_id)
    assert await in_it(challenges, pair_id) == await in_it(challenges, also) == {ben}
    for inviting, accepting in ((first, second), (second, first)):
        code = (await invite(challenges, inviting, challenge_id))["invite"]
        refused = await accept(challenges, accepting, code, 404)
        unknown = await accept(challenges, accepting, "0000-0000-0001-2", 404)
        for each in (refused, unknown):
            del each["trace_id"], each["instance"]
        assert refused == unknown
        await refuse(challenges, accepting, code, 404)
        await accept(challenges, rider(challenges), code)
        await refuse(challenges, inviting, (await current(challenges, inviting, challenge_id)))
    await block(challenges, first, pair_id)
    for who in (second, first):
        await challenges.asked("DELETE", f"/v1/me/blocks/{pair_id}", None, 204, who)
        await challenges.asked("DELETE", f"/v1/me/blocks/{pair_id}", None, 404, who)
    await paired(challenges, challenge_id, first, second)


async def current(challenges: Running, who: Rider, challenge_id: str) -> str:
    """The pair that a rider is in: it tells so when another one is wanted."""
    return str((await invite(challenges, who, challenge_id, 409))["pair_id"])


async def test_only_who_was_in_a_pair_blocks_the_other_one(challenges: Running) -> None:
    challenge_id, ana, ben = await for_pairs(challenges), rider(challenges), rider(challenges)
    alone = await invite(challenges, ana, challenge_id)
    await block(challenges, ana, alone["pair_id"], 404)
    await accept(challenges, ben, alone["invite"])
    await block(challenges, rider(challenges), alone["pair_id"], 404)
    await refuse(challenges, ben, alone["pair_id"])
    await block(challenges, ana, alone["pair_id"])


async def test_blocking_and_accepting_at_once_leave_no_pair_with_who_is_blocked(challenges: Running) -> None:
    for _ in range(10):
        challenge_id, ana, ben = await for_pairs(challenges), rider(challenges), rider(challenges)
        pair_id = await paired(challenges, challenge_id, ana, ben)
        await refuse(challenges, ben, pair_id)
        code = (await invite(challenges, ana, challenge_id))["invite"]
        await asyncio.gather(
            challenges.client.put(f"/v1/me/pairs/{code}", headers=ben),
            challenges.client.put(f"/v1/me/blocks/{pair_id}", headers=ana),
        )
    assert await challenges.rows("SELECT * FROM differences") == []


@pytest.mark.parametrize(("step", "code"), [("pause", "challenge-state"), ("close", "challenge-over")])
async def test_nobody_begins_a_pair_in_what_is_paused_or_over_and_everybody_leaves(
    challenges: Running, step: str, code: str
) -> None:
    challenge_id, ana, ben = await for_pairs(challenges), rider(challenges), rider(challenges)
    pair_id = await paired(challenges, challenge_id, ana, ben)
    waiting = await invite(challenges, rider(challenges), challenge_id)
    await challenges.step(challenge_id, step)
    assert (await invite(challenges, rider(challenges), challenge_id, 409))["code"] == code
    assert (await accept(challenges, rider(challenges), waiting["invite"], 409))["code"] == code
    await refuse(challenges, ana, pair_id)
    await block(challenges, ben, pair_id)


async def test_a_window_that_is_over_takes_no_pair(challenges: Running) -> None:
    challenge_id = await for_pairs(challenges, ends_at=LATER.isoformat())
    over = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    await challenges.rows_of_a_change(
        f"""UPDATE versions SET body = jsonb_set(body, '{{ends_at}}', '"{over}"') RETURNING 0"""
    )
    assert (await invite(challenges, rider(challenges), challenge_id, 409))["code"] == "challenge-over"


async def test_only_challenges_for_pairs_that_were_published_have_pairs(challenges: Running) -> None:
    for challenge_id in (
        await challenges.published(),
        await challenges.published(who="joined"),
        await challenges.draft(),
        str(uuid4()),
    ):
        assert (await invite(challenges, rider(challenges), challenge_id, 404))["code"] == "not-found"
    key = {"Idempotency-Key": str(uuid4())}
    for bad in ("x", None, 5, "00000000-0000-0000-0000-000000000000"):
        await challenges.asked("POST", "/v1/me/pairs", {"challenge_id": bad}, 422, rider(challenges) | key)
    assert body()["who"] == {"kind": "all"}


async def test_a_pair_made_twice_by_one_key_is_one(challenges: Running) -> None:
    challenge_id = await for_pairs(challenges)
    key = str(uuid4())
    who = rider(challenges) | {"Idempotency-Key": key}
    answers = [
        await challenges.client.post("/v1/me/pairs", json={"challenge_id": challenge_id}, headers=who)
        for _ in range(2)
    ]
    assert {(each.status_code, each.content) for each in answers} == {(201, answers[0].content)}
    query = "SELECT convert_from(body, 'UTF8') FROM idempotency WHERE key = :key"
    [kept] = await challenges.rows(query, key=key)
    assert answers[0].json()["invite"] not in kept[0]


async def test_who_guesses_codes_of_pairs_has_to_wait_whatever_comes_next(challenges: Running) -> None:
    challenge_id = await for_pairs(challenges)
    made = await invite(challenges, rider(challenges), challenge_id)
    guessing = rider(challenges)
    for number in range(WRONG_MAX):
        guess = (accept, refuse)[number % 2]
        await guess(challenges, guessing, "0000-0000-0001-2", 404)
    for method in ("PUT", "DELETE"):
        answer = await challenges.client.request(method, f"/v1/me/pairs/{made['invite']}", headers=guessing)
        assert problem(answer) == (429, "rate-limited")
    await accept(challenges, rider(challenges), made["invite"])
