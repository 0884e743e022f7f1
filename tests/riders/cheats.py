"""Twelve ways to take points for what nobody rode, each as a day of one person who does nothing else.

A cheat is given what an honest rider is not: time all day, several accounts, a phone that tells what it is
bidden. What it really rides counts too. Each is a function from chance to all that is told of the day and of
the days before; `DAY` is the day that is counted.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

import numpy as np

from services.trips.rules import VehicleType
from services.trips.tellings.rules import Telling
from services.trips.traces.cleaning.rules import Floats
from services.trips.traces.rules import Points
from tests.riders.chance import Chance, new_id
from tests.riders.honest import CITY_M, DOCK_M, OWN_M, midnight
from tests.riders.moving import Mover, along
from tests.riders.phones import Phone, metres_of, phone_of, points_at, spoiled, told
from tests.riders.tellings import Account, by_dock, by_phone, station_at
from tests.riders.ways import Way, line, way_from

DAY = date(2026, 11, 18)
DAY_S = 86_400
ACCOUNTS = 8
HOURS = (8, 10, 12, 14, 16, 18)
"""Six trips: as many as a phone alone is believed on one day."""
Place = tuple[float, float]


def _at(chance: Chance, hour: float, *, days_before: int = 0) -> float:
    """An instant within 20 minutes of this hour, so many days before the counted one."""
    return midnight(DAY) - DAY_S * days_before + 3_600 * hour + chance.uniform(0, 1_200)


def _somewhere(chance: Chance) -> Place:
    return float(chance.uniform(-CITY_M, CITY_M)), float(chance.uniform(-CITY_M, CITY_M))


def _aside(chance: Chance, place: Place, metres: float) -> Place:
    turned = chance.uniform(0, 2 * np.pi)
    return place[0] + metres * float(np.sin(turned)), place[1] + metres * float(np.cos(turned))


RIDES = Mover(15.5 / 3.6)


def _moved(chance: Chance, phone: Phone, at: float, way: Way, mover: Mover = RIDES) -> Points:
    """What a phone tells that is really moved along a way."""
    return told(chance, phone, at, *way.places(along(chance, way, mover)))


def _told_alone(
    chance: Chance, account: Account, points: Points, vehicle_type: VehicleType = "bike"
) -> Telling:
    """A trip that a phone tells, from its first to its last point."""
    return by_phone(chance, account, points["at"][0], points["at"][-1], points, vehicle_type=vehicle_type)


def no_trace(chance: Chance) -> Sequence[Telling]:
    """Types six trips of 5 to 12 km into the app: with metres, or with the names of two stations, or both."""
    account = Account.new(chance)
    told_today = []
    for number, hour in enumerate(HOURS):
        at, metres = _at(chance, hour), int(chance.uniform(5_000, 12_000))
        ends = station_at(_somewhere(chance)), station_at(_somewhere(chance))
        told_today.append(
            by_phone(
                chance,
                account,
                at,
                at + metres / 4.2,
                stations=ends if number % 3 else None,
                distance_m=metres if number % 3 != 1 else None,
            )
        )
    return told_today


def sits_on_a_bike(chance: Chance) -> Sequence[Telling]:
    """Unlocks a bike, sits for 50 minutes and locks it where it was, six times; the phone tells of each."""
    account, phone, place = Account.new(chance), phone_of(chance), _somewhere(chance)
    told_today = []
    for hour in HOURS:
        at = _at(chance, hour)
        spot, vehicle_id = line(place, place), str(new_id(chance))
        points = told(chance, phone, at, *_still(place, 3_000))
        told_today += [
            by_dock(chance, account, at, at + 3_000, spot, vehicle_id=vehicle_id),
            by_phone(chance, account, at, at + 3_000, points, vehicle_id=vehicle_id, distance_m=9_000),
        ]
    return told_today


def jitters(chance: Chance) -> Sequence[Telling]:
    """Lets the phone lie at home, deep indoors, for six times 50 minutes: its places jump about by 15 to
    25 m, and now and then much further."""
    account, place = Account.new(chance), _somewhere(chance)
    told_today = []
    for hour in HOURS:
        phone = Phone(int(chance.integers(1, 6)), float(chance.uniform(15, 25)), tells_accuracy=False)
        points = told(chance, phone, _at(chance, hour), *_still(place, 3_000))
        told_today.append(_told_alone(chance, account, spoiled(chance, points)))
    return told_today


def _still(place: Place, seconds: int) -> tuple[Floats, Floats]:
    return np.full(seconds, place[0]), np.full(seconds, place[1])


def replays_own(chance: Chance) -> Sequence[Telling]:
    """Rides once, and plays that ride again six times the day after."""
    account, phone = Account.new(chance), phone_of(chance)
    ridden = _moved(chance, phone, _at(chance, 8, days_before=1), _a_way(chance))
    return [_told_alone(chance, account, ridden), *_played_again(chance, account, ridden)]


def replays_anothers(chance: Chance) -> Sequence[Telling]:
    """Plays six times what somebody else rode the day before, and shared."""
    somebody, account = Account.new(chance), Account.new(chance)
    ridden = _moved(chance, phone_of(chance), _at(chance, 8, days_before=1), _a_way(chance))
    return [_told_alone(chance, somebody, ridden), *_played_again(chance, account, ridden)]


def _a_way(chance: Chance) -> Way:
    return way_from(chance, _somewhere(chance), OWN_M * chance.uniform(0.7, 2))


def _played_again(
    chance: Chance, account: Account, ridden: Points, *, crooked: bool = False
) -> list[Telling]:
    """Six copies at other hours, each made otherwise: as it was, faster or slower by up to 10 %, begun up to
    50 s late, with jitter, thinned out. All of them lie some metres aside. `crooked`: all of that at once."""
    copies = []
    for number, hour in enumerate(HOURS):
        changes = set(range(len(HOURS))) if crooked else {number}
        since = ridden["at"] - ridden["at"][0]
        kept = ridden[since >= chance.uniform(0, 50)] if 3 in changes else ridden
        kept = kept[:: int(chance.integers(2, 5))] if 5 in changes else kept
        pace = chance.uniform(0.9, 1.1) if changes & {1, 2} else 1.0
        noise = chance.normal(0, 3 if 4 in changes else 0.3, (2, len(kept)))
        east, north = metres_of(kept)
        points = points_at(
            _at(chance, hour) + (kept["at"] - kept["at"][0]) * pace,
            east + chance.normal(0, 2) + noise[0],
            north + chance.normal(0, 2) + noise[1],
        )
        copies.append(_told_alone(chance, account, points))
    return copies


def draws(chance: Chance) -> Sequence[Telling]:
    """Draws six trips of 3 to 8 km on a map, in straight lines from corner to corner, every second one at a
    speed that varies as a rider's does."""
    account = Account.new(chance)
    told_today = []
    for number, hour in enumerate(HOURS):
        corners = [_somewhere(chance)]
        for _ in range(int(chance.integers(4, 10))):
            corners.append(_aside(chance, corners[-1], chance.uniform(400, 1_200)))
        way = line(*corners)
        even = np.arange(0, way.length_m, chance.uniform(3.8, 5.5))
        places = along(chance, way, Mover(4.6)) if number % 2 else even
        east, north = way.places(places)
        at = _at(chance, hour) + np.arange(len(east), dtype=np.float64)
        told_today.append(_told_alone(chance, account, points_at(at, east, north)))
    return told_today


