"""Around every request of every service: HEAD where GET is, a line in the log for what was refused or failed,
and a trace id that is this request's own."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI
from starlette.responses import JSONResponse, StreamingResponse
from structlog.testing import capture_logs

from shared.http import web
from shared.http.problems import NotFound
from shared.settings import ServerSettings
from tests.served import served

ONE, OTHER = ("1" * 32, "2" * 32)


def traceparent(trace_id: str) -> dict[str, str]:
    return {"traceparent": f"00-{trace_id}-{'3' * 16}-00"}


@pytest.fixture
def calls() -> list[str]:
    """The methods by which the app was called."""
    return []


@pytest.fixture
async def client(calls: list[str]) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()

    @app.get("/things/{name}")
    async def read(name: str) -> JSONResponse:
        calls.append("GET")
        return JSONResponse({"name": name}, headers={"ETag": '"1"'})

    @app.post("/things")
    async def create() -> None:
        calls.append("POST")

    @app.get("/missing/{name}")
    async def missing(name: str) -> None:
        raise NotFound("There is nothing.")

    @app.get("/broken")
    async def broken() -> None:
        raise LookupError("somebody")

    @app.get("/broken-off")
    async def broken_off() -> StreamingResponse:
        async def lines() -> AsyncIterator[bytes]:
            yield b"one\n"
            raise LookupError("somebody")

        return StreamingResponse(lines())

    web.install(app, ServerSettings())
    async with served(app) as url, httpx.AsyncClient(base_url=url, timeout=30) as client:
        yield client


async def test_head_is_answered_as_get_but_without_a_body_and_by_one_call(
    client: httpx.AsyncClient, calls: list[str]
) -> None:
    got = await client.get("/things/a")
    head = await client.head("/things/a")
    assert (head.status_code, head.content, calls) == (200, b"", ["GET", "GET"])
    assert dict(head.headers) == dict(got.headers)


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_head_asks_for_health_too(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.head(path)).status_code == 200


async def test_head_is_refused_where_get_is(client: httpx.AsyncClient, calls: list[str]) -> None:
    assert [(await client.head(path)).status_code for path in ("/things", "/missing/a", "/none")] == [
        405,
        404,
        404,
    ]
    assert calls == []


async def said(request: Any) -> list[dict[str, Any]]:
    """The lines in the log about this request's answer, without its duration."""
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        await request
    about = [dict(line) for line in lines if line["event"] in ("request_refused", "request_failed")]
    assert all(line.pop("duration_s") >= 0 for line in about)
    return about


REFUSED = [
    ("GET", "/missing/ada", "/missing/{name}", 404, "not-found"),
    ("HEAD", "/missing/ada", "/missing/{name}", 404, "not-found"),
    ("GET", "/ada", "none", 404, "not-found"),
    ("GET", "/things", "/things", 405, "method-not-allowed"),
    ("GET", f"/things/{'a' * 9000}", "none", 414, "uri-too-long"),
    ("GET", "/broken", "/broken", 500, "internal-error"),
]


@pytest.mark.parametrize(("method", "path", "route", "status", "code"), REFUSED)
async def test_one_line_says_what_was_refused_or_failed_and_not_for_whom(
    client: httpx.AsyncClient, method: str, path: str, route: str, status: int, code: str
) -> None:
    [line] = await said(client.request(method, path, headers=traceparent(ONE)))
    event, level = ("request_failed", "warning") if status == 500 else ("request_refused", "info")
    about = {"method": method, "route": route, "status": status, "code": code}
    assert line == {"event": event, "log_level": level, "trace_id": ONE, **about}


async def test_what_was_answered_well_is_not_in_the_log(client: httpx.AsyncClient) -> None:
    for path in ("/things/a", "/livez", "/readyz"):
        assert await said(client.get(path)) == []


async def test_an_answer_that_breaks_off_is_in_the_log_under_its_trace_id(client: httpx.AsyncClient) -> None:
    with (
        capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        await client.get("/broken-off", headers=traceparent(ONE))
    assert [line["trace_id"] for line in lines if line["event"] == "answer_broken_off"] == [ONE]


async def test_what_the_server_logs_of_a_request_bears_its_own_trace_id_and_not_that_of_the_one_before() -> (
    None
):
    """Of pipelined requests uvicorn starts the next from within the one before."""
    seen: list[dict[str, Any]] = []
    app = FastAPI()

    @app.get("/")
    async def read() -> None:
        await asyncio.sleep(0.05)

    web.install(app, ServerSettings())

    async def outside(scope: Any, receive: Any, send: Any) -> None:
        await app(scope, receive, send)
        seen.append(structlog.contextvars.get_contextvars())  # as in the log of whoever runs the app

    wrapped = FastAPI()
    wrapped.mount("/", outside)
    async with served(wrapped) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        for trace_id in (ONE, OTHER):
            (header,) = traceparent(trace_id).values()
            writer.write(f"GET / HTTP/1.1\r\nHost: a\r\ntraceparent: {header}\r\n\r\n".encode())
        async with asyncio.timeout(10):
            while len(seen) < 2:
                await reader.read(1000)
        writer.close()
    assert seen == [{"trace_id": ONE}, {"trace_id": OTHER}]
