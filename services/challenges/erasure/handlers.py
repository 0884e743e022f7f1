"""Event door of erasure: a rider's entries go, and nothing says any more whose the rider's trips were."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import store as challenges
from services.challenges.erasure import store
from services.challenges.invites.store import hold_riders
from shared.erased.store import forget_answers, keep_hashes
from shared.events.heard import Heard
from shared.events.riders import RiderErased


async def on_riders_erased(tx: AsyncConnection, batch: Sequence[Heard[RiderErased]]) -> None:
    """Delete these riders' joins and entries, and let their trips go on under random ids, for the groups they
    rode for. Nothing is said of it: whoever has heard of an entry hears of the erasure too. Idempotent: who
    is erased has no row."""
    # Before the rules, as who joins a team does.
    rider_ids = sorted({heard.event.rider_id for heard in batch})
    await hold_riders(tx, rider_ids)
    # Exclusively: a batch of trips that runs meanwhile would count what comes late toward an entry.
    await challenges.hold_rules(tx)
    await store.forget(tx, rider_ids)
    await store.cut(tx, {rider_id: uuid4() for rider_id in rider_ids})
    await forget_answers(tx, rider_ids)
    await keep_hashes(tx, batch[0].event.city_id, rider_ids)
