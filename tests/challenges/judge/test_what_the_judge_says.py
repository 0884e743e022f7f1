"""What golden cases have no words for: operators, revisions, maps, states, what is said beside progress."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.trips.rules import energy_kcal

from .comparing import entries_of
from .evaluate import evaluate
from .facts import Trip
from .reading import challenge_of, history_of, world_of
from .results import Judged
from .short_cases import TEAMS, WORLD, body, member, on, trips


def judge(case: dict[str, Any], **of_challenge: Any) -> Judged:
    """What the judge says of a challenge that operator op1 made, op0 being the game's."""
    world = replace(world_of(WORLD, case), game_operator_id="op0")
    challenge = replace(challenge_of(case["challenge"]), **of_challenge)
    return evaluate(world, [challenge], history_of(case, world, energy_kcal))


TOLD = [{**each, "operator_id": f"op{i}"} for i, each in enumerate(trips(("ana", 4), ("ana", 5), ("ana", 6)))]


def test_a_challenge_counts_what_its_own_operator_told() -> None:
    found = judge({"challenge": body(1), "trips": TOLD}, operator_id="op1")
    assert found.reasons == {
        ("c1", "t1"): "another_operator",
        ("c1", "t2"): None,
        ("c1", "t3"): "another_operator",
    }


def test_the_games_operator_counts_what_any_told() -> None:
    for operator_id in ("op0", None):
        found = judge({"challenge": body(1), "trips": TOLD}, operator_id=operator_id)
        assert set(found.reasons.values()) == {None}


def test_what_no_operator_told_counts_for_the_games_operator_only() -> None:
    untold = trips(("ana", 4))
    for operator_id, why in (("op0", None), ("op1", "another_operator")):
        found = judge({"challenge": body(1), "trips": untold}, operator_id=operator_id)
        assert found.reasons == {("c1", "t1"): why}


def test_a_baseline_is_of_the_same_operators_trips() -> None:
    goal = {"kind": "improve", "measure": "trips", "percent": 100, "baseline_weeks": 1}
    case = {
        "challenge": body(
            goal={**goal, "target_min": 1, "target_max": 9}, starts_at=on(11, 0), ends_at=on(18, 0)
        ),
        "trips": [*TOLD, {**TOLD[1], "trip_id": "t9", "started_at": on(11)}],
    }
    found = judge(case, operator_id="op1")
    assert [entry.target for entry in found.entries.values()] == [2]


def test_a_draft_has_no_entries() -> None:
    for state, entries in (("draft", 0), ("submitted", 0), ("approved", 0), ("paused", 1), ("published", 1)):
        found = judge({"challenge": body(1), "trips": trips(("ana", 4))}, state=state)
        assert len(found.entries) == entries


def test_zones_are_those_of_the_first_publishing() -> None:
    case = {
        "challenge": body(1, where={"zone_ids": ["hill"]}),
        "trips": trips(("ana", 4), start_station_id="s1"),
    }
    assert judge(case).entries == {}
    assert len(judge(case, zones={"old": "hill", "hill": None}).entries) == 1


def test_what_is_missing_is_named_rider_by_rider() -> None:
    case = {
        "challenge": body(1, who=TEAMS, requires=["c0"]),
        "trips": trips(("ana", 4), ("ben", 4)),
        "memberships": [member("red", "ana"), member("red", "ben")],
    }
    (red,) = judge(case).entries.values()
    assert red.missing == {"ana": ("c0",), "ben": ("c0",)}


def test_of_a_trip_the_highest_revision_is_true() -> None:
    at = datetime(2026, 5, 4, 8, tzinfo=UTC)
    trip = Trip("t1", "ana", at, at + timedelta(minutes=10), at.date(), 10, revision=2, distance_m=5)
    old = replace(trip, revision=1, distance_m=7)
    case = {"challenge": body(9, "distance_m"), "trips": []}
    world, challenge = world_of(WORLD, case), challenge_of(case["challenge"])  # type: ignore[arg-type]
    history = history_of(case, world, energy_kcal)
    for told in ([trip, old], [old, trip]):
        found = evaluate(world, [challenge], replace(history, trips=told))
        assert entries_of(found, "c1") == {
            ("rider", "ana", None): {"progress": 5, "target": 9, "completed": False}
        }


def test_what_is_decided_later_says_when() -> None:
    case = {"challenge": body(1, who={"kind": "city"}), "trips": trips(("ana", 4))}
    (city,) = judge(case).entries.values()
    assert city.settles_at == datetime(2026, 6, 14, 22, tzinfo=UTC)
