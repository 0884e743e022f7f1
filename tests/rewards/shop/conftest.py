"""A running service for the tests of the shop."""

from collections.abc import AsyncIterator

import pytest

from tests.conftest import MakeDatabase
from tests.rewards.shop.running_shop import Shop, running_shop


@pytest.fixture(scope="session")
async def silent_dsn(make_database: MakeDatabase) -> str:
    """A database on whose topics nobody says anything."""
    return await make_database("trips")


@pytest.fixture(scope="session")
async def one_for_all(
    make_database: MakeDatabase, silent_dsn: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Shop]:
    dsn, folder = await make_database("rewards"), tmp_path_factory.mktemp("issuer")
    async with running_shop(dsn, silent_dsn, folder) as running:
        yield running


@pytest.fixture
async def shop(one_for_all: Shop) -> AsyncIterator[Shop]:
    """A service that knows nothing yet. Whatever a test has done, what the rows count has to be true."""
    await one_for_all.forget()
    yield one_for_all
    async with one_for_all.engine.connect() as tx:
        for view in ("shop_differences", "campaign_differences"):
            differing = await tx.exec_driver_sql(f"SELECT what, found, expected FROM {view}")
            assert differing.all() == []
