"""`GET /v1/me/summary` with a token against a bare FastAPI hello on the same uvicorn."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg

from bench import cpu, load, ours, stream
from bench.databases import Cluster, copies, run
from rodem.local import postgres
from rodem.local.provision import make_issuer
from rodem.local.running import SERVICES
from rodem.local.tokens import mint
from services.challenges import answers, store
from services.gateway.handlers import HANDLERS
from services.rewards.handlers import handlers as rewards_handlers
from shared.eventlog import consumer as bus
from shared.eventlog.log import Record
from shared.events.registry import encode

RIDERS = 200
CONNECTIONS = 64
ROOT = Path(__file__).resolve().parents[1]


async def versus_hello(cluster: Cluster, trips: int, runs: int, seconds: float) -> dict[str, Any]:
    """Requests per CPU second (of the service and PostgreSQL), as a share of those of hello."""
    templates = ("gateway", "trips", "challenges", "rewards")
    async with copies(cluster, templates) as dsns:
        riders = await _fill(dsns, trips)
        with tempfile.TemporaryDirectory(prefix="rodem-bench-") as folder:
            make_issuer(Path(folder))
            requests = [
                load.get("/v1/me/summary", mint(Path(folder), "rider", str(rider))) for rider in riders
            ]
            ports = [postgres.free_port() for _ in range(2)]
            gateway = _gateway(dsns, Path(folder), ports[0])
            async with (
                serving(["shared.serve", "gateway"], gateway, ports[0]) as pid,
                serving(["bench.hello", str(ports[1])], {}, ports[1]) as hello,
            ):
                results = []
                for _ in range(runs):
                    of_hello = await _measure(
                        cluster, hello, ports[1], [load.get("/hello")] * CONNECTIONS, seconds
                    )
                    of_summary = await _measure(cluster, pid, ports[0], requests, seconds)
                    ratio = of_hello["process"] / (of_summary["process"] + of_summary["postgres"])
                    print(
                        f"  summary : hello {ratio:.3f}   summary {of_summary}   hello {of_hello}", flush=True
                    )
                    results.append((ratio, of_summary, of_hello))
    _, of_summary, of_hello = sorted(results, key=lambda result: result[0])[len(results) // 2]
    return {
        "value": round(median(result[0] for result in results), 3),
        "without_postgres": round(of_hello["process"] / of_summary["process"], 3),
        "summary_us_per_request": of_summary,
        "hello_us_per_request": {"process": of_hello["process"]},
    }


async def _fill(dsns: Sequence[str], count: int) -> Sequence[UUID]:
    """Let the gateway apply the events of `count` trips in two weeks. Returns riders who made some."""
    gateway, _, challenges, rewards = dsns
    trips = stream.trips(count)
    entries = await ours.entries_of(challenges, trips)
    database = ours.engine(rewards)
    handlers = rewards_handlers()
    for records in (trips, entries):
        await ours.consume(database, handlers, records)
    await database.dispose()
    connection = await asyncpg.connect(rewards)
    rows = await connection.fetch("SELECT 0, seq, id, type, key, time, data FROM outbox ORDER BY seq")
    await connection.close()
    database = ours.engine(gateway)
    gateway_handlers = {
        type_: handler for of_topic in HANDLERS.values() for type_, handler in of_topic.items()
    }
    for records in (trips, await _challenge_records(challenges), entries, [Record(*row) for row in rows]):
        for first in range(0, len(records), 1_000):
            async with database.begin() as tx:
                await bus.handle(tx, "city", gateway_handlers, records[first : first + 1_000])
    await database.dispose()
    await run(gateway, "VACUUM ANALYZE")
    return list(dict.fromkeys(UUID(record.key) for record in trips))[:RIDERS]


async def _challenge_records(dsn: str) -> list[Record]:
    """The events that challenges would have published for the challenges in force."""
    database = ours.engine(dsn)
    async with database.connect() as tx:
        in_force = await store.in_force(tx)
    await database.dispose()
    events = [answers.event_of("city", challenge) for challenge in in_force]
    return [
        Record(0, number, event.challenge_id, event.type, event.key, stream.BEGIN, encode(event))
        for number, event in enumerate(events, 1)
    ]


def _gateway(dsns: Sequence[str], folder: Path, port: int) -> dict[str, str]:
    """The gateway's environment. Nothing more is published on the topics that it hears."""
    return {
        "DATABASE_URL": dsns[0],
        "RODEM_SOURCES": json.dumps(dict(zip(("trips", "challenges", "rewards"), dsns[1:], strict=True))),
        "RODEM_SERVICE_URLS": json.dumps(dict.fromkeys(SERVICES, "http://127.0.0.1:9")),
        "RODEM_JWKS_FILE": str(folder / "jwks.json"),
        "RODEM_INTERNAL_SECRET": "of-the-bench",
        "RODEM_PORT": str(port),
        # Few riders make all requests, so their quota must be large.
        "RODEM_RIDER_REQUESTS_MAX": "1000000000",
    }


@asynccontextmanager
async def serving(module: Sequence[str], env: Mapping[str, str], port: int) -> AsyncIterator[int]:
    """The process id of a server that answers on this port."""
    process = subprocess.Popen(  # noqa: ASYNC220, S603
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env=dict(os.environ) | dict(env),
        stdout=subprocess.DEVNULL,
    )
    try:
        give_up = time.monotonic() + 30
        while postgres.port_is_free(port):
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"{' '.join(module)} does not start")
            await asyncio.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


async def _measure(
    cluster: Cluster, pid: int, port: int, requests: Sequence[bytes], seconds: float
) -> dict[str, float]:
    """Microseconds of CPU for each request, of the server and of PostgreSQL."""
    await load.ask(port, requests, CONNECTIONS, 1)
    before = cpu.of_process(pid), cpu.of_cluster(cluster.pid)
    answered = await load.ask(port, requests, CONNECTIONS, seconds)
    after = cpu.of_process(pid), cpu.of_cluster(cluster.pid)
    process_s, postgres_s = (b - a for a, b in zip(before, after, strict=True))
    return {
        "process": round(process_s / answered * 1e6, 1),
        "postgres": round(postgres_s / answered * 1e6, 1),
    }
