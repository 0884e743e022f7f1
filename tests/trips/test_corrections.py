"""An operator corrects a trip: a new revision of it, judged anew with the trips around."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.trips.corrections import actions
from tests.days import days_ago
from tests.trips.running_trips import Trips
from tests.trips.test_imports import keyed, sent
from tests.trips.test_operators import as_operator

REASON = "The clock of the dock was wrong."


def at(minutes: int) -> str:
    return (days_ago(2, hour=8) + timedelta(minutes=minutes)).isoformat()


def told(first: int, last: int, rider_id: str, **facts: Any) -> dict[str, Any]:
    span = {"started_at": at(first), "ended_at": at(last), "rider_id": rider_id}
    return {"trip_id": str(uuid4()), "vehicle_type": "bike", "distance_m": 2_000} | span | facts


async def correct(
    trips: Trips,
    trip: dict[str, Any],
    status: int = 200,
    headers: dict[str, str] | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """The answer to this correction, which has this status."""
    path = f"/v1/trips/{trip['trip_id']}/correct"
    answer = await trips.client.post(
        path, json={"reason": REASON} | fields, headers=keyed() | (headers or {})
    )
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def last_said(trips: Trips, trip: dict[str, Any]) -> dict[str, Any]:
    return [each for each in await trips.said("trip.judged.v1") if each["trip_id"] == trip["trip_id"]][-1]


async def test_corrected_metres_are_a_new_revision_of_the_same_trip(trips: Trips) -> None:
    trip = told(0, 20, str(uuid4()))
    await sent(trips, None, trip)
    answer = await correct(trips, trip, distance_m=3_000)
    assert answer == {"trip_id": trip["trip_id"], "verdict": "accepted", "reasons": []}
    said = await last_said(trips, trip)
    assert (said["revision"], said["distance_m"], said["distance_source"]) == (2, 3_000, "odometer")
    assert (await correct(trips, trip, distance_m=16_000))["reasons"] == ["too_fast"]


async def test_of_each_field_the_last_correction_holds(trips: Trips) -> None:
    trip = told(0, 20, str(uuid4()))
    await sent(trips, None, trip)
    await correct(trips, trip, distance_m=3_000, distance_source="trace")
    await correct(trips, trip, ended_at=at(25))
    said = await last_said(trips, trip)
    assert (said["distance_m"], said["distance_source"], said["duration_s"]) == (3_000, "trace", 1_500)


async def test_corrected_minutes_are_judged_beside_what_lies_there_then(trips: Trips) -> None:
    rider_id = str(uuid4())
    early, late = told(0, 20, rider_id), told(300, 320, rider_id)
    await sent(trips, None, early, late)
    assert (await correct(trips, late, started_at=at(10), ended_at=at(30)))["reasons"] == ["overlapping"]
    assert (await last_said(trips, early))["verdict"] == "held"
    assert (await correct(trips, late, started_at=at(300), ended_at=at(320)))["verdict"] == "accepted"
    assert (await last_said(trips, early))["verdict"] == "accepted"


async def test_a_phones_trip_is_merged_into_a_ride_whose_minutes_are_corrected(trips: Trips) -> None:
    rider_id = str(uuid4())
    ride, phone = told(60, 80, rider_id), told(0, 20, rider_id)
    await sent(trips, None, ride)
    headers = trips.signed_in("rider", rider_id) | keyed()
    body = {name: value for name, value in phone.items() if name != "rider_id"}
    assert (await trips.client.post("/v1/trips", json=body, headers=headers)).json()["verdict"] == "held"
    await correct(trips, ride, started_at=at(0), ended_at=at(20))
    path = f"/v1/me/trips/{phone['trip_id']}"
    seen = (await trips.client.get(path, headers=trips.signed_in("rider", rider_id))).json()
    assert (seen["verdict"], seen["reasons"]) == ("voided", ["merged"])
    assert seen["merged_into"] == [ride["trip_id"]]
    ways: dict[str, dict[str, Any]] = {
        "void": {},
        "decision": {"verdict": "accepted"},
        "correct": {"distance_m": 1},
    }
    for way, fields in ways.items():
        answer = await trips.client.post(
            f"/v1/trips/{phone['trip_id']}/{way}", json={"reason": REASON} | fields, headers=keyed()
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "merged"), way


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        pytest.param({"started_at": at(-24 * 60)}, "/started_at", "other_day", id="another local day"),
        pytest.param({"ended_at": at(-1)}, "/ended_at", "before_start", id="ends before it starts"),
        pytest.param({}, "", "missing", id="nothing"),
        pytest.param({"distance_source": "trace"}, "/distance_m", "missing", id="a source of no metres"),
        pytest.param({"vehicle_id": "v1"}, "/vehicle_id", "unknown_field", id="an unknown field"),
    ],
)
async def test_what_cannot_be_corrected_so(
    trips: Trips, fields: dict[str, Any], pointer: str, code: str
) -> None:
    trip = told(0, 20, str(uuid4()))
    await sent(trips, None, trip)
    [fault] = (await correct(trips, trip, 422, **fields))["errors"]
    assert (fault["pointer"], fault["code"]) == (pointer, code)


async def test_who_may_correct_what(trips: Trips) -> None:
    trip = told(0, 20, str(uuid4()))
    await sent(trips, None, trip)
    await correct(trips, trip, 404, headers=as_operator(trips, "rival"), distance_m=1)
    await trips.client.post(f"/v1/trips/{trip['trip_id']}/void", json={"reason": REASON})
    assert (await correct(trips, trip, 409, distance_m=1))["code"] == "trip-voided"


async def test_a_decided_trip_keeps_its_verdict(trips: Trips) -> None:
    trip = told(0, 20, str(uuid4()))
    await sent(trips, None, trip)
    decision = {"verdict": "rejected", "reason": REASON}
    await trips.client.post(f"/v1/trips/{trip['trip_id']}/decision", json=decision)
    assert (await correct(trips, trip, distance_m=3_000))["verdict"] == "rejected"
    assert (await last_said(trips, trip))["distance_m"] == 3_000


async def test_a_trip_that_becomes_another_riders_before_that_rider_is_locked_is_corrected_later(
    trips: Trips, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be judged without that rider's strikes, beside trips that somebody else judges."""
    trip = told(0, 20, str(uuid4()))
    await sent(trips, None, trip)

    async def others(*_: object) -> dict[Any, Any]:
        return {}

    with monkeypatch.context() as patch:
        patch.setattr(actions, "lock_riders_of", others)
        assert (await correct(trips, trip, 503, distance_m=3_000))["code"] == "unavailable"
    assert (await correct(trips, trip, distance_m=3_000))["verdict"] == "accepted"
