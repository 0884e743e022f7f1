"""Puts challenges together: settings, database, routes, consumer, relay."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from services.challenges import routes, routes_riders
from services.challenges.handlers import handlers
from shared import auth, bus, idempotency, web
from shared.db import create_engine, on_published
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What challenges needs to run."""

    service: ClassVar[str] = "challenges"


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        engine = create_engine(settings.database_url, settings.pool_size)
        batches = bus.create_engine(settings)
        wake = asyncio.Event()
        on_published(engine, wake.set)
        on_published(batches, wake.set)
        verify = await auth.create_verifier(settings)
        identify = auth.identify_behind_gateway(verify, settings.internal_secret.get_secret_value())
        heard = handlers(ZoneInfo(settings.timezone))
        async with web.running(
            bus.consume(bus.consumer(settings, "trips", batches, heard)),
            *bus.publishing(settings, wake),
            idempotency.prune(engine),
        ):
            yield {"engine": engine, "identify": identify}
        await engine.dispose()
        await batches.dispose()

    app = FastAPI(title="Rodem: challenges", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(routes.router)
    app.include_router(routes_riders.router)
    web.install(app, settings)
    return app
