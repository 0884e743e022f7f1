"""The gateway: the one door to the outside, and what riders read most."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from pydantic import BeforeValidator, Field, field_validator
from pydantic_settings import NoDecode
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.middleware import Middleware

from services.gateway.door import cors
from services.gateway.door.chains import routes as chains_routes
from services.gateway.door.compression import Compressed
from services.gateway.door.direct import Direct
from services.gateway.door.forwarding import actions as other_services
from services.gateway.door.forwarding import routes as forwarding_routes
from services.gateway.door.forwarding.rules import FORWARDED
from services.gateway.door.headers import Headers
from services.gateway.door.identities.actions import identify_at_the_door
from services.gateway.door.reference import routes as reference_routes
from services.gateway.handlers import HANDLERS
from services.gateway.riders.levels.actions import Levels, keep_reading
from services.gateway.riders.statement import routes as statement_routes
from services.gateway.riders.summary import routes as summary_routes
from services.gateway.riders.summary.actions import KEEP_EVERY_S, Expiry, keep_terms, summaries
from services.gateway.riders.support import routes as support_routes
from services.gateway.riders.trips import routes as trips_routes
from shared import service
from shared.expiry.rules import MONTHS_MAX, MONTHS_MIN, Terms
from shared.http import health, quotas, web
from shared.http.quotas import Count, Quota
from shared.http.traced import WATCHED
from shared.periodic import every
from shared.settings import UNSET_IF_EMPTY, ServiceSettings, parts

DESCRIPTION = (
    "Points for healthy and sustainable trips. Errors are RFC 9457 problems. What is sent again under one"
    " `Idempotency-Key` is done once. `RateLimit` in every answer says what is left of the caller's quota."
)


BYTES_SPENT = "At most {most} bytes a day. Try again in {retry_after_s} s."


class Settings(ServiceSettings):
    """What the gateway needs besides."""

    service: ClassVar[str] = "gateway"

    batch_events_max: int = Field(default=200, gt=0, le=5_000)
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
    rider_requests_max: int = Field(default=600, gt=0, le=1_000_000_000)
    """Most requests of one rider to `/v1` in `quota_window_s`. Who has spent a quota gets 429 until it is
    over."""
    operator_requests_max: int = Field(default=120_000, gt=0, le=1_000_000_000)
    """Most requests of one operator, city official or auditor in that time."""
    anonymous_requests_max: int = Field(default=1_200, gt=0, le=1_000_000_000)
    """Most without a good token from one address in that time. Name your proxy in `FORWARDED_ALLOW_IPS`."""
    visitor_requests_max: int = Field(default=3_000, gt=0, le=1_000_000_000)
    """Most requests of one address in that time to what is not `/v1`: pages, documents, files."""
    rider_at_once_max: int = Field(default=16, gt=0, le=10_000)
    """Most requests of one rider to `/v1` at a time. One more gets 429."""
    operator_at_once_max: int = Field(default=24, gt=0, le=10_000)
    """Most requests of one operator, city official or auditor at a time. With bodies of 2 MiB they leave room
    in `bodies_bytes_max` for others."""
    anonymous_at_once_max: int = Field(default=32, gt=0, le=10_000)
    """Most requests from one address at a time, of those without a good token, and of those to pages."""
    rider_day_bytes_max: int = Field(default=16 * 1024 * 1024, ge=256 * 1024)
    """Most bytes of bodies that a rider sends in a day, counted by each gateway process. A body that is sent
    again, because its answer was lost, counts again: the gateway has read it before anybody knows its key."""
    cached_riders_max: int = Field(default=10_000, gt=0, le=10_000_000)
    """Riders of an outside issuer that are known without a look into the database, about 300 bytes each."""
    points_expire_months: Annotated[int | None, UNSET_IF_EMPTY] = Field(
        default=None, ge=MONTHS_MIN, le=MONTHS_MAX
    )
    """The same as of `rewards`, by which points expire: the gateway tells riders what will."""
    cors_origins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(parts)] = ()
    """Origins of websites whose scripts may ask, as `https://open.example`, with commas between; `*` is every
    website. They may send a token, and never cookies."""

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if origin != cors.EVERYBODY and not ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin: write https://HOST, without a path.")
        if cors.EVERYBODY in origins and len(origins) > 1:
            raise ValueError("`*` is every origin: write it alone.")
        return origins


ORIGIN = re.compile(r"https?://[a-z0-9.\[\]:-]+")


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app. Nothing is opened before its lifespan begins."""
    if settings.page_requests_max >= settings.requests_max:
        raise RuntimeError("Set RODEM_PAGE_REQUESTS_MAX below RODEM_REQUESTS_MAX: pages ask the gateway too.")
    if unknown := {route.service for route in FORWARDED} - settings.service_urls.keys():
        raise RuntimeError(f"RODEM_SERVICE_URLS does not say where {', '.join(sorted(unknown))} listens.")

    count = _count_by_role(settings)
    app = FastAPI(
        title="Rodem",
        description=DESCRIPTION,
        version="1",
        lifespan=lambda _: running(settings, count),
        openapi_url=None,
        redirect_slashes=False,  # a redirect would repeat the Host header, which the caller chooses
    )
    short = {("GET", summary_routes.PATH): summary_routes.summary, **forwarding_routes.endpoints()}
    app.add_middleware(Direct, endpoints=short)
    app.include_router(summary_routes.router)
    app.include_router(statement_routes.router)
    app.include_router(trips_routes.router)
    app.include_router(support_routes.router)
    app.include_router(health.router_of(Settings.service))
    app.include_router(chains_routes.router)
    app.include_router(forwarding_routes.create_router())
    of_cors = [cors.middleware(settings.cors_origins)] if settings.cors_origins else []
    compressed = Middleware(Compressed, plain=frozenset({summary_routes.PATH}))
    around = [Middleware(Headers), *of_cors, compressed]
    web.install(app, settings, _of_visitors(settings), around)
    reference_routes.install(app)
    _check_base_path(app, settings.base_path)
    return app


