"""Traces as bytes, as they are kept after their points are deleted. Pure."""

import struct
import zlib

import numpy as np

from services.trips.traces.cleaning.rules import Floats, Integers, Trace

FORMAT = 1
HEAD = struct.Struct("<BddIIII?II")
"""The format; latitude and longitude of the origin; accurate, inside, distinct, kept points; whether one is a
mock; the numbers of places and of paces."""


def packed(trace: Trace) -> bytes:
    """A trace in some 8 bytes a place. Nothing is lost: `unpacked` gives the same figures to the last bit."""
    head = HEAD.pack(
        FORMAT,
        *trace.origin,
        trace.accurate,
        trace.inside,
        trace.distinct,
        trace.kept,
        trace.has_mock,
        len(trace.at),
        len(trace.pace_at),
    )
    columns = (
        _whole(trace.at, 1e6),
        _whole(trace.east_m, 1e3),
        _whole(trace.north_m, 1e3),
        trace.pace_at,
        _whole(trace.pace_mps, 1e6),
    )
    # Differences are small, and equal bytes of all of them side by side are alike: so they compress well.
    differences = np.concatenate([np.diff(column, prepend=0) for column in columns]).astype("<i8")
    return head + zlib.compress(differences.view(np.uint8).reshape(-1, 8).T.tobytes(), 9)


def unpacked(data: bytes) -> Trace:
    """The trace that was packed. Raises ValueError for another format."""
    known, lat, lon, *counts, has_mock, places, paces = HEAD.unpack_from(data)
    if known != FORMAT:
        raise ValueError(f"a trace of format {known}")
    shuffled = np.frombuffer(zlib.decompress(data[HEAD.size :]), np.uint8)
    differences = np.ascontiguousarray(shuffled.reshape(8, -1).T).view("<i8")[:, 0]
    sizes = np.cumsum([places, places, places, paces])
    at, east, north, pace_at, pace = (np.cumsum(each) for each in np.split(differences, sizes))
    accurate, inside, distinct, kept = counts
    return Trace(
        origin=(lat, lon),
        at=at / 1e6,
        east_m=east / 1e3,
        north_m=north / 1e3,
        pace_at=pace_at,
        pace_mps=pace / 1e6,
        accurate=accurate,
        inside=inside,
        distinct=distinct,
        kept=kept,
        has_mock=has_mock,
    )


def _whole(values: Floats, parts: float) -> Integers:
    whole: Integers = np.rint(values * parts).astype(np.int64)
    return whole
