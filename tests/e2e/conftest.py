"""A whole city, started as a user starts it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cities import City, running_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city until the end of the run."""
    with running_city(tmp_path_factory.mktemp("e2e")) as city:
        yield city


@pytest.fixture
def kafka_city(kafka_jars: Path, tmp_path: Path) -> Iterator[City]:
    """A city whose events go through a Kafka of its own."""
    with running_city(tmp_path, "--kafka") as city:
        yield city
