"""Trips of one rider that share time are both held, in whatever order they arrive (law 5)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.trips.running_trips import Trips


@pytest.mark.parametrize("reverse", [False, True])
async def test_a_trip_of_a_day_and_half_a_second_reaches_into_the_next_one(
    trips: Trips, reverse: bool
) -> None:
    """Its duration, in whole seconds, is a day: the longest that counts."""
    rider_id = str(uuid4())
    first = datetime.now(UTC) - timedelta(days=3)
    second = first + timedelta(days=1, milliseconds=400)
    spans = [(first, first + timedelta(days=1, milliseconds=500)), (second, second + timedelta(minutes=10))]
    for started_at, ended_at in reversed(spans) if reverse else spans:
        await trips.report(
            rider_id=rider_id, started_at=started_at.isoformat(), ended_at=ended_at.isoformat()
        )
    found = await trips.rows("SELECT verdict, reason FROM trips WHERE rider_id::text = $1", rider_id)
    assert found == [("held", "overlapping")] * 2
