"""Puts rewards together: settings, handlers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from fastapi import FastAPI

from services.rewards import routes
from services.rewards.handlers import handlers
from services.rewards.ledger import actions as ledger
from shared import service
from shared.http import health, web
from shared.periodic import every
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What rewards needs to run."""

    service: ClassVar[str] = "rewards"


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        event_handlers = handlers()
        async with (
            service.running(settings, event_handlers) as state,
            web.running(
                every(ledger.WATCH_EVERY_S, "ledger_not_read", lambda: ledger.watch(settings.database_url))
            ),
        ):
            yield state

    app = FastAPI(title="Rodem: rewards", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(routes.router)
    app.include_router(health.router_of(Settings.service, has_ledger=True))
    web.install(app, settings)
    return app
