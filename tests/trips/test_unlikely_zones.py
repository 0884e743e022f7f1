"""Zones that are nonsense as they stand: what is mended and said, and what is refused."""

from typing import Any

import pytest
from shapely import from_wkb

from .running_trips import Trips
from .test_zones import AT, BOW, Geometry, collection, put_station, ring, square, zone

TOUCHING = ring([2, 41], [2.1, 41.1], [2.2, 41], [2.2, 41.2], [2.1, 41.1], [2, 41.2], [2, 41])
SPIKE = ring([2, 41], [2.1, 41], [2.2, 41], [2.1, 41], [2.1, 41.1], [2, 41.1], [2, 41])
KNOT = ring([2, 41], [2.1, 41], [2.1, 41.1], [2, 41.1], [2.002, 41.098], [2.002, 41.102], [2, 41])


def named_crs(name: object) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize("geometry", [TOUCHING, SPIKE])
async def test_an_outline_that_touches_itself_is_repaired_and_that_is_said(
    trips: Trips, geometry: Geometry
) -> None:
    whole = zone("whole", square(2.3, 41.0))
    answer = await trips.put("/v1/zones", collection(whole, zone("mended", geometry)))
    assert (answer["new"], answer["failures"]) == (2, [])
    assert answer["warnings"] == [{"index": 1, "zone_id": "mended", "code": "repaired"}]
    [(shape,)] = await trips.rows("SELECT shape FROM zones WHERE zone_id = 'mended'")
    assert from_wkb(shape).is_valid
    assert from_wkb(shape).geom_type in ("Polygon", "MultiPolygon")
    again = await trips.put("/v1/zones", collection(zone("mended", geometry)))
    assert (again["unchanged"], len(again["warnings"])) == (1, 1)


async def test_an_outline_is_not_repaired_if_that_changes_its_area(trips: Trips) -> None:
    """By a millionth or more: two triangles that meet, and a knot of 200 m in a side of 10 km."""
    answer = await trips.put("/v1/zones", collection(zone("bow", BOW), zone("knot", KNOT)))
    assert answer["warnings"] == []
    assert [(each["zone_id"], each["problem"]["errors"]) for each in answer["failures"]] == [
        (zone_id, [{"pointer": AT, "code": "crossing"}]) for zone_id in ("bow", "knot")
    ]


@pytest.mark.parametrize(
    "crs",
    [
        None,
        named_crs("urn:ogc:def:crs:OGC:1.3:CRS84"),
        named_crs("urn:ogc:def:crs:OGC::CRS84"),
        named_crs("OGC:CRS84"),
        named_crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84"),
        named_crs("EPSG:4326"),
    ],
)
async def test_longitude_and_latitude_by_any_of_their_names_are_taken(trips: Trips, crs: object) -> None:
    answer = await trips.put("/v1/zones", collection(zone("a", square(2.0, 41.0))) | {"crs": crs})
    assert (answer["new"], answer["failures"]) == (1, [])


@pytest.mark.parametrize(
    "crs",
    [
        named_crs("urn:ogc:def:crs:EPSG::25831"),
        named_crs("EPSG:3857"),
        named_crs("EPSG:43260"),
        named_crs("urn:ogc:def:crs:EPSG::4326"),
        named_crs(None),
        {"type": "EPSG", "properties": {"code": 25831}},
        {"type": "link", "properties": {"href": "http://example.com/crs/42"}},
        "CRS84",
    ],
)
async def test_other_coordinates_are_never_taken_for_degrees(refusing: Trips, crs: object) -> None:
    """Those of a city in metres could be. EPSG 4326 by its full name has the latitude first."""
    named = collection(zone("a", square(2.0, 41.0))) | {"crs": crs}
    assert await refusing.faults("/v1/zones", named) == [("/crs", "not_lon_lat")]
    inside = [zone("a", square(2.0, 41.0)) | {"crs": crs}, zone("b", square(2.0, 41.0) | {"crs": crs})]
    answer = await refusing.put("/v1/zones", collection(*inside))
    faults = [each["problem"]["errors"] for each in answer["failures"]]
    assert faults == [[{"pointer": p, "code": "not_lon_lat"}] for p in ("/crs", "/geometry/crs")]
    assert await refusing.rows("SELECT FROM zones") == []


