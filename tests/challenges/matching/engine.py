"""The engine that counts challenges, driven by hand: trips of the judge's histories are told to it in any
order and batches, with what is declared before, between and behind them, and its entries are read."""

import random
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple, cast
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.activities.actions import count as count_activities
from services.challenges.activities.handlers import OTHER_SERVICES
from services.challenges.bonus_stations import actions as bonus_stations
from services.challenges.bonus_stations.rules import Key as Flag
from services.challenges.counting import recount, trips
from services.challenges.counting.progress import proof
from services.challenges.counting.rules import Cause
from services.challenges.counting.trips import Activity, State, activity_state, deed_of, with_declared
from services.challenges.days import actions as days
from services.challenges.days.store import add_outage, remove_outage
from services.challenges.entries.actions import CurrentIndex, count_changes
from services.challenges.matching.deeds import Deed
from services.challenges.matching.index import Index
from services.challenges.matching.rules import Known, Rule, compiled
from services.challenges.matching.wheres import zones_named_in
from services.challenges.recounts import store as recounts
from services.challenges.recounts.actions import Recount, count_days, count_streaks
from services.challenges.recounts.rules import streaks_around
from services.challenges.rules import check_counted
from services.challenges.tree.trees import Tree, tree_of
from shared.events.heard import Heard, newest
from shared.events.trips import TripJudged
from shared.zones import outermost, zones_within
from tests.challenges.judge.conditions import Context, ends_of, is_flagged
from tests.challenges.judge.facts import BonusFlag, Challenge, Join, Trip, World
from tests.challenges.judge.made_up import OPERATORS, Scenario
from tests.events import trip_judged

CITY = "city"
FORGOTTEN = (
    *("joins", "trips", "marks", "baselines", "entries", "challenges", "outbox", "days", "outages"),
    *("bonus_stations", "declared_days", "counted_days", "streaks_to_count"),
)
Key = tuple[str, str, Any]
"""Challenge, rider, first day of the period (None once)."""


