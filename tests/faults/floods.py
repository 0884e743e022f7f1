"""Attackers: connections from an address of their own that send what they are told and read nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from urllib.parse import urlsplit

ATTACKER = "127.0.0.2"
"""All of 127/8 is this machine. 127.0.0.1 is trusted as a proxy, and has no limit of its own."""


@contextmanager
def connected(url: str, count: int, sent: bytes, address: str = ATTACKER) -> Iterator[list[socket.socket]]:
    """`count` connections from this address, each of which has sent these bytes. Their buffers for what comes
    back are small, and nothing reads them."""
    target = urlsplit(url)
    assert target.port is not None
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            attacker = stack.enter_context(socket.socket())
            attacker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            attacker.settimeout(10)
            attacker.bind((address, 0))
            attacker.connect(("127.0.0.1", target.port))
            attacker.setblocking(False)
            with suppress(OSError):  # refused already
                attacker.send(sent)
            opened.append(attacker)
        yield opened


@asynccontextmanager
async def attacking(
    url: str, count: int, sent: bytes, address: str = ATTACKER
) -> AsyncIterator[list[socket.socket]]:
    """The same, without holding the loop."""
    attack = connected(url, count, sent, address)
    opened = await asyncio.to_thread(attack.__enter__)
    try:
        yield opened
    finally:
        attack.__exit__(None, None, None)


def is_open(attacker: socket.socket) -> bool:
    """Whether the server has not ended this connection. Reads what is there."""
    try:
        while data := attacker.recv(65536):
            del data
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def request(path: str, *headers: str, method: str = "GET") -> bytes:
    """The head of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: rodem", *headers, "", ""]).encode()
