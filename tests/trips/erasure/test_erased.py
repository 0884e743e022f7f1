"""A rider is erased: nothing says any more whose the trips were, and all that counts goes on counting."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
import sqlalchemy as sa

from services.trips.deadlines.actions import keep
from services.trips.own_traces.actions import prune
from services.trips.rules import NOBODY
from tests.cases.trip_histories import Trips, id_of, settle
from tests.trips.erasure.erasing import (
    DEVICE,
    GONE,
    LAT,
    NOW,
    OPERATOR,
    RIDE_OF_LOCKS,
    STAYS,
    WORDS,
    erase,
    found,
    life_of,
    names_of,
    of_device,
    post,
    report,
    rows,
    said,
    seen,
    sums,
    trip,
)


async def test_nothing_says_any_more_whose_the_trips_were_and_where_they_led(trips: Trips) -> None:
    await life_of(trips, GONE)
    needles = (*names_of(GONE), of_device(DEVICE), WORDS, str(LAT))
    tables = {table for table, _ in await found(trips, *needles)}
    known = {"appeals", "idempotency", "live_trips", "riders", "traces", "trips", "vehicle_events"}
    assert tables == known
    await erase(trips, GONE)
    assert await found(trips, *needles) == []
    where = ("traces WHERE kept IS NOT NULL", "ways", "live_chunks", "riders", "appeals")
    for each in where:
        assert await rows(trips, f"SELECT count(*) FROM {each}") == [(0,)], each
    assert len(await rows(trips, "SELECT DISTINCT rider_id FROM trips")) == 1
    strangers = "SELECT count(*) FROM traces WHERE rider_id NOT IN (SELECT rider_id FROM trips)"
    assert await rows(trips, strangers) == [(0,)]


async def test_sums_of_days_and_zones_stay_and_those_of_the_rider_go(trips: Trips) -> None:
    await life_of(trips, GONE)
    await post(trips, OPERATOR, "/v1/trips", report("other", STAYS))
    before, doctor = await sums(trips), await rows(trips, "SELECT * FROM doctor")
    riders = "SELECT DISTINCT id FROM agreed WHERE what IN ('trips', 'started_s')"
    assert await rows(trips, riders + " AND id = :id", id=str(id_of(GONE)))
    assert before["day_started_s", "2026-11-16"] > 0
    await erase(trips, GONE)
    assert await sums(trips) == before
    ((received, accepted, held, rejected, voided, *figures),) = await rows(trips, "SELECT * FROM doctor")
    # The open trip, which had no verdict, is voided.
    assert [(received, accepted, held, rejected, voided - 1, *figures)] == doctor
    assert await rows(trips, riders) == [(str(id_of(STAYS)),)]


async def test_what_is_open_is_cancelled_and_all_else_stays_as_it_was_judged(trips: Trips) -> None:
    await life_of(trips, GONE)
    before = await seen(trips)
    assert before[str(id_of("open"))] == ("open", [])
    await erase(trips, GONE)
    assert await seen(trips) == before | {str(id_of("open")): ("voided", ["cancelled"])}


async def test_what_was_said_of_an_open_trip_is_taken_back_under_the_old_name(trips: Trips) -> None:
    """A trip without an end was said to be held; its phone is heard of again, so that it is open."""
    await life_of(trips, GONE)
    trips.at(NOW + timedelta(hours=4))
    await keep(trips.engine, trips.state["game_now"], NOW + timedelta(hours=4))
    assert (await seen(trips))[str(id_of("open"))][1] == ["no_end"]
    body = {"seq": 1, "points": [{"at": NOW.isoformat(), "lat": 41.39, "lon": 2.17}]}
    await post(trips, ("rider", GONE), f"/v1/trips/{id_of('open')}/trace", body)
    assert (await seen(trips))[str(id_of("open"))][0] == "open"
    await erase(trips, GONE)
    events = await rows(trips, "SELECT data FROM outbox UNION ALL SELECT data FROM log")
    last = max(
        (event for (data,) in events if (event := json.loads(data)).get("trip_id") == str(id_of("open"))),
        key=lambda event: int(event["revision"]),
    )
    assert (last["rider_id"], last["verdict"], last["reasons"]) == (
        str(id_of(GONE)),
        "voided",
        ["cancelled"],
    )


async def test_nothing_is_said_of_the_trips_any_more_and_nobody_finds_them(trips: Trips) -> None:
    await life_of(trips, GONE)
    await erase(trips, GONE)
    before, events = await seen(trips), await said(trips)
    decision = {"verdict": "accepted", "reason": WORDS}
    for trip_id in before:
        path = f"/v1/trips/{trip_id}"
        await post(trips, OPERATOR, f"{path}/void", {"reason": WORDS}, 404)
        await post(trips, OPERATOR, f"{path}/correct", {"reason": WORDS, "distance_m": 1}, 404)
        await post(trips, OPERATOR, f"{path}/decision", decision, 404)
        for rider in await rows(trips, "SELECT DISTINCT rider_id::text FROM trips"):
            for who in (rider[0], GONE):
                assert (await trips.send("GET", f"/v1/me{path[3:]}", "rider", who)).status_code == 404
    wanted = {"decisions": [decision | {"trip_id": trip_id} for trip_id in before]}
    answer = await post(trips, OPERATOR, "/v1/trips:decide", wanted)
    assert "accepted" not in str(answer)
    for query in ("", "?verdict=accepted", "?verdict=voided", "?verdict=rejected", "?appealed=true"):
        listed = await trips.send("GET", f"/v1/trips{query}", *OPERATOR)
        assert listed.json()["trips"] == []
    later = NOW + timedelta(days=40)
    trips.at(later)
    await keep(trips.engine, trips.state["game_now"], later)
    await prune(trips.engine, trips.state["game_now"], 30, later)
    await settle(trips, later)
    assert (await seen(trips), await said(trips)) == (before, events)


async def test_an_import_that_is_undone_leaves_trips_of_erased_riders(trips: Trips) -> None:
    begun = await post(trips, OPERATOR, "/v1/imports", {"name": "a file"})
    batch = [report("a", GONE, 0), report("b", STAYS, 30, 36)]
    body = {"trips": batch, "history": True, "import_id": begun["import_id"]}
    await post(trips, OPERATOR, "/v1/trips:batch", body)
    await erase(trips, GONE)
    path = f"/v1/imports/{begun['import_id']}/undo"
    assert await post(trips, OPERATOR, path, {"reason": WORDS}) == {
        "import_id": begun["import_id"],
        "voided": 1,
        "left": 0,
    }
    assert await seen(trips) == {
        str(id_of("a")): ("accepted", []),
        str(id_of("b")): ("voided", ["import_undone"]),
    }


async def test_twice_is_once_and_who_is_unknown_is_known_to_be_erased(trips: Trips) -> None:
    await life_of(trips, GONE)
    await post(trips, OPERATOR, "/v1/trips", report("other", STAYS))
    unknown = uuid4()
    await erase(trips, GONE, unknown)
    whole = "SELECT trips::text FROM trips ORDER BY 1"
    before, events = await rows(trips, whole), await said(trips)
    await erase(trips, unknown, GONE, GONE)
    assert (await rows(trips, whole), await said(trips)) == (before, events)
    assert await rows(trips, "SELECT count(*) FROM erased_riders") == [(2,)]
    assert await rows(trips, "SELECT rider_id FROM riders") == [(id_of(STAYS),)]
    await post(trips, OPERATOR, "/v1/trips", report("late", str(unknown)), 409)


async def test_an_erasure_that_breaks_off_has_done_nothing(
    trips: Trips, monkeypatch: pytest.MonkeyPatch
) -> None:
    await life_of(trips, GONE)
    before = await seen(trips)
    with monkeypatch.context() as patch:
        patch.setattr("services.trips.erasure.actions.keep_hashes", None)
        with pytest.raises(TypeError):
            await erase(trips, GONE)
    assert await seen(trips) == before
    assert await rows(trips, "SELECT count(*) FROM riders") == [(1,)]
    await erase(trips, GONE)
    assert await found(trips, *names_of(GONE)) == []


async def test_a_ride_of_locks_that_was_the_riders_first_forgets_that(trips: Trips) -> None:
    """The log knows it by another id for its rider of today, and goes on so."""
    await life_of(trips, GONE)
    ride_id = UUID(RIDE_OF_LOCKS)
    given = {"ride_id": ride_id, "rider_id": id_of(STAYS)}
    async with trips.engine.begin() as tx:
        await tx.execute(sa.text("INSERT INTO riders (rider_id, city_id) VALUES (:rider_id, 'city')"), given)
        await tx.execute(sa.text("UPDATE trips SET rider_id = :rider_id WHERE trip_id = :ride_id"), given)
    await erase(trips, GONE)
    assert await found(trips, *names_of(GONE)) == []
    ((rider_id, first, erased),) = await rows(
        trips, "SELECT rider_id, first_rider_id, erased FROM trips WHERE trip_id = :ride_id", ride_id=ride_id
    )
    assert (rider_id, erased) == (id_of(STAYS), False)
    assert first not in (None, NOBODY, id_of(GONE), id_of(STAYS))
    mine = await trips.send("GET", f"/v1/me/trips/{ride_id}", "rider", STAYS)
    assert mine.status_code == httpx.codes.OK
    assert mine.json()["said_as"] != str(ride_id)


async def test_the_id_of_a_trip_stays_taken(trips: Trips) -> None:
    await post(trips, ("rider", GONE), "/v1/trips", trip("a"))
    await erase(trips, GONE)
    for who in ("rider", STAYS), OPERATOR:
        body = trip("a") if who[0] == "rider" else report("a", STAYS)
        assert (await post(trips, who, "/v1/trips", body, 409))["code"] == "trip-id-conflict"