def _check_base_path(app: FastAPI, base_path: str) -> None:
    """Raises RuntimeError for a base path that is an address of ours: nobody could tell them apart."""
    ours = {*WATCHED, *app.state.documents, *(route.path for route in FORWARDED)}
    if base_path and any(f"{path}/".startswith(f"{base_path}/") for path in ours):
        raise RuntimeError(f"RODEM_BASE_PATH {base_path} is an address of Rodem itself: take another.")


def _count_by_role(settings: Settings) -> Count:
    return quotas.by_role(
        settings.quota_window_s,
        Quota("riders", settings.rider_requests_max, settings.rider_at_once_max),
        Quota("operators", settings.operator_requests_max, settings.operator_at_once_max),
        Quota("anonymous", settings.anonymous_requests_max, settings.anonymous_at_once_max),
        settings.internal_secret.get_secret_value(),
    )


def _of_visitors(settings: Settings) -> web.Admit:
    """Requests to `/v1` are counted once their caller is known. All others are counted here, by address."""
    quota = Quota("visitors", settings.visitor_requests_max, settings.anonymous_at_once_max)
    count_address = quotas.counter(quota, settings.quota_window_s)

    def admit(request: Request) -> None:
        if not request.scope["path"].startswith("/v1/"):
            count_address(request, quotas.network(quotas.peer(request)))

    return admit


@asynccontextmanager
async def running(settings: Settings, count: Count) -> AsyncIterator[dict[str, Any]]:
    """The lifespan state, which every request finds in `request.state`."""
    levels, secret = Levels(), settings.internal_secret.get_secret_value()
    expiry = Expiry(Terms((), ZoneInfo(settings.timezone)))
    async with (
        service.running(settings, HANDLERS) as state,
        web.running(
            every(
                KEEP_EVERY_S,
                "expiry_not_known",
                lambda: keep_terms(state["engine"], settings, settings.points_expire_months, expiry),
            )
        ),
        other_services.connected(
            settings.service_urls, settings.service_requests_max, settings.page_requests_max
        ) as services,
        web.running(keep_reading(levels, services["rewards"], secret)),
    ):
        engine: AsyncEngine = state["engine"]
        # Reads are single statements, and need no BEGIN and ROLLBACK around them.
        reads = engine.execution_options(isolation_level="AUTOCOMMIT")
        yield {
            **state,
            "reads": reads,
            "levels": levels,
            "read_summary": summaries(reads, ZoneInfo(settings.timezone), expiry),
            "identify": identify_at_the_door(
                state["verify"], engine, settings.city_id, count, settings.cached_riders_max
            ),
            "count": count,
            "count_bytes": quotas.daily(settings.rider_day_bytes_max, BYTES_SPENT),
            "services": services,
            "service_documents": {},
            "openapi_written": [],
        }
