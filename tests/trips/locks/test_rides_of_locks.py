"""Unlocks and locks make rides; a ride without rider is its whose phone shows it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.trips.locks.days import (
    NOW,
    event,
    locked,
    log_of,
    phone,
    report,
    reported,
    ridden,
    said_as,
    told,
)
from tests.trips.locks.telling import City, forget, id_of

REASON = {"reason": "a test"}


@pytest.fixture
async def morning(one_city: City) -> City:
    """A city in which nobody rode, at eight in the evening."""
    await forget(one_city)
    one_city.at(NOW)
    return one_city


async def verdict_of(running: City, trip_id: object, rider: str) -> tuple[str, list[str]] | None:
    answer = await running.trip(str(trip_id), rider)
    return (answer.json()["verdict"], answer.json()["reasons"]) if answer.is_success else None


async def seconds_of(running: City, rider: str) -> dict[str, int]:
    """How long each trip of a rider that counts took, by its id."""
    trips = await running.trips_of(rider)
    return {each["trip_id"]: each["duration_s"] for each in trips if each["verdict"] == "accepted"}


async def test_a_late_lock_ends_a_ride_earlier(morning: City) -> None:
    ride = ridden(0)
    await locked(morning, event("unlock", 0, rider="r1"), event("lock", 900))
    answer = await locked(morning, event("lock", 600))
    assert answer == {"rides": 1, "waiting": 0, "duplicates": 0, "failures": []}
    assert await seconds_of(morning, "r1") == {str(ride): 600}
    assert await log_of(morning, ride) == [
        (str(ride), id_of("r1"), "accepted", 1),
        (str(ride), id_of("r1"), "accepted", 2),
    ]


async def test_a_late_unlock_splits_a_ride(morning: City) -> None:
    """What was unlocked first was not locked before it was unlocked again: it is no ride any more."""
    first, second = ridden(0, "v2"), ridden(300, "v2")
    await locked(morning, event("unlock", 0, "v2", rider="r1"), event("lock", 900, "v2"))
    answer = await locked(morning, event("unlock", 300, "v2", rider="r1"))
    assert answer == {"rides": 1, "waiting": 0, "duplicates": 0, "failures": []}
    assert await seconds_of(morning, "r1") == {str(second): 600}
    assert (await morning.trip(str(first), "r1")).status_code == 404
    assert [each[2:] for each in await log_of(morning, first)] == [("accepted", 1), ("voided", 2)]
    await locked(morning, event("lock", 240, "v2"))
    assert await seconds_of(morning, "r1") == {str(first): 240, str(second): 600}
    assert (await log_of(morning, first))[-1][2:] == ("accepted", 3)


async def test_a_day_and_no_more_lies_between_an_unlock_and_its_lock(morning: City) -> None:
    day = 24 * 60 * 60
    morning.at(NOW + timedelta(days=2))
    answer = await locked(
        morning,
        event("unlock", 0, "long", rider="r1"),
        event("lock", day, "long"),
        event("unlock", 0, "longer", rider="r2"),
        event("lock", day + 1, "longer"),
    )
    assert (answer["rides"], answer["waiting"]) == (1, 1)


async def test_of_one_instant_the_lock_comes_first(morning: City) -> None:
    events = [
        event("unlock", 0, rider="r1"),
        event("lock", 600),
        event("unlock", 600, rider="r2"),
        event("lock", 1_200),
    ]
    await locked(morning, *reversed(events))
    assert await seconds_of(morning, "r1") == {str(ridden(0)): 600}
    assert await seconds_of(morning, "r2") == {str(ridden(600)): 600}


@pytest.mark.parametrize(
    ("begin_m", "end_m", "metres"), [(1_000, 3_000, 2_000), (3_000, 1_000, None), (None, 1_000, None)]
)
async def test_metres_are_those_of_the_odometer_unless_it_runs_backwards(
    morning: City, begin_m: int | None, end_m: int, metres: int | None
) -> None:
    unlock = event("unlock", 0, rider="r1")
    if begin_m is not None:
        unlock["odometer_m"] = begin_m
    await locked(morning, unlock, event("lock", 600, odometer_m=end_m))
    [trip] = await morning.trips_of("r1")
    assert trip.get("distance_m") == metres


async def test_an_event_is_one_whatever_its_id_and_another_value_is_refused(morning: City) -> None:
    unlock, lock = event("unlock", 0, rider="r1"), event("lock", 600)
    await locked(morning, unlock, lock)
    again = event("unlock", 0) | {"event_id": id_of("other")}
    more = event("lock", 600, station_id="Q")
    other = event("unlock", 0, rider="r2")
    ahead = event("lock", 24 * 60 * 60, "v9")
    odd: list[Any] = [unlock | {"kind": "open"}, unlock | {"colour": "red"}, 7, unlock | {"at": None}]
    answer = await locked(morning, again, more, other, ahead, *odd)
    assert answer == {
        "rides": 1,
        "waiting": 0,
        "duplicates": 1,
        "failures": [
            {"index": 2, "code": "event-conflict"},
            {"index": 3, "code": "clock-ahead"},
            *({"index": index, "code": "validation-error"} for index in range(4, 8)),
        ],
    }
    [trip] = await morning.trips_of("r1")
    assert trip["end_station_id"] == "Q"
    repeated = await locked(morning, unlock, lock, more)
    assert repeated == {"rides": 0, "waiting": 0, "duplicates": 3, "failures": []}


async def test_who_is_named_later_has_the_ride_and_who_was_named_last_loses_it(morning: City) -> None:
    """The unlock's rider is believed before the lock's."""
    ride = ridden(0)
    await locked(morning, event("unlock", 0), event("lock", 600))
    assert await morning.trips_of("r2") == []
    await locked(morning, event("lock", 600, rider="r2"))
    assert await seconds_of(morning, "r2") == {str(ride): 600}
    await locked(morning, event("unlock", 0, rider="r1"))
    assert await seconds_of(morning, "r2") == {}
    assert await seconds_of(morning, "r1") == {str(ride): 600}
    assert await log_of(morning, ride, said_as(ride, "r1")) == [
        (str(ride), id_of("r2"), "accepted", 1),
        (str(ride), id_of("r2"), "voided", 2),
        (said_as(ride, "r1"), id_of("r1"), "accepted", 3),
    ]


async def test_two_phones_claim_a_ride_and_one_cancels(morning: City) -> None:
    """On the log a void, and for the new rider another trip; over HTTP the ride keeps its id. While both
    claim it, the vehicle has two riders at a time."""
    ride = ridden(4)
    await locked(morning, event("unlock", 4), event("lock", 594))
    await told(morning, "r1", phone("p1"))
    await morning.searched()
    assert await verdict_of(morning, ride, "r1") == ("accepted", [])
    assert await verdict_of(morning, id_of("p1"), "r1") == ("voided", ["merged"])
    await told(morning, "r2", phone("p2"))
    await morning.searched()
    assert await verdict_of(morning, ride, "r1") is None
    assert await verdict_of(morning, id_of("p1"), "r1") == ("held", ["vehicle_shared"])
    assert await verdict_of(morning, id_of("p2"), "r2") == ("held", ["vehicle_shared"])
    await voided(morning, id_of("p1"))
    assert await verdict_of(morning, ride, "r2") == ("accepted", [])
    answer = (await morning.trip(str(ride), "r2")).json()
    assert answer["said_as"] == said_as(ride, "r2")
    assert answer["confirmed_by"] == ["operator", "phone"]
    assert await log_of(morning, ride, said_as(ride, "r2")) == [
        (str(ride), id_of("r1"), "accepted", 1),
        (str(ride), id_of("r1"), "voided", 2),
        (said_as(ride, "r2"), id_of("r2"), "accepted", 3),
    ]


async def voided(running: City, trip_id: object, status: int = 200, operator_id: str = "op1") -> None:
    headers = running.as_operator(operator_id)
    answer = await running.trips.client.post(f"/v1/trips/{trip_id}/void", json=REASON, headers=headers)
    assert answer.status_code == status, answer.text
    await running.searched()


async def test_the_operator_voids_and_decides_a_ride_that_became_anothers_by_its_id(morning: City) -> None:
    ride = ridden(4)
    await locked(morning, event("unlock", 4), event("lock", 594))
    await told(morning, "r1", phone("p1"))
    await morning.searched()
    await told(morning, "r2", phone("p2"))
    await morning.searched()
    await voided(morning, id_of("p1"))
    await voided(morning, ride)
    assert await verdict_of(morning, ride, "r2") == ("voided", ["voided"])
    assert await verdict_of(morning, id_of("p2"), "r2") == ("accepted", [])
    headers = morning.as_operator("op1")
    decision = {"verdict": "accepted", **REASON}
    answer = await morning.trips.client.post(f"/v1/trips/{ride}/decision", json=decision, headers=headers)
    assert answer.json()["verdict"] == "accepted"
    await morning.searched()
    assert await verdict_of(morning, ride, "r2") == ("accepted", [])
    assert await verdict_of(morning, id_of("p2"), "r2") == ("voided", ["merged"])
    listed = await morning.trips.client.get("/v1/trips?verdict=accepted", headers=headers)
    assert [each["trip_id"] for each in listed.json()["trips"]] == [str(ride)]
    said = [each for each in await log_of(morning, said_as(ride, "r2"))]
    assert [each[2] for each in said] == ["accepted", "voided", "accepted"]


async def test_a_ride_of_nobody_is_in_no_list_and_cannot_be_voided(morning: City) -> None:
    ride = ridden(4)
    await locked(morning, event("unlock", 4), event("lock", 594))
    for verdict in ("accepted", "held", "rejected", "voided", "open"):
        headers = morning.as_operator("op1")
        listed = await morning.trips.client.get(f"/v1/trips?verdict={verdict}", headers=headers)
        assert listed.json()["trips"] == []
    await voided(morning, ride, 404)
    assert await log_of(morning, ride) == []
    assert await morning.trips.rows("SELECT received FROM doctor") == [(0,)]


async def test_another_operators_vehicle_of_the_same_name_is_another_vehicle(morning: City) -> None:
    """Its lock ends no ride of ours, and a phone names vehicles of the game's operator."""
    await locked(morning, event("unlock", 4), event("lock", 594), operator_id="op2")
    await locked(morning, event("lock", 300), operator_id="op1")
    await told(morning, "r1", phone("p1"))
    await morning.searched()
    assert [each["trip_id"] for each in await morning.trips_of("r1")] == [id_of("p1")]
    await locked(morning, event("unlock", 4, rider="r1"), operator_id="op2")
    ride = ridden(4, operator_id="op2")
    await voided(morning, ride, 404, "op1")
    await voided(morning, ride, 200, "op2")


