"""One ride that several sources tell: which tellings are merged into which, and whose facts hold. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from services.trips.evidence.rules import (
    lies_elsewhere,
    metres_of,
    own_reasons,
    reasons_by_itself,
    reasons_for,
)
from services.trips.limits.rules import Limits
from services.trips.reasons.rules import TraceReason
from services.trips.rules import (
    DistanceSource,
    Place,
    VehicleType,
    Verdict,
    haversine_m,
    whole_metres,
)
from services.trips.tellings.rules import (
    Decision,
    Seen,
    at_least,
    between_m,
    claimed,
    line,
    without_source,
)

Value = TypeVar("Value")


@dataclass(frozen=True)
class Ride:
    """A trip: a telling that is merged into none, with those that are merged into it, and the facts of both.

    `told_by` are the tellings that are merged into it: locks, then phones, each in order of their starts.
    Vehicle, places and stations are those of who names them first. `passing` are the phones whose trace
    passes for the minutes and stations of the ride. `distance` is metres and their source, `line` the verdict
    of the default game's lines on these facts.
    """

    own: Seen
    told_by: tuple[Seen, ...]
    vehicle_id: str | None
    start: Place | None
    end: Place | None
    start_station_id: str | None
    end_station_id: str | None
    passing: tuple[Seen, ...]
    distance: tuple[int | None, DistanceSource | None]
    line: Verdict

    @property
    def trip_id(self) -> UUID:
        """The id of the trip."""
        return self.own.telling.trip_id

    @property
    def rider_id(self) -> UUID | None:
        """Whose trip it is."""
        return self.own.telling.rider_id

    @property
    def limits(self) -> Limits:
        """The limits that the trip is judged by."""
        return self.own.limits

    @property
    def decision(self) -> Decision | None:
        """A person's verdict on the trip."""
        return self.own.telling.decision

    @property
    def by_operator(self) -> bool:
        """Whether an operator told the ride, by a report or by its locks."""
        return self.own.telling.way != "phone"

    @property
    def clock(self) -> str:
        """Whose clock the minutes are told by: an operator's, or a phone's."""
        return self.own.telling.operator_id if self.by_operator else ""

    @property
    def vehicle_type(self) -> VehicleType:
        """The vehicle type: the trip's own."""
        return self.own.telling.vehicle_type

    @cached_property
    def trace_reasons(self) -> tuple[TraceReason, ...]:
        """Why its own trace does not pass; none without a trace."""
        return own_reasons(self.own, self.start, self.end)

    @property
    def is_shown(self) -> bool:
        """Whether a trace of its own passes, or one of a phone that is merged into it."""
        own = self.own.telling.is_traced and not self.trace_reasons
        return own or bool(self.passing)

    @property
    def confirmed_by(self) -> tuple[str, ...]:
        """Who confirms the ride: the operator that told it, and a phone whose trace, if any, passes."""
        if not self.by_operator:
            return ("phone",)
        phones = (each for each in self.told_by if each.telling.way == "phone")
        by_phone = any(not each.telling.is_traced or each in self.passing for each in phones)
        return ("operator", "phone") if by_phone else ("operator",)

    @property
    def withdrawn(self) -> bool:
        """Whether the trip counts as never told."""
        return self.own.telling.withdrawn is not None

    @property
    def takes_part(self) -> bool:
        """Whether other trips are judged beside it: it is not open, withdrawn or rejected. One that is
        rejected by itself holds no other, even if a person accepts it."""
        by_hand = self.decision is not None and self.decision.verdict == "rejected"
        by_itself = self.own.has_end and self.line.name == "rejected"
        return not (self.own.is_open or self.withdrawn or by_hand or by_itself)

    @property
    def is_alone(self) -> bool:
        """Whether only its rider's phone told it."""
        return not self.by_operator


