"""Every row of the gateway's table, held against a gateway and against the service that owns the route."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from starlette.types import Receive, Scope, Send

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.gateway.app import Settings, create_app
from services.gateway.door.forwarding.rules import FORWARDED, Forwarded
from shared.http.auth import ROLES, Caller, Role
from tests.conftest import MakeDatabase
from tests.gateway.gateways import asks_for_levels
from tests.served import served

ROWS = [pytest.param(row, id=f"{row.method} {row.path}") for row in FORWARDED]
WITH_BODY = [
    pytest.param(row, row.body_bytes_max, id=f"{row.method} {row.path}")
    for row in FORWARDED
    if row.body_bytes_max is not None
]

NEXT_PAGE = '</v1/redemptions?cursor=abc>; rel="next"'


@dataclass
class Door:
    """A gateway before services that note what reaches them: service, method, address, bytes of the body."""

    client: httpx.AsyncClient
    folder: Path
    seen: list[tuple[str, str, str, int]] = field(default_factory=list)

    async def ask(
        self, row: Forwarded, path: str, role: Role | None, body: bytes = b"", operator_id: str = "operator"
    ) -> httpx.Response:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        if role is not None:
            headers["Authorization"] = f"Bearer {mint(self.folder, role, operator_id=operator_id)}"
        self.seen.clear()
        return await self.client.request(row.method, path, content=body, headers=headers)


@pytest.fixture(scope="module")
async def door(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("issuer")
    door = Door(httpx.AsyncClient(timeout=30), folder)
    inner = FastAPI()

    @inner.api_route("/{service}/{path:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
    async def note(
        service: str, path: str, request: Request, response: Response
    ) -> dict[str, list[int]] | None:
        response.headers["Link"] = NEXT_PAGE
        if asks_for_levels(request):
            return {"from_points": [0]}
        door.seen.append((service, request.method, f"/{path}", len(await request.body())))
        return None

    async with served(inner) as inner_url:
        log = await make_database("gateway")
        settings: dict[str, Any] = {
            "DATABASE_URL": await make_database("gateway"),
            "sources": {"trips": log, "rewards": log, "challenges": log},
            "service_urls": {row.service: f"{inner_url}/{row.service}" for row in FORWARDED},
            "jwks_file": make_issuer(folder),
        }
        async with (
            served(create_app(Settings.model_validate(settings))) as url,
            httpx.AsyncClient(base_url=url, timeout=30) as door.client,
        ):
            yield door


def address(row: Forwarded) -> str:
    return re.sub(r"{[^}]*}", lambda _: str(uuid4()), row.path)


@pytest.mark.parametrize("row", ROWS)
async def test_only_who_has_one_of_the_roles_reaches_the_service(door: Door, row: Forwarded) -> None:
    path = address(row)
    for role in (None, *ROLES):
        answer = await door.ask(row, path, role)
        if not row.roles or role in row.roles:
            assert (answer.status_code, door.seen) == (200, [(row.service, row.method, path, 0)])
        else:
            assert (answer.status_code, door.seen) == (401 if role is None else 403, [])


async def test_a_file_of_several_pages_says_where_the_next_one_is(door: Door) -> None:
    row = next(row for row in FORWARDED if (row.method, row.path) == ("GET", "/v1/redemptions"))
    assert (await door.ask(row, row.path, "operator")).headers["Link"] == NEXT_PAGE


@pytest.mark.parametrize("row", [row for row in FORWARDED if row.games_operator])
async def test_no_operator_but_the_games_reaches_a_route_that_is_the_games(
    door: Door, row: Forwarded
) -> None:
    """Nor is the body read."""
    answer = await door.ask(row, address(row), "operator", b"no JSON", "a rival")
    assert (answer.status_code, answer.json()["code"], door.seen) == (403, "not-the-games-operator", [])


@pytest.mark.parametrize(("row", "body_bytes_max"), WITH_BODY)
async def test_the_largest_body_is_passed_on_and_one_byte_more_is_not(
    door: Door, row: Forwarded, body_bytes_max: int
) -> None:
    path, [role, *_] = address(row), [*row.roles, "rider"]
    largest = await door.ask(row, path, role, b" " * body_bytes_max)
    assert (largest.status_code, door.seen) == (200, [(row.service, row.method, path, body_bytes_max)])
    larger = await door.ask(row, path, role, b" " * (body_bytes_max + 1))
    assert (larger.status_code, larger.json()["limit_bytes"], door.seen) == (413, body_bytes_max, [])


async def test_a_method_that_no_row_has_is_not_passed_on(door: Door) -> None:
    for row in FORWARDED:
        answer = await door.ask(Forwarded("PATCH", row.path, row.service, ()), address(row), "operator")
        assert (answer.status_code, door.seen) == (405, [])
        assert row.method in answer.headers["Allow"].split(", ")


@pytest.mark.parametrize(("row", "body_bytes_max"), WITH_BODY)
async def test_the_service_takes_a_body_as_large_as_the_gateway_passes_on_and_no_larger(
    generate: Any, row: Forwarded, body_bytes_max: int
) -> None:
    """The limit is said twice beside the route: where it is described, and where the body is read."""
    async with asking(generate.generate_openapi._app(row.service), frozenset(row.roles)) as client:
        largest = await client.request(row.method, address(row), content=b" " * body_bytes_max)
        assert (largest.status_code, largest.json()["code"]) == (400, "malformed-json")
        larger = await client.request(row.method, address(row), content=b" " * (body_bytes_max + 1))
        assert (larger.status_code, larger.json()["limit_bytes"]) == (413, body_bytes_max)


@pytest.mark.parametrize("row", [row for row in FORWARDED if not row.is_page])
async def test_no_service_believes_half_of_a_query(generate: Any, row: Forwarded) -> None:
    """A caller who may ask is told which name is unknown, and before anything is done. Pages are left out:
    those who link to them add names of their own."""
    app = generate.generate_openapi._app(row.service)
    async with asking(app, frozenset(row.roles)) as client:
        await refuses_unknown_names(client, row.method, address(row))
    async with asking(app, frozenset()) as client:
        answer = await client.request(row.method, address(row), params={"dry": "1"})
        assert answer.status_code == (403 if row.roles else 422)


async def test_nor_does_the_gateway(generate: Any) -> None:
    app = generate.generate_openapi._app("gateway")
    async with asking(app, ROLES) as client:
        for path in app.openapi()["paths"]:
            await refuses_unknown_names(client, "GET", path)


async def refuses_unknown_names(client: httpx.AsyncClient, method: str, path: str) -> None:
    answer = await client.request(method, path, params={"\u043a": "1", "limit ": "2"})
    assert (answer.status_code, answer.json().get("errors")) == (
        422,
        [
            {"pointer": "/query/\\u043a", "code": "unknown_field"},
            {"pointer": "/query/limit ", "code": "unknown_field"},
        ],
    )


@asynccontextmanager
async def asking(app: FastAPI, roles: Iterable[Role]) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app that runs on nothing, for a caller with these roles: what the app refuses by the
    request alone needs no more."""

    async def identify(_: Request) -> Caller:
        return Caller("x", "x", "x", frozenset(roles), uuid4(), "operator", "partner")

    async def signed_in(scope: Scope, receive: Receive, send: Send) -> None:
        known = {"identify": identify, "count": lambda *_: None}
        await app({**scope, "state": defaultdict[str, Any](lambda: None, known)}, receive, send)

    headers = {"Content-Type": "application/json", "Idempotency-Key": "x"}
    transport = httpx.ASGITransport(signed_in)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://service", headers=headers, timeout=30
    ) as client:
        yield client
