"""Puts trips together: settings, routes, and the map of its zones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from fastapi import FastAPI

from services.trips import routes
from services.trips.handlers import HANDLERS
from services.trips.review import routes as review
from services.trips.stations import routes as stations
from services.trips.zone_map.actions import KnownZones
from services.trips.zones import routes as zones
from shared import service
from shared.http import web
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What trips needs to run."""

    service: ClassVar[str] = "trips"


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with service.running(settings, HANDLERS) as state:
            yield {**state, "zones": KnownZones()}

    app = FastAPI(title="Rodem: trips", lifespan=lifespan, docs_url=None, redoc_url=None)
    for door in (routes, review, stations, zones):
        app.include_router(door.router)
    web.install(app, settings)
    return app
