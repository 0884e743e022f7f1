"""Riders read where they rode, as GeoJSON or GPX, and nobody else does."""

from datetime import datetime, timedelta
from uuid import uuid4
from xml.etree.ElementTree import fromstring

import httpx
import pytest

from services.trips.own_traces.answers import GEOJSON, GPX, GPX_NAMESPACE
from tests.cases.trip_histories import Trips
from tests.trips.own_traces.riding import (
    close,
    deleted,
    ridden,
    traced,
)
from tests.trips.telling_live import BEGAN, POINTS, Phone, _begun, code, live

__all__ = ["_begun", "live"]


async def test_points_are_read_until_the_trace_closes_and_places_after(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    await phone.chunk(1, POINTS[300:])
    first = {**POINTS[0], "mock": True, "accuracy_m": 8.5}
    await phone.chunk(0, [first, *POINTS[1:300]])
    read = await traced(phone)
    assert (read.status_code, read.headers["content-type"]) == (200, GEOJSON)
    assert (read.headers["cache-control"], read.headers["vary"]) == ("private, no-store", "Accept")
    points = read.json()
    assert (points["type"], points["holds"], points["trip_id"]) == (
        "FeatureCollection",
        "points",
        phone.trip_id,
    )
    told = [([each["lon"], each["lat"]], datetime.fromisoformat(each["at"]).timestamp()) for each in POINTS]
    got = [
        (each["geometry"]["coordinates"], datetime.fromisoformat(each["properties"]["at"]).timestamp())
        for each in points["features"]
    ]
    assert got == told
    of_first, of_second = (each["properties"] for each in points["features"][:2])
    assert (of_first["mock"], of_first["accuracy_m"]) == (True, 8.5)
    assert of_second.keys() == {"at"}
    assert points["paces"] == []
    await phone.end()
    assert (await traced(phone)).json()["holds"] == "points"
    await close(live)
    places = (await traced(phone)).json()
    assert (places["holds"], len(places["features"]), len(places["paces"])) == ("places", 61, 30)
    assert places["features"][0]["geometry"]["coordinates"] == pytest.approx(told[0][0], abs=1e-6)
    assert places["paces"][0]["mps"] == pytest.approx(15 / 3.6, abs=0.5)


async def test_a_trace_is_read_as_gpx_too(live: Trips) -> None:
    phone = await ridden(live)
    await close(live)
    as_json = (await traced(phone)).json()
    read = await traced(phone, GPX)
    assert read.headers["content-type"] == GPX
    root = fromstring(read.content)
    space = f"{{{GPX_NAMESPACE}}}"
    assert (root.tag, root.get("version")) == (f"{space}gpx", "1.1")
    points = [
        ([float(each.get("lon", "")), float(each.get("lat", ""))], each.findtext(f"{space}time"))
        for each in root.iter(f"{space}trkpt")
    ]
    assert points == [
        (each["geometry"]["coordinates"], each["properties"]["at"]) for each in as_json["features"]
    ]


@pytest.mark.parametrize(
    ("accept", "told"),
    [
        ("", GEOJSON),
        ("*/*", GEOJSON),
        ("application/*", GEOJSON),
        (GEOJSON, GEOJSON),
        (GPX, GPX),
        (f"{GEOJSON};q=0.5, {GPX}", GPX),
        (f"*/*, {GEOJSON};q=0", GPX),
        ("text/html, */*;q=0.1", GEOJSON),
        ("text/html", None),
        ("application/json", None),
        (f"{GPX};q=0", None),
    ],
)
async def test_what_a_reader_accepts(live: Trips, accept: str, told: str | None) -> None:
    phone = Phone(live)
    await phone.whole()
    read = await traced(phone, accept)
    if told is None:
        assert code(read) == (406, "not-acceptable")
    else:
        assert (read.status_code, read.headers["content-type"]) == (200, told)


async def test_anothers_trace_and_an_unknown_one_have_the_same_answer(live: Trips) -> None:
    phone = await ridden(live)
    for trip_id in (phone.trip_id, str(uuid4()), "no-id"):
        stranger = Phone(live)
        stranger.trip_id = trip_id
        answers = [await traced(stranger), await deleted(stranger)]
        assert {code(each) for each in answers} == {(404, "not-found")}
        assert {each.json()["detail"] for each in answers} == {"You have no such trip."}
    assert (await traced(phone)).status_code == httpx.codes.OK


async def test_a_trip_without_trace_says_so_and_one_that_was_deleted_too(live: Trips) -> None:
    phone, without = await ridden(live), Phone(live)
    await without.start(BEGAN - timedelta(hours=2))
    assert code(told := await traced(without)) == (404, "no-trace")
    await deleted(phone)
    assert code(gone := await traced(phone)) == (404, "no-trace")
    assert told.json()["detail"] != gone.json()["detail"]
