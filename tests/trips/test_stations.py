"""Stations as feeds report them over time, through the real service."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.events.registry import decode
from shared.limits import ID_LENGTH_MAX
from tests.conftest import MakeDatabase
from tests.events import station_reported

from .running_trips import Trips, running_trips

MAY = 1_620_000_000
"""2021-05-03T00:00:00Z"""


def station(**fields: Any) -> dict[str, Any]:
    return {"station_id": "1", "name": "GRAN VIA", "lat": 41.39, "lon": 2.18, "capacity": 46} | fields


def feed(*stations: dict[str, Any], last_updated: object = MAY) -> dict[str, Any]:
    return {"last_updated": last_updated, "ttl": 1, "data": {"stations": stations}}


def counts(**changes: Any) -> dict[str, Any]:
    return {"new": 0, "moved": 0, "changed": 0, "unchanged": 0, "failures": []} | changes


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(feed(station(station_id=1)), id="GBFS 1.1, ids as Bicing writes them"),
        pytest.param(feed(station(is_virtual_station=False)) | {"version": "2.3"}, id="GBFS 2.3"),
        pytest.param(
            feed(
                station(name=[{"text": "GRAN VIA", "language": "ca"}, {"text": "x", "language": "en"}]),
                last_updated="2021-05-03T02:00:00+02:00",
            )
            | {"version": "3.0"},
            id="GBFS 3.0",
        ),
    ],
)
async def test_every_version_of_gbfs_tells_the_same(trips: Trips, body: dict[str, Any]) -> None:
    assert await trips.put("/v1/stations", body) == counts(new=1)
    query = "SELECT station_id, valid_from, name, lat, lon, capacity, zone_id FROM stations"
    since = datetime.fromtimestamp(MAY, UTC)
    assert await trips.rows(query) == [("1", since, "GRAN VIA", 41.39, 2.18, 46, None)]
    [event] = await trips.said("station.reported.v1")
    assert decode("station.reported.v1", json.dumps(event)) == station_reported(
        station_id="1",
        name="GRAN VIA",
        lat=41.39,
        lon=2.18,
        capacity=46,
        valid_from=since,
        revision=MAY * 1000,
    )
    assert await trips.put("/v1/stations", body) == counts(unchanged=1)
    assert len(await trips.said("station.reported.v1")) == 1


async def test_a_station_keeps_a_row_for_each_position_it_has_had(trips: Trips) -> None:
    day = 86_400
    await trips.put("/v1/stations", feed(station()))
    moved = feed(station(lat=41.4), last_updated=MAY + 2 * day)
    assert await trips.put("/v1/stations", moved) == counts(moved=1)
    older = feed(station(lat=41.38), last_updated=MAY - day)
    assert await trips.put("/v1/stations", older) == counts(new=1)
    assert await trips.put("/v1/stations", moved) == counts(unchanged=1)
    positions = await trips.rows("SELECT lat FROM stations ORDER BY valid_from")
    assert positions == [(41.38,), (41.39,), (41.4,)]
    # Readers keep the newest, whatever is imported when.
    newest = max(await trips.said("station.reported.v1"), key=lambda event: int(event["revision"]))
    assert newest["lat"] == 41.4


async def test_a_trip_is_measured_between_the_positions_of_its_day(trips: Trips) -> None:
    start = datetime.now(UTC) - timedelta(days=4)
    before, after = start - timedelta(days=1), start + timedelta(days=2)
    stations = [station(), station(station_id="2", lat=41.40)]
    await trips.put("/v1/stations", feed(*stations, last_updated=before.isoformat()))
    moved = feed(station(station_id="2", lat=41.41), last_updated=after.isoformat())
    await trips.put("/v1/stations", moved)
    metres = [await ridden(trips, start), await ridden(trips, after + timedelta(hours=1))]
    assert metres == [1112, 2224]


async def ridden(trips: Trips, started_at: datetime) -> int:
    """The metres of a new trip from station 1 to station 2."""
    ended_at = started_at + timedelta(minutes=20)
    trip = await trips.report(
        started_at=started_at.isoformat(),
        ended_at=ended_at.isoformat(),
        start_station_id="1",
        end_station_id="2",
    )
    [(metres,)] = await trips.rows("SELECT distance_m FROM trips WHERE trip_id::text = $1", trip["trip_id"])
    return int(metres)


async def test_a_new_name_or_capacity_is_a_change_where_the_station_stands(trips: Trips) -> None:
    await trips.put("/v1/stations", feed(station()))
    renamed = station(name="Plaça de l'Àngel · ç ñ 日本", capacity=20)
    answer = await trips.put("/v1/stations", feed(renamed, last_updated=MAY + 60))
    assert answer == counts(changed=1)
    [row] = await trips.rows("SELECT name, capacity FROM stations")
    assert row == ("Plaça de l'Àngel · ç ñ 日本", 20)
    assert [event["name"] for event in await trips.said("station.reported.v1")] == ["GRAN VIA", row[0]]


async def test_stations_that_a_feed_does_not_name_stay(trips: Trips) -> None:
    await trips.put("/v1/stations", feed(station(), station(station_id="2", lat=41.4)))
    later = feed(station(), last_updated=MAY + 60)
    assert await trips.put("/v1/stations", later) == counts(unchanged=1)
    assert await trips.rows("SELECT station_id FROM stations ORDER BY 1") == [("1",), ("2",)]


async def test_a_dry_run_answers_what_would_happen_and_changes_nothing(trips: Trips) -> None:
    answer = await trips.client.put("/v1/stations", json=feed(station()), headers={"Prefer": "dry-run"})
    assert answer.json() == counts(new=1)
    assert answer.headers["preference-applied"] == "dry-run"
    assert await trips.rows("SELECT FROM stations") == []
    assert await trips.said("station.reported.v1") == []


@pytest.mark.data
async def test_bicings_snapshots_make_one_history_in_either_order(
    trips: Trips, make_database: MakeDatabase, tmp_path: Path, data_dir: Path
) -> None:
    names = ("bicing_2021-05-26_station_information.json", "bicing_2022-04-19_station_information.json")
    feeds = [json.loads((data_dir / "gbfs" / name).read_text()) for name in names]
    for body in feeds:
        await trips.put("/v1/stations", body)
    query = "SELECT station_id, lat, lon FROM {} ORDER BY 1, valid_from"
    newest = "(SELECT DISTINCT ON (station_id) * FROM stations ORDER BY station_id, valid_from DESC) AS s"
    (tmp_path / "other").mkdir()
    async with running_trips(await make_database("trips"), tmp_path / "other") as other:
        for body in reversed(feeds):
            await other.put("/v1/stations", body)
        assert await other.rows(query.format(newest)) == await trips.rows(query.format(newest))


@pytest.mark.parametrize(
    ("bad", "pointer", "code"),
    [
        pytest.param(7, "", "wrong_type", id="a number"),
        pytest.param({"name": "no id"}, "/station_id", "missing", id="no id"),
        pytest.param(station(station_id="good"), "/station_id", "repeated", id="twice the same"),
        pytest.param(station(station_id="i" * 256), "/station_id", "out_of_range", id="an id too long"),
        pytest.param(station(lat=0, lon=0.0), "/lat", "no_position", id="where no city is"),
        pytest.param(station(lat=90.1), "/lat", "out_of_range", id="north of north"),
        pytest.param(station(lon=-180.1), "/lon", "out_of_range", id="west of west"),
        pytest.param(station(lat=True), "/lat", "wrong_type", id="true is no number"),
        pytest.param(station(lat="41.4"), "/lat", "wrong_type", id="a text is no number"),
        pytest.param(station(lat=None), "/lat", "wrong_type", id="nowhere"),
        pytest.param(station(name=""), "/name", "out_of_range", id="no name"),
        pytest.param(station(name=[]), "/name", "wrong_type", id="no name in any language"),
        pytest.param(station(name="a\0b"), "/name", "forbidden_character", id="U+0000"),
        pytest.param(station(name="a\u202eb"), "/name", "forbidden_character", id="U+202E"),
        pytest.param(station(name="\ud800"), "/name", "forbidden_character", id="surrogate"),
        pytest.param(station(capacity=-1), "/capacity", "out_of_range", id="minus one dock"),
        pytest.param(station(capacity=2**63), "/capacity", "out_of_range", id="2^63 docks"),
    ],
)
async def test_a_bad_station_is_a_failure_and_the_good_ones_land(
    trips: Trips, bad: object, pointer: str, code: str
) -> None:
    good = [station(station_id="good"), station(station_id="too")]
    body = {"last_updated": MAY, "data": {"stations": [good[0], bad, good[1]]}}
    answer = await trips.client.put(
        "/v1/stations", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    [failure] = answer.json()["failures"]
    assert failure["index"] == 1
    assert failure["problem"]["code"] == "validation-error"
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in failure["problem"]["errors"]]
    assert answer.json() == counts(new=2, failures=[failure])
    assert await trips.rows("SELECT station_id FROM stations ORDER BY 1") == [("good",), ("too",)]


async def test_a_failure_repeats_the_id_of_a_station_only_if_it_is_one(trips: Trips) -> None:
    strange = ["a\0", "i" * 256, None, True]
    bad = [station(station_id=found, lat=91) for found in (7, "x", *strange)]
    answer = await trips.put("/v1/stations", feed(*bad))
    assert [each.get("station_id") for each in answer["failures"]] == ["7", "x", None, None, None, None]


async def test_ids_are_as_long_as_feeds_have_them(trips: Trips) -> None:
    """GBFS sets no limit. This one is real, and has 67 characters."""
    real = "andermatt_gotthardpass_brigg_abzweigung_alte_gotthardstrasse_abd906"
    longest = "é" * ID_LENGTH_MAX
    answer = await trips.put("/v1/stations", feed(station(station_id=real), station(station_id=longest)))
    assert answer == counts(new=2)
    trip = await trips.report(start_station_id=real, end_station_id=longest, vehicle_id=longest)
    query = "SELECT start_station_id, end_station_id, vehicle_id FROM trips WHERE trip_id::text = $1"
    assert await trips.rows(query, trip["trip_id"]) == [(real, longest, longest)]
    for event in await trips.said("station.reported.v1"):
        decode("station.reported.v1", json.dumps(event))


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        pytest.param({}, "/data", "missing", id="no data"),
        pytest.param(feed(), "/data/stations", "out_of_range", id="no stations"),
        pytest.param({"data": {"stations": {}}}, "/data/stations", "wrong_type", id="no list"),
        pytest.param(feed(station(), last_updated="soon"), "/last_updated", "bad_format", id="no time"),
        pytest.param(
            feed(station(), last_updated=MAY * 1000), "/last_updated", "bad_format", id="milliseconds"
        ),
        pytest.param(feed(station(), last_updated=True), "/last_updated", "wrong_type", id="true is no time"),
        pytest.param(feed(station(), last_updated=1.5), "/last_updated", "wrong_type", id="a float"),
        pytest.param(feed(station(), last_updated="\ud800"), "/last_updated", "bad_format", id="no text"),
        pytest.param(feed(station(), last_updated=0), "/last_updated", "out_of_range", id="1970"),
        pytest.param(feed(station(), last_updated=MAY * 2), "/last_updated", "out_of_range", id="in 2072"),
    ],
)
async def test_a_broken_feed_is_refused_at_the_place(
    refusing: Trips, body: dict[str, Any], pointer: str, code: str
) -> None:
    answer = await refusing.client.put(
        "/v1/stations", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422, answer.text
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in answer.json()["errors"]]
    assert await refusing.rows("SELECT FROM stations") == []


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        pytest.param(b"", "application/json", 400, id="empty"),
        pytest.param(b"[]", "application/json", 400, id="a list"),
        pytest.param('{"name": "Àngel"}'.encode("latin-1"), "application/json", 400, id="Latin-1"),
        pytest.param(b'{"data": NaN}', "application/json", 400, id="NaN"),
        pytest.param(b"[" * 100_000, "application/json", 400, id="100,000 levels deep"),
        pytest.param(b"{}", "text/plain", 415, id="not JSON"),
        pytest.param(b" " * (2 * 1024 * 1024 + 1), "application/json", 413, id="one byte over 2 MiB"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/stations", "/v1/stations/status", "/v1/zones"])
async def test_what_is_no_json_object_is_refused(
    refusing: Trips, path: str, content: bytes, media_type: str, status: int
) -> None:
    answer = await refusing.client.put(path, content=content, headers={"Content-Type": media_type})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("path", "others"),
    [
        ("/v1/stations", ("rider", "city", "auditor", "partner")),
        ("/v1/stations/status", ("rider", "city", "auditor", "partner")),
        ("/v1/zones", ("rider", "auditor", "partner")),
    ],
)
async def test_who_tells_where_things_are(refusing: Trips, path: str, others: tuple[str, ...]) -> None:
    for role in others:
        answer = await refusing.client.put(path, json={}, headers=refusing.signed_in(role))
        assert answer.status_code == 403
    answer = await refusing.client.put(path, json={}, headers={"Authorization": ""})
    assert answer.status_code == 401
