"""Support: the game's operator sees what a rider of its own sees, says why, and each look is logged."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI, Request
from structlog.testing import capture_logs

from rodem.local.tokens import mint
from services.gateway.riders.statement.handlers import on_points_posted
from services.gateway.riders.trips.handlers import on_trips_judged
from shared.db import create_engine
from shared.events.heard import Heard
from tests.conftest import MakeDatabase
from tests.events import points_posted, trip_judged
from tests.gateway.gateways import asks_for_levels, gateway_before
from tests.served import served
from tests.waiting import eventually

OWN, RIVAL = "the games operator", "a rival"
WHY = {"X-Purpose": "Ha trucat: li falten 50 punts"}
PATHS = ("summary", "postings", "redemptions")


@dataclass
class Desk:
    """A gateway before a service that answers with redemptions, and notes what it is asked for, levels
    aside: the gateway asks for them by itself."""

    client: httpx.AsyncClient
    folder: Path
    dsn: str
    asked: list[str]

    async def heard_of(self, operator_id: str, counts: bool = True) -> UUID:
        """A new rider, who has ridden with this operator and has 57 points."""
        rider_id = uuid4()
        trip = trip_judged(rider_id=rider_id, trip_id=uuid4(), operator_id=operator_id, counts=counts)
        line = points_posted(rider_id=rider_id)
        engine = create_engine(self.dsn, 1)
        async with engine.begin() as tx:
            await on_trips_judged(tx, [Heard(uuid4(), line.posted_at, trip)])
            await on_points_posted(tx, [Heard(uuid4(), line.posted_at, line)])
        await engine.dispose()
        return rider_id

    async def ask(
        self, rider_id: object, what: str, role: Any = "operator", operator_id: str = OWN, **headers: Any
    ) -> httpx.Response:
        token = mint(self.folder, role, None, operator_id)
        own = {"Authorization": f"Bearer {token}", **(headers or WHY)}
        encoded = [(name.encode(), value.encode()) for name, value in own.items()]
        return await self.client.get(f"/v1/riders/{rider_id}/{what}", headers=encoded)


@pytest.fixture
async def desk(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Desk]:
    asked: list[str] = []
    inner = FastAPI()
    inner.add_api_route("/v1/levels", lambda: {"version": 1, "from_points": [0, 500]})

    @inner.get("/{path:path}")
    async def note(path: str, request: Request) -> dict[str, list[str]]:
        if not asks_for_levels(request):
            asked.append(f"/{path}?{request.url.query}")
        return {"redemptions": []}

    dsn = await make_database("gateway")
    async with (
        served(inner) as inner_url,
        gateway_before(
            dict.fromkeys(("trips", "challenges", "rewards", "public_value", "pages"), inner_url),
            make_database,
            tmp_path,
            operator_id=OWN,
            DATABASE_URL=dsn,
        ) as url,
        httpx.AsyncClient(base_url=url, timeout=15, trust_env=False) as client,
    ):
        yield Desk(client, tmp_path, dsn, asked)


async def test_the_operator_sees_what_its_rider_sees(desk: Desk) -> None:
    rider_id = await desk.heard_of(OWN)
    summary = (await desk.ask(rider_id, "summary")).json()
    assert (summary["rider_id"], summary["balance_points"] + summary["pending_points"]) == (str(rider_id), 57)
    [line] = (await desk.ask(rider_id, "postings")).json()["postings"]
    assert (line["points"], line["kind"]) == (57, "trip")
    shown = await desk.ask(rider_id, "redemptions?limit=7")
    assert shown.json() == {"redemptions": []}
    assert desk.asked == [f"/v1/riders/{rider_id}/redemptions?limit=7"]


async def test_the_operator_sees_between_which_points_its_riders_level_lies(desk: Desk) -> None:
    rider_id = await desk.heard_of(OWN)

    async def shown() -> tuple[object, ...]:
        summary = (await desk.ask(rider_id, "summary")).json()
        return summary["level"], summary.get("level_from_points"), summary.get("next_level_points")

    await eventually(shown, (1, 0, 500), within_s=10)


async def test_a_rider_whose_trips_do_not_count_rode_too(desk: Desk) -> None:
    rider_id = await desk.heard_of(OWN, counts=False)
    assert (await desk.ask(rider_id, "summary")).status_code == 200


@pytest.mark.parametrize("what", PATHS)
async def test_who_never_rode_with_the_operator_is_not_found(desk: Desk, what: str) -> None:
    """With the same words, whoever it is."""
    answers = [await desk.ask(rider, what) for rider in (await desk.heard_of(RIVAL), uuid4(), "ada")]
    assert {(each.status_code, each.json()["detail"]) for each in answers} == {
        (404, "There is no such rider.")
    }
    assert desk.asked == []


@pytest.mark.parametrize("what", PATHS)
async def test_each_look_is_logged_with_its_reason(desk: Desk, what: str) -> None:
    rider_id = await desk.heard_of(OWN)
    with capture_logs() as logs:
        await desk.ask(rider_id, what)
    [look] = [each for each in logs if each["event"] == "rider_looked_at"]
    assert (look["rider_id"], look["what"], look["operator_id"], look["purpose"]) == (
        str(rider_id),
        what,
        OWN,
        WHY["X-Purpose"],
    )


@pytest.mark.parametrize("what", PATHS)
@pytest.mark.parametrize("purpose", [None, "", "ab", "x" * 201, "\u202eabc"])
async def test_nobody_looks_without_a_reason(desk: Desk, what: str, purpose: str | None) -> None:
    rider_id = await desk.heard_of(OWN)
    headers = {"Accept": "*/*"} if purpose is None else {"X-Purpose": purpose}
    answer = await desk.ask(rider_id, what, **headers)
    assert (answer.status_code, answer.json()["code"], desk.asked) == (400, "purpose-missing", [])


@pytest.mark.parametrize("what", PATHS)
async def test_only_the_games_operator_looks(desk: Desk, what: str) -> None:
    rider_id = await desk.heard_of(RIVAL)
    for role in ("rider", "city", "auditor", "partner"):
        assert (await desk.ask(rider_id, what, role)).status_code == 403
    assert (await desk.ask(rider_id, what, operator_id=RIVAL)).json()["code"] == "not-the-games-operator"
