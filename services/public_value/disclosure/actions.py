"""Months and weeks worked out from the rollups, and kept until their data change."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.public_value.disclosure import rules, store
from services.public_value.disclosure.cells.rules import Places, places
from services.public_value.disclosure.rules import DAY, WEEK, Shown, next_month
from services.public_value.zones import store as zones
from shared.caches import Cache


@dataclass(frozen=True)
class SpanCache:
    """Worked-out months and weeks with the versions of what they were made from. One request at a time makes
    them, so that a hundred that come together do not work out the same month a hundred times."""

    spans: Cache[Hashable, tuple[Hashable, Shown]]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True)
class Snapshot:
    """One moment of a city's data: every figure of an answer comes from the same."""

    tx: AsyncConnection
    city_id: str
    cache: SpanCache
    parents: Mapping[str, str | None]
    extent: store.Extent

    @property
    def known_places(self) -> Places:
        """The places of a period without any trip."""
        return places(self.parents, ())

    def month_version(self, month: date) -> Hashable:
        """Changes whenever a figure of the month might."""
        span = self.extent.span
        assert span is not None
        clip = (max(month, span[0]), min(next_month(month) - DAY, span[1]))
        cut = (span[0] < month, span[1] >= next_month(month))
        return self.extent.versions.get(month), clip, cut, tuple(self.parents.items())


@asynccontextmanager
async def take_snapshot(engine: AsyncEngine, city_id: str, cache: SpanCache) -> AsyncIterator[Snapshot]:
    """The city as it is now, for as long as an answer takes."""
    repeatable = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    async with cache.lock, repeatable.connect() as tx:
        parents = await zones.read_parents(tx, city_id)
        yield Snapshot(tx, city_id, cache, parents, await store.read_extent(tx, city_id))


async def months(snapshot: Snapshot, first_days: Sequence[date]) -> dict[date, Shown]:
    """Of these months (by their first days) those that have anything to show."""
    return {
        month: await _month(snapshot, month)
        for month in first_days
        if _clip(snapshot, month, next_month(month))
    }


async def weeks(snapshot: Snapshot, mondays: Sequence[date]) -> dict[date, Shown]:
    """Of these weeks (by their Mondays) those that have anything to show."""
    return {week: await _week(snapshot, week) for week in mondays if _clip(snapshot, week, week + WEEK)}


def _clip(snapshot: Snapshot, start: date, end: date) -> tuple[date, date] | None:
    """First and last of the days from `start` until before `end` that lie in the span of trips."""
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
    where = places(snapshot.parents, await store.read_ridden(snapshot.tx, snapshot.city_id, first, last))
    rollups = await store.read_rollups(snapshot.tx, snapshot.city_id, first, last, where.zones)
    return await _make(snapshot.cache, month, version, lambda: rules.month_shown(first, span, rollups, where))


async def _week(snapshot: Snapshot, week: date) -> Shown:
    clip = _clip(snapshot, week, week + WEEK)
    assert clip is not None
    first, last = clip
    its_months = sorted({first.replace(day=1), last.replace(day=1)})
    version = tuple(snapshot.month_version(month) for month in its_months)
    key = ("week", week)
    if shown := _find(snapshot.cache, key, version):
        return shown
    in_months = {month: await _month(snapshot, month) for month in its_months}
    where = rules.week_places(list(in_months.values()), snapshot.known_places)
    rollups = await store.read_rollups(snapshot.tx, snapshot.city_id, first, last, where.zones)
    return await _make(
        snapshot.cache, key, version, lambda: rules.week_shown(first, rollups, where, in_months)
    )


def _find(cache: SpanCache, key: Hashable, version: Hashable) -> Shown | None:
    known = cache.spans.get(key, lambda of: of[0] == version)
    return None if known is None else known[1]


async def _make(cache: SpanCache, key: Hashable, version: Hashable, make: Callable[[], Shown]) -> Shown:
    # In a thread, because a month of a large city takes tenths of a second of arithmetic.
    shown = await asyncio.to_thread(make)
    cache.spans.keep(key, (version, shown))
    return shown
