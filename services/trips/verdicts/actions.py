"""Trips are judged beside all that is stored around them, and every verdict that changes is published."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from itertools import pairwise
from typing import Protocol, get_args
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.fingerprints.rules import DEVELOPMENT, KnownAgain
from services.trips.limits import store as limits_store
from services.trips.limits.rules import Reach, Version, limits_of, reach_of, version_of
from services.trips.patterns.rules import Held, by_reason
from services.trips.publishing.actions import UNSAID, event_of, said_next, say
from services.trips.rules import KeptTrip, VehicleType
from services.trips.tellings import store as tellings
from services.trips.tellings.rules import LimitsOf, Telling
from services.trips.tellings.store import Kept
from services.trips.trace_chunks.actions import Stand, as_they_stand
from services.trips.verdicts import store
from services.trips.verdicts.rules import (
    Judgement,
    Span,
    Strikes,
    by_itself,
    facts_are_told,
    joined,
    judge,
    no_trip,
    rounds,
    touched_by_strikes,
    trip_of,
)
from services.trips.zone_map.actions import KnownZones

READ_AROUND = timedelta(days=2)
JUDGED_AROUND = timedelta(days=1, seconds=1)
"""How far around a change trips are read, and judged again: the longest trip that counts lasts less, and who
is judged is read with nearly a day around."""


@dataclass(frozen=True)
class Game:
    """Whose trips are judged, and by what. `zones` is the process's cache of the zone map, `known_again` by
    what devices and ways are known again, `stand` how stored trips are read as they stand."""

    city_id: str
    timezone: str
    limits_of: LimitsOf
    reach: Reach
    zones: KnownZones = field(default_factory=KnownZones)
    known_again: KnownAgain = DEVELOPMENT
    version_of: Callable[[date], int] = lambda _: 1
    """The version of the limits that judges trips of a local day."""
    stand: Stand = as_they_stand


GameNow = Callable[[AsyncConnection], Awaitable[Game]]
"""Reads the game in a transaction."""


def game_now(
    city_id: str,
    timezone: str,
    first: Version,
    zones: KnownZones,
    known_again: KnownAgain = DEVELOPMENT,
) -> GameNow:
    """How the game is read; `first` are the limits of version 1."""

    async def read(tx: AsyncConnection) -> Game:
        versions = await limits_store.read_versions(tx, first)
        return Game(
            city_id,
            timezone,
            cache(partial(limits_of, versions)),
            reach_of(versions),
            zones,
            known_again,
            version_of=lambda local_on: version_of(versions, local_on).version,
        )

    return read


class Ridden(Protocol):
    """Whose a trip is, and when it was ridden."""

    @property
    def rider_id(self) -> UUID: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime: ...


def spans_of(trips: Iterable[Ridden]) -> dict[UUID, Span]:
    """For each rider of these trips the span from the first start to the last end."""
    return joined((trip.rider_id, trip.started_at, trip.ended_at) for trip in trips)


@dataclass(frozen=True)
class New:
    """A telling that is not stored yet, and the digest of what was told."""

    telling: Telling
    content_hash: bytes


async def judge_new(
    tx: AsyncConnection,
    game: Game,
    new: Sequence[New],
    strikes: Strikes,
    now: datetime,
) -> tuple[dict[UUID, KeptTrip], int]:
    """Judge and store tellings that are new, judge again the trips around them, and publish what changed.
    Their riders are locked. Returns the new trips, and how many rows were inserted: fewer than there are
    where a concurrent transaction took an id."""
    spans = await _spans_of_near(tx, game.reach, new)
    known = _by_rider(await around(tx, game, spans, now))
    fresh: dict[UUID, KeptTrip] = {}
    changed: list[Change] = []
    hashes = {each.telling.trip_id: each.content_hash for each in new}
    rows = []
    for rider_id, own in _by_rider_of_new(new).items():
        groups = [own] if rider_id in spans else [[each] for each in own]
        kept = known.get(rider_id, [])
        for group in groups:
            told = [*(each.telling for each in kept), *group]
            judged = judge(told, game.limits_of, now, strikes.get(rider_id, ()), _beside_others(kept))
            for telling in group:
                judgement = judged.get(telling.trip_id) or by_itself(telling, game.limits_of, now)
                trip = _first_state(game, judgement)
                fresh[telling.trip_id] = trip = trip if telling.trip_id in judged else no_trip(trip)
                told_so = facts_are_told(judgement, trip)
                digest = hashes[telling.trip_id]
                rows.append((*tellings.kept_values(trip), *tellings.told_values(telling, told_so, digest)))
        changed += _changes(game, kept, judged if kept else {}, spans.get(rider_id))
    inserted = await tellings.insert(tx, rows) if rows else 0
    await _write(tx, changed)
    await say(tx, [*fresh.values(), *(each.trip for each in changed if each.is_said)])
    touched = [(each.telling, fresh[each.telling.trip_id]) for each in new]
    await search_riders(tx, game, touched)
    touched += [(each.was.telling, trip) for each in changed for trip in (each.was.trip, each.trip)]
    await store.search_beside(tx, game.city_id, touched)
    return fresh, inserted


@dataclass(frozen=True)
class Change:
    """A stored trip that is judged otherwise now than it was. `is_said`: the log hears of it; `told`: what
    was told, where the facts are others than that for the first time."""

    was: Kept
    trip: KeptTrip
    is_said: bool
    told: str | None


async def judge_again(
    tx: AsyncConnection,
    game: Game,
    spans: Mapping[UUID, Span],
    strikes: Strikes,
    now: datetime,
    *,
    known_riders: bool = False,
    known_beside: bool = False,
) -> dict[UUID, KeptTrip]:
    """Judge the stored trips of these riders around a span anew, and publish what changed. The riders are
    locked. Returns the trips of those spans as they are now. What is known already is not noted to be looked
    for again. `known_riders`: whose the rides without rider around them are; `known_beside`: what holds them
    beside other riders' trips."""
    known = _by_rider(await around(tx, game, spans, now))
    changed: list[Change] = []
    after: dict[UUID, KeptTrip] = {}
    for rider_id, kept in known.items():
        after |= {each.trip.trip_id: each.trip for each in kept}
        told = [each.telling for each in kept]
        judged = judge(told, game.limits_of, now, strikes.get(rider_id, ()), _beside_others(kept))
        changed += _changes(game, kept, judged, spans[rider_id])
    after |= {each.trip.trip_id: each.trip for each in changed}
    await _write(tx, changed)
    await say(tx, [each.trip for each in changed if each.is_said])
    told_in = _told_in(known, spans, after)
    if not known_riders:
        await search_riders(tx, game, told_in)
    if not known_beside:
        before = {each.trip.trip_id: each.trip for kept in known.values() for each in kept}
        touched = [(telling, before[telling.trip_id]) for telling, _ in told_in]
        await store.search_beside(tx, game.city_id, [*told_in, *touched])
    return after


