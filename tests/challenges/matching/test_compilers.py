"""One definition, three compilers: random trees and random trips, counted by the judge, by the changes of
trips in any order and batches, and anew by one statement."""

import os
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import create_engine
from tests.challenges.judge.evaluate import evaluate
from tests.challenges.judge.facts import Challenge, History
from tests.challenges.judge.made_up import Scenario, scenarios
from tests.challenges.judge.results import Entry
from tests.challenges.matching import team_engine
from tests.challenges.matching.engine import (
    Counted,
    Far,
    counted_anew,
    counted_by_changes,
    id_of,
    proved,
    rule_of,
)
from tests.challenges.matching.team_engine import Key
from tests.conftest import MakeDatabase

EXAMPLES = 2_000 if os.environ.get("RODEM_REQUIRE_ALL") == "1" else 300
COUNTED_OF_GROUPS = ("sum", "distinct", "streak", "best")


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    made = create_engine(await make_database("challenges"), 1)
    yield made
    await made.dispose()


def simplified(challenge: Challenge) -> Challenge:
    """A challenge like this one that the engine counts by now, for riders alone."""
    body = dict(challenge.body)
    who = "joined" if body["who"]["kind"] in ("joined", "city") else "all"
    body = {name: value for name, value in body.items() if name != "group"}
    return replace(challenge, body={**body, "who": {"kind": who}})


def judged(scenario: Scenario) -> Counted:
    """What the judge says."""
    found = evaluate(scenario.world, scenario.challenges, scenario.history)
    entries = {
        (key.challenge_id, key.participant.id, key.period_start): far_of(entry)
        for key, entry in found.entries.items()
    }
    return {key: far for key, far in entries.items() if not far.is_nothing}


def far_of(entry: Entry) -> Far:
    steps = tuple(step.progress for step in entry.steps)
    return Far(entry.progress, entry.target, entry.completed, entry.level or 0, steps)


def bounded(scenario: Scenario) -> Scenario:
    """What the engine counts of a scenario by now."""
    challenges = tuple(map(simplified, scenario.challenges))
    ids = {each.challenge_id for each in challenges}
    joins = [join for join in scenario.history.joins if join.challenge_id in ids]
    return Scenario(scenario.world, challenges, History(scenario.history.trips, joins))


@pytest.mark.timeout(1_200)
@given(scenarios(), st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
async def test_three_compilers_agree_with_the_judge(
    engine: AsyncEngine, drawn: Scenario, chance: random.Random
) -> None:
    scenario = bounded(drawn)
    rules = {UUID(each.challenge_id): rule_of(each, scenario.world) for each in scenario.challenges}
    expected = judged(scenario)
    async with engine.connect() as tx:
        assert await counted_by_changes(tx, rules, scenario, chance) == expected, "by changes"
        assert await proved(tx, rules) == expected, "by the doctor's statement"
        assert await counted_anew(tx, rules, scenario) == expected, "anew"
        await tx.rollback()


def is_for_groups(challenge: Challenge) -> bool:
    """Whether the engine counts the challenge for teams or pairs by now."""
    is_counted = challenge.body["goal"]["kind"] in COUNTED_OF_GROUPS and "levels" not in challenge.body
    return is_counted and challenge.who["kind"] in ("teams", "pairs") and not challenge.is_versus


def has_groups(scenario: Scenario) -> bool:
    return any(is_for_groups(each) for each in scenario.challenges)


def bounded_for_groups(scenario: Scenario) -> Scenario:
    """The same, with challenges for teams and pairs as they are."""
    challenges = tuple(each if is_for_groups(each) else simplified(each) for each in scenario.challenges)
    for_riders = {each.challenge_id for each in challenges if not is_for_groups(each)}
    stays = [each for each in scenario.history.memberships if each.challenge_id not in for_riders]
    return Scenario(scenario.world, challenges, replace(scenario.history, memberships=stays))


def judged_of_groups(scenario: Scenario) -> dict[Key, team_engine.Far]:
    """What the judge says of teams and pairs."""
    found = evaluate(scenario.world, scenario.challenges, scenario.history)
    entries = {}
    for key, entry in found.entries.items():
        if key.participant.kind in ("team", "pair") and entry.progress:
            start = key.period_start.isoformat() if key.period_start else None
            winners = tuple(sorted(str(id_of(each)) for each in entry.winners))
            far = team_engine.Far(entry.progress, entry.completed, winners)
            entries[key.challenge_id, str(id_of(key.participant.id)), start] = far
    return entries


@pytest.mark.timeout(1_200)
@given(scenarios().filter(has_groups), st.randoms(use_true_random=False))
@settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=list(HealthCheck))
async def test_teams_and_pairs_are_counted_behind_their_trips_as_the_judge_says(
    engine: AsyncEngine, drawn: Scenario, chance: random.Random
) -> None:
    scenario = bounded_for_groups(drawn)
    rules = {UUID(each.challenge_id): rule_of(each, scenario.world) for each in scenario.challenges}
    async with engine.connect() as tx:
        assert await team_engine.counted(tx, rules, scenario, chance) == judged_of_groups(scenario)
        assert [tuple(row) for row in await tx.execute(sa.text("SELECT * FROM group_differences"))] == []
        await tx.rollback()
