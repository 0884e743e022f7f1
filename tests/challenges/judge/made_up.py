"""Histories of challenges that are made up: a small city, three riders, one to three challenges, few trips.

Whatever is dated is not later than `now`, so that the service could have been told all of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations, permutations, product
from typing import Any, Literal
from uuid import UUID, uuid5

from hypothesis import strategies as st

from services.trips.rules import energy_kcal

from .facts import BonusFlag, Challenge, History, Join, Membership, Station, Trip, World
from .made_up_trees import DAY_TAGS, MADRID, STATION_IDS, local, some, trees, utc
from .reading import trip_of

NAMES = UUID("019aa000-0000-7000-8000-0000000000c0")
RIDERS = tuple(str(uuid5(NAMES, f"rider {i}")) for i in range(3))
CHALLENGE_IDS = tuple(str(uuid5(NAMES, f"challenge {i}")) for i in range(3))
TEAMS = ("red", "blue")
WORKPLACES = ("acme", "ocean")
TEAM_SIZE_MAX = {"red": 2, "blue": 5, "acme": 5, "ocean": 2}
OPERATORS = ("op1", "op2")
"""The first is the game's operator."""

ZONES = {"old": "centre", "port": "centre", "centre": None, "park": "hill", "hill": None, "sea": None}
STATIONS = {
    "s1": Station("old", 5),
    "s2": Station("port", 3),
    "s3": Station("park", 60),
    "s4": Station("hill", 120),
    "s5": Station(None, None),
}
MONDAYS = (date(2026, 5, 4), date(2026, 3, 23), date(2026, 10, 19), date(2026, 12, 21))
"""Any, two before clocks change, and one of two years."""
NOW_DAYS = (90, 28, 14, 40, 90, 5)
"""How many days after the Monday it is now."""
LAST_DAY = 24
"""Trips lie between a fortnight before the Monday and so many days after it."""


@dataclass(frozen=True)
class Scenario:
    """What the judge is asked."""

    world: World
    challenges: tuple[Challenge, ...]
    history: History


@dataclass(frozen=True)
class Calendar:
    """Moments by days and hours after the Monday, none of them after `now`."""

    monday: date
    now: datetime

    def at(self, days: int, hours: int = 0) -> datetime:
        return utc(local(self.monday + timedelta(days=days), hours))

    def past(self, days: Iterable[int]) -> list[datetime]:
        """The noons of these days, as far as they have come."""
        return [at for day in days if (at := self.at(day, 12)) <= self.now]

    def day(self, days: int) -> date:
        return self.monday + timedelta(days=days)


Facts = tuple[tuple[str, Any], ...]
"""Some fields of a trip. Several are drawn at once: a draw for each takes four times as long."""


def fields(**values: Sequence[Any]) -> st.SearchStrategy[Facts]:
    """Every combination of these values of fields."""
    return st.sampled_from([tuple(zip(values, each, strict=True)) for each in product(*values.values())])


MOMENTS = st.sampled_from(
    [
        (day, hour, minute)
        for day in (*[*range(10)] * 6, *range(-14, LAST_DAY))
        for hour in (8, 0, 2, 8, 12, 17, 23)
        for minute in (0, 0, 59)
    ]
)
RIDES = fields(
    vehicle_type=("bike", "bike", "ebike"),
    duration_s=(600, 60, 1_350, 3_600),
    distance_m=(1_000, None, 0, 999, 2_500, 5_000),
    distance_source=("odometer", "odometer", "phone"),
)
PLACES = fields(
    start_station_id=(None, *STATION_IDS),
    end_station_id=(None, *STATION_IDS),
    zone_ids=(None, None, ("port", "park"), ("old", "sea", "old")),
)
TOLD = fields(
    rider=RIDERS,
    operator_id=(*OPERATORS[:1] * 5, OPERATORS[1]),
    counts=(True,) * 7 + (False,),
    timezone=(None,) * 6 + ("America/New_York", "Asia/Tokyo"),
    service=("bike_share",) * 8 + ("parking", "report_confirmed"),
)
TRIP = st.tuples(MOMENTS, RIDES, PLACES, TOLD)


