"""Trips that are held beside other riders' trips, and what heals them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.trips.cross_checks.actions import look
from tests.cases.trip_histories import Trips, id_of
from tests.trips.cross_checks.test_order_beside import DAY, DEVICE, LOOP, NOW, Told, look_at_all

ACCEPTED: tuple[str, list[str]] = ("accepted", [])


async def _told(trips: Trips, told: Mapping[str, Told]) -> None:
    """Tell these trips, by name, in a city where a phone alone counts."""
    await trips.play_in({"rider_trips": "accepted"})
    trips.at(NOW)
    await _tell(trips, told)


async def _tell(trips: Trips, told: Mapping[str, Told]) -> None:
    for name, each in told.items():
        role, who = ("operator", "op1") if each.by == "operator" else ("rider", each.rider)
        answer = await trips.send("POST", "/v1/trips", role, who, each.body(id_of(name)))
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text


async def _seen(trips: Trips) -> dict[str, tuple[str, list[str]]]:
    async with trips.engine.connect() as tx:
        rows = (await tx.execute(sa.text("SELECT trip_id, verdict, reasons FROM trips"))).all()
    return {str(row.trip_id): (row.verdict, row.reasons) for row in rows}


async def _beside(trips: Trips) -> dict[str, dict[str, list[str]] | None]:
    async with trips.engine.connect() as tx:
        rows = (await tx.execute(sa.text("SELECT trip_id, beside FROM trips"))).all()
    return {str(row.trip_id): row.beside for row in rows}


def _named(**verdicts: tuple[str, list[str]]) -> dict[str, tuple[str, list[str]]]:
    return {str(id_of(name)): verdict for name, verdict in verdicts.items()}


async def _void(trips: Trips, name: str) -> None:
    path = f"/v1/trips/{id_of(name)}/void"
    assert (await trips.send("POST", path, "operator", "op1", {"reason": "wrong"})).is_success


async def test_who_shared_a_vehicle_heals_when_the_other_goes(trips: Trips) -> None:
    await _told(trips, {"a": Told("phone", "r1", 0, "v1"), "b": Told("operator", "r2", 0, "v1")})
    await look_at_all(trips)
    assert await _seen(trips) == _named(a=("held", ["vehicle_shared"]), b=ACCEPTED)
    await _void(trips, "b")
    await look_at_all(trips)
    assert await _seen(trips) == _named(a=ACCEPTED, b=("voided", ["voided"]))


async def test_trips_that_operators_told_of_one_vehicle_are_all_held(trips: Trips) -> None:
    await _told(trips, {"a": Told("operator", "r1", 0, "v1"), "b": Told("operator", "r2", 0, "v1")})
    await look_at_all(trips)
    held = ("held", ["vehicle_shared"])
    assert await _seen(trips) == _named(a=held, b=held)


async def test_operators_read_beside_which_trip(trips: Trips) -> None:
    await _told(trips, {"a": Told("phone", "r1", 0, "v1"), "b": Told("phone", "r2", 0, "v1")})
    await look_at_all(trips)
    a, b = str(id_of("a")), str(id_of("b"))
    assert await _beside(trips) == {a: {"vehicle_shared": [b]}, b: {"vehicle_shared": [a]}}


@pytest.mark.parametrize("gone", range(4))
async def test_a_vehicles_loop_ends_with_any_of_its_legs(trips: Trips, gone: int) -> None:
    told = {f"leg{number}": leg for number, leg in enumerate(LOOP)}
    await _told(trips, told)
    await look_at_all(trips)
    assert set(map(str, (await _seen(trips)).values())) == {"('held', ['loop'])"}
    await _void(trips, f"leg{gone}")
    await look_at_all(trips)
    seen = await _seen(trips)
    assert all(
        verdict == ACCEPTED for trip_id, verdict in seen.items() if trip_id != str(id_of(f"leg{gone}"))
    )


async def test_a_device_forgets_its_riders_after_thirty_days(trips: Trips) -> None:
    month = 30 * 24 * 12  # units of five minutes
    first, second, third = (replace(each, slot=each.slot - 9) for each in DEVICE)
    await trips.play_in({"rider_trips": "accepted"})
    trips.at(NOW - timedelta(days=30))
    early = {"a": replace(first, slot=first.slot - month), "b": replace(second, slot=second.slot - month)}
    await _tell(trips, early)
    trips.at(NOW)
    await _tell(trips, {"c": replace(third, slot=first.slot), "d": replace(third, slot=first.slot + 2)})
    await look_at_all(trips)
    seen = await _seen(trips)
    assert seen[str(id_of("c"))] == ("held", ["many_accounts"])  # 30 days to the second
    assert seen[str(id_of("d"))] == ACCEPTED


@pytest.mark.parametrize("secret", ["a device of r1"])
async def test_a_device_is_kept_as_an_hmac_only(trips: Trips, secret: str) -> None:
    await _told(trips, {"a": Told("phone", "r1", 0, device=secret)})
    async with trips.engine.connect() as tx:
        row = (await tx.execute(sa.text("SELECT trips.*, trips::text AS whole FROM trips"))).one()
    assert secret not in row.whole
    assert len(row.device_key) == 32


async def test_a_way_is_known_again_though_its_first_trip_was_cancelled(trips: Trips) -> None:
    await _told(trips, {})
    start: dict[str, Any] = {
        "trip_id": str(id_of("a")),
        "vehicle_type": "bike",
        "started_at": DAY.isoformat(),
        "device_id": "d1",
    }
    assert (await trips.send("POST", "/v1/trips:start", "rider", "r1", start)).is_success
    points = Told("phone", "r1", 0, traced=True).body(id_of("a"))["trace"]
    for what, body in (("trace", {"seq": 0, "points": points}), ("cancel", {})):
        answer = await trips.send("POST", f"/v1/trips/{id_of('a')}/{what}", "rider", "r1", body)
        assert answer.is_success, answer.text
    await _tell(trips, {"b": Told("phone", "r2", 4, traced=True)})
    await look_at_all(trips)
    assert await _seen(trips) == _named(a=("voided", ["cancelled"]), b=("held", ["replayed"]))


async def test_what_was_judged_by_a_trace_stays_when_that_is_deleted(trips: Trips) -> None:
    first, again = Told("phone", "r1", 0, traced=True), Told("phone", "r2", 4, traced=True)
    await _told(trips, {"a": first, "b": again})
    await look_at_all(trips)
    async with trips.engine.begin() as tx:
        await tx.execute(sa.text("DELETE FROM traces WHERE trip_id = :trip_id"), {"trip_id": id_of("a")})
    await _tell(trips, {"c": replace(again, slot=2)})
    await look_at_all(trips)
    assert (await _beside(trips))[str(id_of("b"))] == {"replayed": sorted([str(id_of("a")), str(id_of("c"))])}


async def test_two_workers_look_one_after_the_other(trips: Trips) -> None:
    await _told(trips, {"a": Told("phone", "r1", 0, "v1"), "b": Told("phone", "r2", 0, "v1")})
    await asyncio.gather(*(look(trips.engine, trips.state["game_now"], NOW) for _ in range(4)))
    await look_at_all(trips)
    held = ("held", ["vehicle_shared"])
    assert await _seen(trips) == _named(a=held, b=held)


async def test_imported_trips_are_not_looked_at(trips: Trips) -> None:
    await _told(trips, {})
    rows = [Told("operator", rider, 0, "v1").body(id_of(rider)) for rider in ("r1", "r2")]
    answer = await trips.send("POST", "/v1/trips:batch", "operator", "op1", {"trips": rows, "history": True})
    assert answer.is_success
    async with trips.engine.connect() as tx:
        assert (await tx.execute(sa.text("SELECT count(*) FROM beside_searches"))).scalar() == 0


async def test_a_phones_leg_that_its_trace_shows_is_a_leg(trips: Trips) -> None:
    """The drawn way leads from P to W."""
    legs = {
        "a": Told("operator", "r1", 0, "v1", way=("P", "W")),
        "b": Told("operator", "r2", 2, "v1", way=("W", "P")),
        "c": Told("phone", "r3", 4, "v1", way=("P", "W"), traced=True),
        "d": Told("operator", "r4", 6, "v1", way=("W", "P")),
    }
    await _told(trips, legs)
    await look_at_all(trips)
    assert {reason for _, reasons in (await _seen(trips)).values() for reason in reasons} == {"loop"}


async def test_a_copy_that_is_told_first_is_found_too(trips: Trips) -> None:
    first, again = Told("phone", "r1", 0, traced=True), Told("phone", "r2", 4, traced=True)
    await _told(trips, {"b": again})
    await look_at_all(trips)
    await _tell(trips, {"a": first})
    await look_at_all(trips)
    assert await _seen(trips) == _named(a=ACCEPTED, b=("held", ["replayed"]))


async def test_friends_who_ride_together_do_not_replay_each_other(trips: Trips) -> None:
    body = Told("phone", "r2", 0, traced=True).body(id_of("b"))
    begun_later = {**body, "started_at": (DAY + timedelta(seconds=1)).isoformat()}
    await _told(trips, {"a": Told("phone", "r1", 0, traced=True)})
    assert (await trips.send("POST", "/v1/trips", "rider", "r2", begun_later)).is_success
    await look_at_all(trips)
    assert await _seen(trips) == _named(a=ACCEPTED, b=ACCEPTED)


async def test_legs_are_judged_beside_each_other_as_far_apart_as_the_limits_in_force_allow(
    trips: Trips,
) -> None:
    limits = {"version": 2, "valid_from": DAY.date().isoformat(), "bike": {"loop_gap_s": 7_200}}
    await trips.play_in({"limits": [limits]})
    trips.at(NOW)
    for number, way in enumerate([("P", "N"), ("N", "P"), ("P", "N")]):
        leg = Told("operator", "r1", 11 * number, way=way).body(id_of(f"leg{number}"))
        answer = await trips.send("POST", "/v1/trips", "operator", "op1", leg | {"distance_m": 1_200})
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text
    held = ("held", ["loop"])
    assert await _seen(trips) == _named(leg0=held, leg1=held, leg2=held)
