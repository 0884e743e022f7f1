"""Live trips: how long a chunk of points waits for its answer, and what it costs, while many ride at a
time."""

import asyncio
import json
import math
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench import cpu
from bench.databases import Cluster, copies
from bench.summary import serving
from rodem.local import postgres
from rodem.local.provision import make_issuer
from rodem.local.tokens import mint

EVERY_S = 15
"""A phone sends a chunk so often, with a point of each second."""
CONNECTIONS = 32


@dataclass
class Waits:
    """Seconds from the moment at which each request was due to its answer, and how many were refused."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0


async def measure(cluster: Cluster, trips: int, seconds: float) -> dict[str, Any]:
    """`value` is the 99th percentile of a chunk's wait in milliseconds, by one process of the service."""
    async with copies(cluster, ("trips",)) as (dsn,):
        with tempfile.TemporaryDirectory(prefix="rodem-bench-") as name:
            folder = Path(name)
            make_issuer(folder)
            port = postgres.free_port()
            env = {
                "DATABASE_URL": dsn,
                "RODEM_SOURCES": json.dumps({"riders": dsn}),  # where nobody is erased
                "RODEM_JWKS_FILE": str(folder / "jwks.json"),
                "RODEM_INTERNAL_SECRET": "",
                "RODEM_PORT": str(port),
            }
            async with serving(["shared.serve", "trips"], env, port) as pid:
                riders = [_Rider(folder) for _ in range(trips)]
                await _send(port, [each.start() for each in riders], 0)
                before = cpu.of_process(pid), cpu.of_cluster(cluster.pid)
                waits = await _ride(port, riders, seconds)
                after = cpu.of_process(pid), cpu.of_cluster(cluster.pid)
    count = len(waits.seconds)
    result = {
        "value": round(_percentile(waits.seconds, 0.99) * 1e3, 1),
        "p50_ms": round(_percentile(waits.seconds, 0.5) * 1e3, 1),
        "chunks": count,
        "refused": waits.refused,
        "cpu_ms_per_chunk": {
            "process": round((after[0] - before[0]) / count * 1e3, 2),
            "postgres": round((after[1] - before[1]) / count * 1e3, 2),
        },
    }
    print(f"  {json.dumps(result)}", flush=True)
    return result


class _Rider:
    """A phone on its way: the bytes of its requests."""

    def __init__(self, folder: Path) -> None:
        self.token = mint(folder, "rider")
        self.trip_id = str(uuid4())
        self.began = datetime.now(UTC) - timedelta(hours=1)

    def start(self) -> bytes:
        body = {"trip_id": self.trip_id, "vehicle_type": "bike", "started_at": self.began.isoformat()}
        return self._post("/v1/trips:start", body)

    def chunk(self, seq: int) -> bytes:
        points = [self._point(seq * EVERY_S + second) for second in range(EVERY_S)]
        return self._post(f"/v1/trips/{self.trip_id}/trace", {"seq": seq, "points": points})

    def _point(self, second: int) -> dict[str, Any]:
        at = (self.began + timedelta(seconds=second)).isoformat()
        lat = round(41.39 + second * 4e-5 + math.sin(second) * 2e-6, 7)
        return {"at": at, "lat": lat, "lon": 2.17, "accuracy_m": 6.5}

    def _post(self, path: str, body: dict[str, Any]) -> bytes:
        content = json.dumps(body).encode()
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.token}\r\n"
            f"Idempotency-Key: {uuid4()}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        ).encode() + content


async def _ride(port: int, riders: Sequence[_Rider], seconds: float) -> Waits:
    """Every phone sends its chunks for so long, each at moments of its own."""
    every_s = EVERY_S / len(riders)
    count = round(seconds / every_s)
    requests = [riders[n % len(riders)].chunk(n // len(riders)) for n in range(count)]
    return await _send(port, requests, every_s)


async def _send(port: int, requests: Sequence[bytes], every_s: float) -> Waits:
    """Send a request every so many seconds, whether or not the ones before were answered: the wait for a free
    connection is a wait too."""
    waits, began = Waits(), time.monotonic()
    following = iter(enumerate(requests))

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number, request in following:
            due = began + number * every_s
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            waits.seconds.append(time.monotonic() - due)
            waits.refused += not head.startswith(b"HTTP/1.1 202")
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return waits


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[math.ceil(len(values) * share) - 1]
