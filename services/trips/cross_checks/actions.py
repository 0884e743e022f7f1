"""Trips are judged beside other riders' trips of the same vehicle, phone or way, by one worker."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from operator import attrgetter
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.trips.cross_checks import rules, store
from services.trips.cross_checks.rules import Row
from services.trips.cross_checks.store import Searches, Vehicle
from services.trips.matching.rules import Ride, merge
from services.trips.patterns.rules import Held, many_accounts
from services.trips.replayed import store as replayed
from services.trips.replayed.actions import told_before
from services.trips.rules import NOBODY
from services.trips.tellings.rules import Seen, seen
from services.trips.tellings.store import Others
from services.trips.verdicts.actions import JUDGED_AROUND, Game, GameNow, around, judge_again, spans_of
from services.trips.verdicts.rules import Span, merged
from services.trips.verdicts.store import lock_riders
from shared.periodic import every

LOOK_EVERY_S = 5
"""What is judged beside other riders' trips follows within a minute."""
LOT = 4_000
"""About so many trips are looked at in one transaction."""
VEHICLES_AT_ONCE = 50
"""Vehicles whose rows are read at a time: requests wait no longer than that takes."""


async def looking(engine: AsyncEngine, game_now: GameNow, clock: Callable[[], datetime]) -> None:
    """Judge what was told beside other riders' trips, again and again, by this clock."""

    async def look_at_all() -> None:
        while await look(engine, game_now, clock()):
            pass

    await every(LOOK_EVERY_S, "looks_beside_postponed", look_at_all)


async def look(engine: AsyncEngine, game_now: GameNow, now: datetime) -> int:
    """Judge the next of what was told beside other riders' trips. Returns how many searches it took.

    What is told and the search for what it changes commit together, and one worker at a time sees all that
    was committed before. So of two trips that are told at the same time the later look sees both.
    """
    async with engine.begin() as tx:
        if not await store.try_lock(tx):
            return 0
        searches = await store.next_searches(tx, LOT)
        await _look_at(tx, game_now, searches, now)
    return len(searches.search_ids)


async def look_for(engine: AsyncEngine, game_now: GameNow, trip_ids: Collection[UUID], now: datetime) -> None:
    """Judge what was told with a trace beside others' until the ways of these trips are compared: what was
    told before them first, so that they are compared as if the worker had done so. Vehicles and phones alone
    are left to it. Waits in line with the worker, for one lot of its at most."""
    found = 1
    while found:
        async with engine.begin() as tx:
            await store.lock(tx)
            searches = await store.searches_until(tx, LOT, trip_ids)
            await _look_at(tx, game_now, searches, now)
        found = len(searches.search_ids)


async def _look_at(tx: AsyncConnection, game_now: GameNow, searches: Searches, now: datetime) -> None:
    """Judge what these searches are for, and end them."""
    if not searches.search_ids:
        return
    if searches.trace_ids:
        await replayed.hold_ways(tx)
    game = await game_now(tx)
    wanted: Wanted = {}
    for vehicles in _lots(searches.vehicles):
        rows = await store.of_vehicles(tx, vehicles)
        add_wanted(wanted, await beside_vehicles(tx, game, vehicles, rows, now))
    add_wanted(wanted, await _beside_devices(tx, game, searches.devices, now))
    add_wanted(wanted, await _told_before(tx, game, searches.trace_ids, now))
    await _hold(tx, game, wanted, now)
    await store.end(tx, searches.search_ids)


MayTakePart = Callable[[Row], bool]
by_now: MayTakePart = attrgetter("may_take_part")
"""Whether a trip may hold others as it is judged now."""
Wanted = dict[UUID, dict[str, frozenset[UUID]]]
"""What holds each trip beside others', by the reasons that were looked at: without partners for none."""


def _lots(vehicles: Iterable[Vehicle]) -> Iterator[list[Vehicle]]:
    """These changes by vehicle, those of a few vehicles at a time. Changes that have the same trips around
    are merged: each trip is read once, and not once for each change."""
    spans: dict[tuple[str, str], list[Span]] = {}
    for operator_id, vehicle_id, since, until in sorted(vehicles):
        spans.setdefault((operator_id, vehicle_id), []).append((since, until))
    by_vehicle = [
        [Vehicle(*vehicle, *span) for span in merged(each, 2 * JUDGED_AROUND)]
        for vehicle, each in spans.items()
    ]
    for place in range(0, len(by_vehicle), VEHICLES_AT_ONCE):
        yield list(chain.from_iterable(by_vehicle[place : place + VEHICLES_AT_ONCE]))


