"""On every route that an operator may call: what is another operator's is not there, and what is the game's
only the game's operator does."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.gateway.door.forwarding.rules import FORWARDED, Forwarded
from tests.conftest import MakeDatabase
from tests.gateway.gateways import SECRET, gateway_before
from tests.handlers import of_room
from tests.reported_trips import reported_trip
from tests.rewards.running_rewards import REASON, tariff
from tests.served import served

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())
OF_OPERATORS = [row for row in FORWARDED if "operator" in row.roles]
ROWS = [pytest.param(row, id=f"{row.method} {row.path}") for row in OF_OPERATORS]
LISTS = [
    "/v1/changes",  # for which the gateway asks several services
    *(
        row.path
        for row in OF_OPERATORS
        if row.method == "GET" and "{" not in row.path and not row.games_operator
    ),
]
TARIFF = tariff()
OWN, RIVAL = "the games operator", "a rival"
THE_GAMES = re.compile(
    r"/v1/(zones|tariffs|limits|levels|draws|days|bonus-stations|adjustments|leaderboards/.*/prizes|riders/|health/)"
)
"""What the contract gives to the game's operator alone, and the map by which the trips of all are judged."""


@dataclass(frozen=True)
class Door:
    """A gateway before real services, of a game that `OWN` operates."""

    client: httpx.AsyncClient
    folder: Path

    async def ask(self, operator_id: str, method: str, path: str, body: Any = None) -> httpx.Response:
        token = mint(self.folder, "operator", operator_id, operator_id)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        return await self.client.request(method, path, json=body, headers=headers)

    async def made(self) -> dict[str, str]:
        """New things of the game's operator, by the parameters that name them in paths."""
        trip = reported_trip() | {"distance_m": 12_000}  # too fast to be sure of: held
        told = await self.ask(OWN, "POST", "/v1/trips", trip)
        draft = await self.ask(OWN, "POST", "/v1/challenges", example_of("POST", "/v1/challenges"))
        begun = await self.ask(OWN, "POST", "/v1/imports", example_of("POST", "/v1/imports"))
        drafted = await self.ask(OWN, "POST", "/v1/tariffs", TARIFF)
        assert [each.status_code for each in (told, draft, begun, drafted)] == [202, 201, 201, 201]
        ids = {
            name: answer.json()[name]
            for name, answer in (("challenge_id", draft), ("import_id", begun), ("tariff_id", drafted))
        }
        submitted = await self.ask(OWN, "POST", f"/v1/tariffs/{ids['tariff_id']}/submit", REASON)
        assert submitted.status_code == 202, submitted.text
        return ids | {"trip_id": trip["trip_id"]}

    async def seen(self, operator_id: str) -> dict[str, Any]:
        """All lists that an operator may read, as this one reads them."""
        answers = {path: await self.ask(operator_id, "GET", path) for path in LISTS}
        assert {answer.status_code for answer in answers.values()} == {200}
        return {path: answer.json() for path, answer in answers.items()}


@pytest.fixture(scope="module")
async def door(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("issuer")
    told: dict[str, Any] = {"operator_id": OWN, "jwks_file": make_issuer(folder), "internal_secret": SECRET}
    async with AsyncExitStack() as stack:
        urls = {}
        for name in {row.service for row in FORWARDED}:
            if not (heard := of_room(name)) and name == "pages":
                urls[name] = "http://127.0.0.1:1"
                continue
            room = import_module(f"services.{name}.app")
            dsn = await make_database(name)
            sources = dict.fromkeys(heard, dsn)  # where nobody says anything on these topics
            settings = room.Settings.model_validate({"DATABASE_URL": dsn, "sources": sources, **told})
            urls[name] = await stack.enter_async_context(served(room.create_app(settings)))
        url = await stack.enter_async_context(gateway_before(urls, make_database, folder, operator_id=OWN))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30))
        yield Door(client, folder)


def example_of(method: str, path: str) -> Any:
    """The body that the document shows for this route: of several the last, as operators send it."""
    described = DOCUMENT["paths"][path][method.lower()].get("requestBody")
    if described is None:
        return None
    schema = described["content"]["application/json"]["schema"]
    name = schema.get("anyOf", [schema])[-1]["$ref"].rpartition("/")[2]
    return DOCUMENT["components"]["schemas"][name]["examples"][0]


def address(row: Forwarded, things: dict[str, str]) -> str:
    """The route's address with these things. After a KeyError `Door.made` must make one more."""
    return re.sub(r"{([^}]*)}", lambda name: things[name[1]], row.path)


@pytest.mark.parametrize("row", ROWS)
async def test_no_route_shows_or_changes_what_is_another_operators(door: Door, row: Forwarded) -> None:
    things, body = await door.made(), example_of(row.method, row.path)
    before = await door.seen(OWN)
    assert all(thing in json.dumps(before) for thing in things.values())
    answer = await door.ask(RIVAL, row.method, address(row, things), body)
    assert await door.seen(OWN) == before
    assert not [thing for thing in things.values() if thing in json.dumps(await door.seen(RIVAL))]
    if row.games_operator:
        assert (answer.status_code, answer.json()["code"]) == (403, "not-the-games-operator")
    elif "{" in row.path:
        nowhere = await door.ask(RIVAL, row.method, address(row, dict.fromkeys(things, str(uuid4()))), body)
        told = [(each.status_code, each.json()["code"], each.json()["detail"]) for each in (answer, nowhere)]
        assert told[0] == told[1]
        assert told[0][:2] == (404, "not-found")
    else:
        assert answer.is_success, answer.text
    own = await door.ask(OWN, row.method, address(row, things), body)
    assert own.is_success or own.status_code == 409, own.text


def test_what_is_the_games_is_the_games_operators_alone() -> None:
    """By the contract's list. A route of these that is new must ask for `GamesOperator`."""
    read = re.compile(r"/v1/(riders|health)/")  # the others' lists are for everybody
    of_the_game = {
        row.path
        for row in OF_OPERATORS
        if THE_GAMES.match(row.path) and (row.method != "GET" or read.match(row.path))
    }
    assert of_the_game == {row.path for row in FORWARDED if row.games_operator} != set()


async def test_an_operator_reports_its_own_trips_for_any_rider(door: Door) -> None:
    """And only it finds them in its queue."""
    trip = reported_trip() | {"distance_m": 12_000}
    told = await door.ask(RIVAL, "POST", "/v1/trips", trip)
    assert (told.status_code, told.json()["verdict"]) == (202, "held")
    for operator_id, finds in ((RIVAL, True), (OWN, False)):
        queue = (await door.seen(operator_id))["/v1/trips"]["trips"]
        assert (trip["trip_id"] in [each["trip_id"] for each in queue]) == finds
