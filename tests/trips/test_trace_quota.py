"""How many points of traces a rider may send in a day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from tests.conftest import MakeDatabase
from tests.trips.running_trips import Trips, running_trips

MOST = 5


async def report(trips: Trips, headers: dict[str, str], points: int, **facts: Any) -> httpx.Response:
    started_at = datetime.now(UTC) - timedelta(hours=1)
    trip = {
        "trip_id": str(uuid4()),
        "vehicle_type": "bike",
        "started_at": started_at.isoformat(),
        "ended_at": (started_at + timedelta(minutes=20)).isoformat(),
        "trace": [
            {"at": (started_at + timedelta(minutes=i)).isoformat(), "lat": 41.39, "lon": 2.17}
            for i in range(points)
        ],
    }
    keyed = headers | {"Idempotency-Key": str(uuid4()), "Accept-Language": "es"}
    return await trips.client.post("/v1/trips", json=trip | facts, headers=keyed)


async def test_a_rider_sends_so_many_points_a_day_and_an_operator_as_many_as_there_are(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    async with running_trips(
        await make_database("trips"), tmp_path, rider_day_trace_points_max=MOST
    ) as trips:
        rider, operator = trips.signed_in("rider", str(uuid4())), trips.signed_in("operator")
        assert (await report(trips, rider, MOST - 1)).status_code == 202
        assert (await report(trips, rider, 1)).status_code == 202
        refused = await report(trips, rider, 1)
        assert (refused.status_code, refused.json()["code"]) == (429, "rate-limited")
        assert refused.json()["detail"].startswith("Como máximo 5 puntos de trazas al día.")
        assert 0 < int(refused.headers["retry-after"]) <= 86_400
        for others, facts in ((trips.signed_in("rider"), {}), (operator, {"rider_id": str(uuid4())})):
            assert (await report(trips, others, MOST, **facts)).status_code == 202
        assert (await report(trips, operator, MOST, rider_id=str(uuid4()))).status_code == 202


async def test_a_trip_that_was_taken_and_is_sent_again_costs_no_points(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    """A phone whose answer was lost sends it again, and would be told 429 for a trip that was taken."""
    async with running_trips(
        await make_database("trips"), tmp_path, rider_day_trace_points_max=MOST
    ) as trips:
        rider = trips.signed_in("rider", str(uuid4()))
        first = await report(trips, rider, MOST)
        assert first.status_code == 202
        again = await trips.client.send(first.request)
        assert (again.status_code, again.json()) == (202, first.json())
        assert (await report(trips, rider, 1)).status_code == 429
