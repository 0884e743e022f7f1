"""A whole city, started as a user starts it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cities import City, running_city
from tests.in_folders import shared


@pytest.fixture
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> City:
    """A city that the tests of this folder share."""
    return shared(request, lambda: running_city(tmp_path_factory.mktemp("e2e")))


@pytest.fixture
def kafka_city(kafka_jars: Path, tmp_path: Path) -> Iterator[City]:
    """A city whose events go through a Kafka of its own."""
    with running_city(tmp_path, "--kafka") as city:
        yield city
