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
from uuid import UUID, uuid4

import asyncpg
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


def whole(path: str) -> str:
    """The address of a list with as many things as one page has, of those that have pages: the oldest come
    first in some."""
    parameters = DOCUMENT["paths"][path]["get"].get("parameters", ())
    return f"{path}?limit=200" if any(each["name"] == "limit" for each in parameters) else path


LISTS = [
    whole("/v1/changes"),  # for which the gateway asks several services
    *(
        whole(row.path)
        for row in FORWARDED
        if row.method == "GET" and "{" not in row.path and not row.games_operator
        if "operator" in row.roles or row.identifies
    ),
]
TARIFF = tariff()
NAMED_BY_OPERATORS = {
    *("partner_id", "project_id", "board_id", "version", "factor_set_id", "indicator_id", "local_on")
}
"""Parameters of which an operator chooses the value: another may take any that is free; and ids of what is
public, or read by all operators, at once."""
SIGNED_BY_ANY = {"month"}
"""Parameters that name what the city writes, and any operator may sign as its second key."""
WHERE_STATIONS_ARE = {"/v1/stations", "/v1/stations:import"}
"""Where another operator's station is forbidden and not unknown: everybody reads whose each is."""
DECIDED_BY_EACH = {"/v1/factor-sets/{factor_set_id}/decision"}
"""What the city writes and any operator may hold the second key of. Here none waits for it."""
OF_THE_CITY = ("release-plan", "factor-set")
"""Kinds of changes that the city submits, and that any operator may be asked to sign: all see them."""
DECLARED_BY_EACH = {"/v1/declarations/{indicator_id}"}
"""What every operator says of the city's indicators under its own name."""
IN_NO_LIST = ("job_id of challenges", "job_id of rewards", "job_id of trips", "activity_id")
"""Parameters, each of a service's routes or of all, that name what only who has made it can find."""
REDEEMED = """
    WITH out AS (UPDATE rewards SET units_out = units_out + 1 WHERE reward_id = $4)
    INSERT INTO redemptions (redemption_id, rider_id, city_id, operator_id, reward_id, version, kind,
        quantity, cost_points, status, revision, redeemed_at, local_on)
    VALUES ($1, $2, 'city', $3, $4, 1, 'benefit', 1, 0, 'confirmed', 1, now(), current_date)
    RETURNING redemption_id
"""
KNOWN = "INSERT INTO accounts (rider_id, city_id) VALUES ($1, 'city') ON CONFLICT DO NOTHING"
OWN, RIVAL = "the games operator", "a rival"
THE_GAMES = re.compile(
    r"/v1/(zones|tariffs|limits|levels|draws|days|bonus-stations|adjustments|leaderboards/.*/prizes|riders/|health/|jobs/(rewards|trips)/)"
)
"""What the contract gives to the game's operator alone, and the map by which the trips of all are judged."""


def _of_operators(answer: Any) -> Any:
    """A list without what is the city's."""
    if isinstance(answer, dict) and "changes" in answer:
        changes = [each for each in answer["changes"] if each["kind"] not in OF_THE_CITY]
        return answer | {"changes": changes}
    return answer


