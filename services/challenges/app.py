"""Puts challenges together: settings, routes, handlers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from pydantic import Field

from services.challenges import routes
from services.challenges.actions import RESUME_EVERY_S, resume_after_stops
from services.challenges.entries import routes as entries
from services.challenges.handlers import handlers
from shared import service
from shared.http import health, web
from shared.periodic import every
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What challenges needs to run."""

    service: ClassVar[str] = "challenges"

    publish_points_max: int = Field(default=1_000_000, gt=0)
    """Most points that the publishings of one operator may give to riders within an hour, for the trips that
    are there already. A challenge that would give more is not published, or stays paused after a stop."""


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with (
            service.running(settings, handlers(ZoneInfo(settings.timezone))) as state,
            web.running(
                every(
                    RESUME_EVERY_S,
                    "resume_postponed",
                    lambda: resume_after_stops(state["engine"], settings, settings.publish_points_max),
                )
            ),
        ):
            yield {**state, "publish_points_max": settings.publish_points_max}

    app = FastAPI(title="Rodem: challenges", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(routes.router)
    app.include_router(entries.router)
    app.include_router(health.router_of(Settings.service))
    web.install(app, settings)
    return app
