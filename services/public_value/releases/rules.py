"""What a run makes: figures of days, of months and weeks, and what came later. Pure.

A run looks at one month after the other, and then at the weeks. It gets all that is known of the month as
plain values, and returns what is new; whoever calls it stores that.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from services.public_value.indicators.rules import COMPUTATIONS
from services.public_value.plans.rules import Plan
from services.public_value.releases.calendar.rules import (
    Import,
    Interval,
    closes_at,
    last_day,
    newest_day,
    waits,
)
from services.public_value.releases.closing.rules import step_of
from services.public_value.releases.enough.rules import Limits, Row, are_enough
from services.public_value.releases.months.rules import are_types_told, days_by_place
from services.public_value.releases.places.rules import CITY, Place, Tree, tree
from shared.http.owned import Absent

Kind = Literal["trips", "points"]
"""What is frozen together: a day's trips with their amounts, and the points that were given for it."""
MEASURES: Mapping[Kind, tuple[str, ...]] = {
    "trips": ("trips", "duration_s", "distance_m"),
    "points": ("points",),
}
RIDERS = "riders"
NO_RELEASE = Absent("There is no such release.")


class Counted(NamedTuple):
    """A trip, or what a source has given a rider, as a run counts it.

    `source` tells apart the rows of one kind. `operator` is None where it is nobody's. `covers`: an operator
    reported or confirmed it. `distance_m` is 0 when it is unknown. A row of trips has 1 in `trips`, a row of
    points 0, and the other way round in `points`.
    """

    source: str
    rider: object
    operator: str | None
    covers: bool
    zone_id: str
    vehicle_type: str
    trips: int = 0
    duration_s: int = 0
    distance_m: int = 0
    energy_kcal: int = 0
    points: int = 0


Days = Mapping[date, Sequence[Counted]]


class Figure(NamedTuple):
    """A number that is told. `days` is how many days a week or month holds. A share that was taken back has
    no value, but lies from `low` on and below `high`, in percent."""

    measure: str
    interval: Interval
    start: date
    place: str
    vehicle_type: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    days: int | None = None

    @property
    def key(self) -> tuple[str, str, date, str, str]:
        return self.measure, self.interval, self.start, self.place, self.vehicle_type


Told = Mapping[tuple[str, str, date, str, str], Figure]
"""The figures that were told last, by key."""
Climate = Callable[[date, int, int], tuple[float, float, float]]
"""Value, low and high of the climate balance in kg CO2e, from a month's first day, and metres by bike and by
e-bike."""


class City(NamedTuple):
    """What holds for every month of a run. `districts` has the district of each zone by zone_id."""

    limits: Limits
    zone: ZoneInfo
    districts: Mapping[str, str]
    climate: Climate


class Month(NamedTuple):
    """What is known of a month. `open_days` are today's rows of days that are not frozen, `counted` the rows
    of days that are. `today` are today's trips of days that are frozen, for a month that closes, with those
    of riders who object to city statistics, who are `objecting`."""

    start: date
    plan: Plan
    imported: Import | None
    is_complete: bool
    is_closed: bool
    told: Told
    open_days: Mapping[Kind, Days]
    counted: Mapping[Kind, Days]
    today: Days
    objecting: frozenset[object] = frozenset()


class Made(NamedTuple):
    """What a run makes of a month: the days that it freezes, and the figures that are new."""

    frozen: dict[Kind, dict[date, Sequence[Counted]]]
    figures: list[Figure]
    completes: bool
    closes: bool


def make_month(city: City, month: Month, now: datetime, *, by_command: bool) -> Made:
    """What a run at this moment makes of a month. The command after an import does not wait for more rows."""
    if month.is_closed or (not by_command and waits(month.imported, now)):
        return Made({}, [], completes=False, closes=False)
    newest = newest_day(now, city.zone)
    frozen: dict[Kind, dict[date, Sequence[Counted]]] = {}
    figures: list[Figure] = []
    for kind, days in month.open_days.items():
        for day, rows in sorted(days.items()):
            if day <= newest and (of_day := day_figures(city, month.plan, kind, day, rows)):
                frozen.setdefault(kind, {})[day] = rows
                figures += of_day
    told = {**month.told, **{figure.key: figure for figure in figures}}
    counted: dict[Kind, Days] = {
        kind: {**month.counted.get(kind, {}), **frozen.get(kind, {})} for kind in MEASURES
    }
    has_ended = newest >= last_day("P1M", month.start)
    completes = has_ended and not month.is_complete and any(counted.values())
    if completes:
        figures += month_figures(city, month.plan, month.start, shown_days(told, counted))
    if has_ended:
        figures += sums("P1M", month.start, told, counted["trips"], city.districts)
    closes = now >= closes_at(month.start, month.imported, city.zone)
    if closes:
        today = {day: month.today.get(day, ()) for day in month.counted.get("trips", {})}
        shown = shown_days(told, {"trips": counted["trips"]})
        figures += later_figures(
            city.limits, month.start, shown, {**today, **frozen.get("trips", {})}, month.objecting
        )
    return Made(frozen, figures, completes, closes)


