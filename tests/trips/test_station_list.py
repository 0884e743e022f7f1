"""Where stations are, for everybody: in a part of the map, near a place, in a zone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.trips.rules import Point, haversine_m
from services.trips.stations.rules import Box
from services.trips.stations.store import After, Wanted, listing
from shared.db import create_engine
from tests.blocks import blocks
from tests.conftest import MakeDatabase

from .running_trips import Trips
from .test_stations import feed, station
from .test_zones import collection, square, zone

NOBODY = {"Authorization": ""}


async def ask(trips: Trips, query: str = "", **headers: str) -> httpx.Response:
    """As somebody without a token."""
    request = trips.client.build_request("GET", f"/v1/stations{query}", headers=headers)
    del request.headers["authorization"]
    return await trips.client.send(request)


async def ids(trips: Trips, query: str = "") -> list[str]:
    """The ids of the stations that are found, page by page."""
    found: list[str] = []
    cursor, joint = "", "&" if query else "?"
    while True:
        answer = (await ask(trips, f"{query}{joint}limit=2{cursor}")).raise_for_status().json()
        assert len(answer["stations"]) <= 2
        found += [each["station_id"] for each in answer["stations"]]
        if "next_cursor" not in answer:
            return found
        cursor = f"&cursor={answer['next_cursor']}"


async def put(trips: Trips, *stations: dict[str, Any]) -> None:
    answer = await trips.put("/v1/stations", feed(*stations))
    assert answer["failures"] == []


async def test_everybody_reads_where_stations_are_and_what_they_tell(trips: Trips) -> None:
    await trips.put("/v1/zones", collection(zone("here", square(2.0, 41.0, 0.5))))
    await put(trips, station(elevation_m=31), {"station_id": "2", "name": "A", "lat": 43.0, "lon": 2.0})
    at = datetime(2026, 5, 4, 8, tzinfo=UTC)
    status = {"station_id": "1", "num_bikes_available": 3, "last_reported": at.isoformat()}
    await trips.put("/v1/stations/status", {"data": {"stations": [status]}})
    assert (await ask(trips)).raise_for_status().json() == {
        "stations": [
            {
                "station_id": "1",
                "operator_id": "operator",
                "name": "GRAN VIA",
                "lat": 41.39,
                "lon": 2.18,
                "capacity": 46,
                "elevation_m": 31,
                "zone_id": "here",
                "status": {"reported_at": "2026-05-04T08:00:00Z", "state": "usable", "vehicles_available": 3},
            },
            {"station_id": "2", "operator_id": "operator", "name": "A", "lat": 43.0, "lon": 2.0},
        ]
    }


async def test_who_has_the_list_is_told_so_until_it_changes(trips: Trips) -> None:
    await put(trips, station())
    first = await ask(trips)
    assert first.headers["cache-control"] == "no-cache"
    again = await ask(trips, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    status = {"station_id": "1", "num_bikes_available": 0, "last_reported": "2026-05-04T08:00:00Z"}
    await trips.put("/v1/stations/status", {"data": {"stations": [status]}})
    changed = await ask(trips, **{"If-None-Match": first.headers["etag"]})
    assert (changed.status_code, changed.json()["stations"][0]["status"]["state"]) == (200, "empty")


async def test_a_token_that_cannot_be_trusted_is_refused_and_any_other_is_not_needed(trips: Trips) -> None:
    for path in ("/v1/stations", "/v1/zones"):
        for role in ("rider", "operator", "city", "auditor", "partner"):
            answer = await trips.client.get(path, headers=trips.signed_in(role))
            assert answer.status_code == 200
        answer = await trips.client.get(path, headers={"Authorization": "Bearer forged"})
        assert answer.status_code == 401


async def test_a_box_has_what_lies_in_it_and_on_its_border(trips: Trips) -> None:
    places = {"a": (41.3, 2.1), "b": (41.4, 2.2), "c": (41.35, 2.15), "d": (41.41, 2.15), "e": (41.35, 2.09)}
    await put(trips, *(station(station_id=key, lat=lat, lon=lon) for key, (lat, lon) in places.items()))
    assert await ids(trips, "?bbox=2.1,41.3,2.2,41.4") == ["a", "b", "c"]
    assert await ids(trips, "?bbox=2.1,41.3,2.1,41.3") == ["a"]
    assert await ids(trips, "?bbox=-180,-90,180,90") == ["a", "b", "c", "d", "e"]
    assert await ids(trips, "?bbox=0,0,1,1") == []
    assert await ids(trips) == ["a", "b", "c", "d", "e"]


async def test_near_a_place_the_nearest_on_the_ground_come_first(trips: Trips) -> None:
    """Of two places that lie 0.010 degrees north and 0.012 degrees east the eastern one is nearer."""
    here = Point(41.39, 2.17)
    places = {
        "n": (0.010, 0.0),
        "e": (0.0, 0.012),
        "far": (0.05, 0.05),
        "here": (0.0, 0.0),
        "s": (-0.011, 0.0),
    }
    stands = {key: Point(here.lat + lat, here.lon + lon) for key, (lat, lon) in places.items()}
    await put(trips, *(station(station_id=key, lat=at.lat, lon=at.lon) for key, at in stands.items()))
    assert await ids(trips, "?near=41.39,2.17") == ["here", "e", "n", "s", "far"]
    answer = (await ask(trips, "?near=41.39,2.17")).json()["stations"]
    assert [each["distance_m"] for each in answer] == [
        round(haversine_m(here, stands[each["station_id"]])) for each in answer
    ]
    assert await ids(trips, "?near=41.39,2.17&bbox=2.16,41.385,2.3,41.45") == ["here", "e", "n", "far"]


async def test_stations_that_stand_at_one_place_are_each_found_once(trips: Trips) -> None:
    await put(trips, *(station(station_id=str(number)) for number in range(7)))
    assert await ids(trips, "?near=41.39,2.17") == [str(number) for number in range(7)]


async def test_a_zone_has_the_stations_of_the_zones_inside_it(trips: Trips) -> None:
    district, quarter = zone("district", square(2.0, 41.0, 1.0)), zone("quarter", square(2.1, 41.3, 0.1))
    await trips.put("/v1/zones", collection(district, quarter, zone("other", square(4.0, 41.0, 1.0))))
    await put(trips, station(), station(station_id="2", lat=41.9), station(station_id="3", lon=4.5))
    found = [await ids(trips, f"?zone_id={each}") for each in ("district", "quarter", "other", "unknown")]
    assert found == [["1", "2"], ["1"], ["3"], []]


async def test_a_station_that_has_ended_is_left_out_and_where_it_stood_too(trips: Trips) -> None:
    now = datetime.now(UTC)
    ended, ends = (now + timedelta(hours=hours) for hours in (-1, 1))
    await put(trips, station(until=ended.isoformat()), station(station_id="2", until=ends.isoformat()))
    await trips.put("/v1/stations", feed(station(station_id="3", lat=41.0), last_updated=1_620_000_000))
    await trips.put("/v1/stations", feed(station(station_id="3", lat=42.0), last_updated=1_630_000_000))
    assert await ids(trips) == ["2", "3"]
    assert await ids(trips, "?bbox=2,40.9,3,41.1") == []
    assert await ids(trips, "?near=41.0,2.18") == ["2", "3"]
    [second, _] = (await ask(trips)).json()["stations"]
    assert datetime.fromisoformat(second["until"]) == ends


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        pytest.param("?bbox=2,41,1,42", 422, "/query/bbox", id="west of east"),
        pytest.param("?bbox=", 422, "/query/bbox", id="an empty box"),
        pytest.param("?near=91,2", 422, "/query/near", id="beyond the pole"),
        pytest.param("?near=41.39", 422, "/query/near", id="half a place"),
        pytest.param("?near=nan,2", 422, "/query/near", id="no number"),
        pytest.param("?zone_id=", 422, "/query/zone_id", id="no zone"),
        pytest.param("?zone_id=a%00b", 422, None, id="U+0000"),
        pytest.param("?limit=0", 422, "/query/limit", id="nothing wanted"),
        pytest.param("?limit=201", 422, "/query/limit", id="too much wanted"),
        pytest.param("?zone=here", 422, "/query/zone", id="a misspelt name"),
        pytest.param("?cursor=forged", 400, None, id="a forged cursor"),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    refusing: Trips, query: str, status: int, pointer: str | None
) -> None:
    answer = await ask(refusing, query)
    assert answer.status_code == status, answer.text
    if pointer:
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_cursor_is_of_the_question_that_it_was_given_for(trips: Trips) -> None:
    await put(trips, station(), station(station_id="2"))
    cursor = (await ask(trips, "?limit=1&near=41,2")).json()["next_cursor"]
    assert (await ask(trips, f"?limit=1&near=41,3&cursor={cursor}")).status_code == 400
    assert (await ask(trips, f"?limit=1&cursor={cursor}")).status_code == 400


STATIONS = 60_000
FILL = f"""
    INSERT INTO stations (station_id, valid_from, told_at, city_id, name, lat, lon, newest)
    SELECT lpad(n::text, 6, '0'), day, day, 'city', 'A station', 41 + n % 244 / 1000.0 + nth / 1e5,
        2 + n / 244 / 1000.0, nth = 2
    FROM generate_series(1, {STATIONS}) AS n
    CROSS JOIN (VALUES (1, timestamptz '2026-01-01'), (2, '2026-02-01')) AS stood (nth, day)
