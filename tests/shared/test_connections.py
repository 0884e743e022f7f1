"""Connections that take their time, at a server in the process of the test."""

import asyncio
import contextlib
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar
from unittest import mock

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request
from starlette.responses import Response
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from shared import connections
from shared.http import web
from shared.serve import create_server
from shared.settings import ServerSettings
from tests.faults.floods import ATTACKER, attacking, is_open, request
from tests.ports import free_ports
from tests.waiting import eventually

LARGE = b"x" * 2 * 1024 * 1024
"""More than the buffers of the system take."""


class OfEcho(ServerSettings):
    """A server that needs nothing."""

    service: ClassVar[str] = "echo"


@asynccontextmanager
async def echo(**settings: Any) -> AsyncIterator[str]:
    """A server with one large answer, a small one, and one that waits for ever."""
    app = FastAPI()
    app.add_api_route("/large", lambda: Response(LARGE))
    app.add_api_route("/small", lambda: Response(b"small"))

    async def told(raw: Request) -> Response:
        return Response(await raw.body())

    app.add_api_route("/told", told, methods=["POST"])
    port = free_ports(1)
    of_echo = OfEcho.model_validate({"port": port, **settings})
    web.install(app, of_echo)
    server = create_server(app, of_echo)
    with mock.patch.object(server, "capture_signals", contextlib.nullcontext):
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        await task


async def open_of(attackers: list[socket.socket]) -> int:
    return sum(is_open(each) for each in attackers)


async def small(url: str) -> bytes:
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        return (await client.get("/small")).content


@pytest.mark.parametrize(
    ("sent", "then"),
    [
        pytest.param(b"", b"", id="nothing"),
        pytest.param(b"GET /small HTTP/1.1\r\nHost: ", b"x", id="half a head"),
        pytest.param(request("/small") + b"GET /small HT", b"", id="half of a second head"),
        pytest.param(request("/small"), b"\r\n", id="a blank line after a request"),
        pytest.param(request("/small", "Content-Length: 9"), b"x", id="a body that nobody reads"),
    ],
)
async def test_a_head_that_does_not_come_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, sent: bytes, then: bytes
) -> None:
    monkeypatch.setattr(connections, "HEAD_S", 0.5)
    async with echo() as url, attacking(url, 3, sent) as attackers:
        await asyncio.sleep(0.2)  # answers come, and uvicorn begins to wait for the next request
        for attacker in attackers:
            attacker.send(then)
        await eventually(lambda: open_of(attackers), 0, 30)
        assert await small(url) == b"small"


async def test_a_head_without_end_is_cut() -> None:
    async with echo() as url, attacking(url, 1, b"GET / HTTP/1.1\r\nX: ") as [attacker]:
        attacker.settimeout(0.1)
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 4 * connections.HEAD_BYTES_MAX:
                sent += await asyncio.to_thread(attacker.send, b"x" * 1024)
                await asyncio.sleep(0)
        assert not is_open(attacker)


@pytest.mark.parametrize("headers", [[], ["Connection: close"]], ids=["kept alive", "to be closed"])
async def test_who_does_not_read_an_answer_is_cut(
    monkeypatch: pytest.MonkeyPatch, headers: list[str]
) -> None:
    monkeypatch.setattr(connections, "SEND_S", 0.2)
    async with echo() as url, attacking(url, 3, request("/large", *headers)):
        cut = connections.CUT.labels("send")._value
        before = cut.get()

        async def cut_now() -> float:
            return float(cut.get() - before)

        await eventually(cut_now, 3, 30)


async def test_who_reads_slowly_but_steadily_gets_the_whole_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SEND_S", 1)
    monkeypatch.setattr(connections, "HEAD_S", 1)
    async with echo() as url, attacking(url, 1, request("/large", "Connection: close")) as [reader]:
        got = 0
        loop = asyncio.get_running_loop()
        while chunk := await loop.sock_recv(reader, 65536):
            got += len(chunk)
            await asyncio.sleep(0.005)
        assert got > len(LARGE)


