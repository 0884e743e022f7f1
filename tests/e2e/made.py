"""New things in a running city, each in a state in which an operation may be asked."""

import time
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from rodem.local.tokens import PARTNER
from tests.cities import City
from tests.public_value.factor_sets import factor_set
from tests.public_value.plans.writing import plan
from tests.reported_trips import reported_trip
from tests.rewards.campaigns.running_campaigns import campaign
from tests.rewards.running_rewards import tariff
from tests.rewards.shop.drawing import drawing
from tests.rewards.shop.running_shop import reward
from tests.rewards.shop.test_donations import PROJECT
from tests.trips.limits.writing import limits


def let_ride(city: City, rider_id: str) -> None:
    """The rider has ridden with the operator, and everybody has heard of it."""
    assert city.call("POST", "/v1/trips", reported_trip(rider_id=rider_id)).is_success
    adjusted = {"rider_id": rider_id, "points": 5, "reason": "A trial of it."}
    asked: list[tuple[str, str, Any]] = [
        ("GET", f"/v1/riders/{rider_id}/summary", None),
        ("POST", "/v1/adjustments", adjusted),
    ]
    give_up = time.monotonic() + 30
    while not all(city.call(*each).is_success for each in asked):
        assert time.monotonic() < give_up, "nobody has heard of the rider"
        time.sleep(0.1)


BEGINS = count(1_000)
"""In how many days factor sets begin: no two on one day."""
TEAMS = count(1)
"""By numbers teams are called: no two have one name."""
STEP_BEFORE = {
    "pause": "publish",
    "resume": "publish",
    "close": "publish",
    "stop": "publish",
    "decision": "submit",
    "entries": "publish",
    "results": "publish",
}
"""A word of a path -> the step that brings a draft to where the operation may be asked."""


def a_tariff(city: City, submitted: bool) -> str:
    """The id of a new tariff, which was never published."""
    tariff_id = str(city.call("POST", "/v1/tariffs", tariff()).json()["tariff_id"])
    if submitted:
        path = f"/v1/tariffs/{tariff_id}/submit"
        assert city.call("POST", path, {"reason": "A trial of it."}).is_success
    return tariff_id


def a_version_of_limits(city: City, path: str) -> int:
    """The number of a new version of the limits, in a state in which the operation of this path may be
    asked."""
    everything = {"guards": [{"guard_id": "all", "when": [], "reason": "A trial.", "mandate_ref": "Ple 1"}]}
    assert city.call("PUT", "/v1/guards/limits", everything, "city").is_success
    tiny_n = {"tiny_n": len(city.call("GET", "/v1/limits").json()["limits"])}
    version = int(city.call("PUT", "/v1/limits", limits(bike=tiny_n)).json()["version"])
    if path.endswith("/submit"):
        refused = {"decision": "refuse", "reason": "A trial of it."}
        assert city.call("POST", f"/v1/limits/{version}/decision", refused, "city", "somebody").is_success
    return version


def a_plan(city: City, path: str) -> str:
    """The first month of a new plan of releases, in a state in which the operation of this path may be
    asked."""
    everything = {"guards": [{"guard_id": "all", "when": [], "reason": "A trial.", "mandate_ref": "Ple 1"}]}
    assert city.call("PUT", "/v1/guards/release-plan", everything, "city").is_success
    written = len(city.call("GET", "/v1/release-plan").json()["plans"])
    month = f"{2090 + written // 12}-{written % 12 + 1:02}"
    assert city.call("PUT", "/v1/release-plan", plan(month), "city").is_success
    if path.endswith("/submit"):
        refused = {"decision": "refuse", "reason": "A trial of it."}
        path = f"/v1/release-plan/{month}/decision"
        assert city.call("POST", path, refused, "auditor", "somebody").is_success
    return month


