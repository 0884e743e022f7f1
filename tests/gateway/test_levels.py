"""Riders read where their level begins and ends, by the list that rewards tells."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from rodem.local.tokens import mint
from services.gateway.riders.levels import actions
from services.gateway.riders.levels.rules import bounds
from tests.conftest import MakeDatabase
from tests.gateway.gateways import gateway_before
from tests.served import all_at, served
from tests.waiting import eventually

FROM_POINTS = [0, 500, 2_000]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        pytest.param(1, (0, 500), id="the first"),
        pytest.param(2, (500, 2_000), id="between two"),
        pytest.param(3, (2_000, None), id="the last"),
        pytest.param(4, None, id="of a list that was not read yet"),
    ],
)
def test_a_level_lies_between_two_thresholds(level: int, expected: tuple[int, int | None] | None) -> None:
    assert bounds(FROM_POINTS, level) == expected
    assert bounds([], level) is None


@dataclass
class Rewards:
    """Stands for rewards. `answer` is what it tells of levels."""

    answer: Any = field(default_factory=lambda: {"version": 1, "from_points": FROM_POINTS})

    def app(self) -> FastAPI:
        app = FastAPI()
        app.add_api_route("/v1/levels", lambda: self.answer)
        return app


@pytest.fixture
async def door(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[httpx.AsyncClient, Rewards]]:
    monkeypatch.setattr(actions, "READ_EVERY_S", 0.05)
    monkeypatch.setattr(actions, "TRY_EVERY_S", 0.05)
    rewards = Rewards()
    async with (
        served(rewards.app()) as url,
        gateway_before(all_at(url), make_database, tmp_path) as gateway,
        httpx.AsyncClient(base_url=gateway, timeout=10, trust_env=False) as client,
    ):
        client.headers["Authorization"] = f"Bearer {mint(tmp_path, 'rider', str(uuid4()))}"
        yield client, rewards


async def shown(client: httpx.AsyncClient) -> tuple[Any, ...]:
    summary = (await client.get("/v1/me/summary")).json()
    return tuple(summary.get(name) for name in ("level", "level_from_points", "next_level_points"))


async def test_a_new_list_is_shown_though_nobody_has_another_level(
    door: tuple[httpx.AsyncClient, Rewards],
) -> None:
    client, rewards = door
    await eventually(lambda: shown(client), (1, 0, 500), within_s=10)
    rewards.answer = {"version": 2, "from_points": [0, 400, 2_000]}
    await eventually(lambda: shown(client), (1, 0, 400), within_s=10)


@pytest.mark.parametrize("answer", [{}, [], "nothing", {"from_points": ["many"]}, {"from_points": None}])
async def test_what_is_no_list_leaves_the_last_one(
    door: tuple[httpx.AsyncClient, Rewards], answer: Any
) -> None:
    client, rewards = door
    await eventually(lambda: shown(client), (1, 0, 500), within_s=10)
    rewards.answer = answer
    for _ in range(20):
        assert await shown(client) == (1, 0, 500)


async def test_before_rewards_has_told_it_once_nothing_is_made_up(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with (
        gateway_before(all_at("http://127.0.0.1:1"), make_database, tmp_path) as gateway,
        httpx.AsyncClient(base_url=gateway, timeout=10, trust_env=False) as client,
    ):
        client.headers["Authorization"] = f"Bearer {mint(tmp_path, 'rider', str(uuid4()))}"
        assert await shown(client) == (1, None, None)
