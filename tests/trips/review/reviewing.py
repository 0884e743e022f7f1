"""The trips service with a clock that the tests set, and those who review, appeal and read there."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from rodem.local.tokens import mint
from services.trips.app import Settings, create_app
from tests.served import served
from tests.trips.running_trips import Trips, settings_of

MONDAY = datetime(2026, 5, 4, 8, tzinfo=UTC)
REASON = "We have looked at it."


@dataclass
class Clock:
    """What the service takes for the time."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Review(Trips):
    """A running service, and its clock."""

    clock: Clock

    def operator(self, operator_id: str | None = None) -> dict[str, str]:
        if operator_id is None:
            return self.signed_in("operator")
        return {"Authorization": f"Bearer {mint(self.folder, 'operator', operator_id=operator_id)}"}

    async def post(
        self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        keyed = {"Idempotency-Key": str(uuid4())} | dict(headers or {})
        return await self.client.post(path, json=body, headers=keyed)

    async def told(
        self, rider_id: str, begins: datetime = MONDAY, headers: Mapping[str, str] | None = None, **facts: Any
    ) -> str:
        """A trip of 20 minutes that an operator tells 15 hours after it began. Its id."""
        trip_id = str(uuid4())
        body = {"trip_id": trip_id, "rider_id": rider_id, "vehicle_type": "bike", "distance_m": 2_000}
        body |= {"started_at": begins.isoformat(), "ended_at": (begins + timedelta(minutes=20)).isoformat()}
        self.clock.now = max(self.clock.now, begins + timedelta(hours=15))
        answer = await self.post("/v1/trips", body | facts, headers)
        assert answer.status_code == 202, answer.text
        return trip_id

    async def decide(
        self,
        trip_id: str,
        verdict: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """The answer to one decision."""
        body = {"verdict": verdict, "reason": REASON} | more
        answer = await self.client.post(
            f"/v1/trips/{trip_id}/decision", json=body, headers=dict(headers or {})
        )
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    async def decide_all(
        self, *decisions: object, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The answer to many decisions."""
        answer = await self.post("/v1/trips:decide", {"decisions": list(decisions)}, headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def appeal(
        self, rider_id: str, trip_id: str, text: str = "It was me.", status: int = 201
    ) -> dict[str, Any]:
        answer = await self.post(
            f"/v1/trips/{trip_id}/appeal", {"text": text}, self.signed_in("rider", rider_id)
        )
        assert answer.status_code == status, answer.text
        return dict(answer.json())

    async def mine(self, rider_id: str, trip_id: str) -> dict[str, Any]:
        """The trip as its rider reads it."""
        headers = self.signed_in("rider", rider_id)
        answer = await self.client.get(f"/v1/me/trips/{trip_id}", headers=headers)
        return dict(answer.raise_for_status().json())

    async def queue(self, query: str = "", headers: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        answer = await self.client.get(f"/v1/trips?limit=200&{query}", headers=dict(headers or {}))
        assert answer.status_code == 200, answer.text
        return list(answer.json()["trips"])

    async def listed(self, query: str = "", headers: Mapping[str, str] | None = None) -> set[str]:
        return {each["trip_id"] for each in await self.queue(query, headers)}


@contextlib.asynccontextmanager
async def reviewing(dsn: str, folder: Path, **settings: Any) -> AsyncIterator[Review]:
    """A process of the service on this database, whose clock stands until a test moves it."""
    values = settings_of(dsn, folder)
    app, clock = create_app(Settings.model_validate(values | settings)), Clock(MONDAY)
    app.state.clock = clock
    headers = {"Authorization": f"Bearer {mint(folder, 'operator')}"}
    async with (
        served(app) as url,
        httpx.AsyncClient(base_url=url, headers=headers, timeout=10, trust_env=False) as client,
    ):
        yield Review(client, url, dsn, folder, clock)
