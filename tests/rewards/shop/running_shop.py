"""The rewards service over a real socket on a real database, and what operators write in its shop."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import jwt
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.rewards.app import Settings, create_app
from shared.db import create_engine
from shared.events.event import Event
from shared.events.registry import decode
from tests.conftest import serving
from tests.handlers import of_room
from tests.served import served

REASON = {"reason": "A test wants it."}
TABLES = (
    "draw_holders, draw_riders, draws, project_donors, projects, wrong_codes, vouchers, redemptions, codes,"
    " reward_versions, rewards, partners, campaigns, changes, stops, idempotency, outbox, log"
)
SAID = """
    SELECT type, data FROM (
        SELECT 0 AS part, position AS n, type, data FROM log
        UNION ALL SELECT 1, seq, type, data FROM outbox
    ) AS said ORDER BY part, n
"""


@dataclass(frozen=True)
class Shop:
    """A running service: `client` speaks as the operator."""

    client: httpx.AsyncClient
    engine: AsyncEngine
    folder: Path

    def signed_in(self, role: str, sub: str | None = None, **whose: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {mint(self.folder, role, sub, **whose)}"}

    def with_roles(self, headers: Mapping[str, str], *roles: str) -> dict[str, str]:
        """The head of a caller who has these roles besides."""
        token = headers["Authorization"].removeprefix("Bearer ")
        claims = jwt.decode(token, options={"verify_signature": False})
        claims |= {"roles": [*claims["roles"], *roles], "partner_id": "a shop", "operator_id": "a rival"}
        key, head = (self.folder / "issuer.pem").read_text(), {"kid": jwt.get_unverified_header(token)["kid"]}
        return {"Authorization": f"Bearer {jwt.encode(claims, key, algorithm='EdDSA', headers=head)}"}

    async def asked(
        self,
        method: str,
        path: str,
        body: object = None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """The answer's JSON, which must have this status. Each request has a key of its own."""
        key = {"Idempotency-Key": str(uuid4())}
        answer = await self.client.request(method, path, json=body, headers=key | dict(headers or {}))
        assert answer.status_code == status, answer.text
        return dict(answer.json()) if answer.content else {}

    async def draft(self, **changes: Any) -> str:
        """A new reward's id."""
        return str((await self.asked("POST", "/v1/rewards", reward(**changes), 201))["reward_id"])

    async def published(self, **changes: Any) -> str:
        reward_id = await self.draft(**changes)
        await self.step(reward_id, "publish")
        return reward_id

    async def step(
        self, reward_id: str, step: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        return await self.asked("POST", f"/v1/rewards/{reward_id}/{step}", REASON, status, headers)

    async def rewrite(self, reward_id: str, status: int = 200, **changes: Any) -> dict[str, Any]:
        return await self.asked("PUT", f"/v1/rewards/{reward_id}", reward(**changes) | REASON, status)

    async def listed(self, headers: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """The catalogue as its reader sees it; without headers as the operator."""
        rewards: list[dict[str, Any]] = (await self.asked("GET", "/v1/rewards", headers=headers))["rewards"]
        return rewards

    async def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        async with self.engine.begin() as tx:
            rows = await tx.execute(sa.text(query), values)
            return [tuple(row) for row in rows] if rows.returns_rows else []

    async def forget(self) -> None:
        """Begin with nothing, signed in as the operator. Only the chain of decisions goes on."""
        self.client.headers.update(self.signed_in("operator"))
        async with self.engine.begin() as tx:
            for table in TABLES.split(", "):
                await tx.execute(sa.text(f"DELETE FROM {table}"))
            await tx.execute(sa.text("DELETE FROM guards WHERE version > 0"))
            # The ledger is append-only for the service; these tests are its owner.
            await tx.execute(sa.text("TRUNCATE postings, accounts, entries, trips, rider_days, rider_months"))

    async def said(self, kind: type[Event]) -> list[Any]:
        """All events of a class that the service has said, in order."""
        events = [decode(*row) for row in await self.rows(SAID)]
        return [event for event in events if isinstance(event, kind)]


def reward(**changes: Any) -> dict[str, Any]:
    """A reward as an operator writes it: a bell for 10 points."""
    return {
        "name": {"en": "A bell", "ca": "Un timbre"},
        "kind": "benefit",
        "cost_points": 10,
        "confirmation": "instant",
    } | changes


@contextlib.asynccontextmanager
async def running_shop(dsn: str, silent_dsn: str, folder: Path, **more: Any) -> AsyncIterator[Shop]:
    """A process of the service on this database. On the topics of `silent_dsn` nobody says anything."""
    if not (folder / "jwks.json").exists():
        make_issuer(folder)
    values = {
        "DATABASE_URL": serving(dsn, "rewards"),
        "jwks_file": folder / "jwks.json",
        "internal_secret": "s",
        "poll_s": 60,
        "sources": dict.fromkeys(of_room("rewards"), silent_dsn),
        **more,
    }
    engine = create_engine(dsn, 8)
    headers = {"Authorization": f"Bearer {mint(folder, 'operator')}"}
    async with (
        served(create_app(Settings.model_validate(values))) as url,
        httpx.AsyncClient(base_url=url, headers=headers, timeout=15, trust_env=False) as client,
    ):
        yield Shop(client, engine, folder)
    await engine.dispose()
