"""The rules of releases and a judge who knows only the contract tell the same."""

import random
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from services.public_value.releases.enough.rules import Row, are_enough_or_nothing
from services.public_value.releases.months.rules import parts_told
from tests.public_value.releases.judge.ground import Ground, R, splits_told
from tests.public_value.releases.judge.judge import Judge
from tests.public_value.releases.memory import MemoryCity
from tests.public_value.releases.story import moment
from tests.public_value.releases.sums import SMALL, ZONES, random_story

SEEDS = st.integers(0, 10**6)


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_rules_and_judge_tell_the_same_figures_in_the_same_releases(seed: int) -> None:
    plan, steps = random_story(seed)
    city = MemoryCity(ZONES, plan, SMALL)
    judge = Judge({"zones": ZONES, "places": plan.places, "operators": plan.operators}, *SMALL)
    for step in steps:
        city.tell(step)
        judge.tell(step)
        if "release" in step:
            now = moment(step["at"])
            assert city.release(now) == judge.release(now)
    judged = judge.newest()
    assert {name: city.read(name) for name in judged} == judged
    assert len(city.told()) == len(judged)


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS)
def test_any_other_split_leaves_nobody_alone_in_any_leaf(seed: int) -> None:
    chance = random.Random(seed)
    leaves = [
        [
            Row(
                chance.randrange(9), chance.choice(["op", "rival"]), True, "a", part, chance.choice([1, 1, 2])
            )
            for part in ("health", "climate", "equity")
            for _ in range(chance.choice([0, 2, 6, 12]))
        ]
        for _ in range(chance.choice([1, 2]))
    ]
    told = parts_told(leaves, SMALL)
    for leaf in leaves:
        parts = [[row for row in leaf if row.part == part] for part in told]
        rest = [row for row in leaf if row.part not in told]
        assert not told or all(are_enough_or_nothing(rows, SMALL) for rows in [*parts, rest])
    assert told == splits_told(
        Ground(*SMALL, {}), [[_judged(row) for row in leaf] for leaf in leaves], "points"
    )


def _judged(row: Row) -> R:
    return R("", str(row.rider), row.operator, row.covers, "a", row.part, (("points", Fraction(row.amount)),))
