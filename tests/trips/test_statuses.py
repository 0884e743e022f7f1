"""What stations report, by their own time, whichever feed tells it first."""

import asyncio
import csv
import gzip
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.trips.statuses.rules import DayMinutes, bounds_of, minutes_between
from services.trips.statuses.store import reported
from shared.db import create_engine
from tests.conftest import MakeDatabase

from .running_trips import Trips, running_trips
from .test_operators import as_operator
from .test_stations import feed as stations_feed
from .test_stations import station

MAY_4 = 1_777_852_800
"""2026-05-04T00:00:00Z"""
MADRID = ZoneInfo("Europe/Madrid")
PATH = "/v1/stations/status"


def status(**fields: Any) -> dict[str, Any]:
    told = {"station_id": "1", "num_bikes_available": 5, "num_docks_available": 22, "last_reported": MAY_4}
    return {**told, "is_installed": True, "is_renting": True, "is_returning": True, **fields}


def feed(*statuses: dict[str, Any], last_updated: object = MAY_4 + 30) -> dict[str, Any]:
    return {"last_updated": last_updated, "ttl": 10, "data": {"stations": statuses}}


def counts(**changes: Any) -> dict[str, Any]:
    return {"new": 0, "changed": 0, "unchanged": 0, "failures": []} | changes


async def kept(trips: Trips) -> list[tuple[Any, ...]]:
    query = (
        "SELECT station_id, reported_at, said_at, state, vehicles, docks FROM station_statuses ORDER BY 1, 2"
    )
    return await trips.rows(query)


@pytest.fixture
async def with_stations(trips: Trips) -> Trips:
    """Two stations of the operator."""
    await trips.put("/v1/stations", stations_feed(station(), station(station_id="2", lat=41.4)))
    return trips


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            feed(status(station_id=1, is_installed=1, is_renting=1, is_returning=1)),
            id="GBFS 1.0 and 1.1, as Bicing writes it",
        ),
        pytest.param(
            feed(status(vehicle_types_available=[{"vehicle_type_id": "e", "count": 5}])) | {"version": "2.3"},
            id="GBFS 2.3",
        ),
        pytest.param(
            feed(
                {
                    "station_id": "1",
                    "num_vehicles_available": 5,
                    "num_docks_available": 22,
                    "is_installed": True,
                    "is_renting": True,
                    "is_returning": True,
                    "last_reported": "2026-05-04T02:00:00+02:00",
                },
                last_updated="2026-05-04T00:00:30Z",
            )
            | {"version": "3.1"},
            id="GBFS 3.0 and 3.1",
        ),
    ],
)
async def test_every_version_of_gbfs_tells_the_same(with_stations: Trips, body: dict[str, Any]) -> None:
    assert await with_stations.put(PATH, body) == counts(new=1)
    at = datetime.fromtimestamp(MAY_4, UTC)
    assert await kept(with_stations) == [("1", at, at + timedelta(seconds=30), "usable", 5, 22)]
    assert await with_stations.put(PATH, body) == counts(unchanged=1)
    assert len(await kept(with_stations)) == 1


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        pytest.param({}, "usable", id="bikes and docks"),
        pytest.param({"num_bikes_available": 0}, "empty", id="no bikes"),
        pytest.param({"num_docks_available": 0}, "full", id="no docks"),
        pytest.param({"num_docks_available": None}, "usable", id="docks unknown"),
        pytest.param({"is_renting": False}, "out_of_service", id="rents nothing"),
        pytest.param({"is_returning": 0}, "out_of_service", id="takes nothing back"),
        pytest.param({"is_installed": 0}, "out_of_service", id="not there"),
        pytest.param({"num_vehicles_available": 0}, "empty", id="the newer name holds"),
    ],
)
async def test_what_is_told_makes_a_state(with_stations: Trips, fields: dict[str, Any], state: str) -> None:
    assert await with_stations.put(PATH, feed(status(**fields))) == counts(new=1)
    [row] = await kept(with_stations)
    assert row[3] == state


async def test_a_status_without_its_time_holds_as_of_its_feed(with_stations: Trips) -> None:
    untimed = {"station_id": "1", "num_bikes_available": 1}
    assert await with_stations.put(PATH, feed(untimed, last_updated=MAY_4 + 7)) == counts(new=1)
    [row] = await kept(with_stations)
    assert row[1] == row[2] == datetime.fromtimestamp(MAY_4 + 7, UTC)


FEEDS: Sequence[tuple[int, int, int]] = [
    # Reported, said in a feed of, bikes: in seconds.
    (0, 30, 5),
    (0, 90, 5),
    (60, 90, 0),
    (60, 150, 1),
    (600, 630, 3),
]


