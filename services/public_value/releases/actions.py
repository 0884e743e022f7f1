"""A run: what is due is counted, frozen and told, in one transaction. So a release is whole or not there."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.public_value.factor_sets.actions import data_sets
from services.public_value.indicators.rules import climate_kg_of
from services.public_value.plans import store as plans
from services.public_value.plans.rules import Plan, PlanInForce, as_told, plan_of
from services.public_value.releases import rules, store
from services.public_value.releases.calendar.rules import (
    closes_at,
    first_of_month,
    first_of_week,
    forgets_before,
    last_day,
    month_before,
    newest_day,
    run_at,
    said_by,
)
from services.public_value.releases.choices.rules import Shares, choices, shares
from services.public_value.releases.enough.rules import Limits
from services.public_value.releases.publishing import store as published
from services.public_value.releases.publishing.rules import content_of, events_of, hash_of
from services.public_value.releases.publishing.store import Release
from services.public_value.releases.rules import MEASURES, Figure, Kind, Made, Month
from services.public_value.releases.store import Run, Scope
from services.public_value.zones.rules import district
from services.public_value.zones.store import read_parents
from shared.db import create_engine
from shared.eventlog.outbox import publish
from shared.settings import ServiceSettings

logger = structlog.get_logger()

LOOK_EVERY_S = 60
"""How often it is looked whether a run is due."""
NEVER = datetime(1, 1, 1, tzinfo=UTC)
STATEMENT_S = 600
"""Longest statement of a run: it reads whole months."""


@dataclass(frozen=True)
class Releasing:
    """What runs need to know of a deployment. `plan` holds for months before the first that was written;
    `any_covers`: phones cover too. A run that is made anew has the `plans` of then."""

    settings: ServiceSettings
    plan: Plan
    any_covers: bool
    limits: Limits = field(default_factory=Limits)
    plans: tuple[PlanInForce, ...] = ()

    @property
    def city_id(self) -> str:
        return self.settings.city_id

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.timezone)


async def release_when_due(
    engine: AsyncEngine, releasing: Releasing, now: datetime, started_at: datetime, *, heard_until: datetime
) -> int | None:
    """Make the run of 04:00 of this day, or of the day before, if there was none since. A city that had no
    run yet has its first at the 04:00 that follows its start. Returns the number of the release.

    All that was said before `heard_until` has taken effect. A run waits for what was said on the days that it
    may tell: a day that is frozen without it would lack it for ever."""
    async with engine.connect() as tx:
        before = await store.read_run(tx, releasing.city_id)
    if (before or started_at) >= run_at(now, releasing.zone):
        return None
    if heard_until < said_by(now, releasing.zone):
        logger.warning("release_waits_for_events", heard_until=heard_until)
        return None
    return await release(releasing, now, by_command=False)


async def release(releasing: Releasing, now: datetime, *, by_command: bool) -> int | None:
    """Make a run. Returns the number of the release, None if there is nothing new to tell. One run waits for
    another, and finds nothing left to do."""
    engine = create_engine(releasing.settings.database_url, 2, STATEMENT_S, pool="releases")
    try:
        async with _alone(engine), _snapshot(engine) as tx:
            return await _run(tx, releasing, now, by_command=by_command)
    finally:
        await engine.dispose()


async def try_plans(releasing: Releasing, now: datetime) -> tuple[date, list[tuple[Plan, Shares]]]:
    """The last month that has ended, by its first day, and what each choice of a plan would show of it."""
    engine = create_engine(releasing.settings.database_url, 1, STATEMENT_S, pool="releases")
    start = month_before(first_of_month(newest_day(now, releasing.zone) + timedelta(days=1)))
    tried = []
    try:
        async with _snapshot(engine) as tx:
            city = await _city(tx, releasing)
            in_force = await _in_force(tx, releasing)
            for plan in choices(plan_of(in_force, start)):
                scope = Scope(releasing.city_id, plan, releasing.any_covers)
                days = {
                    kind: await store.read_month(tx, scope, kind, start, last_day("P1M", start))
                    for kind in MEASURES
                }
                tried.append((plan, await asyncio.to_thread(shares, city, plan, start, days)))
    finally:
        await engine.dispose()
    return start, tried


@asynccontextmanager
async def _alone(engine: AsyncEngine) -> AsyncIterator[None]:
    """Hold the lock of runs. It is taken before the snapshot, which then has what the run before wrote."""
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(sa.text(f"SET lock_timeout = '{STATEMENT_S}s'"))
        await connection.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": store.RUN_LOCK})
        try:
            yield
        finally:
            await connection.execute(sa.text("SELECT pg_advisory_unlock(:lock)"), {"lock": store.RUN_LOCK})


@asynccontextmanager
async def _snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One snapshot: what is frozen is what was looked at."""
    async with engine.execution_options(isolation_level="REPEATABLE READ").begin() as tx:
        # Rules work while the transaction waits.
        await tx.execute(sa.text(f"SET LOCAL idle_in_transaction_session_timeout = '{STATEMENT_S}s'"))
        yield tx


