"""Zones: which are taken, which holds a station or a trip, and what others are told of them."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import shapely

from rodem.gateways import Gateway
from rodem.imports.zone_files import Properties, import_zones
from services.trips.rules import Point
from services.trips.zone_map.actions import KnownZones, zones_at
from shared.db import create_engine
from shared.events.registry import decode

from .running_trips import Trips, running_trips

Geometry = dict[str, Any]


def square(lon: float, lat: float, side: float = 0.1) -> Geometry:
    """A square by its south-west corner."""
    east, north = lon + side, lat + side
    return {
        "type": "Polygon",
        "coordinates": [[[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]],
    }


def zone(zone_id: str, geometry: object, **properties: object) -> dict[str, Any]:
    named = {"zone_id": zone_id, "name": zone_id.upper(), **properties}
    return {"type": "Feature", "properties": named, "geometry": geometry}


def collection(*features: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


CITY = zone("city", square(2.0, 41.0, 1.0))
WEST, EAST = zone("west", square(2.0, 41.0, 0.5)), zone("east", square(2.5, 41.0, 0.5))
OLD_TOWN = zone("old-town", square(2.1, 41.1, 0.1))


async def put_station(trips: Trips, station_id: str, lat: float, lon: float) -> None:
    station = {"station_id": station_id, "name": "A station", "lat": lat, "lon": lon}
    await trips.put("/v1/stations", {"last_updated": 1_620_000_000, "data": {"stations": [station]}})


async def station_zones(trips: Trips) -> dict[str, str | None]:
    return dict(await trips.rows("SELECT station_id, zone_id FROM stations"))


async def ridden(trips: Trips, **fields: Any) -> tuple[str | None, str | None]:
    """Start and end zone of a new trip."""
    trip = await trips.report(**fields)
    query = "SELECT start_zone_id, end_zone_id FROM trips WHERE trip_id::text = $1"
    [(start, end)] = await trips.rows(query, trip["trip_id"])
    return start, end


def trace(*points: tuple[float, float]) -> list[dict[str, Any]]:
    """A point a minute."""
    began_at = datetime.now(UTC) - timedelta(minutes=55)
    return [
        {"at": (began_at + timedelta(minutes=minute)).isoformat(), "lat": lat, "lon": lon}
        for minute, (lat, lon) in enumerate(points)
    ]


async def test_a_station_gets_the_finest_zone_whichever_is_put_first(trips: Trips) -> None:
    await put_station(trips, "old", 41.15, 2.15)
    assert await station_zones(trips) == {"old": None}
    answer = await trips.put("/v1/zones", collection(WEST, EAST, CITY, OLD_TOWN))
    assert answer == {"new": 4, "changed": 0, "unchanged": 0, "failures": [], "warnings": []}
    await put_station(trips, "new", 41.3, 2.7)
    await put_station(trips, "outside", 43.0, 2.0)
    assert await station_zones(trips) == {"old": "old-town", "new": "east", "outside": None}
    await trips.put("/v1/zones", collection(zone("old-town", square(2.6, 41.2, 0.2))))
    assert await station_zones(trips) == {"old": "west", "new": "old-town", "outside": None}


async def test_zones_are_new_changed_or_unchanged_and_say_so_once(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(CITY, WEST, EAST))
    renamed = zone("east", EAST["geometry"], name="l'Est")
    answer = await trips.put("/v1/zones", collection(WEST, renamed, OLD_TOWN))
    assert answer == {"new": 1, "changed": 1, "unchanged": 1, "failures": [], "warnings": []}
    assert await trips.put("/v1/zones", collection(renamed)) == {
        "new": 0,
        "changed": 0,
        "unchanged": 1,
        "failures": [],
        "warnings": [],
    }
    said = [(event["zone_id"], event["revision"]) for event in await trips.said("zone.reported.v1")]
    assert said == [("city", 1), ("west", 1), ("east", 1), ("east", 2), ("old-town", 2)]
    assert await trips.rows("SELECT count(*) FROM zones") == [(4,)]


async def test_a_parent_is_named_or_found_by_place(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(CITY))
    named = zone("sister-city", square(9.0, 45.0), parent_id="city")
    await trips.put("/v1/zones", collection(OLD_TOWN, WEST, named, zone("far", square(20.0, 41.0))))
    assert dict(await trips.rows("SELECT zone_id, parent_id FROM zones")) == {
        "city": None,
        "west": "city",
        "old-town": "west",
        "sister-city": "city",
        "far": None,
    }


async def test_a_dry_run_answers_what_would_happen_and_changes_nothing(trips: Trips) -> None:
    await put_station(trips, "1", 41.15, 2.15)
    answer = await trips.client.put("/v1/zones", json=collection(CITY), headers={"Prefer": "dry-run"})
    assert answer.json() == {"new": 1, "changed": 0, "unchanged": 0, "failures": [], "warnings": []}
    assert answer.headers["preference-applied"] == "dry-run"
    assert await trips.rows("SELECT FROM zones") == []
    assert await station_zones(trips) == {"1": None}
    assert await trips.said("zone.reported.v1") == []


async def test_a_trip_gets_the_zones_of_its_stations_else_of_its_trace(trips: Trips) -> None:
    await put_station(trips, "1", 41.15, 2.15)
    ends = trace((41.2, 2.505), (41.205, 2.501), (41.21, 2.495))
    assert await ridden(trips, start_station_id="1", trace=ends) == (None, None)
    await trips.put("/v1/zones", collection(WEST, EAST, OLD_TOWN))
    assert await ridden(trips, start_station_id="1") == ("old-town", None)
    assert await ridden(trips, trace=ends) == ("east", "west")
    assert await ridden(trips, start_station_id="1", trace=ends) == ("old-town", "west")
    assert await ridden(trips, start_station_id="nobody knows", trace=ends[:1]) == ("east", "east")
    assert await ridden(trips, trace=trace((43.0, 2.0))) == (None, None)


async def test_a_trips_zones_are_fixed_when_it_is_judged(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(WEST))
    assert await ridden(trips, trace=trace((41.2, 2.2))) == ("west", "west")
    await trips.put("/v1/zones", collection(zone("west", square(3.0, 41.0))))
    assert await trips.rows("SELECT start_zone_id, end_zone_id FROM trips") == [("west", "west")]
    assert await ridden(trips, trace=trace((41.2, 2.2))) == (None, None)


async def test_two_processes_agree_on_the_zones(trips: Trips) -> None:
    async with running_trips(trips.dsn, trips.folder) as other:
        for lon, expected in ((2.0, "here"), (5.0, None)):
            await trips.put("/v1/zones", collection(zone("here", square(lon, 41.0))))
            for process in (trips, other):
                found = await ridden(process, trace=trace((41.05, 2.05)))
                assert found == (expected, expected)


async def test_a_map_that_another_request_read_earlier_is_not_believed(trips: Trips) -> None:
    """It has seen no zones yet, and is done while we ask for the version."""
    await trips.put("/v1/zones", collection(WEST))
    point = Point(41.2, 2.2)
    known = KnownZones()
    engine = create_engine(trips.dsn, pool_size=1)
    async with engine.connect() as tx:
        await zones_at(tx, known, [point])
        asked = asyncio.create_task(zones_at(tx, known, [point]))
        await asyncio.sleep(0)
        known.map = KnownZones().map
        assert await asked == {point: "west"}
    await engine.dispose()


@pytest.mark.parametrize("path", ["/v1/stations", "/v1/zones"])
async def test_stations_and_zones_are_put_one_after_the_other(trips: Trips, path: str) -> None:
    """Else a station that is put beside a zone would miss it."""
    station = {"station_id": "1", "name": "A station", "lat": 41.15, "lon": 2.15}
    body = collection(CITY) if path == "/v1/zones" else {"data": {"stations": [station]}}
    other = await asyncpg.connect(trips.dsn)
    async with other.transaction():
        await other.execute("LOCK TABLE zones IN SHARE ROW EXCLUSIVE MODE")
        putting = asyncio.create_task(trips.put(path, body))
        assert await asyncio.wait({putting}, timeout=0.5) == (set(), {putting})
        assert await ridden(trips, trace=trace((41.2, 2.2))) == (None, None), "trips do not wait"
    await other.close()
    assert (await putting)["new"] == 1


@pytest.mark.data
async def test_barcelonas_files_give_every_station_its_official_neighbourhood(
    trips: Trips, data_dir: Path
) -> None:
    official = json.loads((data_dir / "geo" / "bicing_stations_with_barri.json").read_text())
    listed = [{key: each[key] for key in ("station_id", "name", "lat", "lon")} for each in official]
    await trips.put("/v1/stations", {"last_updated": 1_700_000_000, "data": {"stations": listed}})
    for name, zones in (("bcn_districtes", 10), ("bcn_barris", 73)):
        file = data_dir / "geo" / f"{name}.geojson"
        report = await import_zones(file, Properties(), Gateway(trips.url, lambda: operator_token(trips)))
        answer = {"new": zones, "changed": 0, "unchanged": 0}
        assert report == {"zones": zones, "failures": [], "warnings": [], "answer": answer}
    names = dict(await trips.rows("SELECT station_id, zones.name FROM stations JOIN zones USING (zone_id)"))
    assert {each["station_id"]: each["suburb"] for each in official} == names
    assert len(names) == 517
    for name in ("bicing_2021-05-26", "bicing_2022-04-19"):
        feed = json.loads((data_dir / "gbfs" / f"{name}_station_information.json").read_text())
        await trips.put("/v1/stations", feed)
    outside = await trips.rows("SELECT DISTINCT station_id FROM stations WHERE zone_id IS NULL")
    assert outside == []


def operator_token(trips: Trips) -> str:
    return trips.signed_in("operator")["Authorization"].removeprefix("Bearer ")


@pytest.mark.data
async def test_outlines_of_barcelona_are_good_enough_to_draw(trips: Trips, data_dir: Path) -> None:
    exact = {}
    for name in ("bcn_districtes", "bcn_barris"):
        file = data_dir / "geo" / f"{name}.geojson"
        await import_zones(file, Properties(), Gateway(trips.url, lambda: operator_token(trips)))
        for feature in json.loads(file.read_text())["features"]:
            found = feature["properties"]
            zone_id = "D" + found["DISTRICTE"] if found["BARRI"] == "-" else "B" + found["BARRI"]
            exact[zone_id] = shapely.from_geojson(json.dumps(feature["geometry"]))
    said = await trips.said("zone.reported.v1")
    assert {event["zone_id"] for event in said} == exact.keys()
    for event in said:
        decode("zone.reported.v1", json.dumps(event))
        drawn = shapely.union_all([shapely.Polygon(ring) for ring in event["outline"]])
        assert drawn.is_valid
        assert sum(len(ring) for ring in event["outline"]) <= 160
        area = exact[event["zone_id"]].area
        assert drawn.symmetric_difference(exact[event["zone_id"]]).area < 0.03 * area
    parents = {event["zone_id"]: event.get("parent_id") for event in said}
    assert (parents["D01"], parents["B01"], parents["B73"]) == (None, "D01", "D10")


BOW = {"type": "Polygon", "coordinates": [[[2, 41], [3, 42], [3, 41], [2, 42], [2, 41]]]}
LINE = {"type": "Polygon", "coordinates": [[[2, 41], [3, 42], [2, 41], [2, 41]]]}
OPEN = {"type": "Polygon", "coordinates": [[[2, 41], [3, 41], [3, 42], [2, 42]]]}
TWICE = {"type": "MultiPolygon", "coordinates": [square(2.0, 41.0)["coordinates"]] * 2}
AT = "/geometry/coordinates"


def ring(*positions: object) -> Geometry:
    return {"type": "Polygon", "coordinates": [positions]}


@pytest.mark.parametrize(
    ("geometry", "pointer", "code"),
    [
        pytest.param(None, "/geometry", "empty", id="no geometry"),
        pytest.param([], "/geometry", "wrong_type", id="a list"),
        pytest.param({}, "/geometry/type", "not_allowed", id="no type"),
        pytest.param(
            {"type": "Point", "coordinates": [2, 41]},
            "/geometry/type",
            "not_allowed",
            id="a point",
        ),
        pytest.param({"type": "Polygon"}, AT, "wrong_type", id="no coordinates"),
        pytest.param({"type": "Polygon", "coordinates": []}, AT, "empty", id="empty polygon"),
        pytest.param({"type": "Polygon", "coordinates": [[]]}, f"{AT}/0", "empty", id="empty ring"),
        pytest.param({"type": "MultiPolygon", "coordinates": []}, AT, "empty", id="no polygons"),
        pytest.param(BOW, AT, "crossing", id="a bow tie"),
        pytest.param(TWICE, AT, "crossing", id="parts that overlap"),
        pytest.param(LINE, AT, "empty", id="no area"),
        pytest.param(OPEN, f"{AT}/0", "not_closed", id="not closed"),
        pytest.param(ring([2, 41], [3, 41], [2, 41]), f"{AT}/0", "too_few_points", id="two corners"),
        pytest.param(ring([2, 41], [3, "41"]), f"{AT}/0/1", "wrong_type", id="a text"),
        pytest.param(ring([True, 41]), f"{AT}/0/0", "wrong_type", id="true is no number"),
        pytest.param(ring([2]), f"{AT}/0/0", "wrong_type", id="one number"),
        pytest.param(ring([2, None]), f"{AT}/0/0", "wrong_type", id="null"),
        pytest.param(ring([2, 41], [180.1, 41]), f"{AT}/0/1", "out_of_range", id="beyond 180"),
        pytest.param(ring([41, -122.4]), f"{AT}/0/0", "out_of_range", id="lat and lon swapped, in the west"),
        pytest.param(ring([2**63, 41]), f"{AT}/0/0", "out_of_range", id="2^63"),
        pytest.param(ring([1e400, 41]), f"{AT}/0/0", "out_of_range", id="1e400"),
    ],
)
async def test_an_outline_that_is_none_is_a_failure_and_the_good_ones_land(
    trips: Trips, geometry: object, pointer: str, code: str
) -> None:
    # Not by httpx, which refuses infinity. 1e400 is what a client in C would write for it.
    body = collection(WEST, zone("1", geometry), EAST)
    text = json.dumps(body).replace("Infinity", "1e400")
    headers = {"Content-Type": "application/json"}
    answer = await trips.client.put("/v1/zones", content=text, headers=headers)
    assert answer.status_code == 200, answer.text
    [failure] = answer.json()["failures"]
    assert (failure["index"], failure["zone_id"]) == (1, "1")
    [fault] = failure["problem"]["errors"]
    assert (fault["pointer"], fault["code"]) == (pointer, code)
    assert (fault.get("maximum") in (90, 180)) == (code == "out_of_range")
    assert await trips.rows("SELECT zone_id FROM zones ORDER BY 1") == [("east",), ("west",)]


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        pytest.param({"features": [CITY]}, [("/type", "missing")], id="no type"),
        pytest.param(CITY, [("/type", "not_allowed"), ("/features", "missing")], id="one feature"),
        pytest.param({"type": "FeatureCollection"}, [("/features", "missing")], id="no features"),
        pytest.param(collection(), [("/features", "out_of_range")], id="empty"),
    ],
)
async def test_what_is_no_collection_is_refused(
    refusing: Trips, body: object, faults: list[tuple[str, str]]
) -> None:
    assert await refusing.faults("/v1/zones", body) == faults
    assert await refusing.rows("SELECT FROM zones") == []


ZONE_ID, PARENT_ID = "/properties/zone_id", "/properties/parent_id"


@pytest.mark.parametrize(
    ("features", "failures", "stored"),
    [
        pytest.param(
            [CITY, 7, {"type": "Feature", "geometry": None, "properties": None}],
            [(1, None, "", "wrong_type"), (2, None, "/properties", "wrong_type")],
            ["city"],
            id="no features",
        ),
        pytest.param(
            [CITY, zone("", None, name="A")],
            [(1, None, ZONE_ID, "out_of_range")],
            ["city"],
            id="bad id",
        ),
        pytest.param(
            [zone("a\0", None, name="A"), zone("b", None, name=7)],
            [(0, None, ZONE_ID, "forbidden_character"), (1, "b", "/properties/name", "wrong_type")],
            [],
            id="U+0000, and a number for a name",
        ),
        pytest.param(
            [CITY, WEST, CITY, CITY],
            [(2, "city", ZONE_ID, "repeated"), (3, "city", ZONE_ID, "repeated")],
            ["city", "west"],
            id="three times the same id",
        ),
        pytest.param(
            [CITY, zone("a", WEST["geometry"], parent_id="nobody"), EAST],
            [(1, "a", PARENT_ID, "unknown_parent")],
            ["city", "east"],
            id="unknown parent",
        ),
        pytest.param(
            [zone("a", WEST["geometry"], parent_id="a")],
            [(0, "a", PARENT_ID, "loop")],
            [],
            id="its own parent",
        ),
        pytest.param(
            [
                zone("a", WEST["geometry"], parent_id="b"),
                zone("b", EAST["geometry"], parent_id="a"),
                zone("c", OLD_TOWN["geometry"], parent_id="a"),
                zone("d", OLD_TOWN["geometry"], parent_id="c"),
                CITY,
            ],
            [
                (0, "a", PARENT_ID, "loop"),
                (1, "b", PARENT_ID, "loop"),
                (2, "c", PARENT_ID, "unknown_parent"),
                (3, "d", PARENT_ID, "unknown_parent"),
            ],
            ["city"],
            id="parents in a circle, and who lies in them",
        ),
        pytest.param(
            [zone("a", BOW), zone("b", None), WEST],
            [(0, "a", AT, "crossing"), (1, "b", "/geometry", "empty")],
            ["west"],
            id="several bad outlines",
        ),
    ],
)
async def test_each_bad_zone_is_a_failure_and_the_good_ones_land(
    trips: Trips, features: list[object], failures: list[tuple[object, ...]], stored: list[str]
) -> None:
    answer = await trips.put("/v1/zones", collection(*features))
    told = [
        (each["index"], each.get("zone_id"), *list(each["problem"]["errors"][0].values())[:2])
        for each in answer["failures"]
    ]
    assert told == failures
    assert answer["new"] == len(stored)
    assert await trips.rows("SELECT zone_id FROM zones ORDER BY 1") == [(zone_id,) for zone_id in stored]


async def test_zones_of_which_none_is_good_are_failures_where_stations_are_known_too(trips: Trips) -> None:
    await put_station(trips, "1", 41.15, 2.15)
    answer = await trips.put("/v1/zones", collection(zone("a", None)))
    assert (answer["new"], [each["zone_id"] for each in answer["failures"]]) == (0, ["a"])


async def test_a_loop_over_zones_that_are_known_is_refused(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(CITY, zone("a", square(9.0, 9.0), parent_id="city")))
    looping = collection(zone("city", CITY["geometry"], parent_id="a"))
    [failure] = (await trips.put("/v1/zones", looping))["failures"]
    assert failure["problem"]["errors"] == [{"pointer": PARENT_ID, "code": "loop"}]
    assert dict(await trips.rows("SELECT zone_id, parent_id FROM zones")) == {"city": None, "a": "city"}
