"""What somebody tries at the one door, with a browser, a crafted address or crafted headers."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from shared.http.auth import RIDER_HEADER
from tests.conftest import MakeDatabase
from tests.gateway.gateways import asks_for_levels, gateway_before
from tests.gateway.test_door import Door, opened
from tests.served import all_at, served

METHODS = ["GET", "POST", "PUT", "DELETE"]
OWN = "own.example"


@dataclass(frozen=True)
class Passed:
    """A gateway before services that note what reaches them."""

    url: str
    folder: Path
    seen: list[tuple[str, str, dict[str, str]]]

    async def send(self, raw: bytes) -> tuple[int, bytes]:
        """Status and whole answer to these bytes, as they are."""
        address = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(raw)
        async with asyncio.timeout(30):
            answer = await reader.read()
        writer.close()
        return int(answer.split()[1]), answer

    def request(self, target: str, *headers: str, method: str = "GET", host: str = OWN) -> bytes:
        token = mint(self.folder, "operator" if method != "GET" else "rider")
        head = [f"{method} {target} HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {token}"]
        head += [f"Idempotency-Key: {uuid4()}", "Connection: close", *headers]
        return "\r\n".join([*head, "", ""]).encode()


@pytest.fixture(scope="module")
async def passed(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Passed]:
    folder, seen = tmp_path_factory.mktemp("issuer"), list[tuple[str, str, dict[str, str]]]()
    inner = FastAPI()

    @inner.api_route("/{path:path}", methods=METHODS)
    async def note(request: Request) -> Response:
        if asks_for_levels(request):
            return Response(b'{"from_points": [0]}', media_type="application/json")
        seen.append((request.method, request.scope["raw_path"].decode(), dict(request.headers)))
        return Response(b'{"trips": []}', media_type="application/json")

    async with (
        served(inner) as inner_url,
        gateway_before(all_at(inner_url), make_database, folder) as url,
    ):
        yield Passed(url, folder, seen)


@pytest.mark.parametrize(
    "target",
    [
        "/v1/trips/%2e%2e/void",
        "/v1/trips/%2E./%2e%2e/void",
        "/v1/trips/..%2f..%2finternal%2fcity-figures/void",
        "/v1/trips/x%3fy/void",
        "/v1/trips/x%23y/void",
        "/v1/trips/..;/void",
        "/v1/trips/%5c..%5c/void",
        "/v1/challenges/%2e%2e/close",
        "//elsewhere.example/v1/trips/x/void",
        "/internal/city-figures",
        "/v1/trips/../../internal/city-figures",
    ],
)
async def test_a_crafted_address_reaches_no_other_route_of_a_service(passed: Passed, target: str) -> None:
    passed.seen.clear()
    await passed.send(passed.request(target, "Content-Length: 0", method="POST"))
    await passed.send(passed.request(target))
    for method, path, _ in passed.seen:
        assert (method, re.sub(r"^/v1/trips/[^/]+/void$", "as asked", path)) == ("POST", "as asked")


async def test_what_the_caller_says_of_host_and_rider_goes_nowhere(passed: Passed) -> None:
    passed.seen.clear()
    told = [f"{RIDER_HEADER}: {uuid4()} {'0' * 64}", "X-Forwarded-Host: evil.example", "Cookie: a=b"]
    for host in ("evil.example", "x/internal/city-figures?", "x#", "x@evil.example", "a:b"):
        await passed.send(passed.request("/v1/me/trips?limit=5", *told, host=host))
    assert len(passed.seen) >= 1
    for method, path, headers in passed.seen:
        assert (method, path) == ("GET", "/v1/me/trips")
        assert headers.keys().isdisjoint({RIDER_HEADER, "x-forwarded-host", "cookie"})
        assert "evil" not in json.dumps(headers)


@pytest.mark.parametrize(
    ("headers", "is_second"),
    [
        pytest.param(
            ["Content-Length: 0"], True, id="an honest second request, to see that it would be seen"
        ),
        pytest.param(["Content-Length: 5", "Transfer-Encoding: chunked"], False, id="two lengths"),
        pytest.param(["Content-Length: 0", "Content-Length: 5"], False, id="one length twice"),
        pytest.param(["Transfer-Encoding : chunked"], False, id="a space before the colon"),
    ],
)
async def test_no_second_request_is_smuggled_inside_a_first(
    passed: Passed, headers: list[str], is_second: bool
) -> None:
    passed.seen.clear()
    first = passed.request("/v1/trips/first/void", *headers, method="POST")
    smuggled = passed.request("/v1/trips/smuggled/void", "Content-Length: 0", method="POST")
    end_of_chunks = b"" if is_second else b"0\r\n\r\n"
    await passed.send(first.replace(b"Connection: close\r\n", b"") + end_of_chunks + smuggled)
    assert ("/v1/trips/smuggled/void" in [path for _, path, _ in passed.seen]) is is_second


@pytest.fixture(scope="module")
async def door(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("issuer")
    async with opened(make_database, folder, jwks_file=make_issuer(folder)) as door:
        yield door


@pytest.mark.parametrize(
    "path", ["/", "/city", "/docs", "/openapi.json", "/problems/not-found", "/v1/me/summary", "/nowhere"]
)
async def test_no_other_site_may_frame_read_or_ride_on_an_answer(door: Door, path: str) -> None:
    """Signing in is a header that a script must set: without a cookie nothing comes along by itself."""
    attack = {"Origin": "https://evil.example", "Cookie": "session=stolen"}
    for headers in (attack, attack | door.signed_in("rider")):
        answer = await door.client.get(path, headers=headers)
        named = {name.lower() for name in answer.headers}
        assert "set-cookie" not in named
        assert not [name for name in named if name.startswith("access-control-")]
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
    if path.startswith("/v1/"):
        assert (await door.client.get(path, headers=attack)).status_code == 401
    preflight = {**attack, "Access-Control-Request-Method": "POST"}
    asked = await door.client.options(path, headers=preflight)
    assert not [name for name in asked.headers if name.lower().startswith("access-control-")]


async def test_an_idempotency_key_beyond_ascii_is_the_callers_mistake(door: Door) -> None:
    headers = [(name.encode(), value.encode()) for name, value in door.signed_in("rider").items()]
    answer = await door.client.post(
        "/v1/trips", json={}, headers=[*headers, (b"Idempotency-Key", "clau-é".encode())]
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


async def test_header_values_do_not_become_headers_or_html(door: Door) -> None:
    attacked: httpx.Response = await door.client.get(
        "/problems/%3Cscript%3Ealert(1)%3C%2Fscript%3E%0d%0aSet-Cookie:%20a=b?lang=%22%3E%3Cscript%3E",
        headers={"Accept": "text/html", "Accept-Language": "<script>"},
    )
    assert attacked.status_code == 404
    assert attacked.headers["content-type"] == "application/problem+json"
    assert "set-cookie" not in attacked.headers
    page = await door.client.get(
        "/problems/not-found?lang=%22%3E%3Cscript%3E", headers={"Accept": "text/html"}
    )
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<script" not in page.text


@pytest.mark.parametrize("path", ["/city/", "/docs/", "/v1/me/summary/", "/problems/"])
async def test_an_address_that_ends_in_a_slash_is_not_sent_to_the_callers_host(door: Door, path: str) -> None:
    answer = await door.client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 404
    assert "location" not in answer.headers
