"""Counting anew what was declared of days that have trips already, in lots: each is a transaction of its own,
which holds the rules lock, so trips wait for one lot at most. What is not done is done after a restart."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from uuid_utils.compat import uuid7

from services.challenges import store as challenges
from services.challenges.counting.rules import Cause, Change, Gain
from services.challenges.counting.trips import (
    Activity,
    State,
    activity_state,
    cause_id,
    remember_states,
)
from services.challenges.entries.actions import (
    CurrentIndex,
    count_changes,
    count_gains,
    index_in_force,
)
from services.challenges.groups import actions as groups
from services.challenges.recounts import store
from services.challenges.recounts.rules import streaks_around
from services.challenges.recounts.store import DeclaredDay, StreakPeriod
from shared.eventlog.outbox import derived_id
from shared.settings import ServiceSettings

RECOUNT_EVERY_S = 5
"""How long what a request has left waits to be counted on."""
ASKED_S = 2.0
"""How long a request that declares something counts anew by itself."""
LOT = 1_000
"""The most trips, or entries, that are counted anew in one transaction."""
DAYS_AT_ONCE = 7
"""The most days whose trips are looked through in one transaction."""


class Recount(NamedTuple):
    """What counting anew needs."""

    engine: AsyncEngine
    city_id: str
    zone: tzinfo
    current_index: CurrentIndex


def create_recount(engine: AsyncEngine, settings: ServiceSettings) -> Recount:
    """What counting anew needs in a service with these settings."""
    zone = ZoneInfo(settings.timezone)
    return Recount(engine, settings.city_id, zone, index_in_force(zone, settings.operator_id))


async def let_streaks_count(tx: AsyncConnection, recount: Recount, local_on: date) -> None:
    """A local day has become one of outage, or is none any more: the streaks around it are to be counted
    anew. The caller has called `store.hold_rules` before."""
    index = await recount.current_index(tx)
    await store.let_streaks_count(tx, streaks_around(index.by_id.values(), local_on))


async def catch_up(recount: Recount, most_s: float | None = None) -> None:
    """Count anew, lot by lot, until nothing is left, or for so many seconds."""
    until = None if most_s is None else time.monotonic() + most_s
    while await _is_left(recount):
        await count_lot(recount)
        if until is not None and time.monotonic() > until:
            return


async def _is_left(recount: Recount) -> bool:
    async with recount.engine.connect() as tx:
        return bool(await store.days_to_count(tx, 1)) or await store.streaks_to_count(tx) is not None


async def count_lot(recount: Recount) -> None:
    """Count one lot anew."""
    now = datetime.now(UTC)
    async with recount.engine.begin() as tx:
        await challenges.hold_rules(tx)
        # Read under the lock: another process may have counted meanwhile.
        if days := await store.days_to_count(tx, DAYS_AT_ONCE):
            await count_days(tx, recount, days, now)
        elif period := await store.streaks_to_count(tx):
            await count_streaks(tx, recount, period, now)


async def count_days(
    tx: AsyncConnection, recount: Recount, days: Sequence[DeclaredDay], now: datetime
) -> None:
    """Count one lot of what waits on these days."""
    local_days, lot = [day.local_on for day in days], uuid7()
    activities = await store.uncounted_activities(tx, local_days, LOT)
    if activities:
        states = {each.trip_id: _state_of(recount, each, now) for each in activities}
        changes = await remember_states(tx, recount.city_id, states)
        await count_changes(tx, recount.city_id, await recount.current_index(tx), changes, now)
    followed = await store.follow(tx, local_days, LOT)
    # Each trip is a cause of its own: ids of events are derived from causes, and entries are many riders'.
    changes = [
        Change(Cause(derived_id(lot, str(after.trip_id)), now), before, after) for before, after in followed
    ]
    await count_changes(tx, recount.city_id, await recount.current_index(tx), changes, now)
    if len(activities) < LOT and len(followed) < LOT:
        await store.mark_counted(tx, days)


def _state_of(recount: Recount, activity: Activity, now: datetime) -> State:
    return activity_state(activity, recount.zone, Cause(cause_id(activity), now))


async def count_streaks(tx: AsyncConnection, recount: Recount, period: StreakPeriod, now: datetime) -> None:
    """Count one lot of the streaks in a period of a challenge."""
    lot, index = uuid7(), await recount.current_index(tx)
    rule = index.by_id[period.challenge_id]
    if rule.is_for_groups:
        await groups.ask_period(tx, recount.city_id, *period[:2])
    entries = await store.next_entries(tx, period, LOT)
    if entries:
        causes = {key: Cause(derived_id(lot, str(key.rider_id)), now) for key in entries}
        gains = {key: Gain(rule, cause, bridged=True) for key, cause in causes.items()}
        await count_gains(tx, recount.city_id, index, gains, now)
    await store.move_on(tx, period, entries[-1].rider_id if len(entries) == LOT else None)