async def _run(tx: AsyncConnection, releasing: Releasing, now: datetime, *, by_command: bool) -> int | None:
    city = await _city(tx, releasing)
    in_force = releasing.plans or await _in_force(tx, releasing)
    before = await published.newest(tx, releasing.city_id)
    number = before.number + 1 if before else 1
    made: dict[date, Made] = {}
    for start, is_complete in (await store.open_months(tx, releasing.city_id)).items():
        scope = Scope(releasing.city_id, plan_of(in_force, start), releasing.any_covers)
        month = await _read_month(tx, scope, city, start, is_complete, now)
        made[start] = await asyncio.to_thread(rules.make_month, city, month, now, by_command=by_command)
    figures = [figure for each in made.values() for figure in each.figures]
    figures += await _weeks(tx, releasing, city, made, now)
    await _mark_months(tx, releasing, made, now)
    if figures:
        release = await _add(tx, releasing, before, number, now, figures, in_force)
        await _freeze(tx, releasing, in_force, made, release.number)
        await store.say_closed(tx, releasing.city_id, number)
    told_by = number if figures else None
    await _keep(tx, releasing, now, in_force, told_by, by_command=by_command)
    logger.info("release_run", made=told_by, figures=len(figures))
    return told_by


async def _in_force(tx: AsyncConnection, releasing: Releasing) -> tuple[PlanInForce, ...]:
    """All plans in force. The first is that of the first run, whatever the setting is now."""
    told = await store.first_plan(tx, releasing.city_id)
    first = as_told([told])[0].plan if told else releasing.plan
    return await plans.read_in_force(tx, releasing.city_id, first)


async def _keep(
    tx: AsyncConnection,
    releasing: Releasing,
    now: datetime,
    in_force: tuple[PlanInForce, ...],
    told_by: int | None,
    *,
    by_command: bool,
) -> None:
    told = [plan.told() for plan in in_force]
    heard = await store.read_positions(tx)
    run = Run(now, by_command, releasing.any_covers, told, heard, told_by)
    await store.keep_run(tx, releasing.city_id, run)


async def _city(tx: AsyncConnection, releasing: Releasing) -> rules.City:
    parents = await read_parents(tx, releasing.city_id)
    districts = {zone_id: district(zone_id, parents) for zone_id in parents}
    return rules.City(
        releasing.limits, releasing.zone, districts, partial(climate_kg_of, await data_sets(tx))
    )