def a_release(city: City) -> int:
    """The number of the newest release: of a day on which twenty have ridden, long ago."""
    begins = datetime(2026, 3, 4, 12, tzinfo=UTC)
    ends = begins + timedelta(minutes=20)
    day: dict[str, Any] = {"started_at": begins.isoformat(), "ended_at": ends.isoformat()}
    trips = [reported_trip(trip_id=str(uuid4()), rider_id=str(uuid4()), **day) for _ in range(20)]
    told = city.call("POST", "/v1/trips:batch", {"trips": trips, "history": True})
    assert told.json()["accepted"] == len(trips), told.text
    give_up = time.monotonic() + 60
    while not (releases := city.call("GET", "/v1/releases").json()["releases"]):
        assert time.monotonic() < give_up
        city.rodem("indicators", "release")
    return int(releases[0]["number"])


def a_factor_set(city: City, path: str) -> str:
    """The id of a new factor set, in a state in which the operation of this path may be asked. One that is
    written by the operation itself is not there yet."""
    factor_set_id = str(uuid4())
    if path.endswith("/{factor_set_id}"):
        return factor_set_id
    everything = {"guards": [{"guard_id": "all", "when": [], "reason": "A trial.", "mandate_ref": "Ple 1"}]}
    assert city.call("PUT", "/v1/guards/factor-set", everything, "city").is_success
    written = f"/v1/factor-sets/{factor_set_id}"
    assert city.call("PUT", written, factor_set(next(BEGINS)), "city").is_success
    if path.endswith("/submit"):
        refused = {"decision": "refuse", "reason": "A trial of it."}
        assert city.call("POST", f"{written}/decision", refused, "auditor", "somebody").is_success
    return factor_set_id


def an_activity(city: City, rider_id: str) -> str:
    """The id of an activity that an operator has reported."""
    activity_id = str(uuid4())
    at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    reported = [{"activity_id": activity_id, "rider_id": rider_id, "service": "parking", "at": at}]
    assert city.call("POST", "/v1/activities:batch", reported).is_success
    return activity_id


def a_team(city: City, path: str, rider_id: str) -> str:
    """The path of a team that the rider has made, and of somebody who has joined it."""
    body = {"name": f"Reds {next(TEAMS)}", "kind": "team", "size_max": 5}
    team = city.call("POST", "/v1/teams", body, "rider", rider_id).json()
    joined = city.call("PUT", "/v1/me/team", {"invite": team["invite"]}, "rider", str(uuid4()))
    assert joined.is_success, joined.text
    members = city.call("GET", f"/v1/teams/{team['team_id']}", None, "rider", rider_id).json()["members"]
    return path.format(team_id=team["team_id"], member_id=members[-1]["member_id"])


def made_of_rules(city: City, path: str) -> str:
    """The path of a new tariff, of a new version of the limits, of a new plan of releases, or of a factor
    set."""
    if "{month}" in path:
        return path.format(month=a_plan(city, path))
    if "{factor_set_id}" in path:
        return path.format(factor_set_id=a_factor_set(city, path))
    if "{version}" in path:
        return path.format(version=a_version_of_limits(city, path))
    return path.format(tariff_id=a_tariff(city, submitted=path.endswith("/decision")))


def made_of_shop(city: City, path: str) -> str:
    """The path of a partner, or of a new project, reward or draw."""
    if "{partner_id}" in path:
        return path.format(partner_id=PARTNER)
    if "{project_id}" in path:
        return path.format(project_id=city.call("POST", "/v1/projects", PROJECT, "city").json()["project_id"])
    if "{reward_id}" in path:
        kind = "code" if path.endswith("/codes") else "benefit"
        reward_id = city.call("POST", "/v1/rewards", reward(kind=kind)).json()["reward_id"]
        bring_on(city, seen_by_riders(path), f"/v1/rewards/{reward_id}")
        return path.format(reward_id=reward_id)
    return path.format(draw_id=a_draw(city, path))


def made_of_rider(city: City, path: str, rider_id: str) -> str:
    """The path of a rider who has ridden, or of a rider's new trip or team."""
    if "{trip_id}" in path:
        return path.format(trip_id=a_trip(city, path, rider_id))
    if "{team_id}" in path:
        return a_team(city, path, rider_id)
    let_ride(city, rider_id)
    return path.format(rider_id=rider_id)


