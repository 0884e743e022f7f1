"""What every service's HTTP side has: health, metrics, size limits, problems, background work."""

import asyncio
import os
import re
import secrets
import signal
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Annotated, Any

import prometheus_client
import sqlalchemy as sa
import structlog
from fastapi import Depends, FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import problems, telemetry
from shared.problems import Problem, RequestHeadersTooLarge, Unavailable, UriTooLong
from shared.settings import ServiceSettings

logger = structlog.get_logger()

HEADERS_BYTES_MAX = 16 * 1024
URL_BYTES_MAX = 8 * 1024
TRACEPARENT = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


async def _engine(request: Request) -> AsyncEngine:
    engine: AsyncEngine = request.state.engine
    return engine


async def _settings(request: Request) -> ServiceSettings:
    settings: ServiceSettings = request.app.state.settings
    return settings


Engine = Annotated[AsyncEngine, Depends(_engine)]
Settings = Annotated[ServiceSettings, Depends(_settings)]


def install(app: FastAPI, settings: ServiceSettings) -> None:
    """Settings, health, metrics, limits and problems for this app."""
    app.state.settings = settings
    problems.install(app)
    app.add_middleware(Edge)
    app.state.draining = False
    app.add_api_route("/livez", livez, include_in_schema=False)
    app.add_api_route("/readyz", readyz, include_in_schema=False)
    app.add_api_route("/metrics", metrics, include_in_schema=False)


async def livez() -> JSONResponse:
    """The process runs and answers."""
    return JSONResponse({"status": "alive"})


async def readyz(request: Request, engine: Engine) -> JSONResponse:
    """The process can do its work: it has its database, and has not been told to stop."""
    if request.app.state.draining:
        raise Unavailable("This process is stopping.")
    async with engine.connect() as connection:
        await connection.execute(sa.text("SELECT 1"))
    return JSONResponse({"status": "ready"})


async def metrics() -> Response:
    """Prometheus metrics of this process."""
    return Response(prometheus_client.generate_latest(), media_type=prometheus_client.CONTENT_TYPE_LATEST)


class Edge:
    """Pure ASGI: a trace id for each request, limits on its head, a measure of its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = scope["headers"]
        scope["rodem.trace_id"] = _trace_id(headers)
        started, status, started_to_answer = time.perf_counter(), 500, False

        async def send_and_note(message: Message) -> None:
            nonlocal status, started_to_answer
            if message["type"] == "http.response.start":
                status, started_to_answer = message["status"], True
                message["headers"] = [*message["headers"], (b"x-content-type-options", b"nosniff")]
            await send(message)

        try:
            if refusal := _refusal(scope):
                await problems.answer(Request(scope), refusal)(scope, receive, send_and_note)
            else:
                await self.app(scope, receive, send_and_note)
        except Exception as error:
            # Here and not in an exception handler of the app, whose answer would pass by this class.
            if started_to_answer:
                raise
            answer = await problems.answer_exception(Request(scope), error)
            await answer(scope, receive, send_and_note)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            telemetry.REQUESTS.labels(scope["method"], route, str(status)).inc()
            telemetry.REQUEST_SECONDS.labels(route).observe(time.perf_counter() - started)


def _refusal(scope: Scope) -> Problem | None:
    if len(scope["raw_path"]) + len(scope["query_string"]) > URL_BYTES_MAX:
        return UriTooLong("An address has at most {limit_bytes} bytes.", limit_bytes=URL_BYTES_MAX)
    if sum(len(name) + len(value) for name, value in scope["headers"]) > HEADERS_BYTES_MAX:
        return RequestHeadersTooLarge(
            "Headers have at most {limit_bytes} bytes.", limit_bytes=HEADERS_BYTES_MAX
        )
    return None


def _trace_id(headers: list[tuple[bytes, bytes]]) -> str:
    for name, value in headers:
        if name == b"traceparent" and (match := TRACEPARENT.fullmatch(value)):
            return match[1].decode()
    return secrets.token_hex(16)


@asynccontextmanager
async def running(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Work that goes on in the background while the service runs. If one ends, so does the process:
    a service that answers but no longer consumes would be worse than one that is restarted."""

    def stop_if_failed(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            logger.critical("background_work_ended", error=repr(task.exception()))
            os.kill(os.getpid(), signal.SIGTERM)

    tasks = [asyncio.create_task(each) for each in work]
    for task in tasks:
        task.add_done_callback(stop_if_failed)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
