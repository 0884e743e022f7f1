"""Puts public_value together: settings, routes, handlers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from fastapi import FastAPI

from services.public_value.disclosure import actions as figures
from services.public_value.handlers import HANDLERS
from services.public_value.queries import routes
from shared import service
from shared.http import web
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What public_value needs to run."""

    service: ClassVar[str] = "public_value"


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with service.running(settings, HANDLERS) as state:
            yield {**state, "kept": figures.Kept()}

    app = FastAPI(title="Rodem: public value", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(routes.router)
    web.install(app, settings)
    return app
