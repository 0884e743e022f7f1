"""The HTTP parts that every service has: health, size limits, problems, background work."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl

import structlog
from fastapi import Depends, FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.caches import Latest
from shared.cancelling import cancel_all
from shared.eventlog.positions import stopped_consumers
from shared.http import idempotency, problems, queries, quotas
from shared.http.places import AT_END, Places
from shared.http.problems import (
    NotFound,
    Problem,
    RequestHeadersTooLarge,
    Unavailable,
    UriTooLong,
    ValidationError,
)
from shared.http.traced import WATCHED, Traced
from shared.outages import outage_of
from shared.settings import ServerSettings, ServiceSettings

logger = structlog.get_logger()

HEADERS_BYTES_MAX = 16 * 1024
URL_BYTES_MAX = 8 * 1024
SINGLE_HEADERS = frozenset(
    (b"authorization", b"content-type", b"host", b"idempotency-key", b"range", b"traceparent", b"x-purpose")
)
"""Headers that a request has at most once: of two, one would be believed and the other not."""
CANCEL_AGAIN_S = 6
"""More than Kafka's clients take to close while no broker answers (5 s), and less than the grace (10 s)."""
READY_S = 1
"""For how many seconds an answer of `/readyz` holds."""

Admit = Callable[[Request], None]
"""A function that raises a Problem for a request that may not come in."""


async def _engine(request: Request) -> AsyncEngine:
    engine: AsyncEngine = request.state.engine
    return engine


async def _settings(request: Request) -> ServiceSettings:
    settings: ServiceSettings = request.app.state.settings
    return settings


async def _now(request: Request) -> datetime:
    now: datetime = request.app.state.clock()
    return now


Now = Annotated[datetime, Depends(_now)]
"""The instant of the request by the app's clock, which tests set."""
Engine = Annotated[AsyncEngine, Depends(_engine)]
Settings = Annotated[ServiceSettings, Depends(_settings)]


def install(
    app: FastAPI, settings: ServerSettings, admit: Admit | None = None, around: Sequence[Middleware] = ()
) -> None:
    """Install settings, health routes, limits and problems in this app, which has its own routes. Without
    `admit`, requests that do not come from the gateway have a quota by address. `around` stands between the
    limits and the trace, the outermost first."""
    app.state.settings = settings
    app.state.clock = lambda: datetime.now(UTC)
    app.state.bodies_bytes = Places(settings.bodies_bytes_max)
    app.state.ready = Latest[Exception | dict[str, str]](READY_S)
    app.state.documents = frozenset[str]()
    problems.install(app)
    queries.refuse_unknown_names(app)
    app.add_exception_handler(idempotency.AnsweredBefore, idempotency.answer_again)
    app.add_middleware(Edge, requests_max=settings.requests_max, admit=admit or _of_strangers(settings))
    for each in reversed(around):
        app.add_middleware(each.cls, *each.args, **each.kwargs)
    app.add_middleware(Traced, base_path=settings.base_path)
    app.state.draining = False
    app.add_api_route("/livez", livez, include_in_schema=False)
    app.add_api_route("/readyz", readyz, include_in_schema=False)


def _of_strangers(settings: ServerSettings) -> Admit:
    quota = quotas.Quota("addresses", settings.direct_requests_max, settings.direct_at_once_max)
    return quotas.of_strangers(quota, settings.quota_window_s, settings.internal_secret.get_secret_value())


async def livez() -> JSONResponse:
    """Liveness: the process runs and answers."""
    return JSONResponse({"status": "alive"})


async def readyz(request: Request) -> JSONResponse:
    """Readiness: the process is not stopping, its database, if it owns one, answers, and no consumer of the
    service has stopped. `?exclude=consumers` leaves the last out: such a service still answers requests.
    While the database cannot be used, `reason` and `advice` say why.

    What the database has answered holds for READY_S, however many ask.

    By `pid` `rodem up` distinguishes its own process from another one that took the port.
    """
    if request.app.state.draining:
        raise Unavailable("This process is stopping.")
    engine: AsyncEngine | None = getattr(request.state, "engine", None)
    on_kafka = getattr(request.app.state.settings, "kafka_bootstrap", None) is not None
    outcome = await request.app.state.ready.get(lambda: _ask_database(engine, on_kafka))
    if isinstance(outcome, Exception):
        raise unusable(outcome) or outcome
    if outcome and request.query_params.get("exclude") != "consumers":
        raise Unavailable("A consumer has stopped: `rodem doctor` says what to do.", consumers=outcome)
    return JSONResponse({"status": "ready", "pid": os.getpid()})


