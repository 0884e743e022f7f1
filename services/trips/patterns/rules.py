"""What holds a trip beside other trips of its rider: overlaps, and patterns that nobody rides by. Pure."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import islice
from operator import attrgetter
from uuid import UUID

from services.trips.evidence.rules import is_between
from services.trips.limits.rules import Limits
from services.trips.matching.rules import Ride
from services.trips.rules import Place, haversine_m

Held = dict[UUID, frozenset[UUID]]
"""The trips that one reason holds, each with the first of the trips that it is held beside."""
PARTNERS_MAX = 50
"""Trips that are named of those that one is held beside, the first to begin: nobody looks at more, and a
thousand trips at once would name a million."""
Partners = dict[UUID, list[UUID]]


def by_reason(others: Iterable[tuple[UUID, Mapping[str, frozenset[UUID]]]]) -> dict[str, Held]:
    """What holds each of these trips beside other riders' trips (reason -> trips), by reason."""
    held: dict[str, dict[UUID, frozenset[UUID]]] = defaultdict(dict)
    for trip_id, reasons in others:
        for reason, partners in reasons.items():
            held[reason][trip_id] = partners
    return dict(held)


def overlapping(rides: Sequence[Ride]) -> Held:
    """Trips of one rider that share time. Of a trip that an operator told and one that only a phone told, the
    phone's is held; across operators the one with fewer sources, or the one received later."""
    return _held_at_once(rides, _hold_if_shared)


Hold = Callable[[Partners, Ride, Ride], None]
"""Holds of two trips that share time those that are to be held; the first begins no later."""


def _held_at_once(
    rides: Iterable[Ride], hold: Hold, group: Callable[[Ride], UUID | None] = attrgetter("trip_id")
) -> Held:
    """What `hold` holds of all pairs of trips that share time or touch, of two groups. Once a trip names
    enough, it is compared with those alone that do not yet: a thousand trips at once are a million pairs."""
    held: Partners = {}
    running: dict[UUID | None, dict[UUID, Ride]] = defaultdict(dict)
    wanting: dict[UUID | None, dict[UUID, Ride]] = defaultdict(dict)  # those that do not name enough yet
    ends: list[tuple[datetime, UUID, UUID | None]] = []
    for ride in sorted(rides, key=_by_start):
        own = group(ride)
        while ends and ends[0][0] < ride.own.started_at:
            _, ended_id, of_ended = heappop(ends)
            for by_group in (running, wanting):
                _forget(by_group, of_ended, ended_id)
        for earlier in _of_others(running, own):
            if _names_enough(held, ride):
                for each in list(_of_others(wanting, own)):
                    hold(held, each, ride)
                    if _names_enough(held, each):
                        _forget(wanting, group(each), each.trip_id)
                break
            hold(held, earlier, ride)
        running[own][ride.trip_id] = ride
        if not _names_enough(held, ride):
            wanting[own][ride.trip_id] = ride
        heappush(ends, (ride.own.ended_at, ride.trip_id, own))
    return _frozen(held)


def _of_others(by_group: Mapping[UUID | None, Mapping[UUID, Ride]], own: UUID | None) -> Iterable[Ride]:
    """The trips of other groups."""
    for of_group, rides in by_group.items():
        if of_group != own:
            yield from rides.values()


def _forget(by_group: dict[UUID | None, dict[UUID, Ride]], of_group: UUID | None, trip_id: UUID) -> None:
    """Forget a trip, and its group with the last."""
    by_group[of_group].pop(trip_id, None)
    if not by_group[of_group]:
        del by_group[of_group]


def _hold_if_shared(held: Partners, earlier: Ride, later: Ride) -> None:
    for one, other in _who_yields(earlier, later) if _shared(earlier, later) else ():
        _name(held, one, other)


def _name(held: Partners, one: Ride, other: Ride) -> None:
    """Hold a trip beside another, which is named if it is one of the first."""
    named = held.setdefault(one.trip_id, [])
    if len(named) < PARTNERS_MAX and other.trip_id not in named:
        named.append(other.trip_id)


def _names_enough(held: Partners, ride: Ride) -> bool:
    return len(held.get(ride.trip_id, ())) == PARTNERS_MAX


