"""`python -m shared.serve NAME` runs one service until SIGTERM: not ready first, then drained, then gone."""

import asyncio
import importlib
import sys
from types import FrameType

import uvicorn
from fastapi import FastAPI

from shared import telemetry, tracing
from shared.settings import ServiceSettings

# Time for whoever balances load to see that we are no longer ready, before we stop accepting.
UNREADY_S = 0.3


class DrainingServer(uvicorn.Server):
    """uvicorn, which on SIGTERM says «not ready» for a moment before it stops, and then ends with 0."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        app = self.config.app
        assert isinstance(app, FastAPI)
        app.state.draining = True
        # Not uvicorn's own handler: it raises the signal again at the end, and the process would die of it.
        asyncio.get_event_loop().call_later(UNREADY_S, self._stop)

    def _stop(self) -> None:
        self.should_exit = True


def serve(service: str) -> None:
    """Run a service with the settings of the environment."""
    telemetry.configure_logging(service)
    module = importlib.import_module(f"services.{service}.app")
    settings: ServiceSettings = module.Settings()
    tracing.start(service, settings.otel_exporter_otlp_endpoint)
    app: FastAPI = module.create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        lifespan="on",
        timeout_graceful_shutdown=int(settings.shutdown_grace_s),
    )
    DrainingServer(config).run()


if __name__ == "__main__":
    serve(sys.argv[1])
