"""Months and weeks worked out from the rollups, and kept until their data change."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.public_value.disclosure import store as store
from services.public_value.disclosure.cells.rules import Places, places
from services.public_value.disclosure.rules import (
    DAY,
    WEEK,
    Shown,
    month_shown,
    next_month,
    week_places,
    week_shown,
)

SPANS_MAX = 100
"""Months and weeks kept, about 100 kB each."""


@dataclass(frozen=True)
class Kept:
    """Worked-out spans with the versions of what they were made from. One request at a time makes them, so
    that a hundred that come together do not work out the same month a hundred times."""

    spans: OrderedDict[Hashable, tuple[Hashable, Shown]] = field(default_factory=OrderedDict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True)
class Snapshot:
    """One moment of a city's data: every figure of an answer comes from the same."""

    tx: AsyncConnection
    city_id: str
    kept: Kept
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
async def snapshot(engine: AsyncEngine, city_id: str, kept: Kept) -> AsyncIterator[Snapshot]:
    """The city as it is now, for as long as an answer takes."""
    repeatable = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    async with kept.lock, repeatable.connect() as tx:
        parents = await store.read_parents(tx, city_id)
        yield Snapshot(tx, city_id, kept, parents, await store.read_extent(tx, city_id))


async def months(now: Snapshot, wanted: Sequence[date]) -> dict[date, Shown]:
    """Of these months (by their first days) those that have anything to show."""
    return {month: await _month(now, month) for month in wanted if _clip(now, month, next_month(month))}


async def weeks(now: Snapshot, wanted: Sequence[date]) -> dict[date, Shown]:
    """Of these weeks (by their Mondays) those that have anything to show."""
    return {week: await _week(now, week) for week in wanted if _clip(now, week, week + WEEK)}


def _clip(now: Snapshot, start: date, end: date) -> tuple[date, date] | None:
    """First and last of the days from `start` until before `end` that lie in the span of trips."""
    if now.extent.span is None:
        return None
    first, last = max(start, now.extent.span[0]), min(end - DAY, now.extent.span[1])
    return (first, last) if first <= last else None


async def _month(now: Snapshot, month: date) -> Shown:
    clip, span = _clip(now, month, next_month(month)), now.extent.span
    assert clip is not None
    assert span is not None
    first, last = clip
    version = now.month_version(month)
    if kept := _find(now.kept, month, version):
        return kept
    where = places(now.parents, await store.read_ridden(now.tx, now.city_id, first, last))
    rollups = await store.read_rollups(now.tx, now.city_id, first, last, where.zones)
    return await _make(now.kept, month, version, lambda: month_shown(first, span, rollups, where))


async def _week(now: Snapshot, week: date) -> Shown:
    clip, span = _clip(now, week, week + WEEK), now.extent.span
    assert clip is not None
    assert span is not None
    first, last = clip
    of = sorted({first.replace(day=1), last.replace(day=1)})
    version = tuple(now.month_version(month) for month in of)
    key = ("week", week)
    if kept := _find(now.kept, key, version):
        return kept
    in_months = {month: await _month(now, month) for month in of}
    where = week_places(list(in_months.values()), now.known_places)
    rollups = await store.read_rollups(now.tx, now.city_id, first, last, where.zones)
    return await _make(now.kept, key, version, lambda: week_shown(first, rollups, where, in_months))


def _find(kept: Kept, key: Hashable, version: Hashable) -> Shown | None:
    known = kept.spans.get(key)
    if known is None or known[0] != version:
        return None
    kept.spans.move_to_end(key)
    return known[1]


async def _make(kept: Kept, key: Hashable, version: Hashable, make: Callable[[], Shown]) -> Shown:
    # In a thread, because a month of a large city takes tenths of a second of arithmetic.
    made = await asyncio.to_thread(make)
    kept.spans[key] = (version, made)
    kept.spans.move_to_end(key)
    if len(kept.spans) > SPANS_MAX:
        kept.spans.popitem(last=False)
    return made