def _shared(earlier: Ride, later: Ride) -> bool:
    """Whether two trips share time, `later` beginning no earlier. Where two clocks meet, `touch_s` is
    forgiven."""
    a, b = earlier.own, later.own
    if not (a.started_at < b.ended_at and b.started_at < a.ended_at):
        return False
    if earlier.clock == later.clock or a.ended_at > b.ended_at:
        return True
    shared = a.ended_at - b.started_at
    shorter = min(a.ended_at - a.started_at, b.ended_at - b.started_at)
    return not (shared <= timedelta(seconds=earlier.limits.touch_s) and 2 * shared <= shorter)


def _who_yields(a: Ride, b: Ride) -> list[tuple[Ride, Ride]]:
    """Which of two trips that share time are held, each with its partner."""
    if a.clock == b.clock:
        return [(a, b), (b, a)]
    if a.by_operator != b.by_operator:
        return [(b, a)] if a.by_operator else [(a, b)]
    one, other = sorted((a, b), key=_standing)
    return [(other, one)]


def _standing(ride: Ride) -> tuple[int, datetime, UUID]:
    """Across operators: more sources stand before fewer, of equals who was received first."""
    return -len(ride.confirmed_by), ride.own.telling.received_at, ride.trip_id


def _by_start(ride: Ride) -> tuple[datetime, UUID]:
    return ride.own.started_at, ride.trip_id


def _frozen(held: Mapping[UUID, Iterable[UUID]]) -> Held:
    return {trip_id: frozenset(partners) for trip_id, partners in held.items()}


def _all_of(groups: Iterable[Sequence[Ride]]) -> Held:
    """Every trip of these groups, which share none, held beside the first others of its group."""
    held: Partners = {}
    for group in groups:
        ids = [ride.trip_id for ride in sorted(group, key=_by_start)]
        first = ids[: PARTNERS_MAX + 1]
        held |= {each: [other for other in first if other != each][:PARTNERS_MAX] for each in ids}
    return _frozen(held)


def serial_tiny(rides: Sequence[Ride]) -> Held:
    """`tiny_n` or more trips of a rider and local day of less than `tiny_m`."""
    days: dict[object, list[Ride]] = defaultdict(list)
    for ride in rides:
        metres = ride.distance[0]
        if metres is not None and metres < ride.limits.tiny_m:
            days[ride.own.telling.local_on].append(ride)
    return _all_of(day for day in days.values() if len(day) >= day[0].limits.tiny_n)


def loops(rides: Sequence[Ride], most: Callable[[Limits], int]) -> Held:
    """Legs back and forth between two places, each begun soon after the one before: as many as `most` says.

    Legs are trips between two known stations that lie apart, which an operator told or whose trace passes;
    other trips are passed over.
    """
    legs = sorted((ride for ride in rides if _is_leg(ride)), key=_by_start)
    runs: list[list[Ride]] = []
    for leg in legs:
        if runs and _goes_back(runs[-1][-1], leg):
            runs[-1].append(leg)
        else:
            runs.append([leg])
    return _all_of(run for run in runs if len(run) >= most(run[0].limits))


def _is_leg(ride: Ride) -> bool:
    if ride.start is None or ride.end is None or not (ride.by_operator or ride.is_shown):
        return False
    known = ride.start.station_id is not None and ride.end.station_id is not None
    return known and not _is_one_place(ride.start, ride.end, ride.limits)


def _is_one_place(a: Place, b: Place, limits: Limits) -> bool:
    return haversine_m(a.at, b.at) <= limits.station_m


def _goes_back(leg: Ride, following: Ride) -> bool:
    """Whether a leg goes back the way of the one before, begun within `loop_gap_s` of its end."""
    assert leg.start is not None
    assert leg.end is not None
    assert following.start is not None
    assert following.end is not None
    limits = leg.limits
    soon = following.own.started_at - leg.own.ended_at <= timedelta(seconds=limits.loop_gap_s)
    there = _is_one_place(leg.end, following.start, limits)
    return soon and there and _is_one_place(leg.start, following.end, limits)


def told_twice(rides: Sequence[Ride]) -> Held:
    """Trips of a phone alone with a trace that are the ride of an operator of the same day, told once more at
    other minutes: as long, and from and to its stations."""
    held: dict[UUID, set[UUID]] = defaultdict(set)
    docked = [ride for ride in sorted(rides, key=_by_start) if ride.by_operator and _between_stations(ride)]
    for ride in rides:
        if ride.is_alone and ride.own.telling.is_traced:
            again = (each.trip_id for each in docked if _is_told_again(ride, each))
            held[ride.trip_id] |= set(islice(again, PARTNERS_MAX))
    return _frozen({trip_id: partners for trip_id, partners in held.items() if partners})


