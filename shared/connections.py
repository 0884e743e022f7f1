"""Connections of callers: how many there may be, and how long a request's head or the reading of an answer
may take. uvicorn limits none of these."""

import asyncio
import re
import resource
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import prometheus_client
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.http.quotas import network
from shared.limits import KIB
from shared.settings import ServerSettings

HEAD_S = 10
"""Longest wait for a request's head, in seconds."""
HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%!$&'()*+,;=-]*)(:[0-9]*)?")
"""A host as RFC 3986 writes it: a name, an address, or IPv6 in brackets, and perhaps a port."""
HEAD_BYTES_MAX = 64 * KIB
"""Most bytes of a head that is not whole yet. Smaller heads that are too large are answered with 431."""
SEND_S = 20
SEND_BYTES_MIN = 40 * KIB
"""A caller reads at least so many bytes of an answer in SEND_S, or all that is left of the answer."""
SOCKET_BYTES = 128 * KIB
"""The system's own buffer for what is sent on a connection. It takes more only once a third of it is free:
with the megabytes that Linux gives by itself, a slow but steady reader seems to read nothing for long."""
PIPELINED_MAX = 16
"""Most requests that a connection may send while an earlier one is being answered."""
CONNECTIONS_MAX = 4096
DESCRIPTORS_KEPT = 64
"""Descriptors that no setting may give to callers: the service needs them for its log and its databases."""
SWEEP_TICKS = 10
"""uvicorn ticks every 0.1 s: overdue connections are looked for once a second."""

BUSY = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

Reason = Literal["all", "address", "head", "send"]

CUT = prometheus_client.Counter(
    "rodem_connections_cut",
    "Connections refused because there are too many (all) or too many from one address (address), or cut"
    " because a head did not come (head) or an answer was not read (send).",
    ["reason"],
)


@dataclass(frozen=True)
class Bounds:
    """The most connections in all and from one address. A proxy's address has no limit of its own."""

    connections_max: int
    address_max: int
    is_proxy: Callable[[str], bool]
    by_address: Counter[str] = field(default_factory=Counter)


def bounds(settings: ServerSettings, proxies: list[str] | str) -> Bounds:
    """The bounds of this process. Raises RuntimeError, with advice, if settings exceed its descriptors."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        descriptors = 3 * CONNECTIONS_MAX
    # A third: a request that is forwarded needs a second descriptor, and databases and files need the rest.
    most = settings.connections_max or min(descriptors // 3, CONNECTIONS_MAX)
    if most > descriptors - DESCRIPTORS_KEPT:
        raise RuntimeError(
            f"Set RODEM_CONNECTIONS_MAX below {descriptors - DESCRIPTORS_KEPT}, or raise `ulimit -n`,"
            f" which is {descriptors}."
        )
    is_proxy = _TrustedHosts(proxies).__contains__
    return Bounds(most, settings.address_connections_max or max(most // 4, 1), is_proxy)


class Connection(HttpToolsProtocol):
    """A connection within `bounds`. `overdue` says whether the connection must be cut."""

    bounds: ClassVar[Bounds]

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.address: str | None = None
        self.head_began_at: float | None = None
        self.head_bytes = 0
        self.unsent: tuple[int, float] | None = None
        """How many bytes of answers waited to be read, and since when (monotonic, in s)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, or refuse it with a bare 503."""
        super().connection_made(transport)
        self.head_began_at = time.monotonic()
        host = self.client[0] if self.client else ""
        address = network(host)
        reason: Reason | None = None
        if len(self.connections) > self.bounds.connections_max:
            reason = "all"
        elif self.bounds.by_address[address] >= self.bounds.address_max and not self.bounds.is_proxy(host):
            reason = "address"
        if reason is None:
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BYTES)
            self.address = address
            self.bounds.by_address[address] += 1
            return
        CUT.labels(reason).inc()
        self.connections.discard(self)  # its descriptor is free again at once
        transport.write(BUSY)
        transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        if self.address is not None:
            self.bounds.by_address[self.address] -= 1
            if not self.bounds.by_address[self.address]:
                del self.bounds.by_address[self.address]
            self.address = None

    def data_received(self, data: bytes) -> None:
        """Parse what came, and cut a connection whose head does not end."""
        began_before = self.head_began_at is not None
        super().data_received(data)
        if began_before and self.head_began_at is not None:
            self.head_bytes += len(data)
            if self.head_bytes > HEAD_BYTES_MAX:
                self.cut("head")

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self.head_began_at, self.head_bytes = time.monotonic(), 0

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self.head_began_at, self.head_bytes = None, 0
        if len(self.pipeline) >= PIPELINED_MAX:
            raise ValueError("too many requests at a time on one connection")  # a 400, and the end
        _check_head(self.headers, self.parser.get_http_version())
        super().on_headers_complete()

    def resume_writing(self) -> None:
        """The caller has read most of what was sent."""
        super().resume_writing()
        self.unsent = None

    def overdue(self, now: float) -> Reason | None:
        """Why to cut this connection at `now` (monotonic, in s); None to let it be. Called once a second."""
        size = self.transport.get_write_buffer_size()
        is_idle = size == 0 and (self.cycle is None or self.cycle.response_complete)
        if is_idle and self.head_began_at is None and self.timeout_keep_alive_task is None:
            # The rest of a body that nobody reads, or blank lines: both have ended uvicorn's own time limit.
            self.head_began_at = now
        if self.head_began_at is not None and now - self.head_began_at > HEAD_S:
            return "head"
        if size == 0:
            self.unsent = None
        elif self.unsent is None:
            self.unsent = size, now
        elif now - self.unsent[1] > SEND_S:
            if size > max(self.unsent[0] - SEND_BYTES_MIN, 0):
                return "send"
            self.unsent = size, now
        return None

    def cut(self, reason: Reason) -> None:
        """End the connection at once, whatever was not sent."""
        CUT.labels(reason).inc()
        self.transport.abort()


def _check_head(headers: Iterable[tuple[bytes, bytes]], http_version: str) -> None:
    """Raises ValueError, which is a 400, for a body in a coding that we would take for the body itself, and
    for a host that is none or is missing. The parser refuses neither."""
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    if codings not in ([], [b"chunked"]):
        raise ValueError("a transfer coding that is not chunked alone")
    hosts = [value.strip() for name, value in headers if name == b"host"]
    if not all(HOST.fullmatch(host) for host in hosts) or (not hosts and http_version == "1.1"):
        raise ValueError("no host")


def protocol(limits: Bounds) -> type[Connection]:
    """The protocol of connections within these limits, for `uvicorn.Config(http=...)`."""

    class Bounded(Connection):
        bounds = limits

    return Bounded


def cut_overdue(connections: Iterable[object]) -> None:
    """Cut each of a server's connections that is overdue."""
    now = time.monotonic()
    for connection in list(connections):
        if isinstance(connection, Connection) and (reason := connection.overdue(now)):
            connection.cut(reason)
