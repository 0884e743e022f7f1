"""A whole city as a user starts it, on PostgreSQL alone and on Kafka: from `:batch` to what riders read."""

import asyncio
import json
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from bench import city, cpu
from rodem.local import broker_files
from rodem.local.postgres_binaries import CannotStart

BATCH = 1_000
RIDERS = 2_000


async def measure(trips: int, probes: int) -> dict[str, Any]:
    """`value` is CPU per trip with Kafka divided by that without; None where Kafka cannot be installed."""
    results: dict[str, Any] = {"embedded": await _city(trips, probes, kafka=False)}
    try:
        await broker_files.jars(broker_files.default_cache(), print)
    except CannotStart as reason:
        print(f"  Kafka is not measured. {reason}")
        return {"value": None, **results}
    results["kafka"] = await _city(trips, probes, kafka=True)
    embedded_us = results["embedded"]["us_per_trip"]["total"]
    ratio = results["kafka"]["us_per_trip"]["total"] / embedded_us
    ratio_without_broker = results["kafka"]["us_per_trip"]["without_broker"] / embedded_us
    return {
        "value": round(ratio, 2),
        "without_the_brokers_process": round(ratio_without_broker, 2),
        **results,
    }


async def _city(trips: int, probes: int, kafka: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="rodem-bench-") as folder:
        data = Path(folder) / "data"
        async with city.running(data, kafka) as run, httpx.AsyncClient(base_url=run["gateway_url"]) as client:
            await _publish_challenge(client, data)
            await send(client, data, run, trips // 2)  # a warm-up: plans and caches are filled
            before, started = city.spent(run), time.perf_counter()
            await send(client, data, run, trips)
            took_s, after = time.perf_counter() - started, city.spent(run)
            delays_ms = [await _probe(client, data) for _ in range(probes)]
            memory = {name: round(cpu.memory_mib(pid)) for name, pid in city.pids(run).items()}
            memory["postgres"] = round(
                sum(map(cpu.memory_mib, [run["postgres_pid"], *cpu.children(run["postgres_pid"])]))
            )
    us = {name: round((after[name] - before[name]) / trips * 1e6, 1) for name in after}
    total = round(sum(us.values()), 1)
    us |= {"total": total, "without_broker": round(total - us.get("kafka", 0), 1)}
    cuts = quantiles(delays_ms, n=100)
    result = {
        "trips_per_s": round(trips / took_s),
        "us_per_trip": us,
        "points_after_202_ms": {"p50": round(cuts[49]), "p99": round(cuts[98])},
        "memory_mib": memory,
    }
    print(f"  {'Kafka' if kafka else 'embedded'}: {json.dumps(result)}", flush=True)
    return result


async def _publish_challenge(client: httpx.AsyncClient, data: Path) -> None:
    now = datetime.now(UTC)
    body = {
        "name": {"en": "Ten kilometres"},
        "goal": {"kind": "sum", "measure": "distance_m", "target": 10_000},
        "who": {"kind": "all"},
        "reward": {"points": 100},
        "starts_at": (now - timedelta(days=30)).isoformat(),
        "ends_at": (now + timedelta(days=30)).isoformat(),
    }
    made = await client.post("/v1/challenges", json=body, headers=city.signed(data, "operator"))
    challenge_id = made.raise_for_status().json()["challenge_id"]
    published = await client.post(
        f"/v1/challenges/{challenge_id}/publish",
        json={"reason": "It is measured."},
        headers=city.signed(data, "operator"),
    )
    published.raise_for_status()


def _trip(number: int, rider_id: str) -> dict[str, Any]:
    # A rider's trips start an hour apart, so that none overlaps another.
    started_at = datetime.now(UTC) - timedelta(days=10) + timedelta(hours=number // RIDERS)
    return {
        "trip_id": str(uuid4()),
        "vehicle_type": "bike",
        "started_at": started_at.isoformat(),
        "ended_at": (started_at + timedelta(minutes=15)).isoformat(),
        "distance_m": 3_000,
        "rider_id": rider_id,
    }


async def send(client: httpx.AsyncClient, data: Path, run: dict[str, Any], trips: int) -> list[str]:
    """Send so many trips of new riders, and wait until the gateway shows the points of all. Returns the
    riders."""
    gateway = await asyncpg.connect(run["databases"]["gateway"])
    count_paid_trips = "SELECT count(*) FROM sources WHERE source LIKE 'trip:%'"
    expected = trips + await gateway.fetchval(count_paid_trips)
    riders = [str(uuid4()) for _ in range(RIDERS)]
    numbered = [_trip(number, riders[number % RIDERS]) for number in range(trips)]
    for first in range(0, trips, BATCH):
        body = {"trips": numbered[first : first + BATCH]}
        signed = city.signed(data, "operator")
        answer = await client.post("/v1/trips:batch", json=body, headers=signed, timeout=30)
        if (accepted := answer.raise_for_status().json()["accepted"]) != len(body["trips"]):
            raise AssertionError(f"only {accepted} of {len(body['trips'])} trips were accepted")
    give_up = time.monotonic() + city.GIVE_UP_S
    while (paid := await gateway.fetchval(count_paid_trips)) < expected:
        if time.monotonic() > give_up:
            raise AssertionError(f"{paid} of {expected} trips have points after {city.GIVE_UP_S} s")
        await asyncio.sleep(0.2)
    await gateway.close()
    return riders[:trips]


async def _probe(client: httpx.AsyncClient, data: Path) -> float:
    """Milliseconds from the 202 of an operator's trip until its rider's summary has the points."""
    rider_id = str(uuid4())
    body = {"trips": [_trip(0, rider_id)]}
    (
        await client.post("/v1/trips:batch", json=body, headers=city.signed(data, "operator"))
    ).raise_for_status()
    signed = city.signed(data, "rider", rider_id)
    started = time.perf_counter()
    while True:
        summary = await client.get("/v1/me/summary", headers=signed)
        if summary.raise_for_status().json()["lifetime_points"]:
            return (time.perf_counter() - started) * 1_000
        if time.perf_counter() - started > city.GIVE_UP_S:
            raise AssertionError("a trip has no points")
        await asyncio.sleep(0.01)
