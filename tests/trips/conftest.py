"""Running services for the tests of trips."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import MakeDatabase
from tests.trips.running_trips import Trips, running_trips


@pytest.fixture
async def trips(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Trips]:
    """A service that knows nothing yet."""
    async with running_trips(await make_database("trips"), tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
async def refusing(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Trips]:
    """One service for all bodies that change nothing."""
    async with running_trips(await make_database("trips"), tmp_path_factory.mktemp("issuer")) as running:
        yield running
