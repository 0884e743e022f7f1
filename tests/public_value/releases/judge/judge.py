"""A slow judge of releases, written from the sentences of the contract alone.

It keeps every row one by one, knows nothing of how the service stores or adds up, and works everything out
again for each question. Amounts are fractions; sums are looked up rider by rider.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.public_value.releases.judge.ground import (
    TYPES,
    Ground,
    R,
    enough,
    remaining_days,
    total,
    tree,
    types_told,
)
from tests.public_value.releases.story import MADRID, Story

GRAMS_PER_KM = {"bike": Fraction("7.027225"), "ebike": Fraction("-18.642375")}
SHARES = (1, 2, 5, 10, 20, 50)


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
