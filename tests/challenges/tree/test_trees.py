"""A challenge as the engine reads it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.challenges.tree.trees import (
    All,
    AtMost,
    Best,
    City,
    Corridor,
    Distinct,
    Group,
    Hours,
    Improve,
    Joined,
    Level,
    Pairs,
    Range,
    Reward,
    Steps,
    Streak,
    Sum,
    Teams,
    Tickets,
    Where,
    kind_of,
)

from .examples import AT_MOST, CITY, IMPROVE, TEAMS, VERSUS, distinct, hours, steps, streak
from .writing import LEVELS, SUM, UNSAID, tree

A = UUID(int=0xA)


def test_defaults_are_filled_in() -> None:
    found = tree()
    assert (found.period, found.where, found.holdout_percent) == ("once", Where(), 0)
    assert (found.goal, found.who, found.reward, found.levels) == (Sum("trips", 2), All(), Reward(100), ())
    assert (found.requires, found.group, found.campaign_id, found.value_tags) == ((), None, None, {})
    assert found.starts_at == datetime(2026, 5, 3, 22, tzinfo=UTC)
    assert tree(goal=streak("days", 2)).goal == Streak("days", 2, freezes=0)
    assert tree(reward={"badge_id": "b"}).reward == Reward(0, "b")


GOALS: list[tuple[dict[str, Any], object, str, int | None]] = [
    (SUM, Sum("trips", 2), "trips", 2),
    (distinct("weeks", 3), Distinct("weeks", 3), "weeks", 3),
    (streak("days", 3, freezes=2), Streak("days", 3, 2), "days", 3),
    ({"kind": "best", "measure": "climb_m", "target": 9}, Best("climb_m", 9), "climb_m", 9),
    (AT_MOST, AtMost("trips", 3, 1), "trips", 3),
    (IMPROVE, Improve("trips", 10, 1, 1, 9), "trips", None),
    (
        steps(SUM | {"where": {"weekdays": [1]}}),
        Steps((Sum("trips", 2), Sum("trips", 2, Where(weekdays=(1,)))), 1),
        "steps",
        1,
    ),
]


@pytest.mark.parametrize(("goal", "expected", "unit", "target"), GOALS)
def test_goals(goal: dict[str, Any], expected: object, unit: str, target: int | None) -> None:
    found = tree(goal=goal)
    assert (found.goal, found.unit, found.target) == (expected, unit, target)
    assert kind_of(found.goal) == goal["kind"]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"kind": "joined"}, Joined()),
        (TEAMS | {"member_min": 3}, Teams("team", 5, 3)),
        (VERSUS, Pairs("versus")),
        (CITY, City()),
    ],
)
def test_who(who: dict[str, Any], expected: object) -> None:
    assert tree(who=who).who == expected


CONDITIONS = {
    "services": ["bike_share"],
    "local_hours": [hours(22, 6)],
    "distance_m": {"min": 0},
    "duration_s": {"max": 60},
    "climb_m": {"min": 5},
    "corridor": {"zone_ids_in_order": ["a", "b"]},
    "bonus_stations": True,
}


def test_conditions() -> None:
    found = tree(where=CONDITIONS).where
    assert found == Where(
        services=("bike_share",),
        local_hours=(Hours(from_=22, to=6),),
        distance_m=Range(0),
        duration_s=Range(None, 60),
        climb_m=Range(5),
        corridor=Corridor(("a", "b")),
        bonus_stations=True,
    )
    assert found.local_hours[0].all == {22, 23, 0, 1, 2, 3, 4, 5}
    assert hash(found) == hash(tree(where=CONDITIONS).where)


def test_levels_and_what_it_refers_to() -> None:
    found = tree(
        goal={"kind": "sum", "measure": "trips"},
        who={"kind": "joined"},
        reward=UNSAID,
        levels=LEVELS,
        requires=[str(A).upper()],
        group={"group_id": "g", "choose": 2},
        campaign_id=str(A),
    )
    assert found.levels == (Level(2, 10), Level(4, 20))
    assert (found.reward, found.target, found.reward_points) == (None, 4, 30)
    assert (found.requires, found.group, found.campaign_id) == ((A,), Group("g", 2), A)
    rewarded = tree(reward={"tickets": {"draw_id": str(A), "count": 2}})
    assert rewarded.reward == Reward(tickets=Tickets(A, 2))
