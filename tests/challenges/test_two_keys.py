"""Two keys on challenges: what is guarded comes into force with both signatures only, all in writing."""

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from rodem.care.decisions import verify
from services.challenges.actions import resume_due
from services.challenges.app import Settings
from services.gateway.door.forwarding.rules import FORWARDED
from shared.two_keys.decisions.rules import first_wrong_seq
from tests.challenges.running_challenges import REASON, Running, body, trip
from tests.challenges.signing import ALL, APPROVE, HIGH, decide, guard, state_of, steps_of, stop, submit, take
from tests.conftest import serving


async def in_state(challenges: Running, state: str) -> str:
    """A challenge in a state, under a guard that covers everything from then on."""
    await guard(challenges)
    challenge_id = await challenges.draft()
    if state in ("published", "paused", "closed"):
        await challenges.step(challenge_id, "publish")
    if state in ("paused", "closed"):
        await challenges.step(challenge_id, {"paused": "pause", "closed": "close"}[state])
    await guard(challenges, ALL)
    if state in ("submitted", "approved"):
        await submit(challenges, challenge_id)
    if state == "approved":
        await decide(challenges, challenge_id)
    assert await state_of(challenges, challenge_id) == state
    return challenge_id


ROUTES = ("submit", "approve", "refuse", "publish", "stop", "PUT", "pause", "close")
EXPECTED: Mapping[str, Mapping[str, str]] = {
    # state -> route -> the state that it leads to, or the code of the refusal
    "draft": {
        "submit": "submitted",
        "approve": "nothing-to-decide",
        "refuse": "nothing-to-decide",
        "publish": "needs-approval",
        "stop": "draft",
        "PUT": "draft",
        "pause": "challenge-state",
        "close": "closed",
    },
    "submitted": {
        "submit": "challenge-state",
        "approve": "approved",
        "refuse": "draft",
        "publish": "needs-approval",
        "stop": "submitted",
        "PUT": "draft",
        "pause": "challenge-state",
        "close": "closed",
    },
    "approved": {
        "submit": "submitted",
        "approve": "nothing-to-decide",
        "refuse": "nothing-to-decide",
        "publish": "published",
        "stop": "approved",
        "PUT": "draft",
        "pause": "challenge-state",
        "close": "closed",
    },
    "published": {
        "submit": "published",
        "approve": "nothing-to-decide",
        "refuse": "nothing-to-decide",
        "publish": "needs-approval",
        "stop": "paused",
        "PUT": "published",
        "pause": "paused",
        "close": "closed",
    },
    "paused": {
        "submit": "paused",
        "approve": "nothing-to-decide",
        "refuse": "nothing-to-decide",
        "publish": "needs-approval",
        "stop": "paused",
        "PUT": "paused",
        "pause": "challenge-state",
        "close": "closed",
    },
    "closed": {
        "submit": "challenge-state",
        "approve": "nothing-to-decide",
        "refuse": "nothing-to-decide",
        "publish": "challenge-state",
        "stop": "challenge-state",
        "PUT": "challenge-state",
        "pause": "challenge-state",
        "close": "challenge-state",
    },
}


def test_every_route_that_changes_a_challenge_is_tried() -> None:
    of_one = "/v1/challenges/{challenge_id}"
    changing = {
        row.path.removeprefix(f"{of_one}/") if row.path != of_one else row.method
        for row in FORWARDED
        if row.path.startswith(of_one) and row.method != "GET"
    }
    assert changing == {"decision" if route in ("approve", "refuse") else route for route in ROUTES}
    assert all(of_state.keys() == set(ROUTES) for of_state in EXPECTED.values())


@pytest.mark.parametrize("state", EXPECTED)
@pytest.mark.parametrize("route", ROUTES)
async def test_every_route_in_every_state(challenges: Running, state: str, route: str) -> None:
    challenge_id = await in_state(challenges, state)
    expected = EXPECTED[state][route]
    before = await steps_of(challenges, challenge_id)
    dry = await take(challenges, challenge_id, route, Prefer="dry-run")
    assert await state_of(challenges, challenge_id) == state
    assert await steps_of(challenges, challenge_id) == before
    answer = await take(challenges, challenge_id, route)
    assert dry.get("code") == answer.get("code")
    if "code" in answer:
        assert (answer["code"], await state_of(challenges, challenge_id)) == (expected, state)
        assert await steps_of(challenges, challenge_id) == before
    else:
        assert await state_of(challenges, challenge_id) == expected
        assert len(await steps_of(challenges, challenge_id)) == len(before) + 1