async def test_one_address_has_a_part_of_the_connections_and_gives_them_back() -> None:
    async with echo(connections_max=12, address_connections_max=8) as url:
        async with attacking(url, 30, b"") as attackers:
            await eventually(lambda: open_of(attackers), 8)
            assert await small(url) == b"small"
        async with attacking(url, 8, b"") as attackers:
            assert await small(url) == b"small"
            assert await open_of(attackers) == 8


async def test_all_connections_together_have_a_limit_that_is_told() -> None:
    async with echo(connections_max=3) as url, attacking(url, 3, b"", "127.0.0.1") as attackers:
        await eventually(lambda: open_of(attackers), 3)
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
            refused = await client.get("/small")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param("Host: x\r\nTransfer-Encoding: gzip, chunked", id="another coding"),
        pytest.param("Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip", id="on two lines"),
        pytest.param("Accept: */*\r\nTransfer-Encoding: chunked", id="no host"),
        pytest.param("Host: [::\r\nTransfer-Encoding: chunked", id="half an address"),
        pytest.param("Host: a b\r\nTransfer-Encoding: chunked", id="two hosts"),
        pytest.param("Host: me@x\r\nTransfer-Encoding: chunked", id="a user"),
    ],
)
async def test_a_head_that_no_server_may_believe_is_refused(headers: str) -> None:
    assert await first_line(headers) == b"HTTP/1.1 400 Bad Request"


@pytest.mark.parametrize("host", ["x", "x:8000", "[::1]:8000", "rodem-trips.city_1.svc", "127.0.0.1:"])
async def test_hosts_as_clients_send_them_are_taken(host: str) -> None:
    assert await first_line(f"Host: {host}\r\nTransfer-Encoding: Chunked") == b"HTTP/1.1 200 OK"


async def first_line(headers: str) -> bytes:
    """The status line of the answer to a POST with these headers and an empty chunked body."""
    async with echo() as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(f"POST /told HTTP/1.1\r\n{headers}\r\n\r\n0\r\n\r\n".encode())
        line = await reader.readline()
        writer.close()
        return line.strip()


async def test_a_connection_sends_few_requests_ahead() -> None:
    many = request("/told", "Content-Length: 9", method="POST") + b"123456789" + request("/small") * 1_000
    async with echo() as url, attacking(url, 1, many, ATTACKER) as [attacker]:
        await eventually(lambda: open_of([attacker]), 0)


def test_more_connections_than_descriptors_are_refused_with_advice() -> None:
    settings = OfEcho.model_validate({"connections_max": 100_000})
    with (
        mock.patch.object(resource, "getrlimit", return_value=(1_024, 1_024)),
        pytest.raises(RuntimeError, match="RODEM_CONNECTIONS_MAX below 960"),
    ):
        connections.bounds(settings, "127.0.0.1")


async def test_uvicorn_has_the_names_on_which_connections_rely() -> None:
    """They are its own, and may go with any version."""
    config = uvicorn.Config(FastAPI())
    config.load()
    names = vars(HttpToolsProtocol(config, ServerState(), {})).keys()
    relied_on = {"client", "connections", "cycle", "pipeline", "timeout_keep_alive_task", "transport"}
    assert relied_on <= names
    assert "response_complete" in RequestResponseCycle.__init__.__code__.co_names
    assert "connections" in vars(ServerState())
    assert "192.0.2.1" in _TrustedHosts("192.0.2.1")
    assert callable(uvicorn.Server.on_tick)


async def test_a_server_whose_loop_fails_leaves_no_task_behind() -> None:
    server = create_server(FastAPI(), OfEcho.model_validate({"host": "127.0.0.1", "port": 8000}))
    before = asyncio.all_tasks()
    with (
        mock.patch.object(uvicorn.Server, "main_loop", side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        await server.main_loop()
    assert asyncio.all_tasks() == before
