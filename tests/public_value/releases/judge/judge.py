"""A slow judge of releases, written from the sentences of the contract alone.

It keeps every row one by one, knows nothing of how the service stores or adds up, and works everything out
again for each question. Amounts are fractions; sums are looked up rider by rider.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.public_value.releases.story import MADRID, Story

TYPES = ("bike", "ebike")
GRAMS_PER_KM = {"bike": Fraction("7.027225"), "ebike": Fraction("-18.642375")}
SHARES = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class R:
    """One row: a trip, or what was given."""

    what: str
    who: str
    by: str | None
    sure: bool
    at: str
    type: str
    amounts: tuple[tuple[str, Fraction], ...]

    def amount(self, measure: str) -> Fraction:
        return dict(self.amounts).get(measure, Fraction(0))


@dataclass(frozen=True)
class Ground:
    """What the tests need to know of the city."""

    k: int
    m: int
    parents: Mapping[str, str | None]

    def district(self, zone: str) -> str:
        seen = [zone]
        while (above := self.parents.get(seen[-1])) and above not in seen:
            seen.append(above)
        return seen[-1]


def rider_sum(rows: Iterable[R], who: str, measure: str) -> Fraction:
    return abs(sum((row.amount(measure) for row in rows if row.who == who), Fraction(0)))


def who_cover(rows: list[R], measure: str) -> set[str]:
    """Riders whose rows that an operator reported or confirmed add up to something other than 0."""
    sure = [row for row in rows if row.sure]
    return {row.who for row in sure if rider_sum(sure, row.who, measure) != 0}


def is_nothing(rows: list[R], measure: str) -> bool:
    return all(row.amount(measure) == 0 for row in rows)


def passes(ground: Ground, rows: list[R], measure: str, more: list[R] | None = None) -> bool:
    """The two conditions of `Enough`, for one reader; `more`: enough within more rows."""
    cover = who_cover(rows, measure)
    if len(cover) < ground.k + ground.m:
        return False
    sure = [row for row in rows if row.sure]
    largest_first = sorted((rider_sum(sure, who, measure) for who in cover), reverse=True)
    spare = sum(largest_first[ground.m + 1 :], Fraction(0))
    everything = [rows] if more is None else [rows, more]
    return all(rider_sum(each, row.who, measure) <= spare for each in everything for row in each)


def views(rows: list[R], measure: str) -> list[list[R]]:
    """What is left to each reader: to one without trips, and to each operator to whom something is left."""
    found = [rows]
    for operator in {row.by for row in rows if row.by}:
        others = [row for row in rows if row.by != operator]
        if not is_nothing(others, measure):
            found.append(others)
    return found


def enough(ground: Ground, rows: list[R], measure: str) -> bool:
    return all(passes(ground, view, measure) for view in views(rows, measure))


def nothing_or_enough(ground: Ground, rows: list[R], measure: str) -> bool:
    return is_nothing(rows, measure) or enough(ground, rows, measure)


def total(rows: list[R], measure: str) -> Fraction:
    return sum((row.amount(measure) for row in rows), Fraction(0))


def one_by_one(
    ground: Ground, children: dict[str, list[R]], measure: str
) -> tuple[dict[str, list[R]], list[R]]:
    """The children that are shown one by one, and the rest."""
    shown = sorted(name for name in children if enough(ground, children[name], measure))
    while True:
        rest = [row for name in children if name not in shown for row in children[name]]
        if not shown or nothing_or_enough(ground, rest, measure):
            return {name: children[name] for name in shown}, rest
        shown.remove(min(shown, key=lambda name: (abs(total(children[name], measure)), name)))


def tree(ground: Ground, rows: list[R], measure: str) -> tuple[dict[str, list[R]], list[list[R]]]:
    """The rows of every place that is shown, and those of the leaves."""
    districts = {ground.district(row.at) for row in rows}
    by_district = {name: [row for row in rows if ground.district(row.at) == name] for name in districts}
    shown, rest = one_by_one(ground, by_district, measure)
    places, leaves = {"city": rows}, [rest]
    if shown and not is_nothing(rest, measure):
        places["rest/city"] = rest
    for name, inside in shown.items():
        places[f"district/{name}"] = inside
        if name in ("outside", "none"):
            leaves.append(inside)
            continue
        zones = {zone: [row for row in inside if row.at == zone] for zone in {row.at for row in inside}}
        zones_shown, zones_rest = one_by_one(ground, zones, measure)
        places |= {f"zone/{zone}": each for zone, each in zones_shown.items()}
        if zones_shown and not is_nothing(zones_rest, measure):
            places[f"rest/{name}"] = zones_rest
        leaves += [*zones_shown.values(), zones_rest]
    return places, [leaf for leaf in leaves if leaf]


def operators_in(rows: list[R]) -> list[str | None]:
    return [None, *{row.by for row in rows if row.by}]


def without(rows: list[R], operator: str | None) -> list[R]:
    return [row for row in rows if operator is None or row.by != operator]


def remaining_days(ground: Ground, days: dict[date, list[R]], measure: str) -> dict[date, list[R]]:
    """Days of a month by place: those that are left when no day fails."""
    days = dict(days)
    while True:
        rows = [row for each in days.values() for row in each]
        failing = {
            day
            for operator in operators_in(rows)
            for day in failing_days(
                ground, {day: without(each, operator) for day, each in days.items()}, measure
            )
        }
        if not failing:
            return days
        fewest = min(len({row.who for row in days[day]}) for day in failing)
        del days[min(day for day in failing if len({row.who for row in days[day]}) == fewest)]


def failing_days(ground: Ground, days: dict[date, list[R]], measure: str) -> list[date]:
    days = {day: rows for day, rows in days.items() if not is_nothing(rows, measure)}
    zones = {row.at for rows in days.values() for row in rows}
    steady = [
        zone
        for zone in zones
        if all(
            len(who_cover([row for row in rows if row.at == zone], measure)) > ground.m
            for rows in days.values()
        )
    ]
    return [
        day
        for day, rows in days.items()
        if not passes(ground, [row for row in rows if row.at in steady], measure, rows)
    ]


def mixed(ground: Ground, rows: list[R], measure: str) -> bool:
    return all(
        len(who_cover([row for row in rows if row.type == each], measure)) > ground.m for each in TYPES
    )


def types_told(ground: Ground, leaves: list[list[R]], measure: str, days: dict[date, list[R]] | None) -> bool:
    month = [row for leaf in leaves for row in leaf]
    for operator in operators_in(month):
        left = without(month, operator)
        if is_nothing(left, measure) or len({row.type for row in left}) == 1:
            continue
        in_mixed = [
            row
            for leaf in leaves
            if mixed(ground, without(leaf, operator), measure)
            for row in without(leaf, operator)
        ]
        for each in TYPES:
            if not passes(ground, [row for row in in_mixed if row.type == each], measure, left):
                return False
        if days is not None and not any(
            all(
                mixed(ground, [row for row in without(rows, operator) if row.at == zone], measure)
                for rows in days.values()
            )
            for zone in {row.at for row in month}
        ):
            return False
    return True


def splits_told(ground: Ground, leaves: list[list[R]], measure: str) -> list[str]:
    """Any other split: the parts (`type` of a row) that are told of the city's month."""
    month = [row for leaf in leaves for row in leaf if row.amount(measure)]
    told = {row.type for row in month}
    while told:
        ok = True
        for leaf in leaves:
            groups = [[row for row in leaf if row.type == part] for part in told]
            groups.append([row for row in leaf if row.type not in told])
            ok = ok and all(nothing_or_enough(ground, group, measure) for group in groups)
        if ok:
            break
        sizes = {part: abs(total([row for row in month if row.type == part], measure)) for part in told}
        told.remove(min(told, key=lambda part: (sizes[part], part)))
    return sorted(told)


