"""What a redemption costs in a whole city, from the request to what the rider reads in the statement."""

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from bench import city, end_to_end

AT_ONCE = 16
COST_POINTS = 1
RIDERS = 400
PARTNER = "cafe"


async def measure(redemptions: int) -> dict[str, Any]:
    """`value` is CPU milliseconds of all services and of PostgreSQL for each redemption of one voucher."""
    with tempfile.TemporaryDirectory(prefix="rodem-bench-") as folder:
        data = Path(folder) / "data"
        async with city.running(data) as run, httpx.AsyncClient(base_url=run["gateway_url"]) as client:
            riders = await end_to_end.send(client, data, run, RIDERS)
            reward_id = await _publish_voucher(client, data)
            await _redeem(client, data, run, reward_id, riders, redemptions // 4)  # a warm-up
            before, started = city.spent(run), time.perf_counter()
            await _redeem(client, data, run, reward_id, riders, redemptions)
            took_s, after = time.perf_counter() - started, city.spent(run)
    ms = {name: round((after[name] - before[name]) / redemptions * 1e3, 2) for name in after}
    result = {
        "value": round(sum(ms.values()), 2),
        "ms_per_redemption": ms,
        "redemptions_per_s": round(redemptions / took_s),
    }
    print(f"  {json.dumps(result)}", flush=True)
    return result


async def _publish_voucher(client: httpx.AsyncClient, data: Path) -> str:
    async def done(method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await client.request(method, path, json=body, headers=city.signed(data, "operator"))
        return dict(answer.raise_for_status().json())

    await done("PUT", f"/v1/partners/{PARTNER}", {"name": "Cafe"})
    body = {
        "name": {"en": "A coffee"},
        "kind": "voucher",
        "cost_points": COST_POINTS,
        "stock": 1_000_000,
        "per_rider_max": {"count": 1_000, "period": "month"},
        "partner_id": PARTNER,
        "confirmation": "instant",
    }
    reward_id = str((await done("POST", "/v1/rewards", body))["reward_id"])
    await done("POST", f"/v1/rewards/{reward_id}/publish", {"reason": "It is measured."})
    return reward_id


async def _redeem(
    client: httpx.AsyncClient,
    data: Path,
    run: dict[str, Any],
    reward_id: str,
    riders: Sequence[str],
    redemptions: int,
) -> None:
    """Riders redeem in turn, some at once. Ends when the gateway shows all in their statements."""
    gateway = await asyncpg.connect(run["databases"]["gateway"])
    count = "SELECT count(*) FROM lines WHERE kind = 'redemption'"
    expected = redemptions + await gateway.fetchval(count)
    heads = [city.signed(data, "rider", rider) for rider in riders]

    async def some(first: int) -> None:
        for number in range(first, redemptions, AT_ONCE):
            head = heads[number % len(heads)] | {"Idempotency-Key": f"{expected}-{number}"}
            answer = await client.post("/v1/redemptions", json={"reward_id": reward_id}, headers=head)
            answer.raise_for_status()

    await asyncio.gather(*(some(first) for first in range(AT_ONCE)))
    give_up = time.monotonic() + city.GIVE_UP_S
    while (shown := await gateway.fetchval(count)) < expected:
        if time.monotonic() > give_up:
            raise AssertionError(f"{shown} of {expected} redemptions are shown")
        await asyncio.sleep(0.1)
    await gateway.close()
