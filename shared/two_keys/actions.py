"""Actions inside a transaction: bring a body into force, submit and decide changes, set guards."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection
from uuid_utils.compat import uuid7

from shared.http.auth import Caller, Role
from shared.http.problems import Problem
from shared.settings import ServiceSettings
from shared.two_keys import rules, store
from shared.two_keys.decisions.actions import organisation_of, record
from shared.two_keys.decisions.rules import Step, Subject
from shared.two_keys.rules import (
    Approval,
    Change,
    ChangeState,
    Guard,
    Kind,
    NeedsApproval,
    Stopped,
    Thing,
)


@dataclass(frozen=True)
class Owner:
    """Callbacks of the service that owns a kind. The routes of two keys call them inside their transaction.

    `lock(tx, id, operator_id)` locks a thing of this operator (of any, for None) until the transaction ends;
    it raises NotFound. `mark_submitted` and `mark_decided` set the thing's state. `stop(tx, settings, thing,
    now, until)` takes the thing out of force, and returns whether it was in force.

    Things that are written by one PUT, and have no step `publish`, come into force when the second key has
    approved them: by `bring_into_force(tx, settings, thing, now)`, which is called instead of `mark_decided`
    then. It is None for other things. `id_schema` is the OpenAPI schema of an id that is no UUID. All but
    `mark_decided` may raise one of `refusals`, where the state does not allow it.
    """

    lock: Callable[[AsyncConnection, str, str | None], Awaitable[Thing]]
    mark_submitted: Callable[[AsyncConnection, ServiceSettings, Thing], Awaitable[None]]
    mark_decided: Callable[[AsyncConnection, Thing, ChangeState], Awaitable[None]]
    stop: Callable[[AsyncConnection, ServiceSettings, Thing, datetime, datetime], Awaitable[bool]]
    refusals: tuple[type[Problem], ...] = ()
    bring_into_force: (
        Callable[[AsyncConnection, ServiceSettings, Thing, datetime], Awaitable[None]] | None
    ) = None
    id_schema: Mapping[str, Any] | None = None


def line(
    kind: Kind,
    thing: Thing,
    step: str,
    caller: Caller,
    city_id: str,
    reason: str,
    role: Role | None = None,
    mandate_ref: str | None = None,
) -> Step:
    """A step with a thing, for the chain of decisions. `role` defaults to that of the kind's first key."""
    role = role or kind.first
    subject = Subject(kind.name, thing.id, thing.version)
    return Step(kind.name, subject, step, role, organisation_of(caller, role, city_id), reason, mandate_ref)


async def let_into_force(tx: AsyncConnection, kind: Kind, thing: Thing, now: datetime) -> None:
    """Check that a body may come into force, end the stops of the thing, and mark the change with this body
    as published. The caller holds the lock on the thing, and brings the body into force in the same
    transaction.

    Raises Stopped while a stop of the thing runs, and NeedsApproval where a guard that covers the body has no
    signature of the second key.
    """
    guards = (await store.hold_guards(tx, kind.name)).rules()
    await check_not_stopped(tx, kind, thing, now)
    covering = rules.covering_body(kind, guards, thing.body)
    changes = await store.changes_of_body(tx, kind.name, thing)
    if unsigned := rules.unsigned(covering, changes, now):
        names = [guard.guard_id for guard in unsigned]
        open_ids = [change.change_id for change in changes if change.state in rules.OPEN]
        members: dict[str, Any] = {"change_id": str(open_ids[-1])} if open_ids else {}
        raise NeedsApproval("A guard of the city needs a second signature for this.", guards=names, **members)
    await store.end_stops(tx, kind.name, thing.id)
    await store.take_effect(tx, kind.name, thing)


async def guards_covering(tx: AsyncConnection, kind: Kind, body: Mapping[str, Any]) -> list[str]:
    """The ids of the guards that cover this body now."""
    guards = (await store.guards_in_force(tx, kind.name)).rules()
    return [guard.guard_id for guard in rules.covering_body(kind, guards, body)]


async def check_not_stopped(tx: AsyncConnection, kind: Kind, thing: Thing, now: datetime) -> None:
    """Raises Stopped while a stop of this thing runs."""
    if stop := await store.find_stop(tx, kind.name, thing.id, now):
        raise Stopped(stop.until)


async def submit_once(
    tx: AsyncConnection, settings: ServiceSettings, kind: Kind, thing: Thing, caller: Caller, reason: str
) -> tuple[UUID, bool]:
    """Hand a thing to the second key, with a line in the chain of decisions. What waits for it already goes
    on waiting. Returns the change_id, and whether it is new."""
    if waiting := await store.waiting_change(tx, kind.name, thing.id):
        return waiting.change_id, False
    signer = rules.signer_of(settings.internal_secret.get_secret_value(), caller)
    change_id, _ = await submit(tx, settings.city_id, kind, thing, caller, signer, datetime.now(UTC))
    submitted = line(kind, thing, "submitted", caller, settings.city_id, reason)
    await record(tx, settings.city_id, kind.chain, submitted)
    return change_id, True


async def submit(
    tx: AsyncConnection, city_id: str, kind: Kind, thing: Thing, caller: Caller, signer: str, now: datetime
) -> tuple[UUID, Sequence[Guard]]:
    """Store a change that asks the second key to sign a body. Returns its id, and the guards that cover it.

    Raises AlreadySubmitted while a change of this thing waits for a decision.
    """
    if await store.waiting_change(tx, kind.name, thing.id):
        raise rules.AlreadySubmitted("This waits for a decision already.")
    guards = rules.covering_body(kind, (await store.hold_guards(tx, kind.name)).rules(), thing.body)
    await store.end_changes(tx, kind.name, thing.id)
    fingerprints = frozenset(map(rules.fingerprint, guards))
    change = Change(uuid7(), thing.version, "submitted", now, signer, fingerprints)
    organisation = organisation_of(caller, kind.first, city_id)
    await store.add_change(tx, city_id, kind.name, thing, change, guards, organisation)
    return change.change_id, guards


class Decided(NamedTuple):
    """A change's state after a decision, the role of the signer, and the ids of guards that are unsigned."""

    state: ChangeState
    role: Role
    unsigned: list[str]


async def decide(
    tx: AsyncConnection,
    kind: Kind,
    thing: Thing,
    change: Change,
    decision: Literal["approve", "refuse"],
    caller: Caller,
    signer: str,
    now: datetime,
) -> Decided:
    """Sign or refuse a change. The change is approved when all guards that cover it now are signed."""
    guards = rules.covering_body(kind, (await store.hold_guards(tx, kind.name)).rules(), thing.body)
    role = rules.second_role(guards, kind, caller)
    if decision == "refuse":
        await store.set_change_state(tx, change.change_id, "refused")
        return Decided("refused", role, [])
    fingerprints = frozenset(map(rules.fingerprint, guards))
    await store.add_approval(tx, change.change_id, Approval(role, now, signer, fingerprints))
    unsigned = rules.unsigned(guards, await store.changes_of_body(tx, kind.name, thing), now)
    if unsigned:
        return Decided("submitted", role, [guard.guard_id for guard in unsigned])
    await store.set_change_state(tx, change.change_id, "approved")
    return Decided("approved", role, [])


async def apply(
    tx: AsyncConnection,
    settings: ServiceSettings,
    kind: Kind,
    owner: Owner,
    thing: Thing,
    decided: Decided,
    now: datetime,
) -> ChangeState:
    """Let a decision take effect on the thing. Returns what has become of the change: `published` where the
    last signature brings the thing into force. Raises Stopped, and the owner's refusals, where it may not
    come into force."""
    if decided.state == "approved" and owner.bring_into_force:
        await let_into_force(tx, kind, thing, now)
        await owner.bring_into_force(tx, settings, thing, now)
        return "published"
    if decided.state != "submitted":
        await owner.mark_decided(tx, thing, decided.state)
    return decided.state


async def set_guards(
    tx: AsyncConnection,
    city_id: str,
    kind: Kind,
    guards: Sequence[Mapping[str, Any]],
    caller: Caller,
) -> store.GuardVersion:
    """Replace the list of guards of a kind. The new guards hold for whatever of that kind is published from
    now on. Each guard that is new, changed or removed is recorded as a line of the hash chain of decisions.
    An identical list changes nothing."""
    before = await store.hold_guards(tx, kind.name, exclusive=True)
    if list(before.guards) == list(guards):
        return before
    version = before.version + 1
    await store.add_guards(tx, city_id, kind.name, version, guards)
    unchanged = [guard for guard in before.guards if guard in guards]
    ids = {guard["guard_id"] for guard in guards}
    organisation = organisation_of(caller, "city", city_id)

    async def say(step: str, guard: Mapping[str, Any], reason: str) -> None:
        subject = Subject("guard", guard["guard_id"], version)
        line = Step(kind.name, subject, step, "city", organisation, reason, guard["mandate_ref"])
        await record(tx, city_id, kind.chain, line)

    for guard in guards:
        if guard not in unchanged:
            await say("guarded", guard, guard["reason"])
    for guard in before.guards:
        if guard["guard_id"] not in ids:
            await say("unguarded", guard, f"Left out of the guards of version {version}.")
    return store.GuardVersion(version, guards)