@dataclass(frozen=True)
class Door:
    """A gateway before real services, of a game that `OWN` operates."""

    client: httpx.AsyncClient
    folder: Path
    rewards_dsn: str

    async def redeemed(self, reward_id: str) -> str:
        """A redemption of this reward, which costs nobody points; and the rider of the example is known."""
        connection = await asyncpg.connect(self.rewards_dsn)
        adjusted = UUID(example_of("POST", "/v1/adjustments")["rider_id"])
        try:
            await connection.execute(KNOWN, adjusted)
            return str(await connection.fetchval(REDEEMED, uuid4(), uuid4(), OWN, UUID(reward_id)))
        finally:
            await connection.close()

    async def ask(
        self, operator_id: str, method: str, path: str, body: Any = None, **more: str
    ) -> httpx.Response:
        token = mint(self.folder, "operator", operator_id, operator_id)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())} | more
        return await self.client.request(method, path, json=body, headers=headers)

    async def submitted_plan(self) -> str:
        """The first month of a plan of the city that waits for an operator's signature."""
        headers = {"Authorization": f"Bearer {mint(self.folder, 'city')}"}
        guard = {"guard_id": "all", "when": [], "second": "operator", "mandate_ref": "Ple 1"} | REASON
        for path, body, status in (
            ("/v1/guards/release-plan", {"guards": [guard]}, 200),
            ("/v1/release-plan", example_of("PUT", "/v1/release-plan"), 202),
        ):
            put = await self.client.put(path, json=body, headers=headers)
            assert put.status_code == status, put.text
        return str(put.json()["from"])

    async def factor_set(self) -> str:
        """The id of a factor set that the city has written."""
        factor_set_id, put_set = uuid4().hex, "/v1/factor-sets/{factor_set_id}"
        of_city = {"Authorization": f"Bearer {mint(self.folder, 'city')}"}
        example = example_of("PUT", put_set)
        factors = await self.ask(OWN, "PUT", f"/v1/factor-sets/{factor_set_id}", example, **of_city)
        assert factors.status_code == 200, factors.text
        return factor_set_id

    async def jobs(self) -> dict[str, str]:
        """New jobs of the game's operator."""
        simulate = "/v1/tariffs:simulate"
        simulated = await self.ask(OWN, "POST", simulate, example_of("POST", simulate))
        assert simulated.status_code == 202, simulated.text
        challenge = "/v1/challenges:simulate"
        played = await self.ask(OWN, "POST", challenge, example_of("POST", challenge))
        assert played.status_code == 202, played.text
        later = example_of("PUT", "/v1/limits") | {"valid_from": "2099-04-01"}
        tried = await self.ask(OWN, "PUT", "/v1/limits", later, Prefer="dry-run")
        assert tried.status_code == 202, tried.text
        return {
            "job_id of challenges": played.json()["job_id"],
            "job_id of rewards": simulated.json()["job_id"],
            "job_id of trips": tried.json()["job_id"],
        }

    async def made(self) -> dict[str, str]:
        """New things of the game's operator, by the parameters that name them in paths."""
        stations = await self.ask(OWN, "PUT", "/v1/stations", example_of("PUT", "/v1/stations"))
        assert stations.status_code == 200
        trip = reported_trip() | {"distance_m": 12_000}  # too fast to be sure of: held
        told = await self.ask(OWN, "POST", "/v1/trips", trip)
        draft = await self.ask(OWN, "POST", "/v1/challenges", example_of("POST", "/v1/challenges"))
        begun = await self.ask(OWN, "POST", "/v1/imports", example_of("POST", "/v1/imports"))
        reward = await self.ask(OWN, "POST", "/v1/rewards", example_of("POST", "/v1/rewards"))
        partner_id, put = uuid4().hex, "/v1/partners/{partner_id}"
        shop = await self.ask(OWN, "PUT", f"/v1/partners/{partner_id}", example_of("PUT", put))
        await self.ask(OWN, "POST", f"/v1/rewards/{reward.json()['reward_id']}/publish", {"reason": "a test"})
        redemption_id = await self.redeemed(reward.json()["reward_id"])
        drafted = await self.ask(OWN, "POST", "/v1/tariffs", TARIFF)
        campaign = await self.ask(OWN, "POST", "/v1/campaigns", example_of("POST", "/v1/campaigns"))
        project = await self.ask(OWN, "POST", "/v1/projects", example_of("POST", "/v1/projects"))
        draw = with_prize(example_of("POST", "/v1/draws"), reward.json()["reward_id"])
        drawn = await self.ask(OWN, "POST", "/v1/draws", draw)
        limits = await self.ask(OWN, "PUT", "/v1/limits", example_of("PUT", "/v1/limits"))
        activities = example_of("POST", "/v1/activities:batch")
        reported = await self.ask(OWN, "POST", "/v1/activities:batch", activities)
        made = (told, draft, begun, reward, shop, drafted, campaign, project, drawn, limits, reported)
        assert [each.status_code for each in made] == [202, 201, 201, 201, 200, *[201] * 4, 200, 200]
        tariff_id = drafted.json()["tariff_id"]
        submitted = await self.ask(OWN, "POST", f"/v1/tariffs/{tariff_id}/submit", REASON)
        assert submitted.status_code == 202, submitted.text
        return await self.jobs() | {
            "tariff_id": tariff_id,
            "campaign_id": campaign.json()["campaign_id"],
            "challenge_id": draft.json()["challenge_id"],
            "import_id": begun.json()["import_id"],
            "reward_id": reward.json()["reward_id"],
            "partner_id": partner_id,
            "project_id": project.json()["project_id"],
            "draw_id": drawn.json()["draw_id"],
            "board_id": "month-riders-all",
            "version": str(limits.json()["version"]),
            "factor_set_id": await self.factor_set(),
            "indicator_id": "eff.cost_per_trip",
            "month": await self.submitted_plan(),
            "redemption_id": redemption_id,
            "trip_id": trip["trip_id"],
            "activity_id": activities[0]["activity_id"],
            "local_on": "2026-05-04",
        }

    async def seen(self, operator_id: str) -> dict[str, Any]:
        """All lists that an operator may read, as this one reads them."""
        answers = {path: await self.ask(operator_id, "GET", path) for path in LISTS}
        assert {answer.status_code for answer in answers.values()} == {200}
        return {path: _of_operators(answer.json()) for path, answer in answers.items()}


