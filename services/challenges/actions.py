"""Steps of a challenge inside a transaction: taken by its operator, by the city, or when a stop ends."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges import answers, store
from services.challenges.answers import Brought
from services.challenges.entries.actions import take_effect
from services.challenges.entries.answers import brought
from services.challenges.rules import KIND, NO_CHALLENGE, ChallengeState
from services.challenges.store import StoredChallenge
from shared.eventlog.outbox import publish
from shared.http.owned import owned, path_id
from shared.settings import ServiceSettings
from shared.two_keys import steps
from shared.two_keys import store as two_keys
from shared.two_keys.actions import Owner
from shared.two_keys.rules import ChangeState, Thing
from shared.two_keys.steps import State

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
    after = await store.set_state(tx, before.challenge_id, state, now, makes_version)
    challenge = await store.find_in_force(tx, before.challenge_id)
    if challenge is None:
        return after, Brought()
    await publish(tx, [answers.event_of(settings.city_id, challenge)])
    zone = ZoneInfo(settings.timezone)
    entries = await take_effect(tx, settings.city_id, zone, before.state, challenge, now)
    if challenge.state != "published":
        return after, Brought()
    return after, brought(challenge, entries)


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
