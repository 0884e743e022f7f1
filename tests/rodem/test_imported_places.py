"""Trips, stations and zones of one city, imported one after the other: who finds whom."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeDatabase

from .importing import Capture, Importing, importing_city
from .test_trip_files import HEADER, ROW

TRIPS = ("--format", "citibike", "--timezone", "America/New_York")
SQUARE = [[-74.2, 40.6], [-74.0, 40.6], [-74.0, 40.8], [-74.2, 40.8], [-74.2, 40.6]]
ZONES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"zone_id": "jc", "name": "Jersey City"},
            "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        }
    ],
}


@pytest.fixture
async def city(make_database: MakeDatabase, tmp_path: Path, capsys: Capture) -> AsyncIterator[Importing]:
    async with importing_city(await make_database("trips"), tmp_path, capsys) as city:
        yield city


def stations(**fields: Any) -> dict[str, Any]:
    """A feed of today, which names the file's station by another id than the file."""
    station = {"station_id": "66dd4e6e", "name": "Exchange Pl", "lat": 40.7162, "lon": -74.0335, **fields}
    return {"last_updated": 1_400_000_000, "version": "2.3", "data": {"stations": [station]}}


@pytest.mark.parametrize("field", ["short_name", "legacy_id", "external_id"])
async def test_a_file_may_name_stations_by_another_id_than_todays_feed(city: Importing, field: str) -> None:
    first_station = ROW.split(",")[HEADER.split(",").index("Start Station ID")]
    await city.importing("zones", city.write("zones.json", ZONES))
    await city.importing("stations", city.write("stations.json", stations(**{field: first_station})))
    ended = await city.importing("trips", city.write("trips.csv", f"{HEADER}\n{ROW}\n"), *TRIPS, "--json")
    assert (ended.code, ended.report["without_zone"]) == (0, 0)
    assert await city.trips.rows("SELECT start_station_id, start_zone_id FROM trips") == [("66dd4e6e", "jc")]


async def test_an_import_says_how_many_trips_have_no_zone(city: Importing) -> None:
    ended = await city.importing("trips", city.write("trips.csv", f"{HEADER}\n{ROW}\n"), *TRIPS)
    said = " ".join(ended.out.split())
    assert ended.code == 0
    assert "1 trip without a zone, and so in no district's figures" in said
    assert "Import zones and stations first." in said


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        pytest.param([{"text": "Hôtel", "language": "fr"}, {"text": "Hotel", "language": "en"}], "Hôtel"),
        pytest.param([{"text": " ", "language": "fr"}, {"text": "Hotel", "language": "en"}], "Hotel"),
        pytest.param([{"language": "fr"}, {"text": "Hotel\t1", "language": "en"}], "Hotel 1"),
    ],
)
async def test_a_name_is_taken_in_the_first_language_that_has_one(
    city: Importing, told: Any, kept: str
) -> None:
    await city.importing("stations", city.write("stations.json", stations(name=told)))
    await city.trips.put("/v1/stations", stations(station_id="by HTTP", name=told))
    assert await city.trips.rows("SELECT name FROM stations") == [(kept,), (kept,)]
