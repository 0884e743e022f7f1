"""A city whose disk, database and processes tests may break."""

import os
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cities import City, running_city
from tests.in_folders import shared

DISK_MB = 600


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of its own in `folder`, or None where this user may not mount one."""
    argv = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "rodem-tests", str(folder)]
    try:
        mounted = os.geteuid() == 0 and subprocess.run(argv, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    yield folder if mounted else None
    if mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def city_on_small_disk(folder: Path) -> Iterator[tuple[City, Path | None]]:
    with small_disk(folder) as disk, running_city(folder) as city:
        yield city, disk


@pytest.fixture
def faulty_city(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[City, Path | None]:
    """A city, and the small disk that it lies on if there is one. Whoever breaks it mends it."""
    return shared(request, lambda: city_on_small_disk(tmp_path_factory.mktemp("faulty")))


@pytest.fixture
def breakable(faulty_city: tuple[City, Path | None]) -> City:
    """The city."""
    return faulty_city[0]


@pytest.fixture
def disk(faulty_city: tuple[City, Path | None]) -> Path:
    """The small disk under the city. Where it cannot be had, its tests are skipped."""
    if faulty_city[1] is None:
        reason = "a full disk needs a small file system, which only root may mount"
        if os.environ.get("RODEM_REQUIRE_ALL") == "1":
            pytest.fail(f"RODEM_REQUIRE_ALL=1, but {reason}")
        warnings.warn(f"Tests of a full disk are skipped: {reason}.", stacklevel=1)
        pytest.skip(reason)
    return faulty_city[1]
