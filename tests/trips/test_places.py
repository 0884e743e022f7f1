"""Where a trip begins and ends: at stations, by whichever of their ids, or at the places it names."""

import json
from typing import Any
from uuid import uuid4

import pytest

from tests.reported_trips import reported_trip

from .running_trips import Trips
from .test_zones import collection, square, zone

HERE, THERE = {"lat": 41.0, "lon": 2.0}, {"lat": 41.01, "lon": 2.0}
"""1,112 m apart."""
WEST = zone("west", square(1.9, 40.9, 0.2))


def station(station_id: str, lat: float, lon: float = 2.0, **other: Any) -> dict[str, Any]:
    return {"station_id": station_id, "name": f"Station {station_id}", "lat": lat, "lon": lon, **other}


async def put(trips: Trips, *stations: dict[str, Any], last_updated: int = 1_620_000_000) -> dict[str, Any]:
    return await trips.put("/v1/stations", {"last_updated": last_updated, "data": {"stations": stations}})


async def ridden(trips: Trips, headers: dict[str, str] | None = None, **facts: Any) -> dict[str, Any]:
    """The event of a new trip, without what is left out."""
    sent = await trips.report(headers, **facts)
    [event] = [each for each in await trips.said("trip.judged.v1") if each["trip_id"] == sent["trip_id"]]
    return event


async def test_a_trip_between_places_that_are_no_station_has_their_distance_and_zones(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(WEST))
    event = await ridden(trips, start=HERE, end=THERE, start_station_id="nobody knows")
    assert (event["distance_m"], event["distance_source"]) == (1112, "station_pair")
    assert (event["start_zone_id"], event["end_zone_id"]) == ("west", "west")
    assert event["start_station_id"] == "nobody knows"


async def test_the_place_of_a_known_station_holds_and_not_the_one_that_a_trip_names(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(WEST))
    await put(trips, station("1", 41.02))
    event = await ridden(trips, start={"lat": 43.0, "lon": 2.0}, start_station_id="1", end=THERE)
    assert (event["distance_m"], event["start_zone_id"]) == (1112, "west")
    outside = await ridden(trips, start={"lat": 43.0, "lon": 2.0})
    assert "start_zone_id" not in outside
    assert "distance_m" not in outside


async def test_a_told_distance_and_a_trace_go_before_the_places(trips: Trips) -> None:
    event = await ridden(trips, start=HERE, end=THERE, distance_m=1500)
    assert (event["distance_m"], event["distance_source"]) == (1500, "odometer")


async def test_a_distance_between_places_that_a_phone_names_is_the_phones(trips: Trips) -> None:
    sent = reported_trip(start=HERE, end=THERE)
    rider = trips.signed_in("rider", sent.pop("rider_id")) | {"Idempotency-Key": str(uuid4())}
    (await trips.client.post("/v1/trips", json=sent, headers=rider)).raise_for_status()
    [event] = await trips.said("trip.judged.v1")
    assert (event["distance_m"], event["distance_source"]) == (1112, "phone")


async def test_places_stay_in_trips(trips: Trips) -> None:
    """They are kept, to judge the trip anew, and are in no event and no answer."""
    rider_id = str(uuid4())
    sent = await trips.report(rider_id=rider_id, start={"lat": 41.654321, "lon": 2.0}, end=THERE)
    kept = await trips.rows("SELECT start_lat, start_lon, end_lat, end_lon FROM trips")
    assert kept == [(41.654321, 2.0, 41.01, 2.0)]
    answers = [
        await trips.client.get("/v1/trips?verdict=held"),
        await trips.client.get(f"/v1/me/trips/{sent['trip_id']}", headers=trips.signed_in("rider", rider_id)),
    ]
    texts = [answer.raise_for_status().text for answer in answers]
    assert sent["trip_id"] in texts[1]
    for text in (*texts, json.dumps(await trips.said("trip.judged.v1"))):
        assert "41.65" not in text


async def test_another_place_is_another_trip(trips: Trips) -> None:
    sent = await trips.report(start=HERE, end=THERE)
    for changes, status in (({}, 202), ({"end": HERE}, 409)):
        keyed = {"Idempotency-Key": str(uuid4())}
        answer = await trips.client.post("/v1/trips", json=sent | changes, headers=keyed)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("place", "pointer", "code"),
    [
        pytest.param({"lat": 0, "lon": 0.0}, "/start/lat", "no_position", id="where no city is"),
        pytest.param({"lat": 90.1, "lon": 0}, "/start/lat", "out_of_range", id="north of north"),
        pytest.param({"lat": 41, "lon": -180.1}, "/start/lon", "out_of_range", id="west of west"),
        pytest.param({"lat": 41}, "/start/lon", "missing", id="half a place"),
        pytest.param({"lat": True, "lon": 2}, "/start/lat", "wrong_type", id="true is no number"),
        pytest.param({"lat": "41", "lon": 2}, "/start/lat", "wrong_type", id="a text is no number"),
        pytest.param({"lat": 41, "lon": 2, "name": "home"}, "/start/name", "unknown_field", id="a name"),
        pytest.param([41, 2], "/start", "wrong_type", id="a list"),
        pytest.param(None, "/start", "null", id="null"),
    ],
)
async def test_a_place_that_is_none_is_refused(
    refusing: Trips, place: object, pointer: str, code: str
) -> None:
    keyed = {"Idempotency-Key": str(uuid4())}
    answer = await refusing.client.post("/v1/trips", json=reported_trip(start=place), headers=keyed)
    assert answer.status_code == 422, answer.text
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [(pointer, code)]


