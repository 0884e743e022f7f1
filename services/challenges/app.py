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
from services.challenges.groups import actions as groups
from services.challenges.handlers import handlers
from services.challenges.pairs import routes as pairs
from services.challenges.teams import routes as teams
from services.challenges.templates import routes as templates
from services.challenges.validation import routes as validation
from shared import service
from shared.http import health, web
from shared.periodic import every
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What challenges needs to run."""

    service: ClassVar[str] = "challenges"

    reward_points_max: int = Field(default=5_000, gt=0, le=1_000_000)
    """Most points that a challenge may give a rider, all its levels together."""


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with (
            service.running(settings, handlers(ZoneInfo(settings.timezone), settings.operator_id)) as state,
            web.running(
                every(
                    RESUME_EVERY_S,
                    "resume_postponed",
                    lambda: resume_after_stops(state["engine"], settings),
                ),
                every(
                    groups.WORK_EVERY_S,
                    "teams_postponed",
                    lambda: groups.work(state["engine"], settings),
                ),
            ),
        ):
            yield {
                **state,
                "reward_points_max": settings.reward_points_max,
                "zone": ZoneInfo(settings.timezone),
            }

    app = FastAPI(title="Rodem: challenges", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(routes.router)
    app.include_router(entries.router)
    app.include_router(teams.router)
    app.include_router(pairs.router)
    app.include_router(validation.router)
    app.include_router(templates.router)
    app.include_router(health.router_of(Settings.service))
    web.install(app, settings)
    return app
