"""A city below a path of its host, behind a proxy that strips the path or keeps it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import ValidationError as InvalidSettings

from services.gateway.app import Settings, create_app
from services.pages import app as pages
from services.trips import app as trips
from tests.conftest import MakeDatabase
from tests.gateway.gateways import gateway_before
from tests.served import all_at, served

BASE = "/rodem"


@pytest.fixture(scope="module")
async def gateway(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """A gateway below BASE with real pages; another service answers with the path that it was asked for."""
    inner = FastAPI()

    @inner.get("/{path:path}")
    async def answer(request: Request) -> dict[str, str]:
        return {"path": request.url.path, "query": request.url.query}

    of_pages = pages.Settings(gateway_url="http://127.0.0.1:1", base_path=BASE)
    folder: Path = tmp_path_factory.mktemp("issuer")
    async with (
        served(inner) as inner_url,
        served(pages.create_app(of_pages)) as pages_url,
        gateway_before(
            all_at(inner_url) | {"pages": pages_url}, make_database, folder, base_path=BASE
        ) as url,
    ):
        yield url


@pytest.fixture(params=["", BASE], ids=["the proxy strips it", "the proxy keeps it"])
async def proxied(gateway: str, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """A client whose requests arrive as such a proxy sends them."""
    async with httpx.AsyncClient(base_url=gateway + request.param, timeout=30) as client:
        yield client


async def test_every_address_that_we_give_out_is_below_the_base_path(proxied: httpx.AsyncClient) -> None:
    home = await proxied.get("/")
    assert (home.status_code, home.headers["location"]) == (302, f"{BASE}/city")
    for page in ("/city", "/problems/not-found", "/docs"):
        html = (await proxied.get(page)).text
        links = re.findall(r"""(?:href|src|url)\s*[=:]\s*["'](/[^"']*)""", html)
        assert links
        assert all(link.startswith(f"{BASE}/") for link in links), page
    assert (await proxied.get("/openapi.json")).json()["servers"] == [{"url": BASE}]
    explained = await proxied.get("/problems/not-found", headers={"Accept": "application/json"})
    assert explained.json()["type"] == f"{BASE}/problems/not-found"


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/me/summary"])
async def test_a_problem_names_its_page_and_what_was_asked_as_the_public_sees_them(
    proxied: httpx.AsyncClient, path: str
) -> None:
    problem = (await proxied.get(path)).json()
    assert problem["type"] == f"{BASE}/problems/{problem['code']}"
    assert problem["instance"] == BASE + path


async def test_what_a_page_loads_is_there(proxied: httpx.AsyncClient) -> None:
    html = (await proxied.get("/docs")).text
    for link in re.findall(r'src="(/[^"]*)"', html):
        assert (await proxied.get(link.removeprefix(BASE))).status_code == 200


async def test_services_are_asked_without_the_base_path(proxied: httpx.AsyncClient) -> None:
    """So a cursor, which is no address, leads on whichever way it is sent."""
    asked = (await proxied.get("/v1/indicators", params={"cursor": "WyIvdjEiXQ.x"})).json()
    assert asked == {"path": "/v1/indicators", "query": "cursor=WyIvdjEiXQ.x"}


async def test_health_is_asked_with_and_without_and_nothing_is_below_it_twice(gateway: str) -> None:
    async with httpx.AsyncClient(base_url=gateway, timeout=30) as client:
        statuses = {
            path: (await client.get(path)).status_code
            for path in ("/livez", f"{BASE}/livez", f"{BASE}{BASE}/livez", f"{BASE}x/livez", BASE, f"{BASE}/")
        }
    assert list(statuses.values()) == [200, 200, 404, 404, 302, 302]


async def test_a_service_gives_out_problems_below_the_base_path_too() -> None:
    settings = trips.Settings.model_validate({"DATABASE_URL": "postgresql://h/d", "base_path": BASE})
    transport = httpx.ASGITransport(trips.create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://trips", timeout=30) as client:
        problem = (await client.get("/v1/nothing")).json()
    assert (problem["type"], problem["instance"]) == (f"{BASE}/problems/not-found", f"{BASE}/v1/nothing")


@pytest.mark.parametrize("wrong", ["rodem", "/rodem/", "/", "//rodem", "/..", "/a b", "/a?b"])
def test_a_base_path_is_a_path_without_a_slash_at_its_end(wrong: str) -> None:
    with pytest.raises(InvalidSettings, match="base_path"):
        Settings.model_validate(of_gateway(base_path=wrong))


@pytest.mark.parametrize("ours", ["/v1", "/city", "/docs", "/v1/me"])
def test_a_base_path_is_no_address_of_ours(ours: str) -> None:
    with pytest.raises(RuntimeError, match="RODEM_BASE_PATH"):
        create_app(Settings.model_validate(of_gateway(base_path=ours)))


def of_gateway(**changes: Any) -> dict[str, Any]:
    return {"DATABASE_URL": "postgresql://h/d", "service_urls": all_at("http://none"), **changes}
