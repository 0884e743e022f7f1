"""A reverse proxy: requests go to other services unchanged, and their answers come back unchanged."""

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
from shared import tracing
from shared.http import visitors
from shared.http.auth import DEVELOPMENT_ISSUER, RIDER_HEADER, Caller, bearer_token, sign_rider
from shared.http.places import Places
from shared.http.problems import away
from shared.http.quotas import peer

logger = structlog.get_logger()

ANSWER_S = 10
"""Longest wait for a service's answer, a retry included."""

REQUEST_HEADERS = (
    "authorization",
    "content-type",
    "idempotency-key",
    "prefer",
    "accept",
    "accept-language",
    "if-none-match",
    "x-purpose",
)
PAGE_REQUEST_HEADERS = (
    "cookie",
    "range",
    "origin",
    "sec-fetch-site",
    "sec-fetch-mode",
    "sec-fetch-dest",
    "sec-fetch-user",
)
RESPONSE_HEADERS = (
    "content-type",
    "etag",
    "retry-after",
    "www-authenticate",
    "content-language",
    "vary",
    "location",
    "cache-control",
    "preference-applied",
    "link",
)
PAGE_RESPONSE_HEADERS = (
    "content-security-policy",
    "set-cookie",
    "content-disposition",
    "content-range",
    "accept-ranges",
    "last-modified",
)
"""Headers that change what a browser does. The gateway lets them through only from the service `pages`."""


@dataclass(frozen=True)
class Service:
    """Another service: its address, its connection pool, and places for requests that wait for its answer.

    Pool and places are a bulkhead: a service that hangs uses up its own and none of the others'.
    """

    url: str
    client: httpx.AsyncClient
    places: Places


@asynccontextmanager
async def connected(
    urls: Mapping[str, str], waiting_max: int, pages_waiting_max: int
) -> AsyncIterator[dict[str, Service]]:
    """The other services by name, each with at most `waiting_max` (pages: `pages_waiting_max`) requests and
    connections at a time."""
    services = {}
    async with AsyncExitStack() as stack:
        for name, url in urls.items():
            most = pages_waiting_max if name == PAGES else waiting_max
            client = await stack.enter_async_context(_create_client(most))
            services[name] = Service(url, client, Places(most))
        yield services


def _create_client(connections_max: int) -> httpx.AsyncClient:
    """A connection pool. With aiohttp's transport a request costs a third of the CPU that it costs with
    httpx's own."""
    # Imported here, because importing aiohttp takes 0.25 s and tests of rules do not need it.
    from httpx_aiohttp import AiohttpTransport

    limits = httpx.Limits(max_connections=connections_max)
    return httpx.AsyncClient(
        transport=AiohttpTransport(limits=limits), timeout=ANSWER_S, trust_env=False, follow_redirects=False
    )


async def ask(
    request: Request,
    service: str,
    caller: Caller | None,
    body: bytes = b"",
    without: tuple[str, ...] = (),
    path: str | None = None,
    query: str | None = None,
) -> httpx.Response:
    """The service's answer to this request, sent on except for the headers named in `without`, and with our
    signature, by which services know that the gateway has counted the request. Pages get further headers, and
    the visitor's address. `path` and `query` are asked in place of the request's own.

    Raises Unavailable when the service cannot be reached or does not answer in time, and at once when too
    many requests wait for it already. Only a GET is retried: whether the service has done something without
    answering is unknown, and a caller retries another method safely with an Idempotency-Key.
    """
    target: Service = request.state.services[service]
    url = f"{target.url}{quote(path or request.url.path, safe='/:')}"
    if query := request.url.query if query is None else query:
        url += "?" + quote(query, safe="=&%+:,;@!$'()*/?~")
    headers = [
        # As bytes, because callers send bytes beyond ASCII, which httpx refuses in text.
        (name.encode(), value.encode("latin-1"))
        for name, value in (
            _headers(request, caller, without) | (_visitor_headers(request) if service == PAGES else {})
        ).items()
    ]
    try:
        with target.places:
            async with asyncio.timeout(ANSWER_S):
                try:
                    answer = await target.client.request(request.method, url, headers=headers, content=body)
                except httpx.TransportError:
                    if request.method != "GET":
                        raise
                    answer = await target.client.request(request.method, url, headers=headers)
    except (httpx.TransportError, TimeoutError) as error:
        logger.warning("service_does_not_answer", service=service, error=type(error).__name__)
        raise away() from None
    # httpx's answer and its stream refer to each other. Without this cycle the bodies of request and answer
    # are freed with the last use, and do not wait for the garbage collector.
    answer.stream = httpx.ByteStream(b"")
    return answer


def _headers(request: Request, caller: Caller | None, without: tuple[str, ...]) -> dict[str, str]:
    headers = _sent_headers(request, [name for name in REQUEST_HEADERS if name not in without])
    headers["traceparent"] = tracing.outgoing(request.scope["rodem.trace_id"])
    secret = request.app.state.settings.internal_secret.get_secret_value()
    # Without the caller's address, which only pages may know.
    headers[visitors.HEADER] = visitors.sign(secret, visitors.NO_ADDRESS)
    if caller is not None and caller.rider_id is not None and caller.issuer != DEVELOPMENT_ISSUER:
        token = bearer_token(request)
        headers[RIDER_HEADER] = sign_rider(secret, token, caller.rider_id)
    return headers


def _visitor_headers(request: Request) -> dict[str, str]:
    secret = request.app.state.settings.internal_secret.get_secret_value()
    visitor = {visitors.HEADER: visitors.sign(secret, peer(request))}
    return _sent_headers(request, PAGE_REQUEST_HEADERS) | visitor


def _sent_headers(request: Request, names: Iterable[str]) -> dict[str, str]:
    """Those of these headers that the caller has sent."""
    return {
        name: ("; " if name == "cookie" else ", ").join(values)
        for name in names
        if (values := request.headers.getlist(name))
    }


def passed_back(answer: httpx.Response, service: str) -> Response:
    """A service's answer as the gateway gives it: same status, same bytes."""
    names = RESPONSE_HEADERS + (PAGE_RESPONSE_HEADERS if service == PAGES else ())
    response = Response(answer.content, answer.status_code)
    for name in names:
        # One by one, because several Set-Cookie headers cannot be joined into one.
        for value in answer.headers.get_list(name):
            response.headers.append(name, value)
    return response
