"""A running service for the tests of campaigns."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import MakeDatabase
from tests.rewards.campaigns.running_campaigns import forget
from tests.rewards.running_rewards import Running, running_rewards


@pytest.fixture(scope="session")
async def one_for_all(
    make_database: MakeDatabase, silent_dsn: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    folder = tmp_path_factory.mktemp("issuer")
    async with running_rewards(await make_database("rewards"), silent_dsn, folder) as running:
        yield running


@pytest.fixture
async def rewards(one_for_all: Running) -> Running:
    """A service that knows nothing yet."""
    await forget(one_for_all)
    return one_for_all
