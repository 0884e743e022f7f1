"""A service to which phones tell trips while they are ridden, on a clock that tests set."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.cases.drawings import ONE_LIGHT, bodies_of
from tests.cases.trip_histories import Trips, forget, running_trips
from tests.conftest import MakeDatabase

BEGAN = datetime(2026, 11, 16, 7, tzinfo=UTC)
RIDE = {"legs": ONE_LIGHT}
POINTS = bodies_of({**RIDE, "at": BEGAN.isoformat()}, {})
"""601 points of a ride that counts."""
POINTS_A_DAY = 50_000


@pytest.fixture(scope="module")
async def live(make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Trips]:
    folder = tmp_path_factory.mktemp("issuer")
    async with running_trips(make_database, folder, rider_day_trace_points_max=POINTS_A_DAY) as running:
        yield running


@pytest.fixture(autouse=True)
async def _begun(live: Trips) -> None:
    await forget(live.engine)
    live.at(BEGAN + timedelta(minutes=11))


class Phone:
    """A phone that tells of one trip."""

    def __init__(self, live: Trips, trip_id: UUID | None = None, rider: str | None = None) -> None:
        self.live = live
        self.trip_id = str(trip_id or uuid4())
        self.rider = rider or str(uuid4())

    async def send(self, what: str, body: Any) -> httpx.Response:
        return await self.live.send("POST", f"/v1/trips/{self.trip_id}/{what}", "rider", self.rider, body)

    async def start(self, started_at: datetime = BEGAN, **facts: Any) -> httpx.Response:
        body = {"trip_id": self.trip_id, "vehicle_type": "bike", "started_at": started_at.isoformat()}
        return await self.live.send("POST", "/v1/trips:start", "rider", self.rider, body | facts)

    async def chunk(self, seq: int, points: Sequence[Any]) -> httpx.Response:
        return await self.send("trace", {"seq": seq, "points": points})

    async def end(self, after: timedelta = timedelta(minutes=10), **facts: Any) -> httpx.Response:
        return await self.send("end", {"ended_at": (BEGAN + after).isoformat()} | facts)

    async def cancel(self) -> httpx.Response:
        return await self.send("cancel", {})

    async def seen(self) -> dict[str, Any]:
        answer = await self.live.send("GET", f"/v1/me/trips/{self.trip_id}", "rider", self.rider)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def whole(self) -> httpx.Response:
        body = {
            "trip_id": self.trip_id,
            "vehicle_type": "bike",
            "started_at": BEGAN.isoformat(),
            "ended_at": (BEGAN + timedelta(minutes=10)).isoformat(),
            "trace": POINTS,
        }
        return await self.live.send("POST", "/v1/trips", "rider", self.rider, body)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")
