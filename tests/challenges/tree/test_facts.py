"""The facts of a challenge that the city's guards look at."""

from typing import Any
from uuid import UUID

import pytest

from services.challenges.tree.facts import FACT_TYPES, facts

from .examples import AT_MOST, CITY, distinct, steps
from .writing import LEVELS, UNSAID, tree

CAMPAIGN = str(UUID(int=1))


def test_all_facts() -> None:
    found = facts(
        tree(
            who={"kind": "joined"},
            where={
                "start_zone_ids": ["old", "port"],
                "end_zone_ids": ["sea"],
                "local_hours": [{"from": 22, "to": 2}],
                "weekdays": [5, 1],
            },
            period="week",
            holdout_percent=5,
            campaign_id=CAMPAIGN,
            value_tags={"health": 60, "equity": 40},
        )
    )
    assert found == {
        "goal_kind": "sum",
        "measure": ["trips"],
        "who": "joined",
        "reward_points": 100,
        "periods": 4,
        "start_zone_ids": ["old", "port"],
        "end_zone_ids": ["sea"],
        "local_hours": ["0", "1", "22", "23"],
        "weekdays": ["1", "5"],
        "holdout_percent": 5,
        "campaign_id": CAMPAIGN,
        "value_share:health": 60,
        "value_share:equity": 40,
    }
    kinds = {"number": int, "text": str, "list": list}
    assert all(isinstance(fact, kinds[FACT_TYPES[name]]) for name, fact in found.items())


def test_what_a_challenge_does_not_have_is_left_out() -> None:
    assert facts(tree(goal=distinct("days", 2))) == {
        "goal_kind": "distinct",
        "who": "all",
        "reward_points": 100,
        "periods": 1,
        "holdout_percent": 0,
    }


def test_nothing_is_hidden_in_steps() -> None:
    step = {
        "kind": "best",
        "measure": "climb_m",
        "target": 9,
        "where": {"start_zone_ids": ["top"], "weekdays": [7]},
    }
    found = facts(tree(goal=steps(step), where={"start_zone_ids": ["hill"]}, who=CITY))
    assert (found["goal_kind"], found["measure"]) == ("steps", ["climb_m", "trips"])
    assert (found["start_zone_ids"], found["weekdays"]) == (["hill", "top"], ["7"])


def test_points_are_those_of_all_levels() -> None:
    goal = {"kind": "sum", "measure": "trips"}
    assert facts(tree(goal=goal, reward=UNSAID, levels=LEVELS))["reward_points"] == 30
    assert facts(tree(goal=AT_MOST, reward={"badge_id": "b"}))["reward_points"] == 0


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"period": "day"}, 28),
        (
            {
                "period": "day",
                "starts_at": "2026-03-28T00:00:00+01:00",
                "ends_at": "2026-03-30T00:00:00+02:00",
            },
            2,
        ),
        (
            {
                "period": "week",
                "starts_at": "2026-10-19T00:00:00+02:00",
                "ends_at": "2026-10-26T00:00:00+01:00",
            },
            1,
        ),
        (
            {
                "period": "month",
                "starts_at": "2026-03-01T00:00:00+01:00",
                "ends_at": "2026-05-01T00:00:00+02:00",
            },
            2,
        ),
        (
            {
                "period": "month",
                "starts_at": "2025-12-01T00:00:00+01:00",
                "ends_at": "2027-01-01T00:00:00+01:00",
            },
            13,
        ),
    ],
    ids=str,
)
def test_periods_are_counted(fields: dict[str, Any], expected: int) -> None:
    assert facts(tree(**fields))["periods"] == expected
