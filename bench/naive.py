"""The lower yardstick: the same work as a competent developer would first write it.

One event a transaction, one ORM session, pydantic, rows selected for update and then written. The rules in
force are cached, the driver prepares its statements, and the session does not reload what it has committed.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bench import naive_rewards
from bench.databases import Cluster
from bench.naive_events import Entry, Given, MovedEntry, Participant, Trip, say
from bench.naive_tables import Challenge, CountedTrip, Join, Outbox, Position, Progress, RewardsPosition
from bench.ours import WARM_UP, Cpu, Meter
from bench.stream import MEASURES, ZONE
from shared.eventlog.log import Record

TOLD = (
    "revision",
    "counts",
    "operator_id",
    "started_at",
    "local_on",
    "local_hour",
    "vehicle_type",
    "duration_s",
    "energy_kcal",
    "distance_m",
    "distance_source",
    "climb_m",
    "ended_at",
    "start_station_id",
    "end_station_id",
    "start_zone_id",
    "end_zone_id",
    "zone_ids",
    "city_id",
)
"""What is stored of a trip as its event tells it."""


@dataclass(frozen=True)
class Rule:
    """A challenge in force, as it is cached."""

    challenge_id: UUID
    version: int
    name: dict[str, str]
    measure: str
    target: int
    who: str
    reward_points: int
    starts_at: datetime
    ends_at: datetime

    @property
    def period_on(self) -> date:
        """The first local day of the window, which is its one period."""
        return self.starts_at.astimezone(ZONE).date()


async def load_rules(session: AsyncSession) -> list[Rule]:
    """All challenges in force, read once for the cache."""
    rows = await session.scalars(sa.select(Challenge).where(Challenge.state == "published"))
    return [
        Rule(
            each.challenge_id,
            each.version,
            each.body["name"],
            each.body["goal"]["measure"],
            each.body["goal"]["target"],
            each.body["who"]["kind"],
            each.body["reward"]["points"],
            datetime.fromisoformat(each.body["starts_at"]),
            datetime.fromisoformat(each.body["ends_at"]),
        )
        for each in rows
    ]


async def challenges_hear_trip(session: AsyncSession, rules: Sequence[Rule], record: Record) -> None:
    """Add a trip to the progress of its rider's entries."""
    position = await session.get_one(Position, ("trips", 0), with_for_update=True)
    position.position = record.position
    trip = Trip.model_validate_json(record.data)
    stored = await session.get(CountedTrip, trip.trip_id, with_for_update=True)
    if stored is not None and stored.revision >= trip.revision:
        await session.commit()
        return
    before = brings(stored)
    if stored is None:
        stored = CountedTrip(trip_id=trip.trip_id, rider_id=trip.rider_id, service="bike_share")
        session.add(stored)
    for name in TOLD:
        setattr(stored, name, getattr(trip, name))
    await move_entries(session, record, trip, await matching(session, trip, rules), before, brings(stored))
    await session.commit()


def brings(trip: CountedTrip | None) -> dict[str, int]:
    """What a stored trip adds to progress, by measure."""
    if trip is None or not trip.counts:
        return dict.fromkeys(MEASURES, 0)
    return {
        "trips": 1,
        "distance_m": trip.distance_m or 0,
        "duration_s": trip.duration_s,
        "energy_kcal": trip.energy_kcal,
    }


async def matching(session: AsyncSession, trip: Trip, rules: Sequence[Rule]) -> dict[UUID, Rule]:
    """The challenges that the trip counts for."""
    in_time = [rule for rule in rules if rule.starts_at <= trip.started_at < rule.ends_at]
    joined = set(
        await session.scalars(
            sa.select(Join.challenge_id).where(Join.rider_id == trip.rider_id, Join.until.is_(None))
        )
    )
    return {rule.challenge_id: rule for rule in in_time if rule.who == "all" or rule.challenge_id in joined}


