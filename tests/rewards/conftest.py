"""A running service for the tests of rewards."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import MakeDatabase
from tests.rewards.running_rewards import Running, running_rewards


@pytest.fixture(scope="session")
async def silent_dsn(make_database: MakeDatabase) -> str:
    """A database on whose topics nobody says anything."""
    return await make_database("trips")


@pytest.fixture
async def rewards(make_database: MakeDatabase, silent_dsn: str, tmp_path: Path) -> AsyncIterator[Running]:
    """A service that knows nothing yet."""
    async with running_rewards(await make_database("rewards"), silent_dsn, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
async def refusing(
    make_database: MakeDatabase, silent_dsn: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    """One service for all that changes nothing, or only what riders of a test's own have."""
    folder = tmp_path_factory.mktemp("issuer")
    async with running_rewards(await make_database("rewards"), silent_dsn, folder) as running:
        yield running