async def test_stations_tell_which_of_two_degrees_is_first(trips: Trips) -> None:
    crs = {"crs": named_crs("urn:ogc:def:crs:EPSG::4326")}
    await put_station(trips, "1", 41.05, 2.05)
    latitude_first = collection(zone("a", square(41.0, 2.0))) | crs
    assert await trips.faults("/v1/zones", latitude_first) == [("/crs", "not_lon_lat")]
    assert (await trips.put("/v1/zones", collection(zone("a", square(2.0, 41.0))) | crs))["new"] == 1


async def test_coordinates_that_can_be_no_latitudes_tell_too(trips: Trips) -> None:
    """Where no station is known: one of them is enough for the file, whose order is one."""
    crs = {"crs": named_crs("urn:ogc:def:crs:EPSG::4326")}
    zones = [zone("hawaii", square(-156.0, 20.0)), zone("near", square(-89.9, 20.0))]
    assert (await trips.put("/v1/zones", collection(*zones) | crs))["new"] == 2
    alone = collection(zone("alone", square(-89.9, 20.0))) | crs
    assert await trips.faults("/v1/zones", alone) == [("/crs", "not_lon_lat")]


async def test_zones_far_from_every_station_are_failures_and_the_others_land(trips: Trips) -> None:
    await put_station(trips, "1", 41.15, 2.15)
    far, swapped = zone("far", square(9.0, 45.0)), zone("swapped", square(41.1, 2.1))
    near = zone("near", square(3.0, 41.0))  # 0.85 degrees from the station
    answer = await trips.put("/v1/zones", collection(far, near, swapped))
    assert [(each["zone_id"], each["problem"]["errors"]) for each in answer["failures"]] == [
        ("far", [{"pointer": AT, "code": "far_from_stations"}]),
        ("swapped", [{"pointer": AT, "code": "lat_lon_swapped"}]),
    ]
    assert await trips.rows("SELECT zone_id FROM zones") == [("near",)]


async def test_where_no_station_is_known_no_zone_is_far(trips: Trips) -> None:
    assert (await trips.put("/v1/zones", collection(zone("a", square(9.0, 45.0)))))["new"] == 1


@pytest.mark.parametrize(
    ("feature_id", "properties", "zone_id"),
    [
        pytest.param("7", {}, "7", id="RFC 7946"),
        pytest.param(7, {}, "7", id="a number"),
        pytest.param(1.0, {}, "1", id="a number with a fraction of nothing"),
        pytest.param("7", {"zone_id": "a"}, "a", id="the property goes first"),
        pytest.param(None, {"zone_id": 1.0}, "1", id="a number as a property"),
        pytest.param(None, {"zone_id": " a\tb "}, "a b", id="white space"),
    ],
)
async def test_a_zone_may_have_the_id_of_its_feature(
    trips: Trips, feature_id: object, properties: dict[str, Any], zone_id: str
) -> None:
    feature = zone("x", square(2.0, 41.0)) | {"id": feature_id, "properties": {"name": "Top", **properties}}
    assert (await trips.put("/v1/zones", collection(feature)))["new"] == 1
    assert await trips.rows("SELECT zone_id FROM zones") == [(zone_id,)]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        pytest.param("Gr\u00e0cia\n Nord ", "Gr\u00e0cia Nord", id="white space"),
        pytest.param([{"text": " "}, {"text": "Nord"}], "Nord", id="the second language"),
    ],
)
async def test_a_name_is_one_line_in_one_language(trips: Trips, name: object, kept: str) -> None:
    assert (await trips.put("/v1/zones", collection(zone("a", square(2.0, 41.0), name=name))))["new"] == 1
    assert await trips.rows("SELECT name FROM zones") == [(kept,)]


async def test_what_stands_behind_two_degrees_is_not_read(trips: Trips) -> None:
    corners = square(2.0, 41.0)["coordinates"][0]
    flat = ring(*([*corner, None] for corner in corners))
    assert (await trips.put("/v1/zones", collection(zone("a", flat))))["new"] == 1


async def test_a_corner_at_0_0_is_no_corner(trips: Trips) -> None:
    """Programs write it for a position that they do not know."""
    answer = await trips.put("/v1/zones", collection(zone("a", ring([2, 41], [0.0, 0], [2, 42], [2, 41]))))
    [failure] = answer["failures"]
    assert failure["problem"]["errors"] == [{"pointer": f"{AT}/0/1", "code": "no_position"}]
