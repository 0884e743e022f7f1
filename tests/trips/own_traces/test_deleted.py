"""Riders delete where they rode: nothing of it is left, and what was judged by it stays."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import httpx
import pytest
import sqlalchemy as sa

from services.trips.cross_checks import store as beside
from services.trips.cross_checks.actions import look
from services.trips.replayed import store as replayed
from tests.cases.trip_histories import Trips
from tests.trips.own_traces.riding import (
    END,
    close,
    deleted,
    docked,
    facts_of,
    ridden,
    told,
    traced,
    where,
)
from tests.trips.telling_live import BEGAN, POINTS, Phone, _begun, code, live

__all__ = ["_begun", "live"]


@pytest.mark.parametrize("way", ["live", "closed", "whole"])
async def test_nothing_of_where_a_rider_was_is_left_and_the_trip_stays_as_it_was(
    live: Trips, way: str
) -> None:
    if way == "whole":
        phone = Phone(live)
        await phone.whole()
    else:
        phone = await ridden(live)
        await (close(live) if way == "closed" else asyncio.sleep(0))
    before = await phone.seen()
    for _ in range(2):
        assert (await deleted(phone)).status_code == httpx.codes.NO_CONTENT
        assert await where(live) == 0
        assert await phone.seen() == before
    async with live.engine.connect() as tx:
        row = (await tx.execute(sa.text("SELECT traces::text AS row, remains::text FROM traces"))).one()
    assert "41.3" not in row.row
    if way != "whole":
        assert code(await phone.chunk(1, POINTS)) == (409, "trace-closed")
        assert code(await phone.chunk(0, POINTS)) == (409, "trace-closed")
    assert await where(live) == 0


async def test_an_open_trip_is_ended_or_cancelled_first(live: Trips) -> None:
    ended, cancelled, unbegun = Phone(live), Phone(live), Phone(live)
    for phone in (ended, cancelled):
        await phone.start()
    for phone in (ended, cancelled, unbegun):
        await phone.chunk(0, POINTS)
        assert code(await deleted(phone)) == (409, "trip-open")
        assert len((await traced(phone)).json()["features"]) == len(POINTS)
    await ended.end()
    for phone in (cancelled, unbegun):
        await phone.cancel()
    for phone in (ended, cancelled, unbegun):
        assert (await deleted(phone)).status_code == httpx.codes.NO_CONTENT
        assert code(await traced(phone)) == (404, "no-trace")
    assert await where(live) == 0
    await unbegun.start()  # its start may still come
    assert (await unbegun.seen())["reasons"] == ["cancelled"]
    assert await where(live) == 0


async def test_a_trip_without_end_keeps_its_figures_when_its_end_comes(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    await phone.chunk(0, POINTS)
    live.at(BEGAN + timedelta(hours=4))
    before = await phone.seen()
    assert before["reasons"] == ["no_end"]
    assert (await deleted(phone)).status_code == httpx.codes.NO_CONTENT
    assert await phone.seen() == before
    assert (await phone.end(timedelta(minutes=30))).json()["verdict"] == "accepted"
    after = await phone.seen()
    assert (after["distance_m"], after["distance_source"]) == (before["distance_m"], "trace")
    assert after["ended_at"] == "2026-11-16T07:10:30Z"  # 30 s after its last movement


async def test_a_chunk_that_waited_for_a_deletion_is_refused(live: Trips) -> None:
    """Its clock is that of before the deletion, but the points would stay for ever."""
    phone = await ridden(live)
    live.at(BEGAN + timedelta(minutes=20))
    await deleted(phone)
    live.at(BEGAN + timedelta(minutes=12))
    assert code(await phone.chunk(1, POINTS)) == (409, "trace-closed")
    assert await where(live) == 0


async def test_who_waits_for_a_trace_waits_no_more(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    await phone.end(distance_m=2_000)
    assert (await phone.seen())["waits_for"] == "trace"
    await deleted(phone)
    assert (await phone.seen())["waits_for"] == "dock"
    assert code(await phone.chunk(0, POINTS)) == (409, "trace-closed")


async def test_a_trip_is_read_and_deleted_with_the_phone_that_is_merged_into_it(live: Trips) -> None:
    phone = await ridden(live)
    dock = await docked(phone)
    assert (await phone.seen())["merged_into"] == [dock.trip_id]
    assert (await traced(dock)).json()["trip_id"] == phone.trip_id
    before = await dock.seen()
    assert (before["distance_source"], before["confirmed_by"]) == ("trace", ["operator", "phone"])
    assert (await deleted(dock)).status_code == httpx.codes.NO_CONTENT
    assert await where(live) == 0
    for each in (phone, dock):
        assert code(await traced(each)) == (404, "no-trace")
    assert await dock.seen() == before


async def test_a_dock_that_tells_later_takes_the_metres_of_its_minutes(live: Trips) -> None:
    """As if they had been ridden evenly: 2,878 m in ten minutes are 2,686 m in 560 s."""
    phone = await ridden(live)
    assert (await phone.seen())["distance_m"] == 2_878
    await deleted(phone)
    dock = await docked(phone, started_at=(BEGAN + timedelta(seconds=40)).isoformat())
    assert (await phone.seen())["merged_into"] == [dock.trip_id]
    after = await dock.seen()
    assert (after["verdict"], after["distance_m"]) == ("accepted", 2_686)
    assert after["confirmed_by"] == ["operator", "phone"]


async def test_metres_of_a_deleted_trace_count_once_for_all_rides_that_docks_tell_later(live: Trips) -> None:
    phone = await ridden(live)
    whole = (await phone.seen())["distance_m"]
    await deleted(phone)
    ends = [BEGAN, BEGAN + timedelta(seconds=200), BEGAN + timedelta(seconds=400), END]
    docks = [
        await docked(phone, started_at=began.isoformat(), ended_at=ended.isoformat())
        for began, ended in pairwise(ends)
    ]
    assert set((await phone.seen())["merged_into"]) == {dock.trip_id for dock in docks}
    assert abs(sum([(await dock.seen())["distance_m"] for dock in docks]) - whole) <= 1


async def test_locks_that_tell_later_find_their_rider_by_what_was_shown(live: Trips) -> None:
    phone = await ridden(live, vehicle_id="B-7")
    before = facts_of(await phone.seen())
    await deleted(phone)
    events = [
        {"event_id": str(uuid4()), "vehicle_id": "B-7", "kind": kind, "at": at.isoformat()}
        for kind, at in (("unlock", BEGAN), ("lock", END))
    ]
    body = {"events": events}
    await live.send("POST", "/v1/vehicle-events:batch", "operator", "op1", body)

    async def merged() -> Any:
        return (await phone.seen()).get("merged_into")

    for _ in range(100):
        if into := await merged():
            break
        await asyncio.sleep(0.1)
    ride = Phone(live, None, phone.rider)
    [ride.trip_id] = into
    after = await ride.seen()
    assert (after["verdict"], after["distance_m"]) == ("accepted", before["distance_m"])


async def test_when_the_partner_is_voided_the_phone_lives_with_its_own_figures(live: Trips) -> None:
    phone = await ridden(live)
    before = facts_of(await phone.seen())
    dock = await docked(phone, started_at=(BEGAN + timedelta(minutes=4)).isoformat())
    part = (await dock.seen())["distance_m"]
    assert part < before["distance_m"]
    await deleted(phone)
    assert (await dock.seen())["distance_m"] == part
    await live.send("POST", f"/v1/trips/{dock.trip_id}/void", "operator", "op1", {"reason": "wrong"})
    assert facts_of(await phone.seen()) == before
    decision = {"verdict": "accepted", "reason": "right"}
    await live.send("POST", f"/v1/trips/{dock.trip_id}/decision", "operator", "op1", decision)
    assert ((await dock.seen())["verdict"], (await dock.seen())["distance_m"]) == ("accepted", part)


async def test_corrected_minutes_change_no_figure_of_a_deleted_trace(live: Trips) -> None:
    phone = await ridden(live)
    before = await phone.seen()
    await deleted(phone)
    body = {"ended_at": (BEGAN + timedelta(minutes=8)).isoformat(), "reason": "a clock"}
    answer = await live.send("POST", f"/v1/trips/{phone.trip_id}/correct", "operator", "op1", body)
    assert answer.status_code == httpx.codes.OK, answer.text
    after = await phone.seen()
    assert (after["duration_s"], after["distance_m"]) == (480, before["distance_m"])
    assert (after["verdict"], after["reasons"]) == ("accepted", [])


async def test_a_decision_and_a_deadline_change_no_figure(live: Trips) -> None:
    walk = [each | {"at": _slower(each["at"])} for each in POINTS]
    phone = Phone(live)
    live.at(BEGAN + timedelta(hours=1))
    await phone.start()
    await phone.chunk(0, walk)
    await phone.end(timedelta(minutes=40))
    before = await phone.seen()
    assert before["reasons"] == ["on_foot", "too_even"]
    await deleted(phone)
    assert await phone.seen() == before
    path = f"/v1/trips/{phone.trip_id}/decision"
    for verdict in ("accepted", "rejected"):
        await live.send("POST", path, "operator", "op1", {"verdict": verdict, "reason": "a look"})
        after = await phone.seen()
        assert (after["verdict"], after["distance_m"]) == (verdict, before["distance_m"])


def _slower(at: str) -> str:
    return (BEGAN + 4 * (datetime.fromisoformat(at) - BEGAN)).isoformat()


async def test_what_is_held_by_its_trace_lapses_as_it_would(live: Trips) -> None:
    walk = [each | {"at": _slower(each["at"])} for each in POINTS]
    phone = Phone(live)
    live.at(BEGAN + timedelta(hours=1))
    await phone.start()
    await phone.chunk(0, walk)
    await phone.end(timedelta(minutes=40))
    await deleted(phone)
    live.at(BEGAN + timedelta(days=15))
    after = await phone.seen()
    assert (after["verdict"], after["reasons"]) == ("rejected", ["unconfirmed"])


async def test_operators_read_the_same_figures(live: Trips) -> None:
    phone = await ridden(live)
    queue = "/v1/trips?verdict=accepted"
    before = (await live.send("GET", queue, "operator", "op1")).json()["trips"]
    assert before[0]["figures"]["moving"] > 0
    await deleted(phone)
    assert (await live.send("GET", queue, "operator", "op1")).json()["trips"] == before


@pytest.mark.parametrize("looked", [True, False])
async def test_who_deletes_at_once_is_compared_as_who_waits(live: Trips, looked: bool) -> None:
    """Also with what the worker has not looked at yet."""
    first, again = await (ridden(live) if looked else told(live)), Phone(live)
    live.at(BEGAN + timedelta(hours=3))
    later = [
        each | {"at": (datetime.fromisoformat(each["at"]) + timedelta(hours=1)).isoformat()}
        for each in POINTS
    ]
    await again.start(BEGAN + timedelta(hours=1))
    await again.chunk(0, later)
    await again.end(timedelta(hours=1, minutes=10))
    assert (await deleted(again)).status_code == httpx.codes.NO_CONTENT
    assert (await again.seen())["reasons"] == ["replayed"]
    await deleted(first)  # what is held by its trace stays held
    while await look(live.engine, live.state["game_now"], BEGAN + timedelta(hours=3)):
        pass
    assert (await again.seen())["reasons"] == ["replayed"]
    assert (await first.seen())["verdict"] == "accepted"
    assert await where(live) == 0


async def test_zones_go_on_being_said(live: Trips) -> None:
    square = [[[2.1, 41.3], [2.3, 41.3], [2.3, 41.5], [2.1, 41.5], [2.1, 41.3]]]
    zone = {
        "type": "Feature",
        "properties": {"zone_id": "z1", "name": "All"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    zones = {"type": "FeatureCollection", "features": [zone]}
    put = await live.send("PUT", "/v1/zones", "operator", "op1", zones)
    assert put.status_code == httpx.codes.OK, put.text
    try:
        phone = await ridden(live)
        await deleted(phone)
        body = {"distance_m": 900, "reason": "a map"}
        await live.send("POST", f"/v1/trips/{phone.trip_id}/correct", "operator", "op1", body)
        async with live.engine.connect() as tx:
            said = (
                (
                    await tx.execute(
                        sa.text("""
                            SELECT data::jsonb FROM log WHERE type = 'trip.judged.v1'
                            UNION ALL SELECT data::jsonb FROM outbox WHERE type = 'trip.judged.v1'
                        """)
                    )
                )
                .scalars()
                .all()
            )
        last = max(said, key=lambda each: each["revision"])
        assert (last["revision"], last["distance_m"], last["zone_ids"]) == (2, 900, ["z1"])
    finally:
        async with live.engine.begin() as tx:
            await tx.execute(sa.text("DELETE FROM zones"))


async def test_a_deletion_does_not_wait_while_ways_of_others_are_compared(live: Trips) -> None:
    phone = await ridden(live)
    async with live.engine.begin() as tx:
        await replayed.hold_ways(tx)
        assert (await deleted(phone)).status_code == httpx.codes.NO_CONTENT
    assert await where(live) == 0


async def test_a_deletion_waits_in_line_beside_a_worker_that_never_rests(live: Trips) -> None:
    """What was told at once before it is looked at first, and of what is told later nothing waits for it."""
    phone = await told(live)
    done = asyncio.Event()

    async def work() -> None:
        while not done.is_set():
            async with live.engine.begin() as tx:
                await beside.lock(tx)
                await asyncio.sleep(0.05)

    workers = [asyncio.create_task(work()) for _ in range(2)]
    await asyncio.sleep(0.1)
    answer = await deleted(phone)
    done.set()
    await asyncio.gather(*workers)
    assert answer.status_code == httpx.codes.NO_CONTENT
    assert await where(live) == 0


async def test_a_deletion_that_would_wait_for_long_may_be_asked_for_again(live: Trips) -> None:
    phone = await told(live)
    async with live.engine.begin() as tx:
        await beside.lock(tx)
        refused = await deleted(phone)
        assert code(refused) == (503, "unavailable")
        assert refused.headers["retry-after"] == "1"
        assert (await traced(phone)).status_code == httpx.codes.OK
    assert (await deleted(phone)).status_code == httpx.codes.NO_CONTENT


async def test_chunks_and_deletions_at_a_time_leave_nothing(live: Trips) -> None:
    """Whatever comes first, also while ways are compared, no point is left of a trace that was deleted, and
    the trip is one that was judged."""
    phones = [Phone(live) for _ in range(6)]
    for phone in phones:
        await phone.start()
        await phone.chunk(0, POINTS[:300])
        await phone.end()
    looks = [asyncio.create_task(look(live.engine, live.state["game_now"], END)) for _ in range(3)]
    answers = await asyncio.gather(
        *(phone.chunk(1, POINTS[300:]) for phone in phones),
        *(deleted(phone) for phone in phones),
        *(deleted(phone) for phone in phones),
    )
    await asyncio.gather(*looks)
    assert {each.status_code for each in answers} <= {202, 204, 409, 503}
    for phone in phones:
        assert (await deleted(phone)).status_code == httpx.codes.NO_CONTENT
        assert (await phone.seen())["verdict"] in ("accepted", "held")
    assert await where(live) == 0
