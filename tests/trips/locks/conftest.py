"""A city for all tests of a file: each empties it first."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import MakeDatabase
from tests.trips.locks.days import NOW, P, Q
from tests.trips.locks.telling import City, city, put_stations


@pytest.fixture(scope="module")
async def one_city(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[City]:
    async with city(await make_database("trips"), tmp_path_factory.mktemp("issuer")) as running:
        await put_stations(running, {"P": P, "Q": Q})
        running.at(NOW)
        yield running