async def test_late_and_repeated_feeds_make_one_history_in_whatever_order(with_stations: Trips) -> None:
    histories = []
    for seed in range(4):
        order = [*FEEDS, *FEEDS]
        random.Random(seed).shuffle(order)
        for reported_s, said_s, bikes in order if seed else FEEDS:
            told = status(last_reported=MAY_4 + reported_s, num_bikes_available=bikes)
            await with_stations.put(PATH, feed(told, last_updated=MAY_4 + said_s))
        histories.append([(row[3], row[4]) for row in await kept(with_stations)])
        await with_stations.rows("DELETE FROM station_statuses")
    assert histories == [[("usable", 5), ("usable", 1), ("usable", 3)]] * 4


async def test_a_report_that_is_told_otherwise_later_is_changed(with_stations: Trips) -> None:
    await with_stations.put(PATH, feed(status(), last_updated=MAY_4 + 60))
    other = status(num_bikes_available=0)
    assert await with_stations.put(PATH, feed(other, last_updated=MAY_4 + 30)) == counts(unchanged=1)
    assert await with_stations.put(PATH, feed(other, last_updated=MAY_4 + 90)) == counts(changed=1)
    [row] = await kept(with_stations)
    assert (row[3], row[4]) == ("empty", 0)


async def test_who_is_unknown_or_anothers_is_a_failure_and_the_others_land(with_stations: Trips) -> None:
    await with_stations.put(
        "/v1/stations", stations_feed(station(station_id="3")), 200, **as_operator(with_stations, "rival")
    )
    body = feed(status(station_id="nobody's"), status(station_id="3"), status(), status())
    answer = await with_stations.put(PATH, body)
    unknown, others, repeated = answer["failures"]
    assert (unknown["index"], unknown["station_id"]) == (0, "nobody's")
    assert unknown["problem"]["errors"] == [{"pointer": "/station_id", "code": "unknown"}]
    assert (others["index"], others["station_id"]) == (1, "3")
    assert others["problem"]["code"] == "station-of-another-operator"
    assert (repeated["index"], repeated["problem"]["errors"][0]["code"]) == (3, "repeated")
    assert answer == counts(new=1, failures=answer["failures"])
    assert [row[0] for row in await kept(with_stations)] == ["1"]


async def test_a_transfer_gives_the_reports_to_come_too(with_stations: Trips) -> None:
    body = {"from_operator_id": "operator", "to_operator_id": "rival"}
    headers = with_stations.signed_in("city") | {"Idempotency-Key": "transfer"}
    answer = await with_stations.client.post("/v1/stations:transfer", json=body, headers=headers)
    answer.raise_for_status()
    assert len((await with_stations.put(PATH, feed(status())))["failures"]) == 1
    rival = as_operator(with_stations, "rival")
    assert await with_stations.put(PATH, feed(status()), 200, **rival) == counts(new=1)


async def test_a_dry_run_keeps_nothing(with_stations: Trips) -> None:
    answer = await with_stations.client.put(PATH, json=feed(status()), headers={"Prefer": "dry-run"})
    assert (answer.json(), answer.headers["preference-applied"]) == (counts(new=1), "dry-run")
    assert await kept(with_stations) == []


@pytest.mark.parametrize(
    ("bad", "pointer", "code"),
    [
        pytest.param(7, "", "wrong_type", id="a number"),
        pytest.param({"num_bikes_available": 1}, "/station_id", "missing", id="no id"),
        pytest.param({"station_id": "2"}, "/num_vehicles_available", "missing", id="no count"),
        pytest.param(status(num_bikes_available=-1), "/num_bikes_available", "out_of_range", id="minus one"),
        pytest.param(
            status(num_docks_available=10_001), "/num_docks_available", "out_of_range", id="too many docks"
        ),
        pytest.param(status(num_bikes_available=2**63), "/num_bikes_available", "out_of_range", id="2^63"),
        pytest.param(status(num_bikes_available="5"), "/num_bikes_available", "wrong_type", id="a text"),
        pytest.param(status(num_bikes_available=True), "/num_bikes_available", "wrong_type", id="true bikes"),
        pytest.param(status(num_bikes_available=1.5), "/num_bikes_available", "wrong_type", id="half a bike"),
        pytest.param(status(is_renting=2), "/is_renting", "wrong_type", id="more than true"),
        pytest.param(status(is_renting="true"), "/is_renting", "wrong_type", id="a text for true"),
        pytest.param(status(is_renting=1.0), "/is_renting", "wrong_type", id="1.0 for true"),
        pytest.param(status(last_reported=MAY_4 * 1000), "/last_reported", "bad_format", id="milliseconds"),
        pytest.param(status(last_reported=0), "/last_reported", "out_of_range", id="1970"),
        pytest.param(status(last_reported=MAY_4 * 2), "/last_reported", "out_of_range", id="in 2082"),
        pytest.param(status(last_reported=True), "/last_reported", "wrong_type", id="true is no time"),
        pytest.param(status(last_reported="soon"), "/last_reported", "bad_format", id="no time"),
        pytest.param(status(last_reported="\ud800"), "/last_reported", "bad_format", id="a surrogate"),
    ],
)
async def test_a_bad_status_is_a_failure_and_the_good_ones_land(
    with_stations: Trips, bad: object, pointer: str, code: str
) -> None:
    body = {"last_updated": MAY_4 + 30, "data": {"stations": [status(station_id="2"), bad]}}
    headers = {"Content-Type": "application/json"}
    answer = await with_stations.client.put(PATH, content=json.dumps(body), headers=headers)
    assert answer.status_code == 200, answer.text
    [failure] = answer.json()["failures"]
    assert failure["index"] == 1
    assert (pointer, code) in [(each["pointer"], each["code"]) for each in failure["problem"]["errors"]]
    assert answer.json() == counts(new=1, failures=[failure])


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        pytest.param({}, "/data", "missing", id="no data"),
        pytest.param(feed(), "/data/stations", "out_of_range", id="no stations"),
        pytest.param({"data": {"stations": {}}}, "/data/stations", "wrong_type", id="no list"),
        pytest.param(feed(status(), last_updated="soon"), "/last_updated", "bad_format", id="no time"),
        pytest.param(feed(status(), last_updated=1.5), "/last_updated", "wrong_type", id="a float"),
        pytest.param(feed(status(), last_updated=0), "/last_updated", "out_of_range", id="1970"),
        pytest.param(feed(status(), last_updated=MAY_4 * 2), "/last_updated", "out_of_range", id="in 2082"),
    ],
)
async def test_a_broken_feed_is_refused_at_the_place(
    refusing: Trips, body: dict[str, Any], pointer: str, code: str
) -> None:
    assert (pointer, code) in await refusing.faults(PATH, body)


