"""Limits are tried on the past, as a job: stored trips are judged by the limits before and by those after.
Nothing is locked or written."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.trips.cross_checks import rules as beside_rules
from services.trips.cross_checks import store as beside_store
from services.trips.cross_checks.actions import Wanted, add_wanted, beside_devices, beside_vehicles
from services.trips.cross_checks.store import Vehicle
from services.trips.limit_trials import rules, store
from services.trips.limit_trials.answers import result_of
from services.trips.limit_trials.rules import Sums, TriedRider
from services.trips.limits import store as limits
from services.trips.limits.rules import Version, limits_of, reach_of, version_after
from services.trips.patterns.rules import by_reason
from services.trips.replayed.actions import earlier_of
from services.trips.riderless.actions import whose_by
from services.trips.riderless.store import Search
from services.trips.rules import NOBODY, KeptTrip
from services.trips.tellings.store import Kept
from services.trips.trace_chunks.actions import as_they_would_stand
from services.trips.verdicts.actions import Game, GameNow, around
from services.trips.verdicts.rules import Judgement, Span, Strikes, judge
from shared.jobs.actions import SaysProgress, Work

RIDERS_AT_ONCE = 100
"""Riders whose trips are counted at a time."""
VEHICLES_AT_ONCE = 15
"""Trips of vehicles whose neighbours are read at a time, and hold the event loop for some milliseconds."""
REST_AFTER_S = 0.004
PROGRESS_EVERY_S = 1.0


class Pace:
    """Lets requests have the event loop as long as the work took."""

    def __init__(self) -> None:
        self._began = time.thread_time()

    async def rest(self) -> None:
        """Rest, if the work has taken some milliseconds since the last rest."""
        took = time.thread_time() - self._began
        if took > REST_AFTER_S:
            await asyncio.sleep(took)
            self._began = time.thread_time()


@dataclass(frozen=True)
class Trial:
    """What is tried: `before` judges by the limits that are in force, `after` as if the tried ones had always
    been. Both judge the trips from `since` to `now`, as of `now`. Trips that are further apart than `near`,
    and of different days, are not judged beside each other. `cleans_anew` and `compares_anew`: the tried
    limits clean traces, or compare their ways, otherwise."""

    before: Game
    after: Game
    since: datetime
    now: datetime
    near: timedelta
    cleans_anew: bool
    compares_anew: bool


def trying(engine: AsyncEngine, game_now: GameNow, first: Version) -> Work:
    """The work of trials of limits; `first` are the limits of version 1."""

    async def try_out(
        connection: asyncpg.Connection, asked: Mapping[str, Any], say_progress: SaysProgress
    ) -> str:
        """Judge the trips of the last days, rider by rider. Each lot of riders is read as of one moment."""
        trial = await _begin(engine, game_now, first, asked)
        total, done, said_at = await store.count_riders(connection), 0, 0.0
        sums, pace = Sums(), Pace()
        async for riders in _pages(engine, trial):
            if time.monotonic() >= said_at + PROGRESS_EVERY_S:
                await say_progress(done, max(done, total))
                said_at = time.monotonic()
            strikes = {rider.rider_id: rider.strikes for rider in riders}
            for spans in rules.lots(riders, trial.since, trial.now):
                await _try_lot(engine, trial, spans, strikes, sums, pace)
            done += len(riders)
        return result_of(sums, trial.since, trial.now, asked["guards"]).model_dump_json()

    return try_out


async def _begin(engine: AsyncEngine, game_now: GameNow, first: Version, asked: Mapping[str, Any]) -> Trial:
    async with engine.connect() as tx:
        game = await game_now(tx)
        versions = await limits.read_versions(tx, first)
    last = versions[-1]
    tried = replace(version_after(last, last.version + 1, asked["limits"]), valid_from=date.min)
    now = datetime.fromisoformat(asked["now"])
    names = rules.changed_names(versions, tried)
    cleans_anew = bool(names & rules.CLEANING)
    return Trial(
        before=replace(game, stand=as_they_would_stand),
        after=replace(
            game,
            limits_of=partial(limits_of, [tried]),
            reach=reach_of([tried]),
            version_of=lambda _: tried.version,
            stand=partial(as_they_would_stand, anew=cleans_anew),
        ),
        since=datetime.fromisoformat(asked["since"]),
        now=now,
        near=timedelta(seconds=reach_of([*versions, tried]).near_s),
        cleans_anew=cleans_anew,
        compares_anew=bool(names & rules.COMPARING),
    )


async def _pages(engine: AsyncEngine, trial: Trial) -> AsyncIterator[list[TriedRider]]:
    """All riders, some at a time."""
    after = NOBODY
    while True:
        async with engine.connect() as tx:
            riders = await store.riders(tx, after, trial.since, trial.now, RIDERS_AT_ONCE)
        if not riders:
            return
        yield riders
        after = riders[-1].rider_id


@dataclass(frozen=True)
class Group:
    """Trips of one rider that are judged beside each other, as they stand by the limits before, and after: a
    ride of locks that name no rider may be the rider's by the one and not by the other."""

    rider_id: UUID
    before: Sequence[Kept]
    after: Sequence[Kept]

    @property
    def trips(self) -> Mapping[UUID, KeptTrip]:
        """All of these as they are stored, by id."""
        return {each.trip.trip_id: each.trip for each in (*self.before, *self.after)}