async def test_locks_are_part_of_what_their_operator_reports_of_the_vehicle(morning: City) -> None:
    """Whether they name the rider or not: the ride is no trip of its own."""
    ride, other = ridden(0), ridden(0, "v2")
    events = [event("unlock", 0, odometer_m=0), event("lock", 600, odometer_m=2_500)]
    await locked(morning, *events)
    facts = {"start_station_id": "P", "end_station_id": "Q"}
    body = report("o1", "r1", 10, 610, vehicle_id="v1", **facts)
    del body["distance_m"]
    await reported(morning, body)
    await morning.searched()
    [trip] = await morning.trips_of("r1")
    assert (trip["trip_id"], trip["distance_m"], trip["distance_source"]) == (id_of("o1"), 2_500, "odometer")
    await locked(morning, event("unlock", 0, "v2", rider="r2"), event("lock", 600, "v2"))
    assert await seconds_of(morning, "r2") == {str(other): 600}
    await reported(morning, report("o2", "r2", 10, 610, vehicle_id="v2"))
    await morning.searched()
    assert await seconds_of(morning, "r2") == {id_of("o2"): 600}
    assert (await morning.trip(str(other), "r2")).status_code == 404
    await voided(morning, id_of("o2"))
    assert await seconds_of(morning, "r2") == {str(other): 600}
    assert await log_of(morning, ride) == []