def drives(chance: Chance) -> Sequence[Telling]:
    """Goes four ways of 3 to 7 km by car or by bus, and calls it an e-bike, of which more is believed."""
    account, phone = Account.new(chance), phone_of(chance)
    told_today = []
    for number, hour in enumerate(HOURS[:4]):
        way = way_from(chance, _somewhere(chance), chance.uniform(3_000, 7_000))
        mover = _bus(chance) if number % 2 else _car(chance)
        if number % 2:
            stops = np.arange(300, way.length_m, 320.0) + chance.uniform(-60, 60)
            way = Way(way.east_m, way.north_m, way.along_m, way.street_pace, stops)
        points = _moved(chance, phone, _at(chance, hour), way, mover)
        told_today.append(_told_alone(chance, account, spoiled(chance, points), vehicle_type="ebike"))
    return told_today


def _car(chance: Chance) -> Mover:
    """Drivers go at 35 to 50 km/h between lights, half of which are red for them."""
    return Mover(chance.uniform(35, 50) / 3.6, 0.15, 0.10, 1.6, 2.0, red_share=0.5, red_s_max=70)


def _bus(chance: Chance) -> Mover:
    """Buses stop each 320 m or so for 8 to 25 s, and go at 30 to 45 km/h between."""
    return Mover(chance.uniform(30, 45) / 3.6, 0.12, 0.10, 1.0, 1.2, waits_s=(8, 25))


