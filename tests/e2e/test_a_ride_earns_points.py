"""What riders see, through the one door."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cities import City
from tests.waiting import wait_for

pytestmark = pytest.mark.e2e


def yesterday(minutes: int = 0) -> str:
    return (datetime.now(UTC) - timedelta(hours=30) + timedelta(minutes=minutes)).isoformat()


def trip(**facts: Any) -> dict[str, Any]:
    return {
        "trip_id": str(uuid4()),
        "vehicle_type": "bike",
        "started_at": yesterday(),
        "ended_at": yesterday(20),
        "distance_m": 4_200,
        **facts,
    }


def test_a_ride_earns_points_once(city: City) -> None:
    """A phone with a bad connection reports one trip twice: it is paid once, and says why."""
    rider = str(uuid4())
    ride = trip()
    for _ in range(2):
        assert city.call("POST", "/v1/trips", ride, "rider", rider).status_code == 202
    wait_for(lambda: city.call("GET", "/v1/me/summary", None, "rider", rider).json()["lifetime_points"], 57)
    [line] = city.call("GET", "/v1/me/postings", None, "rider", rider).json()["postings"]
    assert (line["points"], line["balance_after"]) == (57, 57)
    assert line["explanation"]["text"] == "42 points for 4.2 km and 15 points for 159 kcal."


def test_why_zero_points_has_an_answer(city: City) -> None:
    rider = str(uuid4())
    ride = trip(distance_m=20_000)
    told = city.call("POST", "/v1/trips", ride, "rider", rider).json()
    assert told == {"trip_id": ride["trip_id"], "verdict": "rejected", "reasons": ["too_fast"]}

    def answer() -> object:
        found = city.call("GET", f"/v1/me/trips/{ride['trip_id']}", None, "rider", rider).json()
        return found.get("points"), found.get("explanation", {}).get("text")

    wait_for(answer, (0, "0 points for this trip: it was too fast for a bicycle."))


def test_a_void_takes_everything_back(city: City) -> None:
    rider = str(uuid4())
    ride = trip(rider_id=rider)

    def read() -> dict[str, Any]:
        found: dict[str, Any] = city.call("GET", "/v1/me/summary", None, "rider", rider).json()
        return found

    # A gateway that has just started asks rewards for the levels.
    wait_for(lambda: "level_from_points" in read(), True)
    before = read()
    assert city.call("POST", "/v1/trips", ride).status_code == 202
    wait_for(lambda: read()["lifetime_points"], 57)
    voided = city.call("POST", f"/v1/trips/{ride['trip_id']}/void", {"reason": "test ride"})
    assert voided.json()["verdict"] == "voided"

    def summary() -> object:
        return {name: value for name, value in read().items() if name != "as_of"}

    wait_for(summary, before)


def test_held_until_somebody_decides(city: City) -> None:
    """Two trips at once are both held; the rider appeals, the operator accepts one, and it is paid."""
    rider = str(uuid4())
    first, second = trip(), trip(started_at=yesterday(10), ended_at=yesterday(30))
    city.call("POST", "/v1/trips", first, "rider", rider)
    assert city.call("POST", "/v1/trips", second, "rider", rider).json()["reasons"] == ["overlapping"]
    appeal = city.call("POST", f"/v1/trips/{first['trip_id']}/appeal", {"text": "It was me"}, "rider", rider)
    assert appeal.status_code == 201
    queue = city.call("GET", "/v1/trips?verdict=held&limit=200").json()["trips"]
    texts = [each["appeal"]["text"] for each in queue if each["trip_id"] == first["trip_id"]]
    assert texts == ["It was me"]
    decision = {"verdict": "accepted", "reason": "the dock agrees"}
    assert city.call("POST", f"/v1/trips/{first['trip_id']}/decision", decision).status_code == 200
    wait_for(lambda: city.call("GET", "/v1/me/summary", None, "rider", rider).json()["lifetime_points"], 57)
