"""A service in the process of the tests, where the tests say when trips are looked at beside others."""

from collections.abc import AsyncIterator

import pytest

from tests.cases.trip_histories import Trips, put_stations, running_trips
from tests.conftest import MakeDatabase

# W is where the drawn way of the tests ends, which begins at P.
STATIONS = {"P": (41.390, 2.170), "N": (41.400, 2.170), "Q": (41.390, 2.180), "W": (41.3974, 2.1793)}


@pytest.fixture(scope="module")
async def trips(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trips]:
    async with running_trips(make_database, tmp_path_factory.mktemp("issuer")) as running:
        await put_stations(running, STATIONS)
        yield running