def goes_on_foot(chance: Chance) -> Sequence[Telling]:
    """Walks five ways of 1 to 3 km with the app on, and runs for 40 to 60 minutes in a park."""
    account, phone = Account.new(chance), phone_of(chance)
    told_today = []
    for hour in HOURS[:5]:
        way = way_from(chance, _somewhere(chance), chance.uniform(1_000, 3_000))
        walk = Mover(chance.uniform(1.2, 1.6), 0.08, 0.05, red_s_max=40)
        told_today.append(_told_alone(chance, account, _moved(chance, phone, _at(chance, hour), way, walk)))
    kmh = float(np.clip(chance.normal(9.8, 1.0), 7.5, 12))
    way = way_from(chance, _somewhere(chance), kmh * 1_000 * chance.uniform(0.67, 1))
    way = Way(way.east_m, way.north_m, way.along_m, way.street_pace, way.lights_m[::6])
    run = Mover(kmh / 3.6, 0.06, 0.06)
    told_today.append(_told_alone(chance, account, _moved(chance, phone, _at(chance, HOURS[5]), way, run)))
    return told_today


def shares_a_bike(chance: Chance) -> Sequence[Telling]:
    """Rides one bike of the docks there and back, and lets eight accounts' phones tell of it: the dock knows
    of one ride, and of the way back the phones alone tell."""
    accounts, at = [Account.new(chance) for _ in range(ACCOUNTS)], _at(chance, 9)
    way = way_from(chance, _somewhere(chance), chance.uniform(0.5, 1.2) * DOCK_M)
    vehicle_id = str(new_id(chance))
    told_today = []
    for begins_at, each in ((at, way), (at + 7_200, way.back())):
        ridden = along(chance, each, Mover(14 / 3.6))
        until = begins_at + len(ridden) - 1
        if each is way:
            told_today.append(by_dock(chance, accounts[0], begins_at, until, each, vehicle_id=vehicle_id))
        for account in accounts:
            points = told(chance, phone_of(chance), begins_at, *each.places(ridden))
            told_today.append(by_phone(chance, account, begins_at, until, points, vehicle_id=vehicle_id))
    return told_today


def goes_in_loops(chance: Chance) -> Sequence[Telling]:
    """Takes docks' bikes back and forth between two stations 500 to 900 m apart, twelve times in the morning
    and twelve in the afternoon, with two accounts, and with junk between: bikes that are taken and put
    back."""
    accounts = [Account.new(chance) for _ in range(2)]
    home = _somewhere(chance)
    there, spot = line(home, _aside(chance, home, chance.uniform(500, 900))), line(home, home)
    told_today = []
    for hour, account in zip((8, 15), accounts, strict=True):
        at, vehicle_id = _at(chance, hour), str(new_id(chance))
        for number in range(12):
            leg = there.back() if number % 2 else there
            until = at + leg.length_m / 3.5
            told_today.append(by_dock(chance, account, at, until, leg, vehicle_id=vehicle_id))
            at = until + chance.uniform(60, 300)
            if number % 2:
                told_today.append(by_dock(chance, account, at, at + 90, spot, vehicle_id=str(new_id(chance))))
                at += 90 + chance.uniform(30, 120)
    return told_today