async def judge_all_again(
    tx: AsyncConnection,
    game: Game,
    trips: Iterable[KeptTrip],
    strikes: Strikes,
    now: datetime,
    struck: Collection[UUID] = (),
) -> dict[UUID, KeptTrip]:
    """Judge anew around each of these trips, whose riders are locked and have these strikes, and publish what
    changed. Of the riders `struck`, whose strikes may be others now, they are counted anew, and the trips
    that they held or hold now are judged too. Returns the trips as they are now."""
    spans: dict[UUID, list[Span]] = {}
    for trip in trips:
        spans.setdefault(trip.rider_id, []).append((trip.started_at, trip.ended_at))
    if struck:
        counted = await store.recount_strikes(tx, struck)
        limits = {game.limits_of(vehicle_type, now.date()) for vehicle_type in get_args(VehicleType)}
        for rider_id, given in counted.items():
            spans.setdefault(rider_id, []).extend(
                touched_by_strikes(strikes.get(rider_id, ()), given, [*limits])
            )
        strikes = {**strikes, **counted}
    after: dict[UUID, KeptTrip] = {}
    for each in rounds(spans, READ_AROUND + JUDGED_AROUND):
        after |= await judge_again(tx, game, each, strikes, now)
    return after


async def give(tx: AsyncConnection, rides: Sequence[tuple[KeptTrip, UUID]]) -> None:
    """Make each of these rides of locks another rider's, or nobody's. It is no trip until that rider is
    judged. The log hears a void for the rider whose trip it was; their riders are locked."""
    given, said = [], []
    for trip, rider_id in sorted(rides, key=lambda each: each[0].trip_id):
        if trip.rider_id == rider_id:
            continue
        before = said_next(no_trip(trip)) if trip.is_trip else trip
        if before.revision > trip.revision:
            said.append(before)
        given.append((replace(before, rider_id=rider_id), None))
    if given:
        await store.update(tx, given)
    await say(tx, said)


async def search_riders(tx: AsyncConnection, game: Game, told: Iterable[tuple[Telling, KeptTrip]]) -> None:
    """Let the riders be looked for of the rides without rider beside these: what has changed of a phone's
    telling, or of an operator's report, may change whose they are. Each is as it is told, and as it is
    judged."""
    named = sorted(
        (
            telling.operator_id,
            telling.vehicle_id,
            min(telling.started_at, trip.started_at),
            max(_until(telling), trip.ended_at),
        )
        for telling, trip in told
        if telling.vehicle_id is not None and (telling.way != "locks" or telling.rider_id is None)
    )
    if named:
        await store.search_riders(tx, game.city_id, named)


