"""Who signs what in tests of two keys: the city's guards, decisions and stops, and what came of them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.challenges.running_challenges import REASON, Running, body

ALL: dict[str, Any] = {"guard_id": "all", "when": [], "reason": "We look at all.", "mandate_ref": "Ple 1"}
HIGH: dict[str, Any] = ALL | {"guard_id": "high", "when": [{"fact": "reward_points", "over": 100}]}
APPROVE = {"decision": "approve", **REASON}
REFUSE = {"decision": "refuse", **REASON}


async def guard(challenges: Running, *guards: Mapping[str, Any], status: int = 200) -> dict[str, Any]:
    city = challenges.signed_in("city")
    return await challenges.asked("PUT", "/v1/guards/challenge", {"guards": list(guards)}, status, city)


async def submit(challenges: Running, challenge_id: str, status: int = 202) -> dict[str, Any]:
    return await challenges.step(challenge_id, "submit", status)


async def decide(
    challenges: Running, challenge_id: str, decision: Mapping[str, Any] = APPROVE, status: int = 200
) -> dict[str, Any]:
    city = challenges.signed_in("city")
    return await challenges.asked("POST", f"/v1/challenges/{challenge_id}/decision", decision, status, city)


async def stop(challenges: Running, challenge_id: str, status: int = 200, days: float = 7) -> dict[str, Any]:
    city = challenges.signed_in("city")
    until = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    asked = {"until": until, **REASON}
    return await challenges.asked("POST", f"/v1/challenges/{challenge_id}/stop", asked, status, city)


async def state_of(challenges: Running, challenge_id: str) -> str:
    rows = await challenges.rows(
        "SELECT state FROM challenges WHERE challenge_id = :id", id=UUID(challenge_id)
    )
    return str(rows[0][0])


async def steps_of(challenges: Running, challenge_id: str) -> list[str]:
    """What the chain says of a challenge."""
    query = "SELECT step FROM decisions WHERE subject->>'id' = :id ORDER BY seq"
    return [row[0] for row in await challenges.rows(query, id=challenge_id)]


async def take(challenges: Running, challenge_id: str, route: str, **headers: str) -> dict[str, Any]:
    """The answer of a route, whatever it is."""
    path, asked, role = f"/v1/challenges/{challenge_id}", dict(REASON), "operator"
    if route in ("approve", "refuse"):
        path, asked, role = f"{path}/decision", {"decision": route, **REASON}, "city"
    elif route == "stop":
        until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        path, asked, role = f"{path}/stop", {"until": until, **REASON}, "city"
    elif route != "PUT":
        path = f"{path}/{route}"
    method, sent = ("PUT", body() | asked) if route == "PUT" else ("POST", asked)
    answer = await challenges.client.request(
        method, path, json=sent, headers=challenges.signed_in(role) | headers
    )
    return dict(answer.json())
