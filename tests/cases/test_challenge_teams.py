"""Golden cases of challenges for teams and pairs by the engine itself: trips are told to it in several orders
and batches, and periodic work counts what riders bring, now and then."""

import json
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.challenges.counting.rules import Joined
from services.challenges.matching.deeds import Deed
from services.challenges.mine.rules import Paired, TakesPart, why_not_counted
from shared.db import create_engine
from tests.challenges.judge.comparing import Case, expected_of
from tests.challenges.judge.made_up import Scenario
from tests.challenges.matching.engine import id_of, known, rule_of
from tests.challenges.matching.team_engine import Far, Key, counted, known_stays
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
        if case["challenge"]["who"]["kind"] in ("teams", "pairs") and (
            scenario := scenario_of(said["world"], case)
        ):
            found.append(pytest.param((case, scenario), id=case["name"]))
    return found


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    made = create_engine(await make_database("challenges"), 1)
    yield made
    await made.dispose()


def test_no_case_of_teams_is_left_out() -> None:
    assert not FILE.is_file() or len(named_cases()) >= 30


@pytest.mark.parametrize("named", named_cases())
async def test_a_case_of_teams_is_counted_as_the_contract_says(
    engine: AsyncEngine, named: tuple[Case, Scenario]
) -> None:
    case, scenario = named
    rules = {id_of(each.challenge_id): rule_of(each, scenario.world) for each in scenario.challenges}
    async with engine.connect() as tx:
        for seed in range(ORDERS):
            found = await counted(tx, rules, scenario, random.Random(seed))
            assert found == expected(case), case["because"]
            assert [tuple(row) for row in await tx.execute(sa.text("SELECT * FROM group_differences"))] == []
        await tx.rollback()


@pytest.mark.parametrize("named", named_cases())
def test_a_trip_that_no_team_brings_says_so(named: tuple[Case, Scenario]) -> None:
    case, scenario = named
    rule = rule_of(scenario.challenges[0], scenario.world)
    found = {}
    for trip in scenario.history.trips:
        deed = known(trip, scenario.world)
        takes_part = with_what(deed, rule.challenge_id, scenario)
        reason = why_not_counted(rule, deed, trip.counts, takes_part, scenario.world.now)
        if trip.counts and reason is not None:
            found[trip.trip_id] = reason
    assert found == case.get("not_counted", {})


def with_what(deed: Deed, challenge_id: UUID, scenario: Scenario) -> TakesPart:
    """The teams that the rider of a trip was in at its start, and the rider's pairs."""
    stays = known_stays(scenario)
    own = [(stay, until) for _, stay, until in stays if id_of(stay.rider_id) == deed.rider_id]
    teams: dict[str, int] = {
        stay.kind: scenario.world.team_size_max[stay.group_id]
        for stay, until in own
        if stay.kind != "pair"
        and stay.from_at <= deed.started_at
        and (until is None or deed.started_at < until)
    }
    pairs = [
        Paired(Joined(challenge_id, stay.from_at, until), other.from_at)
        for stay, until in own
        for _, other, _ in stays
        if stay.kind == "pair" and other.group_id == stay.group_id and other.rider_id != stay.rider_id
    ]
    return TakesPart(teams=teams, pairs=pairs)


def expected(case: Case) -> dict[Key, Far]:
    challenge_id = str(id_of(case["challenge"]["challenge_id"]))
    return {
        (challenge_id, str(id_of(team)), start): Far(
            entry["progress"],
            entry["completed"],
            tuple(sorted(str(id_of(each)) for each in entry.get("winners", []))),
        )
        for (_, team, start), entry in expected_of(case).items()
        if entry["progress"]
    }
