"""What operators are warned of, beside the golden cases."""

from typing import Any

import pytest

from services.challenges.tree.warnings import warnings

from .examples import hours, steps
from .writing import SUM, tree

BIKES_SAVE: dict[str, int] = {"bike": 7_027, "ebike": 0}
SAVED = {"kind": "sum", "measure": "co2e_saved_g", "target": 5}
FAST = {"distance_m": {"min": 5_001}, "duration_s": {"max": 900}}

WARNED: dict[str, tuple[dict[str, Any], list[tuple[str, ...]]]] = {
    "at most of what is saved": (
        {"goal": {"kind": "at_most", "measure": "co2e_saved_g", "target": 5, "trips_min": 1}},
        [("/goal/measure", "no_progress", "ebike")],
    ),
    "the body lets in what a step does not": (
        {
            "goal": steps(SAVED | {"where": {"vehicle_types": ["bike"]}}, SAVED),
            "where": {"vehicle_types": ["bike", "ebike"]},
        },
        [("/goal/steps/2/measure", "no_progress", "ebike")],
    ),
    "body and step contradict each other": (
        {
            "goal": steps(SAVED | {"where": {"vehicle_types": ["ebike"]}}),
            "where": {"vehicle_types": ["bike"]},
        },
        [],
    ),
    "the body does it, so no step is named": (
        {"goal": steps(SUM | {"where": FAST}), "where": FAST},
        [("/where", "rewards_speed")],
    ),
    "a step alone": (
        {"goal": steps(SUM | {"where": FAST})},
        [("/goal/steps/1/where", "rewards_speed")],
    ),
    "no time at all": (
        {"where": {"distance_m": {"min": 1}, "duration_s": {"max": 0}}},
        [("/where", "rewards_speed")],
    ),
    "no distance in no time": ({"where": {"distance_m": {"min": 0}, "duration_s": {"max": 0}}}, []),
    "a distance in whatever time": ({"where": {"distance_m": {"min": 90_000}}}, []),
    "a time for whatever distance": ({"where": {"duration_s": {"max": 1}}}, []),
    "six is no hour of the night": ({"where": {"local_hours": [hours(5, 7)]}}, []),
    "other bounds": ({"where": {"distance_m": {"max": 5_001}, "duration_s": {"min": 900}}}, []),
    "hours of body and step that are of the night together": (
        {
            "goal": steps(SUM | {"where": {"local_hours": [hours(3, 12)]}}),
            "where": {"local_hours": [hours(22, 6)]},
        },
        [("/goal/steps/1/where", "rewards_night")],
    ),
    "both": (
        {"where": FAST | {"local_hours": [hours(0, 6)]}},
        [("/where", "rewards_speed"), ("/where", "rewards_night")],
    ),
    "one of the body, one of a step": (
        {"goal": steps(SUM | {"where": {"local_hours": [hours(5, 6)]}}), "where": FAST},
        [("/where", "rewards_speed"), ("/goal/steps/1/where", "rewards_night")],
    ),
}


@pytest.mark.parametrize(("fields", "expected"), WARNED.values(), ids=WARNED)
def test_warnings(fields: dict[str, Any], expected: list[tuple[str, ...]]) -> None:
    found = warnings(tree(**fields), BIKES_SAVE)
    assert [tuple(part for part in each if part is not None) for each in found] == expected