"""


@pytest.fixture(scope="module")
async def many(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    """A city a hundred times as large as any, in which each station has moved once."""
    engine = create_engine(await make_database("trips"), 1, statement_timeout_s=60)
    async with engine.begin() as tx:
        for statement in (FILL, "ANALYZE stations"):
            await tx.execute(sa.text(statement))
    yield engine
    await engine.dispose()


@pytest.mark.parametrize(
    ("wanted", "after"),
    [
        pytest.param(Wanted(None, None, None), None, id="all"),
        pytest.param(Wanted(None, None, None), After(None, "030000"), id="all, from the middle on"),
        pytest.param(Wanted(Box(2.1, 41.1, 2.105, 41.105), None, None), None, id="a box"),
        pytest.param(Wanted(None, Point(41.1, 2.1), None), None, id="near"),
        pytest.param(Wanted(None, Point(41.1, 2.1), None), After(0.001, "000000"), id="near, a second page"),
        pytest.param(Wanted(None, None, "a zone"), None, id="a zone"),
    ],
)
async def test_a_page_reads_about_its_stations(
    many: AsyncEngine, wanted: Wanted, after: After | None
) -> None:
    """In blocks: the table has over 2,000, and a page of 50 stations some index blocks for each."""
    statement, values = listing(wanted, after)
    assert await blocks(many, statement, {**values, "now": datetime.now(UTC), "most": 51}) < 700