def day_figures(city: City, plan: Plan, kind: Kind, day: date, rows: Sequence[Counted]) -> list[Figure]:
    """The figures of a day; none if no measure of the kind is enough."""
    figures = []
    for measure in MEASURES[kind]:
        if are_enough(measured(rows, measure), city.limits):
            places = _tree_of_day(city, plan, rows, measure).places
            figures += _place_figures(measure, "P1D", day, places, None)
    return figures


def _tree_of_day(city: City, plan: Plan, rows: Sequence[Counted], measure: str) -> Tree:
    if plan.places == "P1D":
        return tree(measured(rows, measure), city.districts, city.limits)
    return Tree([Place(CITY, measured(rows, measure))], [])


def _place_figures(
    measure: str, interval: Interval, start: date, places: Iterable[Place], days: int | None
) -> list[Figure]:
    """The figures of these places, and their riders where the measure is trips."""
    figures = []
    for place in places:
        amount = sum(row.amount for row in place.rows)
        if amount:  # zero is never told
            figures.append(Figure(measure, interval, start, place.name, value=amount, days=days))
        if measure == "trips":
            riders = to_nearest_ten(len({row.rider for row in place.rows}))
            figures.append(Figure(RIDERS, interval, start, place.name, value=riders, days=days))
    return figures


def shown_days(told: Told, counted: Mapping[Kind, Days]) -> dict[str, Days]:
    """By measure: the counted sets of the days on which the measure is shown for the city."""
    return {
        measure: {day: rows for day, rows in sorted(days.items()) if (measure, "P1D", day, CITY, "") in told}
        for kind, days in counted.items()
        for measure in MEASURES[kind]
    }


def month_figures(city: City, plan: Plan, start: date, shown: Mapping[str, Days]) -> list[Figure]:
    """What is told of a month when it is complete, beside sums of days: its places if they are told by month,
    and what is told of vehicle types."""
    figures = []
    for measure, days in shown.items():
        rows = {day: measured(each, measure) for day, each in days.items()}
        if plan.places == "P1M":
            rows = {day: rows[day] for day in days_by_place(rows, city.limits)}
            of_month = tree([row for each in rows.values() for row in each], city.districts, city.limits)
            places = [place for place in of_month.places if place.name != CITY]
            figures += _place_figures(measure, "P1M", start, places, len(rows))
            are_told = are_types_told(of_month.leaves, city.limits, rows)
        else:
            trees = [tree(each, city.districts, city.limits) for each in rows.values()]
            are_told = are_types_told([leaf for each in trees for leaf in each.leaves], city.limits)
        if are_told and measure in BY_TYPE:
            held = [row for day in rows for row in days[day]]
            figures += BY_TYPE[measure](city, start, held, len(rows))
    return figures


def _by_type(measure: str, start: date, rows: Sequence[Counted], days: int) -> list[Figure]:
    sums: dict[str, int] = defaultdict(int)
    for row in measured(rows, measure):
        sums[row.part] += row.amount
    return [
        Figure(measure, "P1M", start, CITY, vehicle_type, value=amount, days=days)
        for vehicle_type, amount in sorted(sums.items())
        if amount
    ]


def _trips_by_type(_: City, start: date, rows: Sequence[Counted], days: int) -> list[Figure]:
    return _by_type("trips", start, rows, days)


def _energy(_: City, start: date, rows: Sequence[Counted], days: int) -> list[Figure]:
    kcal = sum(row.energy_kcal for row in rows)
    return [Figure("energy_kcal", "P1M", start, CITY, value=kcal, days=days)] if kcal else []


