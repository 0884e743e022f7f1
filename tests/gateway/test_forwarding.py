"""Every row of the gateway's table, held against a gateway and against the service that owns the route."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.types import Receive, Scope, Send

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.gateway.app import Settings, create_app
from services.gateway.door.forwarding.rules import FORWARDED, Forwarded
from shared.http.auth import ROLES, Caller, Role
from tests.conftest import MakeDatabase
from tests.served import served

ROWS = [pytest.param(row, id=f"{row.method} {row.path}") for row in FORWARDED]
WITH_BODY = [
    pytest.param(row, row.body_bytes_max, id=f"{row.method} {row.path}")
    for row in FORWARDED
    if row.body_bytes_max is not None
]


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
    door = Door(httpx.AsyncClient(), folder)
    inner = FastAPI()

    @inner.api_route("/{service}/{path:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
    async def note(service: str, path: str, request: Request) -> None:
        door.seen.append((service, request.method, f"/{path}", len(await request.body())))

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
    path = address(row)
    largest = await door.ask(row, path, row.roles[0], b" " * body_bytes_max)
    assert (largest.status_code, door.seen) == (200, [(row.service, row.method, path, body_bytes_max)])
    larger = await door.ask(row, path, row.roles[0], b" " * (body_bytes_max + 1))
    assert (larger.status_code, larger.json()["limit_bytes"], door.seen) == (413, body_bytes_max, [])


async def test_a_method_that_no_row_has_is_not_passed_on(door: Door) -> None:
    for row in FORWARDED:
        answer = await door.ask(Forwarded("PATCH", row.path, row.service, ()), address(row), "operator")
        assert (answer.status_code, door.seen) == (405, [])


@pytest.mark.parametrize(("row", "body_bytes_max"), WITH_BODY)
async def test_the_service_takes_a_body_as_large_as_the_gateway_passes_on_and_no_larger(
    generate: Any, row: Forwarded, body_bytes_max: int
) -> None:
    """The limit is said twice beside the route: where it is described, and where the body is read."""
    app = generate.generate_openapi._app(row.service)

    async def identify(_: Request) -> Caller:
        return Caller("x", "x", "x", frozenset(row.roles), rider_id=uuid4(), operator_id="operator")

    async def signed_in(scope: Scope, receive: Receive, send: Send) -> None:
        # Of all that a running service has there is nothing else: a body is read before it is needed.
        state = defaultdict[str, Any](lambda: None, identify=identify)
        await app({**scope, "state": state}, receive, send)

    headers = {"Content-Type": "application/json", "Idempotency-Key": "x"}
    transport = httpx.ASGITransport(signed_in)
    async with httpx.AsyncClient(transport=transport, base_url="http://service", headers=headers) as client:
        largest = await client.request(row.method, address(row), content=b" " * body_bytes_max)
        assert (largest.status_code, largest.json()["code"]) == (400, "malformed-json")
        larger = await client.request(row.method, address(row), content=b" " * (body_bytes_max + 1))
        assert (larger.status_code, larger.json()["limit_bytes"]) == (413, body_bytes_max)
