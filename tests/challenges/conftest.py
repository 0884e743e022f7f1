"""A running service for the tests of challenges."""

from collections.abc import AsyncIterator

import pytest

from tests.challenges.running_challenges import Running, running_challenges
from tests.conftest import MakeDatabase


@pytest.fixture(scope="session")
async def one_for_all(
    make_database: MakeDatabase, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    dsn, trips_dsn = await make_database("challenges"), await make_database("trips")
    async with running_challenges(dsn, trips_dsn, tmp_path_factory.mktemp("issuer")) as running:
        yield running


@pytest.fixture
async def challenges(one_for_all: Running) -> Running:
    """A service that knows nothing yet."""
    await one_for_all.forget()
    return one_for_all