async def beside_vehicles(
    tx: AsyncConnection,
    game: Game,
    vehicles: Sequence[Vehicle],
    found: Iterable[Row],
    now: datetime,
    may_take_part: MayTakePart = by_now,
) -> Wanted:
    """What trips of these vehicles hold of each other, of those that may have changed, where it is something
    else than by now. `found` are the trips around, of which those count that may take part."""
    rows: dict[tuple[str, str | None], list[Row]] = {}
    for row in found:
        rows.setdefault((row.operator_id, row.vehicle_id), []).append(row)
    shared, runs = {}, {}
    for vehicle, near in rows.items():
        part = [row for row in near if may_take_part(row)]
        shared[vehicle] = rules.shared_at_once(part)
        runs[vehicle] = rules.back_and_forth(part, game.limits_of)
    suspects = {trip_id for vehicle in rows for each in (shared[vehicle], *runs[vehicle]) for trip_id in each}
    rides = await _rides(
        tx, game, [row for near in rows.values() for row in near if row.trip_id in suspects], now
    )
    wanted: Wanted = {}
    for vehicle, near in rows.items():
        held = rules.held_of_vehicle(_of_vehicle(rides, vehicle), shared[vehicle], runs[vehicle])
        spans = [
            (each.since, each.until) for each in vehicles if (each.operator_id, each.vehicle_id) == vehicle
        ]
        _want(wanted, held, (row for row in near if _is_in(row, spans)))
    return wanted


def add_wanted(wanted: Wanted, more: Wanted) -> None:
    """Add what holds trips by more reasons."""
    for trip_id, reasons in more.items():
        wanted.setdefault(trip_id, {}).update(reasons)


async def _beside_devices(
    tx: AsyncConnection, game: Game, devices: Sequence[tuple[bytes, datetime]], now: datetime
) -> Wanted:
    """What trips with these devices hold of each other: those that follow what has changed."""
    spans: dict[bytes, list[Span]] = {}
    reach = JUDGED_AROUND
    for key, at in devices:
        days = rules.device_days_of(game.limits_of, at.astimezone(ZoneInfo(game.timezone)).date())
        reach = max(reach, JUDGED_AROUND + timedelta(days=days))
        spans.setdefault(key, []).append((at - JUDGED_AROUND, at + timedelta(days=days)))
    spans = {key: merged(each) for key, each in spans.items()}  # each trip around is read once
    asked = [(key, since - reach, until) for key, each in spans.items() for since, until in each]
    found = await store.of_devices(tx, asked) if asked else ()
    return await beside_devices(tx, game, spans, found, now)


async def beside_devices(
    tx: AsyncConnection,
    game: Game,
    spans: Mapping[bytes, Sequence[Span]],
    found: Iterable[Row],
    now: datetime,
    may_take_part: MayTakePart = by_now,
) -> Wanted:
    """What trips hold of each other that start with these devices in these spans, where it is something else
    than by now. `found` are all trips with them that may hold these, of which those count that may take
    part."""
    near: dict[bytes, list[Row]] = {}
    for row in found:
        if row.device_key is not None:
            near.setdefault(row.device_key, []).append(row)
    suspects = [
        row
        for rows in near.values()
        if rules.have_many_riders(part := [each for each in rows if may_take_part(each)], game.limits_of)
        for row in part
    ]
    rides = await _rides(tx, game, suspects, now)
    erased = await _erased_partners(tx, near.values())
    wanted: Wanted = {}
    for key, rows in near.items():
        own = [rides[row.trip_id] for row in rows if row.trip_id in rides]
        held = {"many_accounts": _with_erased(many_accounts(own), rows, erased)}
        judged = (row for row in rows if any(since <= row.started_at <= until for since, until in spans[key]))
        _want(wanted, held, judged)
    return wanted


async def _erased_partners(tx: AsyncConnection, near: Iterable[Sequence[Row]]) -> frozenset[UUID]:
    """The trips of erased riders beside which these trips of some devices are held. It is not known any more
    with which device they were ridden."""
    absent: set[UUID] = set()
    for rows in near:
        held_beside = {partner for row in rows for partner in row.others.get("many_accounts", ())}
        absent |= held_beside - {row.trip_id for row in rows}
    return await store.erased_of(tx, absent) if absent else frozenset()


