"""Ways through a made-up city: streets from crossing to crossing, some with a light."""

import math
from dataclasses import dataclass

import numpy as np

from services.trips.traces.cleaning.rules import Floats
from tests.riders.chance import Chance

LIGHTS_PER_KM = 2.0
"""Of which 0.375 are red: 0.75 stops a km. A real lap through a town has 0.74, a real ride of 68 km through
London 0.50."""
TURNS_SHARE = 0.3
DETOUR = 1.27
"""Streets are so many times the crow's way."""
STREET_SPREAD = 0.10
"""Of the pace on streets: some climb, some are cobbled, and they are alike every day."""


@dataclass(frozen=True, eq=False)
class Way:
    """A way: its corners in metres east and north of the city's centre, how far along it each is, how fast
    its streets are beside each other, and how far along it lights stand."""

    east_m: Floats
    north_m: Floats
    along_m: Floats
    street_pace: Floats
    lights_m: Floats

    @property
    def length_m(self) -> float:
        return float(self.along_m[-1])

    @property
    def start(self) -> tuple[float, float]:
        return float(self.east_m[0]), float(self.north_m[0])

    @property
    def end(self) -> tuple[float, float]:
        return float(self.east_m[-1]), float(self.north_m[-1])

    def back(self) -> "Way":
        """The same streets the other way."""
        return Way(
            self.east_m[::-1],
            self.north_m[::-1],
            self.length_m - self.along_m[::-1],
            self.street_pace[::-1],
            self.length_m - self.lights_m[::-1],
        )

    def places(self, along_m: Floats) -> tuple[Floats, Floats]:
        """Metres east and north of the centre, so far along the way."""
        return np.interp(along_m, self.along_m, self.east_m), np.interp(along_m, self.along_m, self.north_m)


def way_from(chance: Chance, start: tuple[float, float], length_m: float) -> Way:
    """A way of this length from a place: streets of 60 to 250 m that go on straight, a little aside, or turn,
    and never turn back."""
    count = max(3, math.ceil(length_m / 150))
    streets = chance.uniform(60, 250, count)
    streets *= length_m / streets.sum()
    aside = chance.normal(0, 6, count)
    turn = np.where(chance.random(count) < TURNS_SHARE, chance.choice([-90, 90], count), 0)
    # Turns go to the left and to the right in turn, or the way would run in circles.
    turn = np.where(turn != 0, np.abs(turn) * np.where(np.cumsum(turn != 0) % 2, 1, -1), 0)
    heading = np.radians(chance.uniform(0, 360) + np.cumsum(aside + turn))
    along = np.append(0.0, np.cumsum(streets))
    lights = np.sort(chance.uniform(0, length_m, chance.poisson(LIGHTS_PER_KM * length_m / 1_000)))
    return Way(
        start[0] + np.append(0.0, np.cumsum(streets * np.sin(heading))),
        start[1] + np.append(0.0, np.cumsum(streets * np.cos(heading))),
        along,
        np.clip(chance.normal(1, STREET_SPREAD, count), 0.6, 1.4),
        lights,
    )


def line(*corners: tuple[float, float]) -> Way:
    """Straight lines between these places, without a light: as somebody draws them on a map."""
    east, north = np.array(corners, np.float64).T
    along = np.append(0.0, np.cumsum(np.hypot(np.diff(east), np.diff(north))))
    return Way(east, north, along, np.ones(len(corners) - 1), np.empty(0))