def trips(drawn: Sequence[Any], calendar: Calendar, world: World) -> list[Trip]:
    """Trips, and now and then an activity, that have ended by now."""
    found = []
    for i, ((day, hour, minute), *facts) in enumerate(drawn):
        said = {name: value for part in facts for name, value in part if value is not None}
        if "distance_m" not in said:
            del said["distance_source"]
        said["trip_id"] = str(uuid5(NAMES, f"trip {i}"))
        said["started_at"] = (calendar.at(day, hour) + timedelta(minutes=minute)).isoformat()
        found.append(trip_of(said, world, energy_kcal))
    return [trip for trip in found if trip.ended_at <= calendar.now]


IN_AND_OUT = st.sampled_from([(-7,), (-7,), (-7,), (4,), (), (-7, 5), (-7, 3, 9), (2, 20), (-7, 40)])
"""On which days a rider comes, goes, and comes again."""


def joins(draw: st.DrawFn, challenge: Challenge, calendar: Calendar) -> list[Join]:
    """Who is in a challenge that is joined."""
    found = []
    for rider_id in RIDERS:
        moments = calendar.past(draw(IN_AND_OUT))
        for start, until in zip(moments[::2], [*moments[1::2], None], strict=False):
            found.append(Join(challenge.challenge_id, rider_id, start, until))
    return found


CHANGES = st.sampled_from(
    [
        *[((-14, 0),)] * 5,
        ((-14, 1),),
        ((3, 0),),
        ((-14, 0), (6, 1)),
        ((-14, 0), (6, None)),
        ((-14, 0), (4, 1), (9, 0)),
        ((-14, 1), (5, None), (8, 0)),
        (),
    ]
)
"""On which days a rider goes to which team, None: to none."""


def teams(
    draw: st.DrawFn, kind: Literal["team", "workplace"], names: Sequence[str], calendar: Calendar
) -> list[Membership]:
    """Who is in which team when, one at a time."""
    found = []
    for rider_id in RIDERS:
        changes = draw(CHANGES)
        moments = calendar.past([day for day, _ in changes])
        for (_, i), start, until in zip(changes, moments, [*moments[1:], None], strict=False):
            if i is not None:
                found.append(Membership(kind, names[i], rider_id, start, until))
    return found


PAIRINGS = st.tuples(
    st.sampled_from(list(permutations(RIDERS))),
    st.sampled_from(
        [(-7, None, None), (-7, None, None), (4, None, None), (-7, 5, None), (-7, 5, 8), (2, 30, 31)]
    ),
)
"""Two riders and the third; the days on which the two are a pair, one leaves, and pairs with the third."""


def pairs(draw: st.DrawFn, challenge: Challenge, calendar: Calendar) -> list[Membership]:
    """A pair; one of it may leave, and then be in another with the third rider."""
    (first, second, third), (made, left, again) = draw(PAIRINGS)
    spans = [("p1", first, made, None), ("p1", second, made, left)]
    spans += [("p2", each, again, None) for each in (second, third) if again is not None]
    found = []
    for name, rider_id, start_day, until_day in spans:
        left_at = calendar.past([] if until_day is None else [until_day])
        found += [
            Membership(
                "pair",
                f"{name} {challenge.challenge_id}",
                rider_id,
                start,
                left_at[0] if left_at else None,
                challenge.challenge_id,
            )
            for start in calendar.past([start_day])
        ]
    return found


LISTS_OF_TRIPS = st.one_of(st.lists(TRIP, min_size=6, max_size=12), st.lists(TRIP, max_size=12))


