"""A service in the process of the tests, where the tests say when trips are looked at beside others."""

import pytest

from tests.cases.trip_histories import Trips
from tests.trips.cross_checks.conftest import trips
from tests.trips.erasure.erasing import NOW

__all__ = ["trips"]


@pytest.fixture(autouse=True)
async def _begun(trips: Trips) -> None:
    await trips.play_in({"rider_trips": "accepted"})
    trips.at(NOW)
