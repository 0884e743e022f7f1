"""Puts public_value together: settings, routes, handlers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from fastapi import FastAPI
from pydantic import Field

from services.public_value.city_figures.routes import router as city_figures
from services.public_value.declarations.routes import router as declarations
from services.public_value.expectations.routes import router as expectations
from services.public_value.factor_sets.routes import router as factor_sets
from services.public_value.handlers import HANDLERS
from services.public_value.indicators.routes import router as indicators
from services.public_value.plans.routes import routes as plans
from services.public_value.plans.rules import Places, Plan
from services.public_value.queries.routes import router as queries
from services.public_value.releases.actions import (
    LOOK_EVERY_S,
    NEVER,
    Releasing,
    release_when_due,
)
from services.public_value.releases.routes import router as releases
from shared import service
from shared.caches import Latest
from shared.http import health, web
from shared.periodic import every
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What public_value needs to run."""

    service: ClassVar[str] = "public_value"

    city_figures_s: float = Field(default=10, ge=0, le=3_600)
    """For how many seconds an answer of `GET /v1/city-figures` is given again to whoever asks."""
    release_places: Places = "P1M"
    """Whether releases tell of zones and districts by day (`P1D`, which suits zones of 40 trips a day) or by
    month. A plan that the city has written takes its place from its first month on."""
    cover: Literal["operator", "any"] = "operator"
    """Whose trips make a figure safe to tell: those that an `operator` reported or confirmed, or `any`, for a
    city in which only phones report. With `any` five made-up riders open no figure, and fifteen do."""

    def releasing(self) -> Releasing:
        """What runs of releases need to know of this deployment."""
        plan = Plan(self.release_places, {self.operator_id: "place"})
        return Releasing(self, plan, self.cover == "any")


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        releasing, started_at = settings.releasing(), datetime.now(UTC)
        async with service.running(settings, HANDLERS) as state:

            async def release() -> None:
                heard = [consumer.at_end.at or NEVER for consumer in state["consumers"]]
                await release_when_due(
                    state["engine"], releasing, datetime.now(UTC), started_at, heard_until=min(heard)
                )

            async with web.running(every(LOOK_EVERY_S, "release_postponed", release)):
                yield {
                    **state,
                    "releasing": releasing,
                    "city_figures": Latest(settings.city_figures_s),
                }

    app = FastAPI(title="Rodem: public value", lifespan=lifespan, docs_url=None, redoc_url=None)
    plan_routes = plans(settings.city_id, settings.releasing().plan)
    doors = (
        indicators,
        queries,
        city_figures,
        factor_sets,
        expectations,
        declarations,
        releases,
        plan_routes,
    )
    for router in doors:
        app.include_router(router)
    app.include_router(health.router_of(Settings.service))
    web.install(app, settings)
    return app