UUID_ID = "66dd4e6e-0aca-11e7-82f6-3863bb44ef7c"


@pytest.mark.parametrize("named", [UUID_ID, "JC103", "3183", "ext-1"])
async def test_a_station_is_known_by_each_of_its_ids_and_a_trip_has_its_own(trips: Trips, named: str) -> None:
    """Files of a time before the feed's ids were changed name a station by its old id or its short name."""
    await trips.put("/v1/zones", collection(WEST))
    old = station(UUID_ID, 41.0, short_name="JC103", legacy_id="3183", external_id="ext-1")
    await put(trips, old, station("2", 41.01))
    event = await ridden(trips, start_station_id=named, end_station_id="2")
    assert (event["start_station_id"], event["start_zone_id"]) == (UUID_ID, "west")
    assert (event["distance_m"], event["distance_source"]) == (1112, "station_pair")


async def test_of_several_stations_an_id_means_the_one_whose_own_it_is_then_the_short_name(
    trips: Trips,
) -> None:
    await put(
        trips,
        station("a", 41.1, legacy_id="1", external_id="7"),
        station("b", 41.2, short_name="1", legacy_id="7"),
        station("c", 41.3, short_name="7"),
    )
    assert (await ridden(trips, start_station_id="1"))["start_station_id"] == "b"
    assert (await ridden(trips, start_station_id="7"))["start_station_id"] == "c"
    await put(trips, station("1", 41.4))
    assert (await ridden(trips, start_station_id="1"))["start_station_id"] == "1"


async def test_of_two_stations_with_one_short_name_the_one_that_stood_there_at_the_time_is_meant(
    trips: Trips,
) -> None:
    """A station that was replaced got a new id, and the short name stands on the map as before."""
    await put(trips, station("old", 41.1, short_name="A1"), last_updated=1_620_000_000)
    await put(trips, station("new", 41.2, short_name="A1"), last_updated=1_650_000_000)
    keyed = {"Idempotency-Key": str(uuid4())}
    rows = [
        reported_trip(start_station_id="A1")
        | {"started_at": f"{day}T10:00:00Z", "ended_at": f"{day}T10:10:00Z"}
        for day in ("2021-06-01", "2023-06-01")
    ]
    body = {"trips": rows, "history": True}
    (await trips.client.post("/v1/trips:batch", json=body, headers=keyed)).raise_for_status()
    kept = await trips.rows("SELECT start_station_id FROM trips ORDER BY started_at")
    assert kept == [("old",), ("new",)]


async def test_other_ids_that_come_later_are_a_change_and_hold_for_the_stations_past(trips: Trips) -> None:
    await put(trips, station("1", 41.0), last_updated=1_620_000_000)
    answer = await put(trips, station("1", 41.5, short_name="A1"), last_updated=1_650_000_000)
    assert answer["moved"] == 1
    answer = await put(trips, station("1", 41.5, short_name="A2"), last_updated=1_650_000_060)
    assert answer["changed"] == 1
    assert (await ridden(trips, start_station_id="A2"))["start_station_id"] == "1"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        pytest.param([{"text": "A1", "language": "en"}], "A1", id="GBFS 3"),
        pytest.param(7, "7", id="a number"),
        pytest.param(" A1 ", "A1", id="blanks around"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="null"),
        pytest.param({"no": "name"}, None, id="an object"),
        pytest.param("x" * 256, None, id="too long"),
    ],
)
async def test_an_other_id_is_read_as_feeds_write_it_and_never_costs_the_station(
    trips: Trips, told: object, kept: str | None
) -> None:
    assert (await put(trips, station("1", 41.0, short_name=told)))["new"] == 1
    assert await trips.rows("SELECT short_name FROM stations") == [(kept,)]


async def test_a_batch_says_how_many_of_its_new_trips_have_no_zone(trips: Trips) -> None:
    """A trip's zone is that of its start."""
    await trips.put("/v1/zones", collection(WEST))
    outside = {"lat": 43.0, "lon": 2.0}
    rows = [reported_trip(start=HERE), reported_trip(start=outside, end=HERE), reported_trip()]
    for without_zone in (2, 0):
        keyed = {"Idempotency-Key": str(uuid4())}
        answer = await trips.client.post("/v1/trips:batch", json={"trips": rows}, headers=keyed)
        assert answer.raise_for_status().json()["without_zone"] == without_zone
