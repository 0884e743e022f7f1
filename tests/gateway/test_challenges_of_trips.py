"""A trip tells in which challenges it counts, as the service `challenges` answers, or not at all while it is
away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response

from rodem.local.tokens import mint
from services.gateway.door.forwarding.actions import ANSWER_S
from tests.conftest import MakeDatabase
from tests.gateway.gateways import gateway_before
from tests.gateway.test_new_words import TRIP
from tests.served import all_at, served

COUNTED = [{"challenge_id": str(uuid4()), "counted": False, "reason": "of_tomorrow"}]


class Room:
    """What challenges answers, and what it and trips were asked."""

    def __init__(self) -> None:
        self.ride: dict[str, Any] = dict(TRIP)
        self.status, self.content = 200, {"challenges": COUNTED}
        self.asked: list[str] = []
        self.waits_s = 0.0

    def answer(self, request: Request, name: str) -> Response:
        query = f"?{request.url.query}" if request.url.query else ""
        if request.url.path.startswith("/v1/me/"):  # not what the gateway asks by itself
            self.asked.append(f"{name} {request.url.path}{query}")
        if name == "trips":
            return JSONResponse(self.ride)
        return JSONResponse(self.content, self.status)


@asynccontextmanager
async def before(
    room: Room, make_database: MakeDatabase, folder: Path, is_away: bool = False
) -> AsyncIterator[httpx.AsyncClient]:
    """A rider at a gateway before trips and challenges."""
    apps = {name: FastAPI() for name in ("trips", "challenges")}

    def answering(name: str) -> None:
        @apps[name].get("/{path:path}")
        async def answer(request: Request) -> Response:
            await asyncio.sleep(room.waits_s if name == "challenges" else 0)
            return room.answer(request, name)

    for name in apps:
        answering(name)
    async with served(apps["trips"]) as trips, served(apps["challenges"]) as challenges:
        urls = all_at(trips) | {"challenges": "http://127.0.0.1:1" if is_away else challenges}
        async with (
            gateway_before(urls, make_database, folder) as url,
            httpx.AsyncClient(
                base_url=url, headers={"Authorization": f"Bearer {mint(folder, 'rider')}"}, timeout=30
            ) as client,
        ):
            yield client


PATH = f"/v1/me/trips/{TRIP['trip_id']}"


async def test_a_trip_has_what_challenges_say_of_it(make_database: MakeDatabase, tmp_path: Path) -> None:
    """Trips is not asked for the challenge that is named, and the list of trips asks no challenges."""
    room, named, said_as = Room(), f"?challenge_id={uuid4()}", str(uuid4())
    async with before(room, make_database, tmp_path) as client:
        assert (await client.get(PATH + named)).json()["challenges"] == COUNTED
        assert room.asked == [f"trips {PATH}", f"challenges {PATH}{named}"]
        room.ride["said_as"] = said_as
        assert (await client.get(PATH)).json()["challenges"] == COUNTED
        assert room.asked[-1] == f"challenges /v1/me/trips/{said_as}"
        room.asked.clear()
        for query in ("?challenge_id=x", "?challenge=x"):
            assert (await client.get(PATH + query)).status_code == 422
        assert room.asked == []
        room.ride = {"trips": [room.ride]}
        assert "challenges" not in (await client.get("/v1/me/trips")).json()["trips"][0]
        assert len(room.asked) == 1


@pytest.mark.parametrize(("status", "content"), [(404, {}), (503, {}), (200, {})])
async def test_what_challenges_cannot_tell_is_left_out(
    make_database: MakeDatabase, tmp_path: Path, status: int, content: dict[str, Any]
) -> None:
    room = Room()
    room.status, room.content = status, content
    async with before(room, make_database, tmp_path) as client:
        answer = await client.get(PATH)
        assert answer.status_code == 200
        assert "challenges" not in answer.json()


async def test_a_trip_does_not_wait_for_challenges_that_hang(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    room = Room()
    room.waits_s = 30
    async with before(room, make_database, tmp_path) as client:
        async with asyncio.timeout(ANSWER_S):
            answer = await client.get(PATH)
        assert answer.status_code == 200
        assert "challenges" not in answer.json()


async def test_a_trip_is_read_while_challenges_is_away(make_database: MakeDatabase, tmp_path: Path) -> None:
    async with before(Room(), make_database, tmp_path, is_away=True) as client:
        answer = await client.get(PATH)
        assert answer.status_code == 200
        assert answer.json()["trip_id"] == TRIP["trip_id"]
        assert "challenges" not in answer.json()