async def test_what_no_guard_covers_needs_no_second_key(challenges: Running) -> None:
    await guard(challenges, HIGH)
    assert (await challenges.step(await challenges.draft(points=100), "publish"))["state"] == "published"
    challenge_id = await challenges.draft(points=101)
    refused = await challenges.step(challenge_id, "publish", 409)
    assert (refused["code"], refused["guards"]) == ("needs-approval", ["high"])
    change = await submit(challenges, challenge_id)
    assert change["guards"] == ["high"]
    refused = await challenges.step(challenge_id, "publish", 409)
    assert refused["change_id"] == change["change_id"]
    waiting = await challenges.asked(
        "GET", "/v1/changes?chain=challenges&state=submitted", headers=challenges.signed_in("city")
    )
    assert [each["change_id"] for each in waiting["changes"]] == [change["change_id"]]
    assert waiting["changes"][0]["body"]["reward"] == {"points": 101}
    assert (await decide(challenges, challenge_id))["state"] == "approved"
    assert (await challenges.step(challenge_id, "publish"))["state"] == "published"
    assert await steps_of(challenges, challenge_id) == ["submitted", "approved", "published"]


async def test_who_has_signed_first_cannot_sign_second(challenges: Running) -> None:
    await guard(challenges, ALL)
    challenge_id = await challenges.draft()
    await submit(challenges, challenge_id)
    same = challenges.signed_in("city", "operator")  # the operator's `sub`, in another role
    path = f"/v1/challenges/{challenge_id}/decision"
    refused = await challenges.asked("POST", path, APPROVE, 403, same)
    assert refused["code"] == "same-person"
    assert await state_of(challenges, challenge_id) == "submitted"


async def test_resuming_the_same_body_needs_no_new_signature_unless_a_guard_is_new(
    challenges: Running,
) -> None:
    await guard(challenges, ALL)
    challenge_id = await challenges.draft()
    await submit(challenges, challenge_id)
    await decide(challenges, challenge_id)
    for step in ("publish", "pause", "publish", "publish", "pause"):
        await challenges.step(challenge_id, step)
    await guard(challenges, ALL, HIGH | {"when": []})
    refused = await challenges.step(challenge_id, "publish", 409)
    assert (refused["code"], refused["guards"]) == ("needs-approval", ["high"])


async def test_another_body_needs_another_signature(challenges: Running) -> None:
    await guard(challenges, ALL)
    challenge_id = await challenges.draft()
    await submit(challenges, challenge_id)
    await decide(challenges, challenge_id)
    await challenges.rewrite(challenge_id, body(points=7))
    assert (await challenges.step(challenge_id, "publish", 409))["code"] == "needs-approval"
    await challenges.rewrite(challenge_id, body())
    assert (await challenges.step(challenge_id, "publish", 409))["code"] == "needs-approval"


async def test_a_decision_on_the_change_that_was_read_signs_no_other(challenges: Running) -> None:
    await guard(challenges, ALL)
    challenge_id = await challenges.draft(points=1)
    read = (await submit(challenges, challenge_id))["change_id"]
    await challenges.rewrite(challenge_id, body(points=5_000))
    now = (await submit(challenges, challenge_id))["change_id"]
    refused = await decide(challenges, challenge_id, APPROVE | {"change_id": read}, 409)
    assert refused["code"] == "nothing-to-decide"
    assert (await decide(challenges, challenge_id, APPROVE | {"change_id": now}))["state"] == "approved"


async def test_a_lapsed_signature_is_none_and_can_be_had_anew(challenges: Running) -> None:
    challenge_id = await in_state(challenges, "approved")
    async with challenges.engine.begin() as tx:
        await tx.exec_driver_sql("""
            UPDATE changes SET approvals = jsonb_set(approvals, '{0,at}', '"2020-01-01T00:00:00+00:00"')
        """)
    assert (await challenges.step(challenge_id, "publish", 409))["code"] == "needs-approval"
    await submit(challenges, challenge_id)
    await decide(challenges, challenge_id)
    assert (await challenges.step(challenge_id, "publish"))["state"] == "published"


