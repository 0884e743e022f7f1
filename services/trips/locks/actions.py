"""Actions on locks: events are stored, and the rides between them are told, told otherwise, or told no
more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.locks import bodies, rules, store
from services.trips.locks.rules import Key, LockRide, Report, VehicleEvent
from services.trips.riderless.store import forget_appeals, lock_rides
from services.trips.rules import NOBODY, KeptTrip, Place, ReportedTrip
from services.trips.stations import store as stations
from services.trips.tellings import store as tellings
from services.trips.tellings.rules import Telling
from services.trips.tellings.store import TOLD_FIELDS, Kept
from services.trips.verdicts.actions import Game, New, give, judge_again, judge_new, search_riders
from services.trips.verdicts.rules import Span, Strikes, by_itself, joined, no_trip, trip_of
from services.trips.verdicts.store import Locked, lock_riders, update
from shared.http.bodies import validate
from shared.http.clocks import check_clock
from shared.http.problems import Problem, Unavailable

logger = structlog.get_logger()


def read_events(
    values: Sequence[Any], now: datetime
) -> tuple[list[tuple[int, VehicleEvent]], list[tuple[int, str]]]:
    """The valid events of a batch with their indexes, and index and code of each other one."""
    events, failures = [], []
    for index, value in enumerate(values):
        try:
            events.append((index, _read_event(value, now)))
        except Problem as problem:
            failures.append((index, problem.code()))
    return events, failures


def _read_event(value: Any, now: datetime) -> VehicleEvent:
    body = validate(bodies.VehicleEvent, value)
    check_clock(now, ("/at", body.at))
    return VehicleEvent(**dict(body), received_at=now)


async def receive(
    tx: AsyncConnection,
    game: Game,
    operator_id: str,
    events: Sequence[tuple[int, VehicleEvent]],
    failures: Sequence[tuple[int, str]],
    now: datetime,
) -> Report:
    """Store these events of an operator's vehicles, and judge the rides that they make, change or end.

    The number of statements does not depend on the number of events. Neither the order in which events come
    nor how often they do changes what becomes of them. An event that names an erased rider names nobody.
    """
    await store.lock_operator(tx, operator_id)
    is_first = not await store.has_events(tx, operator_id)
    known = await store.known(tx, operator_id, {event.key for _, event in events})
    if named := {each.rider_id for each in (*known, *(event for _, event in events)) if each.rider_id}:
        erased = (await lock_riders(tx, game.city_id, named, "KEY SHARE")).erased
        known = [rules.without_rider(event, erased) for event in known]
        events = [(index, rules.without_rider(event, erased)) for index, event in events]
    taken = rules.take(known, events)
    if taken.changed:
        await store.put(tx, game.city_id, operator_id, taken.changed.values())
    rides = _rides(await store.beside(tx, operator_id, taken.keys), taken.keys)
    touched = {
        unlock: ride
        for unlock, (ride, following) in rides.items()
        if unlock in taken.changed or following in taken.changed
    }
    ids = {rules.ride_id(operator_id, key.vehicle_id, key.at): ride for key, ride in touched.items()}
    told = await _tell(tx, game, operator_id, ids, now) if ids else 0
    if is_first:
        await store.let_others_end(tx, operator_id)
    waiting = sum(unlock in taken.keys and ride is None for unlock, (ride, _) in rides.items())
    conflicts = [(index, rules.EVENT_CONFLICT) for index in taken.conflicts]
    return Report(told, waiting, taken.duplicates, sorted([*failures, *conflicts]))


def _rides(
    events: Sequence[VehicleEvent], keys: frozenset[Key]
) -> dict[Key, tuple[LockRide | None, Key | None]]:
    """By unlock the ride that begins with it, if any, and the key of the next event of its vehicle: of the
    unlocks among these keys, and those that one of them follows."""
    rides: dict[Key, tuple[LockRide | None, Key | None]] = {}
    for event, following in pairwise([*events, None]):
        assert event is not None
        after = following if following and following.vehicle_id == event.vehicle_id else None
        after_key = after.key if after else None
        if event.kind == "unlock" and not keys.isdisjoint((event.key, after_key)):
            rides[event.key] = rules.ride_of(event, after), after_key
    return rides


@dataclass(frozen=True)
class Retold:
    """A stored ride of which other things are told now, as it is stored and as it is told."""

    before: Kept
    telling: Telling

    @property
    def rider_id(self) -> UUID:
        """Whose ride it is now. Where the locks name nobody, it stays whose it was by a phone."""
        if self.telling.rider_id is not None:
            return self.telling.rider_id
        before = self.before.telling
        was_named = before.rider_id is not None and before.withdrawn is None and before.decision is None
        return NOBODY if was_named and self.telling.is_told else self.before.trip.rider_id


async def _tell(
    tx: AsyncConnection, game: Game, operator_id: str, ids: Mapping[UUID, LockRide | None], now: datetime
) -> int:
    """Judge the rides with these ids as they are told now; None: such a ride is told no more. Returns how
    many rides are new or told otherwise."""
    holders = await store.holders(tx, operator_id, ids)
    final = {ride_id for ride_id, holder in holders.items() if holder.erased}
    ids = {ride_id: ride for ride_id, ride in ids.items() if ride_id not in final}
    holders = {ride_id: holder for ride_id, holder in holders.items() if ride_id not in final}
    taken_ids = {ride_id for ride_id, holder in holders.items() if not holder.is_ride}
    if taken_ids:
        # An id belongs to who used it first. The ids of rides can be worked out beforehand, and operators "a"
        # and "a b" may have vehicles "b c" and "c".
        logger.warning("ride_ids_taken", trip_ids=[str(each) for each in taken_ids])
        ids = {ride_id: ride for ride_id, ride in ids.items() if ride_id not in taken_ids}
    riders = {ride.rider_id for ride in ids.values() if ride and ride.rider_id}
    riders |= {holder.rider_id for holder in holders.values() if holder.is_ride} - {NOBODY}
    strikes, erased = await lock_riders(tx, game.city_id, riders) if riders else Locked({}, frozenset())
    stored = await lock_rides(tx, holders.keys() - taken_ids, game.timezone)
    if erased or any(each.trip.rider_id not in riders | {NOBODY} for each in stored.values()):
        raise Unavailable("Another request is changing this ride. Try again in a second.")
    places = await _places(tx, ids, stored)
    told = {
        ride_id: _telling(game, operator_id, ride_id, ride, stored.get(ride_id), places)
        for ride_id, ride in ids.items()
        if ride is not None
    }
    retold = [
        Retold(before, telling)
        for ride_id, before in stored.items()
        if _differs(telling := told.get(ride_id) or replace(before.telling, is_told=False), before)
    ]
    new = [telling for ride_id, telling in told.items() if ride_id not in stored]
    await _retell(tx, game, retold, strikes, now)
    await _tell_new(tx, game, new, strikes, now)
    return len(new) + sum(each.telling.is_told for each in retold)


Places = Mapping[tuple[str, datetime], Place]
"""Where stations stood, by the id that is told and the start of the ride."""


async def _places(
    tx: AsyncConnection, ids: Mapping[UUID, LockRide | None], stored: Mapping[UUID, Kept]
) -> Places:
    """Where the stations of these rides stood. What was found for a stored ride stays."""
    asked = [
        ReportedTrip(
            trip_id=ride_id,
            rider_id=NOBODY,
            operator_id="",
            vehicle_type=ride.vehicle_type,
            started_at=ride.unlock.at,
            ended_at=ride.lock.at,
            timezone="",
            history=False,
            start_station_id=ride.unlock.station_id,
            end_station_id=ride.lock.station_id,
        )
        for ride_id, ride in ids.items()
        if ride is not None and not _stations_are_known(ride, stored.get(ride_id))
    ]
    return await stations.places(tx, asked) if asked else {}


def _stations_are_known(ride: LockRide, before: Kept | None) -> bool:
    told = (ride.unlock.station_id, ride.lock.station_id)
    return told == (None, None) or (
        before is not None and told == (before.telling.start_station_id, before.telling.end_station_id)
    )


def _telling(
    game: Game, operator_id: str, ride_id: UUID, ride: LockRide, before: Kept | None, places: Places
) -> Telling:
    """What the locks tell of a ride now."""
    unlock, lock = ride.unlock, ride.lock
    if before is not None and _stations_are_known(ride, before):
        start, end = before.telling.start, before.telling.end
    else:
        start, end = (
            places.get((each.station_id, unlock.at)) if each.station_id else None for each in (unlock, lock)
        )
    return Telling(
        trip_id=ride_id,
        way="locks",
        rider_id=ride.rider_id,
        operator_id=operator_id,
        vehicle_type=ride.vehicle_type,
        started_at=unlock.at,
        ended_at=lock.at,
        received_at=ride.received_at,
        timezone=game.timezone,
        vehicle_id=unlock.vehicle_id,
        start=start,
        end=end,
        start_station_id=unlock.station_id,
        end_station_id=lock.station_id,
        distance_m=ride.distance_m,
        distance_source=None if ride.distance_m is None else "odometer",
    )


COMPARED = (*TOLD_FIELDS, "received_at", "rider_id", "is_told")


def _differs(telling: Telling, before: Kept) -> bool:
    """Whether something else is told of a stored ride now."""
    return any(getattr(telling, name) != getattr(before.telling, name) for name in COMPARED)


async def _retell(
    tx: AsyncConnection,
    game: Game,
    retold: Sequence[Retold],
    strikes: Strikes,
    now: datetime,
) -> None:
    """Store what is told now of rides that are stored, and judge their riders again."""
    if not retold:
        return
    await store.set_told(tx, [each.telling for each in retold])
    trips = {each.telling.trip_id: _row(game, each, now) for each in retold}
    no_trips = [trip for trip in trips.values() if not trip.is_trip]
    await update(tx, [(trip, None) for trip in sorted(no_trips, key=lambda trip: trip.trip_id)])
    moved = [each for each in retold if each.rider_id != each.before.trip.rider_id]
    await forget_appeals(tx, [each.telling.trip_id for each in moved])
    await give(tx, [(trips[each.telling.trip_id], each.rider_id) for each in moved])
    spans = _spans(retold)
    if spans:
        await judge_again(tx, game, spans, strikes, now)
    told = [(each.telling, trips[each.telling.trip_id]) for each in retold if each.telling.is_told]
    await search_riders(tx, game, told)


def _row(game: Game, retold: Retold, now: datetime) -> KeptTrip:
    """The row of a retold ride: a trip as it was judged last, and what is no trip as it is told now."""
    before = retold.before.trip
    if before.is_trip:
        return before
    named = replace(retold.telling, rider_id=before.rider_id)
    judgement = by_itself(named, game.limits_of, now)
    return no_trip(trip_of(game.city_id, judgement, before.revision, before.first_rider_id))


def _spans(retold: Sequence[Retold]) -> dict[UUID, Span]:
    """The spans of these rides, as they were told and as they are, by whose they were and are."""
    return joined(
        (rider_id, before.started_at, max(before.ended_at, each.telling.ended_at or before.ended_at))
        for each in retold
        for before in [each.before.trip]
        for rider_id in {before.rider_id, each.rider_id} - {NOBODY}
    )


async def _tell_new(
    tx: AsyncConnection,
    game: Game,
    new: Sequence[Telling],
    strikes: Strikes,
    now: datetime,
) -> None:
    """Judge and store rides that are told for the first time. One without rider is stored, and its rider is
    looked for."""
    named = [New(each, each.trip_id.bytes) for each in new if each.rider_id is not None]
    inserted = 0
    if named:
        _, inserted = await judge_new(tx, game, named, strikes, now)
    nobodys = [(each, _nobodys(game, each, now)) for each in new if each.rider_id is None]
    if nobodys:
        inserted += await tellings.insert(tx, [_values(*each) for each in nobodys])
    if inserted < len(new):
        # A concurrent transaction inserts one of these ids. A retry finds its row.
        raise Unavailable("Another request is changing this ride. Try again in a second.")
    await search_riders(tx, game, nobodys)


def _nobodys(game: Game, telling: Telling, now: datetime) -> KeptTrip:
    """The row of a ride without rider."""
    judgement = by_itself(replace(telling, rider_id=NOBODY), game.limits_of, now)
    return no_trip(trip_of(game.city_id, judgement, revision=0))


def _values(telling: Telling, trip: KeptTrip) -> tuple[Any, ...]:
    return *tellings.kept_values(trip), *tellings.told_values(telling, False, telling.trip_id.bytes)