def _with_erased(held: Held, rows: Iterable[Row], erased: frozenset[UUID]) -> Held:
    """What trips of one device hold of each other. Of one that is held beside a trip of an erased rider, what
    was judged stays."""
    before = {row.trip_id: row.others.get("many_accounts", frozenset()) for row in rows} if erased else {}
    return {**held, **{trip_id: partners for trip_id, partners in before.items() if partners & erased}}


async def _told_before(tx: AsyncConnection, game: Game, trip_ids: Sequence[UUID], now: datetime) -> Wanted:
    """What trips of phones alone hold whose way was told before."""
    earlier = await told_before(tx, game, set(trip_ids), now)
    suspects = await store.of_ids(tx, {trip_id for trip_id, of in earlier.items() if of})
    rides = await _rides(tx, game, (row for row in suspects if row.may_take_part), now)
    alone = {trip_id for trip_id, ride in rides.items() if ride.is_alone}
    return {
        trip_id: {"replayed": partners if trip_id in alone else frozenset()}
        for trip_id, partners in earlier.items()
    }


def _of_vehicle(rides: Mapping[UUID, Ride], vehicle: tuple[str, str | None]) -> dict[UUID, Ride]:
    return {
        trip_id: ride
        for trip_id, ride in rides.items()
        if (ride.own.telling.operator_id, ride.vehicle_id) == vehicle
    }


def _is_in(row: Row, spans: Iterable[Span]) -> bool:
    return any(since - JUDGED_AROUND <= row.started_at <= until + JUDGED_AROUND for since, until in spans)


def _want(wanted: Wanted, held: Mapping[str, Held], rows: Iterable[Row]) -> None:
    """Note what rows are to be held for, where it is something else than by now."""
    for row in rows:
        for reason, of in held.items():
            partners = of.get(row.trip_id, frozenset())
            if partners != row.others.get(reason, frozenset()):
                wanted.setdefault(row.trip_id, {})[reason] = partners


async def _rides(tx: AsyncConnection, game: Game, rows: Iterable[Row], now: datetime) -> dict[UUID, Ride]:
    """These trips with all that tells of them, those that take part."""
    ridden = [row for row in rows if row.rider_id != NOBODY]
    ids = {row.trip_id for row in ridden}
    told: dict[UUID, list[Seen]] = {}
    for each in await around(tx, game, spans_of(ridden), now):
        if each.telling.is_told:
            told.setdefault(each.trip.rider_id, []).append(seen(each.telling, game.limits_of, now))
    rides = (ride for views in told.values() for ride in merge(views).rides)
    return {ride.trip_id: ride for ride in rides if ride.trip_id in ids and rules.takes_part(ride)}


async def _hold(tx: AsyncConnection, game: Game, wanted: Wanted, now: datetime) -> None:
    """Store what holds trips beside others', where it is something else than before, and judge their riders
    again. Riders are locked first. A ride that has become another rider's meanwhile has a search of its own,
    and trips of erased riders stay as they are."""
    before = await store.whose(tx, wanted) if wanted else {}
    changed = {trip_id for trip_id in before if _merged(before[trip_id].others, wanted[trip_id]) is not None}
    riders = {before[trip_id].rider_id for trip_id in changed} - {NOBODY}
    if not riders:
        return
    strikes = (await lock_riders(tx, game.city_id, riders)).strikes
    locked = {
        trip_id: each for trip_id, each in (await store.whose(tx, changed)).items() if each.rider_id in riders
    }
    others = {trip_id: _merged(each.others, wanted[trip_id]) for trip_id, each in locked.items()}
    await store.set_others(tx, {trip_id: each for trip_id, each in others.items() if each is not None})
    spans = spans_of(locked.values())
    await judge_again(tx, game, spans, strikes, now, known_riders=True, known_beside=True)


def _merged(before: Others, wants: Mapping[str, frozenset[UUID]]) -> Others | None:
    """What holds a trip with what it is wanted to be held by; None if that is what it was."""
    after = {reason: of for reason, of in (dict(before) | dict(wants)).items() if of}
    return None if after == before else after