def unusable(error: Exception) -> Unavailable | None:
    """The 503 that says why the database cannot be used, if that caused the error; None for any other."""
    outage = outage_of(error)
    if outage is None:
        return None
    return Unavailable("The database cannot be used ({reason}).", **outage._asdict())


async def _ask_database(engine: AsyncEngine | None, on_kafka: bool) -> Exception | dict[str, str]:
    """Topic -> why its consumer has stopped, from the database. An error is returned, so that those who wait
    share it too."""
    try:
        return await stopped_consumers(engine, on_kafka) if engine is not None else {}
    except Exception as error:
        return error


class Edge:
    """ASGI middleware: limits the size of each request's head, admits it, and limits the number of concurrent
    requests."""

    def __init__(self, app: ASGIApp, requests_max: int, admit: Admit) -> None:
        self.app = app
        self.places = Places(requests_max)
        self.admit = admit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, whatever the app raises."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_answered = False

        async def send_and_note(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                is_answered = True
                headers = [*message["headers"], *scope.get(quotas.HEADERS, ())]
                message["headers"] = [*headers, (b"x-content-type-options", b"nosniff")]
            await send(message)

        try:
            if refusal := _refusal(scope):
                await problems.answer(Request(scope), refusal)(scope, receive, send_and_note)
            else:
                await self._work(scope, receive, send_and_note)
        except Exception as error:
            # Caught here, because the answer of the app's handler for Exception is sent outside of
            # middleware.
            if is_answered:
                logger.error("answer_broken_off", exc_info=error)
                raise
            answer = await problems.answer_exception(Request(scope), error)
            await answer(scope, receive, send_and_note)

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the app. Raises Unavailable at once if too many requests are running.
        Documents, which are in memory and wait for nothing, take no place."""
        if scope["path"] in WATCHED:
            await self.app(scope, receive, send)
            return
        with ExitStack() as at_end:
            scope[AT_END] = at_end
            self.admit(Request(scope))
            if scope["path"] not in scope["app"].state.documents:
                at_end.enter_context(self.places)
            await self.app(scope, receive, send)


def _refusal(scope: Scope) -> Problem | None:
    if len(scope["raw_path"]) + len(scope["query_string"]) > URL_BYTES_MAX:
        return UriTooLong("An address has at most {limit_bytes} bytes.", limit_bytes=URL_BYTES_MAX)
    if sum([len(name) + len(value) for name, value in scope["headers"]]) > HEADERS_BYTES_MAX:
        return RequestHeadersTooLarge(
            "Headers have at most {limit_bytes} bytes.", limit_bytes=HEADERS_BYTES_MAX
        )
    if pointer := _repeated(scope):
        errors = [{"pointer": pointer, "code": "repeated"}]
        return ValidationError("Something in the request is not allowed.", errors=errors)
    if "/." in scope["path"] and not {".", ".."}.isdisjoint(scope["path"].split("/")):
        # Our routes treat `..` as a name, but HTTP clients that forward the path would resolve it.
        return NotFound("There is nothing at this address for this method.")
    return None


def _repeated(scope: Scope) -> str | None:
    """The pointer to a parameter or header that is sent twice and may be sent once; None if there is none."""
    query = scope["query_string"]
    parameters = [name for name, _ in parse_qsl(str(query, "latin-1"), True)] if query else []
    headers = [str(name, "latin-1") for name, _ in scope["headers"] if name in SINGLE_HEADERS]
    for part, names in (("query", parameters), ("header", headers)):
        if len(names) > len(set(names)):
            [(name, _)] = Counter(names).most_common(1)
            return f"/{part}/{problems.printable(name[:64])}"
    return None


@asynccontextmanager
async def running(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run background work while the service runs. If one task ends, the process stops by SIGTERM: a service
    that answers but no longer consumes is worse than one that is restarted."""

    def stop_if_failed(task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            logger.critical("background_work_ended", error=repr(task.exception()))
            os.kill(os.getpid(), signal.SIGTERM)

    tasks = [asyncio.create_task(coroutine) for coroutine in work]
    for task in tasks:
        task.add_done_callback(stop_if_failed)
    try:
        yield
    finally:
        for task in tasks:
            # The service is stopping, so the end of a task is no failure.
            task.remove_done_callback(stop_if_failed)
        await cancel_all(tasks, CANCEL_AGAIN_S)
