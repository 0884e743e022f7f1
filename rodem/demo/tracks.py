"""What phones record of the demo's rides: points along streets, with crossings at which a rider waits."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rodem.demo.city import M_PER_DEGREE, Station
from rodem_client.api.models import TracePoint

EVERY_S = 5
"""Seconds between two points of a phone."""
AT_DOCK_S = 12
BETWEEN_CROSSINGS_S = (35, 80)
WAITS_S = (10, 25)
WAITS_SHARE = 0.6
FASTER_OR_SLOWER = (0.75, 1.25)
WEAVE_M = 4.0
JITTER_M = 1.0


@dataclass(frozen=True)
class Way:
    """A way along two streets with a corner between them. `east_m` and `north_m` are from its start."""

    start: Station
    end: Station
    east_m: float
    north_m: float
    goes_east_first: bool

    @property
    def length_m(self) -> float:
        """Metres from start to end."""
        return abs(self.east_m) + abs(self.north_m)

    def at(self, along_m: float) -> tuple[float, float]:
        """Metres east and north of the start, so many metres along the way."""
        first, second = (self.east_m, self.north_m)[:: 1 if self.goes_east_first else -1]
        done = math.copysign(min(along_m, abs(first)), first)
        rest = math.copysign(max(0.0, along_m - abs(first)), second)
        return (done, rest) if self.goes_east_first else (rest, done)


def way_between(start: Station, end: Station, chance: random.Random) -> Way:
    """A way from one station to another."""
    north_m = (end.lat - start.lat) * M_PER_DEGREE
    east_m = (end.lon - start.lon) * M_PER_DEGREE * math.cos(math.radians(start.lat))
    return Way(start, end, east_m, north_m, chance.random() < 0.5)


def ridden(way: Way, started_at: datetime, duration_s: int, chance: random.Random) -> list[TracePoint]:
    """The points of a ride along all of the way in so many seconds, as a rider moves: faster and slower, with
    waits, and not on a straight line."""
    east_phase, north_phase = chance.uniform(0, math.tau), chance.uniform(0, math.tau)
    points = []
    for second, share in enumerate(_shares(duration_s, chance)):
        if second % EVERY_S:
            continue
        east, north = way.at(share * way.length_m)
        east += WEAVE_M * math.cos(math.tau * second / 53 + east_phase) + chance.gauss(0, JITTER_M)
        north += WEAVE_M * math.sin(math.tau * second / 37 + north_phase) + chance.gauss(0, JITTER_M)
        points.append(_point(way, east, north, started_at + timedelta(seconds=second)))
    return points


def drawn(way: Way, started_at: datetime, duration_s: int) -> list[TracePoint]:
    """The points of a line that a programme draws: always as fast, and straight."""
    return [
        _point(way, *way.at(second / duration_s * way.length_m), started_at + timedelta(seconds=second))
        for second in range(0, duration_s + 1, EVERY_S)
    ]


def on_a_desk(way: Way, started_at: datetime, duration_s: int, chance: random.Random) -> list[TracePoint]:
    """The points of a phone that lies where the way begins."""
    return [
        _point(way, chance.gauss(0, 5), chance.gauss(0, 5), started_at + timedelta(seconds=second))
        for second in range(0, duration_s + 1, EVERY_S)
    ]


def moved(points: Sequence[TracePoint], by: timedelta) -> list[TracePoint]:
    """The same points at other times."""
    return [
        TracePoint(at=point.at + by, lat=point.lat, lon=point.lon, accuracy_m=point.accuracy_m)
        for point in points
    ]


def _shares(duration_s: int, chance: random.Random) -> Iterator[float]:
    """How much of its way a ride has done after each second, from 0 to 1."""
    speeds = [0.0] * AT_DOCK_S
    riding_s = duration_s - 2 * AT_DOCK_S
    while len(speeds) < AT_DOCK_S + riding_s:
        if len(speeds) > AT_DOCK_S and chance.random() < WAITS_SHARE:
            speeds += [0.0] * chance.randint(*WAITS_S)
        speeds += [chance.uniform(*FASTER_OR_SLOWER)] * chance.randint(*BETWEEN_CROSSINGS_S)
    speeds[AT_DOCK_S + riding_s :] = [0.0] * AT_DOCK_S
    whole, done = sum(speeds), 0.0
    yield done
    for speed in speeds:
        done += speed
        yield done / whole


def _point(way: Way, east_m: float, north_m: float, at: datetime) -> TracePoint:
    lat = way.start.lat + north_m / M_PER_DEGREE
    lon = way.start.lon + east_m / (M_PER_DEGREE * math.cos(math.radians(way.start.lat)))
    return TracePoint(at=at, lat=round(lat, 6), lon=round(lon, 6), accuracy_m=6)