@pytest.fixture(scope="module")
async def door(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    folder = tmp_path_factory.mktemp("issuer")
    told: dict[str, Any] = {"operator_id": OWN, "jwks_file": make_issuer(folder), "internal_secret": SECRET}
    async with AsyncExitStack() as stack:
        urls, dsns = {}, {}
        for name in {row.service for row in FORWARDED}:
            if not (heard := of_room(name)) and name == "pages":
                urls[name] = "http://127.0.0.1:1"
                continue
            room = import_module(f"services.{name}.app")
            dsn = dsns[name] = await make_database(name)
            sources = dict.fromkeys(heard, dsn)  # where nobody says anything on these topics
            settings = room.Settings.model_validate({"DATABASE_URL": dsn, "sources": sources, **told})
            urls[name] = await stack.enter_async_context(served(room.create_app(settings)))
        url = await stack.enter_async_context(gateway_before(urls, make_database, folder, operator_id=OWN))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30))
        yield Door(client, folder, dsns["rewards"])


def example_of(method: str, path: str) -> Any:
    """The body that the document shows for this route: of several the last, as operators send it."""
    described = DOCUMENT["paths"][path][method.lower()].get("requestBody")
    if described is None:
        return None
    schema = described["content"]["application/json"]["schema"]
    name = schema.get("anyOf", [schema])[-1]["$ref"].rpartition("/")[2]
    return DOCUMENT["components"]["schemas"][name]["examples"][0]


def with_prize(body: Any, reward_id: str) -> Any:
    """The body; that of a draw with this reward as its prize."""
    is_draw = isinstance(body, dict) and "prizes" in body
    return body | {"prizes": [{"reward_id": reward_id, "count": 1}]} if is_draw else body


def address(row: Forwarded, things: dict[str, str]) -> str:
    """The route's address with these things. After a KeyError `Door.made` must make one more."""

    def thing(name: re.Match[str]) -> str:
        return things.get(f"{name[1]} of {row.service}") or things[name[1]]

    return re.sub(r"{([^}]*)}", thing, row.path)


