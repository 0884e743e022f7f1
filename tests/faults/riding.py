"""Trips that are reported while something breaks, and whether each was counted once."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.cities import City
from tests.reported_trips import reported_trip
from tests.waiting import wait_for

POINTS = 57
"""Of a trip of 4.2 km in 20 minutes: 42 + 15."""
BATCH = 10
LONGEST_S = 12.0
"""Longest wait for an answer: the gateway waits 10 s for a service."""


@dataclass
class Ridden:
    """What the callers saw: trips that were acknowledged, and the status of every answer (0: none came)."""

    acknowledged: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    longest_s: float = 0.0


def trip() -> dict[str, Any]:
    """A trip that counts, of a rider of its own."""
    return reported_trip(timedelta(hours=2), distance_m=4_200)


async def send(client: httpx.AsyncClient, ridden: Ridden, body: dict[str, Any], key: str) -> bool:
    """Whether this batch was acknowledged. An answer that is not must say when to come back."""
    began = time.monotonic()
    try:
        answer = await client.post("/v1/trips:batch", json=body, headers={"Idempotency-Key": key})
    except httpx.TransportError:
        ridden.statuses[0] += 1
        return False
    finally:
        ridden.longest_s = max(ridden.longest_s, time.monotonic() - began)
    ridden.statuses[answer.status_code] += 1
    if answer.status_code == 200:
        assert (answer.json()["accepted"], answer.json()["failures"]) == (BATCH, [])
        return True
    assert answer.status_code in (409, 503), answer.text
    assert answer.headers["retry-after"]
    return False


async def ride(city: City, ridden: Ridden, ended: asyncio.Event) -> None:
    """Batches, each sent under one key until it is acknowledged."""
    url, token = city.run_json()["gateway_url"], await asyncio.to_thread(city.token, "operator")
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=20, trust_env=False) as client:
        while not ended.is_set():
            body, key = {"trips": [trip() for _ in range(BATCH)]}, str(uuid4())
            while not await send(client, ridden, body, key):
                await asyncio.sleep(0.2)
            ridden.acknowledged += BATCH
            await asyncio.sleep(0.02)


async def goes_on(ridden: Ridden, within_s: float = 90) -> None:
    """Wait until many more trips are acknowledged than now."""
    wanted, give_up = ridden.acknowledged + 10 * BATCH, time.monotonic() + within_s
    while ridden.acknowledged < wanted:
        assert time.monotonic() < give_up, ridden
        await asyncio.sleep(0.05)


@asynccontextmanager
async def nothing_lost(city: City, longest_s: float = LONGEST_S) -> AsyncIterator[Ridden]:
    """Ride while the block runs. At the end each acknowledged trip is booked, once, and none failed."""
    before = await asyncio.to_thread(settled, city)
    ridden, ended = Ridden(), asyncio.Event()
    riders = [asyncio.create_task(ride(city, ridden, ended)) for _ in range(2)]
    try:
        await goes_on(ridden)
        yield ridden
        await goes_on(ridden)
    finally:
        ended.set()
        async with asyncio.timeout(120):
            await asyncio.gather(*riders)
    after = await asyncio.to_thread(settled, city)
    assert after["trips"]["accepted"] - before["trips"]["accepted"] == ridden.acknowledged
    issued = after["ledger"]["issued_points"] - before["ledger"]["issued_points"]
    assert (issued, after["ledger"]["balanced"]) == (POINTS * ridden.acknowledged, True)
    assert after["dead_letters"] == 0
    assert ridden.longest_s < longest_s, ridden


def settled(city: City) -> dict[str, Any]:
    """What the doctor finds once everything is applied."""
    wait_for(lambda: city.doctor()["ok"], True)
    return city.doctor()
