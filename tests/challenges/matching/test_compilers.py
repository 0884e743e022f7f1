"""One definition, three compilers: random trees and random trips, counted by the judge, by the changes of
trips in any order and batches, and anew by one statement."""

import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges.counting import recount, trips
from services.challenges.entries.actions import count_changes
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Known, Rule, compiled
from services.challenges.matching.wheres import zone_ids_of
from services.challenges.rules import check_counted
from services.challenges.tree.trees import Tree, tree_of
from shared.db import create_engine
from shared.events.heard import Heard
from shared.events.trips import TripJudged
from shared.zones import outermost, zones_within
from tests.challenges.judge.evaluate import evaluate
from tests.challenges.judge.facts import Challenge, History, Trip, World
from tests.challenges.judge.made_up import OPERATORS, Scenario, scenarios
from tests.conftest import MakeDatabase
from tests.events import trip_judged

ZONE = "Europe/Madrid"
CITY = "city"
FORGOTTEN = ("joins", "trips", "marks", "entries", "challenges", "outbox")
Counted = dict[tuple[str, str, Any], tuple[int, bool]]
"""(challenge, rider, first day of the period, None once) -> progress, completed. Those of progress 0 are left
out."""


@pytest.fixture(scope="module")
async def engine(make_database: MakeDatabase) -> AsyncIterator[AsyncEngine]:
    made = create_engine(await make_database("challenges"), 1)
    yield made
    await made.dispose()


def simplified(challenge: Challenge) -> Challenge:
    """A challenge like this one that the engine counts by now."""
    body = dict(challenge.body)
    goal, levels = dict(body["goal"]), body.pop("levels", None)
    if goal["kind"] == "steps":
        goal = {name: value for name, value in goal["steps"][0].items() if name != "where"}
    if goal["kind"] in ("at_most", "improve"):
        goal = {"kind": "sum", "measure": goal["measure"], "target": goal.get("target", 3)}
    if levels:
        goal["target"] = levels[-1]["target"]
    who = "joined" if body["who"]["kind"] in ("joined", "city") else "all"
    where = {
        name: wanted
        for name, wanted in body.get("where", {}).items()
        if name not in ("day_tags_any", "bonus_stations")
    }
    later = ("requires", "holdout_percent", "group")
    body = {name: value for name, value in body.items() if name not in later}
    simple = {"goal": goal, "where": where, "who": {"kind": who}, "reward": {"points": 100}}
    return replace(challenge, body={**body, **simple})


def rule_of(challenge: Challenge, world: World) -> Rule:
    """What this challenge counts."""
    tree: Tree = tree_of(challenge.body)
    check_counted(tree)
    parents = dict(world.zones)
    known = Known(
        zones_within(zone_ids_of(tree.where), parents),
        {zone_id: outermost(zone_id, parents) for zone_id, parent_id in parents.items() if parent_id},
        challenge.saved_mg_per_km,
    )
    return compiled(
        UUID(challenge.challenge_id),
        1,
        tree,
        known,
        is_paused=False,
        closed_at=challenge.closed_at,
        zone=world.timezone,
        by_operator=None if challenge.operator_id == OPERATORS[0] else challenge.operator_id,
    )


def heard(trip: Trip, revision: int, counts: bool) -> Heard[TripJudged]:
    """A state of a trip as challenges hear it."""
    event = trip_judged(
        trip_id=UUID(trip.trip_id),
        rider_id=UUID(trip.rider_id),
        operator_id=trip.operator_id or OPERATORS[0],
        revision=revision,
        verdict="accepted" if counts else "voided",
        started_at=trip.started_at,
        local_on=trip.local_on,
        local_hour=trip.local_hour,
        vehicle_type=trip.vehicle_type,
        duration_s=trip.duration_s,
        energy_kcal=trip.energy_kcal or 0,
        distance_m=trip.distance_m,
        distance_source=trip.distance_source,
        climb_m=trip.climb_m,
        start_station_id=trip.start_station_id,
        end_station_id=trip.end_station_id,
        start_zone_id=trip.start_zone_id,
        end_zone_id=trip.end_zone_id,
        zone_ids=trip.zone_ids,
    )
    return Heard(uuid5(event.trip_id, str(revision)), datetime(2027, 6, 1, tzinfo=UTC), event)


