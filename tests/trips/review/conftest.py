"""A running service for the tests of the review."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import MakeDatabase
from tests.trips.review.reviewing import Review, reviewing


@pytest.fixture
async def review(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[Review]:
    """A service that knows nothing yet, on a Monday morning."""
    async with reviewing(await make_database("trips"), tmp_path) as running:
        yield running
