"""`rodem import` into a real service: what ends well is in the city, and what is not is told and written."""

import json
from typing import Any

import pytest

from .importing import Importing
from .test_trip_files import HEADER, ROW

TRIPS = ("--format", "citibike", "--timezone", "America/New_York")


def trip_file(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


FAR = ROW.replace("40.72418,-74.05066,24647", "10.0,10.0,24648")
"""A row that the gateway refuses: it is 8,000 km long."""
SOON = ROW.replace("2016-01-01 00:02:52", "soon")
SHORT = ROW.replace("362,", "30,").replace("00:08:54", "00:03:22")
NOWHERE = ROW.replace("40.72418,-74.05066,24647", "0.0,0.0,24649")


async def test_an_import_ends_with_1_if_a_row_is_not_in_the_city(city: Importing) -> None:
    file = city.write("trips.csv", trip_file(ROW, FAR, SOON, SHORT, NOWHERE))
    ended = await city.importing("trips", file, *TRIPS, "--json")
    report = ended.report
    assert ended.code == 1
    # A trip that is rejected, or of which the distance is unknown, is in the city.
    assert (report["rows"], report["accepted"], report["rejected"]) == (5, 2, {"too_short": 1})
    assert (report["failures"], report["duplicates"]) == (2, 0)
    counted = await city.trips.rows("SELECT count(*), sum(duration_s), sum(distance_m) FROM trips")
    assert counted == [(3, report["duration_s"], report["distance_m"])]
    assert await city.trips.rows("SELECT count(*) FROM trips WHERE distance_m IS NULL") == [(1,)]
    far, soon, remedy = ended.err
    assert far.startswith("trips.csv, line 3 (")
    assert far.endswith("is out of range (right: a whole number from 0 to 200,000)")
    assert soon == (
        "trips.csv, line 4: Start Time 'soon' is not a date and time: write it as 2026-05-04 08:30:00"
    )
    assert "2 of trips.csv not in the system" in remedy
    assert "--rejected FILE" in remedy


async def test_failures_may_be_allowed_and_are_still_told(city: Importing) -> None:
    file = city.write("trips.csv", trip_file(ROW, SOON))
    code, _, err = await city.importing("trips", file, *TRIPS, "--allow-failures")
    assert (code, len(err)) == (0, 2)


async def test_a_duplicate_a_held_and_a_rejected_trip_are_in_the_city(city: Importing) -> None:
    overlapping = ROW.replace("00:02:52", "00:03:00")
    file = city.write("trips.csv", trip_file(ROW, overlapping, SHORT.replace("24647", "24648")))
    for duplicates in (0, 3):
        ended = await city.importing("trips", file, *TRIPS, "--json")
        assert (ended.code, ended.err) == (0, [])
        assert ended.report["duplicates"] == duplicates
        assert ended.report["duration_s"] == 2 * 362 + 30


async def test_rejected_rows_are_corrected_and_imported(city: Importing) -> None:
    file = city.write("trips.csv", trip_file(ROW, FAR, SOON))
    rejected = city.folder / "rejected.csv"
    code, _, err = await city.importing("trips", file, *TRIPS, "--rejected", str(rejected))
    assert (code, str(rejected) in err[-1]) == (1, True)
    assert sorted(rejected.read_text().splitlines()) == sorted([HEADER, FAR, SOON])
    corrected = rejected.read_text().replace("soon,2016-01-01 00:", "2016-01-01 10:02:52,2016-01-01 10:")
    rejected.write_text(corrected.replace("10.0,10.0", ","))
    ended = await city.importing("trips", rejected, *TRIPS, "--json")
    assert (ended.code, ended.report["accepted"]) == (0, 2)
    assert await city.trips.rows("SELECT count(*) FROM trips") == [(3,)]


async def test_rows_that_an_import_in_another_time_zone_has_taken_end_it_with_1(city: Importing) -> None:
    file = city.write("trips.csv", trip_file(ROW))
    assert (await city.importing("trips", file, "--format", "citibike", "--timezone", "UTC")).code == 0
    code, _, err = await city.importing("trips", file, *TRIPS)
    assert code == 1
    assert "had its import another --timezone? Then `rodem imports` names that, and" in err[0]
    assert "`rodem import undo ID` takes it back." in err[0]


async def test_times_without_a_zone_are_refused_and_nothing_is_taken(city: Importing) -> None:
    """Taken in a wrong zone, they would be conflicts when the right one is said."""
    file = city.write("trips.csv", trip_file(ROW))
    code, _, err = await city.importing("trips", file)
    assert (code, len(err)) == (1, 1)
    assert "trips.csv has times without a time zone: say whose clocks they are, e.g. --timezone" in err[0]
    assert await city.trips.rows("SELECT count(*) FROM trips") == [(0,)]
    assert (await city.importing("trips", file, "--timezone", "America/New_York")).code == 0
    assert await city.trips.rows("SELECT started_at::text FROM trips") == [("2016-01-01 05:02:52+00",)]


async def test_an_import_says_its_format_its_riders_and_what_was_guessed(city: Importing) -> None:
    file = city.folder / "trips.csv"
    file.write_bytes(trip_file(ROW.replace("Grove", "Gràcia"), SOON).encode("latin-1"))
    rejected = city.folder / "rejected.csv"
    code, out, err = await city.importing("trips", file, *TRIPS[2:], "--rejected", str(rejected))
    assert code == 1
    assert "citibike" in out
    assert "America/New_York" in out
    assert "each bike stands for one" in out
    assert err[0].startswith("trips.csv is not UTF-8: it was read as ")
    assert rejected.read_bytes().decode("latin-1") == trip_file(SOON)


STATION = {"station_id": "1", "name": "Gran Via", "lat": 41.4, "lon": 2.2, "capacity": 46}
LONG_ID = "andermatt_gotthardpass_brigg_abzweigung_alte_gotthardstrasse_abd906"
BAD_STATIONS: list[tuple[object, str]] = [
    (7, ": the whole 7 is of another type (right: an object, as the standard has it)"),
    (
        STATION | {"station_id": "cap", "capacity": 2**31 - 1},
        " (cap): capacity 2147483647 is out of range (right: a whole number from 0 to 10,000)",
    ),
    (
        STATION | {"station_id": "ln", "name": "x" * 201},
        f' (ln): name "{"x" * 59}… is out of range (right: a text of 1 to 200 characters)',
    ),
    (
        STATION | {"station_id": "999_028", "lat": None},
        " (999_028): lat is missing: add it (right: a number from -90 to 90)",
    ),
    (
        STATION | {"station_id": "n", "lat": float("nan")},
        " (n): lat NaN is of another type (right: a number from -90 to 90)",
    ),
    (
        STATION | {"station_id": "zero", "lat": 0, "lon": 0.0},
        " (zero): lat 0 stands for 0, 0, which is no position: write where it is",
    ),
    (
        STATION | {"station_id": "i" * 256},
        f': station_id "{"i" * 59}… is out of range (right: a text of 1 to 255 characters)',
    ),
    (
        STATION | {"station_id": "a\ud800"},
        r': {"station_id": "a\ud800 holds half a character (a lone surrogate), which no UTF-8 can: remove it',
    ),
    (STATION, ' (1): station_id "1" is the id of an earlier one in the file too: give each its own'),
]


async def test_bad_stations_never_take_the_good_ones(city: Importing) -> None:
    bad = [each for each, _ in BAD_STATIONS]
    stations = [STATION, *bad, STATION | {"station_id": LONG_ID}]
    feed = {"last_updated": 1_600_000_000, "ttl": 60, "data": {"stations": stations}}
    rejected = city.folder / "rejected.json"
    file = city.write("stations.json", feed)
    ended = await city.importing("stations", file, "--rejected", str(rejected), "--json")
    assert (ended.code, ended.report["stations"]) == (1, 2)
    assert [each["index"] for each in ended.report["failures"]] == list(range(1, 1 + len(bad)))
    for i, (_, said) in enumerate(BAD_STATIONS):
        assert ended.err[i].startswith(f"stations.json, item {i + 2}{said}")
    assert await city.trips.rows("SELECT station_id FROM stations ORDER BY 1") == [("1",), (LONG_ID,)]
    # By repr, because NaN is not equal to itself.
    written = json.loads(rejected.read_text())
    assert repr(written) == repr(json.loads(json.dumps(feed | {"data": {"stations": bad}})))
    assert (await city.importing("stations", file, "--allow-failures")).code == 0


async def test_a_list_of_stations_in_csv_says_the_line(city: Importing) -> None:
    rows = ["station_id,name,lat,lon,capacity", '1,"Gran\nVia",41.4,2.2,46', "2,Nowhere,,,", "3,High,91,2.2,"]
    file = city.write("stations.csv", "\n".join(rows) + "\n")
    rejected = city.folder / "rejected.csv"
    code, _, err = await city.importing("stations", file, "--rejected", str(rejected))
    assert code == 1
    assert [line.partition(":")[0] for line in err[:2]] == [
        "stations.csv, line 4 (2)",
        "stations.csv, line 5 (3)",
    ]
    assert rejected.read_text().splitlines() == [rows[0], "2,Nowhere,,,", "3,High,91,2.2,"]
    assert await city.trips.rows("SELECT name FROM stations") == [("Gran Via",)]
    rejected.write_text(rejected.read_text().replace("91,", "41.5,").replace("Nowhere,,", "Here,41.3,2.1"))
    assert (await city.importing("stations", rejected)).code == 0


async def test_stations_of_a_feed_with_an_impossible_time_are_taken_as_of_now(city: Importing) -> None:
    feed = {"last_updated": 1_700_000_000_000, "data": {"stations": [STATION]}}
    code, out, err = await city.importing("stations", city.write("stations.json", feed))
    assert (code, out) == (0, "1 station: 1 new, 0 moved, 0 changed, 0 unchanged.\n")
    assert err == ["stations.json: last_updated '1700000000000' is no time: its stations hold as of now."]
    found = await city.trips.rows(
        "SELECT valid_from BETWEEN now() - interval '1 minute' AND now() FROM stations"
    )
    assert found == [(True,)]


async def test_an_empty_feed_ends_with_1_and_takes_nothing_away(city: Importing) -> None:
    await city.importing("stations", city.write("stations.json", {"data": {"stations": [STATION]}}))
    empty = city.write("empty.json", {"data": {"stations": []}})
    code, _, err = await city.importing("stations", empty)
    assert (code, err) == (1, ["empty.json has no stations: nothing was changed. Fetch the feed again."])
    assert await city.trips.rows("SELECT station_id FROM stations") == [("1",)]


def zone(geometry: object, **properties: object) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


SQUARE = {"type": "Polygon", "coordinates": [[[2, 41], [3, 41], [3, 42], [2, 42], [2, 41]]]}
BOW = {"type": "Polygon", "coordinates": [[[2, 41], [3, 42], [3, 41], [2, 42], [2, 41]]]}
BAD_ZONES: list[tuple[object, str]] = [
    (7, ": the whole 7 is of another type (right: an object, as the standard has it)"),
    (zone(SQUARE, id=True, name="x"), ": properties/zone_id true is of another type (right: a text of 1"),
    (zone(SQUARE, id=" ", name="x"), ': properties/zone_id " " is out of range (right: a text of 1'),
    (zone(SQUARE, name="x"), ": properties/zone_id is missing: add it (right: a text of 1"),
    (zone(SQUARE, id="b", name=" "), ' (b): properties/name " " is out of range (right: a text of 1'),
    (zone(SQUARE, id="b", name=""), ' (b): properties/name "" is out of range (right: a text of 1'),
    (
        zone(SQUARE, id="b", name={"en": "x"}),
        ' (b): properties/name {"en": "x"} is of another type (right: a',
    ),
    (zone(SQUARE, id="b", NOM="x"), " (b): properties/name is missing: add it"),
    (zone(BOW, id="b", name="B"), " (b): geometry/coordinates [[[2, 41], [3, 42], "),
    (zone(None, id="b", name="B"), " (b): geometry null is empty: fill it in"),
    (
        zone(SQUARE, id="b", name="B", parent_id="c"),
        ' (b): properties/parent_id "c" is neither in the file nor known: import that zone first',
    ),
    (zone(SQUARE, id="a", name="B"), ' (a): properties/zone_id "a" is the id of an earlier one'),
    (zone(SQUARE, id="b", name="B\ud800"), r': …rties": {"id": "b", "name": "B\ud800 holds half a'),
]


async def test_bad_zones_never_take_the_good_ones(city: Importing) -> None:
    bad = [each for each, _ in BAD_ZONES]
    features = [zone(SQUARE, id="a", name="A"), *bad, zone(SQUARE, id="z", name="Z")]
    collection = {"type": "FeatureCollection", "name": "zones", "features": features}
    rejected = city.folder / "rejected.geojson"
    file = city.write("zones.geojson", collection)
    ended = await city.importing("zones", file, "--rejected", str(rejected), "--json")
    assert (ended.code, ended.report["zones"]) == (1, 2)
    assert [each["index"] for each in ended.report["failures"]] == list(range(1, 1 + len(bad)))
    for i, (_, said) in enumerate(BAD_ZONES):
        assert ended.err[i].startswith(f"zones.geojson, item {i + 2}{said}")
    assert await city.trips.rows("SELECT zone_id FROM zones ORDER BY 1") == [("a",), ("z",)]
    assert json.loads(rejected.read_text()) == collection | {"features": bad}
    assert (await city.importing("zones", file, "--allow-failures")).code == 0


async def test_a_refused_zone_says_how_to_mend_it(city: Importing) -> None:
    features = [zone(BOW, id="b", name="B"), zone(SQUARE, ID="c", NOM="C")]
    file = city.write("zones.geojson", {"type": "FeatureCollection", "features": features})
    _, _, (bow, nameless, _) = await city.importing("zones", file)
    assert bow.endswith("is an outline that crosses itself: repair it; Self-intersection[2.5 41.5]")
    assert "its properties are ID, NOM: tell which of them it is with --id-property" in nameless
    assert "its properties are ID, NOM: tell which of them it is with --name-property" in nameless


async def test_a_zone_that_is_repaired_is_told_by_its_item_counted_from_1(city: Importing) -> None:
    spike = [[2, 41], [2.2, 41], [2.1, 41], [2.1, 41.1], [2, 41.1], [2, 41]]
    features = [zone({"type": "Polygon", "coordinates": [spike]}, id="a", name="A"), 7]
    file = city.write("zones.geojson", {"type": "FeatureCollection", "features": features})
    _, _, (repaired, refused, _) = await city.importing("zones", file)
    assert repaired.startswith("zones.geojson, item 1 (a): its outline touched itself, and was repaired")
    assert refused.startswith("zones.geojson, item 2: ")


@pytest.mark.parametrize("kind", ["stations", "zones"])
async def test_nothing_is_sent_if_what_is_refused_cannot_be_written(city: Importing, kind: str) -> None:
    content = {
        "stations": {"data": {"stations": [STATION]}},
        "zones": {"type": "FeatureCollection", "features": [zone(SQUARE, id="a", name="A")]},
    }[kind]
    file = city.write(f"{kind}.json", content)
    for rejected, said in ((file, "is the imported file itself"), (city.folder / "no" / "x", "cannot be")):
        code, _, [refusal] = await city.importing(kind, file, "--rejected", str(rejected))
        assert (code, said in refusal) == (1, True)
    assert json.loads(file.read_text()) == content
    assert await city.trips.rows(f"SELECT count(*) FROM {kind}") == [(0,)]


async def test_a_zone_with_latitude_and_longitude_swapped_is_told(city: Importing) -> None:
    await city.importing("stations", city.write("stations.json", {"data": {"stations": [STATION]}}))
    swapped = json.loads(json.dumps(SQUARE))
    swapped["coordinates"][0] = [[lat, lon] for lon, lat in swapped["coordinates"][0]]
    features = [zone(swapped, id="a", name="A")]
    file = city.write("zones.geojson", {"type": "FeatureCollection", "features": features})
    code, _, [said, _] = await city.importing("zones", file)
    assert code == 1
    assert said.startswith("zones.geojson, item 1 (a): geometry/coordinates ")
    assert "has latitude and longitude swapped: GeoJSON has the longitude first" in said
