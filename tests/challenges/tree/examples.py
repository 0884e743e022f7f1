"""Challenges that are taken, and the parts that tests of trees put together."""

from typing import Any
from uuid import UUID

from .writing import LEVELS, SUM, UNSAID

A, B, C = (str(UUID(int=number)) for number in (1, 2, 3))
TEAMS = {"kind": "teams", "of": "team", "size_max": 5}
VERSUS = {"kind": "pairs", "mode": "versus"}
CITY = {"kind": "city"}
AT_MOST = {"kind": "at_most", "measure": "trips", "target": 3, "trips_min": 1}
IMPROVE = {
    "kind": "improve",
    "measure": "trips",
    "percent": 10,
    "baseline_weeks": 1,
    "target_min": 1,
    "target_max": 9,
}
WITHOUT_TARGET = {"kind": "sum", "measure": "trips"}


def steps(*each: Any, need: Any = 1) -> dict[str, Any]:
    return {"kind": "steps", "steps": [SUM, *each], "need": need}


def distinct(of: str, target: Any) -> dict[str, Any]:
    return {"kind": "distinct", "of": of, "target": target}


def streak(of: str, target: Any, **more: Any) -> dict[str, Any]:
    return {"kind": "streak", "of": of, "target": target, **more}


def hours(start: Any, end: Any) -> dict[str, Any]:
    return {"from": start, "to": end}


TAKEN: dict[str, dict[str, Any]] = {
    "a window of a second": {
        "starts_at": "2026-05-04T00:00:00+02:00",
        "ends_at": "2026-05-04T00:00:01+02:00",
    },
    "the largest target": {"goal": SUM | {"target": 1_000_000_000}},
    "10,000 stations": {"goal": distinct("stations", 10_000)},
    "a streak with all freezes": {"goal": streak("weeks", 4, freezes=7)},
    "the most points": {"reward": {"points": 5_000}},
    "no points beside a badge": {"reward": {"points": 0, "badge_id": "b"}},
    "tickets alone": {"reward": {"tickets": {"draw_id": A, "count": 100}}},
    "a level without points": {
        "goal": WITHOUT_TARGET,
        "reward": UNSAID,
        "levels": [{"target": 1, "points": 0, "badge_id": "b"}, {"target": 2, "points": 0}],
    },
    "a known distance": {"where": {"distance_m": {"min": 0}}},
    "one distance": {"where": {"distance_m": {"min": 7, "max": 7}}},
    "hours past midnight": {"where": {"local_hours": [hours(22, 6), hours(0, 24)]}},
    "a corridor with a zone in it twice": {
        "where": {"corridor": {"zone_ids_in_order": ["a", "b", "a", "b", "a"]}}
    },
    "steps that are the same": {"goal": steps(SUM, SUM, SUM, SUM, SUM, need=6)},
    "services of the body for a step": {
        "goal": steps(distinct("services", 2)),
        "where": {"services": ["parking", "car_share"]},
    },
    "services of the step itself": {
        "goal": steps(distinct("services", 2) | {"where": {"services": ["parking", "car_share"]}})
    },
    "more zones than are listed, which stand for those in them": {
        "goal": distinct("zones", 3),
        "where": {"zone_ids": ["centre"]},
    },
    "more stations than one end has": {
        "goal": distinct("stations", 3),
        "where": {"start_station_ids": ["s1"]},
    },
    "a group of who joins": {"who": {"kind": "joined"}, "group": {"group_id": "g", "choose": 20}},
    "no holdout of a team": {"who": TEAMS, "holdout_percent": 0},
    "a holdout of those who join": {"who": {"kind": "joined"}, "holdout_percent": 20},
    "levels of a team": {"who": TEAMS, "goal": WITHOUT_TARGET, "reward": UNSAID, "levels": LEVELS},
    "steps of a team": {"who": TEAMS, "goal": steps(SUM)},
    "at most of who joins": {"who": {"kind": "joined"}, "goal": AT_MOST},
    "metres below the trips": {"goal": AT_MOST | {"measure": "distance_m", "trips_min": 1_000}},
    "as many trips as at most": {"goal": AT_MOST | {"trips_min": 3}},
    "improve to one target": {"goal": IMPROVE | {"target_min": 9}},
    "three steps of three": {"goal": steps(SUM, SUM, need=3)},
    "all that is said beside": {
        "description": {"en": "More"},
        "template": "c1",
        "proposal_id": A,
        "campaign_id": B,
        "requires": [A, B, C],
        "value_tags": {"data": 99, "safety": 1},
    },
}
