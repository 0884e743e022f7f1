"""A ride of locks that became another rider's has other points than its id says: its rider sees the right
ones, under the id of the ride."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from fastapi import FastAPI, Request

from rodem.local.tokens import mint
from services.gateway.handlers import HANDLERS
from shared.db import create_engine
from shared.events.heard import Heard
from tests.conftest import MakeDatabase
from tests.events import points_posted
from tests.gateway.gateways import gateway_before
from tests.gateway.test_new_words import TRIP
from tests.handlers import by_type
from tests.served import all_at, served

NOW = datetime(2026, 5, 20, 10, tzinfo=UTC)


async def test_a_ride_that_became_anothers_has_the_points_of_its_new_rider(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    said_as, rider_id = uuid4(), uuid4()
    ride = TRIP | {"said_as": str(said_as)}
    dsns: list[str] = []

    async def make(service: str) -> str:
        dsns.append(await make_database(service))
        return dsns[-1]

    trips = FastAPI()

    @trips.get("/{path:path}")
    async def answer(request: Request) -> Any:
        return {"trips": [ride]} if request.url.path == "/v1/me/trips" else ride

    async with served(trips) as trips_url, gateway_before(all_at(trips_url), make, tmp_path) as url:
        engine = create_engine(dsns[-1], pool_size=1)
        event = points_posted(rider_id=rider_id, source=f"trip:{said_as}", posted_at=NOW)
        async with engine.begin() as tx:
            await by_type(HANDLERS)["points.posted.v1"](tx, [Heard(uuid4(), NOW, event)])
        await engine.dispose()
        headers = {"Authorization": f"Bearer {mint(tmp_path, 'rider', str(rider_id))}"}
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=30) as client:
            one = (await client.get(f"/v1/me/trips/{TRIP['trip_id']}")).json()
            [listed] = (await client.get("/v1/me/trips")).json()["trips"]
    assert one == listed
    assert (one["trip_id"], one["points"]) == (TRIP["trip_id"], event.points)
    assert "said_as" not in one
