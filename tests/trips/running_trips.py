"""The trips service over a real socket on a real database, as its operator meets it."""

import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from rodem.local.provision import make_issuer
from rodem.local.tokens import mint
from services.trips.app import Settings, create_app
from shared.eventlog.relay import move
from tests.reported_trips import reported_trip
from tests.served import served


@dataclass(frozen=True)
class Trips:
    """A running service: `client` speaks as the operator."""

    client: httpx.AsyncClient
    url: str
    dsn: str
    folder: Path

    def signed_in(self, role: str, sub: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {mint(self.folder, role, sub)}"}

    async def report(self, headers: Mapping[str, str] | None = None, **facts: Any) -> dict[str, Any]:
        """A trip of an hour ago with these facts, which must be received. As it was sent."""
        sent = reported_trip(**facts)
        keyed = {**(headers or {}), "Idempotency-Key": str(uuid4())}
        answer = await self.client.post("/v1/trips", json=sent, headers=keyed)
        assert answer.status_code == 202, answer.text
        return sent

    async def put(self, path: str, body: object, status: int = 200, **headers: str) -> dict[str, Any]:
        """The answer's JSON, which must have this status."""
        answer = await self.client.put(path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    async def faults(self, path: str, body: object) -> list[tuple[str, str]]:
        """Pointer and code of every fault for which the body is refused."""
        answer = await self.put(path, body, 422)
        assert answer["code"] == "validation-error"
        return [(each["pointer"], each["code"]) for each in answer["errors"]]

    async def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(self.dsn)
        try:
            return [tuple(row) for row in await connection.fetch(query, *values)]
        finally:
            await connection.close()

    async def said(self, type_: str) -> list[dict[str, Any]]:
        """The events of this type, in order."""
        connection = await asyncpg.connect(self.dsn)
        try:
            await move(connection)
            query = "SELECT data FROM published WHERE type = $1 ORDER BY position"
            rows: Sequence[Any] = await connection.fetch(query, type_)
        finally:
            await connection.close()
        return [json.loads(row["data"]) for row in rows]


def settings_of(dsn: str, folder: Path) -> dict[str, Any]:
    """What a service on this database needs; `folder` holds its issuer's keys, which are made if there are
    none. Nobody is erased, and no relay works beside the test, which moves the outbox when it looks."""
    if not (folder / "jwks.json").exists():
        make_issuer(folder)
    return {
        "DATABASE_URL": dsn,
        "sources": {"riders": dsn},
        "jwks_file": folder / "jwks.json",
        "internal_secret": "s",
        "poll_s": 60,
    }


@contextlib.asynccontextmanager
async def running_trips(dsn: str, folder: Path, **settings: Any) -> AsyncIterator[Trips]:
    """A process of the service on this database; `folder` holds its issuer's keys."""
    values = settings_of(dsn, folder)
    headers = {"Authorization": f"Bearer {mint(folder, 'operator')}"}
    async with (
        served(create_app(Settings.model_validate(values | settings))) as url,
        httpx.AsyncClient(base_url=url, headers=headers, timeout=10, trust_env=False) as client,
    ):
        yield Trips(client, url, dsn, folder)
