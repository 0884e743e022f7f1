"""Steps of a challenge inside a transaction: taken by its operator, by the city, or when a stop ends."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges import answers, store
from services.challenges.answers import Brought
from services.challenges.entries.actions import take_effect
from services.challenges.entries.answers import brought
from services.challenges.factors import store as factors
from services.challenges.matching.rules import Known
from services.challenges.matching.wheres import zones_named_in
from services.challenges.rules import KIND, NO_CHALLENGE, ChallengeState, NotInRidersFavour, check_counted
from services.challenges.store import StoredChallenge
from services.challenges.tree.bodies import TreeBody, as_stored
from services.challenges.tree.changes import not_in_favour
from services.challenges.tree.periods import local_day
from services.challenges.tree.refusals import Game, check
from services.challenges.tree.trees import Tree, tree_of
from services.challenges.validation.store import holdouts
from services.challenges.zones import store as zones
from shared.eventlog.outbox import publish
from shared.http.owned import owned, path_id
from shared.http.problems import refused
from shared.settings import ServiceSettings
from shared.two_keys import steps
from shared.two_keys import store as two_keys
from shared.two_keys.actions import Owner
from shared.two_keys.rules import ChangeState, Thing
from shared.two_keys.steps import State
from shared.zones import outermost, zones_within

B = TypeVar("B", bound=TreeBody)


def read_tree(model: type[B], sent: Mapping[str, Any], request: Request) -> B:
    """The body of a challenge that was sent. Raises ValidationError, for what nobody counts yet too. What it
    requires is looked at when it is published."""
    state = request.state
    body = check(model, sent, Game(state.zone, state.reward_points_max))
    check_counted(tree_of(json.loads(as_stored(body))))
    return body


async def check_required(tx: AsyncConnection, body: Mapping[str, Any]) -> None:
    """Raises ValidationError for a body that requires what was never published, or is kept from some
    riders."""
    required = [UUID(each) for each in body.get("requires", ())]
    if not required:
        return
    published = await holdouts(tx, required)
    faults = [
        (f"/requires/{place}", "not_allowed" if each in published else "unknown")
        for place, each in enumerate(required)
        if published.get(each, 1)
    ]
    if faults:
        raise refused(*faults)


async def check_in_favour(
    tx: AsyncConnection, row: StoredChallenge, written: Mapping[str, Any], now: datetime
) -> None:
    """Raises NotInRidersFavour for a body that would take something from riders of the version in force."""
    in_force = await store.body_in_force(tx, row.challenge_id)
    if in_force is not None and (pointers := not_in_favour(in_force, written, now)):
        raise NotInRidersFavour(
            "What was published changes only in the riders' favour. Close it and publish another.",
            pointers=pointers,
        )


RESUME_EVERY_S = 10
"""How long a challenge may stay paused after its stop has ended."""


async def take_step(
    tx: AsyncConnection,
    settings: ServiceSettings,
    before: StoredChallenge,
    state: State,
    now: datetime,
    makes_version: bool = False,
) -> tuple[StoredChallenge, Brought]:
    """Change a challenge's state, update its entries, and publish the events. Returns the challenge's new
    row, and what publishing brought. The caller has called `store.hold_rules` before."""
    was = await store.find_in_force(tx, before.challenge_id)
    after = await store.set_state(tx, before.challenge_id, state, now, makes_version)
    if makes_version:
        known = (
            was.known
            if was
            else await known_by_now(tx, tree_of(after.body), local_day(now, ZoneInfo(settings.timezone)))
        )
        await store.set_version(tx, after.challenge_id, after.version, known)
    challenge = await store.find_in_force(tx, before.challenge_id)
    if challenge is None:
        return after, Brought()
    await publish(tx, [answers.event_of(settings.city_id, challenge)])
    entries = await take_effect(tx, settings, challenge, now)
    if challenge.state != "published":
        return after, Brought()
    return after, brought(challenge, entries)


async def known_by_now(tx: AsyncConnection, tree: Tree, on: date) -> Known:
    """What a challenge keeps from its first publishing, on this local day."""
    parents = await zones.read_parents(tx)
    districts = {zone_id: outermost(zone_id, parents) for zone_id in parents}
    return Known(zones_within(zones_named_in(tree), parents), districts, *await factors.in_force(tx, on))


def thing_of(row: StoredChallenge) -> Thing:
    """The challenge as a Thing: the body written last, with the version that publishing would make."""
    return Thing(str(row.challenge_id), row.version + 1, row.state, row.body)


def thing_in_force(row: StoredChallenge) -> Thing:
    """The challenge as a Thing, with the version that is in force, or 1 if it was never published."""
    return Thing(str(row.challenge_id), max(1, row.version), row.state, row.body)


async def _lock(tx: AsyncConnection, challenge_id: str, operator_id: str | None) -> Thing:
    # The rules lock comes before the row lock, as in publishing: opposite orders could deadlock.
    await store.hold_rules(tx)
    known_id = path_id(challenge_id, NO_CHALLENGE)
    return thing_of(owned(await store.lock(tx, known_id, operator_id), NO_CHALLENGE))


async def _mark_submitted(tx: AsyncConnection, _: ServiceSettings, thing: Thing) -> None:
    await store.mark(
        tx, UUID(thing.id), steps.state_when_submitted(steps.state_of(thing.state), ChallengeState)
    )


async def _mark_decided(tx: AsyncConnection, thing: Thing, state: ChangeState) -> None:
    after = steps.state_when_decided(steps.state_of(thing.state), state == "approved")
    await store.mark(tx, UUID(thing.id), after)


async def _stop(
    tx: AsyncConnection, settings: ServiceSettings, thing: Thing, now: datetime, _until: datetime
) -> bool:
    state = steps.state_when_stopped(steps.state_of(thing.state), ChallengeState)
    if state == thing.state:
        return False
    row = owned(await store.lock(tx, UUID(thing.id)), NO_CHALLENGE)
    await take_step(tx, settings, row, state, now)
    return True


OWNER = Owner(
    lock=_lock,
    mark_submitted=_mark_submitted,
    mark_decided=_mark_decided,
    stop=_stop,
    refusals=(ChallengeState,),
)


async def resume_after_stops(engine: AsyncEngine, settings: ServiceSettings) -> None:
    """Publish again the challenges whose stop has ended."""
    async with engine.begin() as tx:
        await resume_due(tx, settings, datetime.now(UTC))


async def resume_due(tx: AsyncConnection, settings: ServiceSettings, now: datetime) -> None:
    """Publish again the challenges whose stop ended by `now`, in the version that was in force before."""
    if not await two_keys.due_stops(tx, KIND.name, now):
        return
    await store.hold_rules(tx)
    # Read again under the lock: while we waited, a challenge may have been published or stopped anew.
    for stop in await two_keys.due_stops(tx, KIND.name, now):
        row = owned(await store.lock(tx, UUID(stop.subject_id)), NO_CHALLENGE)
        if await two_keys.end_stops(tx, KIND.name, stop.subject_id) and row.state == "paused":
            await take_step(tx, settings, row, "published", now)