class Judge:
    """A city whose releases are judged, with the same questions as the rules' own."""

    def __init__(self, city: Mapping[str, Any], k: int = 10, m: int = 5) -> None:
        self.ground = Ground(k, m, city["zones"])
        self.by_day = city.get("places", "P1D") == "P1D"
        self.any_covers = city.get("cover") == "any"
        self.operators = city.get("operators", {"op": "place"})
        self.story = Story(self.operators)
        self.sets: dict[tuple[str, date], list[R]] = {}
        self.releases: list[dict[str, Any]] = []
        self.complete: set[date] = set()
        self.closed: set[date] = set()
        self.now = datetime.min.replace(tzinfo=MADRID)

    def tell(self, step: Mapping[str, Any]) -> None:
        self.story.tell(step)
        if erased := step.get("erase"):
            for key, rows in self.sets.items():
                self.sets[key] = [
                    R(row.what, erased["new_id"], *list(row.__dict__.values())[2:])
                    if row.who == erased["who"]
                    else row
                    for row in rows
                ]

    # What counts now.

    def place_of(self, trip: Any) -> str:
        return "none" if self.operators[trip.operator] == "city" else trip.zone or "outside"

    def trips(self, day: date, *, also_objecting: bool = False) -> list[R]:
        rows = []
        for name, trip in self.story.trips.items():
            allowed = also_objecting or trip.rider not in self.story.objecting
            if trip.on == day and trip.counts and trip.operator in self.operators and allowed:
                amounts = {"trips": 1, "duration_s": trip.seconds, "distance_m": trip.metres or 0}
                amounts["energy_kcal"] = trip.kcal
                sure = trip.seen or self.any_covers
                exact = tuple((measure, Fraction(value)) for measure, value in amounts.items())
                where = self.place_of(trip)
                rows.append(R(str(name), trip.rider, trip.operator, sure, where, trip.vehicle, exact))
        return rows

    def points(self, day: date) -> list[R]:
        counting = {
            name: trip
            for name, trip in self.story.trips.items()
            if trip.counts and trip.operator in self.operators and trip.rider not in self.story.objecting
        }
        rows = []
        for source, given in self.story.points.items():
            amount = (("points", Fraction(given.points)),)
            of_rider = [trip for trip in counting.values() if trip.rider == given.rider]
            if given.on != day or not of_rider:
                continue
            if given.kind == "trip":
                if given.trip is not None and (trip := counting.get(given.trip)) is not None:
                    sure, where = trip.seen or self.any_covers, self.place_of(trip)
                    rows.append(R(source, given.rider, trip.operator, sure, where, trip.vehicle, amount))
                continue
            ever = {trip.operator for trip in self.story.trips.values() if trip.rider == given.rider}
            alone = next(iter(ever)) if len(ever) == 1 else None
            sure = any(trip.seen or self.any_covers for trip in of_rider)
            rows.append(R(source, given.rider, alone, sure, "none", "", amount))
        return rows

    # When.

    def opened(self, last: date) -> bool:
        after_next = last + timedelta(days=2)
        return self.now >= datetime(after_next.year, after_next.month, after_next.day, 4, tzinfo=MADRID)

    def waits(self, month: date) -> bool:
        times = self.import_times(month)
        return bool(times) and self.now < min(
            max(times) + timedelta(hours=28), min(times) + timedelta(days=14)
        )

    def import_times(self, month: date) -> list[datetime]:
        return [
            trip.heard_at
            for trip in self.story.trips.values()
            if trip.history and trip.operator in self.operators and trip.on.replace(day=1) == month
        ]

    def closes(self, month: date) -> bool:
        second = after(after(month))
        times = self.import_times(month)
        return self.opened(second - timedelta(days=1)) and (
            not times or self.now >= min(times) + timedelta(days=30)
        )

    # A run.

    def release(self, now: datetime, *, by_command: bool = False) -> int | None:
        self.now = now
        before = self.newest()
        figures = dict(before)
        everyday = {trip.on for trip in self.story.trips.values()}
        everyday |= {given.on for given in self.story.points.values()}
        for month in sorted({day.replace(day=1) for day in everyday} - self.closed):
            if self.waits(month) and not by_command:
                continue
            for day in sorted(day for day in everyday if day.replace(day=1) == month and self.opened(day)):
                self.try_day(figures, day)
            ended = self.opened(after(month) - timedelta(days=1))
            has_day = any(day.replace(day=1) == month for _, day in self.sets)
            if ended and has_day and month not in self.complete:
                self.complete.add(month)
                self.complete_month(figures, month)
            if ended:
                self.add_up(figures, "P1M", month, after(month))
            if self.closes(month):
                self.closed.add(month)
                self.close_month(figures, month)
        for monday in sorted({day - timedelta(days=day.weekday()) for _, day in self.sets}):
            if self.opened(monday + timedelta(days=6)):
                self.add_up(figures, "P1W", monday, monday + timedelta(days=7))
        if figures == before:
            return None
        self.releases.append(figures)
        return len(self.releases)

    def newest(self) -> dict[str, Any]:
        """All figures as they were told last, by name."""
        return self.releases[-1] if self.releases else {}

    def try_day(self, figures: dict[str, Any], day: date) -> None:
        for kind, rows in (("trips", self.trips(day)), ("points", self.points(day))):
            if (kind, day) in self.sets:
                continue
            for measure in measures_of(kind):
                if not enough(self.ground, rows, measure):
                    continue
                self.sets[kind, day] = rows
                places = tree(self.ground, rows, measure)[0] if self.by_day else {"city": rows}
                for place, inside in places.items():
                    tell(figures, measure, f"P1D {day}", place, inside, None)

    def shown(self, measure: str, month: date) -> dict[date, list[R]]:
        kind = "points" if measure == "points" else "trips"
        return {
            day: rows
            for (each, day), rows in sorted(self.sets.items(), key=lambda item: item[0][1])
            if each == kind
            and day.replace(day=1) == month
            and enough(self.ground, rows, measure)
            and total(rows, measure)
        }

    def complete_month(self, figures: dict[str, Any], month: date) -> None:
        for measure in ("trips", "duration_s", "distance_m", "points"):
            days = self.shown(measure, month)
            if self.by_day:
                leaves = [leaf for rows in days.values() for leaf in tree(self.ground, rows, measure)[1]]
                told = types_told(self.ground, leaves, measure, None)
            else:
                days = remaining_days(self.ground, days, measure)
                places, leaves = tree(self.ground, [row for rows in days.values() for row in rows], measure)
                for place in places.keys() - {"city"}:
                    tell(figures, measure, f"P1M {month}", place, places[place], len(days))
                told = types_told(self.ground, leaves, measure, days)
            if told and measure != "points":
                self.tell_types(figures, month, measure, days)

    def tell_types(
        self, figures: dict[str, Any], month: date, measure: str, days: dict[date, list[R]]
    ) -> None:
        rows = [row for each in days.values() for row in each]
        if measure == "duration_s":
            if kcal := total(rows, "energy_kcal"):
                figures[f"energy_kcal P1M {month} city"] = [int(kcal), len(days)]
            return
        by_type = {each: total([row for row in rows if row.type == each], measure) for each in TYPES}
        for each, amount in by_type.items():
            if amount:
                figures[f"{measure}/{each} P1M {month} city"] = [int(amount), len(days)]
        if measure == "distance_m" and any(by_type.values()):
            grams = sum((by_type[each] * GRAMS_PER_KM[each] / 1_000 for each in TYPES), Fraction(0))
            kg = float(round(grams / 1_000, 3))
            figures[f"climate.net_kgco2e P1M {month} city"] = [kg, len(days)]

    def add_up(self, figures: dict[str, Any], interval: str, start: date, end: date) -> None:
        days = [start + timedelta(days=each) for each in range((end - start).days)]
        names = {tuple(name.split()) for name in figures}
        for measure in ("trips", "duration_s", "distance_m", "points"):
            for place in {name[3] for name in names if name[0] == measure and not name[3].startswith("rest")}:
                shown = [day for day in days if f"{measure} P1D {day} {place}" in figures]
                if not shown:
                    continue
                value = sum(figures[f"{measure} P1D {day} {place}"] for day in shown)
                figures[f"{measure} {interval} {start} {place}"] = [value, len(shown)]
                if measure == "trips":
                    riders = {
                        row.who
                        for day in shown
                        for row in self.sets["trips", day]
                        if self.lies_in(row, place)
                    }
                    figures[f"riders {interval} {start} {place}"] = [tens(len(riders)), len(shown)]

    def lies_in(self, row: R, place: str) -> bool:
        return place in ("city", f"zone/{row.at}", f"district/{self.ground.district(row.at)}")

    def close_month(self, figures: dict[str, Any], month: date) -> None:
        for measure in ("trips", "duration_s", "distance_m"):
            came, gone, whole = [], [], []
            for day, counted in self.shown(measure, month).items():
                whole += counted
                now = [content(row) for row in self.trips(day, also_objecting=True)]
                then = [content(row) for row in counted]
                came += [row for row in self.trips(day) if content(row) not in then]
                gone += [row for row in counted if content(row) not in now]
            name = f"P1M {month} city"
            if enough(self.ground, came, measure):
                figures[f"{measure}.came_later {name}"] = int(total(came, measure))
            if enough(self.ground, gone, measure):
                percent = 100 * total(gone, measure) / total(whole, measure)
                step = next((f"under {each} %" for each in SHARES if percent < each), "50 % or more")
                figures[f"{measure}.taken_back {name}"] = step

    # Reading.

    def read(self, name: str, release: int | None = None) -> Any:
        figures = self.newest() if release is None else self.releases[release - 1] if release else {}
        if name in figures:
            return figures[name]
        measure, interval, start, place = name.split()
        first = date.fromisoformat(start)
        late = measure.endswith((".came_later", ".taken_back"))
        city_by_month = late or "/" in measure or measure.startswith(("energy", "climate"))
        if city_by_month and (interval, place) != ("P1M", "city"):
            return "finer"
        if place != "city" and (not self.by_day if interval != "P1M" else False):
            return "finer"
        if self.by_day and place.startswith("rest/") and interval != "P1D":
            return "finer"
        if late:
            return "few" if self.closes(first) else "later"
        last = {"P1D": first, "P1W": first + timedelta(days=6), "P1M": after(first) - timedelta(days=1)}
        is_there = self.opened(last[interval]) and not self.waits(first.replace(day=1))
        return "few" if is_there else "later"


def measures_of(kind: str) -> tuple[str, ...]:
    return ("points",) if kind == "points" else ("trips", "duration_s", "distance_m")


def after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def tens(number: int) -> int:
    return 10 * int(Fraction(number, 10) + Fraction(1, 2))


def content(row: R) -> tuple[Any, ...]:
    return row.what, row.at, row.type, row.amounts


def tell(
    figures: dict[str, Any], measure: str, period: str, place: str, rows: list[R], days: int | None
) -> None:
    numbers = {}
    if amount := int(total(rows, measure)):
        numbers[measure] = amount
    if measure == "trips":
        numbers["riders"] = tens(len({row.who for row in rows}))
    for name, number in numbers.items():
        figures[f"{name} {period} {place}"] = number if days is None else [number, days]