async def test_an_appeal_is_not_read_by_who_gets_the_ride(morning: City) -> None:
    ride = ridden(4)
    await locked(morning, event("unlock", 4, odometer_m=0), event("lock", 594, odometer_m=5_500))
    await told(morning, "r1", phone("p1"))
    await morning.searched()
    assert await verdict_of(morning, ride, "r1") == ("held", ["suspicious_speed"])
    appeal = await morning.post(f"/v1/trips/{ride}/appeal", {"text": "It was me."}, morning.as_rider("r1"))
    assert appeal.status_code == 201
    await told(morning, "r2", phone("p2"))
    await morning.searched()
    assert await morning.trips.rows("SELECT 1 FROM appeals") == []


async def test_who_takes_the_id_of_a_ride_first_does_not_stop_other_rides(morning: City) -> None:
    """Ids of rides can be worked out, and an id belongs to who used it first."""
    forged = phone("p1", vehicle_id=None) | {"trip_id": str(ridden(4))}
    await told(morning, "r9", forged)
    answer = await locked(
        morning,
        event("unlock", 4, rider="r1"),
        event("lock", 594),
        event("unlock", 0, "v2", rider="r2"),
        event("lock", 600, "v2"),
    )
    assert answer["rides"] == 1
    assert await seconds_of(morning, "r2") == {str(ridden(0, "v2")): 600}
    assert await verdict_of(morning, ridden(4), "r9") == ("accepted", [])


async def test_operators_whose_rides_have_one_id_change_nothing_of_each_other(morning: City) -> None:
    """An id is made of both names with a space between them, and names may have spaces."""
    assert ridden(0, "b v1", operator_id="a") == ridden(0, "v1", operator_id="a b")
    await locked(morning, event("unlock", 0, "b v1", rider="r1"), event("lock", 600, "b v1"), operator_id="a")
    other = [event("unlock", 0, rider="r2"), event("lock", 900), event("lock", 300)]
    for each in other:
        answer = await locked(morning, each, operator_id="a b")
        assert (answer["rides"], answer["failures"]) == (0, [])
    assert await seconds_of(morning, "r1") == {str(ridden(0, "b v1", operator_id="a")): 600}
    assert await morning.trips_of("r2") == []


async def test_an_import_that_is_undone_leaves_locks_alone(morning: City) -> None:
    ride = ridden(0)
    await locked(morning, event("unlock", 0, rider="r1"), event("lock", 600))
    headers = morning.as_operator("op1")
    begun = await morning.post("/v1/imports", {"name": "may.csv"}, headers)
    import_id = UUID(begun.json()["import_id"])
    batch = {"trips": [report("o1", "r1", 0, 600, vehicle_id="v1")], "import_id": str(import_id)}
    assert (await morning.post("/v1/trips:batch", batch, headers)).json()["accepted"] == 1
    assert await seconds_of(morning, "r1") == {id_of("o1"): 600}
    undone = await morning.post(f"/v1/imports/{import_id}/undo", REASON, headers)
    assert undone.is_success
    assert await seconds_of(morning, "r1") == {str(ride): 600}
