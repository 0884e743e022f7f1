"""What one caller may take at a time and in a day, at a gateway before services that a test stands in for."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.responses import Response

from rodem.local.tokens import mint
from services.gateway.door.reference import answers
from shared.http import web
from tests.conftest import MakeDatabase
from tests.gateway.gateways import asks_for_levels, gateway_before
from tests.served import all_at, served

KIB = 1024
AT_ONCE = 3


@asynccontextmanager
async def before_waiting_services(
    make_database: MakeDatabase, folder: Path, **settings: Any
) -> AsyncIterator[tuple[httpx.AsyncClient, asyncio.Event]]:
    """A client of a gateway whose services answer a GET only once the event is set."""
    inner, go_on = FastAPI(), asyncio.Event()

    @inner.api_route("/{path:path}", methods=["GET", "POST"], include_in_schema=False)
    async def answer(request: Request) -> Response:
        if request.method == "GET" and not asks_for_levels(request):
            await go_on.wait()
        return Response(b"{}", media_type="application/json")

    async with (
        served(inner) as inner_url,
        gateway_before(all_at(inner_url), make_database, folder, **settings) as url,
        httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client,
    ):
        yield client, go_on


def signed_in(folder: Path, role: str, sub: str | None = None) -> dict[str, str]:
    return {"Authorization": f"Bearer {mint(folder, role, sub)}"}


@pytest.mark.parametrize(
    ("role", "path", "setting"),
    [
        ("rider", "/v1/challenges", "rider_at_once_max"),
        ("operator", "/v1/trips", "operator_at_once_max"),
        (None, "/v1/indicators", "anonymous_at_once_max"),
        (None, "/city", "anonymous_at_once_max"),
    ],
)
async def test_a_caller_has_few_requests_at_a_time_and_others_have_theirs(
    make_database: MakeDatabase, tmp_path: Path, role: str | None, path: str, setting: str
) -> None:
    async with before_waiting_services(make_database, tmp_path, **{setting: AT_ONCE}) as (client, go_on):
        mine = signed_in(tmp_path, role, str(uuid4())) if role else {"X-Forwarded-For": "192.0.2.1"}
        others = signed_in(tmp_path, "rider") if role else {"X-Forwarded-For": "192.0.2.2"}
        asked = [asyncio.create_task(client.get(path, headers=mine)) for _ in range(AT_ONCE + 2)]
        done: set[asyncio.Task[httpx.Response]] = set()
        while len(done) < 2:
            done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        for answer in (each.result() for each in done):
            assert (answer.status_code, answer.json()["code"]) == (429, "rate-limited")
            assert (answer.json()["at_once_max"], answer.headers["retry-after"]) == (AT_ONCE, "1")
        theirs = asyncio.create_task(client.get("/v1/challenges" if role else path, headers=others))
        go_on.set()
        assert (await theirs).status_code == 200
        assert Counter([(await each).status_code for each in asked]) == {200: AT_ONCE, 429: 2}
        assert (await client.get(path, headers=mine)).status_code == 200


async def test_a_rider_sends_so_many_bytes_a_day(make_database: MakeDatabase, tmp_path: Path) -> None:
    async with before_waiting_services(make_database, tmp_path, rider_day_bytes_max=256 * KIB) as (client, _):

        async def send(headers: dict[str, str]) -> httpx.Response:
            sent = headers | {"Content-Type": "application/json", "Accept-Language": "ca"}
            return await client.post("/v1/trips", content=b" " * 100 * KIB, headers=sent)

        rider = signed_in(tmp_path, "rider", str(uuid4()))
        assert [(await send(rider)).status_code for _ in range(2)] == [200, 200]
        refused = await send(rider)
        assert refused.status_code == 429
        assert refused.json()["detail"].startswith("Com a màxim 262144 bytes al dia.")
        assert 0 < int(refused.headers["retry-after"]) <= 86_400
        for others in (signed_in(tmp_path, "rider"), signed_in(tmp_path, "operator")):
            assert [(await send(others)).status_code for _ in range(2)] == [200, 200]


async def test_bodies_that_are_not_whole_have_a_budget_that_comes_back(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with before_waiting_services(make_database, tmp_path, bodies_bytes_max=2 * KIB * KIB) as (
        client,
        _,
    ):
        headers = signed_in(tmp_path, "operator") | {"Content-Type": "application/json"}
        is_sent, go_on = asyncio.Event(), asyncio.Event()

        async def unfinished() -> AsyncIterator[bytes]:
            yield b" " * 1500 * KIB
            is_sent.set()
            await go_on.wait()

        async def send() -> int:
            answer = await client.post("/v1/trips:batch", content=b" " * 1000 * KIB, headers=headers)
            return answer.status_code

        first = asyncio.create_task(client.post("/v1/trips:batch", content=unfinished(), headers=headers))
        await is_sent.wait()
        async with asyncio.timeout(30):
            while await send() != 503:
                await asyncio.sleep(0.05)
        go_on.set()
        assert (await first).status_code == 200
        assert await send() == 200


async def test_a_flood_of_the_reference_writes_it_once(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    merge = answers.merge

    def count(*documents: Any) -> Any:
        nonlocal written
        written += 1
        return merge(*documents)

    monkeypatch.setattr(answers, "merge", count)
    async with before_waiting_services(
        make_database, tmp_path, requests_max=65, anonymous_at_once_max=100
    ) as (client, go_on):
        go_on.set()
        all_answers = await asyncio.gather(*(client.get("/openapi.json") for _ in range(90)))
        assert {answer.status_code for answer in all_answers} == {200}
        assert written <= 2
        etag = {"If-None-Match": all_answers[0].headers["etag"]}
        assert (await client.get("/openapi.json", headers=etag)).status_code == 304


async def test_a_flood_of_readiness_asks_the_database_once_a_second(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    ask = web._ask_database

    async def count(*engine: Any) -> Any:
        nonlocal asked
        asked += 1
        return await ask(*engine)

    monkeypatch.setattr(web, "READY_S", 600)
    monkeypatch.setattr(web, "_ask_database", count)
    async with before_waiting_services(make_database, tmp_path) as (client, _):
        ready = await asyncio.gather(*(client.get("/readyz") for _ in range(90)))
    assert {answer.status_code for answer in ready} == {200}
    assert asked == 1


async def test_an_answer_of_readiness_holds_for_a_second_and_no_longer(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert web.READY_S == 1
    answers = iter([{}, RuntimeError("the database is away")])

    async def ask(*_: Any) -> Any:
        return next(answers)

    monkeypatch.setattr(web, "_ask_database", ask)
    async with before_waiting_services(make_database, tmp_path) as (client, _):
        asked_at = time.monotonic()
        assert (await client.get("/readyz")).status_code == 200
        async with asyncio.timeout(30):
            while (await client.get("/readyz")).status_code == 200:
                await asyncio.sleep(0.05)
        assert time.monotonic() - asked_at > 0.9
