"""Pages behind the gateway: what passes between a browser and pages, and between nobody else."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response

from services.gateway.app import Settings, create_app
from shared.http import visitors
from tests.conftest import MakeDatabase
from tests.gateway.gateways import SECRET, asks_for_levels, gateway_before
from tests.served import all_at, served

ANONYMOUS_MAX = 3
OF_BROWSERS = {
    "Cookie": "session=1; other=2",
    "Range": "bytes=0-3",
    "Origin": "https://here.example",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-User": "?1",
}
FOR_BROWSERS = [
    ("Set-Cookie", "session=1; HttpOnly"),
    ("Set-Cookie", "language=ca"),
    ("Content-Security-Policy", "default-src 'self'"),
    ("Content-Disposition", "attachment"),
    ("Content-Range", "bytes 0-3/9"),
    ("Accept-Ranges", "bytes"),
    ("Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT"),
]


@pytest.fixture
async def seen() -> list[dict[str, str]]:
    """The headers of what has reached a service."""
    return []


@pytest.fixture
async def client(
    make_database: MakeDatabase, tmp_path: Path, seen: list[dict[str, str]]
) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway before services that all answer with what is for browsers."""
    inner = FastAPI()

    @inner.get("/{path:path}")
    async def answer(request: Request) -> Response:
        if not asks_for_levels(request):
            seen.append(dict(request.headers))
        response = Response("{}")
        for name, value in FOR_BROWSERS:
            response.headers.append(name, value)
        return response

    async with (
        served(inner) as inner_url,
        gateway_before(
            all_at(inner_url), make_database, tmp_path, anonymous_requests_max=ANONYMOUS_MAX
        ) as url,
        httpx.AsyncClient(base_url=url, timeout=30) as client,
    ):
        yield client


async def test_what_browsers_and_pages_say_to_each_other_passes_both_ways(
    client: httpx.AsyncClient, seen: list[dict[str, str]]
) -> None:
    answer = await client.get("/city", headers=OF_BROWSERS)
    [asked] = seen
    assert {name: asked.get(name.lower()) for name in OF_BROWSERS} == OF_BROWSERS
    for name in dict(FOR_BROWSERS):
        assert answer.headers.get_list(name) == [value for each, value in FOR_BROWSERS if each == name]


@pytest.mark.parametrize("name", ["Cookie", "Accept-Language", "X-Forwarded-For"])
async def test_bytes_beyond_ascii_in_a_header_pass_as_they_came(
    client: httpx.AsyncClient, seen: list[dict[str, str]], name: str
) -> None:
    answer = await client.get("/city", headers=[(name.encode(), "a=é".encode())])
    assert answer.status_code == 200
    as_seen = {"X-Forwarded-For": visitors.HEADER}.get(name, name).lower()
    if as_seen == visitors.HEADER:
        assert visitors.address_of(SECRET, seen[0][as_seen]) == "a=é".encode().decode("latin-1")
    else:
        assert seen[0][as_seen].encode("latin-1") == "a=é".encode()


@pytest.mark.parametrize("path", ["/city", "/v1/indicators", "/docs", "/openapi.json"])
async def test_head_is_answered_wherever_get_is(
    client: httpx.AsyncClient, seen: list[dict[str, str]], path: str
) -> None:
    """A service is asked once, and by GET."""
    got = await client.get(path)
    asked_for_get = len(seen)
    head = await client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    differ = {"ratelimit"}
    assert {name for name in got.headers if head.headers.get(name) != got.headers[name]} <= differ
    assert len(seen) in (2 * asked_for_get, asked_for_get)  # the document is fetched once


async def test_no_other_service_speaks_to_browsers(
    client: httpx.AsyncClient, seen: list[dict[str, str]]
) -> None:
    answer = await client.get("/v1/indicators", headers=OF_BROWSERS)
    [asked] = seen
    assert asked.keys().isdisjoint({name.lower() for name in OF_BROWSERS})
    assert visitors.address_of(SECRET, asked[visitors.HEADER]) == visitors.NO_ADDRESS
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers.keys().isdisjoint({"set-cookie", "content-disposition", "last-modified"})


async def test_pages_are_told_their_visitors_address_and_nothing_that_the_visitor_claims(
    client: httpx.AsyncClient, seen: list[dict[str, str]]
) -> None:
    claimed = {"X-Forwarded-For": "192.0.2.7", visitors.HEADER: visitors.sign("guessed", "192.0.2.9")}
    await client.get("/city", headers=claimed)
    assert visitors.address_of(SECRET, seen[0][visitors.HEADER]) == "192.0.2.7"


async def test_what_pages_ask_for_counts_as_their_visitors_own(client: httpx.AsyncClient) -> None:
    async def left(header: str) -> str:
        answer = await client.get("/v1/indicators", headers={visitors.HEADER: header})
        return answer.headers["ratelimit"].split(";")[1]

    one, other = (visitors.sign(SECRET, address) for address in ("192.0.2.1", "192.0.2.2"))
    assert [await left(one), await left(one), await left(other)] == ["r=2", "r=1", "r=2"]
    forged = visitors.sign("guessed", "192.0.2.3")
    as_before = [await left(forged), await left(forged.replace("192.0.2.3", "192.0.2.4")), await left("")]
    assert as_before == ["r=2", "r=1", "r=0"]


async def test_pages_have_a_quota_of_their_own_as_they_ask_by_themselves(
    client: httpx.AsyncClient,
) -> None:
    for _ in range(2 * ANONYMOUS_MAX):
        answer = await client.get("/city")
        assert answer.status_code == 200
        assert answer.headers["ratelimit"].startswith('"visitors"')


def test_pages_leave_places_for_what_they_ask() -> None:
    settings = {"DATABASE_URL": "postgresql://localhost/none", "service_urls": all_at("http://none")}
    with pytest.raises(RuntimeError, match="RODEM_PAGE_REQUESTS_MAX below RODEM_REQUESTS_MAX"):
        create_app(Settings.model_validate({**settings, "requests_max": 64}))
