"""A cheap HTTP load generator: on each of some connections the next request follows the last answer."""

import asyncio
import time
from collections.abc import Sequence


async def ask(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> int:
    """Send these requests in turn for so long. Returns the number of answers. Raises AssertionError for an
    answer other than 200."""
    until = time.monotonic() + seconds
    return sum(
        await asyncio.gather(*(_one(port, requests[n::connections], until) for n in range(connections)))
    )


async def _one(port: int, requests: Sequence[bytes], until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answered = 0
    while time.monotonic() < until:
        writer.write(requests[answered % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise AssertionError(head.decode())
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        answered += 1
    writer.close()
    return answered


def get(path: str, token: str = "") -> bytes:
    """The bytes of a GET request, with the headers of an app."""
    sign_in = f"Authorization: Bearer {token}\r\n" if token else ""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nAccept-Language: ca\r\n"
    return f"{head}{sign_in}\r\n".encode()