async def day_of(trips: Trips, station_id: str, day: date) -> DayMinutes:
    engine = create_engine(trips.dsn, pool_size=1)
    begins_at, ends_at = bounds_of(day, MADRID)
    async with engine.connect() as tx:
        found = await reported(tx, station_id, begins_at, ends_at)
    await engine.dispose()
    return minutes_between(found, begins_at, ends_at)


async def test_g17_of_a_station_that_reported_late_and_twice(with_stations: Trips) -> None:
    told = [(0, 5), (30, 0), (75, 2), (240, 10), (300, 20), (330, 18), (600, 0), (630, 1)]
    begins_at, _ = bounds_of(date(2026, 5, 4), MADRID)
    for minute, bikes in random.Random(17).sample([*told, *told], 16):
        at = int(begins_at.timestamp()) + 60 * minute
        report = status(num_bikes_available=bikes, num_docks_available=20 - bikes, last_reported=at)
        await with_stations.put(PATH, feed(report, last_updated=at + 20))
    day = await day_of(with_stations, "1", date(2026, 5, 4))
    assert day.minutes == {"usable": 1335, "empty": 75, "full": 30, "out_of_service": 0, "unknown": 0}
    assert day.longest_outage_min == 45
    # The day before nobody knows; the day after it stands as it stood, for as long as somebody says so.
    assert (await day_of(with_stations, "1", date(2026, 5, 3))).minutes["unknown"] == 1440
    assert (await day_of(with_stations, "1", date(2026, 5, 5))).minutes["usable"] == 11 * 60 + 30


@pytest.mark.data
async def test_bicings_recorded_polls_make_the_same_minutes_in_either_order(
    make_database: MakeDatabase, tmp_path: Path, data_dir: Path
) -> None:
    """Each twentieth of 891 polls, across the change of the clocks, forwards and then backwards and twice."""
    polls: dict[int, list[dict[str, Any]]] = defaultdict(list)
    with gzip.open(data_dir / "gbfs" / "bicing_2019-03_station_status_timeseries.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            if int(row["station_id"]) < 40:
                numbers = {
                    name: int(row[name])
                    for name in ("num_bikes_available", "num_docks_available", "is_renting", "last_reported")
                }
                polls[int(row["last_updated"])].append({"station_id": row["station_id"], **numbers})
    moments = sorted(polls)[::20]
    ids = sorted({each["station_id"] for at in moments for each in polls[at]})
    stations = [station(station_id=each, lat=41.3 + int(each) / 1000) for each in ids]
    days = [date(2019, 3, 29) + timedelta(days=n) for n in range(3)]
    found: list[list[DayMinutes]] = []
    for order in (moments, [*reversed(moments), *moments]):
        (folder := tmp_path / str(len(found))).mkdir()
        async with running_trips(await make_database("trips"), folder) as trips:
            await trips.put("/v1/stations", stations_feed(*stations))
            for at in order:
                answer = await trips.put(PATH, feed(*polls[at], last_updated=at))
                assert answer["failures"] == []
            found.append([await day_of(trips, each, day) for each in ids for day in days])
    assert found[0] == found[1]
    assert {sum(day.minutes.values()) for day in found[0]} == {1440, 1380}


async def test_reports_at_once_make_one_row_each(with_stations: Trips) -> None:
    both = [status(), status(station_id="2")]
    answers = await asyncio.gather(
        *(with_stations.put(PATH, feed(*order)) for order in (both, both[::-1]) * 3)
    )
    assert sum(answer["new"] for answer in answers) == 2
    assert sum(answer["unchanged"] for answer in answers) == 10
