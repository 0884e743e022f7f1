"""A service that hangs takes no place and no connection from another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from rodem.local.tokens import mint
from services.gateway.door.forwarding import actions
from tests.conftest import MakeDatabase
from tests.gateway.gateways import gateway_before
from tests.served import all_at, served

PLACES = 3


@dataclass
class Stage:
    """A gateway before two services: one hangs as long as it is told to, the other answers."""

    client: httpx.AsyncClient
    go_on: asyncio.Event
    hanging: int = 0

    async def all_places_are_taken(self) -> None:
        while self.hanging < PLACES:
            await asyncio.sleep(0.01)


@asynccontextmanager
async def staged(make_database: MakeDatabase, tmp_path: Any) -> AsyncIterator[Stage]:
    hanging, answering = FastAPI(), FastAPI()
    stage = Stage(httpx.AsyncClient(timeout=30), asyncio.Event())

    @hanging.get("/{path:path}")
    async def hang(request: Request) -> dict[str, Any]:
        stage.hanging += 1
        await stage.go_on.wait()
        return {"trips": []}

    @answering.get("/{path:path}")
    async def answer(request: Request) -> dict[str, Any]:
        return {"challenges": []}

    async with (
        served(hanging) as hanging_url,
        served(answering) as answering_url,
        gateway_before(
            all_at(answering_url) | {"trips": hanging_url, "pages": hanging_url},
            make_database,
            tmp_path,
            service_requests_max=PLACES,
            page_requests_max=PLACES,
        ) as url,
        httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {mint(tmp_path, 'operator')}"}, timeout=30
        ) as client,
    ):
        stage.client = client
        yield stage


async def test_who_asks_a_service_that_hangs_takes_no_place_of_another(
    make_database: MakeDatabase, tmp_path: Any
) -> None:
    async with staged(make_database, tmp_path) as stage:
        waiting = [asyncio.create_task(stage.client.get("/v1/trips")) for _ in range(PLACES)]
        async with asyncio.timeout(60):
            await stage.all_places_are_taken()
        one_too_many = await stage.client.get("/v1/trips")
        assert (one_too_many.status_code, one_too_many.json()["code"]) == (503, "unavailable")
        others = await asyncio.gather(*(stage.client.get("/v1/challenges") for _ in range(3 * PLACES)))
        # A place is taken for as long as an answer takes, so of many at once some may be told to come back.
        assert {each.status_code for each in others} <= {200, 503}
        assert (await stage.client.get("/v1/challenges")).status_code == 200
        assert not any(each.done() for each in waiting)
        stage.go_on.set()
        assert [each.status_code for each in await asyncio.gather(*waiting)] == [200] * PLACES
        assert (await stage.client.get("/v1/trips")).status_code == 200


async def test_pages_that_hang_leave_places_for_what_they_wait_for(
    make_database: MakeDatabase, tmp_path: Any
) -> None:
    async with staged(make_database, tmp_path) as stage:
        waiting = [asyncio.create_task(stage.client.get("/city")) for _ in range(PLACES)]
        async with asyncio.timeout(60):
            await stage.all_places_are_taken()
        assert (await stage.client.get("/city")).status_code == 503
        assert (await stage.client.get("/v1/challenges")).status_code == 200
        stage.go_on.set()
        assert [each.status_code for each in await asyncio.gather(*waiting)] == [200] * PLACES


async def test_a_place_is_free_again_after_an_answer_that_did_not_come(
    make_database: MakeDatabase, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(make_database, tmp_path) as stage:
        monkeypatch.setattr(actions, "ANSWER_S", 0.2)
        answers = await asyncio.gather(*(stage.client.get("/v1/trips") for _ in range(PLACES)))
        assert {each.status_code for each in answers} == {503}
        monkeypatch.undo()
        stage.go_on.set()
        assert (await stage.client.get("/v1/trips")).status_code == 200
