"""Requests that another service answers: checked here, passed on as they are, their answers passed back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

import httpx
import structlog
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from shared import tracing
from shared.http import bodies
from shared.http.auth import (
    DEVELOPMENT_ISSUER,
    RIDER_HEADER,
    ROLES,
    Caller,
    Role,
    bearer_token,
    sign_rider,
    signed_in,
)
from shared.http.bodies import BATCH_BODY_MAX, BODY_MAX
from shared.http.problems import Unavailable

logger = structlog.get_logger()

ANSWER_S = 10
"""Longest wait for a service's answer, a second try included."""
CONNECTIONS_MAX = 100

PASSED_ON = (
    "authorization",
    "content-type",
    "idempotency-key",
    "prefer",
    "accept",
    "accept-language",
    "if-none-match",
)
PASSED_BACK = (
    "content-type",
    "etag",
    "retry-after",
    "www-authenticate",
    "content-language",
    "vary",
    "location",
    "cache-control",
    "preference-applied",
)


@dataclass(frozen=True)
class Forwarded:
    """A route of another service. No roles: needs no token. No `body_bytes_max`: no body is read."""

    method: str
    path: str
    service: str
    roles: tuple[Role, ...]
    body_bytes_max: int | None = None


FORWARDED = (
    Forwarded("POST", "/v1/trips", "trips", ("rider", "operator"), BATCH_BODY_MAX),
    Forwarded("POST", "/v1/trips:batch", "trips", ("operator",), BATCH_BODY_MAX),
    Forwarded("GET", "/v1/trips", "trips", ("operator",)),
    Forwarded("POST", "/v1/trips/{trip_id}/void", "trips", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/trips/{trip_id}/decision", "trips", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/trips/{trip_id}/appeal", "trips", ("rider",), BODY_MAX),
    Forwarded("PUT", "/v1/stations", "trips", ("operator",), BATCH_BODY_MAX),
    Forwarded("POST", "/v1/stations:import", "trips", ("operator",), BATCH_BODY_MAX),
    Forwarded("GET", "/v1/indicators", "public_value", ()),
    Forwarded("POST", "/v1/indicators:query", "public_value", ROLES, BODY_MAX),
    Forwarded("PUT", "/v1/zones", "trips", ("operator",), BATCH_BODY_MAX),
    Forwarded("GET", "/v1/challenges", "challenges", ROLES),
    Forwarded("POST", "/v1/challenges", "challenges", ("operator",), BODY_MAX),
    Forwarded("PUT", "/v1/challenges/{challenge_id}", "challenges", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/submit", "challenges", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/publish", "challenges", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/pause", "challenges", ("operator",), BODY_MAX),
    Forwarded("POST", "/v1/challenges/{challenge_id}/close", "challenges", ("operator",), BODY_MAX),
    Forwarded("PUT", "/v1/me/entries/{challenge_id}", "challenges", ("rider",), BODY_MAX),
    Forwarded("DELETE", "/v1/me/entries/{challenge_id}", "challenges", ("rider",)),
)


def create_router() -> APIRouter:
    """The forwarded routes. Their descriptions come from the services' own OpenAPI documents."""
    router = APIRouter(include_in_schema=False)
    for route in FORWARDED:
        router.add_api_route(route.path, _endpoint(route), methods=[route.method])
    return router


def _endpoint(route: Forwarded) -> Callable[..., Awaitable[Response]]:
    async def anybody(request: Request) -> None:
        request.state.count(request, None)

    find_caller = signed_in(*route.roles) if route.roles else anybody

    async def forward(request: Request, caller: Annotated[Caller | None, Depends(find_caller)]) -> Response:
        # Read here and not by FastAPI, which would do so before it asks who sends it.
        body = b""
        if route.body_bytes_max is not None and bodies.is_sent(request):
            body = await bodies.read(request, route.body_bytes_max)
        return passed_back(await ask(request, route.service, caller, body))

    return forward


def create_client() -> httpx.AsyncClient:
    """Connections to the other services. On aiohttp's transport a request costs a third of the CPU."""
    # Imported late: aiohttp takes a quarter of a second, and tests of rules do without.
    from httpx_aiohttp import AiohttpTransport

    limits = httpx.Limits(max_connections=CONNECTIONS_MAX)
    return httpx.AsyncClient(
        transport=AiohttpTransport(limits=limits), timeout=ANSWER_S, trust_env=False, follow_redirects=False
    )


async def ask(
    request: Request, service: str, caller: Caller | None, body: bytes = b"", without: tuple[str, ...] = ()
) -> httpx.Response:
    """The service's answer to this request; headers named in `without` are kept back.

    Raises Unavailable when the service cannot be reached or does not answer in time. What it did then is
    unknown, so only a GET is tried twice; for the others the caller's Idempotency-Key makes it safe.
    """
    client: httpx.AsyncClient = request.state.client
    address = f"{request.app.state.settings.service_urls[service]}{quote(request.url.path, safe='/:')}"
    if request.url.query:
        address += "?" + quote(request.url.query, safe="=&%+:,;@!$'()*/?~")
    headers = _headers(request, caller, without)
    try:
        async with asyncio.timeout(ANSWER_S):
            try:
                return await client.request(request.method, address, headers=headers, content=body)
            except httpx.TransportError:
                if request.method != "GET":
                    raise
                return await client.request(request.method, address, headers=headers)
    except (httpx.TransportError, TimeoutError) as error:
        logger.warning("service_does_not_answer", service=service, error=type(error).__name__)
        raise Unavailable(
            "Something that this needs is away for the moment. Try again in a second."
        ) from None


def _headers(request: Request, caller: Caller | None, without: tuple[str, ...]) -> dict[str, str]:
    given = request.headers
    headers = {name: given[name] for name in PASSED_ON if name in given and name not in without}
    headers["traceparent"] = tracing.outgoing(request.scope["rodem.trace_id"])
    if caller is not None and caller.rider_id is not None and caller.issuer != DEVELOPMENT_ISSUER:
        token = bearer_token(request)
        secret = request.app.state.settings.internal_secret.get_secret_value()
        headers[RIDER_HEADER] = sign_rider(secret, token, caller.rider_id)
    return headers


def passed_back(answer: httpx.Response) -> Response:
    """A service's answer as the gateway gives it: same status, same bytes."""
    headers = {name: answer.headers[name] for name in PASSED_BACK if name in answer.headers}
    return Response(answer.content, answer.status_code, headers)
