"""Files of stations as they come from the field, each imported into a real service.

Laws that every file keeps, whatever it is: a station is in the city or told with file, item and reason; and a
good station is never lost for a bad one, nor for a time that cannot be meant.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rodem.importing import Importing

from .folder import case_files

pytestmark = pytest.mark.cases

STATIONS = case_files("imports/stations")
ZONES_AND_TRIPS = case_files("imports/trips")


def stations_of(file: Path) -> list[Any]:
    """The stations of a feed; none where it is another."""
    data = json.loads(file.read_text()).get("data")
    stations = data.get("stations") if isinstance(data, dict) else None
    return stations if isinstance(stations, list) else []


def good_ids(stations: list[Any]) -> Iterator[str]:
    """The ids of stations that nothing is wrong with: one line of id and name, a position, few docks."""
    for station in stations:
        lat, lon, name = station.get("lat"), station.get("lon"), station.get("name")
        named = name[0].get("text") if isinstance(name, list) and name else name
        if (
            isinstance(station.get("station_id"), str | int)
            and isinstance(named, str)
            and 0 < len(named) <= 200
            and isinstance(lat, float)
            and isinstance(lon, float)
            and (lat, lon) != (0, 0)
            and 0 <= (station.get("capacity") or 0) <= 10_000
        ):
            yield " ".join(str(station["station_id"]).split())


@pytest.mark.parametrize("file", STATIONS)
async def test_whatever_the_file_is_a_station_is_in_the_city_or_told(city: Importing, file: Path) -> None:
    ended = await city.importing("stations", file, "--json")
    stations = stations_of(file)
    stored = dict(await city.trips.rows("SELECT station_id, name FROM stations"))
    if "{\n" not in ended.out:
        assert (ended.code, stored, list(good_ids(stations))) == (1, {}, [])
        [said] = ended.err
        assert file.name in said
        assert len(re.findall(r"[^.:]{8,}(?:[.:] |\.$)", said)) >= 2, f"no remedy: {said}"
        return
    report = ended.report
    assert report["stations"] == len(stored) == len(stations) - len(report["failures"])
    assert ended.code == (1 if report["failures"] else 0)
    assert set(good_ids(stations)) <= stored.keys()
    assert all(name == " ".join(name.split()) for name in stored.values())
    told = [line for line in ended.err if re.match(rf"{re.escape(file.name)}, item \d+.*: .+", line)]
    assert len(told) == len(report["failures"])
    # Without a time that can be meant the stations hold as of now, and that is said.
    old = await city.trips.rows("SELECT FROM stations WHERE valid_from < now() - interval '1 hour'")
    assert bool(report["warnings"]) == (not old)


@pytest.mark.parametrize("file", STATIONS)
async def test_the_good_stations_of_a_feed_land_by_http_too(city: Importing, file: Path) -> None:
    """As the feed is, with a time of the past."""
    stations = stations_of(file)
    feed = json.loads(file.read_text()) | {"last_updated": 1_700_000_000}
    answer = await city.trips.put("/v1/stations", feed, 200 if stations else 422)
    stored = {station_id for (station_id,) in await city.trips.rows("SELECT station_id FROM stations")}
    assert len(stored) + len(answer.get("failures", [])) == len(stations)
    assert set(good_ids(stations)) <= stored


@pytest.mark.parametrize("file", [each for each in ZONES_AND_TRIPS if each.id == "cb_zone_bridge.csv"])
async def test_a_trip_is_joined_to_the_station_by_its_old_id_and_so_to_the_zone(
    city: Importing, file: Path
) -> None:
    imports = file.parents[1]
    await city.importing("zones", imports / "zones" / "jc.geojson")
    await city.importing("stations", imports / "stations" / "citibike_uuid_short_name.json")
    trips = ("--format", "citibike", "--timezone", "America/New_York", "--json")
    ended = await city.importing("trips", file, *trips)
    assert (ended.code, ended.report["without_zone"]) == (0, 0)
    zones = "SELECT start_zone_id, end_zone_id FROM trips"
    assert await city.trips.rows(zones) == [("jc-all", "jc-all")]
