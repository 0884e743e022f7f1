"""A city for the laws to be tried on."""

from collections.abc import AsyncIterator

import pytest

from shared.db import create_engine
from tests.conftest import MakeDatabase

from .city import City


@pytest.fixture(scope="session")
async def city(make_database: MakeDatabase) -> AsyncIterator[City]:
    """Databases that every test leaves as it found them."""
    engines = [create_engine(await make_database(each), 2) for each in ("trips", "rewards", "gateway")]
    yield City(*engines)
    for engine in engines:
        await engine.dispose()
