"""One caller, or one address, takes the service from nobody else, whatever it sends or does not read."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from rodem.local.tokens import mint
from services.gateway.handlers import HANDLERS
from shared.http import visitors
from tests.conftest import MakeDatabase
from tests.served import all_at

from .floods import ATTACKER, attacking, is_open, request
from .served import Served, served

MIB = 1024 * 1024
MEMORY_MAX = 300 * MIB
"""What the process may have taken at most, of the 512 MiB that a deployment gives it."""
SECRET = "for-tests-only"


@asynccontextmanager
async def gateway(make_database: MakeDatabase, folder: Path, descriptors: int) -> AsyncIterator[Served]:
    """A gateway in a process of its own, before services that are away."""
    silent = await make_database("gateway")
    away = {"RODEM_SERVICE_URLS": json.dumps(all_at("http://127.0.0.1:9"))}
    sources = dict.fromkeys(HANDLERS, silent)
    async with served(
        "gateway", await make_database("gateway"), folder, away, descriptors, **sources
    ) as process:
        yield process


def base_url(process: Served) -> str:
    return str(process.client.base_url)


def signed_in(folder: Path) -> dict[str, str]:
    return {"Authorization": f"Bearer {mint(folder, 'rider', str(uuid4()))}"}


async def summaries(process: Served, folder: Path, count: int = 10) -> list[int]:
    """The statuses that somebody else gets, on a connection of its own each time."""
    headers = signed_in(folder) | {"Connection": "close"}
    return [(await process.client.get("/v1/me/summary", headers=headers)).status_code for _ in range(count)]


def peak_bytes(process: Served) -> int:
    """The most memory that the process has had."""
    status = Path(f"/proc/{process.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


async def test_half_heads_hold_no_descriptor_of_others(make_database: MakeDatabase, tmp_path: Path) -> None:
    async with (
        gateway(make_database, tmp_path, descriptors=256) as process,
        attacking(base_url(process), 300, b"GET / HTTP/1.1\r\nHost: ") as attackers,
    ):
        assert await summaries(process, tmp_path) == [200] * 10
        assert sum(is_open(each) for each in attackers) <= 256 // 3


@pytest.mark.parametrize("address", [ATTACKER, "127.0.0.1"], ids=["one address", "behind a proxy"])
async def test_idle_readers_of_documents_hold_no_place(
    make_database: MakeDatabase, tmp_path: Path, address: str
) -> None:
    paths = ("/docs/static/swagger-ui-bundle.js", "/openapi.json")
    sent = b"".join(request(path, "X-Forwarded-For: 192.0.2.1") for path in paths)
    async with (
        gateway(make_database, tmp_path, descriptors=2_048) as process,
        attacking(base_url(process), 540, sent, address),
    ):
        assert await summaries(process, tmp_path) == [200] * 10
        assert peak_bytes(process) < MEMORY_MAX


async def test_unfinished_bodies_of_one_rider_fill_neither_memory_nor_places(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with gateway(make_database, tmp_path, descriptors=2_048) as process:
        rider = f"Authorization: {signed_in(tmp_path)['Authorization']}"
        size = 250 * 1024
        head = request(
            "/v1/trips",
            rider,
            "Content-Type: application/json",
            f"Content-Length: {size}",
            "Idempotency-Key: one",
            method="POST",
        )
        before = peak_bytes(process)
        async with attacking(base_url(process), 250, head, "127.0.0.1") as attackers:
            loop = asyncio.get_running_loop()

            async def send(attacker: Any) -> None:
                try:
                    async with asyncio.timeout(3):
                        await loop.sock_sendall(attacker, b" " * (size - 1))
                except (OSError, TimeoutError):
                    return  # refused

            await asyncio.gather(*(send(each) for each in attackers))
            assert await summaries(process, tmp_path) == [200] * 10
            answers = [answered(each) for each in attackers]
            assert answers.count(None) <= 16
            assert set(answers) <= {None, 429}
        assert peak_bytes(process) - before < 64 * MIB


def answered(attacker: Any) -> int | None:
    """The status of what the server has answered on this connection; None while it waits."""
    try:
        head = attacker.recv(4_096)
    except BlockingIOError:
        return None
    return int(head.split()[1])


def trace(points: int) -> list[dict[str, Any]]:
    began = datetime.now(UTC) - timedelta(hours=1)
    return [
        {
            "at": (began + timedelta(seconds=i / 2)).isoformat(timespec="milliseconds"),
            "lat": round(41.39 + i * 1e-5, 5),
            "lon": 2.17,
        }
        for i in range(points)
    ]


def traced(points: int) -> bytes:
    ended = datetime.now(UTC) - timedelta(minutes=1)
    trip = {
        "trip_id": str(uuid4()),
        "vehicle_type": "bike",
        "started_at": (ended - timedelta(minutes=59)).isoformat(),
        "ended_at": ended.isoformat(),
        "trace": trace(points),
    }
    return json.dumps(trip, separators=(",", ":")).encode()


async def test_the_longest_traces_of_many_riders_refuse_nobody_else(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with served("trips", await make_database("trips"), tmp_path) as trips:

        async def report(body: bytes) -> int:
            headers = signed_in(tmp_path) | {
                "Idempotency-Key": str(uuid4()),
                "Content-Type": "application/json",
            }
            return (await trips.client.post("/v1/trips", content=body, headers=headers)).status_code

        assert await report(traced(2_001)) == 422
        assert await report(traced(20_000)) == 413

        async def report_until_taken(body: bytes) -> int:
            """A slow machine may tell a rider to come back."""
            for _ in range(30):
                if (status := await report(body)) != 503:
                    break
                await asyncio.sleep(1)
            return status

        reporting = asyncio.gather(*(report_until_taken(traced(2_000)) for _ in range(32)))
        while not reporting.done():
            read = await trips.client.get("/v1/me/trips", headers=signed_in(tmp_path))
            assert read.status_code == 200
        assert set(await reporting) == {202}


async def test_a_flood_past_the_gateway_has_a_quota_and_the_gateway_has_none(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    few = {"RODEM_DIRECT_REQUESTS_MAX": "20", "RODEM_QUOTA_WINDOW_S": "600"}
    async with served("trips", await make_database("trips"), tmp_path, few) as trips:

        async def statuses(count: int, headers: dict[str, str]) -> Sequence[int]:
            answers: list[httpx.Response] = [
                await trips.client.get("/v1/stations", headers=headers) for _ in range(count)
            ]
            return [answer.status_code for answer in answers]

        assert (await statuses(21, {})).count(429) == 1
        forged = {visitors.HEADER: visitors.sign("guessed", visitors.NO_ADDRESS)}
        assert await statuses(1, forged) == [429]
        of_gateway = {visitors.HEADER: visitors.sign(SECRET, visitors.NO_ADDRESS)}
        assert 429 not in await statuses(21, of_gateway)
        assert (await trips.client.get("/readyz")).status_code == 200
