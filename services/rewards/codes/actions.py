"""Fill the pool of a reward, inside a transaction."""

import os
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.codes import store
from services.rewards.codes.rules import NONCE_BYTES, recognised, seal, unseal
from services.rewards.keys.rules import Keys


class Sealed(NamedTuple):
    """Codes as the database has them: sealed with the keys in use, and by their HMACs under each pair."""

    codes: Sequence[bytes]
    lookups: Sequence[Sequence[bytes]]
    """For each pair of keys, the one in use first."""


def sealed(keys: Sequence[Keys], reward_id: UUID, codes: Sequence[str]) -> Sealed:
    """These codes, sealed. It takes about 10 microseconds each: not for the event loop."""
    noise = os.urandom(NONCE_BYTES * len(codes))
    lookups = [[recognised(pair, code) for code in codes] for pair in keys]
    return Sealed(seal(keys[0], reward_id, codes, noise), lookups)


async def add(tx: AsyncConnection, city_id: str, keys: Sequence[Keys], reward_id: UUID, added: Sealed) -> int:
    """Add the new ones of these codes to the pool. Returns how many. Those that came under older keys are
    known by their HMACs under these."""
    in_use, *older = added.lookups
    known_at: set[int] = set()
    for lookups in older:
        known = await store.known(tx, reward_id, lookups)
        known_at |= {place for place, lookup in enumerate(lookups) if lookup in known}
    fresh = [place for place in range(len(in_use)) if place not in known_at]
    return await store.add(
        tx,
        city_id,
        reward_id,
        keys[0].keys_id,
        [in_use[place] for place in fresh],
        [added.codes[place] for place in fresh],
    )


async def codes_of(
    tx: AsyncConnection, keys: Sequence[Keys], reward_id: UUID, redemption_id: UUID
) -> list[tuple[UUID, str | None]]:
    """The ids and codes of a redemption; None for a code whose keys are no longer there."""
    pairs = {pair.keys_id: pair for pair in keys}
    return [
        (each.code_id, unseal(pairs[each.keys_id], reward_id, each.sealed) if each.keys_id in pairs else None)
        for each in await store.of_redemption(tx, redemption_id)
    ]
