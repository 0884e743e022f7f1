"""How limits are tried in tests: a dry run, and what its job has found."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import httpx
import sqlalchemy as sa

from tests.cases.trip_histories import OPERATOR, Trips
from tests.days import local_day
from tests.waiting import eventually

REASON = {"reason": "A test wants it."}
PATH = "/v1/limits"


def limits(**changes: Any) -> dict[str, Any]:
    """Limits from tomorrow on; of both vehicle types, unless one is named."""
    of = changes if {"bike", "ebike"} & changes.keys() else {"bike": changes, "ebike": changes}
    return {"valid_from": local_day(1), **of, **REASON}


async def done(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """What a trial has found, once it is done, without what says which it is."""

    async def state() -> object:
        return (await client.get(path)).json()["state"]

    await eventually(state, "done", within_s=120)
    found = (await client.get(path)).json()
    return {name: value for name, value in found.items() if name not in ("job_id", "state")}


async def trial_of(client: httpx.AsyncClient, body: Mapping[str, Any]) -> dict[str, Any]:
    """What a trial of these limits has found. The client speaks as the game's operator."""
    answer = await client.put(PATH, json=body, headers={"Prefer": "dry-run"})
    assert answer.status_code == 202, answer.text
    return await done(client, f"/v1/jobs/trips/{answer.json()['job_id']}")


async def tried(trips: Trips, **changes: Any) -> dict[str, Any]:
    """What a trial of these limits has found in this city."""
    trips.client.headers["Authorization"] = trips.signed_in("operator", OPERATOR)["Authorization"]
    return await trial_of(trips.client, limits(**changes))


async def judged(trips: Trips) -> tuple[dict[str, int], dict[str, int]]:
    """How many trips have each reason, and each verdict, as they are stored."""
    async with trips.engine.connect() as tx:
        rows = (await tx.execute(sa.text("SELECT verdict, reasons FROM trips WHERE is_trip"))).all()
    return dict(Counter(reason for row in rows for reason in row.reasons)), dict(
        Counter(row.verdict for row in rows)
    )