def ride_of(own: Seen, told_by: tuple[Seen, ...] = ()) -> Ride:
    """The trip of this telling and of those that are merged into it."""
    if not told_by:
        return Ride(
            own=own,
            told_by=(),
            vehicle_id=own.telling.vehicle_id,
            start=own.start,
            end=own.end,
            start_station_id=_station_id(own.start, own.start_station_id),
            end_station_id=_station_id(own.end, own.end_station_id),
            passing=(),
            distance=(own.metres, own.source),
            line=own.line,
        )
    told = (own, *told_by)
    start, end = _first(each.start for each in told), _first(each.end for each in told)
    phones = (each for each in told_by if each.telling.way == "phone")
    passing = tuple(
        each for each in phones if each.telling.is_traced and not reasons_for(each, own, start, end)
    )
    distance = _distance(own, told_by, passing, start, end)
    return Ride(
        own=own,
        told_by=told_by,
        vehicle_id=_first(each.telling.vehicle_id for each in told),
        start=start,
        end=end,
        start_station_id=_first(_station_id(each.start, each.start_station_id) for each in told),
        end_station_id=_first(_station_id(each.end, each.end_station_id) for each in told),
        passing=passing,
        distance=distance,
        line=line(own.telling, own.duration_s, distance[0], own.ended_at),
    )


def _first(values: Iterable[Value | None]) -> Value | None:
    return next((value for value in values if value is not None), None)


def _station_id(place: Place | None, told_id: str | None) -> str | None:
    return (place and place.station_id) or told_id


def _distance(
    own: Seen,
    told_by: Sequence[Seen],
    passing: Sequence[Seen],
    start: Place | None,
    end: Place | None,
) -> tuple[int | None, DistanceSource | None]:
    """Metres and their source: corrected, an operator's, a trace's, a claim's, or between stations."""
    if own.telling.correction.distance_m is not None:
        return own.metres, own.source
    for each in (own, *told_by):
        if each.telling.way != "phone" and each.telling.distance_m is not None:
            return each.telling.distance_m, each.telling.distance_source
    between = between_m(start, end)
    shown = sorted(passing, key=lambda each: -each.telling.places)
    for each in (own, *shown):
        metres = metres_of(each, own)
        if metres is not None:
            return at_least(metres, "trace", between)
    claim = _first(each.telling.distance_m for each in told_by)
    if claim is not None:
        return claimed(claim, between, own.limits)
    if between is not None:
        return whole_metres(between), "station_pair"
    return without_source(own.telling, start, end)


def tells_of_ride(phone: Seen, other: Seen) -> bool:
    """Whether a phone's (or the locks') telling tells of the ride of an operator's or the locks' telling: no
    rider, vehicle, station or trace contradicts, and they share minutes."""
    return (
        names_agree(phone, other)
        and shares_minutes(phone, other)
        and _stations_agree(phone, other)
        and not lies_elsewhere(phone, other)
    )


def names_agree(a: Seen, b: Seen) -> bool:
    """Whether what both name of rider and vehicle is equal, and both name one of the two."""
    riders = (a.telling.rider_id, b.telling.rider_id)
    vehicles = (a.telling.vehicle_id, b.telling.vehicle_id)
    pairs = [pair for pair in (riders, vehicles) if None not in pair]
    return bool(pairs) and all(one == other for one, other in pairs)


def shares_minutes(phone: Seen, other: Seen) -> bool:
    """Whether the phone's minutes, widened on both sides, share enough of the shorter one's time; where both
    name the same rider and vehicle, touching is enough."""
    limits = phone.limits
    slack = timedelta(seconds=limits.match_slack_s)
    began_at, ended_at = phone.started_at - slack, phone.ended_at + slack
    shared = min(ended_at, other.ended_at) - max(began_at, other.started_at)
    a, b = phone.telling, other.telling
    if a.vehicle_id is not None and (a.rider_id, a.vehicle_id) == (b.rider_id, b.vehicle_id):
        return shared >= timedelta(0)
    shorter = min(ended_at - began_at, other.ended_at - other.started_at)
    return shared >= timedelta(0) and shared >= limits.match_share * shorter


def _stations_agree(a: Seen, b: Seen) -> bool:
    ends = ((a.start, a.start_station_id, b.start, b.start_station_id),
            (a.end, a.end_station_id, b.end, b.end_station_id))  # fmt: skip
    return all(_is_one_station(*pair, a.limits) for pair in ends)


def _is_one_station(
    a: Place | None, a_id: str | None, b: Place | None, b_id: str | None, limits: Limits
) -> bool:
    a_id, b_id = _station_id(a, a_id), _station_id(b, b_id)
    if a_id is None or b_id is None or a_id == b_id:
        return True
    if a is None or b is None:
        return False
    return haversine_m(a.at, b.at) <= limits.station_m


