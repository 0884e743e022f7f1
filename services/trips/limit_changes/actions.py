"""Changes of limits inside a transaction: by the game's operator, or by the city."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from services.trips.limit_changes.answers import LimitsWritten
from services.trips.limit_trials.rules import KIND as TRIAL
from services.trips.limit_trials.rules import TRIED_DAYS
from services.trips.limits import rules, steps, store
from services.trips.limits.steps import KIND, NO_LIMITS, DefaultLimits, FirstDayOver, LimitsState
from services.trips.limits.store import StoredLimits
from shared.http.auth import Caller, operator_id_of
from shared.http.owned import owned
from shared.http.problems import NotFound
from shared.jobs import actions as jobs
from shared.settings import ServiceSettings
from shared.two_keys import store as changes
from shared.two_keys.actions import Owner, guards_covering, let_into_force, line, submit_once
from shared.two_keys.decisions.actions import record
from shared.two_keys.decisions.rules import Step
from shared.two_keys.rules import ChangeState, NeedsApproval, Stopped, Thing

VERSION = re.compile("[1-9][0-9]{0,17}", re.ASCII)


def today(settings: ServiceSettings) -> date:
    """The city's local day."""
    return rules.local_day(datetime.now(UTC), ZoneInfo(settings.timezone))


def thing_of(row: StoredLimits) -> Thing:
    """The version as a Thing."""
    return Thing(str(row.version), row.version, row.state, row.body)


async def put(
    tx: AsyncConnection, settings: ServiceSettings, caller: Caller, body: Mapping[str, Any], reason: str
) -> LimitsWritten:
    """Write limits as the next version, which takes the place of one that is not published. They come into
    force, or are submitted to the second key where a guard covers them. What the last version says already
    is not written again."""
    await store.hold(tx)
    steps.check_begins_later(body, today(settings))
    rows = await store.read(tx)
    last = rows[-1] if rows else None
    if last and last.state == "published" and last.body == body:
        return LimitsWritten(version=last.version, state=last.state)
    row = last if last and last.body == body else await _write(tx, settings, last, body)
    thing = thing_of(row)
    now = datetime.now(UTC)
    try:
        await let_into_force(tx, KIND, thing, now)
    except (NeedsApproval, Stopped):
        if guards := await guards_covering(tx, KIND, body):
            return await _submit(tx, settings, caller, row, guards, reason)
        raise
    await store.publish(tx, row.version, now)
    await record(tx, settings.city_id, KIND.chain, _line(thing, "published", caller, settings, reason))
    return LimitsWritten(version=row.version, state="published")


async def _write(
    tx: AsyncConnection, settings: ServiceSettings, last: StoredLimits | None, body: Mapping[str, Any]
) -> StoredLimits:
    number = 2 if last is None else last.version + (last.state == "published")
    await changes.end_changes(tx, KIND.name, str(number))
    return await store.write(tx, settings.city_id, number, body)


async def _submit(
    tx: AsyncConnection,
    settings: ServiceSettings,
    caller: Caller,
    row: StoredLimits,
    guards: list[str],
    reason: str,
) -> LimitsWritten:
    """Hand limits that these guards cover to the second key. Those that wait for it already go on waiting."""
    change_id, is_new = await submit_once(tx, settings, KIND, thing_of(row), caller, reason)
    if is_new:
        await store.mark(tx, row.version, "submitted")
    return LimitsWritten(version=row.version, state="submitted", change_id=change_id, guards=guards)


def _line(thing: Thing, step: str, caller: Caller, settings: ServiceSettings, reason: str) -> Step:
    return line(KIND, thing, step, caller, settings.city_id, reason)


async def try_out(
    tx: AsyncConnection, settings: ServiceSettings, caller: Caller, body: Mapping[str, Any], now: datetime
) -> tuple[UUID, list[str]]:
    """Ask for a job that counts what limits would have changed of the last days. Returns its id, and the
    guards that cover the limits now. Raises TooManyJobs. Whoever calls this wakes the jobs after the
    commit."""
    guards, job_id = await guards_covering(tx, KIND, body), uuid7()
    asked = {
        "limits": body,
        "since": (now - timedelta(days=TRIED_DAYS)).isoformat(),
        "now": now.isoformat(),
        "guards": guards,
    }
    await jobs.add(tx, settings.city_id, operator_id_of(caller), job_id, TRIAL, json.dumps(asked))
    return job_id, guards


async def _lock(tx: AsyncConnection, version: str, _: str | None) -> Thing:
    await store.hold(tx)
    if not VERSION.fullmatch(version):
        raise NotFound(NO_LIMITS.detail)
    if version == "1":
        raise DefaultLimits("These are the default limits, which stay: write others.")
    return thing_of(owned(await store.find(tx, int(version)), NO_LIMITS))


async def _mark_submitted(tx: AsyncConnection, settings: ServiceSettings, thing: Thing) -> None:
    steps.check_submittable(thing.state)
    steps.check_not_begun(thing.body, today(settings))
    await store.mark(tx, thing.version, "submitted")


async def _mark_decided(tx: AsyncConnection, thing: Thing, _: ChangeState) -> None:
    # Only a refusal comes here: the approved limits come into force.
    await store.mark(tx, thing.version, "draft")


async def _bring_into_force(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime
) -> None:
    steps.check_not_begun(thing.body, today(settings))
    await store.publish(tx, thing.version, now)


async def _stop(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime, until: datetime
) -> bool:
    if thing.state != "published":
        return False
    stop = rules.stop_of(now, until, ZoneInfo(settings.timezone))
    if stop.from_on <= stop.until_on:  # one that ends today takes no day
        await store.add_stop(tx, settings.city_id, thing.version, stop)
    return True


OWNER = Owner(
    lock=_lock,
    mark_submitted=_mark_submitted,
    mark_decided=_mark_decided,
    stop=_stop,
    refusals=(LimitsState, DefaultLimits, FirstDayOver),
    bring_into_force=_bring_into_force,
    id_schema={"type": "integer", "minimum": 2},
)
