"""The engine that counts challenges, driven by hand: trips of the judge's histories are told to it in any
order and batches, and its entries are read."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.counting import recount, trips
from services.challenges.entries.actions import count_changes
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Known, Rule, compiled
from services.challenges.matching.wheres import zone_ids_of
from services.challenges.rules import check_counted
from services.challenges.tree.trees import Teams, Tree, tree_of
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged
from shared.http.problems import refused
from shared.zones import outermost, zones_within
from tests.challenges.judge.facts import Challenge, Join, Trip, World
from tests.challenges.judge.made_up import OPERATORS, Scenario
from tests.events import trip_judged

CITY = "city"
FORGOTTEN = ("joins", "trips", "marks", "entries", "challenges", "outbox")
Counted = dict[tuple[str, str, Any], tuple[int, bool]]
"""(challenge, rider, first day of the period, None once) -> progress, completed. Those of progress 0 are left
out."""


NAMES = UUID("019aa000-0000-7000-8000-0000000000c1")


def id_of(name: str) -> UUID:
    """The id that a name stands for."""
    try:
        return UUID(name)
    except ValueError:
        return uuid5(NAMES, name)


def with_ids(body: dict[str, Any]) -> dict[str, Any]:
    """A body with ids where a case has names."""
    found = dict(body)
    if "requires" in body:
        found["requires"] = [str(id_of(each)) for each in body["requires"]]
    for name in ("campaign_id", "proposal_id"):
        if name in body:
            found[name] = str(id_of(body[name]))
    if tickets := body.get("reward", {}).get("tickets"):
        found["reward"] = {
            **body["reward"],
            "tickets": {**tickets, "draw_id": str(id_of(tickets["draw_id"]))},
        }
    return found


def rule_of(challenge: Challenge, world: World, for_teams: bool = False) -> Rule:
    """What this challenge counts. Raises ValidationError for what the engine does not count yet, and for what
    it counts by teams, or by riders."""
    tree: Tree = tree_of(with_ids({"name": {"en": "A challenge"}, **challenge.body}))
    check_counted(tree)
    if isinstance(tree.who, Teams) != for_teams:
        raise refused(("/who/kind", "not_allowed"))
    parents = dict(world.zones)
    known = Known(
        zones_within(zone_ids_of(tree.where), parents),
        {zone_id: outermost(zone_id, parents) for zone_id in parents},
        challenge.saved_mg_per_km,
    )
    return compiled(
        id_of(challenge.challenge_id),
        1,
        tree,
        known,
        is_paused=False,
        closed_at=challenge.closed_at,
        zone=world.timezone,
        by_operator=None if challenge.operator_id in (None, OPERATORS[0]) else challenge.operator_id,
    )


def heard(trip: Trip, revision: int, counts: bool) -> Heard[TripJudged]:
    """A state of a trip as challenges hear it."""
    event = trip_judged(
        trip_id=id_of(trip.trip_id),
        rider_id=id_of(trip.rider_id),
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


def known_joins(scenario: Scenario) -> list[Join]:
    """What is known of joins by now."""
    now = scenario.world.now
    return [
        replace(join, until_at=None if join.until_at is None or join.until_at > now else join.until_at)
        for join in scenario.history.joins
        if join.from_at <= now
    ]


async def begin(tx: AsyncConnection, scenario: Scenario) -> None:
    """Forget the last example, and let riders be in challenges as in this one."""
    for table in FORGOTTEN:
        await tx.execute(sa.text(f"DELETE FROM {table}"))
    for challenge in scenario.challenges:
        values = {"id": id_of(challenge.challenge_id), "operator": challenge.operator_id or OPERATORS[0]}
        await tx.execute(
            sa.text("""
                INSERT INTO challenges (challenge_id, city_id, operator_id, state, version, revision, body)
                VALUES (:id, 'city', :operator, 'draft', 0, 0, '{}')
            """),
            values,
        )
    for join in known_joins(scenario):
        await tx.execute(
            sa.text("""
                INSERT INTO joins (rider_id, challenge_id, city_id, since, until)
                VALUES (:rider, :challenge, 'city', :since, :until)
            """),
            {
                "rider": id_of(join.rider_id),
                "challenge": id_of(join.challenge_id),
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


async def counted_by_changes(
    tx: AsyncConnection, rules: Mapping[UUID, Rule], scenario: Scenario, chance: random.Random
) -> Counted:
    """The entries after all trips of a history were told, in any order and batches."""
    index = Index(1, rules.values())
    await begin(tx, scenario)
    for batch in told(scenario.history.trips, chance):
        changes = await trips.remember(tx, CITY, newest(batch, lambda trip: trip.trip_id))
        await count_changes(tx, CITY, index, changes, scenario.world.now)
    return await entered(tx, rules)


async def counted_anew(tx: AsyncConnection, rules: Mapping[UUID, Rule], scenario: Scenario) -> Counted:
    """The entries after each challenge was counted anew."""
    for rule in rules.values():
        await recount.count_anew(tx, CITY, rule, scenario.world.now)
    return await entered(tx, rules)