def made_for(city: City, path: str, rider_id: str, draft: Any) -> str:
    """The path with the id of a new thing, in a state in which the operation may be asked."""
    if any(name in path for name in ("{trip_id}", "{team_id}", "{rider_id}")):
        return made_of_rider(city, path, rider_id)
    if "{import_id}" in path:
        begun = city.call("POST", "/v1/imports", {"name": "May"}).json()
        return path.format(import_id=begun["import_id"])
    if any(name in path for name in ("{tariff_id}", "{version}", "{month}", "{factor_set_id}")):
        return made_of_rules(city, path)
    if "{number}" in path:
        return path.format(number=a_release(city))
    if "{campaign_id}" in path:
        campaign_id = city.call("POST", "/v1/campaigns", campaign()).json()["campaign_id"]
        bring_on(city, path, f"/v1/campaigns/{campaign_id}")
        return path.format(campaign_id=campaign_id)
    if any(name in path for name in ("{partner_id}", "{project_id}", "{reward_id}", "{draw_id}")):
        return made_of_shop(city, path)
    if "{activity_id}" in path:
        return path.format(activity_id=an_activity(city, rider_id))
    if "{local_on}" in path or "{indicator_id}" in path:
        return path.format(local_on="2026-05-04", indicator_id="eff.cost_per_trip")
    written = city.call("POST", "/v1/challenges", draft)
    assert written.is_success, written.text
    challenge_id = written.json()["challenge_id"]
    bring_on(city, seen_by_riders(path), f"/v1/challenges/{challenge_id}")
    return path.format(challenge_id=challenge_id, board_id="month-riders-all")


def a_trip(city: City, path: str, rider_id: str) -> str:
    """The id of a new trip: one with a trace where the path is of that, one that is open where it is of one
    that is told live, else a held one."""
    if path == "/v1/me/trips/{trip_id}/trace":
        began_at = datetime.now(UTC) - timedelta(hours=1)
        points = [
            {"at": (began_at + timedelta(seconds=10 * n)).isoformat(), "lat": 41.39 + n * 3e-4, "lon": 2.17}
            for n in range(60)
        ]
        traced = {name: fact for name, fact in reported_trip(trace=points).items() if name != "rider_id"}
        assert city.call("POST", "/v1/trips", traced, "rider", rider_id).is_success
        return str(traced["trip_id"])
    if path.endswith(("/trace", "/end", "/cancel")):
        begun = {"trip_id": str(uuid4()), "vehicle_type": "bike", "started_at": "2026-05-04T07:30:00Z"}
        assert city.call("POST", "/v1/trips:start", begun, "rider", rider_id).is_success
        return begun["trip_id"]
    trip = reported_trip(rider_id=rider_id, distance_m=12_000)  # too fast to be sure of
    assert city.call("POST", "/v1/trips", trip).json()["verdict"] == "held"
    return str(trip["trip_id"])


def a_draw(city: City, path: str) -> str:
    """The id of a new draw, in a state in which the operation of this path may be asked."""
    reward_id = city.call("POST", "/v1/rewards", reward()).json()["reward_id"]
    assert city.call("POST", f"/v1/rewards/{reward_id}/publish", {"reason": "A trial of it."}).is_success
    draw_id = str(city.call("POST", "/v1/draws", drawing(reward_id)).json()["draw_id"])
    bring_on(city, seen_by_riders(path), f"/v1/draws/{draw_id}")
    return draw_id


def seen_by_riders(path: str) -> str:
    """The path; where riders ask for the thing itself, one whose operation needs it to be published too."""
    return f"{path}/stop" if path.endswith("_id}") else path


def bring_on(city: City, path: str, draft: str) -> None:
    """Take the steps of a draft after which the operation of this path may be asked."""
    for step in (STEP_BEFORE[word] for word in path.split("/") if word in STEP_BEFORE):
        answer = city.call("POST", f"{draft}/{step}", {"reason": "A trial of it."})
        assert answer.is_success, answer.text
