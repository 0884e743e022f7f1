"""What has been heard of a live trip, message by message, and its points as bytes. Pure."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import numpy as np

from services.trips.rules import Answer, VerdictName
from services.trips.traces.rules import POINT, Points, TracePoint, as_array

TAKEN_AFTER_FIRST = timedelta(days=14)
"""How long after a trip was first heard of its points are taken."""
TAKEN_AFTER_END = timedelta(hours=24)
"""How long after its end was heard its points are taken."""


class End(msgspec.Struct, frozen=True, omit_defaults=True):
    """The end of a live trip as its phone tells it; the distance in metres."""

    ended_at: datetime
    end_station_id: str | None = None
    distance_m: int | None = None


@dataclass(frozen=True)
class HeardOf:
    """What has been heard of a live trip so far.

    `started_at` is its start as it was told; without one it is no trip yet. `ending_answer` is what the
    teller of its end was told. `seqs` are the chunks that have come, as first and last of each run; `points`
    is how many points are in them. Points are taken until `closes_at`. `is_stale`: its trace was cleaned
    without some of them. `is_deleted`: the points are no more, so none are taken, whatever the clock of who
    asks.
    """

    trip_id: UUID
    rider_id: UUID
    heard_at: datetime
    closes_at: datetime
    started_at: datetime | None = None
    ending: End | None = None
    ending_answer: Answer | None = None
    is_cancelled: bool = False
    seqs: tuple[tuple[int, int], ...] = ()
    points: int = 0
    is_stale: bool = False
    is_deleted: bool = False

    def is_closed(self, now: datetime) -> bool:
        """Whether no more points are taken."""
        return self.is_cancelled or self.is_deleted or now > self.closes_at


@dataclass(frozen=True)
class Known:
    """What is known of an id when a message of a live trip comes.

    `owner` is the rider whose id it is; None: nobody's yet. `is_whole`: it was told as a whole trip.
    `verdict` is today's where it is a trip, and `is_decided` says whether a person gave it. `has_near`: a
    ride that an operator or locks told lies so near that the trip may be merged into it. `chunk` is the
    stored chunk of the message's seq."""

    owner: UUID | None = None
    is_whole: bool = False
    heard: HeardOf | None = None
    verdict: VerdictName | None = None
    reasons: tuple[str, ...] = ()
    withdrawn: str | None = None
    is_decided: bool = False
    has_near: bool = False
    chunk: bytes | None = None


def packed_points(points: Sequence[TracePoint]) -> bytes:
    """Points as bytes, in the order in which they were told; equal points give equal bytes."""
    array = as_array(points)
    # Equal bytes of all points side by side are alike, so they compress well.
    return zlib.compress(array.view(np.uint8).reshape(-1, POINT.itemsize).T.tobytes(), 6)


def unpacked_points(chunks: Sequence[bytes]) -> Points:
    """The points of these chunks in one array."""
    arrays = [_of_chunk(zlib.decompress(chunk)) for chunk in chunks]
    return np.concatenate(arrays) if arrays else np.empty(0, POINT)


def _of_chunk(data: bytes) -> Points:
    by_byte = np.frombuffer(data, np.uint8).reshape(POINT.itemsize, -1)
    points: Points = np.ascontiguousarray(by_byte.T).view(POINT)[:, 0]
    return points


def runs_of(multirange: str) -> tuple[tuple[int, int], ...]:
    """The first and last number of each run of PostgreSQL's multirange.

    >>> runs_of("{[0,2),[3,4)}"), runs_of("{}")
    (((0, 1), (3, 3)), ())
    """
    inside = multirange.strip("{}")
    if not inside:
        return ()
    bounds = [each.strip("[)").split(",") for each in inside.split("),[")]
    return tuple((int(first), int(behind) - 1) for first, behind in bounds)
