"""Puts public_value together: settings, database, consumers, relay."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from fastapi import FastAPI

from services.public_value import figures, routes
from services.public_value.handlers import HANDLERS
from shared import auth, bus, web
from shared.db import create_engine, on_published
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What public_value needs to run."""

    service: ClassVar[str] = "public_value"


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
        heard = [bus.consumer(settings, topic, batches, handlers) for topic, handlers in HANDLERS.items()]
        async with web.running(
            *(bus.consume(consumer) for consumer in heard),
            *bus.publishing(settings, wake),
        ):
            yield {"engine": engine, "identify": identify, "kept": figures.Kept()}
        await engine.dispose()
        await batches.dispose()

    app = FastAPI(title="Rodem: public value", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(routes.router)
    web.install(app, settings)
    return app
