"""What badges a rider has, and since which day. Pure functions of the rider's trips that count and of the
stations of each day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from services.rewards.stations.rules import Map
from shared.events.challenges import EntryJudged

STATIONS = {"stations_10": 10, "stations_50": 50}
"""Badges for so many different stations."""
STREAKS = {"streak_7": 7, "streak_30": 30, "streak_100": 100}
"""Badges for so many local days in a row."""
UPHILL, UPHILL_M = "uphill_1000m", 1_000


class Ridden(NamedTuple):
    """What badges ask of a rider's trips that count: their local days in order, the first day at each station
    (at either end), and the metres uphill of each day on which there were some, in order."""

    days: Sequence[date]
    first_at: Mapping[str, date]
    climbs: Sequence[tuple[date, int]]


class Badge(NamedTuple):
    """A badge of a rider as it was said last. `kept` is false once it was taken back."""

    earned_on: date
    kept: bool
    revision: int


def badges(ridden: Ridden, city: Map) -> dict[str, date]:
    """The rider's badges, each with the local day on which it was first deserved."""
    if not ridden.days:
        return {}
    earned = {"first_trip": ridden.days[0]}
    earned.update(_stations(ridden))
    earned.update(_streaks(ridden.days))
    earned.update(_whole_city(ridden, city))
    climbed = accumulate((metres for _, metres in ridden.climbs))
    for (day, _), metres in zip(ridden.climbs, climbed, strict=True):
        if metres >= UPHILL_M:
            earned[UPHILL] = day
            break
    return earned


def _stations(ridden: Ridden) -> Iterator[tuple[str, date]]:
    in_order = sorted(ridden.first_at.values())
    for badge_id, number in STATIONS.items():
        if len(in_order) >= number:
            yield badge_id, in_order[number - 1]


def _streaks(days: Sequence[date]) -> Iterator[tuple[str, date]]:
    run, reached = 0, dict[int, date]()
    for place, day in enumerate(days):
        follows = place > 0 and day - days[place - 1] == timedelta(days=1)
        run = run + 1 if follows else 1
        reached.setdefault(run, day)
    for badge_id, length in STREAKS.items():
        if length in reached:
            yield badge_id, reached[length]


def _whole_city(ridden: Ridden, city: Map) -> Iterator[tuple[str, date]]:
    """On a day of a trip, all that was in service that day had been visited by then: what opens later takes
    nothing away."""
    visits = sorted((day, station_id) for station_id, day in ridden.first_at.items())
    stations, districts = set[str](), set[str]()
    missing, place = {"stations_all", "districts_all"}, 0
    for day in ridden.days:
        while place < len(visits) and visits[place][0] <= day:
            station_id = visits[place][1]
            stations.add(station_id)
            if station_id in city.district_of:
                districts.add(city.district_of[station_id])
            place += 1
        in_service = city.on(day)
        for badge_id, visited, wanted in (
            ("stations_all", stations, in_service.stations),
            ("districts_all", districts, in_service.districts),
        ):
            if badge_id in missing and wanted and wanted <= visited:
                missing.remove(badge_id)
                yield badge_id, day
        if not missing:
            return


def given_by(event: EntryJudged) -> dict[str, date]:
    """The badges that an entry gives now, each with its day."""
    return earliest((given.badge_id, given.local_on) for given in event.given if given.badge_id)


def earliest(deserved: Iterable[tuple[str, date]]) -> dict[str, date]:
    """Each badge with the first day on which it was deserved."""
    first: dict[str, date] = {}
    for badge_id, day in deserved:
        first[badge_id] = min(day, first.get(badge_id, day))
    return first


def changes(known: Mapping[str, Badge], earned: Mapping[str, date]) -> dict[str, Badge]:
    """The badges that are others than what was said last: earned, deserved since another day, taken back."""
    changed = {
        badge_id: Badge(day, True, known[badge_id].revision + 1 if badge_id in known else 1)
        for badge_id, day in earned.items()
        if badge_id not in known or (known[badge_id].earned_on, known[badge_id].kept) != (day, True)
    }
    for badge_id, badge in known.items():
        if badge.kept and badge_id not in earned:
            changed[badge_id] = Badge(badge.earned_on, False, badge.revision + 1)
    return changed


def shown(known: Iterable[tuple[str, Badge]]) -> list[tuple[str, date]]:
    """The badges that a rider has, in the order of their days."""
    kept = [(badge_id, badge.earned_on) for badge_id, badge in known if badge.kept]
    return sorted(kept, key=lambda each: (each[1], each[0]))
