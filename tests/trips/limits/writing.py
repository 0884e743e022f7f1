"""Who writes and signs limits in tests, and what came of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from tests.days import local_day
from tests.trips.running_trips import Trips

REASON = {"reason": "A test wants it."}
ALL: dict[str, Any] = {"guard_id": "all", "when": [], "reason": "We look at all.", "mandate_ref": "Ple 1"}
PATH = "/v1/limits"


def limits(days: int = 1, **changes: Any) -> dict[str, Any]:
    """Limits as the game's operator writes them, so many days from today on."""
    return {"valid_from": local_day(days), "bike": {"tiny_n": 4}, **REASON} | changes


async def asked(
    trips: Trips, method: str, path: str, body: object = None, role: str = "operator", **headers: str
) -> httpx.Response:
    """The answer of a route to a person of this role."""
    signed_in = trips.signed_in(role, None if role == "rider" else f"somebody of the {role}")
    return await trips.client.request(method, path, json=body, headers=signed_in | headers)


async def written(trips: Trips, status: int = 200, **changes: Any) -> dict[str, Any]:
    """What came of limits that were written."""
    answer = await asked(trips, "PUT", PATH, limits(**changes))
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def guard(trips: Trips, *guards: Mapping[str, Any], status: int = 200) -> dict[str, Any]:
    answer = await asked(trips, "PUT", "/v1/guards/limits", {"guards": list(guards)}, "city")
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def take(trips: Trips, version: int | str, route: str, **headers: str) -> dict[str, Any]:
    """The answer of a route of one version, whatever it is."""
    path, body, role = f"{PATH}/{version}/{route}", dict[str, Any](REASON), "operator"
    if route in ("approve", "refuse"):
        path, body["decision"], role = f"{PATH}/{version}/decision", route, "city"
    elif route == "stop":
        body["until"], role = (datetime.now(UTC) + timedelta(days=2)).isoformat(), "city"
    return dict((await asked(trips, "POST", path, body, role, **headers)).json())


async def listed(trips: Trips) -> dict[str, Any]:
    return dict((await asked(trips, "GET", PATH, role="auditor")).json())


async def state_of(trips: Trips, version: int) -> str:
    rows = await trips.rows("SELECT state FROM limit_versions WHERE version = $1", version)
    return str(rows[0][0])


async def steps_of(trips: Trips) -> list[str]:
    """What the chain says of limits."""
    query = "SELECT step FROM decisions WHERE subject->>'type' = 'limits' ORDER BY seq"
    return [row[0] for row in await trips.rows(query)]
