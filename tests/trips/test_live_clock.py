"""What the clock does to trips that are told live: no end, lapses, the closing of a trace."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.trips.deadlines.actions import keep
from services.trips.trace_chunks.rules import packed_points, runs_of, unpacked_points
from services.trips.traces.rules import TracePoint
from tests.cases.trip_histories import Trips

from .telling_live import BEGAN, POINTS, Phone, _begun, code, live

__all__ = ["_begun", "live"]


async def said_of(live: Trips) -> list[tuple[str, int]]:
    async with live.engine.connect() as tx:
        rows = await tx.execute(
            sa.text("""
                SELECT data FROM (
                    SELECT 1 AS part, position AS place, data FROM log
                    UNION ALL SELECT 2, seq, data FROM outbox
                ) AS said ORDER BY part, place
            """)
        )
        told = [json.loads(row.data) for row in rows]
    return [(each["verdict"], each["revision"]) for each in told]


async def test_an_open_trip_is_not_said_and_one_without_an_end_is_within_a_minute(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    await phone.chunk(0, POINTS)
    assert await said_of(live) == []
    silent = BEGAN + timedelta(hours=3, minutes=11)
    for now in (silent - timedelta(seconds=1), silent, silent + timedelta(seconds=1)):
        await keep(live.engine, live.state["game_now"], now)
    assert await said_of(live) == [("held", 1)]
    live.at(silent + timedelta(minutes=1))
    assert (await phone.seen())["reasons"] == ["no_end"]
    await phone.end()
    assert await said_of(live) == [("held", 1), ("accepted", 2)]


async def test_a_phone_that_is_heard_of_again_is_open_again_and_that_is_not_said(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    later = BEGAN + timedelta(hours=4)
    await keep(live.engine, live.state["game_now"], later)
    live.at(later)
    await phone.chunk(0, POINTS)
    assert (await phone.seen())["verdict"] == "open"
    assert await said_of(live) == [("held", 1)]
    await phone.end()
    assert await said_of(live) == [("held", 1), ("accepted", 2)]


async def test_reading_says_what_the_clock_has_changed_before_its_work_does(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    live.at(BEGAN + timedelta(hours=3, minutes=11))
    listed = await live.send("GET", "/v1/me/trips", "rider", phone.rider)
    assert [each["reasons"] for each in listed.json()["trips"]] == [["no_end"]]
    assert await said_of(live) == [("held", 1)]


async def test_two_processes_do_the_clocks_work_at_a_time(live: Trips) -> None:
    phones = [Phone(live) for _ in range(30)]
    for phone in phones:
        await phone.start()
    silent = BEGAN + timedelta(hours=3, minutes=12)
    await asyncio.gather(*(keep(live.engine, live.state["game_now"], silent) for _ in range(4)))
    await keep(live.engine, live.state["game_now"], silent)
    assert await said_of(live) == [("held", 1)] * 30


async def test_a_whole_trip_lapses_by_the_same_work(live: Trips) -> None:
    phone = Phone(live)
    body = {
        "trip_id": phone.trip_id,
        "vehicle_type": "bike",
        "started_at": BEGAN.isoformat(),
        "ended_at": (BEGAN + timedelta(minutes=10)).isoformat(),
        "distance_m": 2_000,
    }
    await live.send("POST", "/v1/trips", "rider", phone.rider, body)
    seen = await phone.seen()
    assert (seen["waits_for"], seen["until"]) == ("dock", "2026-11-30T07:10:00Z")
    await keep(live.engine, live.state["game_now"], BEGAN + timedelta(days=14, minutes=11))
    assert await said_of(live) == [("held", 1), ("rejected", 2)]


async def test_a_trip_waits_for_its_first_points_until_its_trace_closes(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    await phone.end(distance_m=2_000)
    assert (await phone.seen())["waits_for"] == "trace"
    live.at(BEGAN + timedelta(days=1, minutes=12))
    assert (await phone.seen())["waits_for"] == "dock"


async def chunks(engine: AsyncEngine) -> int:
    async with engine.connect() as tx:
        count: int = (await tx.execute(sa.text("SELECT count(*) FROM live_chunks"))).scalar_one()
    return count


async def test_raw_points_are_kept_until_the_trace_closes_and_the_verdict_stays(live: Trips) -> None:
    ended, forgotten = Phone(live), Phone(live)
    await ended.start()
    await ended.chunk(0, POINTS)
    await ended.end()
    await forgotten.chunk(0, POINTS)
    before = await ended.seen()
    for later, left in ((timedelta(hours=23), 2), (timedelta(hours=25), 1), (timedelta(days=15), 0)):
        await keep(live.engine, live.state["game_now"], BEGAN + later)
        assert await chunks(live.engine) == left
    live.at(BEGAN + timedelta(days=15))
    assert code(await ended.chunk(1, POINTS)) == (409, "trace-closed")
    assert await ended.seen() == before


async def test_a_phone_shows_only_later_that_a_dock_has_told_of_its_ride(live: Trips) -> None:
    """Beside the start alone the dock's is another ride; the trip is open, but a chunk may make them one."""
    phone = Phone(live)
    await phone.start()
    docked = {
        "trip_id": str(uuid4()),
        "rider_id": phone.rider,
        "vehicle_type": "bike",
        "started_at": (BEGAN + timedelta(seconds=20)).isoformat(),
        "ended_at": (BEGAN + timedelta(minutes=10)).isoformat(),
    }
    await live.send("POST", "/v1/trips", "operator", "op1", docked)
    dock = Phone(live, UUID(docked["trip_id"]), phone.rider)
    assert ((await phone.seen())["verdict"], (await dock.seen())["confirmed_by"]) == ("open", ["operator"])
    await phone.chunk(0, POINTS)
    assert (await phone.seen())["merged_into"] == [dock.trip_id]
    assert (await dock.seen())["confirmed_by"] == ["operator", "phone"]


