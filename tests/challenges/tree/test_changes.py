"""What may change of a published challenge, beside the golden cases."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.challenges.tree.changes import not_in_favour

from .examples import AT_MOST, CITY, IMPROVE, TEAMS, VERSUS, steps, streak
from .writing import LEVELS, SUM, UNSAID, body, stored

NOW = datetime(2026, 5, 20, tzinfo=UTC)
LATER = "2026-06-08T00:00:00+02:00"
A, B = str(UUID(int=1)), str(UUID(int=2))
WITH_LEVELS: dict[str, Any] = {
    "goal": {"kind": "sum", "measure": "trips"},
    "reward": UNSAID,
    "levels": LEVELS,
}
TICKETS = {"draw_id": A, "count": 2}


def levels(second: dict[str, Any]) -> dict[str, Any]:
    return WITH_LEVELS | {"levels": [LEVELS[0], second]}


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "nothing": ({}, {}, []),
    "a description comes": ({}, {"description": {"en": "More"}}, []),
    "a description goes": ({"description": {"en": "More"}}, {}, []),
    "a streak becomes a sum": (
        {"goal": streak("days", 5)},
        {"goal": SUM | {"target": 5}},
        ["/goal/kind", "/goal/measure", "/goal/of"],
    ),
    "a sum becomes a streak with freezes": (
        {"goal": SUM | {"target": 5}},
        {"goal": streak("days", 5, freezes=1)},
        ["/goal/freezes", "/goal/kind", "/goal/measure", "/goal/of"],
    ),
    "a sum becomes a streak without": (
        {"goal": SUM | {"target": 5}},
        {"goal": streak("days", 5, freezes=0)},
        ["/goal/kind", "/goal/measure", "/goal/of"],
    ),
    "a step's freezes are said": (
        {"goal": steps(streak("days", 5))},
        {"goal": steps(streak("days", 4, freezes=0) | {"where": {}})},
        [],
    ),
    "a step's freezes change": (
        {"goal": steps(streak("days", 5))},
        {"goal": steps(streak("days", 5, freezes=1))},
        ["/goal/steps/1/freezes"],
    ),
    "a sum becomes at most: by the kind in force its target goes down": (
        {"goal": SUM | {"target": 5}},
        {"goal": AT_MOST | {"target": 4}},
        ["/goal/kind", "/goal/trips_min"],
    ),
    "at most becomes a sum: by the kind in force its target goes up": (
        {"goal": AT_MOST | {"target": 4}},
        {"goal": SUM | {"target": 3}},
        ["/goal/kind", "/goal/target", "/goal/trips_min"],
    ),
    "a target becomes an improvement": (
        {},
        {"goal": IMPROVE},
        [
            *("/goal/baseline_weeks", "/goal/kind", "/goal/percent", "/goal/target", "/goal/target_max"),
            "/goal/target_min",
        ],
    ),
    "steps become a sum": (
        {"goal": steps(SUM)},
        {},
        ["/goal/kind", "/goal/measure", "/goal/need", "/goal/steps", "/goal/target"],
    ),
    "levels become a target": (WITH_LEVELS, {}, ["/goal/target", "/levels", "/reward"]),
    "a level's badge changes": (
        levels(LEVELS[1] | {"badge_id": "a"}),
        levels(LEVELS[1] | {"badge_id": "b"}),
        ["/levels/1/badge_id"],
    ),
    "a level's badge goes": (levels(LEVELS[1] | {"badge_id": "a"}), WITH_LEVELS, ["/levels/1/badge_id"]),
    "fewer tickets": (
        {"reward": {"tickets": TICKETS}},
        {"reward": {"tickets": TICKETS | {"count": 1}}},
        ["/reward/tickets/count"],
    ),
    "tickets go": (
        {"reward": {"points": 1, "tickets": TICKETS}},
        {"reward": {"points": 1}},
        ["/reward/tickets"],
    ),
    "points of 0 are said": ({"reward": {"badge_id": "a"}}, {"reward": {"badge_id": "a", "points": 0}}, []),
    "joined becomes teams": (
        {"who": {"kind": "joined"}},
        {"who": TEAMS | {"member_min": 1}},
        ["/who/kind", "/who/member_min", "/who/of", "/who/size_max"],
    ),
    "the city's minimum goes": ({"who": CITY | {"member_min": 3}}, {"who": CITY}, []),
    "a pair turns on itself": (
        {"who": {"kind": "pairs", "mode": "together"}},
        {"who": VERSUS},
        ["/who/mode"],
    ),
    "conditions in another order are others": (
        {"where": {"weekdays": [1, 2]}},
        {"where": {"weekdays": [2, 1]}},
        ["/where/weekdays/0", "/where/weekdays/1"],
    ),
    "a bound of hours": (
        {"where": {"local_hours": [{"from": 1, "to": 5}]}},
        {"where": {"local_hours": [{"from": 1, "to": 6}]}},
        ["/where/local_hours/0/to"],
    ),
    "a bound that comes": (
        {"where": {"distance_m": {"min": 1}}},
        {"where": {"distance_m": {"min": 1, "max": 5}}},
        ["/where/distance_m/max"],
    ),
    "conditions that come": ({}, {"where": {"bonus_stations": True}}, ["/where/bonus_stations"]),
    "a group comes": (
        {"who": {"kind": "joined"}},
        {"who": {"kind": "joined"}, "group": {"group_id": "g", "choose": 1}},
        ["/group"],
    ),
    "more may be chosen": (
        {"who": {"kind": "joined"}, "group": {"group_id": "g", "choose": 1}},
        {"who": {"kind": "joined"}, "group": {"group_id": "g", "choose": 2}},
        ["/group/choose"],
    ),
    "what is required comes": ({}, {"requires": [A]}, ["/requires"]),
    "what is required is another": ({"requires": [A]}, {"requires": [B]}, ["/requires/0"]),
    "a campaign comes": ({}, {"campaign_id": A}, ["/campaign_id"]),
    "value tags come": ({}, {"value_tags": {"health": 100}}, ["/value_tags"]),
    "a template goes": ({"template": "c1"}, {}, ["/template"]),
    "a holdout comes": ({}, {"holdout_percent": 5}, ["/holdout_percent"]),
    "the city's end": ({"who": CITY}, {"who": CITY, "ends_at": LATER}, []),
    "the end of a duel in weeks": (
        {"who": VERSUS, "period": "week"},
        {"who": VERSUS, "period": "week", "ends_at": LATER},
        [],
    ),
    "the end of a duel that becomes one in weeks": (
        {"who": VERSUS},
        {"who": VERSUS, "period": "week", "ends_at": LATER},
        ["/ends_at", "/period"],
    ),
    "the end of levels": (WITH_LEVELS, WITH_LEVELS | {"ends_at": LATER}, []),
}


@pytest.mark.parametrize(("before", "after", "pointers"), CHANGES.values(), ids=CHANGES)
def test_changes(before: dict[str, Any], after: dict[str, Any], pointers: list[str]) -> None:
    in_force, written = body(**before), body(**after)
    assert not_in_favour(in_force, written, NOW) == pointers
    assert not_in_favour(stored(in_force), stored(written), NOW) == pointers


@pytest.mark.parametrize("text", ["2026-06-01t00:00:00+02:00", "2026-05-31T22:00:00.000z"])
def test_the_same_instant_in_other_words_is_no_change(text: str) -> None:
    assert not_in_favour(body(), body(ends_at=text), NOW) == []
