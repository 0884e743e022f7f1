"""Files of trips as they come from the field, each imported into a real service.

Laws that every file keeps: whatever it is, the
import does not crash, its exit code agrees with what is in the city, and whatever is refused is told with the
file, the row, the reason and what to do.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rodem.imports.failures import SHOWN_MAX
from tests.conftest import MakeDatabase
from tests.rodem.importing import Capture, Ended, Importing, importing_city

from .folder import case_files

pytestmark = pytest.mark.cases

ZONE = ("--timezone", "America/New_York")
TRIPS = case_files("imports/trips")


@pytest.fixture
async def city(make_database: MakeDatabase, tmp_path: Path, capsys: Capture) -> AsyncIterator[Importing]:
    async with importing_city(await make_database("trips"), tmp_path, capsys) as city:
        yield city


async def stored(city: Importing) -> int:
    [(trips,)] = await city.trips.rows("SELECT count(*) FROM trips")
    return int(trips)


async def check_laws(city: Importing, file: Path, ended: Ended) -> None:
    """A whole refusal stores nothing, in one line with the file, the reason and what to do; else every row is
    in the city or told."""
    if "{\n" not in ended.out:
        assert ended.code == 1
        assert await stored(city) == 0
        [said] = ended.err
        assert file.name in said
        assert len(re.findall(r"[^.:]{8,}(?:[.:] |\.$)", said)) >= 2, f"no remedy: {said}"
        return
    report = ended.report
    in_the_city = report["accepted"] + report["duplicates"]
    in_the_city += sum(report["held"].values()) + sum(report["rejected"].values())
    assert in_the_city + report["failures"] == report["rows"]
    assert await stored(city) == in_the_city - report["duplicates"]
    assert ended.code == (1 if report["failures"] else 0)
    if report["failures"]:
        *failures, remedy = [line for line in ended.err if not line.startswith("And ")]
        rows = [line for line in failures if re.match(rf"{re.escape(file.name)}, line \d+.*: .+", line)]
        assert len(rows) == min(report["failures"], SHOWN_MAX)
        assert f"{report['failures']} of {file.name} not in the system: correct them" in remedy


@pytest.mark.parametrize("file", TRIPS)
async def test_whatever_the_file_is_what_is_lost_is_told(city: Importing, file: Path) -> None:
    ended = await city.importing("trips", file, "--format", "citibike", *ZONE, "--json")
    await check_laws(city, file, ended)