def told(told_trips: Sequence[Trip], chance: random.Random) -> list[list[Heard[TripJudged]]]:
    """All trips in batches, in any order; some are voided and restored before, some are told twice."""
    states = []
    for trip in told_trips:
        voided = chance.random() < 0.4
        if voided:
            states += [heard(trip, 1, True), heard(trip, 2, False)]
        states.append(heard(trip, 3, trip.counts))
        if chance.random() < 0.2:
            states.append(heard(trip, 3, trip.counts))
    chance.shuffle(states)
    batches: list[list[Heard[TripJudged]]] = []
    while states:
        size = chance.randint(1, 4)
        batches.append(states[:size])
        states = states[size:]
    return batches


async def begin(tx: AsyncConnection, scenario: Scenario) -> None:
    """Forget the last example, and let riders be in challenges as in this one."""
    for table in FORGOTTEN:
        await tx.execute(sa.text(f"DELETE FROM {table}"))
    for challenge in scenario.challenges:
        values = {"id": UUID(challenge.challenge_id), "operator": challenge.operator_id}
        await tx.execute(
            sa.text("""
                INSERT INTO challenges (challenge_id, city_id, operator_id, state, version, revision, body)
                VALUES (:id, 'city', :operator, 'draft', 0, 0, '{}')
            """),
            values,
        )
    for join in scenario.history.joins:
        await tx.execute(
            sa.text("""
                INSERT INTO joins (rider_id, challenge_id, city_id, since, until)
                VALUES (:rider, :challenge, 'city', :since, :until)
            """),
            {
                "rider": UUID(join.rider_id),
                "challenge": UUID(join.challenge_id),
                "since": join.from_at,
                "until": join.until_at,
            },
        )


async def entered(tx: AsyncConnection, rules: Mapping[UUID, Rule]) -> Counted:
    """What the table of entries says."""
    rows = await tx.execute(
        sa.text("""
            SELECT challenge_id, rider_id, period_on, progress, completed_at IS NOT NULL FROM entries
            WHERE progress > 0
        """)
    )
    return {
        (str(challenge_id), str(rider_id), _period(rules[challenge_id], on)): (progress, completed)
        for challenge_id, rider_id, on, progress, completed in rows
    }


def _period(rule: Rule, period_on: Any) -> Any:
    return None if rule.tree.period == "once" else period_on


def judged(scenario: Scenario) -> Counted:
    """What the judge says."""
    found = evaluate(scenario.world, scenario.challenges, scenario.history)
    return {
        (key.challenge_id, key.participant.id, key.period_start): (entry.progress, entry.completed)
        for key, entry in found.entries.items()
        if entry.progress > 0
    }


async def proved(tx: AsyncConnection, rules: Mapping[UUID, Rule]) -> Counted:
    """What the doctor expects of the entries that are there."""
    found: Counted = {}
    for challenge_id, rule in rules.items():
        # Literal colons are no parameters.
        rows: list[Any] = [*await tx.exec_driver_sql(recount.proof(rule))]
        for rider_id, on, progress in rows:
            key = (str(challenge_id), str(rider_id), _period(rule, on))
            if progress:
                found[key] = (progress, progress >= rule.target)
    return found


def bounded(scenario: Scenario) -> Scenario:
    """What the engine counts of a scenario by now."""
    world = replace(scenario.world, outages=frozenset(), day_tags={}, bonus_flags=())
    challenges = tuple(map(simplified, scenario.challenges))
    ids = {each.challenge_id for each in challenges}
    history = History(
        [trip for trip in scenario.history.trips if trip.service == "bike_share"],
        [join for join in scenario.history.joins if join.challenge_id in ids],
    )
    return Scenario(world, challenges, history)


@given(scenarios(), st.randoms(use_true_random=False))
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
async def test_three_compilers_agree_with_the_judge(
    engine: AsyncEngine, drawn: Scenario, chance: random.Random
) -> None:
    scenario = bounded(drawn)
    rules = {UUID(each.challenge_id): rule_of(each, scenario.world) for each in scenario.challenges}
    index, now = Index(1, rules.values()), scenario.world.now
    expected = judged(scenario)
    async with engine.connect() as tx:
        await begin(tx, scenario)
        for batch in told(scenario.history.trips, chance):
            newest = {
                each.event.trip_id: each for each in sorted(batch, key=lambda each: each.event.revision)
            }
            changes = await trips.remember(tx, CITY, newest)
            await count_changes(tx, CITY, index, changes, now)
        assert await entered(tx, rules) == expected, "by changes"
        assert await proved(tx, rules) == expected, "by the doctor's statement"
        for rule in rules.values():
            await recount.count_anew(tx, CITY, rule, now)
        assert await entered(tx, rules) == expected, "anew"
        await tx.rollback()
