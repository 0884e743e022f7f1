"""What riders do with pairs, inside a transaction that holds the riders (`invites.store.hold_riders`)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import store as challenges
from services.challenges.groups import store as groups
from services.challenges.pairs import store
from services.challenges.pairs.rules import (
    NO_BLOCK,
    NO_PAIR,
    NO_PAIRS,
    Pair,
    check_pairs,
    check_unpaired,
    is_invited,
)
from shared.http.owned import owned


async def make(
    tx: AsyncConnection, city_id: str, pair: Pair, lookup: bytes, rider_id: UUID, now: datetime
) -> None:
    """Make a pair in which this rider waits for another. Raises NotFound, ChallengeOver, ChallengeState and
    AlreadyPaired."""
    owned(check_pairs(await challenges.find_in_force(tx, pair.challenge_id), now), NO_PAIRS)
    since = await _free(tx, pair.challenge_id, rider_id, now)
    await store.add(tx, city_id, pair.pair_id, pair.challenge_id, lookup)
    await store.enter(tx, city_id, pair, rider_id, since)
    await groups.ask_partners(tx, city_id, [rider_id])


async def _free(tx: AsyncConnection, challenge_id: UUID, rider_id: UUID, now: datetime) -> datetime:
    """Take the rider out of a pair of this challenge in which nobody else is. Returns from when on the rider
    may be in another: now, or later if another process's clock is ahead. Raises AlreadyPaired."""
    current = await store.find_of_rider(tx, challenge_id, rider_id)
    check_unpaired(current)
    if current is not None:
        await store.leave(tx, current.pair_id, rider_id, now)
    left_at = await store.last_left(tx, challenge_id, rider_id)
    return max(now, left_at) if left_at else now


async def invited(tx: AsyncConnection, pair_id: UUID, rider_id: UUID) -> Pair | None:
    """The pair, its row locked, if an invite to it is good for this rider, else None."""
    pair = await store.lock(tx, pair_id)
    if pair is None:
        return None
    are_blocked = await store.is_any_blocked(tx, rider_id, pair.riders - {rider_id})
    return pair if is_invited(pair, rider_id, are_blocked) else None


async def accept(tx: AsyncConnection, city_id: str, pair: Pair, rider_id: UUID, now: datetime) -> None:
    """Bring a rider into a pair to which an invite is good. Who is in it stays. Raises ChallengeOver,
    ChallengeState and AlreadyPaired."""
    owned(check_pairs(await challenges.find_in_force(tx, pair.challenge_id), now), NO_PAIRS)
    if not pair.has(rider_id):
        since = await _free(tx, pair.challenge_id, rider_id, now)
        await store.enter(tx, city_id, pair, rider_id, since)
        await store.close(tx, pair.pair_id)
        await groups.ask_partners(tx, city_id, [rider_id])


async def refuse(tx: AsyncConnection, city_id: str, pair: Pair, rider_id: UUID, now: datetime) -> None:
    """Let the invite of a pair be good for nobody any more. Who is in it leaves it."""
    if await store.leave(tx, pair.pair_id, rider_id, now):
        await groups.ask_partners(tx, city_id, [rider_id])
    else:
        await store.close(tx, pair.pair_id)


async def leave(tx: AsyncConnection, city_id: str, pair_id: UUID, rider_id: UUID, now: datetime) -> None:
    """Take a rider out of a pair. Raises NotFound for who is not in it."""
    owned(await store.leave(tx, pair_id, rider_id, now) or None, NO_PAIR)
    await groups.ask_partners(tx, city_id, [rider_id])


async def block(tx: AsyncConnection, city_id: str, rider_id: UUID, other_id: UUID, now: datetime) -> None:
    """Block the other one, who leaves every pair that both are in, and can invite this rider no more."""
    await store.block(tx, city_id, rider_id, other_id, now)
    await store.leave_all_with(tx, rider_id, other_id, now)
    await groups.ask_partners(tx, city_id, [other_id])


async def unblock(tx: AsyncConnection, rider_id: UUID, other_id: UUID) -> None:
    """Lift a block. Raises NotFound if there is none."""
    owned(await store.unblock(tx, rider_id, other_id) or None, NO_BLOCK)
