"""A reverse proxy: requests go to other services unchanged, and their answers come back unchanged."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

import aiohttp
import httpx
import structlog
from fastapi import Request
from httpx_aiohttp import AiohttpTransport
from starlette.responses import Response
from yarl import URL

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
KEPT_S = 5
"""How long a connection to a service is kept that nobody uses."""

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
OF_ALL = frozenset(name.encode() for name in RESPONSE_HEADERS)
OF_PAGES = OF_ALL | {name.encode() for name in PAGE_RESPONSE_HEADERS}


@dataclass(frozen=True)
class Service:
    """Another service: its address, its connection pool, and places for requests that wait for its answer.
    `client` is for questions of our own. Requests of callers go past it, through the pool itself: httpx takes
    three times the CPU.

    Pool and places are a bulkhead: a service that hangs uses up its own and none of the others'.
    """

    url: str
    client: httpx.AsyncClient
    pool: aiohttp.ClientSession
    places: Places


@dataclass(frozen=True)
class Answer:
    """A service's answer, its headers as bytes, as they came."""

    status_code: int
    headers: Sequence[tuple[bytes, bytes]]
    content: bytes


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
            pool = await stack.enter_async_context(_create_pool(most))
            transport = AiohttpTransport(client=pool)
            client = await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, timeout=ANSWER_S, trust_env=False)
            )
            services[name] = Service(url, client, pool, Places(most))
        yield services


def _create_pool(connections_max: int) -> aiohttp.ClientSession:
    """A connection pool that adds nothing to requests, and takes nothing from answers."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections_max, keepalive_timeout=KEPT_S),
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=("user-agent", "content-type", "accept-encoding"),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
    )


async def ask(
    request: Request,
    service: str,
    caller: Caller | None,
    body: bytes = b"",
    without: tuple[str, ...] = (),
    path: str | None = None,
    query: str | None = None,
) -> Answer:
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
    headers = _headers(request, caller, without) | (_visitor_headers(request) if service == PAGES else {})
    try:
        with target.places:
            async with asyncio.timeout(ANSWER_S):
                try:
                    return await _send(target.pool, request.method, url, headers, body)
                except aiohttp.ClientError:
                    if request.method != "GET":
                        raise
                    return await _send(target.pool, request.method, url, headers, b"")
    except (aiohttp.ClientError, OSError) as error:
        logger.warning("service_does_not_answer", service=service, error=type(error).__name__)
        raise away() from None


async def _send(
    pool: aiohttp.ClientSession, method: str, url: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    async with pool.request(
        method,
        URL(url, encoded=True),
        headers={name: _as_sent(value) for name, value in headers.items()},
        data=body or None,
        allow_redirects=False,
    ) as answer:
        return Answer(answer.status, answer.raw_headers, await answer.read())


def _as_sent(value: str) -> str:
    """A header's value as text of which aiohttp, which writes UTF-8, makes the bytes that the caller has
    sent. Starlette reads one character for each byte."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value


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


def passed_back(answer: Answer, service: str) -> Response:
    """A service's answer as the gateway gives it: same status, same bytes."""
    names = OF_PAGES if service == PAGES else OF_ALL
    response = Response(answer.content, answer.status_code)
    # One by one, because several Set-Cookie headers cannot be joined into one.
    lower = ((name.lower(), value) for name, value in answer.headers)
    response.raw_headers += [header for header in lower if header[0] in names]
    return response
