"""Unlocks and locks of vehicles, and the rides between them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID, uuid5

from services.trips.rules import DISTANCE_M_MAX, VehicleType
from shared.http.instants import as_written

RIDES = UUID("6c1f7f0e-1d5c-5f43-9d0a-0f6a5b1f2c11")
"""The namespace of rides' ids."""
RIDE_MAX = timedelta(hours=24)

Kind = Literal["lock", "unlock"]


EVENT_CONFLICT = "event-conflict"
"""The code of an event of which another value was told before."""


class Key(NamedTuple):
    """What makes an event the one that it is, of one operator. Keys are in order of time: of one instant the
    lock comes first."""

    vehicle_id: str
    at: datetime
    kind: Kind


@dataclass(frozen=True)
class VehicleEvent:
    """That a vehicle was unlocked or locked. `odometer_m` is what its odometer showed, in metres;
    `received_at` when the event was told first."""

    vehicle_id: str
    at: datetime
    kind: Kind
    event_id: UUID
    received_at: datetime
    rider_id: UUID | None = None
    vehicle_type: VehicleType | None = None
    station_id: str | None = None
    odometer_m: int | None = None

    @property
    def key(self) -> Key:
        """The event's key."""
        return Key(self.vehicle_id, self.at, self.kind)


TOLD = tuple(field.name for field in fields(VehicleEvent))[5:]
"""What may be told of an event later."""


@dataclass(frozen=True)
class Taken:
    """What a batch says that is new: by key the events that are new or of which something more is told.
    `keys` are all of its events, `conflicts` the indexes of those of which another value was told before."""

    changed: Mapping[Key, VehicleEvent]
    keys: frozenset[Key]
    duplicates: int
    conflicts: tuple[int, ...]


def take(known: Iterable[VehicleEvent], told: Sequence[tuple[int, VehicleEvent]]) -> Taken:
    """What these events, with their indexes in the batch, add to those that are known."""
    events = {event.key: event for event in known}
    changed: dict[Key, VehicleEvent] = {}
    duplicates, conflicts, keys = 0, [], set[Key]()
    for index, event in told:
        before = events.get(event.key)
        after = event if before is None else _added(before, event)
        if after is None:
            conflicts.append(index)
            continue
        keys.add(event.key)
        if after == before:
            duplicates += 1
        else:
            events[event.key] = changed[event.key] = after
    return Taken(changed, frozenset(keys), duplicates, tuple(conflicts))


def _added(known: VehicleEvent, told: VehicleEvent) -> VehicleEvent | None:
    """The known event with what is told besides; None where another value is told."""
    values = {name: getattr(told, name) for name in TOLD if getattr(told, name) is not None}
    if any(getattr(known, name) not in (None, value) for name, value in values.items()):
        return None
    return replace(known, **values)


@dataclass(frozen=True)
class LockRide:
    """The ride between an unlock and the lock that is the next event of its vehicle."""

    unlock: VehicleEvent
    lock: VehicleEvent

    @property
    def rider_id(self) -> UUID | None:
        """The rider that the events name."""
        return self.unlock.rider_id or self.lock.rider_id

    @property
    def vehicle_type(self) -> VehicleType:
        """The vehicle type that the events name; a bike where they name none."""
        return self.unlock.vehicle_type or self.lock.vehicle_type or "bike"

    @property
    def received_at(self) -> datetime:
        """When the later of the events was told first."""
        return max(self.unlock.received_at, self.lock.received_at)

    @property
    def distance_m(self) -> int | None:
        """Metres by the odometer; None where it is not known, or ran backwards."""
        begin_m, end_m = self.unlock.odometer_m, self.lock.odometer_m
        if begin_m is None or end_m is None or end_m < begin_m:
            return None
        return min(end_m - begin_m, DISTANCE_M_MAX)


def without_rider(event: VehicleEvent, erased: Collection[UUID]) -> VehicleEvent:
    """The event; one that names one of these riders, who were erased, names nobody."""
    return replace(event, rider_id=None) if event.rider_id in erased else event


def ride_of(unlock: VehicleEvent, following: VehicleEvent | None) -> LockRide | None:
    """The ride that begins with this unlock, if the next event of the vehicle ends one."""
    if following is None or following.kind != "lock" or following.at - unlock.at > RIDE_MAX:
        return None
    return LockRide(unlock, following)


def ride_id(operator_id: str, vehicle_id: str, unlocked_at: datetime) -> UUID:
    """The id of the ride that begins with this unlock.

    >>> from datetime import UTC
    >>> str(ride_id("op1", "v1", datetime(2026, 11, 16, 7, 0, 4, tzinfo=UTC)))
    'e3be0ce7-6ef3-5bf9-ac62-7a9675ca2eba'
    """
    return uuid5(RIDES, f"{operator_id} {vehicle_id} {as_written(unlocked_at)}")


@dataclass(frozen=True)
class Report:
    """What came of a batch: how many rides were completed or changed by it, how many of its unlocks have no
    lock yet, and how many of its events were known. `failures`: index and code of each that did not land."""

    rides: int
    waiting: int
    duplicates: int
    failures: Sequence[tuple[int, str]]
