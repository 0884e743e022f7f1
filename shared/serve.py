"""`python -m shared.serve NAME` runs one service until SIGTERM. Then the service reports that it is not
ready, finishes the running requests, and exits."""

import asyncio
import gc
import importlib
import io
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Thread
from types import FrameType
from typing import Any
from wsgiref.simple_server import WSGIServer

import prometheus_client
import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from pydantic_settings import SettingsError

from shared import connections, telemetry, tracing
from shared.cancelling import cancel_all
from shared.settings import NOT_CONFIGURED, NotConfigured, ServerSettings, wrong_settings

logger = structlog.get_logger()

# Time between "not ready" and closing the socket, in which a load balancer can stop sending requests.
UNREADY_S = 0.3
# Limit for closing connections after the grace period. A hanging database would take 6 s for each connection.
CLOSE_S = 2


class DrainingServer(uvicorn.Server):
    """A uvicorn server that on SIGTERM is not ready for UNREADY_S, then stops, and exits with status 0."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        app = self.config.app
        assert isinstance(app, FastAPI)
        app.state.draining = True
        # uvicorn's own handler is not called: it raises the signal again at the end, which kills the process.
        # Threadsafe, because a signal may come while the loop itself changes its list of timers.
        loop = asyncio.get_event_loop()
        loop.call_soon_threadsafe(loop.call_later, UNREADY_S, self._stop)

    def _stop(self) -> None:
        self.should_exit = True

    async def main_loop(self) -> None:
        watch = asyncio.create_task(telemetry.watch_loop())
        try:
            await super().main_loop()
        finally:
            await cancel_all([watch], CLOSE_S)

    async def on_tick(self, counter: int) -> bool:
        if counter % connections.SWEEP_TICKS == 0:
            connections.cut_overdue(self.server_state.connections)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout((self.config.timeout_graceful_shutdown or 0) + CLOSE_S):
                await super().shutdown(sockets)


class Output(io.TextIOBase):
    """stdout that drops what it cannot write. With a full disk under the log file, an error in a log line
    would otherwise end a relay or a consumer."""

    def write(self, text: str) -> int:
        with suppress(OSError):
            os.write(1, text.encode())
        return len(text)


def serve(service: str) -> None:
    """Run a service with settings from the environment, until SIGTERM."""
    sys.stdout = Output()
    telemetry.configure_logging(service)
    module = importlib.import_module(f"services.{service}.app")
    settings: ServerSettings = module.Settings()
    tracing.start(service, settings.otel_exporter_otlp_endpoint)
    try:
        start_metrics(settings)
    except OSError as error:
        raise NotConfigured(
            f"Nothing can listen on RODEM_METRICS_PORT={settings.metrics_port} ({error.strerror})"
        ) from error
    try:
        app: FastAPI = module.create_app(settings)
        server = create_server(app, settings)
    except RuntimeError as error:
        raise NotConfigured(str(error).rstrip(".")) from error
    refusals = note_refusals(app)
    # What has been imported lives as long as the process. A full collection that walked it each time would
    # hold the event loop for tens of milliseconds.
    gc.collect()
    gc.freeze()
    run(server, refusals)


def run(server: DrainingServer, refusals: list[Exception]) -> None:
    """Run the server until SIGTERM. Raises NotConfigured if it cannot start."""
    try:
        server.run()
    except SystemExit:  # uvicorn ends so when the app cannot start, or cannot listen
        for refusal in refusals:
            if not isinstance(refusal, RuntimeError):
                raise
            raise NotConfigured(str(refusal).rstrip(".")) from refusal
        raise NotConfigured(
            f"Nothing can listen on RODEM_PORT={server.config.port}: the line before says why"
        ) from None


def note_refusals(app: FastAPI) -> list[Exception]:
    """What keeps the app from starting will be in this list, because uvicorn only logs it."""
    refusals: list[Exception] = []
    lifespan = app.router.lifespan_context

    @asynccontextmanager
    async def noted(of: FastAPI) -> AsyncIterator[Any]:
        is_started = False
        try:
            async with lifespan(of) as state:
                is_started = True
                yield state
        except Exception as error:
            if not is_started:
                refusals.append(error)
            raise

    app.router.lifespan_context = noted
    return refusals


def start_metrics(settings: ServerSettings) -> tuple[WSGIServer, Thread]:
    """Answer Prometheus, in a thread of its own."""
    host = settings.metrics_host
    if host == "::" and not socket.has_dualstack_ipv6():
        host = "0.0.0.0"  # noqa: S104  # the same, on a system without IPv6
    server, thread = prometheus_client.start_http_server(settings.metrics_port, host)
    logger.info("metrics_listen", host=host, port=server.server_port)
    return server, thread


def create_server(app: FastAPI, settings: ServerSettings) -> DrainingServer:
    """The server for this app, which listens once it runs. Raises RuntimeError for settings beyond the limit
    of descriptors."""
    config = uvicorn.Config(
        app,
        host=list(settings.host),  # type: ignore[arg-type]  # asyncio takes several, each on a socket of its own
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=int(settings.shutdown_grace_s),
    )
    bounds = connections.bounds(settings, config.forwarded_allow_ips)
    config.http = connections.protocol(bounds)
    # Connections that wait to be accepted are accepted together, before any of them can be refused.
    config.backlog = max(bounds.connections_max // 3, 16)
    return DrainingServer(config)


def main(service: str) -> None:
    """What a supervisor runs. If the service cannot start with its settings, or lacks a package, the log says
    so, and the exit status is NOT_CONFIGURED."""
    try:
        serve(service)
    except (ValidationError, SettingsError) as error:
        why = wrong_settings(error)
    except NotConfigured as error:
        why = f"{error}."
    except ModuleNotFoundError as error:
        why = f"The package {error.name} is not installed: `make install` does that."
    else:
        return
    logger.critical("cannot_start", why=why)
    sys.exit(NOT_CONFIGURED)


if __name__ == "__main__":
    main(sys.argv[1])
