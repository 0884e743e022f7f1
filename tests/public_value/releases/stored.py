"""The releases of public_value itself: events by its handlers, runs by its actions, figures by its tables."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from services.public_value.app import Settings
from services.public_value.indicators.registry import INDICATORS
from services.public_value.plans.rules import Plan
from services.public_value.queries.reading import actions as reading
from services.public_value.queries.rules import Query
from services.public_value.releases import store
from services.public_value.releases.actions import Releasing, release
from services.public_value.releases.calendar.rules import first_of_month, last_day
from services.public_value.releases.closing.rules import Step, words
from services.public_value.releases.publishing import store as published
from services.public_value.releases.reading.rules import reason
from services.public_value.releases.store import Scope
from shared.events.event import Event
from shared.events.heard import Heard
from shared.events.riders import ConsentChanged, RiderErased
from tests.events import points_posted, trip_judged, zone_reported
from tests.public_value.events import NAMES, tell
from tests.public_value.releases.story import MADRID, Given, Story, Trip, moment

TABLES = """trips, sources, cells, shares, stand_ins, versions, zones, imports, objections, counted,
    frozen_days, figures, releases, released_months, release_runs, release_plans"""


class StoredCity:
    """A city in the tables of public_value. `zones` are parents by zone_id."""

    def __init__(
        self,
        engine: AsyncEngine,
        dsn: str,
        zones: Mapping[str, str | None],
        plan: Plan,
        *,
        any_covers: bool = False,
    ) -> None:
        self.engine = engine
        self.zones = zones
        self.plan = plan
        self.story = Story(plan.operators)
        settings = Settings.model_validate({"DATABASE_URL": dsn})
        self.releasing = Releasing(settings, plan, any_covers)
        self.scope = Scope("city", plan, any_covers)
        self.revision = 1
        self.run_at: datetime | None = None

    async def begin(self) -> None:
        """Empty the tables, and report the zones."""
        async with self.engine.begin() as tx:
            await tx.execute(sa.text(f"TRUNCATE {TABLES}"))
        zones = [zone_reported(zone_id=each, name=each, parent_id=of) for each, of in self.zones.items()]
        await self._tell(moment("2026-01-01T00:00"), zones)

    async def tell(self, step: Mapping[str, Any]) -> None:
        trips, points = dict(self.story.trips), dict(self.story.points)
        self.story.tell(step)
        self.revision += 1
        events: list[Event] = []
        if erased := step.get("erase"):
            events.append(RiderErased(city_id="city", revision=1, rider_id=_uuid(erased["who"])))
            trips, points = dict(self.story.trips), dict(self.story.points)
        for trip_id, trip in self.story.trips.items():
            if trips.get(trip_id) != trip:
                revision = self.revision if trip_id in trips else 1
                events.append(_trip_event(trip_id, trip, revision))
        for source, given in self.story.points.items():
            if points.get(source) != given:
                events.append(_points_event(source, given, self.revision))
        if consent := step.get("consent"):
            events.append(
                ConsentChanged(
                    city_id="city",
                    revision=self.revision,
                    rider_id=_uuid(consent["who"]),
                    purpose="city_statistics",
                    given=consent["city_statistics"],
                )
            )
        await self._tell(moment(step["at"]), events)

    async def _tell(self, at: datetime, events: list[Any]) -> None:
        heard = [Heard(uuid5(NAMES, repr(event)), at, event) for event in events]
        if heard:
            await tell(self.engine, heard)

    async def release(self, now: datetime, *, by_command: bool = False) -> int | None:
        self.run_at = now
        return await release(self.releasing, now, by_command=by_command)

    async def told(self, release: int | None = None) -> dict[Any, Any]:
        async with self.engine.connect() as tx:
            return dict(await published.read_told(tx, "city", date(1, 1, 1), date(9999, 1, 1), release))

    async def read(self, name: str, release: int | None = None) -> Any:
        measure, interval, start, place = name.split()
        measure, _, vehicle = measure.partition("/")
        place = {"rest/city": "rest"}.get(place, place.replace("rest/", "rest:"))
        first: Any = interval
        key = (measure, first, date.fromisoformat(start), place, vehicle)
        figure = (await self.told(release)).get(key)
        said = await self._said(key, figure, release)
        if measure in INDICATORS:
            await self._is_answered(key, said, release)
        return said

    async def _said(self, key: Any, figure: Any, release: int | None) -> Any:
        if figure is None:
            async with self.engine.connect() as tx:
                imported = await store.read_import(tx, self.scope, first_of_month(key[2]))
            return reason(*key, places=self.plan.places, imported=imported, run_at=self.run_at, zone=MADRID)
        if figure.low is not None and figure.value is None:
            return words(Step(int(figure.low), int(figure.high)))
        return figure.value if figure.days is None else [figure.value, figure.days]

    async def _is_answered(self, key: Any, said: Any, release: int | None) -> None:
        """Whoever asks for a figure by a query reads the same."""
        async with self.engine.connect() as tx:
            read = await reading.read(tx, self.releasing, release)
            answer = await reading.answer(tx, self.releasing.settings, _query(key), read)
        for row, hidden in zip_longest(answer.rows, answer.suppressed):
            if row[1] is None:
                assert release is not None or hidden["because"] == said, key
                assert isinstance(said, str), key
            elif isinstance(said, list):
                days = [each["days"] for each in answer.partial] or [_days_of(key)]
                assert [row[1], *days] == said, key
            else:
                assert row[1] == said, key
        assert answer.rows or isinstance(said, str), key


def _query(key: Any) -> Query:
    measure, interval, start, place, vehicle_type = key
    kind, _, place_id = place.partition("/")
    is_of_zones = kind == "zone" or kind.startswith("rest:")
    dimension: Any = "vehicle_type" if vehicle_type else "zone_id" if is_of_zones else "district_id"
    if place == "city" and not vehicle_type:
        dimension = None
    only = frozenset({vehicle_type or place_id or kind}) if dimension else None
    return Query((measure,), interval, start, start, dimension, only, names_place=False)


def _days_of(key: Any) -> int:
    days: int = (last_day(key[1], key[2]) - key[2]).days + 1
    return days


def _uuid(name: object) -> UUID:
    return uuid5(NAMES, f"{name}")


def _trip_event(trip_id: object, trip: Trip, revision: int) -> Event:
    started_at = datetime(trip.on.year, trip.on.month, trip.on.day, 12, tzinfo=MADRID)
    return trip_judged(
        trip_id=_uuid(trip_id),
        rider_id=_uuid(trip.rider),
        revision=revision,
        operator_id=trip.operator,
        confirmed_by=("operator",) if trip.seen else ("phone",),
        verdict="accepted" if trip.counts else "voided",
        vehicle_type=trip.vehicle,
        started_at=started_at,
        ended_at=started_at + timedelta(seconds=trip.seconds),
        duration_s=trip.seconds,
        distance_m=trip.metres,
        energy_kcal=trip.kcal,
        history=trip.history,
        start_zone_id=trip.zone,
    )


def _points_event(source: str, given: Given, revision: int) -> Event:
    name = f"trip:{_uuid(given.trip)}" if given.trip else source
    return points_posted(
        rider_id=_uuid(given.rider),
        revision=revision,
        posting_id=_uuid(f"{source} {revision}"),
        source=name,
        kind="challenge" if given.kind == "entry" else given.kind,
        points=given.points,
        total_points=given.points,
        local_on=given.on,
        params={},
    )
