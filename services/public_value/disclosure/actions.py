"""Months and weeks with their hidden cells, made from the rollups and cached until their data change."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.public_value.disclosure import rules, store
from services.public_value.disclosure.cells.rules import Places, period_places
from services.public_value.disclosure.rules import DAY, WEEK, Shown, Told, next_month, told
from services.public_value.zones import store as zones
from shared.caches import Cache
from shared.settings import ServiceSettings


@dataclass(frozen=True)
class SpanCache:
    """Worked-out months and weeks, each with the version of the data that it was made from.

    One request at a time holds the lock, so that a hundred concurrent requests for a month that is not cached
    work it out once.
    """

    spans: Cache[Hashable, tuple[Hashable, Shown]]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True)
class Snapshot:
    """A city's data at one moment, in a transaction that sees no later change. Every figure of an answer
    comes from the same snapshot."""

    tx: AsyncConnection
    city_id: str
    cache: SpanCache
    parents: Mapping[str, str | None]
    extent: store.Extent
    told: Told

    @property
    def known_places(self) -> Places:
        """The places of a period without any trip."""
        return period_places(self.parents, ())

    def month_version(self, month: date) -> Hashable:
        """The version of all data that the month's figures depend on: rollups, span of trips, zones."""
        span = self.extent.span
        assert span is not None
        clip = (max(month, span[0]), min(next_month(month) - DAY, span[1]))
        # Trips before or after the month decide which weeks it holds whole.
        has_trips_around = (span[0] < month, span[1] >= next_month(month))
        return self.extent.versions.get(month), clip, has_trips_around, tuple(self.parents.items())


@asynccontextmanager
async def take_snapshot(
    engine: AsyncEngine, settings: ServiceSettings, cache: SpanCache
) -> AsyncIterator[Snapshot]:
    """A snapshot of the city as it is now, of the days that are told. It holds the cache's lock and a
    transaction until it is closed."""
    city_id, now_told = settings.city_id, told(datetime.now(UTC), ZoneInfo(settings.timezone))
    repeatable = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    async with cache.lock, repeatable.connect() as tx:
        parents = await zones.read_parents(tx, city_id)
        extent = await store.read_extent(tx, city_id, now_told.newest)
        yield Snapshot(tx, city_id, cache, parents, extent, now_told)


async def months(snapshot: Snapshot, first_days: Sequence[date]) -> dict[date, Shown]:
    """The months with these first days. A month without a day in the span of trips is left out."""
    return {
        month: await _month(snapshot, month)
        for month in first_days
        if _clip(snapshot, month, next_month(month))
    }


async def weeks(snapshot: Snapshot, mondays: Sequence[date]) -> dict[date, Shown]:
    """The weeks with these Mondays. A week without a day in the span of trips is left out."""
    return {week: await _week(snapshot, week) for week in mondays if _clip(snapshot, week, week + WEEK)}


def _clip(snapshot: Snapshot, start: date, end: date) -> tuple[date, date] | None:
    """The first and last day in [start, end) that lie in the span of trips; None when no day does."""
    span = snapshot.extent.span
    if span is None:
        return None
    first, last = max(start, span[0]), min(end - DAY, span[1])
    return (first, last) if first <= last else None


async def _month(snapshot: Snapshot, month: date) -> Shown:
    clip, span = _clip(snapshot, month, next_month(month)), snapshot.extent.span
    assert clip is not None
    assert span is not None
    first, last = clip
    version = snapshot.month_version(month)
    if shown := _find(snapshot.cache, month, version):
        return shown
    ridden = await store.read_ridden(snapshot.tx, snapshot.city_id, first, last)
    places = period_places(snapshot.parents, ridden)
    rollups = await store.read_rollups(snapshot.tx, snapshot.city_id, first, last, places.zones)
    return await _make(
        snapshot.cache, month, version, lambda: rules.month_shown(first, span, rollups, places)
    )


async def _week(snapshot: Snapshot, week: date) -> Shown:
    clip = _clip(snapshot, week, week + WEEK)
    assert clip is not None
    first, last = clip
    first_days = sorted({first.replace(day=1), last.replace(day=1)})
    version = tuple(snapshot.month_version(month) for month in first_days)
    key = ("week", week)
    if shown := _find(snapshot.cache, key, version):
        return shown
    months_of_week = {month: await _month(snapshot, month) for month in first_days}
    places = rules.week_places(list(months_of_week.values()), snapshot.known_places)
    rollups = await store.read_rollups(snapshot.tx, snapshot.city_id, first, last, places.zones)
    return await _make(
        snapshot.cache, key, version, lambda: rules.week_shown(first, rollups, places, months_of_week)
    )


def _find(cache: SpanCache, key: Hashable, version: Hashable) -> Shown | None:
    cached = cache.spans.get(key, lambda versioned: versioned[0] == version)
    return None if cached is None else cached[1]


async def _make(cache: SpanCache, key: Hashable, version: Hashable, make: Callable[[], Shown]) -> Shown:
    # In a thread, because a month of a large city takes tenths of a second of arithmetic.
    shown = await asyncio.to_thread(make)
    cache.spans.keep(key, (version, shown))
    return shown