async def _try_lot(
    engine: AsyncEngine, trial: Trial, spans: Mapping[UUID, Span], strikes: Strikes, sums: Sums, pace: Pace
) -> None:
    """Judge and count the trips of these riders that start in these spans."""
    async with engine.connect() as tx:
        await store.only_read(tx)
        groups = await _groups(tx, trial, spans)
        wanted_before, wanted_after = await _beside_others(tx, trial, groups, pace)
        before: dict[UUID, Judgement] = {}
        after: dict[UUID, Judgement] = {}
        for group in groups:
            given = strikes[group.rider_id]
            before |= _judged(trial.before, group.before, given, trial.now, wanted_before)
            await pace.rest()
            after |= _judged(trial.after, group.after, given, trial.now, wanted_after)
            await pace.rest()
        replays = await _replays(tx, trial, groups, before, after)
    add_wanted(wanted_after, replays)
    for group in groups:
        if not replays.keys().isdisjoint(group.trips):
            given = strikes[group.rider_id]
            after |= _judged(trial.after, group.after, given, trial.now, wanted_after)
            await pace.rest()
        since, until = spans[group.rider_id]
        tried = [trip_id for trip_id, trip in group.trips.items() if since <= trip.started_at < until]
        sums.add(group.rider_id, tried, before, after)


async def _groups(tx: AsyncConnection, trial: Trial, spans: Mapping[UUID, Span]) -> list[Group]:
    """The trips of these riders around these spans, by rider in order."""
    kept = await around(tx, trial.before, spans, trial.now)
    before, after = _by_rider(kept), _by_rider(await _by_tried_limits(tx, trial, kept))
    for ride, rider_id in await whose_by(tx, trial.after, _named(kept), trial.now):
        trip_id, by_now = ride.trip.trip_id, ride.trip.rider_id
        if rider_id != by_now:
            after.get(by_now, {}).pop(trip_id, None)
            if rider_id in spans:
                after.setdefault(rider_id, {})[trip_id] = ride
    found = []
    for rider_id in sorted(before.keys() | after.keys()):
        of_before, of_after = before.get(rider_id, {}), after.get(rider_id, {})
        for group in rules.groups((of_before | of_after).values(), trial.near):
            ids = [each.trip.trip_id for each in group]
            own = ([of[trip_id] for trip_id in ids if trip_id in of] for of in (of_before, of_after))
            found.append(Group(rider_id, *own))
    return found


def _by_rider(kept: Sequence[Kept]) -> dict[UUID, dict[UUID, Kept]]:
    riders: dict[UUID, dict[UUID, Kept]] = {}
    for each in kept:
        riders.setdefault(each.trip.rider_id, {})[each.trip.trip_id] = each
    return riders


async def _by_tried_limits(tx: AsyncConnection, trial: Trial, kept: Sequence[Kept]) -> Sequence[Kept]:
    """These trips as they would stand by the tried limits."""
    if not trial.cleans_anew:
        return kept
    game = trial.after
    return await game.stand(tx, game.city_id, game.limits_of, game.zones, kept, trial.now)


def _named(kept: Sequence[Kept]) -> list[Search]:
    """The vehicles that these trips name, and when: rides of their locks may be theirs."""
    return [
        Search(0, each.trip.operator_id, vehicle_id, each.trip.started_at, each.trip.ended_at)
        for each in kept
        if (vehicle_id := each.telling.vehicle_id) is not None and each.telling.way != "locks"
    ]