def _told_in(
    known: Mapping[UUID, Iterable[Kept]], spans: Mapping[UUID, Span], after: Mapping[UUID, KeptTrip]
) -> list[tuple[Telling, KeptTrip]]:
    """The tellings of these riders that may have changed with those in their spans, as they are judged
    now."""
    return [
        (each.telling, after[each.trip.trip_id])
        for rider_id, kept in known.items()
        for each in kept
        if spans[rider_id][0] - JUDGED_AROUND <= each.trip.started_at <= spans[rider_id][1] + JUDGED_AROUND
    ]


def _beside_others(kept: Iterable[Kept]) -> dict[str, Held]:
    return by_reason((each.trip.trip_id, each.others) for each in kept)


async def around(tx: AsyncConnection, game: Game, spans: Mapping[UUID, Span], now: datetime) -> list[Kept]:
    """The stored trips of each of these riders around the rider's span, as they stand at `now`."""
    wider = {
        rider_id: (since - READ_AROUND, until + READ_AROUND) for rider_id, (since, until) in spans.items()
    }
    kept = await tellings.around(tx, wider, game.timezone)
    return await game.stand(tx, game.city_id, game.limits_of, game.zones, kept, now)


def _changes(
    game: Game, kept: Iterable[Kept], judged: Mapping[UUID, Judgement], span: Span | None
) -> list[Change]:
    """The stored trips near a span that are judged otherwise now."""
    changes = []
    if span is None:
        return []
    since, until = span[0] - JUDGED_AROUND, span[1] + JUDGED_AROUND
    for each in kept:
        telling, trip = each.telling, each.trip
        judgement = judged.get(trip.trip_id)
        if not since <= trip.started_at <= until:
            continue
        if judgement is None:
            now = no_trip(trip)
        else:
            now = trip_of(game.city_id, judgement, trip.revision, trip.first_rider_id)
        if now == trip:
            continue
        said = event_of(now) != event_of(trip)
        now = said_next(now) if said else now
        as_told = judgement is None or facts_are_told(judgement, now)
        told = None if as_told else tellings.told_json(telling)
        changes.append(Change(each, now, now.revision > trip.revision, told))
    return changes


def _first_state(game: Game, judgement: Judgement) -> KeptTrip:
    """The row of a new trip, with the revision of the event that says it first."""
    is_said = judgement.verdict not in UNSAID
    telling = judgement.ride.own.telling
    first_rider_id = telling.rider_id if is_said and telling.way == "locks" else None
    return trip_of(game.city_id, judgement, int(is_said), first_rider_id)


async def _write(tx: AsyncConnection, changed: Sequence[Change]) -> None:
    if changed:
        ordered = sorted(changed, key=lambda each: each.trip.trip_id)
        await store.update(tx, [(each.trip, each.told) for each in ordered])


async def _spans_of_near(tx: AsyncConnection, reach: Reach, new: Sequence[New]) -> dict[UUID, Span]:
    """The span of the new trips of each rider that are to be judged beside others."""
    by_rider = _by_rider_of_new(new)
    near = {rider_id for rider_id, told in by_rider.items() if len(told) > 1 and _are_near(told, reach)}
    asked = [
        (rider_id, each.started_at, _until(each), _slack_s(each, reach))
        for rider_id, told in by_rider.items()
        if rider_id not in near
        for each in told
    ]
    near |= await store.riders_near(tx, asked)
    return {
        rider_id: (min(each.started_at for each in told), max(_until(each) for each in told))
        for rider_id, told in by_rider.items()
        if rider_id in near
    }


def _until(telling: Telling) -> datetime:
    return telling.ended_at or telling.started_at


DAY_S = 86_400
CLOCKS_S = 60


def _slack_s(telling: Telling, reach: Reach) -> int:
    """How far from a new trip others may lie that it is judged beside, in seconds. Imported trips are judged
    beside those alone with which they share time; legs of a loop follow within the reach; what is counted by
    the day, and what a phone told, is judged beside a day."""
    if telling.way == "phone":
        return DAY_S
    if telling.history:
        return CLOCKS_S
    is_tiny = telling.distance_m is None or telling.distance_m < reach.tiny_m
    return DAY_S if is_tiny else reach.near_s


def _are_near(told: Sequence[Telling], reach: Reach) -> bool:
    ordered = sorted(told, key=lambda each: each.started_at)
    latest = _until(ordered[0])
    for before, each in pairwise(ordered):
        slack = timedelta(seconds=max(_slack_s(before, reach), _slack_s(each, reach)))
        if each.started_at <= latest + slack:
            return True
        latest = max(latest, _until(each))
    return False


def _by_rider(kept: Iterable[Kept]) -> dict[UUID, list[Kept]]:
    riders: dict[UUID, list[Kept]] = {}
    for each in kept:
        riders.setdefault(each.trip.rider_id, []).append(each)
    return riders


def _by_rider_of_new(new: Iterable[New]) -> dict[UUID, list[Telling]]:
    riders: dict[UUID, list[Telling]] = {}
    for each in new:
        assert each.telling.rider_id is not None
        riders.setdefault(each.telling.rider_id, []).append(each.telling)
    return riders