async def test_silence_is_consent_where_the_guard_says_so(challenges: Running) -> None:
    await guard(challenges, ALL | {"veto_hours": 1})
    challenge_id = await challenges.draft()
    await submit(challenges, challenge_id)
    assert (await challenges.step(challenge_id, "publish", 409))["code"] == "needs-approval"
    async with challenges.engine.begin() as tx:
        await tx.exec_driver_sql("UPDATE changes SET submitted_at = now() - interval '1 hour'")
    assert (await challenges.step(challenge_id, "publish"))["state"] == "published"


async def test_a_published_challenge_is_changed_under_guard_while_it_counts_on(challenges: Running) -> None:
    await guard(challenges)
    rider_id = uuid4()
    challenge_id = await challenges.published()
    await guard(challenges, ALL)
    await challenges.rewrite(challenge_id, body(target=8_000))
    await submit(challenges, challenge_id)
    assert (await submit(challenges, challenge_id, 409))["code"] == "already-submitted"
    await challenges.hear(trip(rider_id))
    assert await challenges.entry(challenge_id, rider_id) == (6_000, False)
    await decide(challenges, challenge_id)
    assert (await challenges.step(challenge_id, "publish"))["version"] == 2


async def test_a_stop_is_a_pause_that_ends_by_itself_in_the_version_that_was_in_force(
    challenges: Running,
) -> None:
    await guard(challenges)
    rider_id = uuid4()
    challenge_id = await challenges.published()
    assert (await stop(challenges, challenge_id))["resumes"]
    assert (await stop(challenges, challenge_id, 409))["code"] == "stopped"
    await challenges.hear(trip(rider_id))
    await challenges.rewrite(challenge_id, body(target=1))
    for _ in range(2):
        refused = await challenges.step(challenge_id, "publish", 409)
        assert refused["code"] == "stopped"
    await resume(challenges, timedelta(days=6))
    assert await state_of(challenges, challenge_id) == "paused"
    await resume(challenges, timedelta(days=8))
    assert await state_of(challenges, challenge_id) == "published"
    assert await challenges.entry(challenge_id, rider_id) == (6_000, False), "not by the new body's target"
    assert (await challenges.challenges_said())[-1].version == 1


async def test_instants_are_written_with_z_wherever_they_stand(challenges: Running) -> None:
    await guard(challenges)
    challenge_id = await challenges.draft()
    await submit(challenges, challenge_id)
    await decide(challenges, challenge_id)
    [change] = (await challenges.asked("GET", "/v1/changes"))["changes"]
    stopped = await stop(challenges, challenge_id)
    refused = await stop(challenges, challenge_id, 409)
    assert refused["until"] == stopped["until"]
    assert refused["until"] in refused["detail"]
    instants = [change["submitted_at"], change["approvals"][0]["at"], stopped["until"]]
    assert [instant[-1] for instant in instants] == ["Z", "Z", "Z"]


async def test_what_was_closed_or_paused_before_does_not_come_back_after_a_stop(challenges: Running) -> None:
    await guard(challenges)
    paused, closed = await challenges.published(), await challenges.published()
    await challenges.step(paused, "pause")
    for challenge_id in (paused, closed):
        await stop(challenges, challenge_id)
    await challenges.step(closed, "close")
    await resume(challenges, timedelta(days=8))
    assert await state_of(challenges, paused) == "paused"
    assert await state_of(challenges, closed) == "closed"


async def resume(challenges: Running, later: timedelta) -> None:
    settings = Settings.model_validate({"DATABASE_URL": challenges.dsn})
    async with challenges.engine.begin() as tx:
        await resume_due(tx, settings, datetime.now(UTC) + later)


@pytest.mark.parametrize("days", [-1, 0, 14.1])
async def test_a_stop_is_14_days_at_most(challenges: Running, days: float) -> None:
    await guard(challenges)
    refused = await stop(challenges, await challenges.published(), 422, days)
    [fault] = refused["errors"]
    assert (fault["pointer"], fault["code"]) == ("/until", "out_of_range")
    assert datetime.fromisoformat(fault["maximum"]) - datetime.fromisoformat(fault["minimum"]) == timedelta(
        days=14
    )


