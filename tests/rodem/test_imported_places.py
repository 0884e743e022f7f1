"""Trips, stations and zones of one city, imported one after the other: who finds whom."""

import json
from typing import Any

import pytest

from rodem.local.tokens import mint

from .importing import Importing
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
    assert "unknown distance" not in said
    nowhere = ROW.replace("40.72418,-74.05066,24647", ",,24648")
    ended = await city.importing("trips", city.write("more.csv", f"{HEADER}\n{nowhere}\n{ROW}\n"), *TRIPS)
    assert "1 trip of unknown distance, which earns no points for it" in " ".join(ended.out.split())


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


async def test_a_list_longer_than_one_request_takes_is_sent_in_several(city: Importing) -> None:
    """Of 12,000 stations one has no place, and one has the id of a station 11,998 items before it."""
    listed = [
        {"station_id": str(i), "name": f"Station {i}", "lat": 40 + i / 1e5, "lon": -74.0}
        for i in range(12_000)
    ]
    del listed[11_000]["lat"]
    listed[11_999]["station_id"] = "1"
    feed = city.write("stations.json", {"last_updated": 1_400_000_000, "data": {"stations": listed}})
    rejected = city.folder / "rejected.json"
    ended = await city.importing("stations", feed, "--json", "--rejected", str(rejected))
    assert (ended.code, ended.report["stations"], ended.report["answer"]["new"]) == (1, 11_998, 11_998)
    assert [(each["index"], each["station_id"]) for each in ended.report["failures"]] == [
        (11_000, "11000"),
        (11_999, "1"),
    ]
    assert 'item 12000 (1): station_id "1" is the id of an earlier one' in "\n".join(ended.err)
    assert json.loads(rejected.read_text())["data"]["stations"] == [listed[11_000], listed[11_999]]
    assert await city.trips.rows("SELECT count(*) FROM stations") == [(11_998,)]
    assert await city.trips.rows("SELECT name FROM stations WHERE station_id = '1'") == [("Station 1",)]


async def test_more_zones_than_one_request_takes_are_refused_with_the_way_out(city: Importing) -> None:
    """Zones name their parents, so that a part of a file may lack what its zones belong to."""
    [zone] = ZONES["features"]
    file = city.write("zones.json", {**ZONES, "features": [zone] * 2_001})
    ended = await city.importing("zones", file)
    said = " ".join(" ".join(ended.err).split())
    assert ended.code == 1
    for words in ("zones.json has 2,001 zones", "a file may have 2,000", "Divide it"):
        assert words in said
    assert await city.trips.rows("SELECT count(*) FROM zones") == [(0,)]


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("zones", "zones.json", {**ZONES, "features": [{"properties": {"name": "Łódź"}}]}),
        ("stations", "stations.json", stations(name="Łódź", lat=100)),
        ("stations", "stations.csv", "station_id,name,lat,lon\n1,Łódź,100,19.4\n2,Łódź\n"),
        ("trips", "trips.csv", f"{HEADER}\n{ROW.replace('Grove St', 'Łódź').replace('362', 'x')}\n"),
    ],
)
async def test_what_is_refused_is_written_in_the_encoding_that_was_said(
    city: Importing, kind: str, name: str, content: Any
) -> None:
    """So that the corrected file is imported by the same command."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    (city.folder / name).write_bytes(text.encode("utf-16"))
    options = ("--encoding", "utf-16", *(TRIPS if kind == "trips" else ()), "--rejected")
    first, second = (city.folder / f"rejected {i} {name}" for i in (1, 2))
    ended = await city.importing(kind, city.folder / name, *options, str(first))
    again = await city.importing(kind, first, *options, str(second))
    assert ended.code == again.code == 1
    assert [line.partition(", ")[2] for line in ended.err[:-1]] == [
        line.partition(", ")[2] for line in again.err[:-1]
    ]
    assert first.read_bytes() == second.read_bytes()


async def test_stations_of_another_operator_are_told_one_by_one(city: Importing) -> None:
    """Also where none lands, which is a refusal of the request."""
    one, two = ({"station_id": each, "name": "A", "lat": 41.3, "lon": 2.1} for each in ("1", "2"))
    token = mint(city.folder, "operator", operator_id="another")
    another = {"Authorization": f"Bearer {token}"}
    await city.trips.put("/v1/stations", {"data": {"stations": [one]}}, 200, **another)
    reason = (
        "This station belongs to another operator."
        " It belongs to who has put it first: the city can transfer it."
    )
    for stations, landed in (([one], 0), ([two, one], 1)):
        file = city.write("stations.json", {"data": {"stations": stations}})
        ended = await city.importing("stations", file, "--json")
        assert (ended.code, ended.report["stations"]) == (1, landed)
        told = {"index": len(stations) - 1, "station_id": "1", "reason": reason}
        assert ended.report["failures"] == [told]
