"""A gateway's database, for tests of what its handlers keep in it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import create_engine


@pytest.fixture
async def engine(make_database: Any) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(await make_database("gateway"), pool_size=2)
    yield engine
    await engine.dispose()
