"""The client, the real gateway and a network that loses answers: what is done is done once."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from rodem.local.provision import make_issuer
from rodem_client import Retries, Rodem
from rodem_client.api.trips import RiderTrip, list_my_trips, report_trip
from tests.gateway.test_door import opened

SOON = Retries(patience_s=10, pause_s=0.02)


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """A request or an answer, whole. Empty at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


@asynccontextmanager
async def losing(url: str, answers_lost: int) -> AsyncIterator[tuple[str, list[tuple[bytes, bytes]]]]:
    """A proxy of `url` that hangs up instead of passing on the first `answers_lost` answers. Gives its URL
    and a list of (request, answer)."""
    host, port = url.removeprefix("http://").split(":")
    exchanges: list[tuple[bytes, bytes]] = []

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to_there = await asyncio.open_connection(host, int(port))
        while request := await read_message(reader):
            to_there.write(request)
            answer = await read_message(there)
            exchanges.append((request, answer))
            if len(exchanges) <= answers_lost:
                break
            writer.write(answer)
        to_there.close()
        writer.close()

    async with await asyncio.start_server(pass_on, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", exchanges


async def test_a_trip_whose_answers_were_lost_is_counted_once(
    make_database: Callable[[str], Awaitable[str]], tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    trip = RiderTrip(
        trip_id=uuid4(),
        vehicle_type="bike",
        started_at=now - timedelta(minutes=20),
        ended_at=now,
        distance_m=4_200,
    )
    async with opened(make_database, tmp_path, jwks_file=make_issuer(tmp_path)) as door:
        token = door.signed_in("rider")["Authorization"].removeprefix("Bearer ")
        async with (
            losing(str(door.client.base_url).rstrip("/"), answers_lost=2) as (url, exchanges),
            Rodem(url, token, retries=SOON) as rodem,
        ):
            verdict = await report_trip(rodem, trip)
            assert (verdict.trip_id, verdict.verdict) == (trip.trip_id, "accepted")
            assert len(exchanges) == 3
            assert len({request for request, _ in exchanges}) == 1, "with its key, and byte for byte"
            assert all(answer.startswith(b"HTTP/1.1 202") for _, answer in exchanges)
            assert [each.trip_id for each in (await list_my_trips(rodem)).trips] == [trip.trip_id]