def inflates_metres(chance: Chance) -> Sequence[Telling]:
    """Rides four times from one dock to the next, 350 to 600 m, without a trace, and claims 20 km of each;
    claims as much twice more where no dock knows of a ride."""
    account = Account.new(chance)
    told_today = []
    for number, hour in enumerate(HOURS):
        at, vehicle_id = _at(chance, hour), str(new_id(chance))
        start = _somewhere(chance)
        way = line(start, _aside(chance, start, chance.uniform(350, 600)))
        until = at + way.length_m / 3.5
        if number < 4:
            told_today.append(by_dock(chance, account, at, until, way, vehicle_id=vehicle_id))
        ends = station_at(way.start), station_at(way.end)
        told_today.append(
            by_phone(
                chance,
                account,
                at,
                until + 3_600 * (number >= 4),
                vehicle_id=vehicle_id,
                stations=ends,
                distance_m=20_000,
            )
        )
    return told_today


def has_many_accounts(chance: Chance) -> Sequence[Telling]:
    """Rides once, about 2 km, and tells it under eight accounts from one phone; then plays it again under
    each of them at other hours."""
    device = str(new_id(chance))
    accounts = [Account.new(chance, device) for _ in range(ACCOUNTS)]
    way = way_from(chance, _somewhere(chance), chance.uniform(1_500, 2_500))
    ridden = _moved(chance, phone_of(chance), _at(chance, 7), way)
    copies = [_told_alone(chance, account, ridden) for account in accounts]
    return copies + [
        telling for account in accounts for telling in _played_again(chance, account, ridden)[:2]
    ]


def crooks_replay(chance: Chance) -> Sequence[Telling]:
    """Plays a ride again six times, cut, stretched, thinned and with jitter all at once: its length tells no
    more by how much it was stretched."""
    account = Account.new(chance)
    ridden = _moved(chance, phone_of(chance), _at(chance, 8, days_before=1), _a_way(chance))
    return [_told_alone(chance, account, ridden), *_played_again(chance, account, ridden, crooked=True)]


def forges(chance: Chance) -> Sequence[Telling]:
    """Makes up six rides as well as this programme makes up honest ones."""
    account, phone = Account.new(chance), phone_of(chance)
    return [
        _told_alone(chance, account, _moved(chance, phone, _at(chance, hour), _a_way(chance)))
        for hour in HOURS
    ]


def pushes_next_door(chance: Chance) -> Sequence[Telling]:
    """Sits on a bike of the docks for 55 minutes, pushes it to the next station, 250 m on, and takes another:
    eight times, without a phone."""
    account, place = Account.new(chance), _somewhere(chance)
    told_today, at = [], _at(chance, 8)
    for _ in range(8):
        way = line(place, _aside(chance, place, 250))
        told_today.append(by_dock(chance, account, at, at + 3_300, way, vehicle_id=str(new_id(chance))))
        place = way.end
        at += 3_600
    return told_today


Cheat = Callable[[Chance], Sequence[Telling]]
CHEATS: Mapping[str, Cheat] = MappingProxyType(
    {
        "no trace": no_trace,
        "sits on a bike": sits_on_a_bike,
        "jitter": jitters,
        "own replay": replays_own,
        "another's replay": replays_anothers,
        "drawn": draws,
        "car or bus": drives,
        "on foot": goes_on_foot,
        "shared bike": shares_a_bike,
        "loop with junk": goes_in_loops,
        "inflated metres": inflates_metres,
        "many accounts": has_many_accounts,
    }
)
"""The twelve that must not pay."""
BEYOND: Mapping[str, Cheat] = MappingProxyType(
    {
        "cut and stretched replay": crooks_replay,
        "well-made forgery": forges,
        "next door": pushes_next_door,
    }
)
"""What the rules do not find. Only the limits of a day bound it."""
