"""Factor sets inside a transaction: written by the city, brought into force, and read with those of the
program."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from services.public_value.factor_sets import rules, store
from services.public_value.factor_sets.answers import FactorSetWritten, sha256_of
from services.public_value.factor_sets.rules import (
    KIND,
    NO_FACTOR_SET,
    FactorSetBegun,
    FactorSetExists,
    FactorSetsOverlap,
    FactorSetState,
    method_of,
)
from services.public_value.factor_sets.store import StoredSet
from services.public_value.indicators.climate.rules import Counterfactual, DataSets, FactorSet
from services.public_value.indicators.climate.store import data_sets as shipped
from shared.eventlog.outbox import publish as say
from shared.events.public_value import FactorsPublished
from shared.http.auth import Caller
from shared.http.owned import owned
from shared.settings import ServiceSettings
from shared.two_keys import store as changes
from shared.two_keys.actions import Owner, guards_covering, let_into_force, line, submit_once
from shared.two_keys.decisions.actions import record
from shared.two_keys.decisions.rules import Step
from shared.two_keys.rules import ChangeState, NeedsApproval, Stopped, Thing

SHIPPED = frozenset(each.id for each in shipped())
"""Ids of what is a part of the program: no factor set of the city takes one of them."""


def today(settings: ServiceSettings) -> date:
    """The city's local day."""
    return datetime.now(UTC).astimezone(ZoneInfo(settings.timezone)).date()


async def data_sets(tx: AsyncConnection) -> DataSets:
    """All that climate figures are worked out from, oldest first: what is a part of the program, and what
    the city has published."""
    published = [each for each in await store.read(tx) if each.state == "published"]
    return in_order(
        [*shipped(), *(part for each in published for part in method_of(each.factor_set_id, each.body))]
    )


def in_order(sets: Iterable[FactorSet | Counterfactual]) -> DataSets:
    """Oldest first; of those that begin on one day, what the program has comes first."""
    return tuple(sorted(sets, key=lambda each: (each.valid_from, each.id not in SHIPPED, each.id)))


def thing_of(row: StoredSet) -> Thing:
    """The set as a Thing. It has one version."""
    return Thing(row.factor_set_id, 1, row.state, row.body)


async def put(
    tx: AsyncConnection,
    settings: ServiceSettings,
    caller: Caller,
    factor_set_id: str,
    body: Mapping[str, Any],
    reason: str,
) -> FactorSetWritten:
    """Write a factor set. It comes into force, or is submitted to the second key where a guard covers it. One
    that is published already with these contents stays as it is."""
    rules.check(body)
    await store.hold(tx)
    before = await store.find(tx, factor_set_id)
    if before and before.state == "published" and before.body == body:
        return _written(before)
    if factor_set_id in SHIPPED or (before and before.state == "published"):
        raise FactorSetExists("There is a factor set of this name, and it never changes.")
    rules.check_begins_later(body, today(settings))
    await _check_alone(tx, factor_set_id, body)
    row = before if before and before.body == body else await _write(tx, settings, factor_set_id, body)
    thing, now = thing_of(row), datetime.now(UTC)
    try:
        await let_into_force(tx, KIND, thing, now)
    except (NeedsApproval, Stopped):
        if guards := await guards_covering(tx, KIND, body):
            return await _submit(tx, settings, caller, row, guards, reason)
        raise
    await _publish(tx, settings, thing, now)
    await record(tx, settings.city_id, KIND.chain, _line(thing, "published", caller, settings, reason))
    return _written(row._replace(state="published"))


def _written(row: StoredSet, **more: Any) -> FactorSetWritten:
    return FactorSetWritten(
        factor_set_id=row.factor_set_id, state=row.state, sha256=sha256_of(row.body), **more
    )


async def _check_alone(tx: AsyncConnection, factor_set_id: str, body: Mapping[str, Any]) -> None:
    """Raises FactorSetsOverlap if a published set of the same scope begins on the same day."""
    own = method_of(factor_set_id, body).factors
    for each in await data_sets(tx):
        if (
            isinstance(each, FactorSet)
            and (each.scope, each.valid_from) == (own.scope, own.valid_from)
            and each.id != factor_set_id
        ):
            raise FactorSetsOverlap(each.id, own.valid_from.isoformat())


async def _write(
    tx: AsyncConnection, settings: ServiceSettings, factor_set_id: str, body: Mapping[str, Any]
) -> StoredSet:
    await changes.end_changes(tx, KIND.name, factor_set_id)
    return await store.write(tx, settings.city_id, factor_set_id, body)


async def _submit(
    tx: AsyncConnection,
    settings: ServiceSettings,
    caller: Caller,
    row: StoredSet,
    guards: list[str],
    reason: str,
) -> FactorSetWritten:
    """Hand a set that these guards cover to the second key. One that waits for it already goes on waiting."""
    change_id, is_new = await submit_once(tx, settings, KIND, thing_of(row), caller, reason)
    if is_new:
        await store.mark(tx, row.factor_set_id, "submitted")
    return _written(row._replace(state="submitted"), change_id=change_id, guards=guards)


def _line(thing: Thing, step: str, caller: Caller, settings: ServiceSettings, reason: str) -> Step:
    return line(KIND, thing, step, caller, settings.city_id, reason)


async def _publish(tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime) -> None:
    """Let a set hold from its first day on. Of one of the life cycle, which is what figures and challenges
    are worked out from, all are told."""
    await store.publish(tx, thing.id, now)
    method = method_of(thing.id, thing.body)
    if method.factors.scope == "life_cycle":
        await say(
            tx,
            [
                FactorsPublished(
                    city_id=settings.city_id,
                    revision=1,
                    factor_set_id=thing.id,
                    valid_from=method.factors.valid_from,
                    counterfactual_id=method.counterfactual.id,
                    saved_mg_per_km=rules.saved_mg_per_km(method),
                )
            ],
        )


async def _lock(tx: AsyncConnection, factor_set_id: str, _: str | None) -> Thing:
    await store.hold(tx)
    return thing_of(owned(await store.find(tx, factor_set_id), NO_FACTOR_SET))


async def _mark_submitted(tx: AsyncConnection, settings: ServiceSettings, thing: Thing) -> None:
    if thing.state != "draft":
        raise FactorSetState(thing.state)
    rules.check_not_begun(thing.body, today(settings))
    await store.mark(tx, thing.id, "submitted")


async def _mark_decided(tx: AsyncConnection, thing: Thing, _: ChangeState) -> None:
    # Only a refusal comes here: the approved set comes into force.
    await store.mark(tx, thing.id, "draft")


async def _bring_into_force(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime
) -> None:
    rules.check_not_begun(thing.body, today(settings))
    await _check_alone(tx, thing.id, thing.body)
    await _publish(tx, settings, thing, now)


async def _stop(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime, until: datetime
) -> bool:
    if thing.state == "published":
        raise FactorSetState(thing.state)
    return False


OWNER = Owner(
    lock=_lock,
    mark_submitted=_mark_submitted,
    mark_decided=_mark_decided,
    stop=_stop,
    refusals=(FactorSetState, FactorSetBegun, FactorSetsOverlap),
    bring_into_force=_bring_into_force,
    id_schema={"type": "string", "minLength": 1, "maxLength": 255},
)
