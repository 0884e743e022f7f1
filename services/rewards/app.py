"""Puts rewards together: settings, database, consumer, relay."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, ClassVar

from fastapi import FastAPI
from pydantic import Field

from services.rewards import routes
from services.rewards.handlers import handlers
from shared import auth, bus, web
from shared.db import create_engine, on_published
from shared.events import EVENTS
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What rewards needs to run."""

    service: ClassVar[str] = "rewards"

    pending_hours: int = Field(default=24, ge=0, le=24 * 90)
    """Hours after a trip's end from which its points can be spent."""


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        engine = create_engine(settings.database_url, settings.pool_size)
        batches = bus.create_engine(settings)
        wake = asyncio.Event()
        on_published(batches, wake.set)
        verify = await auth.create_verifier(settings)
        identify = auth.identify_behind_gateway(verify, settings.internal_secret.get_secret_value())
        heard = handlers(timedelta(hours=settings.pending_hours))
        topics = sorted({EVENTS[type_].topic for type_ in heard})
        async with web.running(
            *(bus.consume(bus.consumer(settings, topic, batches, heard)) for topic in topics),
            *bus.publishing(settings, wake),
        ):
            yield {"engine": engine, "identify": identify}
        await engine.dispose()
        await batches.dispose()

    app = FastAPI(title="Rodem: rewards", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(routes.router)
    web.install(app, settings)
    return app