async def move_entries(
    session: AsyncSession,
    record: Record,
    trip: Trip,
    rules: dict[UUID, Rule],
    before: dict[str, int],
    after: dict[str, int],
) -> None:
    rows = await session.scalars(
        sa.select(Progress)
        .where(Progress.rider_id == trip.rider_id, Progress.challenge_id.in_(rules))
        .order_by(Progress.challenge_id)
        .with_for_update()
    )
    entries = {entry.challenge_id: entry for entry in rows}
    for challenge_id, rule in rules.items():
        gained = after[rule.measure] - before[rule.measure]
        if not gained:
            continue
        entry = entries.get(challenge_id)
        if entry is None:
            entry = new_entry(trip, rule)
            session.add(entry)
        was_completed = entry.completed_at is not None
        entry.progress += gained
        entry.revision += 1
        entry.judged_at = record.time
        if entry.progress < entry.target:
            entry.completed_at = None
        elif entry.completed_at is None:
            entry.completed_at = record.time
        entry.is_given = entry.completed_at is not None
        if was_completed != entry.is_given:
            say(session, Outbox, "entry.judged.v1", judged(rule, entry, record))
        else:
            say(session, Outbox, "entry.moved.v1", moved(rule, entry, record))


def new_entry(trip: Trip, rule: Rule) -> Progress:
    """A new entry without progress."""
    return Progress(
        challenge_id=rule.challenge_id,
        rider_id=trip.rider_id,
        period_on=rule.period_on,
        revision=0,
        progress=0,
        target=rule.target,
        version=rule.version,
        is_paused=False,
        is_given=False,
        has_left=False,
        city_id=trip.city_id,
    )


def judged(rule: Rule, entry: Progress, record: Record) -> Entry:
    """The event of an entry."""
    local_on = (entry.completed_at or entry.judged_at).date()
    given = []
    if entry.completed_at is not None:
        given = [Given(points=rule.reward_points, completed_at=entry.completed_at, local_on=local_on)]
    return Entry(
        city_id=entry.city_id,
        revision=entry.revision,
        rider_id=entry.rider_id,
        challenge_id=rule.challenge_id,
        version=rule.version,
        participant=Participant(kind="rider", id=str(entry.rider_id)),
        name=rule.name,
        reward_points=rule.reward_points,
        given=given,
        joined=rule.who == "joined",
        judged_at=record.time,
        completed_at=entry.completed_at,
        ends_at=rule.ends_at,
        local_on=local_on,
        kind="sum",
        unit=rule.measure,
        progress=entry.progress,
        target=rule.target,
    )


def moved(rule: Rule, entry: Progress, record: Record) -> MovedEntry:
    """The event of an entry of which only the progress has changed."""
    return MovedEntry(
        city_id=entry.city_id,
        revision=entry.revision,
        rider_id=entry.rider_id,
        challenge_id=rule.challenge_id,
        version=rule.version,
        participant=Participant(kind="rider", id=str(entry.rider_id)),
        kind="sum",
        unit=rule.measure,
        progress=entry.progress,
        target=rule.target,
        ends_at=rule.ends_at,
        judged_at=record.time,
    )


async def run(
    cluster: Cluster, dsns: Sequence[str], trips: Sequence[Record], entries: Sequence[Record]
) -> dict[str, Cpu]:
    """As `ours.run`: the CPU that each consumer takes for the events after the first `WARM_UP`."""
    engines = [create_async_engine(sa.make_url(dsn).set(drivername="postgresql+asyncpg")) for dsn in dsns]
    sessions = [async_sessionmaker(each, expire_on_commit=False) for each in engines]
    async with sessions[0]() as challenges, sessions[1]() as rewards:
        rules = await load_rules(challenges)
        challenges.add(Position(topic="trips", partition=0, position=0))
        rewards.add_all(RewardsPosition(topic=t, partition=0, position=0) for t in ("trips", "challenges"))
        await challenges.commit()
        await rewards.commit()
        parts: list[tuple[str, Sequence[Record], Callable[[Record], Awaitable[None]]]] = [
            ("challenges: trips", trips, partial(challenges_hear_trip, challenges, rules)),
            ("rewards: trips", trips, partial(naive_rewards.hear_trip, rewards)),
            ("rewards: entries", entries, partial(naive_rewards.hear_entry, rewards)),
        ]
        spent = {}
        for name, records, hear in parts:
            meter = Meter(cluster)
            for record in records[:WARM_UP]:
                await hear(record)
            with meter:
                for record in records[WARM_UP:]:
                    await hear(record)
            spent[name] = meter.spent
    for engine in engines:
        await engine.dispose()
    return spent
