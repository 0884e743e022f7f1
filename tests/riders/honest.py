"""Honest riders: whom the game is for, and what goes wrong on their phones.

Each share and value below is an assumption, with its reason; `docs/explanation/riders-and-cheats.md` has them
in one table.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from services.trips.rules import VehicleType
from services.trips.tellings.rules import Telling
from services.trips.traces.rules import Points
from tests.riders.chance import Chance, happens, new_id
from tests.riders.moving import Mover, along
from tests.riders.phones import Phone, metres_of, phone_of, spoiled, told
from tests.riders.tellings import TIMEZONE, Account, by_dock, by_phone
from tests.riders.ways import DETOUR, Way, way_from

MONDAY = date(2026, 11, 16)
CITY_M = 4_000
"""Homes lie within so much of the centre, to the east, west, north and south."""
DOCKS_SHARE, EBIKES_SHARE = 0.5, 0.2
"""Half ride the city's bikes, which its docks tell of too; the others' rides only their phones tell."""
DOCK_KMH, OWN_KMH, EBIKE_KMH = (14.0, 2.5, 9.5, 24), (15.5, 2.5, 9.5, 24), (18.0, 2.0, 13, 23)
"""Cruising speeds of the docks' bikes, own bikes and e-bikes: mean, deviation, least, most. With its lights a
ride is a tenth slower. Lyon's shared bikes make 10 to 14.5 km/h, and a tenth of them 20; commuters on their
own bikes 13.5 with all waits in Christchurch and 16.2 in Copenhagen; e-bikes are 2 to 4 km/h faster."""
ASSISTED_MPS = 25 / 3.6
"""The law's limit for the motor of an e-bike."""
OWN_M, DOCK_M, SPREAD_M = 3_000, 2_200, 0.5
"""Median ways, and the deviation of their logarithm: Lyon's shared bikes have a mean of 2.5 km, commuters in
New Zealand on their own bikes one of 4.1 km."""
LEAST_M, MOST_M = 700, 12_000
FORGOTTEN_SHARE, GOES_ON_SHARE = 0.04, 0.1
"""How often the end is told late, by up to three hours; and how often the forgotten phone then goes for a
walk."""
WALK_MPS = 1.35


@dataclass(frozen=True)
class Rider:
    """An honest rider: `vehicle_id` is the rider's own bike; None: the rider takes bikes from docks."""

    account: Account
    phone: Phone
    vehicle_type: VehicleType
    cruise_mps: float
    vehicle_id: str | None
    home: tuple[float, float]
    commute: Way


def rider_of(chance: Chance) -> Rider:
    """Somebody who rides in the city."""
    vehicle_type: VehicleType = "ebike" if happens(chance, EBIKES_SHARE) else "bike"
    on_docks = happens(chance, DOCKS_SHARE)
    kmh = EBIKE_KMH if vehicle_type == "ebike" else DOCK_KMH if on_docks else OWN_KMH
    mean, deviation, least, most = kmh
    home = float(chance.uniform(-CITY_M, CITY_M)), float(chance.uniform(-CITY_M, CITY_M))
    return Rider(
        account=Account.new(chance),
        phone=phone_of(chance),
        vehicle_type=vehicle_type,
        cruise_mps=float(np.clip(chance.normal(mean, deviation), least, most)) / 3.6,
        vehicle_id=None if on_docks else str(new_id(chance)),
        home=home,
        commute=way_from(chance, home, length_of(chance, on_docks)),
    )


def length_of(chance: Chance, on_docks: bool) -> float:
    """Metres of a way that somebody rides."""
    median = DOCK_M if on_docks else OWN_M
    return float(np.clip(chance.lognormal(np.log(median), SPREAD_M), LEAST_M, MOST_M))


def midnight(on: date) -> float:
    """When a local day begins, in seconds since 1970."""
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(TIMEZONE)).timestamp()


