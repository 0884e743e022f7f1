"""Requests to other services: passed on as they are, their answers passed back."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

import httpx
import structlog
from fastapi import Request
from starlette.responses import Response

from shared import tracing
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
class Service:
    """Another service: where it listens, connections to it, and places for requests that wait for its answer.

    Each service has its own connections and places, so that one that hangs takes none from the others.
    """

    url: str
    client: httpx.AsyncClient
    places: Places


@asynccontextmanager
async def connected(urls: Mapping[str, str], waiting_max: int) -> AsyncIterator[dict[str, Service]]:
    """The other services by name, each with at most so many requests and connections at a time."""
    async with AsyncExitStack() as stack:
        yield {
            name: Service(
                url, await stack.enter_async_context(_create_client(waiting_max)), Places(waiting_max)
            )
            for name, url in urls.items()
        }


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
    """The service's answer to this request; headers named in `without` are kept back.

    Raises Unavailable when the service cannot be reached or does not answer in time, and at once when too
    many wait for it already. What a service did that did not answer is unknown, so only a GET is tried twice;
    for the others the caller's Idempotency-Key makes it safe.
    """
    asked: Service = request.state.services[service]
    address = f"{asked.url}{quote(request.url.path, safe='/:')}"
    if request.url.query:
        address += "?" + quote(request.url.query, safe="=&%+:,;@!$'()*/?~")
    headers = _headers(request, caller, without)
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
    given = request.headers
    headers = {
        name: ", ".join(given.getlist(name)) for name in PASSED_ON if name in given and name not in without
    }
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
