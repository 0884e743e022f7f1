"""The rewards service over a real socket on a real database, and batches of events in the test's hand."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import httpx
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.rewards.app import Settings, create_app
from shared.db import create_engine
from shared.eventlog.consumer import Handler
from shared.events.event import Event
from shared.events.heard import Heard
from shared.events.registry import decode
from tests.conftest import serving
from tests.days import tomorrow
from tests.handlers import by_type, of_room
from tests.served import served

OPERATOR = "operator"
"""The game's operator."""
REASON = {"reason": "A test wants it."}
SAID = """
    SELECT type, data FROM (
        SELECT 0 AS part, position AS n, type, data FROM log
        UNION ALL SELECT 1, seq, type, data FROM outbox
    ) AS said ORDER BY part, n
"""


AT_ONCE = asyncio.Semaphore(6)
"""Batches that tests apply at once. More would wait for connections, which a busy machine makes too long."""


@dataclass(frozen=True)
class Running:
    """A running service: `client` speaks as the game's operator, `hear` hands it a batch."""

    client: httpx.AsyncClient
    dsn: str
    engine: AsyncEngine
    handlers: Mapping[str, Handler]
    folder: Path

    def signed_in(self, role: str, sub: str | None = None, operator_id: str = OPERATOR) -> dict[str, str]:
        return {"Authorization": f"Bearer {mint(self.folder, role, sub, operator_id)}"}

    async def asked(
        self,
        method: str,
        path: str,
        body: object = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The answer's JSON, which must have this status."""
        answer = await self.client.request(method, path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return dict(answer.json()) if answer.content else {}

    async def draft(self, **changes: Any) -> str:
        """The id of a new tariff, which begins tomorrow."""
        key = {"Idempotency-Key": str(uuid4())}
        return str((await self.asked("POST", "/v1/tariffs", tariff(**changes), 201, key))["tariff_id"])

    async def published(self, **changes: Any) -> str:
        tariff_id = await self.draft(**changes)
        await self.step(tariff_id, "publish")
        return tariff_id

    async def step(
        self, tariff_id: str, step: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        return await self.asked("POST", f"/v1/tariffs/{tariff_id}/{step}", REASON, status, headers)

    async def hear(self, *batch: Heard[Any]) -> None:
        async with AT_ONCE, self.engine.begin() as tx:
            await self.handlers[batch[0].event.type](tx, batch)

    async def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        async with self.engine.connect() as tx:
            return [tuple(row) for row in await tx.execute(sa.text(query), values)]

    async def said(self) -> list[Event]:
        """All that the service has said, in order."""
        return [decode(*row) for row in await self.rows(SAID)]


async def is_sound(rewards: Running) -> bool:
    """Whether the ledger balances, and all that is derived is what it is derived from."""
    [[balanced]] = await rewards.rows("SELECT balanced FROM doctor")
    return bool(balanced) and await rewards.rows("SELECT what, id FROM differences") == []


def tariff(**changes: Any) -> dict[str, Any]:
    """A tariff as the game's operator writes it: the default game, from tomorrow on."""
    rates = {"metres_per_point": 100, "distance_m_max": 20_000, "kcal_per_point": 10}
    return {
        "name": "Tomorrow",
        "valid_from": str(tomorrow()),
        "per": {"bike": rates, "ebike": rates},
        "day_points_max": 400,
    } | changes


def heard(event: Any) -> Heard[Any]:
    """An event as a consumer hears it now."""
    return Heard(uuid4(), datetime.now(UTC), event)


@contextlib.asynccontextmanager
async def running_rewards(
    dsn: str, silent_dsn: str, folder: Path, env: Literal["development", "production"] = "development"
) -> AsyncIterator[Running]:
    """A process of the service on this database. On the topics of `silent_dsn` nobody says anything. In
    `production` it still believes the tokens of development."""
    if not (folder / "jwks.json").exists():
        make_issuer(folder)
    values = {
        "DATABASE_URL": serving(dsn, "rewards"),
        "jwks_file": folder / "jwks.json",
        "internal_secret": "s",
        "poll_s": 60,
        "operator_id": OPERATOR,
        "sources": dict.fromkeys(of_room("rewards"), silent_dsn),
    }
    engine = create_engine(dsn, 8)
    headers = {"Authorization": f"Bearer {mint(folder, 'operator', None, OPERATOR)}"}
    app = create_app(Settings.model_validate(values))
    app.state.settings = app.state.settings.model_copy(update={"env": env})
    async with (
        served(app) as url,
        httpx.AsyncClient(base_url=url, headers=headers, timeout=15, trust_env=False) as client,
    ):
        yield Running(client, dsn, engine, by_type(of_room("rewards")), folder)
    await engine.dispose()
