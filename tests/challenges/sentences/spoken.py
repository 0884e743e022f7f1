"""Challenges of every kind, whose texts people have read."""

from typing import Any
from uuid import UUID

from tests.challenges.tree.writing import UNSAID

A, B, C = (str(UUID(int=number)) for number in (1, 2, 3))
JOINED = {"kind": "joined"}
WEEKS = {"period": "week"}
MONTH = {"starts_at": "2026-05-01T00:00:00+02:00", "ends_at": "2026-07-01T00:00:00+02:00", "period": "month"}


def total(measure: str, target: int | None = None) -> dict[str, Any]:
    goal = {"kind": "sum", "measure": measure, "target": target}
    return {name: value for name, value in goal.items() if value is not None}


def distinct(of: str, target: int) -> dict[str, Any]:
    return {"kind": "distinct", "of": of, "target": target}


SPOKEN: dict[str, dict[str, Any]] = {
    "one trip on one day": {
        "goal": total("trips", 1),
        "starts_at": "2026-09-22T00:00:00+02:00",
        "ends_at": "2026-09-23T00:00:00+02:00",
        "reward": {"points": 1},
    },
    "a million trips of the whole city": {
        **MONTH,
        "goal": total("trips", 1_000_000),
        "who": {"kind": "city"},
        "reward": {"badge_id": "million"},
    },
    "kilometres a week, on weekday mornings": {
        **WEEKS,
        "goal": total("distance_m", 12_500),
        "where": {
            "weekdays": [1, 2, 3, 4, 5],
            "local_hours": [{"from": 6, "to": 10}, {"from": 16, "to": 20}],
        },
        "who": JOINED,
    },
    "hours, at night, on three days": {
        "goal": total("duration_s", 5_400),
        "where": {"weekdays": [1, 5, 6], "local_hours": [{"from": 22, "to": 1}]},
    },
    "kilocalories each day": {"period": "day", "goal": total("energy_kcal", 250)},
    "metres climbed": {"goal": total("climb_m", 1_200), "where": {"climb_m": {"min": 20}}},
    "CO2e by two kinds of bike": {
        "goal": total("co2e_saved_g", 1_500),
        "where": {"vehicle_types": ["bike", "ebike"], "distance_sources": ["odometer", "phone"]},
    },
    "a known distance": {"where": {"distance_m": {"min": 0}}},
    "short trips": {"where": {"distance_m": {"max": 900}, "duration_s": {"min": 300, "max": 1_230}}},
    "long trips": {"where": {"distance_m": {"min": 5_000, "max": 12_000}, "duration_s": {"max": 3_600}}},
    "days in a month": {**MONTH, "goal": distinct("days", 12)},
    "weeks, one of them": {"goal": distinct("weeks", 1)},
    "ten stations": {"goal": distinct("stations", 10)},
    "where trips start and end": {
        "goal": distinct("start_stations", 2),
        "where": {"start_station_ids": ["s1", "s2"], "end_zone_ids": ["z1"]},
    },
    "one of many stations": {"where": {"end_station_ids": [f"s{i}" for i in range(1, 13)]}},
    "zones": {"goal": distinct("zones", 3), "where": {"zone_ids": ["old", "z1"], "bonus_stations": True}},
    "districts": {"goal": distinct("districts", 4)},
    "both kinds of bike": {"goal": distinct("vehicle_types", 2)},
    "services": {
        "goal": distinct("services", 2),
        "where": {"services": ["bike_share", "parking", "scooters"], "weekdays": [6, 7]},
    },
    "days in a row": {**MONTH, "goal": {"kind": "streak", "of": "days", "target": 10, "freezes": 2}},
    "weeks in a row": {"goal": {"kind": "streak", "of": "weeks", "target": 3, "freezes": 1}},
    "the longest trip": {
        "goal": {"kind": "best", "measure": "distance_m", "target": 8_000},
        "where": {"corridor": {"zone_ids_in_order": ["old", "z1", "park"]}},
    },
    "at most so many trips": {
        **WEEKS,
        "goal": {"kind": "at_most", "measure": "trips", "target": 4, "trips_min": 1},
        "where": {"vehicle_types": ["ebike"]},
    },
    "at most so long": {
        "goal": {"kind": "at_most", "measure": "duration_s", "target": 36_000, "trips_min": 3}
    },
    "more than before": {
        **MONTH,
        "who": JOINED,
        "goal": {
            "kind": "improve",
            "measure": "distance_m",
            "percent": 20,
            "baseline_weeks": 4,
            "target_min": 5_000,
            "target_max": 90_000,
        },
    },
    "more than last week, one target": {
        **WEEKS,
        "goal": {
            "kind": "improve",
            "measure": "trips",
            "percent": 100,
            "baseline_weeks": 1,
            "target_min": 5,
            "target_max": 5,
        },
    },
    "two of three things": {
        "goal": {
            "kind": "steps",
            "steps": [
                total("trips", 5),
                {**total("trips", 1), "where": {"services": ["report_confirmed"]}},
                {**distinct("days", 3), "where": {"local_hours": [{"from": 7, "to": 9}]}},
            ],
            "need": 2,
        },
        "who": JOINED,
        "requires": [A],
    },
    "all things, in the rain": {
        "goal": {
            "kind": "steps",
            "steps": [total("distance_m", 9_000), {"kind": "streak", "of": "days", "target": 2}],
            "need": 2,
        },
        "where": {"day_tags_any": ["rain", "wind"]},
        "requires": [A, B],
    },
    "a team": {
        **MONTH,
        "goal": total("distance_m", 200_000),
        "who": {"kind": "teams", "of": "team", "size_max": 5, "member_min": 10_000},
    },
    "a workplace with levels": {
        "goal": total("trips"),
        "who": {"kind": "teams", "of": "workplace", "size_max": 50},
        "reward": UNSAID,
        "levels": [
            {"target": 20, "points": 10},
            {"target": 50, "points": 20, "badge_id": "silver"},
            {"target": 100, "points": 0, "badge_id": "gold"},
        ],
    },
    "two together": {"goal": total("trips", 20), "who": {"kind": "pairs", "mode": "together"}},
    "one against the other": {
        **WEEKS,
        "goal": total("distance_m", 20_000),
        "who": {"kind": "pairs", "mode": "versus"},
    },
    "one of a group, for tickets": {
        "who": JOINED,
        "group": {"group_id": "spring", "choose": 1},
        "reward": {"points": 100, "badge_id": "leaf", "tickets": {"draw_id": A, "count": 3}},
    },
    "others are needed": {"requires": [A, B, C], "who": JOINED, "group": {"group_id": "all", "choose": 2}},
}