class Far(NamedTuple):
    """How far an entry is. Without levels `level` is 0, without steps there are none."""

    progress: int
    target: int
    completed: bool
    level: int = 0
    steps: tuple[int, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether the entry may be left out."""
        return not (self.progress or self.completed or any(self.steps))


Counted = dict[Key, Far]
"""Those that may be left out are."""


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


def rule_of(challenge: Challenge, world: World) -> Rule:
    """What this challenge counts. Raises ValidationError for what the engine does not count yet."""
    tree: Tree = tree_of(with_ids({"name": {"en": "A challenge"}, **challenge.body}))
    check_counted(tree)
    parents = dict(world.zones)
    known = Known(
        zones_within(zones_named_in(tree), parents),
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
        ended_at=trip.ended_at,
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


Told = Callable[[AsyncConnection], Awaitable[Any]]
"""Tells the engine something."""


def known(trip: Trip, world: World) -> Deed:
    """What challenges know of a trip or an activity."""
    if trip.is_activity:
        return activity_states(trip, world)[-1].deed
    deed = deed_of(heard(trip, 1, True).event)
    flagged = [is_flagged(end, Context(world, {})) for end in ends_of(trip)]
    return with_declared(deed, sorted(world.day_tags.get(trip.local_on, ())), *flagged)


def states_of(trip: Trip, chance: random.Random) -> list[tuple[int, bool]]:
    """The states of a trip, by revision and whether it counts: some are voided and restored before, some are
    told twice."""
    states = [(3, trip.counts)]
    if chance.random() < 0.4:
        states += [(1, True), (2, False)]
    if chance.random() < 0.2:
        states.append(states[0])
    return states


def in_batches(states: list[Any], chance: random.Random) -> list[list[Any]]:
    """In any order."""
    chance.shuffle(states)
    batches = []
    while states:
        size = chance.randint(1, 4)
        batches.append(states[:size])
        states = states[size:]
    return batches


def activity_states(trip: Trip, world: World, *states: tuple[int, bool]) -> list[State]:
    """States of an activity, which another service has told."""
    return [
        activity_state(
            Activity(
                id_of(trip.trip_id),
                OTHER_SERVICES,
                id_of(trip.rider_id),
                trip.service,
                trip.started_at,
                trip.local_on,
                revision,
                counts,
            ),
            world.timezone,
            Cause(uuid5(id_of(trip.trip_id), str(revision)), world.now),
        )
        for revision, counts in states or ((1, True),)
    ]


@dataclass(frozen=True)
class Engine:
    """The engine with these rules, and what it is told."""

    rules: Mapping[UUID, Rule]
    scenario: Scenario
    chance: random.Random

    @property
    def recount(self) -> Recount:
        zone, engine = self.scenario.world.timezone, cast("Any", None)
        return Recount(engine, CITY, zone, _index(self.rules.values()))

    def told(self) -> list[list[Told]]:
        """What the engine is told: of each list one after the other, and the lists in any order."""
        world, history, chance = self.scenario.world, self.scenario.history, self.chance
        trips_, activities = [], []
        for trip in history.trips:
            states = states_of(trip, chance)
            if trip.is_activity:
                activities += activity_states(trip, world, *states)
            else:
                trips_ += [heard(trip, revision, counts) for revision, counts in states]
        told: list[list[Told]] = self.declared()
        told += [[partial(self.count_trips, batch)] for batch in in_batches(trips_, chance)]
        told += [[partial(self.count_activities, batch)] for batch in in_batches(activities, chance)]
        return told

    def declared(self) -> list[list[Told]]:
        """What is declared of days and stations, at first otherwise now and then."""
        world, chance = self.scenario.world, self.chance
        told: list[list[Told]] = []
        for day, tags in world.day_tags.items():
            wrong = sorted(chance.choice([*world.day_tags.values()]))
            told.append([partial(self.tag, day, each) for each in (wrong, sorted(tags))])
        for flag in world.bonus_flags:
            ends = [flag.until_at, flag.from_at, flag.from_at + (flag.until_at - flag.from_at) * 2]
            chance.shuffle(ends)
            told.append(
                [partial(self.flag, flag, each) for each in (*ends[: chance.randint(0, 2)], flag.until_at)]
            )
        for day in world.outages:
            told.append(
                [partial(self.outage, day, each) for each in (True, False, True)[chance.choice((0, 2)) :]]
            )
        no_outage = self.scenario.world.now.date() - timedelta(days=chance.randint(0, 90))
        if no_outage not in world.outages:
            told.append([partial(self.outage, no_outage, each) for each in (True, False)])
        return told

    async def count_trips(self, batch: Sequence[Heard[TripJudged]], tx: AsyncConnection) -> None:
        changes = await trips.remember(tx, CITY, newest(batch, lambda trip: trip.trip_id))
        await count_changes(tx, CITY, await self.recount.current_index(tx), changes, self.scenario.world.now)

    async def count_activities(self, batch: Sequence[State], tx: AsyncConnection) -> None:
        last: dict[UUID, State] = {}
        for state in sorted(batch, key=lambda state: state.revision):
            last[state.deed.trip_id] = state
        await count_activities(tx, CITY, self.recount.current_index, last, self.scenario.world.now)

    async def tag(self, day: date, tags: Sequence[str], tx: AsyncConnection) -> None:
        await days.put(tx, CITY, {day: tags})

    async def flag(self, flag: BonusFlag, until: datetime, tx: AsyncConnection) -> None:
        now = self.scenario.world.now
        await bonus_stations.put(tx, CITY, {Flag(flag.station_id, flag.from_at): until}, now)

    async def outage(self, day: date, is_outage: bool, tx: AsyncConnection) -> None:
        await (add_outage(tx, CITY, day) if is_outage else remove_outage(tx, day))
        await recounts.let_streaks_count(tx, streaks_around(self.rules.values(), day))

    async def catch_up(self, tx: AsyncConnection) -> None:
        """Count anew what was declared."""
        now = self.scenario.world.now
        while days_ := await recounts.days_to_count(tx, 3):
            await count_days(tx, self.recount, days_, now)
        while period := await recounts.streaks_to_count(tx):
            await count_streaks(tx, self.recount, period, now)


def _index(rules: Iterable[Rule]) -> CurrentIndex:
    index = Index(1, rules)

    async def current_index(_: AsyncConnection) -> Index:
        return index

    return current_index


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
            SELECT challenge_id, rider_id, period_on, progress, target, completed_at IS NOT NULL,
                cardinality(levels_at), steps FROM entries
        """)
    )
    found = {(str(row[0]), str(row[1]), _period(rules[row[0]], row[2])): Far(*row[3:]) for row in rows}
    found = {key: far._replace(steps=tuple(far.steps)) for key, far in found.items()}
    return {key: far for key, far in found.items() if not far.is_nothing}


def _period(rule: Rule, period_on: Any) -> Any:
    return None if rule.tree.period == "once" else period_on


async def proved(tx: AsyncConnection, rules: Mapping[UUID, Rule]) -> Counted:
    """What the doctor expects of the entries that are there, as far as they are decided and allowed."""
    held = await tx.execute(
        sa.text("SELECT challenge_id, rider_id, period_on, is_decided AND is_allowed FROM entries")
    )
    gives = {(row[0], row[1], row[2]): row[3] for row in held}
    found: Counted = {}
    for challenge_id, rule in rules.items():
        # Literal colons are no parameters.
        rows: list[Any] = [*await tx.exec_driver_sql(proof(rule))]
        for rider_id, on, progress, target, is_reached, level, steps in rows:
            may = gives.get((challenge_id, rider_id, on), False)
            far = Far(progress, target, is_reached and may, level if may else 0, tuple(steps))
            if not far.is_nothing:
                found[str(challenge_id), str(rider_id), _period(rule, on)] = far
    return found


async def counted_by_changes(
    tx: AsyncConnection, rules: Mapping[UUID, Rule], scenario: Scenario, chance: random.Random
) -> Counted:
    """The entries after all trips of a history were told, in any order and batches, and all was declared."""
    engine = Engine(rules, scenario, chance)
    await begin(tx, scenario)
    waiting = engine.told()
    while waiting:
        each = chance.choice(waiting)
        await each.pop(0)(tx)
        if not each:
            waiting.remove(each)
        if chance.random() < 0.5:
            await engine.catch_up(tx)
    await engine.catch_up(tx)
    return await entered(tx, rules)


async def counted_anew(tx: AsyncConnection, rules: Mapping[UUID, Rule], scenario: Scenario) -> Counted:
    """The entries after each challenge was counted anew."""
    for rule in rules.values():
        await recount.count_anew(tx, CITY, rule, scenario.world.now)
    return await entered(tx, rules)
