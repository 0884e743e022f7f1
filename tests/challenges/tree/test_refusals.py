"""What a challenge is refused for, beside the golden cases: each code at each place where it can lie."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.challenges.tree.bodies import TreeBody
from services.challenges.tree.refusals import Game, check
from shared.http.problems import ValidationError

from .examples import (
    AT_MOST,
    CITY,
    IMPROVE,
    TAKEN,
    TEAMS,
    VERSUS,
    WITHOUT_TARGET,
    A,
    B,
    C,
    distinct,
    hours,
    steps,
    streak,
)
from .writing import LEVELS, MADRID, SUM, UNSAID, body, faults


@pytest.mark.parametrize("fields", TAKEN.values(), ids=TAKEN)
def test_taken(fields: dict[str, Any]) -> None:
    assert faults(body(**fields)) == []


LONG = "x" * 65
REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    # Windows and periods.
    ({"starts_at": UNSAID}, [("/starts_at", "missing")]),
    ({"starts_at": 7}, [("/starts_at", "wrong_type")]),
    ({"starts_at": "2026-05-04"}, [("/starts_at", "bad_format")]),
    ({"ends_at": "2026-05-03T00:00:00+02:00"}, [("/ends_at", "not_after_start")]),
    (
        {"ends_at": "2026-05-04T00:00:00+02:00", "goal": distinct("days", 1)},
        [("/ends_at", "not_after_start")],
    ),
    ({"ends_at": "2026-05-05T00:00:00+02:00", "period": "week"}, [("/ends_at", "not_period_start")]),
    (
        {"ends_at": "2026-04-05T00:00:00+02:00", "period": "week"},
        [("/ends_at", "not_after_start")],
    ),
    (
        {
            "starts_at": "2026-05-01T00:00:00Z",
            "ends_at": "2026-06-02T00:00:00+02:00",
            "period": "month",
        },
        [("/ends_at", "not_period_start"), ("/starts_at", "not_period_start")],
    ),
    (
        {
            "starts_at": "2026-01-05T00:00:00+01:00",
            "ends_at": "2033-09-12T00:00:00+02:00",
            "period": "week",
        },
        [("/ends_at", "out_of_range")],
    ),
    (
        {"starts_at": "2026-01-01T00:00:00+01:00", "ends_at": "2059-06-01T00:00:00+02:00", "period": "month"},
        [("/ends_at", "out_of_range")],
    ),
    ({"period": []}, [("/period", "not_allowed")]),
    ({"period": "year"}, [("/period", "not_allowed")]),
    # Goals.
    ({"goal": UNSAID}, [("/goal", "missing")]),
    ({"goal": None}, [("/goal", "null")]),
    ({"goal": []}, [("/goal", "wrong_type")]),
    ({"goal": {}}, [("/goal/kind", "missing")]),
    ({"goal": {"kind": []}}, [("/goal/kind", "not_allowed")]),
    ({"goal": SUM | {"target": 1_000_000_001}}, [("/goal/target", "out_of_range")]),
    ({"goal": SUM | {"target": 1.0}}, [("/goal/target", "wrong_type")]),
    ({"goal": SUM | {"target": "2"}}, [("/goal/target", "wrong_type")]),
    ({"goal": SUM | {"target": 2**63}}, [("/goal/target", "out_of_range")]),
    ({"goal": SUM | {"target": None}}, [("/goal/target", "null")]),
    ({"goal": SUM | {"measure": 7}}, [("/goal/measure", "not_allowed")]),
    ({"goal": distinct("riders", 2)}, [("/goal/of", "not_allowed")]),
    ({"goal": distinct("stations", 10_001)}, [("/goal/target", "out_of_range")]),
    ({"goal": streak("months", 2)}, [("/goal/of", "not_allowed")]),
    ({"goal": streak("days", 401)}, [("/goal/target", "out_of_range")]),
    ({"goal": streak("days", 2, freezes=8)}, [("/goal/freezes", "out_of_range")]),
    ({"goal": streak("days", 2, freezes=-1)}, [("/goal/freezes", "out_of_range")]),
    ({"goal": AT_MOST | {"trips_min": 0}}, [("/goal/trips_min", "out_of_range")]),
    ({"goal": AT_MOST | {"trips_min": 1_001}}, [("/goal/trips_min", "out_of_range")]),
    ({"goal": {"kind": "at_most", "measure": "trips", "target": 3}}, [("/goal/trips_min", "missing")]),
    ({"goal": IMPROVE | {"percent": 501}}, [("/goal/percent", "out_of_range")]),
    ({"goal": IMPROVE | {"percent": 0}}, [("/goal/percent", "out_of_range")]),
    ({"goal": IMPROVE | {"baseline_weeks": 13}}, [("/goal/baseline_weeks", "out_of_range")]),
    ({"goal": IMPROVE | {"target_min": 0}}, [("/goal/target_min", "out_of_range")]),
    ({"goal": IMPROVE | {"target": 3}}, [("/goal/target", "unknown_field")]),
    ({"goal": steps(need=1)}, [("/goal/steps", "out_of_range")]),
    ({"goal": steps(*[SUM] * 6)}, [("/goal/steps", "out_of_range")]),
    ({"goal": steps(SUM, need=0)}, [("/goal/need", "out_of_range")]),
    ({"goal": steps(SUM, need=7)}, [("/goal/need", "out_of_range")]),
    ({"goal": {"kind": "steps", "need": 1}}, [("/goal/steps", "missing")]),
    ({"goal": steps(None)}, [("/goal/steps/1", "null")]),
    ({"goal": steps("sum")}, [("/goal/steps/1", "wrong_type")]),
    ({"goal": steps({"kind": None})}, [("/goal/steps/1/kind", "null")]),
    ({"goal": steps({})}, [("/goal/steps/1/kind", "missing")]),
    ({"goal": steps(WITHOUT_TARGET)}, [("/goal/steps/1/target", "missing")]),
    ({"goal": steps(SUM | {"steps": []})}, [("/goal/steps/1/steps", "unknown_field")]),
    ({"goal": steps(SUM | {"where": None})}, [("/goal/steps/1/where", "null")]),
    ({"goal": steps(SUM | {"where": []})}, [("/goal/steps/1/where", "wrong_type")]),
    (
        {"goal": steps(SUM | {"where": {"weekdays": ["monday"]}})},
        [("/goal/steps/1/where/weekdays/0", "wrong_type")],
    ),
    ({"goal": steps(distinct("services", 2))}, [("/goal/steps/1/of", "not_allowed")]),
    # Who, and what goes with it.
    ({"who": UNSAID}, [("/who", "missing")]),
    ({"who": TEAMS | {"member_min": 10**9 + 1}}, [("/who/member_min", "out_of_range")]),
    ({"who": TEAMS | {"size_max": True}}, [("/who/size_max", "wrong_type")]),
    ({"who": CITY | {"member_min": 0}}, [("/who/member_min", "out_of_range")]),
    ({"who": VERSUS | {"member_min": 1}}, [("/who/member_min", "unknown_field")]),
    ({"who": {"kind": "teams"}}, [("/who/of", "missing"), ("/who/size_max", "missing")]),
    ({"who": VERSUS, "goal": AT_MOST}, [("/goal/kind", "not_allowed")]),
    ({"who": TEAMS, "goal": IMPROVE}, [("/goal/kind", "not_allowed")]),
    ({"who": CITY, "goal": AT_MOST}, [("/goal/kind", "not_allowed")]),
    ({"who": TEAMS, "group": {"group_id": "g", "choose": 1}}, [("/group", "not_allowed")]),
    (
        {"who": {"kind": "joined"}, "group": {"group_id": "", "choose": 21}},
        [("/group/choose", "out_of_range"), ("/group/group_id", "out_of_range")],
    ),
    ({"holdout_percent": -1}, [("/holdout_percent", "out_of_range")]),
    ({"holdout_percent": None}, [("/holdout_percent", "null")]),
    # What can be reached.
    ({"goal": distinct("weeks", 5)}, [("/goal/target", "out_of_reach")]),
    ({"goal": distinct("days", 2), "period": "day"}, [("/goal/target", "out_of_reach")]),
    ({"goal": streak("weeks", 2), "period": "week"}, [("/goal/target", "out_of_reach")]),
    (
        {
            "goal": distinct("days", 32),
            "period": "month",
            "starts_at": "2026-01-01T00:00:00+01:00",
            "ends_at": "2026-03-01T00:00:00+01:00",
        },
        [("/goal/target", "out_of_reach")],
    ),
    (
        {"goal": distinct("vehicle_types", 2), "where": {"vehicle_types": ["bike"]}},
        [("/goal/target", "out_of_reach")],
    ),
    (
        {"goal": distinct("start_stations", 2), "where": {"start_station_ids": ["s1"]}},
        [("/goal/target", "out_of_reach")],
    ),
    (
        {"goal": distinct("end_stations", 2), "where": {"end_station_ids": ["s1"]}},
        [("/goal/target", "out_of_reach")],
    ),
    (
        {"goal": distinct("services", 3), "where": {"services": ["parking", "car_share"]}},
        [("/goal/target", "out_of_reach")],
    ),
    (
        {
            "goal": steps(distinct("stations", 2) | {"where": {"station_ids": ["s1", "s2"]}}),
            "where": {"station_ids": ["s1"]},
        },
        [("/goal/steps/1/target", "out_of_reach")],
    ),
    (
        {"goal": steps(distinct("stations", 2) | {"where": {"station_ids": ["s1"]}})},
        [("/goal/steps/1/target", "out_of_reach")],
    ),
    ({"goal": steps(streak("days", 29))}, [("/goal/steps/1/target", "out_of_reach")]),
    (
        {
            "goal": {"kind": "distinct", "of": "days"},
            "reward": UNSAID,
            "levels": [LEVELS[0], {"target": 29, "points": 1}],
        },
        [("/levels/1/target", "out_of_reach")],
    ),
    (
        {
            "goal": {"kind": "distinct", "of": "stations"},
            "reward": UNSAID,
            "levels": [LEVELS[0], {"target": 10_001, "points": 1}],
        },
        [("/levels/1/target", "out_of_range")],
    ),
    # Conditions.
    ({"where": 5}, [("/where", "wrong_type")]),
    ({"where": {"colour": "red"}}, [("/where/colour", "unknown_field")]),
    ({"where": {"services": ["a"] * 11}}, [("/where/services", "out_of_range")]),
    ({"where": {"services": [LONG]}}, [("/where/services/0", "out_of_range")]),
    ({"where": {"vehicle_types": ["car"]}}, [("/where/vehicle_types/0", "not_allowed")]),
    (
        {"where": {"vehicle_types": [7, "bike", "bike"]}},
        [("/where/vehicle_types/0", "not_allowed"), ("/where/vehicle_types/2", "repeated")],
    ),
    ({"where": {"weekdays": [8]}}, [("/where/weekdays/0", "out_of_range")]),
    ({"where": {"weekdays": [None, 1]}}, [("/where/weekdays/0", "null")]),
    ({"where": {"weekdays": [1, 1]}}, [("/where/weekdays/1", "repeated")]),
    (
        {"where": {"local_hours": [hours(0, n) for n in range(1, 8)]}},
        [("/where/local_hours", "out_of_range")],
    ),
    ({"where": {"local_hours": [hours(1, 2), hours(1, 2)]}}, [("/where/local_hours/1", "repeated")]),
    ({"where": {"local_hours": [hours(1, 25)]}}, [("/where/local_hours/0/to", "out_of_range")]),
    ({"where": {"local_hours": [{"from": 1}]}}, [("/where/local_hours/0/to", "missing")]),
    ({"where": {"day_tags_any": ["a"] * 11}}, [("/where/day_tags_any", "out_of_range")]),
    ({"where": {"day_tags_any": ["a", "a"]}}, [("/where/day_tags_any/1", "repeated")]),
    ({"where": {"distance_sources": ["satellite"]}}, [("/where/distance_sources/0", "not_allowed")]),
    ({"where": {"distance_m": {}}}, [("/where/distance_m", "empty_range")]),
    ({"where": {"distance_m": {"min": -1}}}, [("/where/distance_m/min", "out_of_range")]),
    ({"where": {"distance_m": {"min": None}}}, [("/where/distance_m/min", "null")]),
    ({"where": {"duration_s": {}}}, [("/where/duration_s", "empty_range")]),
    ({"where": {"duration_s": {"min": 2, "max": 1}}}, [("/where/duration_s", "empty_range")]),
    ({"where": {"duration_s": {"max": 86_401}}}, [("/where/duration_s/max", "out_of_range")]),
    ({"where": {"climb_m": {"min": 0}}}, [("/where/climb_m/min", "out_of_range")]),
    ({"where": {"climb_m": {}}}, [("/where/climb_m/min", "missing")]),
    ({"where": {"climb_m": {"min": 1, "max": 2}}}, [("/where/climb_m/max", "unknown_field")]),
    (
        {"where": {"start_zone_ids": [f"z{n}" for n in range(81)]}},
        [("/where/start_zone_ids", "out_of_range")],
    ),
    ({"where": {"end_zone_ids": []}}, [("/where/end_zone_ids", "out_of_range")]),
    ({"where": {"zone_ids": ["a", "b", "a"]}}, [("/where/zone_ids/2", "repeated")]),
    (
        {"where": {"corridor": {"zone_ids_in_order": list("abcdef")}}},
        [("/where/corridor/zone_ids_in_order", "out_of_range")],
    ),
    ({"where": {"corridor": ["a", "b"]}}, [("/where/corridor", "wrong_type")]),
    ({"where": {"bonus_stations": 1}}, [("/where/bonus_stations", "not_allowed")]),
    ({"where": {"bonus_stations": "yes"}}, [("/where/bonus_stations", "not_allowed")]),
    # Rewards and levels.
    ({"reward": UNSAID}, [("/reward", "missing")]),
    ({"reward": None}, [("/reward", "null")]),
    ({"reward": {"points": None}}, [("/reward/points", "null")]),
    ({"reward": {"points": -1}}, [("/reward/points", "out_of_range")]),
    ({"reward": {"badge_id": ""}}, [("/reward/badge_id", "out_of_range")]),
    ({"reward": {"badge_id": 7}}, [("/reward/badge_id", "wrong_type")]),
    ({"reward": {"tickets": {"draw_id": A, "count": 101}}}, [("/reward/tickets/count", "out_of_range")]),
    (
        {"reward": {"tickets": {"count": 0}}},
        [("/reward/tickets/count", "out_of_range"), ("/reward/tickets/draw_id", "missing")],
    ),
    ({"reward": {"tickets": {"draw_id": "d", "count": 1}}}, [("/reward/tickets/draw_id", "bad_format")]),
    ({"goal": WITHOUT_TARGET, "reward": UNSAID}, [("/goal/target", "missing"), ("/reward", "missing")]),
    ({"goal": WITHOUT_TARGET, "reward": UNSAID, "levels": LEVELS[:1]}, [("/levels", "out_of_range")]),
    ({"goal": WITHOUT_TARGET, "reward": UNSAID, "levels": None}, [("/levels", "null")]),
    (
        {"goal": WITHOUT_TARGET, "reward": UNSAID, "levels": [{"target": 5}, {"target": 3, "points": -1}]},
        [
            ("/levels/0/points", "missing"),
            ("/levels/1/points", "out_of_range"),
            ("/levels/1/target", "not_ascending"),
        ],
    ),
    (
        {"goal": WITHOUT_TARGET, "reward": UNSAID, "levels": [LEVELS[0], LEVELS[1] | {"points": 9_000_000}]},
        [("/levels", "out_of_range")],
    ),
    ({"goal": IMPROVE, "reward": UNSAID, "levels": LEVELS}, [("/levels", "not_allowed")]),
    # What it refers to.
    ({"requires": []}, [("/requires", "out_of_range")]),
    (
        {"requires": ["", LONG, 7, "seven"]},
        [
            ("/requires/0", "out_of_range"),
            ("/requires/1", "out_of_range"),
            ("/requires/2", "wrong_type"),
            ("/requires/3", "unknown"),
        ],
    ),
    ({"requires": [A, B, A.upper()]}, [("/requires/2", "repeated")]),
    ({"campaign_id": ""}, [("/campaign_id", "out_of_range")]),
    ({"proposal_id": "p"}, [("/proposal_id", "bad_format")]),
    ({"template": LONG}, [("/template", "out_of_range")]),
    ({"value_tags": {}}, [("/value_tags", "out_of_range")]),
    ({"value_tags": {"health": 101}}, [("/value_tags/health", "out_of_range")]),
    ({"value_tags": {"health": "60"}}, [("/value_tags/health", "wrong_type")]),
    ({"value_tags": ["health"]}, [("/value_tags", "wrong_type")]),
    ({"name": UNSAID}, [("/name", "missing")]),
    ({"name": {"ca": "Dos"}}, [("/name/en", "missing")]),
    ({"name": "Two trips"}, [("/name", "wrong_type")]),
    ({"a/b": 1}, [("/a~1b", "unknown_field")]),
]


@pytest.mark.parametrize(("fields", "expected"), REFUSED, ids=[str(each) for _, each in REFUSED])
def test_refused(fields: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert faults(body(**fields)) == expected


def test_all_faults_are_told_at_once() -> None:
    """Those that one field tells, and those that several tell together, wherever nulls are."""
    sent = body(
        goal={
            "kind": "steps",
            "need": 3,
            "steps": [SUM | {"target": None}, {"kind": "best"}],
            "x": {"y": None},
        },
        who=VERSUS | {"also": 1},
        where={"local_hours": [hours(8, 8), hours(9, None)], "distance_m": {"min": 9, "max": 8}},
        period="week",
        starts_at="2026-05-05T00:00:00+02:00",
        ends_at="2026-05-04T00:00:00+02:00",
        holdout_percent=5,
        levels=None,
        value_tags={"fun": 100},
    )
    assert faults(sent) == [
        ("/ends_at", "not_after_start"),
        ("/goal/kind", "not_allowed"),
        ("/goal/need", "out_of_range"),
        ("/goal/steps/0/target", "null"),
        ("/goal/steps/1/measure", "missing"),
        ("/goal/steps/1/target", "missing"),
        ("/goal/x", "unknown_field"),
        ("/holdout_percent", "not_allowed"),
        ("/levels", "null"),
        ("/reward", "not_allowed"),
        ("/starts_at", "not_period_start"),
        ("/value_tags/fun", "unknown_field"),
        ("/where/distance_m", "empty_range"),
        ("/where/local_hours/0", "empty_range"),
        ("/where/local_hours/1/to", "null"),
        ("/who/also", "unknown_field"),
    ]


def test_what_is_required_was_published_and_holds_nobody_out() -> None:
    published = {UUID(A): 0, UUID(B): 5}
    sent = body(requires=[A, B, C])
    assert faults(sent) == []
    assert faults(sent, published=published) == [("/requires/1", "not_allowed"), ("/requires/2", "unknown")]


def test_a_month_is_reached_by_its_longest() -> None:
    """February and March of 2027: 31 days, and five weeks that March touches."""
    window = {"starts_at": "2027-02-01T00:00:00+01:00", "ends_at": "2027-04-01T00:00:00+02:00"}
    for goal, target in (("days", 31), ("weeks", 5)):
        assert faults(body(goal=distinct(goal, target), period="month", **window)) == []
        refused = faults(body(goal=distinct(goal, target + 1), period="month", **window))
        assert refused == [("/goal/target", "out_of_reach")]


@pytest.mark.parametrize(
    ("period", "of", "most"),
    [
        ("day", "days", 1),
        ("day", "weeks", 1),
        ("week", "days", 7),
        ("week", "weeks", 1),
        ("month", "days", 31),
        ("month", "weeks", 6),
    ],
)
def test_of_a_window_that_is_refused_the_periods_are_known_all_the_same(
    period: str, of: str, most: int
) -> None:
    missing = ("/starts_at", "missing")
    window = {"period": period, "starts_at": UNSAID, "ends_at": "2026-06-01T00:00:00+02:00"}
    assert faults(body(goal=distinct(of, most), **window)) == [missing]
    beyond = ("/goal/target", "out_of_reach")
    assert faults(body(goal=distinct(of, most + 1), **window)) == [beyond, missing]


def test_days_are_the_citys() -> None:
    """From 23:30 to 00:30 in Madrid two days are touched, in UTC one."""
    window = {"starts_at": "2026-05-04T21:30:00Z", "ends_at": "2026-05-04T22:30:00Z"}
    assert faults(body(goal=distinct("days", 2), **window)) == []
    refused = faults(body(goal=distinct("days", 2), **window), ZoneInfo("UTC"))
    assert refused == [("/goal/target", "out_of_reach")]


def test_at_most_twenty_faults_are_answered_with_their_bounds() -> None:
    sent = body(where={"weekdays": [9, 9, 9, 9, 9, 9, 9], "zone_ids": [""] * 40}, goal=SUM | {"target": 0})
    with pytest.raises(ValidationError) as refusal:
        check(TreeBody, sent, Game(MADRID, 5_000))
    errors = refusal.value.members["errors"]
    assert len(errors) == 20
    bounds = {"minimum": 1}
    assert errors[0] == {"pointer": "/goal/target", "code": "out_of_range", **bounds}


@pytest.mark.parametrize("sent", [None, [], 5, "text", True])
def test_what_is_no_object_is_no_challenge(sent: Any) -> None:
    assert faults(sent) == [("", "wrong_type")]