def _between_stations(ride: Ride) -> bool:
    places = (ride.start, ride.end)
    return all(place is not None and place.station_id is not None for place in places)


def _is_told_again(ride: Ride, docked: Ride) -> bool:
    a, b, limits = ride.own, docked.own, ride.limits
    if a.telling.local_on != b.telling.local_on:
        return False
    if a.started_at < b.ended_at and b.started_at < a.ended_at:
        return False
    slack_s = max(limits.twice_s, limits.twice_share * b.duration_s)
    if abs((a.ended_at - a.started_at) - (b.ended_at - b.started_at)) > timedelta(seconds=slack_s):
        return False
    assert docked.start is not None
    assert docked.end is not None
    return is_between(a, b, docked.start, docked.end, limits)


def over_limit(rides: Sequence[Ride]) -> Held:
    """Of a rider's trips of a local day that phones alone told and nothing else holds, those that begin after
    `alone_trips_max` trips or `alone_m_max` metres."""
    held: dict[UUID, set[UUID]] = {}
    days: dict[date, list[UUID]] = defaultdict(list)
    metres: dict[date, int] = defaultdict(int)
    for ride in sorted(rides, key=_by_start):
        day = ride.own.telling.local_on
        before = days[day]
        if len(before) >= ride.limits.alone_trips_max or metres[day] >= ride.limits.alone_m_max:
            held[ride.trip_id] = set(before[:PARTNERS_MAX])
        before.append(ride.trip_id)
        metres[day] += ride.distance[0] or 0
    return _frozen(held)


def on_probation(rides: Sequence[Ride], strikes: Sequence[datetime]) -> Held:
    """Trips that start while the rider's strikes hold."""
    held: Held = {}
    for ride in rides if strikes else ():
        spans = held_by_strikes(strikes, ride.limits)
        if any(since <= ride.own.started_at <= until for since, until in spans):
            held[ride.trip_id] = frozenset()
    return held


def held_by_strikes(strikes: Sequence[datetime], limits: Limits) -> list[tuple[datetime, datetime]]:
    """From when until when trips that start are held for these strikes: from the last of `strikes` strikes in
    `strike_days` on, for `strike_hold_days`."""
    given = sorted(strikes)
    return [
        (last, last + timedelta(days=limits.strike_hold_days))
        for first, last in zip(given, given[limits.strikes - 1 :], strict=False)
        if last - first <= timedelta(days=limits.strike_days)
    ]


def vehicle_shared(rides: Sequence[Ride]) -> Held:
    """Of trips of one vehicle under two riders that share more than `touch_s`, those that no operator told;
    where operators told all of them, all."""
    return _held_at_once(rides, _hold_sharing, attrgetter("rider_id"))


def _shares_vehicle(a: Ride, b: Ride) -> bool:
    """Whether two trips of one vehicle, of two riders, share more than `touch_s`; `a` begins first."""
    shared = min(a.own.ended_at, b.own.ended_at) - max(a.own.started_at, b.own.started_at)
    return shared > timedelta(seconds=a.limits.touch_s)


def _hold_sharing(held: Partners, a: Ride, b: Ride) -> None:
    if not _shares_vehicle(a, b):
        return
    told = [each for each in (a, b) if not each.by_operator] or [a, b]
    for each in told:
        _name(held, each, b if each is a else a)


def many_accounts(rides: Sequence[Ride]) -> Held:
    """Of trips of one device those of a phone alone whose rider is not one of the first `device_riders_max`
    to start one with it in the `device_days` up to its start, each with the first trip of each of those."""
    held: dict[UUID, set[UUID]] = {}
    told: dict[UUID | None, list[tuple[datetime, UUID]]] = defaultdict(list)
    for ride in sorted(rides, key=_by_start):
        told[ride.rider_id].append(_by_start(ride))
        if not ride.is_alone:
            continue
        since = (ride.own.started_at - timedelta(days=ride.limits.device_days), UUID(int=0))
        firsts = [
            (*starts[place], rider_id)
            for rider_id, starts in told.items()
            if (place := bisect_left(starts, since)) < len(starts)
        ]
        allowed = sorted(firsts)[: ride.limits.device_riders_max]
        if ride.rider_id not in {rider_id for *_, rider_id in allowed}:
            held[ride.trip_id] = {trip_id for _, trip_id, _ in allowed}
    return _frozen(held)