@pytest.mark.parametrize("reason", [None, "ab", "   ", "x" * 501, "a\u202eb", 7])
async def test_every_step_wants_a_reason(challenges: Running, reason: object) -> None:
    await guard(challenges)
    challenge_id = await challenges.draft()
    asked = {} if reason is None else {"reason": reason}
    for step in ("submit", "publish", "pause", "close"):
        path = f"/v1/challenges/{challenge_id}/{step}"
        refused = await challenges.asked("POST", path, asked, 422)
        assert [each["pointer"] for each in refused["errors"]] == ["/reason"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"when": [{"fact": "x", "over": 1}]}, "/guards/0/when/0/fact"),
        ({"when": [{"fact": "who", "over": 1}]}, "/guards/0/when/0/fact"),
        ({"when": [{"fact": "reward_points", "any_of": ["1"]}]}, "/guards/0/when/0/fact"),
        ({"when": [{"fact": "reward_points"}]}, "/guards/0/when/0"),
        ({"when": [{"fact": "reward_points", "over": 1, "under": 2}]}, "/guards/0/when/0"),
        ({"second": "auditor"}, "/guards/0/second"),
        ({"veto_hours": 0}, "/guards/0/veto_hours"),
        ({"veto_hours": 721}, "/guards/0/veto_hours"),
    ],
)
async def test_a_guard_that_could_never_hold_is_refused(
    challenges: Running, wrong: Mapping[str, Any], pointer: str
) -> None:
    refused = await guard(challenges, {**ALL, **wrong}, status=422)
    assert [each["pointer"] for each in refused["errors"]] == [pointer]


async def test_guards_are_public_in_versions_and_the_same_ones_make_none(challenges: Running) -> None:
    first = await guard(challenges, ALL)
    assert await guard(challenges, ALL) == first
    second = await guard(challenges, HIGH)
    assert second["version"] == first["version"] + 1
    answer = await challenges.client.get("/v1/guards/challenge", headers={"Authorization": ""})
    assert answer.json() == second
    assert [each["guard_id"] for each in second["guards"]] == ["high"]
    query = "SELECT step, subject->>'id' FROM decisions WHERE subject->>'type' = 'guard'"
    lines = await challenges.rows(f"{query} ORDER BY seq DESC LIMIT 2")
    assert lines == [("unguarded", "all"), ("guarded", "high")]


async def test_the_chain_is_public_and_holds(challenges: Running) -> None:
    await guard(challenges)
    challenge_id = await challenges.published()
    nobody = {"Authorization": ""}
    whole = await challenges.client.get("/v1/decisions.ndjson?chain=challenges", headers=nobody)
    assert whole.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in whole.text.splitlines()]
    assert first_wrong_seq(lines) is None
    assert lines[-1]["subject"] == {"type": "challenge", "id": challenge_id, "version": 1}
    assert lines[-1]["reason"] == REASON["reason"]
    paged, cursor = [], ""
    while True:
        page = (await challenges.client.get(f"/v1/decisions?limit=7{cursor}", headers=nobody)).json()
        paged += page["decisions"]
        if "next_cursor" not in page:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert paged == lines
    said = [each for each in await challenges.said() if each.type == "decision.recorded.v1"]
    assert REASON["reason"] not in str(said[-1].data)
    assert lines[-1]["hash"] in str(said[-1].data)
    for address in ("decisions.ndjson", "decisions?limit=7"):
        read = await asyncio.to_thread(verify, f"{challenges.client.base_url}/v1/{address}")
        assert read == {"ok": True, "chains": [{"chain": "challenges", "lines": len(lines)}]}
    other = await challenges.client.get("/v1/decisions?chain=rewards", headers=nobody)
    assert other.status_code == 404


async def test_the_service_cannot_change_what_was_decided_but_a_reason_goes(
    challenges: Running,
) -> None:
    await guard(challenges)
    await challenges.published()
    connection = await asyncpg.connect(serving(challenges.dsn, "challenges"))
    try:
        for statement in (
            "UPDATE decisions SET step = 'x'",
            "DELETE FROM decisions",
            "TRUNCATE decisions",
            "UPDATE decisions SET reason_hash = 'x'",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError) as refused:
                await connection.execute(statement)
            assert refused.value.sqlstate == "42501"
        await connection.execute("UPDATE decisions SET reason = NULL WHERE seq = 1")
    finally:
        await connection.close()
    whole = await challenges.client.get("/v1/decisions.ndjson")
    lines = [json.loads(line) for line in whole.text.splitlines()]
    assert "reason" not in lines[0]
    assert "reason_salt" not in lines[0]
    assert first_wrong_seq(lines) is None
