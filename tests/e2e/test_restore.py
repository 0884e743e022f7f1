"""A backup of a running city, restored elsewhere and replayed, has the same figures."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.cities import City, running_city
from tests.docs.test_howtos import blocks, follow
from tests.rodem.generated_files import write_generated_citibike
from tests.waiting import wait_for

pytestmark = pytest.mark.e2e

ROWS = 1_500
PAGE = "how-to/back-up-and-restore.md"


def figures(city: City, rider: str) -> dict[str, Any]:
    """What the operator, the city and a rider see, once all is applied."""
    wait_for(lambda: city.doctor()["ok"], True)
    doctor = city.doctor()
    query = {
        "measures": ["trips", "riders", "distance_m", "points"],
        "interval": "P1M",
        "start_date": "2020-06-01",
        "end_date": "2020-06-30",
        "dimensions": [],
        "filters": [],
    }
    summary = city.call("GET", "/v1/me/summary", None, "rider", rider).json()
    of_the_moment = ("as_of", "badges")  # badges are worked out within minutes
    return {
        "trips": doctor["trips"],
        "points": doctor["ledger"]["issued_points"],
        "balanced": doctor["ledger"]["balanced"],
        "indicators": city.call("POST", "/v1/indicators:query", query, "city").json()["rows"],
        "summary": {name: value for name, value in summary.items() if name not in of_the_moment},
    }


def fill(city: City, folder: Path, rider: str) -> None:
    """A month of imported trips, a challenge, and a rider with a trip that counts and one that does not."""
    file = folder / "trips.csv"
    write_generated_citibike(file, ROWS)
    city.rodem(
        "import", "trips", str(file), "--format", "citibike", "--timezone", "America/New_York", "--wait"
    )
    challenge = {
        "name": {"en": "A trip"},
        "goal": {"kind": "sum", "measure": "trips", "target": 1},
        "who": {"kind": "all"},
        "reward": {"points": 10},
        "starts_at": "2020-06-02T00:00:00Z",
        "ends_at": "2020-06-03T00:00:00Z",
    }
    challenge_id = city.call("POST", "/v1/challenges", challenge).json()["challenge_id"]
    city.call("POST", f"/v1/challenges/{challenge_id}/publish", {"reason": "A test."}).raise_for_status()
    trips = [
        {
            "trip_id": str(uuid4()),
            "rider_id": rider,
            "vehicle_type": "bike",
            "started_at": f"2020-06-02T{hour:02}:00:00Z",
            "ended_at": f"2020-06-02T{hour:02}:20:00Z",
            "distance_m": 4_200,
        }
        for hour in (8, 12)
    ]
    city.call("POST", "/v1/trips:batch", {"trips": trips, "history": True}).raise_for_status()
    voided = city.call("POST", f"/v1/trips/{trips[0]['trip_id']}/void", {"reason": "a test ride"})
    assert voided.status_code == 200
    wait_for(lambda: city.doctor()["ok"], True)
    city.rodem("indicators", "release")


def test_a_backup_that_is_restored_and_replayed_has_the_same_figures(tmp_path: Path) -> None:
    back_up, restore, _, replay = blocks(PAGE)
    rider = str(uuid4())
    with running_city(tmp_path) as city:
        fill(city, tmp_path, rider)
        before = figures(city, rider)
        follow(city, tmp_path, back_up)
        follow(city, tmp_path, restore)
    assert before["trips"]["accepted"] > ROWS * 0.9
    assert (before["summary"]["lifetime_points"], before["balanced"]) == (67, True)
    again = tmp_path / "again"
    again.mkdir()
    (tmp_path / "restored").rename(again / "data")
    (tmp_path / "restored").symlink_to(again / "data")
    with running_city(again) as restored:
        assert figures(restored, rider) == before
        follow(restored, tmp_path, replay.replace(".venv/bin/rodem doctor --data restored", "true"))
        restored.rodem("replay", "challenges", "--reset")
        assert figures(restored, rider) == before
