"""Trips that are told while they are ridden, as a phone tells them."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from rodem.local.provision import make_issuer
from services.trips.app import Settings, create_app
from services.trips.deadlines.actions import keep
from services.trips.live.rules import POINTS_MAX
from tests.cases.trip_histories import Trips
from tests.conftest import MakeDatabase

from .telling_live import BEGAN, POINTS, Phone, _begun, code, live

__all__ = ["_begun", "live"]


async def test_a_trip_told_live_is_judged_like_the_same_points_at_once(live: Trips) -> None:
    phone, whole = Phone(live), Phone(live)
    assert (await phone.start()).json() == {"trip_id": phone.trip_id, "verdict": "open", "reasons": []}
    for seq in (2, 0, 1):
        assert (await phone.chunk(seq, POINTS[seq * 250 : seq * 250 + 250])).status_code == 202
    told = await phone.end()
    assert (told.status_code, told.json()["verdict"]) == (202, "accepted")
    assert (await whole.whole()).status_code == 202
    one, other = await phone.seen(), await whole.seen()
    assert {**one, "trip_id": 0} == {**other, "trip_id": 0}
    assert one["distance_source"] == "trace"


async def test_what_has_arrived_is_told_to_who_goes_on(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    for seq in (0, 1, 4):
        answer = await phone.chunk(seq, POINTS[seq * 10 : seq * 10 + 10])
    heard = {"seqs": [[0, 1], [4, 4]], "points": 30, "closes_at": "2026-11-30T07:11:00Z"}
    assert answer.json() == {"trace": heard}
    assert (await phone.seen())["trace"] == heard
    listed = await live.send("GET", "/v1/me/trips", "rider", phone.rider)
    assert [(each["trip_id"], each["verdict"]) for each in listed.json()["trips"]] == [
        (phone.trip_id, "open")
    ]


async def test_every_message_again_has_the_same_answer(live: Trips) -> None:
    phone = Phone(live)
    first = [await phone.chunk(0, POINTS), await phone.start(), await phone.end()]
    live.at(BEGAN + timedelta(hours=1))
    again = [await phone.chunk(0, POINTS), await phone.start(), await phone.end()]
    assert [(each.status_code, each.content) for each in again[1:]] == [
        (each.status_code, each.content) for each in first[1:]
    ]
    # What has arrived is told as it is now: the end was told, so the trace closes earlier.
    now = first[0].json()["trace"] | {"closes_at": "2026-11-17T07:11:00Z"}
    assert (again[0].status_code, again[0].json()["trace"]) == (202, now)


async def test_other_values_are_conflicts(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    await phone.chunk(0, POINTS)
    await phone.end()
    assert code(await phone.start(vehicle_id="v1")) == (409, "trip-id-conflict")
    assert code(await phone.chunk(0, POINTS[:9])) == (409, "chunk-conflict")
    assert code(await phone.end(timedelta(minutes=9))) == (409, "trip-id-conflict")
    assert (await phone.seen())["verdict"] == "accepted"


async def test_chunks_in_parallel_and_twice_are_all_there_once(live: Trips) -> None:
    """Two devices of one rider may tell of one trip, too."""
    phone = Phone(live)
    other = Phone(live, UUID(phone.trip_id), phone.rider)
    calls = [
        each.chunk(seq, POINTS[seq * 25 : seq * 25 + 25]) for seq in range(25) for each in (phone, other)
    ]
    answers = await asyncio.gather(phone.start(), other.start(), *calls)
    assert {each.status_code for each in answers} == {202}
    ended = await asyncio.gather(phone.end(), other.end())
    assert [each.json()["verdict"] for each in ended] == ["accepted"] * 2
    async with live.engine.connect() as tx:
        row = (await tx.execute(sa.text("SELECT seqs::text, points, cleaned_points FROM live_trips"))).one()
    assert row == ("{[0,25)}", len(POINTS), len(POINTS))


@pytest.mark.parametrize("last", ["chunk", "end"])
async def test_a_chunk_beside_the_end_is_in_the_verdict(live: Trips, last: str) -> None:
    """Whichever of both is done first: none is judged without the other."""
    phone = Phone(live)
    await phone.start()
    await phone.chunk(0, POINTS[:300])
    calls = [phone.chunk(1, POINTS[300:]), phone.end()]
    await asyncio.gather(*(calls if last == "end" else calls[::-1]))
    seen = await phone.seen()
    assert (seen["verdict"], seen["duration_s"]) == ("accepted", 600)


async def test_an_id_is_of_the_rider_and_the_way_that_used_it_first(live: Trips) -> None:
    conflict = (409, "trip-id-conflict")
    mine = Phone(live)
    await mine.chunk(0, POINTS)
    other = Phone(live, UUID(mine.trip_id))
    for answer in (other.start(), other.chunk(1, POINTS), other.end(), other.cancel(), other.whole()):
        assert code(await answer) == conflict
    assert code(await mine.whole()) == conflict
    whole = Phone(live)
    assert (await whole.whole()).status_code == 202
    for answer in (whole.start(), whole.chunk(0, POINTS), whole.end(), whole.cancel()):
        assert code(await answer) == conflict


async def test_a_row_of_a_batch_with_the_id_of_a_live_trip_is_a_failure(live: Trips) -> None:
    phone = Phone(live)
    await phone.chunk(0, POINTS)
    row = {
        "trip_id": phone.trip_id,
        "rider_id": str(uuid4()),
        "vehicle_type": "bike",
        "started_at": BEGAN.isoformat(),
        "ended_at": (BEGAN + timedelta(minutes=10)).isoformat(),
    }
    late = row | {"trip_id": str(uuid4()), "ended_at": (BEGAN + timedelta(hours=1)).isoformat()}
    answer = await live.send("POST", "/v1/trips:batch", "operator", "op1", {"trips": [row, late]})
    failures = answer.json()["failures"]
    assert [(each["index"], each["problem"]["code"]) for each in failures] == [
        (0, "trip-id-conflict"),
        (1, "clock-ahead"),
    ]
    assert failures[1]["problem"]["server_at"] == "2026-11-16T07:11:00Z"


async def test_without_a_start_nothing_is_a_trip(live: Trips) -> None:
    phone = Phone(live)
    assert (await phone.chunk(0, POINTS)).status_code == 202
    assert (await phone.end()).json()["verdict"] == "open"
    answer = await live.send("GET", f"/v1/me/trips/{phone.trip_id}", "rider", phone.rider)
    assert answer.status_code == 404
    assert (await phone.start()).json()["verdict"] == "accepted"


async def test_an_instant_of_a_fast_clock_is_refused_with_the_servers(live: Trips) -> None:
    now = BEGAN + timedelta(minutes=4, seconds=59)
    live.at(now)
    phone = Phone(live)
    ahead = BEGAN + timedelta(minutes=10)
    point = {"at": ahead.isoformat(), "lat": 41.39, "lon": 2.17}
    answers = [
        await phone.start(ahead),
        await phone.chunk(0, [POINTS[0], point, POINTS[1]]),
        await phone.end(),
        await phone.whole(),
    ]
    assert [code(each) for each in answers] == [(422, "clock-ahead")] * 4
    assert {each.json()["server_at"] for each in answers} == {"2026-11-16T07:04:59Z"}
    pointers = [[fault["pointer"] for fault in each.json()["errors"]] for each in answers]
    assert pointers == [["/started_at"], ["/points/1/at"], ["/ended_at"], ["/ended_at"]]
    live.at(now + timedelta(seconds=1))
    assert (await phone.start(ahead)).status_code == 202


async def test_an_end_before_the_start_is_refused_whichever_comes_second(live: Trips) -> None:
    started, ended = Phone(live), Phone(live)
    await started.start()
    assert code(await started.end(-timedelta(seconds=1))) == (422, "validation-error")
    await ended.end(-timedelta(seconds=1))
    assert code(await ended.start()) == (422, "validation-error")


async def test_five_trips_are_open_and_one_that_fell_silent_is_not(live: Trips) -> None:
    rider = str(uuid4())
    phones = [Phone(live, rider=rider) for _ in range(7)]
    for phone in phones[:5]:
        assert (await phone.start()).status_code == 202
    assert code(await phones[5].start()) == (409, "too-many-open")
    await phones[0].end()
    assert (await phones[5].start()).status_code == 202
    assert code(await phones[6].start()) == (409, "too-many-open")
    await phones[1].cancel()
    assert (await phones[6].start()).status_code == 202
    live.at(BEGAN + timedelta(hours=3, minutes=11))
    assert (await Phone(live, rider=rider).start()).status_code == 202


async def test_no_more_points_are_taken_than_a_trip_may_have(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    many = (POINTS * 2)[:1000]
    for seq in range(POINTS_MAX // 1000 - 1):
        assert (await phone.chunk(seq, many)).status_code == 202
    assert (await phone.chunk(100, many[:999])).status_code == 202
    assert code(await phone.chunk(101, many[:2])) == (409, "trace-full")
    assert (await phone.chunk(102, many[:1])).json()["trace"]["points"] == POINTS_MAX
    assert (await phone.chunk(100, many[:999])).status_code == 202


async def test_a_day_has_so_many_points_and_a_chunk_that_is_repeated_costs_none(
    make_database: MakeDatabase, tmp_path: Path
) -> None:
    make_issuer(tmp_path)
    dsn = await make_database("trips")
    values = {"DATABASE_URL": dsn, "sources": {"riders": dsn}, "jwks_file": tmp_path / "jwks.json"}
    settings = {"internal_secret": "", "rider_day_trace_points_max": 10, "poll_s": 60}
    app = create_app(Settings.model_validate(values | settings))
    async with app.router.lifespan_context(app) as state:
        few = Trips(app, dict(state or {}), tmp_path)
        few.at(BEGAN + timedelta(minutes=11))
        phone = Phone(few)
        for _ in range(3):
            assert (await phone.chunk(0, POINTS[:10])).status_code == 202
        assert code(await phone.chunk(1, POINTS[10:11])) == (429, "rate-limited")


async def test_a_cancelled_trip_takes_nothing_more(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    await phone.chunk(0, POINTS)
    await phone.end()
    for _ in range(2):
        answer = await phone.cancel()
        assert (answer.status_code, answer.json()["verdict"], answer.json()["reasons"]) == (
            200,
            "voided",
            ["cancelled"],
        )
    assert code(await phone.chunk(1, POINTS)) == (409, "trace-closed")
    assert code(await phone.end()) == (409, "trip-cancelled")
    assert (await phone.seen())["reasons"] == ["cancelled"]


async def test_a_trip_may_be_cancelled_before_its_start_comes(live: Trips) -> None:
    phone = Phone(live)
    await phone.cancel()
    await keep(live.engine, live.state["game_now"], BEGAN + timedelta(days=1))
    assert (await phone.start()).json()["reasons"] == ["cancelled"]
    assert (await phone.seen())["verdict"] == "voided"


async def test_a_decided_trip_is_not_cancelled(live: Trips) -> None:
    phone = Phone(live)
    await phone.start()
    await phone.end()
    decision = {"verdict": "accepted", "reason": "I know the rider."}
    await live.send("POST", f"/v1/trips/{phone.trip_id}/decision", "operator", "op1", decision)
    assert code(await phone.cancel()) == (409, "trip-decided")
    assert (await phone.seen())["verdict"] == "accepted"
