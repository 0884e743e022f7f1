"""The routes of challenges: who may do what, in which state, once, on trial, and page by page."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.two_keys.steps import STEPS
from tests.challenges.running_challenges import BEGIN, REASON, Running, body, problem, trip

ROUTES = [
    ("POST", "/v1/challenges", "operator"),
    ("PUT", "/v1/challenges/{id}", "operator"),
    *(("POST", f"/v1/challenges/{{id}}/{step}", "operator") for step in ("submit", *STEPS)),
    ("PUT", "/v1/me/entries/{id}", "rider"),
    ("DELETE", "/v1/me/entries/{id}", "rider"),
]
OF_ONE = [route for route in ROUTES if "{id}" in route[1]]

NOBODYS = "6f0c9d8e-0b1f-4c53-9d53-0a4c4f0d7a11"
"""An id that nothing has. No new one, as all processes of a run must give their tests the same names."""


def of(method: str, path: str) -> dict[str, Any]:
    """The body that a route wants."""
    if path.endswith("/challenges"):
        return {"json": body()}
    if method == "PUT" and "/challenges/" in path:
        return {"json": body() | REASON}
    return {"json": REASON} if method == "POST" else {}


async def state(challenges: Running) -> list[list[tuple[Any, ...]]]:
    """All that is kept."""
    tables = ("challenges", "versions", "joins", "entries", "marks", "changes", "decisions", "stops")
    kept = [await challenges.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    return [
        *kept,
        await challenges.rows("SELECT version FROM rules_version"),
        await challenges.rows("TABLE outbox"),
    ]


@pytest.mark.parametrize(("method", "path", "role"), ROUTES)
async def test_who_may_not_is_refused_before_anything_is_read(
    challenges: Running, method: str, path: str, role: str
) -> None:
    challenge_id = await challenges.draft()
    before = await state(challenges)
    wrong = {"text": "no JSON"}
    for other in {"rider", "operator", "city", "auditor"} - {role}:
        headers = challenges.signed_in(other) | {"Content-Type": "text/plain"}
        sent = path.replace("{id}", challenge_id)
        answer = await challenges.client.request(method, sent, data=wrong, headers=headers)
        assert problem(answer) == (403, "forbidden")
    answer = await challenges.client.request(
        method, path.replace("{id}", challenge_id), headers={"Authorization": "Bearer x"}
    )
    assert problem(answer) == (401, "unauthorized")
    assert await state(challenges) == before


@pytest.mark.parametrize(("method", "path", "role"), OF_ONE)
@pytest.mark.parametrize("named", [NOBODYS, "no-uuid", "%00", "00000000-0000-0000-0000-000000000000"])
async def test_what_is_not_there_is_not_found(
    challenges: Running, method: str, path: str, role: str, named: str
) -> None:
    headers = challenges.signed_in(role)
    answer = await challenges.client.request(
        method, path.replace("{id}", named), headers=headers, **of(method, path)
    )
    assert problem(answer) == (404, "not-found")


@pytest.mark.parametrize(("method", "path", "role"), [route for route in OF_ONE if route[2] == "operator"])
async def test_a_strangers_challenge_is_not_found_even_when_it_is_published(
    challenges: Running, method: str, path: str, role: str
) -> None:
    stranger = challenges.signed_in(role, operator_id="another")
    for challenge_id in (await challenges.draft(), await challenges.published()):
        before = await state(challenges)
        sent = path.replace("{id}", challenge_id)
        answer = await challenges.client.request(method, sent, headers=stranger, **of(method, path))
        assert problem(answer) == (404, "not-found")
        assert await state(challenges) == before
    assert (await challenges.asked("GET", "/v1/challenges", headers=stranger))["challenges"] == []


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        ((), ("pause",)),
        (("submit",), ("submit", "pause")),
        (("publish", "pause"), ("pause",)),
        (("close",), ("submit", "publish", "pause", "close")),
        (("publish", "close"), ("submit", "publish", "pause", "close")),
    ],
)
async def test_steps_in_the_wrong_state_are_refused(
    challenges: Running, steps: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    challenge_id = await challenges.draft()
    now = {"state": "draft"}
    for step in steps:
        now = await challenges.step(challenge_id, step, 202 if step == "submit" else 200)
        if step == "submit":
            now = {"state": "submitted"}
    before = await state(challenges)
    for step in refused:
        answer = await challenges.step(challenge_id, step, 409)
        assert (answer["code"], answer["state"]) == ("challenge-state", now["state"])
    if now["state"] == "closed":
        answer = await challenges.rewrite(challenge_id, body(), 409)
        assert answer["code"] == "challenge-state"
    assert await state(challenges) == before


async def test_only_what_is_published_can_be_joined_or_left(challenges: Running) -> None:
    rider_id = uuid4()
    challenge_id = await challenges.draft(who="joined")
    await challenges.join(challenge_id, rider_id, 404)
    await challenges.step(challenge_id, "publish")
    await challenges.leave(challenge_id, rider_id, 404)
    await challenges.join(challenge_id, rider_id)
    for step, code in (("pause", "challenge-state"), ("close", "challenge-over")):
        await challenges.step(challenge_id, step)
        for who in (rider_id, uuid4()):
            assert (await challenges.join(challenge_id, who, 409))["code"] == code
        assert await refused_to_leave(challenges, challenge_id, rider_id) == (409, code)
        assert await refused_to_leave(challenges, challenge_id, uuid4()) == (404, "not-found")


async def refused_to_leave(challenges: Running, challenge_id: str, rider_id: UUID) -> tuple[int, str]:
    """Status and code."""
    rider = challenges.signed_in("rider", str(rider_id))
    return problem(await challenges.client.delete(f"/v1/me/entries/{challenge_id}", headers=rider))


async def test_what_is_for_all_is_neither_joined_nor_left(challenges: Running) -> None:
    """Whatever else would be refused: paused, or over."""
    for_all, rider_id = await challenges.published(), uuid4()
    for step in ("publish", "pause", "close"):
        await challenges.step(for_all, step)
        assert (await challenges.join(for_all, rider_id, 409))["code"] == "open-to-all"
        assert await refused_to_leave(challenges, for_all, rider_id) == (409, "open-to-all")
    assert await challenges.count("joins") == await challenges.count("entries") == 0


async def test_nobody_joins_what_is_over(challenges: Running) -> None:
    over = (BEGIN + timedelta(days=1)).isoformat()
    challenge_id = await challenges.published(who="joined", ends_at=over)
    assert (await challenges.join(challenge_id, uuid4(), 409))["code"] == "challenge-over"
    await challenges.step(challenge_id, "pause")
    assert (await challenges.join(challenge_id, uuid4(), 409))["code"] == "challenge-over"
    assert await challenges.count("joins") == 0


async def test_a_dry_run_says_what_would_happen_and_changes_nothing(challenges: Running) -> None:
    await challenges.hear(trip(uuid4(), distance_m=10_000), *(trip(uuid4()) for _ in range(14)))
    challenge_id = await challenges.draft()
    dry = {"Prefer": "dry-run"}
    key = {"Idempotency-Key": str(uuid4())}
    before = await state(challenges)
    tried = await challenges.client.post("/v1/challenges", json=body(), headers=dry | key)
    assert (tried.status_code, tried.headers["preference-applied"]) == (200, "dry-run")
    other = body(target=1)
    tried = await challenges.client.put(f"/v1/challenges/{challenge_id}", json=other | REASON, headers=dry)
    assert (tried.status_code, tried.headers["preference-applied"]) == (200, "dry-run")
    for step in ("submit", "publish", "close"):
        tried = await challenges.client.post(
            f"/v1/challenges/{challenge_id}/{step}", json=REASON, headers=dry
        )
        assert (tried.status_code, tried.headers["preference-applied"]) == (200, "dry-run")
    assert await state(challenges) == before
    would = await challenges.step(challenge_id, "publish", 200, dry)
    assert would["entries"] == 20
    assert await challenges.step(challenge_id, "publish") == would
    before = await state(challenges)
    assert (await challenges.step(challenge_id, "pause", 200, dry))["state"] == "paused"
    assert await state(challenges) == before


async def test_a_dry_run_is_refused_for_what_would_be_refused(challenges: Running) -> None:
    dry = {"Prefer": "dry-run"}
    challenge_id = await challenges.draft()
    await challenges.step(challenge_id, "pause", 409, dry)
    await challenges.asked("PUT", f"/v1/challenges/{challenge_id}", body(target=0) | REASON, 422, dry)


async def test_a_repeated_creation_is_one_challenge_and_the_same_bytes(challenges: Running) -> None:
    async def create(key: str, **changes: Any) -> Any:
        headers = {"Idempotency-Key": key}
        return await challenges.client.post("/v1/challenges", json=body(**changes), headers=headers)

    key = str(uuid4())
    first = await create(key)
    for same in (key, f'"{key}"'):
        assert ((again := await create(same)).status_code, again.content) == (201, first.content)
    assert problem(await create(key, target=1)) == (422, "idempotency-key-reused")
    for bad in ("", '""', "a" * 256):
        assert problem(await create(bad)) == (400, "idempotency-key-missing")
    missing = await challenges.client.post("/v1/challenges", json=body())
    assert problem(missing) == (400, "idempotency-key-missing")
    assert await challenges.count("challenges") == 1
    stranger = challenges.signed_in("operator", "another", "another") | {"Idempotency-Key": key}
    other = await challenges.client.post("/v1/challenges", json=body(), headers=stranger)
    assert (other.status_code, other.content != first.content) == (201, True)


async def test_creations_at_once_with_one_key_are_one_challenge(challenges: Running) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    sent = [challenges.client.post("/v1/challenges", json=body(), headers=headers) for _ in range(5)]
    answers = await asyncio.gather(*sent)
    assert {each.status_code for each in answers} <= {201, 409}
    assert len({each.content for each in answers if each.status_code == 201}) == 1
    assert all(each.headers["retry-after"] for each in answers if each.status_code == 409)
    assert await challenges.count("challenges") == 1
