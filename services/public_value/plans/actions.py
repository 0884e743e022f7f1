"""Changes of the plan of releases inside a transaction, by the city."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.plans import steps, store
from services.public_value.plans.answers import PlanWritten
from services.public_value.plans.bodies import MONTH
from services.public_value.plans.steps import KIND, NO_PLAN, FirstMonthOver, PlanState
from services.public_value.plans.store import StoredPlan
from shared.http.auth import Caller
from shared.http.owned import owned
from shared.http.problems import NotFound
from shared.settings import ServiceSettings
from shared.two_keys import store as changes
from shared.two_keys.actions import Owner, guards_covering, let_into_force, line, submit_once
from shared.two_keys.decisions.actions import record
from shared.two_keys.decisions.rules import Step
from shared.two_keys.rules import ChangeState, NeedsApproval, Stopped, Thing


def today(settings: ServiceSettings) -> date:
    """The city's local day."""
    return datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()


def thing_of(row: StoredPlan) -> Thing:
    """The plan as a Thing."""
    return Thing(row.body["from"], 1, row.state, row.body)


async def put(
    tx: AsyncConnection, settings: ServiceSettings, caller: Caller, body: Mapping[str, Any], reason: str
) -> PlanWritten:
    """Write a plan, which takes the place of one that begins with the same month and is not published. It
    comes into force, or is submitted to the second key where a guard covers it. What the plan of that month
    says already is not written again."""
    await store.hold(tx)
    steps.check_begins_later(body, today(settings))
    month = steps.month_of(body)
    row = await store.find(tx, settings.city_id, month)
    if row is not None:
        steps.check_writable(row.state, row.body, body)
        if row.state == "published":
            return PlanWritten(**{"from": body["from"]}, state=row.state)
    if row is None or row.body != body:
        await changes.end_changes(tx, KIND.name, body["from"])
        row = await store.write(tx, settings.city_id, month, body)
    thing, now = thing_of(row), datetime.now(UTC)
    try:
        await let_into_force(tx, KIND, thing, now)
    except (NeedsApproval, Stopped):
        if guards := await guards_covering(tx, KIND, body):
            return await _submit(tx, settings, caller, row, guards, reason)
        raise
    await store.mark(tx, settings.city_id, month, "published", now)
    await record(tx, settings.city_id, KIND.chain, _line(thing, "published", caller, settings, reason))
    return PlanWritten(**{"from": body["from"]}, state="published")


async def _submit(
    tx: AsyncConnection,
    settings: ServiceSettings,
    caller: Caller,
    row: StoredPlan,
    guards: list[str],
    reason: str,
) -> PlanWritten:
    """Hand a plan that these guards cover to the second key. One that waits already goes on waiting."""
    change_id, is_new = await submit_once(tx, settings, KIND, thing_of(row), caller, reason)
    if is_new:
        await store.mark(tx, settings.city_id, row.from_month, "submitted")
    return PlanWritten(**{"from": thing_of(row).id}, state="submitted", change_id=change_id, guards=guards)


def _line(thing: Thing, step: str, caller: Caller, settings: ServiceSettings, reason: str) -> Step:
    return line(KIND, thing, step, caller, settings.city_id, reason)


def owner_of(city_id: str) -> Owner:
    """What two keys call of a city's plans."""

    async def lock(tx: AsyncConnection, month: str, _: str | None) -> Thing:
        await store.hold(tx)
        if not re.fullmatch(MONTH, month):
            raise NotFound(NO_PLAN.detail)
        return thing_of(owned(await store.find(tx, city_id, date.fromisoformat(f"{month}-01")), NO_PLAN))

    async def mark_decided(tx: AsyncConnection, thing: Thing, _: ChangeState) -> None:
        # Only a refusal comes here: an approved plan comes into force.
        await store.mark(tx, city_id, steps.month_of(thing.body), "draft")

    return Owner(
        lock=lock,
        mark_submitted=_mark_submitted,
        mark_decided=mark_decided,
        stop=_stop,
        refusals=(PlanState, FirstMonthOver),
        bring_into_force=_bring_into_force,
        id_schema={"type": "string", "pattern": MONTH},
    )


async def _mark_submitted(tx: AsyncConnection, settings: ServiceSettings, thing: Thing) -> None:
    steps.check_submittable(thing.state)
    steps.check_not_begun(thing.body, today(settings))
    await store.mark(tx, settings.city_id, steps.month_of(thing.body), "submitted")


async def _bring_into_force(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime
) -> None:
    steps.check_not_begun(thing.body, today(settings))
    await store.mark(tx, settings.city_id, steps.month_of(thing.body), "published", now)


async def _stop(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime, until: datetime
) -> bool:
    # A plan that is in force goes on: a month is told by one plan. One that waits cannot be signed meanwhile.
    if thing.state == "published":
        raise PlanState(thing.state)
    return False
