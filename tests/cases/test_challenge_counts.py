"""Golden cases of challenges by the engine itself: their trips are told to it in several orders and batches,
and it counts them anew. Cases of what it does not count yet are passed over."""

import json
import random
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.challenges.counting.rules import Joined, is_in_period
from services.challenges.matching.rules import Rule
from shared.db import create_engine
from tests.challenges.judge.comparing import Case, expected_of
from tests.challenges.judge.made_up import Scenario
from tests.challenges.matching.engine import (
    Counted,
    Far,
    counted_anew,
    counted_by_changes,
    id_of,
    known,
    known_joins,
    proved,
    rule_of,
)
from tests.conftest import MakeDatabase

from .challenge_scenarios import scenario_of
from .folder import CASES, case_files

pytestmark = pytest.mark.cases

FILE = CASES / "challenges.json"
ORDERS = 3


def named_cases() -> list[Any]:
    if not FILE.is_file():
        return list(case_files(".", FILE.name))
    said = json.loads(FILE.read_text())
    found = []
    for case in said["cases"]:
        if "memberships" not in case and (scenario := scenario_of(said["world"], case)):
            found.append(pytest.param((case, scenario), id=case["name"]))
    return found


def expected(case: Case) -> Counted:
    """The entries of the case's own challenge, without those of progress 0."""
    challenge_id = str(id_of(case["challenge"]["challenge_id"]))
    entries = {
        (challenge_id, str(id_of(rider)), start): Far(
            entry["progress"],
            entry["target"],
            entry["completed"],
            entry.get("level", 0),
            tuple(progress for progress, _, _ in entry.get("steps", ())),
        )
        for (_, rider, start), entry in expected_of(case).items()
    }
    return {key: far for key, far in entries.items() if not far.is_nothing}


def own(found: Counted, case: Case) -> Counted:
    challenge_id = str(id_of(case["challenge"]["challenge_id"]))
    return {
        (challenge, rider, start and start.isoformat()): entry
        for (challenge, rider, start), entry in found.items()
        if challenge == challenge_id
    }


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    made = create_engine(await make_database("challenges"), 1)
    yield made
    await made.dispose()


@pytest.mark.parametrize("named", named_cases())
async def test_a_case_is_counted_as_the_contract_says(
    engine: AsyncEngine, named: tuple[Case, Scenario]
) -> None:
    case, scenario = named
    rules = {id_of(each.challenge_id): rule_of(each, scenario.world) for each in scenario.challenges}
    async with engine.connect() as tx:
        for seed in range(ORDERS):
            found = await counted_by_changes(tx, rules, scenario, random.Random(seed))
            assert own(found, case) == expected(case), case["because"]
        assert own(await proved(tx, rules), case) == expected(case), case["because"]
        assert own(await counted_anew(tx, rules, scenario), case) == expected(case), case["because"]
        await tx.rollback()
    assert reasons(rules, scenario, case) == case.get("not_counted", {})


def reasons(rules: Mapping[UUID, Rule], scenario: Scenario, case: Case) -> dict[str, str]:
    """Why accepted trips are not counted by the case's own challenge."""
    rule = rules[id_of(case["challenge"]["challenge_id"])]
    found = {}
    for trip in scenario.history.trips:
        deed = known(trip, scenario.world)
        spans = [
            Joined(rule.challenge_id, join.from_at, join.until_at)
            for join in known_joins(scenario)
            if id_of(join.challenge_id) == rule.challenge_id and join.rider_id == trip.rider_id
        ]
        period_on = rule.period_on(deed)
        takes_part = period_on is not None and is_in_period(rule, period_on, spans, scenario.world.now)
        reason = rule.reason(deed, takes_part and not rule.is_kept_from(deed.rider_id))
        if trip.counts and reason is not None:
            found[trip.trip_id] = reason
    return found
