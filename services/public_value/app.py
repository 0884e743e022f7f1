"""Puts public_value together: settings, routes, handlers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from fastapi import FastAPI
from pydantic import Field

from services.public_value.city_figures.routes import router as city_figures
from services.public_value.declarations.routes import router as declarations
from services.public_value.disclosure.actions import SpanCache
from services.public_value.expectations.routes import router as expectations
from services.public_value.factor_sets.routes import router as factor_sets
from services.public_value.handlers import HANDLERS
from services.public_value.indicators.routes import router as indicators
from services.public_value.queries.routes import router as queries
from shared import service
from shared.caches import Cache, Latest
from shared.http import health, web
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What public_value needs to run."""

    service: ClassVar[str] = "public_value"

    cached_spans_max: int = Field(default=100, gt=0, le=100_000)
    """Months and weeks that are not worked out again while their data stay, about 100 kB each."""
    city_figures_s: float = Field(default=10, ge=0, le=3_600)
    """For how many seconds an answer of `GET /v1/city-figures` is given again to whoever asks."""


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Tests call this with their own settings."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with service.running(settings, HANDLERS) as state:
            yield {
                **state,
                "span_cache": SpanCache(Cache("spans", settings.cached_spans_max)),
                "city_figures": Latest(settings.city_figures_s),
            }

    app = FastAPI(title="Rodem: public value", lifespan=lifespan, docs_url=None, redoc_url=None)
    for router in (indicators, queries, city_figures, factor_sets, expectations, declarations):
        app.include_router(router)
    app.include_router(health.router_of(Settings.service))
    web.install(app, settings)
    return app
