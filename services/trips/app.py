"""Puts trips together: settings, database, routes, relay."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from fastapi import FastAPI

from services.trips import routes, routes_reading, routes_stations, routes_zones
from services.trips.zones import KnownZones
from shared import auth, bus, idempotency, web
from shared.db import create_engine, on_published
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What trips needs to run."""

    service: ClassVar[str] = "trips"


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        engine = create_engine(settings.database_url, settings.pool_size)
        wake = asyncio.Event()
        on_published(engine, wake.set)
        verify = await auth.create_verifier(settings)
        identify = auth.identify_behind_gateway(verify, settings.internal_secret.get_secret_value())
        async with web.running(*bus.publishing(settings, wake), idempotency.prune(engine)):
            yield {"engine": engine, "identify": identify, "zones": KnownZones()}
        await engine.dispose()

    app = FastAPI(title="Rodem: trips", lifespan=lifespan, docs_url=None, redoc_url=None)
    for router in (routes.router, routes_reading.router, routes_stations.router, routes_zones.router):
        app.include_router(router)
    web.install(app, settings)
    return app