def _judged(
    game: Game, kept: Sequence[Kept], strikes: Sequence[datetime], now: datetime, wanted: Wanted
) -> dict[UUID, Judgement]:
    """The verdicts on trips of one rider. `wanted` is what holds them beside others' trips, where it is
    something else than by now."""
    held = by_reason(
        (each.trip.trip_id, {reason: of for reason, of in others.items() if of})
        for each in kept
        if (others := {**each.others, **wanted.get(each.trip.trip_id, {})})
    )
    return judge([each.telling for each in kept], game.limits_of, now, strikes, held)


async def _beside_others(
    tx: AsyncConnection, trial: Trial, groups: Sequence[Group], pace: Pace
) -> tuple[Wanted, Wanted]:
    """What holds these trips beside other riders' trips by the limits before and after, where it is something
    else than by now; replays aside. Which trips are of one vehicle or phone is read of their rows, as they
    are judged now. Whether they hold each other is judged by the limits."""
    wanted: tuple[Wanted, Wanted] = ({}, {})
    games = trial.before, trial.after
    every = {each.trip.trip_id: each for group in groups for each in (*group.before, *group.after)}
    kept = [each for each in every.values() if not each.trip.history]
    vehicles = [
        Vehicle(each.trip.operator_id, each.trip.vehicle_id, each.trip.started_at, each.trip.ended_at)
        for each in kept
        if each.trip.vehicle_id is not None
    ]
    for place in range(0, len(vehicles), VEHICLES_AT_ONCE):
        lot = vehicles[place : place + VEHICLES_AT_ONCE]
        rows = await beside_store.of_vehicles(tx, lot)
        for game, found in zip(games, wanted, strict=True):
            await pace.rest()
            add_wanted(found, await beside_vehicles(tx, game, lot, rows, trial.now, MAY_EVER))
    spans = _device_spans(kept)
    if spans:
        rows = await beside_store.of_devices(tx, _asked(trial, spans))
        for game, found in zip(games, wanted, strict=True):
            await pace.rest()
            add_wanted(found, await beside_devices(tx, game, spans, rows, trial.now, MAY_EVER))
    return wanted


def _device_spans(kept: Sequence[Kept]) -> dict[bytes, list[Span]]:
    """When trips began with each device: spans of an instant each."""
    spans: dict[bytes, list[Span]] = defaultdict(list)
    for each in kept:
        if each.telling.device_key is not None:
            spans[each.telling.device_key].append((each.trip.started_at, each.trip.started_at))
    return spans


def _asked(trial: Trial, spans: Mapping[bytes, Sequence[Span]]) -> list[tuple[bytes, datetime, datetime]]:
    """Of which devices trips may hold those that began with them then, and from when to when."""
    zone = ZoneInfo(trial.before.timezone)
    asked = []
    for key, each in spans.items():
        days = max(
            beside_rules.device_days_of(game.limits_of, on)
            for game in (trial.before, trial.after)
            for on in {at.astimezone(zone).date() for at, _ in each}
        )
        asked.append((key, min(each)[0] - timedelta(days=days), max(each)[0]))
    return asked


MAY_EVER = attrgetter("may_ever_take_part")
"""Whether a trip may hold others by some limits or other."""


async def _replays(
    tx: AsyncConnection,
    trial: Trial,
    groups: Sequence[Group],
    before: Mapping[UUID, Judgement],
    after: Mapping[UUID, Judgement],
) -> Wanted:
    """What is replayed by the tried limits, of the phones' trips whose ways were not compared by now as these
    limits compare them: those that take part only by these, or whose trace is cleaned otherwise, or all where
    the limits of comparing differ."""
    traces = {each.trip.trip_id: each.telling.trace for group in groups for each in group.before}
    trip_ids = {
        each.trip.trip_id
        for group in groups
        for each in group.after
        if each.telling.way == "phone"
        and each.telling.trace is not None
        and _takes_part(after.get(each.trip.trip_id))
        and (
            trial.compares_anew
            or each.telling.trace is not traces[each.trip.trip_id]
            or not _takes_part(before.get(each.trip.trip_id))
        )
    }
    if not trip_ids:
        return {}
    earlier = await earlier_of(tx, trial.after, trip_ids, trial.now)
    return {trip_id: {"replayed": earlier.get(trip_id, frozenset())} for trip_id in trip_ids}


def _takes_part(judgement: Judgement | None) -> bool:
    """Whether a trip holds others beside it, or may be held beside them."""
    if judgement is None or judgement.merged_into:
        return False
    return beside_rules.takes_part(judgement.ride)
