"""The gateway: the one door to the outside, and what riders read most."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncEngine

from services.gateway.door.forwarding import actions as other_services
from services.gateway.door.forwarding import routes as forwarding_routes
from services.gateway.door.forwarding.rules import FORWARDED
from services.gateway.door.headers import Headers
from services.gateway.door.identities.actions import identify_at_the_door
from services.gateway.door.quotas import actions as quotas
from services.gateway.door.reference import routes as reference_routes
from services.gateway.handlers import HANDLERS
from services.gateway.riders.statement import routes as statement_routes
from services.gateway.riders.summary import routes as summary_routes
from services.gateway.riders.summary.actions import summaries
from services.gateway.riders.trips import routes as trips_routes
from shared import service
from shared.http import web
from shared.settings import ServiceSettings

DESCRIPTION = (
    "Points for healthy and sustainable trips. Errors are RFC 9457 problems. What is sent again under one"
    " `Idempotency-Key` is done once. `RateLimit` in every answer says what is left of the caller's quota."
)


class Settings(ServiceSettings):
    """What the gateway needs besides."""

    service: ClassVar[str] = "gateway"

    batch_events_max: int = Field(default=500, gt=0, le=5_000)
    """Most events that a consumer takes in one transaction. Fewer than in other services: riders' reads wait
    while a batch holds the event loop."""
    service_urls: dict[str, str]
    """Service -> where it listens, as `http://host:port`."""
    service_requests_max: int = Field(default=80, gt=0, le=10_000)
    """Most requests that wait for one service's answer at a time, and most connections to it. One more is
    told at once to come back later. Two services that hang, beside pages that do, leave places among the
    `requests_max` of all."""
    page_requests_max: int = Field(default=64, gt=0, le=10_000)
    """The same for pages. It is smaller than `requests_max`, because a page waits for answers of `/v1`, which
    need a place too."""
    quota_window_s: int = Field(default=60, gt=0, le=3_600)
    """For how many seconds the quotas of requests to `/v1` are. Each gateway process counts by itself."""
    rider_requests_max: int = Field(default=600, gt=0, le=1_000_000_000)
    """Most requests of one rider in that time. Who has spent a quota gets 429 until it is over."""
    operator_requests_max: int = Field(default=120_000, gt=0, le=1_000_000_000)
    """Most requests of one operator, city official or auditor in that time."""
    anonymous_requests_max: int = Field(default=1_200, gt=0, le=1_000_000_000)
    """Most without a good token from one address in that time. Name your proxy in `FORWARDED_ALLOW_IPS`."""
    cached_riders_max: int = Field(default=10_000, gt=0, le=10_000_000)
    """Riders of an outside issuer that are known without a look into the database, about 300 bytes each."""


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Nothing is opened before its lifespan begins."""
    if settings.page_requests_max >= settings.requests_max:
        raise RuntimeError("Set RODEM_PAGE_REQUESTS_MAX below RODEM_REQUESTS_MAX: pages ask the gateway too.")
    if unknown := {route.service for route in FORWARDED} - settings.service_urls.keys():
        raise RuntimeError(f"RODEM_SERVICE_URLS does not say where {', '.join(sorted(unknown))} listens.")

    app = FastAPI(
        title="Rodem",
        description=DESCRIPTION,
        version="1",
        lifespan=lambda _: running(settings),
        openapi_url=None,
        redirect_slashes=False,  # a redirect would repeat the Host header, which the caller chooses
    )
    app.router.routes.insert(0, summary_routes.SUMMARY)
    app.include_router(summary_routes.router)
    app.include_router(statement_routes.router)
    app.include_router(trips_routes.router)
    app.include_router(forwarding_routes.create_router())
    reference_routes.install(app)
    web.install(app, settings)
    app.add_middleware(Headers)
    return app


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[dict[str, Any]]:
    """The lifespan state, which every request finds in `request.state`."""
    async with (
        service.running(settings, HANDLERS) as state,
        other_services.connected(
            settings.service_urls, settings.service_requests_max, settings.page_requests_max
        ) as services,
    ):
        engine: AsyncEngine = state["engine"]
        count = quotas.by_role(
            settings.quota_window_s,
            settings.rider_requests_max,
            settings.operator_requests_max,
            settings.anonymous_requests_max,
            settings.internal_secret.get_secret_value(),
        )
        # Reads are single statements, and need no BEGIN and ROLLBACK around them.
        reads = engine.execution_options(isolation_level="AUTOCOMMIT")
        yield {
            **state,
            "reads": reads,
            "read_summary": summaries(reads, ZoneInfo(settings.timezone)),
            "identify": identify_at_the_door(
                state["verify"], engine, settings.city_id, count, settings.cached_riders_max
            ),
            "count": count,
            "services": services,
            "service_documents": {},
        }
