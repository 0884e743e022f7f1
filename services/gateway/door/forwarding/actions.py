"""Requests to other services: passed on as they are, their answers passed back."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import structlog
from fastapi import Request
from starlette.responses import Response

from services.gateway.door.forwarding.rules import PAGES
from services.gateway.door.quotas.actions import peer
from shared import tracing
from shared.http import visitors
from shared.http.auth import DEVELOPMENT_ISSUER, RIDER_HEADER, Caller, bearer_token, sign_rider
from shared.http.places import Places
from shared.http.problems import away

logger = structlog.get_logger()

ANSWER_S = 10
"""Longest wait for a service's answer, a second try included."""

PASSED_ON = (
    "authorization",
    "content-type",
    "idempotency-key",
    "prefer",
    "accept",
    "accept-language",
    "if-none-match",
)
OF_PAGES_PASSED_ON = (
    "cookie",
    "range",
    "origin",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
    "sec-fetch-user",
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
OF_PAGES_PASSED_BACK = (
    "content-security-policy",
    "set-cookie",
    "content-disposition",
    "content-range",
    "accept-ranges",
    "last-modified",
)
"""Only what a page answers may speak to browsers about themselves."""


@dataclass(frozen=True)
class Service:
    """Another service: where it listens, connections to it, and places for requests that wait for its answer.

    Each service has its own connections and places, so that one that hangs takes none from the others.
    """

    url: str
    client: httpx.AsyncClient
    places: Places


@asynccontextmanager
async def connected(
    urls: Mapping[str, str], waiting_max: int, pages_waiting_max: int
) -> AsyncIterator[dict[str, Service]]:
    """The other services by name, each with at most so many requests and connections at a time."""
    services = {}
    async with AsyncExitStack() as stack:
        for name, url in urls.items():
            most = pages_waiting_max if name == PAGES else waiting_max
            client = await stack.enter_async_context(_create_client(most))
            services[name] = Service(url, client, Places(most))
        yield services


def _create_client(connections_max: int) -> httpx.AsyncClient:
    """Connections to a service. On aiohttp's transport a request costs a third of the CPU."""
    # Imported late: aiohttp takes a quarter of a second, and tests of rules do without.
    from httpx_aiohttp import AiohttpTransport

    limits = httpx.Limits(max_connections=connections_max)
    return httpx.AsyncClient(
        transport=AiohttpTransport(limits=limits), timeout=ANSWER_S, trust_env=False, follow_redirects=False
    )


async def ask(
    request: Request, service: str, caller: Caller | None, body: bytes = b"", without: tuple[str, ...] = ()
) -> httpx.Response:
    """The service's answer to this request; headers named in `without` are kept back. Pages get more headers,
    and the visitor's address.

    Raises Unavailable when the service cannot be reached or does not answer in time, and at once when too
    many wait for it already. What a service did that did not answer is unknown, so only a GET is tried twice;
    for the others the caller's Idempotency-Key makes it safe.
    """
    asked: Service = request.state.services[service]
    address = f"{asked.url}{quote(request.url.path, safe='/:')}"
    if request.url.query:
        address += "?" + quote(request.url.query, safe="=&%+:,;@!$'()*/?~")
    headers = _headers(request, caller, without) | (_of_visitor(request) if service == PAGES else {})
    try:
        with asked.places:
            async with asyncio.timeout(ANSWER_S):
                try:
                    return await asked.client.request(request.method, address, headers=headers, content=body)
                except httpx.TransportError:
                    if request.method != "GET":
                        raise
                    return await asked.client.request(request.method, address, headers=headers)
    except (httpx.TransportError, TimeoutError) as error:
        logger.warning("service_does_not_answer", service=service, error=type(error).__name__)
        raise away() from None


def _headers(request: Request, caller: Caller | None, without: tuple[str, ...]) -> dict[str, str]:
    headers = _given(request, [name for name in PASSED_ON if name not in without])
    headers["traceparent"] = tracing.outgoing(request.scope["rodem.trace_id"])
    if caller is not None and caller.rider_id is not None and caller.issuer != DEVELOPMENT_ISSUER:
        token = bearer_token(request)
        secret = request.app.state.settings.internal_secret.get_secret_value()
        headers[RIDER_HEADER] = sign_rider(secret, token, caller.rider_id)
    return headers


def _of_visitor(request: Request) -> dict[str, str]:
    secret = request.app.state.settings.internal_secret.get_secret_value()
    return _given(request, OF_PAGES_PASSED_ON) | {visitors.HEADER: visitors.sign(secret, peer(request))}


def _given(request: Request, names: Iterable[str]) -> dict[str, str]:
    """The headers of these names that the caller has sent."""
    return {
        name: ("; " if name == "cookie" else ", ").join(values)
        for name in names
        if (values := request.headers.getlist(name))
    }


def passed_back(answer: httpx.Response, service: str) -> Response:
    """A service's answer as the gateway gives it: same status, same bytes."""
    names = PASSED_BACK + (OF_PAGES_PASSED_BACK if service == PAGES else ())
    response = Response(answer.content, answer.status_code)
    for name in names:
        # A response may set several cookies, whose headers cannot be put together.
        for value in answer.headers.get_list(name):
            response.headers.append(name, value)
    return response
