"""What a phone may tell of a live trip, and when. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from services.trips.rules import OTHER_TRIP, TripIdConflict, VehicleType
from services.trips.trace_chunks.rules import End, HeardOf, Known
from shared.http.problems import Problem, refused

OPEN_MAX = 5
"""Trips of one rider that are open at a time."""
POINTS_MAX = 20_000
"""Points of one live trip: five and a half hours of one each second."""


class TooManyOpen(Problem):
    """So many of the rider's trips are open already. End or cancel one; one of which nothing is heard for
    three hours is open no more."""

    status = 409
    title = "Too many open trips"


class ChunkConflict(Problem):
    """A chunk of this trip with this `seq` has come already, with other points. The first one stays."""

    status = 409
    title = "Chunk taken"


class TraceClosed(Problem):
    """No more points are taken of this trip: it was cancelled, its end was told 24 hours ago, it was first
    heard of 14 days ago, or its trace was deleted."""

    status = 409
    title = "Trace closed"


class TraceFull(Problem):
    """The trip has as many points as one may have. Go on without: what has come is judged."""

    status = 409
    title = "Trace full"


class TripCancelled(Problem):
    """The rider has cancelled this trip, so it has no end."""

    status = 409
    title = "Trip cancelled"


class TripDecided(Problem):
    """A person has decided about this trip, so it is cancelled no more."""

    status = 409
    title = "Trip decided"


class Start(NamedTuple):
    """The start of a live trip as its phone tells it."""

    trip_id: UUID
    rider_id: UUID
    vehicle_type: VehicleType
    started_at: datetime
    start_station_id: str | None
    vehicle_id: str | None
    device_id: str | None

    @property
    def content_hash(self) -> bytes:
        """A 16-byte BLAKE2b digest of these values, which tells a retry from a conflict."""
        values = ("live", *map(str, self))
        return blake2b(repr(values).encode(), digest_size=16).digest()


def check_owner(known: Known, rider_id: UUID) -> None:
    """Refuse (409) an id that another rider, or a whole trip, used first. Nothing is said of whose it is."""
    if known.is_whole or known.owner not in (None, rider_id):
        raise TripIdConflict(OTHER_TRIP)


def check_open(open_since: Mapping[UUID, datetime], no_end: timedelta, now: datetime) -> None:
    """Refuse (409) one more trip where the rider has five of which something was heard lately."""
    if sum(now - heard_at < no_end for heard_at in open_since.values()) >= OPEN_MAX:
        raise TooManyOpen("At most {most} trips are open at a time. End or cancel one.", most=OPEN_MAX)


def check_takes_points(heard: HeardOf | None, now: datetime) -> None:
    """Refuse (409) points of a trip whose trace is closed."""
    if heard and heard.is_closed(now):
        raise TraceClosed("No more points are taken of this trip.")


def check_room(heard: HeardOf | None, more: int) -> None:
    """Refuse (409) more points than a trip may have."""
    if (heard.points if heard else 0) + more > POINTS_MAX:
        raise TraceFull("At most {most} points are taken of one trip.", most=POINTS_MAX)


def check_is_after_start(started_at: datetime | None, end: End | None, pointer: str) -> None:
    """Refuse (422) an end before the start, whichever is told second: it is at `pointer`."""
    if started_at and end and end.ended_at < started_at:
        raise refused((pointer, "before_start"))
