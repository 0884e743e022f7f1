"""Periodic work for teams in challenges: it counts what waits, some riders of a challenge in each
transaction."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.challenges import store as challenges
from services.challenges.entries.actions import follow_alone, rule_of
from services.challenges.groups import actions as groups
from services.challenges.groups import store
from shared.settings import ServiceSettings

WORK_EVERY_S = 5
RIDERS_MAX = 500
"""Of how many riders one transaction counts anew what they bring."""


async def work(engine: AsyncEngine, settings: ServiceSettings) -> None:
    """Count anew what waits for it, some riders at a time."""
    is_left = True
    while is_left:
        async with engine.begin() as tx:
            is_left = await work_once(tx, settings, datetime.now(UTC))


async def work_once(tx: AsyncConnection, settings: ServiceSettings, now: datetime) -> bool:
    """Count anew what some riders bring in one challenge. False if nothing waits."""
    challenge_id = await store.next_challenge(tx)
    if challenge_id is None:
        return False
    if not await _keep_rules(tx, challenge_id):
        return True
    riders = await store.take(tx, challenge_id, RIDERS_MAX)
    challenge = await challenges.find_in_force(tx, challenge_id)
    if challenge is not None:
        rule = rule_of(settings, challenge)
        turned = await groups.count(tx, settings.city_id, rule, riders, now)
        await follow_alone(tx, settings, turned, now)
    return bool(riders)


async def _keep_rules(tx: AsyncConnection, challenge_id: UUID) -> bool:
    """Keep the rules as they are until the transaction ends. False if they have changed meanwhile, so that
    another lock is needed."""
    if await challenges.is_required(tx, challenge_id):
        # No batch runs meanwhile: it may count what requires this, and lock entries in another order.
        await challenges.hold_rules(tx)
        return True
    await challenges.read_rules_version(tx)
    return not await challenges.is_required(tx, challenge_id)
