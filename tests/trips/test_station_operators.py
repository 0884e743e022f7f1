"""A station belongs to the operator that has put it first, until the city gives it to another."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from rodem.local.tokens import mint
from shared.events.registry import decode

from .running_trips import Trips
from .test_operators import as_operator
from .test_stations import MAY, counts, feed, station
from .test_zones import collection, square, zone

OWN, RIVAL = "own", "rival"


async def put(trips: Trips, operator_id: str, *stations: dict[str, Any], at: object = MAY) -> dict[str, Any]:
    body = feed(*stations, last_updated=at)
    return await trips.put("/v1/stations", body, 200, **as_operator(trips, operator_id))


async def transfer(trips: Trips, from_: str, to: str, **more: str) -> Any:
    headers = trips.signed_in("city") | {"Idempotency-Key": str(uuid4())} | more
    body = {"from_operator_id": from_, "to_operator_id": to}
    answer = await trips.client.post("/v1/stations:transfer", json=body, headers=headers)
    return answer.raise_for_status().json()


async def said(trips: Trips) -> list[tuple[Any, ...]]:
    """Station, operator and name of each event of a station, in order. Each conforms to its type."""
    events = await trips.said("station.reported.v1")
    for event in events:
        decode("station.reported.v1", json.dumps(event))
    return [(event["station_id"], event["operator_id"], event["name"]) for event in events]


async def test_the_station_of_another_operator_is_a_failure_and_the_others_land(trips: Trips) -> None:
    await put(trips, OWN, station())
    later = MAY + 60
    answer = await put(trips, RIVAL, station(station_id="2"), station(name="MINE"), station(lat=91), at=later)
    [taken, invalid] = answer["failures"]
    assert (taken["index"], taken["station_id"]) == (1, "1")
    assert (taken["problem"]["code"], taken["problem"]["status"]) == ("station-of-another-operator", 403)
    assert (invalid["index"], invalid["problem"]["code"]) == (2, "validation-error")
    assert answer == counts(new=1, failures=[taken, invalid])
    assert await trips.rows("SELECT station_id, name FROM stations ORDER BY 1") == [
        ("1", "GRAN VIA"),
        ("2", "GRAN VIA"),
    ]
    assert await said(trips) == [("1", OWN, "GRAN VIA"), ("2", RIVAL, "GRAN VIA")]


async def test_who_puts_stations_of_others_alone_is_refused(trips: Trips) -> None:
    await put(trips, OWN, station())
    for path in ("/v1/stations", "/v1/stations:import"):
        method = "PUT" if path == "/v1/stations" else "POST"
        for more in ({}, {"Prefer": "dry-run"}):
            body, headers = feed(station(), last_updated=MAY + 60), as_operator(trips, RIVAL) | more
            answer = await trips.client.request(method, path, json=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "station-of-another-operator")
    assert await said(trips) == [("1", OWN, "GRAN VIA")]


async def test_two_operators_who_put_one_station_at_once_do_not_both_have_it(trips: Trips) -> None:
    await put(trips, "earlier", station(station_id="0"))  # so that both connections are there
    answers = await asyncio.gather(
        *(
            trips.client.put(
                "/v1/stations", json=feed(station(name=operator)), headers=as_operator(trips, operator)
            )
            for operator in (OWN, RIVAL)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 403]
    [(_, operator_id, name)] = (await said(trips))[1:]
    assert operator_id == name
    assert await trips.rows("SELECT operator_id FROM station_operators WHERE station_id = '1'") == [(name,)]


async def test_the_city_gives_all_stations_of_an_operator_to_another(trips: Trips) -> None:
    await put(trips, OWN, station(), station(station_id="2", elevation_m=12))
    await put(trips, RIVAL, station(station_id="3"))
    assert await transfer(trips, OWN, RIVAL) == {"stations": 2}
    events = await trips.said("station.reported.v1")
    assert [(each["station_id"], each["operator_id"], each["revision"]) for each in events] == [
        ("1", OWN, MAY * 1000),
        ("2", OWN, MAY * 1000),
        ("3", RIVAL, MAY * 1000),
        ("1", RIVAL, MAY * 1000 + 1),
        ("2", RIVAL, MAY * 1000 + 1),
    ]
    [before, after] = [each for each in events if each["station_id"] == "2"]
    assert after == before | {"operator_id": RIVAL, "revision": MAY * 1000 + 1}
    renamed = [station(name="OURS"), station(station_id="2", name="OURS")]
    assert await put(trips, RIVAL, *renamed) == counts(changed=2)
    # The feed is of the moment of the first one, and what it changes is said all the same.
    renaming = (await trips.said("station.reported.v1"))[5:]
    assert [each["revision"] - MAY * 1000 for each in renaming] == [2, 2]
    answer = await trips.client.put("/v1/stations", json=feed(station()), headers=as_operator(trips, OWN))
    assert answer.status_code == 403
    assert await transfer(trips, OWN, "nobody yet") == {"stations": 0}


async def test_a_transfer_is_done_once_and_a_dry_run_changes_nothing(trips: Trips) -> None:
    await put(trips, OWN, station())
    assert await transfer(trips, OWN, RIVAL, Prefer="dry-run") == {"stations": 1}
    key = {"Idempotency-Key": "one"}
    answers = [await transfer(trips, OWN, RIVAL, **key) for _ in range(2)]
    assert answers == [{"stations": 1}] * 2
    assert await said(trips) == [("1", OWN, "GRAN VIA"), ("1", RIVAL, "GRAN VIA")]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        pytest.param({"from_operator_id": OWN}, "/to_operator_id", "missing", id="to nobody"),
        pytest.param({"to_operator_id": OWN}, "/from_operator_id", "missing", id="from nobody"),
        pytest.param(
            {"from_operator_id": OWN, "to_operator_id": OWN}, "/to_operator_id", "not_allowed", id="to itself"
        ),
        pytest.param({"from_operator_id": OWN, "to_operator_id": None}, "/to_operator_id", "null", id="null"),
        pytest.param(
            {"from_operator_id": 7, "to_operator_id": OWN}, "/from_operator_id", "wrong_type", id="a number"
        ),
        pytest.param(
            {"from_operator_id": "", "to_operator_id": OWN}, "/from_operator_id", "out_of_range", id="empty"
        ),
        pytest.param(
            {"from_operator_id": "o" * 256, "to_operator_id": OWN},
            "/from_operator_id",
            "out_of_range",
            id="too long",
        ),
        pytest.param(
            {"from_operator_id": "a\0b", "to_operator_id": OWN},
            "/from_operator_id",
            "forbidden_character",
            id="U+0000",
        ),
        pytest.param(
            {"from_operator_id": OWN, "to_operator_id": RIVAL, "station_ids": ["1"]},
            "/station_ids",
            "unknown_field",
            id="some stations",
        ),
    ],
)
async def test_a_transfer_that_is_none_is_refused(
    refusing: Trips, body: dict[str, Any], pointer: str, code: str
) -> None:
    headers = refusing.signed_in("city") | {"Idempotency-Key": str(uuid4())}
    answer = await refusing.client.post("/v1/stations:transfer", json=body, headers=headers)
    assert answer.status_code == 422, answer.text
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


async def test_only_the_city_transfers_and_each_time_under_a_key(refusing: Trips) -> None:
    body = {"from_operator_id": OWN, "to_operator_id": RIVAL}
    keyed = {"Idempotency-Key": str(uuid4())}
    for role in ("rider", "operator", "auditor", "partner"):
        headers = refusing.signed_in(role) | keyed
        answer = await refusing.client.post("/v1/stations:transfer", json=body, headers=headers)
        assert answer.status_code == 403
    city = refusing.signed_in("city")
    answer = await refusing.client.post("/v1/stations:transfer", json=body, headers=city)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency-key-missing")


async def test_a_token_of_another_city_is_refused_on_every_route_of_stations_and_zones(
    refusing: Trips,
) -> None:
    for method, path, role in (
        ("PUT", "/v1/stations", "operator"),
        ("POST", "/v1/stations:import", "operator"),
        ("PUT", "/v1/stations/status", "operator"),
        ("POST", "/v1/stations:transfer", "city"),
        ("PUT", "/v1/zones", "city"),
        ("GET", "/v1/stations", "rider"),
        ("GET", "/v1/zones", "rider"),
    ):
        token = mint(refusing.folder, role, city_id="another")
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        answer = await refusing.client.request(method, path, json={}, headers=headers)
        assert answer.status_code == 403, f"{method} {path}"


async def test_elevation_and_end_are_told_and_zones_come_by_geometry(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(zone("here", square(2.0, 41.0, 0.5))))
    await trips.put("/v1/stations", feed(station(elevation_m=-3, until="2026-01-01T01:00:00+01:00")))
    [event] = await trips.said("station.reported.v1")
    assert decode("station.reported.v1", json.dumps(event))
    assert (event["elevation_m"], event["until"], event["zone_id"]) == (-3, "2026-01-01T00:00:00Z", "here")
    assert event["operator_id"] == "operator"
    # A later feed without them: the station is in service again.
    assert await trips.put("/v1/stations", feed(station(), last_updated=MAY + 60)) == counts(changed=1)
    [_, event] = await trips.said("station.reported.v1")
    assert "elevation_m" not in event
    assert "until" not in event


async def test_a_feed_that_drops_a_station_does_not_end_it(trips: Trips) -> None:
    await trips.put("/v1/stations", feed(station(), station(station_id="2", lat=41.4)))
    await trips.put("/v1/stations", feed(station(), last_updated=MAY + 60))
    listed = (await trips.client.get("/v1/stations")).json()["stations"]
    assert [each["station_id"] for each in listed] == ["1", "2"]
    assert len(await trips.said("station.reported.v1")) == 2


async def test_a_station_that_another_zone_contains_now_says_so_and_only_that(trips: Trips) -> None:
    await put(trips, OWN, station(), station(station_id="2", lat=43.0))
    await trips.put("/v1/zones", collection(zone("here", square(2.0, 41.0, 0.5))))
    await trips.put("/v1/zones", collection(zone("here", square(2.0, 41.0, 0.5), name="HERE!")))
    await trips.put("/v1/zones", collection(zone("finer", square(2.1, 41.3, 0.2))))
    events = (await trips.said("station.reported.v1"))[2:]
    assert [(each["station_id"], each["zone_id"], each["revision"] - MAY * 1000) for each in events] == [
        ("1", "here", 1),
        ("1", "finer", 2),
    ]
    assert {each["operator_id"] for each in events} == {OWN}


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        pytest.param({"elevation_m": -501}, "/elevation_m", "out_of_range", id="too low"),
        pytest.param({"elevation_m": 9001}, "/elevation_m", "out_of_range", id="too high"),
        pytest.param({"elevation_m": 12.5}, "/elevation_m", "wrong_type", id="half a metre"),
        pytest.param({"elevation_m": "12"}, "/elevation_m", "wrong_type", id="a text"),
        pytest.param({"elevation_m": True}, "/elevation_m", "wrong_type", id="true is no number"),
        pytest.param({"elevation_m": 2**63}, "/elevation_m", "out_of_range", id="2^63 metres"),
        pytest.param({"until": "2026-01-01"}, "/until", "bad_format", id="a day"),
        pytest.param({"until": "2026-01-01T00:00:00"}, "/until", "bad_format", id="without offset"),
        pytest.param({"until": 1_777_880_000}, "/until", "wrong_type", id="a number"),
        pytest.param({"until": "0001-01-01T00:00:00Z"}, "/until", "out_of_range", id="year 1"),
    ],
)
async def test_an_elevation_or_end_that_is_none_is_a_failure(
    refusing: Trips, fields: dict[str, Any], pointer: str, code: str
) -> None:
    body = feed(station(station_id="bounds", **fields))
    answer = await refusing.put("/v1/stations", body)
    [failure] = answer["failures"]
    assert [(each["pointer"], each["code"]) for each in failure["problem"]["errors"]] == [(pointer, code)]


async def test_elevations_at_the_bounds_are_taken(trips: Trips) -> None:
    lowest, highest = station(elevation_m=-500), station(station_id="2", elevation_m=9000)
    assert await trips.put("/v1/stations", feed(lowest, highest)) == counts(new=2)


async def test_a_station_that_belongs_to_nobody_is_taken_by_who_puts_it_next(trips: Trips) -> None:
    await put(trips, OWN, station())
    await trips.rows("DELETE FROM station_operators")
    assert await put(trips, RIVAL, station()) == counts(unchanged=1)
    assert await said(trips) == [("1", OWN, "GRAN VIA"), ("1", RIVAL, "GRAN VIA")]
    answer = await trips.client.put("/v1/stations", json=feed(station()), headers=as_operator(trips, OWN))
    assert answer.status_code == 403