@dataclass(frozen=True)
class Asked:
    """What came of asking on every route: as a rival for the operator's things and for things that nobody
    has, then as the operator. `before` and `after` the rival are the lists of the operator."""

    things: dict[str, str]
    before: dict[str, Any]
    after: dict[str, Any]
    of_rival: dict[str, Any]
    refused: dict[Forwarded, httpx.Response]
    nowhere: dict[Forwarded, httpx.Response]
    own: dict[Forwarded, httpx.Response]


@pytest.fixture(scope="module")
async def asked(door: Door) -> Asked:
    things = await door.made()
    nothing = dict.fromkeys(things, str(uuid4()))

    async def ask(operator_id: str, named: dict[str, str]) -> dict[Forwarded, httpx.Response]:
        answers = {}
        for row in OF_OPERATORS:
            body = with_prize(example_of(row.method, row.path), things["reward_id"])
            answers[row] = await door.ask(operator_id, row.method, address(row, named), body)
        return answers

    before = await door.seen(OWN)
    refused, nowhere = await ask(RIVAL, things), await ask(RIVAL, nothing)
    after, of_rival = await door.seen(OWN), await door.seen(RIVAL)
    return Asked(things, before, after, of_rival, refused, nowhere, await ask(OWN, things))


def test_no_route_shows_or_changes_what_is_another_operators(asked: Asked) -> None:
    public = NAMED_BY_OPERATORS | SIGNED_BY_ANY
    listed = {name: thing for name, thing in asked.things.items() if name not in public}
    shown = json.dumps(asked.before)
    assert [name for name, thing in listed.items() if thing not in shown] == [*IN_NO_LIST]
    assert asked.after == asked.before
    shown = json.dumps(asked.of_rival)
    assert [name for name, thing in listed.items() if thing in shown] == []


@pytest.mark.parametrize("row", ROWS)
def test_what_is_another_operators_is_not_there(asked: Asked, row: Forwarded) -> None:
    """On the routes of the game it is forbidden, whatever it names."""
    answer, nowhere, own = asked.refused[row], asked.nowhere[row], asked.own[row]
    if row.games_operator:
        assert (answer.status_code, answer.json()["code"]) == (403, "not-the-games-operator")
    elif row.path in DECLARED_BY_EACH:
        assert (answer.json()["declared_by"], nowhere.status_code) == (f"operator:{RIVAL}", 404)
    elif row.path in DECIDED_BY_EACH:
        assert [each.json()["code"] for each in (answer, nowhere)] == ["nothing-to-decide", "not-found"]
    elif row.path in WHERE_STATIONS_ARE:
        assert (answer.status_code, answer.json()["code"]) == (403, "station-of-another-operator")
    elif any(f"{{{name}}}" in row.path for name in SIGNED_BY_ANY):
        assert (answer.is_success, nowhere.status_code) == (True, 404), answer.text
    elif any(f"{{{name}}}" in row.path for name in NAMED_BY_OPERATORS):
        # What is read there is of the reader's own rewards.
        assert answer.status_code == (200 if row.method == "GET" else 404)
    elif "{" in row.path:
        told = [(each.status_code, each.json()["code"], each.json()["detail"]) for each in (answer, nowhere)]
        assert told[0] == told[1]
        assert told[0][:2] == (404, "not-found")
    else:
        assert answer.is_success, answer.text
    # The operator, who comes to it later, may find it in another state.
    assert own.is_success or own.status_code == 409, own.text


def test_what_is_the_games_is_the_games_operators_alone() -> None:
    """By the contract's list. A route of these that is new must ask for `GamesOperator`."""
    read = re.compile(r"/v1/(riders|health|jobs/(rewards|trips))/")  # the others' lists are for everybody
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
        queue = (await door.seen(operator_id))[whole("/v1/trips")]["trips"]
        assert (trip["trip_id"] in [each["trip_id"] for each in queue]) == finds
