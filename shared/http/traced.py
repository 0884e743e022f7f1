"""What is around every request: its trace, its metrics, and a line in the log if it was refused or failed."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared import telemetry, tracing
from shared.http.base_path import BASE_PATH, without
from shared.http.problems import CODE

logger = structlog.get_logger()

WATCHED = ("/livez", "/readyz")


class Traced:
    """ASGI middleware: traces and measures each request, answers HEAD as GET, and logs each 4xx and 5xx.
    What is within finds addresses without the base path.

    HEAD needs no routes of its own: the app answers GET, once, and the server sends no body.
    """

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        self.app = app
        self.base_path = base_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request within its trace."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        scope = without(scope, self.base_path)
        BASE_PATH.set(self.base_path)
        with tracing.request(_traceparent(scope), scope["path"] not in WATCHED) as (trace_id, span):
            # Never reset: each request has a context of its own, in which the server, too, logs. That of a
            # pipelined request begins as a copy of the one before.
            structlog.contextvars.bind_contextvars(trace_id=trace_id)
            method = scope["method"]
            # A copy: the server, too, looks into its scope for HEAD.
            inner = {**scope, "method": "GET"} if method == "HEAD" else scope
            inner["rodem.trace_id"] = trace_id
            status = 500

            async def send_and_note(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                await send(message)

            try:
                await self.app(inner, receive, send_and_note)
            finally:
                # A request that matches no route has the label "none": labels never hold text of callers.
                route, seconds = getattr(inner.get("route"), "path", "none"), time.perf_counter() - started
                tracing.answered(span, method, route, status)
                telemetry.answered(method, route, status, seconds)
                if status >= 400:
                    _log(method, route, status, inner.get(CODE), seconds)


def _log(method: str, route: str, status: int, code: str | None, seconds: float) -> None:
    """One line, with the trace id of the context. What is answered well is only counted."""
    log_it, event = (logger.warning, "request_failed") if status >= 500 else (logger.info, "request_refused")
    about = {} if code is None else {"code": code}
    log_it(event, method=method, route=route, status=status, **about, duration_s=round(seconds, 4))


def _traceparent(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"traceparent":
            return str(value, "latin-1")
    return None