def a_day(chance: Chance, rider: Rider, on: date) -> list[Telling]:
    """All that is told of a rider's day: to work and back, sometimes with an errand at noon; or errands from
    stop to stop; or a long ride."""
    kind = chance.random()
    if kind < 0.55:
        return _working_day(chance, rider, on, noon=happens(chance, 0.2))
    hour = chance.uniform(9, 17)
    at = midnight(on) + 3_600 * hour
    if kind < 0.85:
        return _errands(chance, rider, at, stops=int(chance.integers(1, 5)))
    length_m = float(np.clip(chance.lognormal(np.log(9_000), 0.4), 5_000, 25_000))
    return ride(chance, rider, at, way_from(chance, rider.home, length_m))[0]


def working_days(chance: Chance, rider: Rider, count: int) -> list[Telling]:
    """All that is told of so many working days: to work and back, on the same way each day."""
    days = (MONDAY + timedelta(days=day) for day in range(2 * count) if day % 7 < 5)
    return [
        telling
        for _, on in zip(range(count), days, strict=False)
        for telling in _working_day(chance, rider, on)
    ]


def _working_day(chance: Chance, rider: Rider, on: date, *, noon: bool = False) -> list[Telling]:
    at = midnight(on)
    tellings, _ = ride(chance, rider, at + 3_600 * chance.normal(8.2, 0.5), rider.commute)
    if noon:
        out = way_from(chance, rider.commute.end, chance.uniform(800, 2_000))
        tellings += _there_and_back(chance, rider, at + 3_600 * chance.normal(13.2, 0.3), out)
    home, _ = ride(chance, rider, at + 3_600 * chance.normal(17.8, 0.8), rider.commute.back())
    return tellings + home


def _there_and_back(chance: Chance, rider: Rider, at: float, out: Way) -> list[Telling]:
    stays_s = 60 * chance.uniform(3, 60)
    there, until = ride(chance, rider, at, out, free_s=stays_s)
    back, _ = ride(chance, rider, until + stays_s, out.back())
    return there + back


def _errands(chance: Chance, rider: Rider, at: float, stops: int) -> list[Telling]:
    """From home to each stop, and back: on streets of their own. A rider of an own bike sometimes leaves the
    phone on, so that all of it is one trip."""
    if stops == 1:
        return _there_and_back(chance, rider, at, way_from(chance, rider.home, length_of(chance, True)))
    legs, place = [], rider.home
    for _ in range(stops):
        legs.append(way_from(chance, place, chance.uniform(LEAST_M, 2_500)))
        place = legs[-1].end
    if (last := _home_from(chance, place, rider.home)) is not None:
        legs.append(last)
    if rider.vehicle_id is not None and happens(chance, 0.2):
        return _in_one(chance, rider, at, legs)
    tellings = []
    for leg in legs:
        stays_s = 60 * chance.uniform(3, 45)
        of_leg, until = ride(chance, rider, at, leg, free_s=stays_s)
        tellings += of_leg
        at = until + stays_s
    return tellings


def _home_from(chance: Chance, place: tuple[float, float], home: tuple[float, float]) -> Way | None:
    """A way home, with as many streets as lie between, turned and stretched to lead there. None where home is
    so near that nobody would ride."""
    crow = complex(*home) - complex(*place)
    if abs(crow) < LEAST_M / 2:
        return None
    made = way_from(chance, (0, 0), DETOUR * abs(crow))
    turned = crow / complex(*made.end)
    places = (made.east_m + 1j * made.north_m) * turned
    scale = abs(turned)
    return Way(
        place[0] + places.real,
        place[1] + places.imag,
        made.along_m * scale,
        made.street_pace,
        made.lights_m * scale,
    )


