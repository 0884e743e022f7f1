"""The rules of releases on a city in memory: what the service does with its tables, with dictionaries."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.public_value.indicators.climate.store import data_sets
from services.public_value.indicators.rules import climate_kg_of
from services.public_value.plans.rules import NO_PLACE, Plan
from services.public_value.releases import rules
from services.public_value.releases.calendar.rules import (
    Import,
    first_of_month,
    first_of_week,
    last_day,
    newest_day,
)
from services.public_value.releases.closing.rules import Step, words
from services.public_value.releases.enough.rules import Limits
from services.public_value.releases.reading.rules import reason
from services.public_value.releases.rules import Counted, Figure, Kind
from services.public_value.zones.rules import district
from tests.public_value.releases.story import MADRID, Story

DEFAULT = Limits()
Rows = dict[date, list[Counted]]


@dataclass
class MemoryCity:
    """A city with its releases. `zones` are parents by zone_id."""

    zones: Mapping[str, str | None]
    plan: Plan
    limits: Limits = DEFAULT
    phones_cover: bool = False
    story: Story = field(init=False)
    frozen: dict[Kind, Rows] = field(default_factory=lambda: {"trips": {}, "points": {}})
    released: list[list[Figure]] = field(default_factory=list)
    completed: set[date] = field(default_factory=set)
    closed: set[date] = field(default_factory=set)
    run_at: datetime | None = None

    def __post_init__(self) -> None:
        self.story = Story(self.plan.operators)
        districts = {zone_id: district(zone_id, self.zones) for zone_id in self.zones}
        self.city = rules.City(
            self.limits, MADRID, districts, lambda *args: climate_kg_of(data_sets(), *args)
        )

    def tell(self, step: Mapping[str, Any]) -> None:
        self.story.tell(step)
        if erased := step.get("erase"):
            for days in self.frozen.values():
                for day, rows in days.items():
                    days[day] = [_renamed(row, erased["who"], erased["new_id"]) for row in rows]

    def release(self, now: datetime, *, by_command: bool = False) -> int | None:
        """Make a run. Returns the number of the release, None if there is nothing new."""
        self.run_at, new = now, []
        today: dict[Kind, Rows] = {"trips": self._trips(everybody=False), "points": self._points()}
        days = {day for kind in rules.MEASURES for day in (*today[kind], *self.frozen[kind])}
        for start in sorted({first_of_month(day) for day in days}):
            made = rules.make_month(self.city, self._month(start, today), now, by_command=by_command)
            for kind, frozen in made.frozen.items():
                self.frozen[kind] |= {day: list(rows) for day, rows in frozen.items()}
            self.completed |= {start} if made.completes else set()
            self.closed |= {start} if made.closes else set()
            new += made.figures
        told = self.told() | {figure.key: figure for figure in new}
        for monday in sorted({first_of_week(day) for day in self.frozen["trips"] | self.frozen["points"]}):
            if newest_day(now, MADRID) >= last_day("P1W", monday):
                new += rules.sums("P1W", monday, told, self.frozen["trips"], self.city.districts)
        if not new:
            return None
        self.released.append(new)
        return len(self.released)

    def _month(self, start: date, today: Mapping[Kind, Rows]) -> rules.Month:
        def within(days: Rows) -> Rows:
            return {day: rows for day, rows in days.items() if first_of_month(day) == start}

        return rules.Month(
            start=start,
            plan=self.plan,
            imported=self.imported(start),
            is_complete=start in self.completed,
            is_closed=start in self.closed,
            told=self.told(),
            open_days={
                kind: {d: rows for d, rows in within(days).items() if d not in self.frozen[kind]}
                for kind, days in today.items()
            },
            counted={kind: within(days) for kind, days in self.frozen.items()},
            today=within(self._trips(everybody=True)),
            objecting=frozenset(self.story.objecting),
        )

    def told(self, release: int | None = None) -> dict[Any, Figure]:
        return {figure.key: figure for made in self.released[:release] for figure in made}

    def read(self, name: str, release: int | None = None) -> Any:
        """What is read of a figure: its value (with the days of a week or month), or why it is hidden."""
        measure, interval, start, place = name.split()
        measure, _, vehicle = measure.partition("/")
        place = {"rest/city": "rest"}.get(place, place.replace("rest/", "rest:"))
        first: Any = interval
        key = (measure, first, date.fromisoformat(start), place, vehicle)
        figure = self.told(release).get(key)
        if figure is None:
            imported = self.imported(first_of_month(key[2]))
            return reason(*key, places=self.plan.places, imported=imported, run_at=self.run_at, zone=MADRID)
        if figure.low is not None and figure.value is None:
            return words(Step(int(figure.low), int(figure.high or 0)))
        return figure.value if figure.days is None else [figure.value, figure.days]

    def imported(self, start: date) -> Import | None:
        times = [
            trip.heard_at
            for trip in self.story.trips.values()
            if trip.history and first_of_month(trip.on) == start and trip.operator in self.plan.operators
        ]
        return Import(min(times), max(times)) if times else None

    def _covers(self, trip: Any) -> bool:
        return trip.seen or self.phones_cover

    def _counts(self, trip: Any) -> bool:
        return trip.counts and trip.operator in self.plan.operators and trip.rider not in self.story.objecting

    def _trips(self, *, everybody: bool) -> Rows:
        days: Rows = defaultdict(list)
        for trip_id, trip in self.story.trips.items():
            zone_id = self.plan.zone_of(trip.operator, trip.zone)
            if zone_id and (self._counts(trip) or (everybody and trip.counts)):
                amounts = (1, trip.seconds, trip.metres or 0, trip.kcal)
                who = (str(trip_id), trip.rider, trip.operator, self._covers(trip))
                days[trip.on].append(Counted(*who, zone_id, trip.vehicle, *amounts))
        return dict(days)

    def _points(self) -> Rows:
        days: Rows = defaultdict(list)
        for source, given in self.story.points.items():
            row: Counted | None
            if given.trip is not None:
                row = self._points_of_trip(source, given)
            else:
                row = self._other_points(source, given)
            if row:
                days[given.on].append(row)
        return dict(days)

    def _points_of_trip(self, source: str, given: Any) -> Counted | None:
        trip = self.story.trips[given.trip]
        zone_id = self.plan.zone_of(trip.operator, trip.zone)
        if not zone_id or not self._counts(trip):
            return None
        who = (source, given.rider, trip.operator, self._covers(trip))
        return Counted(*who, zone_id, trip.vehicle, points=given.points)

    def _other_points(self, source: str, given: Any) -> Counted | None:
        ridden = [trip for trip in self.story.trips.values() if trip.rider == given.rider]
        counting = [trip for trip in ridden if self._counts(trip)]
        if not counting:
            return None
        operators = {trip.operator for trip in ridden}
        operator = operators.pop() if len(operators) == 1 else None
        covers = any(self._covers(trip) for trip in counting)
        return Counted(source, given.rider, operator, covers, NO_PLACE, "", points=given.points)


def _renamed(row: Counted, rider: str, new_id: str) -> Counted:
    return row._replace(rider=new_id) if row.rider == rider else row