async def test_a_dock_that_tells_of_an_open_trip_takes_it_in_with_each_chunk(live: Trips) -> None:
    """What came before the dock, and what comes after it."""
    phone = Phone(live)
    await phone.start()
    await phone.chunk(0, POINTS[:300])
    docked = {
        "trip_id": str(uuid4()),
        "rider_id": phone.rider,
        "vehicle_type": "bike",
        "started_at": BEGAN.isoformat(),
        "ended_at": (BEGAN + timedelta(minutes=10)).isoformat(),
    }
    told = await live.send("POST", "/v1/trips", "operator", "op1", docked)
    assert told.json()["verdict"] == "accepted"
    dock = Phone(live, UUID(docked["trip_id"]), phone.rider)
    before = await dock.seen()
    assert before["confirmed_by"] == ["operator", "phone"]
    await phone.chunk(1, POINTS[300:])
    after = await dock.seen()
    assert (await phone.seen())["merged_into"] == [dock.trip_id]
    assert before["distance_m"] < after["distance_m"]


def test_points_of_a_chunk_are_kept_to_the_last_bit() -> None:
    points = [
        TracePoint(1_763_276_400.123456, 41.39 + i / 7, 2.17, None if i % 2 else 6.5, i == 3)
        for i in range(9)
    ]
    assert packed_points(points) == packed_points(list(points))
    back = unpacked_points([packed_points(points[:4]), packed_points(points[4:])])
    assert [tuple(each)[:3] for each in back.tolist()] == [tuple(each[:3]) for each in points]
    assert [bool(each["mock"]) for each in back] == [each.mock for each in points]
    assert len(unpacked_points([])) == 0


def test_runs_of_chunks() -> None:
    assert runs_of("{}") == ()
    assert runs_of("{[0,1),[4,9)}") == ((0, 0), (4, 8))
