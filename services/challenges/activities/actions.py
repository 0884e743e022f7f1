"""Actions on activities inside a transaction: they are reported, voided, heard, and counted."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import store as challenges
from services.challenges.activities import answers, store
from services.challenges.activities.bodies import NewActivity
from services.challenges.activities.rules import (
    NO_ACTIVITY,
    OTHER_ACTIVITY,
    ActivityIdConflict,
    Reported,
    sort_out,
)
from services.challenges.counting.rules import Cause
from services.challenges.counting.trips import Activity, State, activity_state, cause_id, remember_states
from services.challenges.entries.actions import CurrentIndex, count_changes
from services.challenges.entries.rules import ERASED
from services.challenges.recounts.actions import Recount
from services.challenges.recounts.store import declare_first
from services.challenges.tree.periods import local_day
from shared.erased.store import erased
from shared.eventlog.outbox import publish
from shared.http import bodies
from shared.http.clocks import check_clock
from shared.http.erased import ErasedRider
from shared.http.items import Failure, failure, read_each
from shared.http.owned import owned
from shared.http.problems import Problem


def read_activities(
    sent: Sequence[Any], zone: tzinfo, now: datetime
) -> tuple[list[tuple[int, Reported]], list[Failure]]:
    """The valid activities with their places in the list, and a failure for each other one."""

    def read(value: Any) -> Reported:
        body = bodies.validate(NewActivity, value)
        check_clock(now, ("/at", body.at))
        return Reported(body.activity_id, body.rider_id, body.service, body.at, local_day(body.at, zone))

    return read_each(sent, read, "activity_id", _activity_id)


def _activity_id(value: Any) -> str | None:
    return bodies.id_text(value.get("activity_id")) if isinstance(value, dict) else None


async def report(
    tx: AsyncConnection,
    recount: Recount,
    operator_id: str,
    reported: Sequence[tuple[int, Reported]],
    now: datetime,
) -> tuple[int, int, list[Failure]]:
    """Store an operator's activities, count and publish them. Returns how many were new, how many reported
    before, and the failures of those whose id names another activity, or whose rider was erased."""
    await challenges.hold_rules(tx)
    gone = await erased(tx, {each.rider_id for _, each in reported})
    nobodys = [(index, each) for index, each in reported if each.rider_id in gone]
    reported = [(index, each) for index, each in reported if each.rider_id not in gone]
    known = await store.find(tx, {each.activity_id for _, each in reported})
    found = sort_out(reported, known, operator_id)
    activities = await store.add(tx, recount.city_id, operator_id, found.new)
    await declare_first(tx, recount.city_id, {each.local_on for each in activities})
    await _say(tx, recount, activities, now)
    taken = ActivityIdConflict(OTHER_ACTIVITY)
    refused: list[tuple[int, Reported, Problem]] = [(index, each, taken) for index, each in found.conflicts]
    refused += [(index, each, ErasedRider(ERASED)) for index, each in nobodys]
    refusals = [
        failure(index, "activity_id", str(each.activity_id), problem)
        for index, each, problem in sorted(refused, key=itemgetter(0))
    ]
    return len(activities), found.duplicates, refusals


async def void(
    tx: AsyncConnection,
    recount: Recount,
    operator_id: str,
    activity_id: UUID,
    note: str | None,
    now: datetime,
) -> Activity:
    """Void an operator's activity. Raises NotFound, for one of a rider who was erased too: it is final."""
    await challenges.hold_rules(tx)
    known = (await store.find(tx, [activity_id])).get(activity_id)
    activity = owned(
        known if known and known.operator_id == operator_id and not known.is_erased else None, NO_ACTIVITY
    )
    if not activity.counts:
        return activity
    voided = await store.void(tx, activity_id, note)
    await _say(tx, recount, [voided], now)
    return voided


async def _say(tx: AsyncConnection, recount: Recount, activities: Sequence[Activity], now: datetime) -> None:
    """Count these states of activities, and publish them."""
    causes = [Cause(cause_id(each), now) for each in activities]
    states = [
        activity_state(each, recount.zone, cause) for each, cause in zip(activities, causes, strict=True)
    ]
    await count(tx, recount.city_id, recount.current_index, {each.deed.trip_id: each for each in states}, now)
    events = [answers.event_of(recount.city_id, each) for each in activities]
    await publish(tx, events, [cause.id for cause in causes])


async def count(
    tx: AsyncConnection,
    city_id: str,
    current_index: CurrentIndex,
    states: Mapping[UUID, State],
    now: datetime,
) -> None:
    """Count these states of activities. The caller has called `store.hold_rules` before."""
    if states:
        index = await current_index(tx)
        await count_changes(tx, city_id, index, await remember_states(tx, city_id, states), now)