@st.composite
def histories(draw: st.DrawFn, challenges: Sequence[Challenge], calendar: Calendar, world: World) -> History:
    """What riders did, of kinds that these challenges look at."""
    memberships: list[Membership] = []
    of = {challenge.who.get("of") for challenge in challenges}
    if "team" in of:
        memberships += teams(draw, "team", TEAMS, calendar)
    if "workplace" in of:
        memberships += teams(draw, "workplace", WORKPLACES, calendar)
    joined: list[Join] = []
    for challenge in challenges:
        if challenge.who["kind"] == "pairs":
            memberships += pairs(draw, challenge, calendar)
        if challenge.who["kind"] in ("joined", "city"):
            joined += joins(draw, challenge, calendar)
    ridden = trips(draw(LISTS_OF_TRIPS), calendar, world)
    is_shared: bool = draw(st.booleans())
    if memberships and is_shared:
        ridden += ridden_by_the_others(ridden)
    return History(ridden, joined, memberships)


def ridden_by_the_others(ridden: Sequence[Trip]) -> list[Trip]:
    """The same trips by the other riders: alone, three riders seldom reach anything together."""
    return [
        replace(trip, rider_id=rider_id, trip_id=str(uuid5(NAMES, f"{trip.trip_id} {rider_id}")))
        for trip in ridden
        for rider_id in RIDERS
        if rider_id != trip.rider_id
    ]


TAGGED = st.lists(st.tuples(st.integers(0, 9), some(DAY_TAGS, most=2)), max_size=4)
FLAGGED = st.lists(
    st.sampled_from(list(product(STATION_IDS, range(10), (0, 8), (1, 14, 0)))),
    max_size=2,
    unique_by=lambda flag: flag[:3],
)
"""Station, day and hour from which, and for how many days it is a bonus station."""
OUTAGES = st.sampled_from([(), *[(day,) for day in range(10)], *combinations(range(10), 2)])


@st.composite
def worlds(draw: st.DrawFn, calendar: Calendar) -> World:
    """The city, with what was declared of its days and stations."""
    return World(
        timezone=MADRID,
        now=calendar.now,
        zones=ZONES,
        stations=STATIONS,
        team_size_max=TEAM_SIZE_MAX,
        day_tags={calendar.day(day): frozenset(tags) for day, tags in draw(TAGGED)},
        bonus_flags=[
            BonusFlag(station_id, calendar.at(day, hour), calendar.at(day + length, hour))
            for station_id, day, hour, length in draw(FLAGGED)
        ],
        outages=frozenset(calendar.day(day) for day in draw(OUTAGES)),
        game_operator_id=OPERATORS[0],
    )


@st.composite
def made_up_challenges(draw: st.DrawFn, calendar: Calendar) -> list[Challenge]:
    """One to three challenges; a later one may require those before it that hold nobody out."""
    made: list[Challenge] = []
    for challenge_id in CHALLENGE_IDS[: draw(st.integers(1, 3))]:
        may_require = [each.challenge_id for each in made if not each.body.get("holdout_percent")]
        challenge = Challenge(
            challenge_id,
            draw(trees(calendar.monday, may_require)),
            operator_id=draw(st.sampled_from((*OPERATORS[:1] * 4, OPERATORS[1]))),
        )
        if draw(st.sampled_from((False, False, True))):
            challenge = replace(challenge, saved_mg_per_km={"bike": 49_950, "ebike": 38_110})
        closed_on = draw(st.sampled_from((None, None, None, 3, 9)))
        if closed_on and (closed_at := calendar.at(closed_on, 13)) <= calendar.now:
            challenge = replace(challenge, closed_at=closed_at, state="closed")
        made.append(challenge)
    return made


@st.composite
def scenarios(draw: st.DrawFn, mondays: Sequence[date] = MONDAYS) -> Scenario:
    """A city, its challenges and a history, in the weeks around one of these Mondays."""
    monday = draw(st.sampled_from(mondays))
    now = utc(local(monday + timedelta(days=draw(st.sampled_from(NOW_DAYS))), 12))
    calendar = Calendar(monday, now)
    world = draw(worlds(calendar))
    challenges = draw(made_up_challenges(calendar))
    return Scenario(world, tuple(challenges), draw(histories(challenges, calendar, world)))