@dataclass(frozen=True)
class Matched:
    """The outcome of matching: the trips, and the trips that each merged telling is merged into."""

    rides: Sequence[Ride]
    merged_into: Mapping[UUID, tuple[UUID, ...]]


def merge(tellings: Sequence[Seen]) -> Matched:
    """Merge tellings of one ride into one trip each. Locks that name no rider take a phone's.

    A telling that is withdrawn, or would be rejected by its own figures, takes none in; one that is withdrawn
    is merged into none.
    """
    told = [each for each in tellings if each.telling.withdrawn is None]
    takers = [each for each in told if each.telling.way != "phone" and each.line.name != "rejected"]
    phones = [each for each in told if each.telling.way == "phone"]
    into: dict[UUID, tuple[Seen, ...]] = {}
    for lock in (each for each in takers if each.telling.way == "locks"):
        reports = [each for each in takers if each.telling.way == "operator" and _of_lock(lock, each)]
        if reports:
            into[lock.trip_id] = _each_once(reports)
    into |= _phones_into(takers, phones, into)
    nobodys = [each for each in takers if each.telling.rider_id is None and each.trip_id not in into]
    free = [each for each in phones if each.trip_id not in into]
    taken = {each.trip_id: each for lock in nobodys if (each := _with_rider(lock, free)) is not None}
    into |= _phones_into(list(taken.values()), free, into)
    return _merged([taken.get(each.trip_id, each) for each in tellings], into)


def _of_lock(lock: Seen, report: Seen) -> bool:
    """Whether an operator's report is of the ride between this unlock and lock."""
    a, b = lock.telling, report.telling
    same = a.operator_id == b.operator_id and a.vehicle_id is not None and a.vehicle_id == b.vehicle_id
    return same and tells_of_ride(lock, report)


def _phones_into(
    takers: Sequence[Seen], phones: Sequence[Seen], into: Mapping[UUID, tuple[Seen, ...]]
) -> dict[UUID, tuple[Seen, ...]]:
    """The trips that each of these phones' tellings is merged into. Where locks are merged into their
    operator's report, the phone's is too."""
    merged = {}
    named = [each for each in takers if each.telling.rider_id is not None or each.trip_id in into]
    for phone in phones:
        rides = [each for each in named if tells_of_ride(phone, each)]
        last = [trip for each in rides for trip in into.get(each.trip_id, (each,))]
        if last:
            merged[phone.trip_id] = _each_once(last)
    return merged


def _each_once(tellings: Iterable[Seen]) -> tuple[Seen, ...]:
    by_id = {each.trip_id: each for each in tellings}
    return tuple(sorted(by_id.values(), key=lambda each: (each.started_at, each.trip_id)))


def _with_rider(lock: Seen, phones: Sequence[Seen]) -> Seen | None:
    """The locks' telling with the rider of the one whose phone names the vehicle, tells of the ride and shows
    its way; None where nobody's does, or two riders' do."""
    shown = {
        each.telling.rider_id
        for each in phones
        if each.telling.is_traced and tells_of_ride(each, lock) and not reasons_by_itself(each, lock)
    }
    if len(shown) != 1:
        return None
    return replace(lock, telling=replace(lock.telling, rider_id=shown.pop()))


def _merged(tellings: Sequence[Seen], into: Mapping[UUID, tuple[Seen, ...]]) -> Matched:
    told_by: dict[UUID, list[Seen]] = {}
    for each in tellings:
        for taker in into.get(each.trip_id, ()):
            told_by.setdefault(taker.trip_id, []).append(each)
    rides = [
        ride_of(each, tuple(sorted(told_by.get(each.trip_id, ()), key=precedence)))
        for each in tellings
        if each.trip_id not in into and each.telling.rider_id is not None
    ]
    return Matched(rides, {own: tuple(each.trip_id for each in takers) for own, takers in into.items()})


def precedence(each: Seen) -> tuple[bool, datetime, UUID]:
    """Locks come before phones; of several who began first."""
    return each.telling.way == "phone", each.started_at, each.trip_id
