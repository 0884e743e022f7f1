"""Golden cases of challenges for teams by the engine itself: trips are told to it in several orders and
batches, and periodic work counts what riders bring, now and then."""

import json
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges.counting import trips
from services.challenges.entries.actions import count_changes
from services.challenges.groups import actions, store
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Rule
from services.trips.rules import energy_kcal
from shared.db import create_engine
from shared.events.heard import newest
from shared.http.problems import ValidationError
from tests.challenges.judge.comparing import Case, expected_of
from tests.challenges.judge.made_up import Scenario
from tests.challenges.judge.reading import challenge_of, history_of, world_of
from tests.challenges.matching.engine import CITY, begin, id_of, rule_of, told
from tests.conftest import MakeDatabase

from .folder import CASES, case_files

pytestmark = pytest.mark.cases

FILE = CASES / "challenges.json"
ORDERS = 3
RIDERS_MAX = 2
"""So many riders are counted at a time: in these histories there are few."""
Found = dict[tuple[str, Any], dict[str, Any]]


def named_cases() -> list[Any]:
    if not FILE.is_file():
        return list(case_files(".", FILE.name))
    said = json.loads(FILE.read_text())
    found = []
    for case in said["cases"]:
        if case["challenge"]["who"]["kind"] == "teams" and (scenario := scenario_of(said["world"], case)):
            found.append(pytest.param((case, scenario), id=case["name"]))
    return found


def scenario_of(shared: Case, case: Case) -> Scenario | None:
    """The history of a case whose challenge the engine counts by now, else None."""
    if any(name in case for name in ("outages", "bonus_flags", "days", "others")):
        return None
    world = world_of(shared, case)
    challenge = challenge_of(case["challenge"])
    try:
        rule_of(challenge, world, for_teams=True)
    except ValidationError:
        return None
    return Scenario(world, (challenge,), history_of(case, world, energy_kcal))


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    made = create_engine(await make_database("challenges"), 1)
    yield made
    await made.dispose()


@pytest.mark.parametrize("named", named_cases())
async def test_a_case_of_teams_is_counted_as_the_contract_says(
    engine: AsyncEngine, named: tuple[Case, Scenario]
) -> None:
    case, scenario = named
    [challenge] = scenario.challenges
    rule = rule_of(challenge, scenario.world, for_teams=True)
    async with engine.connect() as tx:
        for seed in range(ORDERS):
            await counted(tx, rule, scenario, random.Random(seed))
            assert await entries(tx, rule, scenario) == expected(case), case["because"]
            assert [tuple(row) for row in await tx.execute(sa.text("SELECT * FROM differences"))] == []
        await tx.rollback()


async def counted(tx: AsyncConnection, rule: Rule, scenario: Scenario, chance: random.Random) -> None:
    """All trips of a history are told in some order, and counted now and then."""
    await begin(tx, scenario)
    await forget(tx)
    await make_teams(tx, scenario)
    await store.set_proof(tx, rule.challenge_id, store.proof(rule))
    index = Index(1, [rule])
    for batch in told(scenario.history.trips, chance):
        changes = await trips.remember(tx, CITY, newest(batch, lambda trip: trip.trip_id))
        await count_changes(tx, CITY, index, changes, scenario.world.now)
        if chance.random() < 0.5:
            await work(tx, rule, scenario)
    await work(tx, rule, scenario)


async def work(tx: AsyncConnection, rule: Rule, scenario: Scenario) -> None:
    while taken := await store.take(tx, RIDERS_MAX):
        await actions.count(tx, CITY, rule, taken[1], scenario.world.now)


async def forget(tx: AsyncConnection) -> None:
    for table in ("group_work", "shares", "share_marks", "group_entries", "memberships", "teams"):
        await tx.execute(sa.text(f"DELETE FROM {table}"))


async def make_teams(tx: AsyncConnection, scenario: Scenario) -> None:
    """The teams of a history, and who was in them, as far as that is known by now."""
    now, history = scenario.world.now, scenario.history
    kinds = {each.group_id: each.kind for each in history.memberships if each.kind != "pair"}
    for name, kind in kinds.items():
        values: dict[str, Any] = {
            "id": id_of(name),
            "kind": kind,
            "size_max": scenario.world.team_size_max[name],
        }
        values |= {"name": name, "name_key": name, "lookup": name.encode()}
        await tx.execute(
            sa.text("""
                INSERT INTO teams (team_id, city_id, kind, name, name_key, size_max, renewals, lookup)
                VALUES (:id, 'city', :kind, :name, :name_key, :size_max, 0, :lookup)
            """),
            values,
        )
    for number, each in enumerate(history.memberships):
        if each.kind == "pair" or each.from_at > now:
            continue
        until = None if each.until_at is None or each.until_at > now else each.until_at
        await tx.execute(
            sa.text("""
                INSERT INTO memberships (membership_id, rider_id, team_id, kind, since, until, revision,
                    city_id)
                VALUES (:id, :rider, :team, :kind, :since, :until, 1, 'city')
            """),
            {
                "id": uuid5(UUID(int=1), str(number)),
                "rider": id_of(each.rider_id),
                "team": id_of(each.group_id),
                "kind": each.kind,
                "since": each.from_at,
                "until": until,
            },
        )


async def entries(tx: AsyncConnection, rule: Rule, scenario: Scenario) -> Found:
    """Progress, completion and winners of each team and period, but those of progress 0."""
    rows = await tx.execute(
        sa.text("""
            SELECT group_id, period_on, group_entries.progress, completed_at IS NOT NULL,
                array_agg(rider_id::text) FILTER (WHERE is_given)
            FROM group_entries JOIN shares USING (challenge_id, group_id, period_on)
            WHERE group_entries.progress > 0
            GROUP BY group_id, period_on, group_entries.progress, completed_at
        """)
    )
    return {
        (str(group_id), None if rule.tree.period == "once" else on.isoformat()): {
            "progress": progress,
            "completed": completed,
            "winners": sorted(winners or []),
        }
        for group_id, on, progress, completed, winners in rows
    }


def expected(case: Case) -> Found:
    return {
        (str(id_of(team)), start): {
            "progress": entry["progress"],
            "completed": entry["completed"],
            "winners": sorted(str(id_of(each)) for each in entry.get("winners", [])),
        }
        for (_, team, start), entry in expected_of(case).items()
        if entry["progress"]
    }
