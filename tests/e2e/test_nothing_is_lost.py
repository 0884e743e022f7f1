"""kill -9 of every process during an import: nothing lost, nothing twice (laws 1, 2, 3)."""

import asyncio
import json
import os
import signal
import time
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from rodem.gateways import Gateway
from rodem.imports.sending import ImportReport, import_trips
from rodem.imports.trip_files import ImportedTrip, identified, read_trips
from tests.cities import City
from tests.laws.evaluator import Trip, full_points
from tests.rodem.generated_files import write_generated_citibike
from tests.waiting import wait_for

pytestmark = pytest.mark.e2e

ROWS = 4_000
ZONE = "America/New_York"


def expected_points(file: Path) -> int:
    """What the default game gives for the file, by the slow evaluator: at most 400 a rider and local day."""
    days: dict[tuple[str, date], int] = defaultdict(int)
    for row in read_trips(identified(file, "citibike", ZONE)):
        assert isinstance(row, ImportedTrip)
        facts = {name: str(value) for name, value in row.trip.items()}
        started_at = datetime.fromisoformat(facts["started_at"])
        trip = Trip(
            trip_id=UUID(facts["trip_id"]),
            rider_id=UUID(facts["rider_id"]),
            vehicle_type="bike",
            started_at=started_at,
            duration_s=row.duration_s,
            distance_m=row.distance_m,
            history=True,
        )
        days[facts["rider_id"], started_at.astimezone(ZoneInfo(ZONE)).date()] += full_points(trip)
    return sum(min(400, points) for points in days.values())


async def import_slowly(city: City, file: Path) -> ImportReport:
    """In small chunks, one at a time, so that there is time to kill everything while it runs."""
    url = city.run_json()["gateway_url"]
    return await import_trips(
        file, "citibike", ZONE, Gateway(url, lambda: city.token("operator")), chunk_size=50, workers=1
    )


async def kill_each_once(city: City) -> None:
    for name, pid in city.pids().items():
        await asyncio.sleep(0.3)
        os.kill(pid, signal.SIGKILL)
        give_up = time.monotonic() + 90
        while city.pids()[name] == pid:
            assert time.monotonic() < give_up, f"{name} was not replaced"
            await asyncio.sleep(0.1)


async def test_an_import_survives_kill_9_of_every_process(city: City, tmp_path: Path) -> None:
    await check_import(city, tmp_path)


async def test_an_import_over_kafka_survives_kill_9_of_every_process(
    kafka_city: City, tmp_path: Path
) -> None:
    assert "kafka" in kafka_city.pids()
    await check_import(kafka_city, tmp_path)


async def check_import(city: City, tmp_path: Path) -> None:
    file = tmp_path / "trips.csv"
    write_generated_citibike(file, ROWS)
    wait_for(lambda: city.doctor()["ok"], True)
    before = city.doctor()
    _, report = await asyncio.gather(kill_each_once(city), import_slowly(city, file))
    assert (report.rows, report.failures) == (ROWS, 0)
    wait_for(lambda: city.doctor()["ok"], True)
    after = city.doctor()
    expected = expected_points(file)
    assert after["trips"]["accepted"] - before["trips"]["accepted"] == ROWS
    assert after["ledger"]["issued_points"] - before["ledger"]["issued_points"] == expected
    assert after["ledger"]["balanced"]
    words = ["import", "trips", str(file), "--format", "citibike", "--timezone", ZONE, "--json", "--wait"]
    again = json.loads(city.rodem(*words))
    assert (again["duplicates"], again["accepted"]) == (ROWS, 0)
    assert city.doctor()["ledger"] == after["ledger"]