def _metres_by_type(city: City, start: date, rows: Sequence[Counted], days: int) -> list[Figure]:
    figures = _by_type("distance_m", start, rows, days)
    metres = {figure.vehicle_type: int(figure.value or 0) for figure in figures}
    if metres:
        value, low, high = city.climate(start, metres.get("bike", 0), metres.get("ebike", 0))
        figures.append(Figure("climate.net_kgco2e", "P1M", start, CITY, "", value, low, high, days))
    return figures + [
        Figure(id_, "P1M", start, CITY, value=worked_out, days=days)
        for id_, computation in COMPUTATIONS.items()
        if computation.of_metres and (worked_out := computation.of_metres(metres))
    ]


BY_TYPE = {"trips": _trips_by_type, "duration_s": _energy, "distance_m": _metres_by_type}
"""What is told where a measure's vehicle types may be told apart. Energy follows from seconds by type."""


def sums(
    interval: Interval, start: date, told: Told, trips: Days, districts: Mapping[str, str]
) -> list[Figure]:
    """The figures of a week or month that are sums of days, where they differ from what was told. `trips` are
    the counted sets of its days."""
    new = []
    for (measure, place), days in sorted(_days_of_places(told, start, last_day(interval, start)).items()):
        before = told.get((measure, interval, start, place, ""))
        if before is not None and before.days == len(days):
            continue
        total = sum(figure.value or 0 for figure in days.values())
        new.append(Figure(measure, interval, start, place, value=total, days=len(days)))
        if measure == "trips":
            rows = [row for day in days for row in trips[day]]
            riders = {row.rider for row in rows if _is_in(row.zone_id, place, districts)}
            value = to_nearest_ten(len(riders))
            new.append(Figure(RIDERS, interval, start, place, value=value, days=len(days)))
    return new


def _days_of_places(told: Told, first: date, last: date) -> dict[tuple[str, str], dict[date, Figure]]:
    """The figures of days by measure and place. A rest is another place every day, and riders are counted."""
    days: dict[tuple[str, str], dict[date, Figure]] = defaultdict(dict)
    for figure in told.values():
        is_rest = figure.place.split(":")[0] == "rest"
        is_of_day = figure.interval == "P1D" and first <= figure.start <= last
        if is_of_day and figure.measure != RIDERS and not is_rest:
            days[figure.measure, figure.place][figure.start] = figure
    return days


def _is_in(zone_id: str, place: str, districts: Mapping[str, str]) -> bool:
    return place in (CITY, f"zone/{zone_id}", f"district/{districts.get(zone_id, zone_id)}")


def later_figures(
    limits: Limits, start: date, shown: Mapping[str, Days], today: Days, objecting: frozenset[object]
) -> list[Figure]:
    """What came later and what was taken back, of the days of a month on which a measure is shown, if it is
    enough. `today` are today's rows of these days. A corrected trip is taken back as it was, and comes later
    as it is; a rider's new id and a confirmation are no corrections. Nothing that came later is told of
    riders who object, and what was counted of them stays."""
    figures = []
    for measure, days in shown.items():
        came: list[Counted] = []
        gone: list[Counted] = []
        for day, counted in days.items():
            before = {_facts(row): row for row in counted}
            after = {_facts(row): row for row in today[day]}
            came += [
                row for facts, row in after.items() if facts not in before and row.rider not in objecting
            ]
            gone += [row for facts, row in before.items() if facts not in after]
        if are_enough(measured(came, measure), limits):
            value = sum(row.amount for row in measured(came, measure))
            figures.append(Figure(f"{measure}.came_later", "P1M", start, CITY, value=value))
        if are_enough(measured(gone, measure), limits):
            total = sum(row.amount for rows in days.values() for row in measured(rows, measure))
            step = step_of(sum(row.amount for row in measured(gone, measure)), total)
            name = f"{measure}.taken_back"
            figures.append(Figure(name, "P1M", start, CITY, low=step.low_percent, high=step.high_percent))
    return figures


def _facts(row: Counted) -> tuple[object, ...]:
    return row[:1] + row[4:]


def measured(rows: Iterable[Counted], measure: str) -> list[Row]:
    """The rows as tests see them, in one measure."""
    amount = attrgetter(measure)
    return [
        Row(row.rider, row.operator, row.covers, row.zone_id, row.vehicle_type, amount(row)) for row in rows
    ]


def to_nearest_ten(number: int) -> int:
    """Half is rounded up.

    >>> to_nearest_ten(15), to_nearest_ten(14)
    (20, 10)
    """
    return (number + 5) // 10 * 10
