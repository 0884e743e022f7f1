"""How somebody moves along a way, second by second: on a bike, on foot, by car or bus."""

import math
from dataclasses import dataclass

import numpy as np

from services.trips.traces.cleaning.rules import Floats
from tests.riders.chance import Chance, wander
from tests.riders.ways import Way


@dataclass(frozen=True)
class Mover:
    """Somebody under way. `cruise_mps` is the speed without hindrance.

    The speed wanders about it: within seconds by `restless` (a share), within minutes by `moody`. Lights are
    red for `red_share` of those who come, for up to `red_s_max` more.
    """

    cruise_mps: float
    restless: float = 0.20
    moody: float = 0.14
    faster_mps2: float = 0.7
    slower_mps2: float = 1.2
    red_share: float = 0.375
    red_s_max: float = 50
    waits_s: tuple[float, float] | None = None
    """At each stop of a bus: from how long to how long it waits."""
    assisted_mps: float | None = None
    """The speed up to which a motor helps. Of what the rider would go beyond it, little is left."""


RESTLESS_S, MOODY_S = 12.0, 120.0
UNASSISTED = 0.3
SLOWEST = 0.35
SECONDS_MAX = 4 * 3_600


def along(chance: Chance, way: Way, mover: Mover) -> Floats:
    """How far along the way somebody is, each second from the start until the end."""
    seconds = min(SECONDS_MAX, int(way.length_m / mover.cruise_mps * 2) + 900)
    wandering = wander(chance, seconds, mover.restless, RESTLESS_S) + wander(
        chance, seconds, mover.moody, MOODY_S
    )
    paces = mover.cruise_mps * np.maximum(SLOWEST, 1 + wandering)
    if mover.assisted_mps is not None:
        paces -= (1 - UNASSISTED) * np.maximum(0, paces - mover.assisted_mps)
    wanted = paces.tolist()
    waits = _waits(chance, way, mover)
    ends, of_street = way.along_m[1:].tolist(), way.street_pace.tolist()
    where, speed, street, waiting = 0.0, 0.0, 0, 0.0
    found = [0.0]
    while where < way.length_m and len(found) < seconds:
        if waiting >= 1:
            waiting -= 1
            found.append(where)
            continue
        while where > ends[street]:
            street += 1
        target = wanted[len(found)] * of_street[street]
        ahead_m = (waits[0][0] if waits else way.length_m + 10) - where
        target = min(target, math.sqrt(2 * mover.slower_mps2 * max(ahead_m, 0.3)))
        speed = min(max(target, speed - mover.slower_mps2), speed + mover.faster_mps2)
        where = min(where + speed, way.length_m)
        if waits and where >= waits[0][0] - 1.5:
            waiting, speed = waits.pop(0)[1], 0.0
        found.append(where)
    return np.array(found)


def _waits(chance: Chance, way: Way, mover: Mover) -> list[tuple[float, float]]:
    """How far along the way it stops, and how many seconds."""
    count = len(way.lights_m)
    if mover.waits_s is not None:
        return list(zip(way.lights_m.tolist(), chance.uniform(*mover.waits_s, count).tolist(), strict=True))
    is_red = chance.random(count) < mover.red_share
    waits = chance.uniform(2, mover.red_s_max, count)
    return list(zip(way.lights_m[is_red].tolist(), waits[is_red].tolist(), strict=True))
