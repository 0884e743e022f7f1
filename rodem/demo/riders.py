"""The demo's riders: where they live and work, how often they ride, and which few cheat."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid5

from rodem.demo.chance import chance_for
from rodem.demo.city import City, Station, apart_m
from rodem.local import tokens
from rodem_client import Rodem

NAMESPACE = UUID("5f0c6f1e-3c86-5b0e-8f6f-0d1c7b1f6a51")
CENTRE_M = 2_600
"""The attraction of a place falls by a factor of e with so many metres from the city's middle."""
COMMUTE_M = (900, 4_500)
TRIPS_A_DAY_MEAN = 1.14
"""Before weekday, weather and commuting are applied. With it, 2,000 riders make 60,000 trips in 30 days."""
ACTIVITY_SPREAD = 0.95
TRIPS_A_DAY_MAX = 6.0
CHEATS_SHARE = 0.015
FAVOURITES = 7

Habit = Literal["commuter", "errands", "weekends"]


@dataclass(frozen=True)
class Rider:
    """A rider. `trips_a_day` is for an ordinary day, `pace` a factor on speeds, and `ebike_share` the share
    of trips by e-bike on flat ground."""

    number: int
    rider_id: UUID
    habit: Habit
    home: Station
    work: Station
    favourites: Sequence[Station]
    trips_a_day: float
    ebike_share: float
    pace: float
    cheats: bool


@dataclass(frozen=True)
class Places:
    """A city's stations, and the cumulative weights with which they attract people."""

    stations: Sequence[Station]
    draw: Sequence[float]

    def choose(self, chance: random.Random) -> Station:
        return chance.choices(self.stations, cum_weights=self.draw)[0]


def make_riders(city: City, seed: int, count: int) -> list[Rider]:
    """The first `count` riders of this city. Each is the same, however many others there are."""
    places = places_of(city.stations)
    return [make_rider(places, f"{city.name} {seed} rider {number}", number) for number in range(count)]


def places_of(stations: Sequence[Station]) -> Places:
    """The stations, weighted so that those near the middle attract more people."""
    lats, lons = sorted(s.lat for s in stations), sorted(s.lon for s in stations)
    middle = Station("", lats[len(lats) // 2], lons[len(lons) // 2], 0)
    draw = (math.exp(-apart_m(station, middle) / CENTRE_M) for station in stations)
    return Places(stations, list(accumulate(draw)))


def make_rider(places: Places, name: str, number: int) -> Rider:
    """A rider drawn with the name as seed. Most ride seldom, and a few very often (log-normal)."""
    chance = chance_for(name)
    home = chance.choice(places.stations)
    activity = chance.lognormvariate(-(ACTIVITY_SPREAD**2) / 2, ACTIVITY_SPREAD)
    return Rider(
        number=number,
        rider_id=uuid5(NAMESPACE, name),
        habit=chance.choices(("commuter", "errands", "weekends"), (5, 4, 1))[0],
        home=home,
        work=workplace(places, home, chance),
        favourites=[nearer_of_two(places, home, chance) for _ in range(FAVOURITES)],
        trips_a_day=min(TRIPS_A_DAY_MAX, TRIPS_A_DAY_MEAN * activity),
        ebike_share=chance.betavariate(0.9, 1.1),
        pace=chance.uniform(0.88, 1.12),
        cheats=chance.random() < CHEATS_SHARE,
    )


def workplace(places: Places, home: Station, chance: random.Random) -> Station:
    """A station at a distance of COMMUTE_M from home, or any if 20 draws give none."""
    work = places.choose(chance)
    for _ in range(20):
        if COMMUTE_M[0] <= apart_m(home, work) <= COMMUTE_M[1]:
            break
        work = places.choose(chance)
    return work


def nearer_of_two(places: Places, home: Station, chance: random.Random) -> Station:
    """The nearer to home of two drawn stations, because people mostly ride to what is near."""
    return min((places.choose(chance) for _ in range(2)), key=lambda place: apart_m(home, place))


def signed_in(rodem: Rodem, data_dir: Path, rider_id: UUID) -> Rodem:
    """The client with the rider's own token."""
    return rodem.signed_in_with(tokens.mint(data_dir, "rider", str(rider_id)))