def _in_one(chance: Chance, rider: Rider, at: float, legs: list[Way]) -> list[Telling]:
    """Several stops on one trip. The phone lies in the shops meanwhile, where its errors are twice as
    large."""
    pieces: list[Points] = []
    now = at
    for leg in legs:
        if pieces:
            pieces.append(_lying(chance, rider.phone, now, leg.start, seconds := 60 * chance.uniform(2, 9)))
            now += seconds
        points, now = points_of_ride(chance, rider, now, leg)
        pieces.append(points)
    return [
        by_phone(
            chance,
            rider.account,
            at,
            now,
            np.concatenate(pieces),
            vehicle_type=rider.vehicle_type,
            vehicle_id=rider.vehicle_id,
        )
    ]


def _lying(chance: Chance, phone: Phone, at: float, place: tuple[float, float], seconds: float) -> Points:
    count = max(1, int(seconds))
    return told(chance, phone, at, np.full(count, place[0]), np.full(count, place[1]), blur=2)


def points_of_ride(chance: Chance, rider: Rider, at: float, way: Way) -> tuple[Points, float]:
    """What the rider's phone tells of a ride from `at` on, and when the ride ends. Each day somebody is a
    little faster or slower: wind, mood, what there is to carry."""
    cruise_mps = rider.cruise_mps * float(np.clip(chance.normal(1, 0.06), 0.8, 1.2))
    assisted_mps = ASSISTED_MPS if rider.vehicle_type == "ebike" else None
    places = along(chance, way, Mover(cruise_mps, assisted_mps=assisted_mps))
    points = spoiled(chance, told(chance, rider.phone, at, *way.places(places)))
    return points, at + len(places) - 1


def ride(
    chance: Chance, rider: Rider, at: float, way: Way, free_s: float = 7_200
) -> tuple[list[Telling], float]:
    """All that is told of one ride, and when it ends. The rider presses start up to 40 s before, and end up
    to 40 s after, unless that is forgotten: then the app ends it when the rider begins the next, `free_s`
    later."""
    began_at = at + chance.uniform(0, 40)
    points, until = points_of_ride(chance, rider, began_at, way)
    pressed_at = until + chance.uniform(0, 40)
    if happens(chance, FORGOTTEN_SHARE):
        points, pressed_at = _forgotten(chance, rider, points, until, free_s)
    if rider.vehicle_id is not None:
        alone = by_phone(
            chance,
            rider.account,
            at,
            pressed_at,
            points,
            vehicle_type=rider.vehicle_type,
            vehicle_id=rider.vehicle_id,
        )
        return [alone], until
    vehicle_id = str(new_id(chance))
    # The dock's clock is up to 20 s off.
    off_s = chance.uniform(-20, 20)
    return [
        by_dock(
            chance,
            rider.account,
            began_at + off_s,
            until + off_s,
            way,
            vehicle_type=rider.vehicle_type,
            vehicle_id=vehicle_id,
        ),
        by_phone(
            chance,
            rider.account,
            at,
            pressed_at,
            points,
            vehicle_type=rider.vehicle_type,
            vehicle_id=vehicle_id if happens(chance, 0.6) else None,
        ),
    ], until


def _forgotten(
    chance: Chance, rider: Rider, points: Points, until: float, free_s: float
) -> tuple[Points, float]:
    """An end that is told late. The phone lies indoors, and may then go for a walk of five to ten minutes."""
    east, north = metres_of(points)
    place = float(east[-1]), float(north[-1])
    pressed_at = until + min(chance.uniform(900, 10_000), free_s)
    lies_s = chance.uniform(60, 1_800)
    pieces = [points, _lying(chance, rider.phone, until + 1, place, lies_s)]
    if happens(chance, GOES_ON_SHARE):
        way = way_from(chance, place, chance.uniform(350, 800))
        walk = along(chance, way, Mover(WALK_MPS, restless=0.08, moody=0.05))
        pieces.append(told(chance, rider.phone, until + lies_s + 1, *way.places(walk)))
    points = np.concatenate(pieces)
    return points[points["at"] <= pressed_at], pressed_at
