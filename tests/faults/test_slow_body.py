"""A caller who sends a body byte by byte holds a place among the requests at work, but not for long."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

import pytest

from shared.http import bodies
from tests.conftest import MakeDatabase
from tests.trips.running_trips import Trips, running_trips

BODY_S = 0.5
MUCH_LATER_S = 20
"""Long before a body that comes byte by byte would be whole, or the other is given up by anybody else."""


async def send_slowly(trips: Trips, every_s: float) -> tuple[int, float]:
    """Status of the answer to a body of which a byte comes now and then, and seconds to it."""
    host, port = trips.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = [
        "POST /v1/trips HTTP/1.1",
        f"Host: {host}",
        f"Authorization: {trips.signed_in('rider')['Authorization']}",
        "Content-Type: application/json",
        "Content-Length: 1000",
        "Idempotency-Key: slow",
    ]
    writer.write("\r\n".join([*head, "", "{"]).encode())
    began = time.monotonic()

    async def drip() -> None:
        while True:
            await asyncio.sleep(every_s)
            writer.write(b" ")

    dripping = asyncio.create_task(drip())
    try:
        async with asyncio.timeout(MUCH_LATER_S):
            answer = await reader.readuntil(b"\r\n\r\n")
        seconds = time.monotonic() - began
        # What is left of the body is not waited for: the connection is closed.
        with suppress(ConnectionResetError):
            async with asyncio.timeout(MUCH_LATER_S):
                await reader.read()
    finally:
        dripping.cancel()
        writer.close()
    return int(answer.split()[1]), seconds


@pytest.mark.parametrize("every_s", [0.2, 60])
async def test_a_body_that_does_not_come_is_not_waited_for(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every_s: float
) -> None:
    monkeypatch.setattr(bodies, "BODY_S", BODY_S)
    async with running_trips(await make_database("trips"), tmp_path) as trips:
        status, seconds = await send_slowly(trips, every_s)
    assert status == 408
    assert seconds >= BODY_S
