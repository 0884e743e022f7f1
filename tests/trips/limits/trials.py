"""How limits are tried in tests: a dry run, and what its job has found."""

from collections import Counter
from typing import Any

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


async def tried(trips: Trips, **changes: Any) -> dict[str, Any]:
    """What a trial of limits has found, without what says which it is."""
    token = trips.signed_in("operator", OPERATOR)
    answer = await trips.client.put(PATH, json=limits(**changes), headers=token | {"Prefer": "dry-run"})
    assert answer.status_code == 202, answer.text
    assert answer.headers["Preference-Applied"] == "dry-run"
    path = f"/v1/jobs/trips/{answer.json()['job_id']}"

    async def state() -> object:
        return (await trips.client.get(path, headers=token)).json()["state"]

    await eventually(state, "done", within_s=30)
    found = (await trips.client.get(path, headers=token)).json()
    return {name: value for name, value in found.items() if name not in ("job_id", "state")}


async def judged(trips: Trips) -> tuple[dict[str, int], dict[str, int]]:
    """How many trips have each reason, and each verdict, as they are stored."""
    async with trips.engine.connect() as tx:
        rows = (await tx.execute(sa.text("SELECT verdict, reasons FROM trips WHERE is_trip"))).all()
    return dict(Counter(reason for row in rows for reason in row.reasons)), dict(
        Counter(row.verdict for row in rows)
    )