async def _read_month(
    tx: AsyncConnection, scope: Scope, city: rules.City, start: date, is_complete: bool, now: datetime
) -> Month:
    """What is known of a month, as far as this run needs it."""
    end, newest = last_day("P1M", start), newest_day(now, city.zone)
    imported = await store.read_import(tx, scope, start)
    closes = now >= closes_at(start, imported, city.zone)
    open_days: dict[Kind, rules.Days] = {}
    counted: dict[Kind, rules.Days] = {}
    for kind in MEASURES:
        if newest >= start:
            open_days[kind] = await store.read_open(tx, scope, kind, start, min(end, newest))
        # A month that goes on has no figure but those of its days.
        if newest >= end and (not is_complete or closes or any(open_days.values())):
            counted[kind] = await store.read_counted(tx, scope.city_id, kind, start, end)
    return Month(
        start=start,
        plan=scope.plan,
        imported=imported,
        is_complete=is_complete,
        is_closed=False,
        told=await published.read_told(tx, scope.city_id, start, end),
        open_days=open_days,
        counted=counted,
        today=await store.read_today(tx, scope, start, end) if closes else {},
        objecting=await store.read_objecting(tx, scope.city_id) if closes else frozenset(),
    )


async def _weeks(
    tx: AsyncConnection, releasing: Releasing, city: rules.City, made: Mapping[date, Made], now: datetime
) -> list[Figure]:
    """Weeks that have ended since the run before, and those that a day has joined."""
    newest = newest_day(now, city.zone)
    last_run = await store.read_run(tx, releasing.city_id)
    since = newest_day(last_run, city.zone) + timedelta(days=1) if last_run else date(1, 1, 8)
    frozen = {day for each in made.values() for days in each.frozen.values() for day in days}
    mondays = {first_of_week(day) for day in frozen}
    mondays |= set(await store.frozen_weeks(tx, releasing.city_id, since, newest))
    new = {figure.key: figure for each in made.values() for figure in each.figures}
    figures = []
    for monday in sorted(mondays):
        end = last_day("P1W", monday)
        if end > newest:
            continue
        told = await published.read_told(tx, releasing.city_id, monday, end) | new
        trips = dict(await store.read_counted(tx, releasing.city_id, "trips", monday, end))
        for each in made.values():
            trips |= each.frozen.get("trips", {})
        figures += rules.sums("P1W", monday, told, trips, city.districts)
    return figures


async def _mark_months(
    tx: AsyncConnection, releasing: Releasing, made: Mapping[date, Made], now: datetime
) -> None:
    for start, each in made.items():
        if each.completes or each.closes:
            await store.mark_month(
                tx, releasing.city_id, start, is_complete=each.completes, is_closed=each.closes
            )
    await store.forget_riders(tx, releasing.city_id, forgets_before(now, releasing.zone))


async def _add(
    tx: AsyncConnection,
    releasing: Releasing,
    before: Release | None,
    number: int,
    now: datetime,
    figures: list[Figure],
    in_force: tuple[PlanInForce, ...],
) -> Release:
    closed = await store.closed_unsaid(tx, releasing.city_id)
    content = content_of(figures, closed, in_force)
    previous = before.hash if before else None
    release = Release(number, now, content, hash_of(number, now, content, figures, previous), previous)
    await published.add(tx, releasing.city_id, release)
    await published.add_figures(tx, releasing.city_id, number, figures)
    await publish(tx, events_of(releasing.city_id, number, figures))
    return release


async def further_figures(
    engine: AsyncEngine, city_id: str, release: int, figures: list[Figure]
) -> AsyncIterator[list[Figure]]:
    """All figures of a release, PAGE by PAGE; `figures` is the first. They never change, so each page may be
    read in a transaction of its own."""
    while figures:
        yield figures
        async with engine.connect() as tx:
            figures = await published.read_figures(tx, city_id, release, figures[-1])


async def _freeze(
    tx: AsyncConnection,
    releasing: Releasing,
    in_force: tuple[PlanInForce, ...],
    made: Mapping[date, Made],
    number: int,
) -> None:
    for start, each in made.items():
        scope = Scope(releasing.city_id, plan_of(in_force, start), releasing.any_covers)
        for kind, days in each.frozen.items():
            await store.freeze(tx, scope, kind, list(days), number)
