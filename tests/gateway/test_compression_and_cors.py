"""What the gateway adds to answers for those who read them: fewer bytes, and leave for other websites."""

import gzip
from collections.abc import AsyncIterator
from typing import Any

import brotli
import httpx
import pytest
import zstandard
from fastapi import FastAPI
from pydantic import ValidationError as InvalidSettings
from starlette.responses import Response
from starlette_compress import CompressMiddleware

from services.gateway.app import Settings
from services.gateway.door.compression import BYTES_MIN
from tests.conftest import MakeDatabase
from tests.gateway.gateways import gateway_before
from tests.served import all_at, served

LARGE, SMALL = b'{"n":"' + b"1" * BYTES_MIN + b'"}', b'{"n":"1"}'
TAG = '"of the content"'
OPEN = "https://open.example"
DECODE = {"zstd": lambda body: zstandard.ZstdDecompressor().decompress(body), "br": brotli.decompress}


@pytest.fixture(scope="module")
async def inner_url() -> AsyncIterator[str]:
    """A service with a large answer and a small one."""
    inner = FastAPI()

    def answer(body: bytes) -> Response:
        headers = {"ETag": TAG, "Vary": "Accept-Language", "Cache-Control": "public"}
        return Response(body, headers=headers, media_type="application/json")

    inner.add_api_route("/v1/city-figures", lambda: answer(LARGE))
    inner.add_api_route("/v1/indicators", lambda: answer(SMALL))
    inner.add_api_route("/v1/guards/challenge", lambda: Response(status_code=304, headers={"ETag": TAG}))
    async with served(inner) as url:
        yield url


@pytest.fixture(scope="module")
async def client(
    inner_url: str, make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    folder = tmp_path_factory.mktemp("issuer")
    async with (
        gateway_before(all_at(inner_url), make_database, folder, cors_origins="*") as url,
        httpx.AsyncClient(base_url=url, timeout=30) as client,
    ):
        yield client


async def raw(client: httpx.AsyncClient, path: str, accepted: str) -> tuple[httpx.Response, bytes]:
    """The answer, and its bytes as they came."""
    async with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


def varies(answer: httpx.Response) -> set[str]:
    return {name.strip() for name in answer.headers["vary"].split(",")}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("br, gzip", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("identity", None),
        ("gzip;q=0", None),
    ],
)
async def test_a_large_answer_comes_as_the_caller_takes_it(
    client: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    """Its ETag is weak then, for it names other bytes, and caches are told what it depends on."""
    answer, body = await raw(client, "/v1/city-figures", accepted)
    decode = {"gzip": gzip.decompress, **DECODE}.get(encoding or "", bytes)
    assert answer.headers.get("content-encoding") == encoding
    assert decode(body) == LARGE
    assert answer.headers["etag"] == (f"W/{TAG}" if encoding else TAG)
    assert varies(answer) >= {"Accept-Language", "Accept-Encoding"}
    assert int(answer.headers["content-length"]) == len(body)


async def test_a_small_answer_comes_as_it_is(client: httpx.AsyncClient) -> None:
    answer, body = await raw(client, "/v1/indicators", "gzip, br, zstd")
    assert (body, answer.headers["etag"]) == (SMALL, TAG)
    assert "content-encoding" not in answer.headers


async def test_the_most_frequent_answer_passes_compression_by(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def compressing(_: Any, scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        await Response(status_code=204)(scope, receive, send)

    monkeypatch.setattr(CompressMiddleware, "__call__", compressing)
    for path in ("/v1/me/summary", "/docs", "/openapi.json", "/v1/indicators"):
        await client.get(path)
    assert asked == ["/v1/indicators"]


async def test_a_304_tells_caches_what_its_200_depends_on(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/guards/challenge", headers={"If-None-Match": f"W/{TAG}"})
    assert answer.status_code == 304
    assert "Accept-Encoding" in varies(answer)


async def test_documents_are_compressed_once_and_known_by_either_etag(client: httpx.AsyncClient) -> None:
    plain, whole = await raw(client, "/openapi.json", "identity")
    zipped, body = await raw(client, "/openapi.json", "gzip, br, zstd")
    assert (zipped.headers["content-encoding"], gzip.decompress(body)) == ("gzip", whole)
    assert zipped.headers["etag"] == f"W/{plain.headers['etag']}"
    assert "Accept-Encoding" in varies(zipped) & varies(plain)
    for answer in (plain, zipped):
        again = await client.get("/openapi.json", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    _, other = await raw(client, "/openapi.json", "br")
    assert other == whole


def preflight(origin: str = OPEN) -> dict[str, str]:
    headers = "authorization, idempotency-key"
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": headers}
    return {"Origin": origin, **asked}


async def test_open_data_may_be_read_by_every_website_and_never_with_cookies(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/v1/indicators", headers={"Origin": OPEN, "Cookie": "session=1"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    exposed = answer.headers["access-control-expose-headers"].lower().split(", ")
    assert {"etag", "ratelimit", "ratelimit-policy", "retry-after", "location"} <= set(exposed)


async def test_a_website_may_send_a_token_and_a_key(client: httpx.AsyncClient) -> None:
    answer = await client.options("/v1/zones", headers=preflight())
    assert answer.status_code == 200
    methods, may_send = (
        set(answer.headers[f"access-control-allow-{name}"].lower().split(", "))
        for name in ("methods", "headers")
    )
    assert {"get", "head", "put", "post", "delete"} <= methods
    names = {"authorization", "idempotency-key", "if-none-match", "prefer", "traceparent", "content-type"}
    assert names <= may_send
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/me/summary", "/v1/nothing"])
async def test_a_website_can_read_why_it_was_refused(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"Origin": OPEN})
    assert answer.status_code in (401, 404)
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_only_the_named_origins_may_ask(
    inner_url: str, make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("issuer")
    origins = f"{OPEN}, https://other.example:8443"
    async with (
        gateway_before(all_at(inner_url), make_database, folder, cors_origins=origins) as url,
        httpx.AsyncClient(base_url=url, timeout=30) as client,
    ):
        good = await client.get("/v1/indicators", headers={"Origin": OPEN})
        bad = await client.get("/v1/indicators", headers={"Origin": "https://evil.example"})
        nobody = await client.get("/v1/indicators")
        assert good.headers["access-control-allow-origin"] == OPEN
        for answer in (bad, nobody):
            assert "access-control-allow-origin" not in answer.headers
        for answer in (good, bad, nobody):
            assert "Origin" in varies(answer)
            assert "access-control-allow-credentials" not in answer.headers
        refused = await client.options("/v1/indicators", headers=preflight("https://evil.example"))
        assert refused.status_code == 400


async def test_nobody_may_ask_unless_the_setting_says_so(
    inner_url: str, make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("issuer")
    async with (
        gateway_before(all_at(inner_url), make_database, folder) as url,
        httpx.AsyncClient(base_url=url, timeout=30) as client,
    ):
        answers = [
            await client.get("/v1/indicators", headers={"Origin": OPEN}),
            await client.options("/v1/indicators", headers=preflight()),
        ]
    assert [answer.status_code for answer in answers] == [200, 405]
    assert not any(name.startswith("access-control") for answer in answers for name in answer.headers)


@pytest.mark.parametrize(
    "wrong", ["open.example", "https://open.example/", "https://*", "*, https://open.example"]
)
def test_what_is_no_origin_is_refused_at_the_start(wrong: str) -> None:
    values = {"DATABASE_URL": "", "service_urls": all_at("http://none"), "cors_origins": wrong}
    with pytest.raises(InvalidSettings, match="origin"):
        Settings.model_validate(values)
