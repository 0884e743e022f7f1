"""Forget riders who are erased: their nicknames, places on boards, badges and memberships."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.groups import store as groups
from services.rewards.leaderboards import store as leaderboards
from services.rewards.profiles import store


async def forget(tx: AsyncConnection, city_id: str, rider_ids: Sequence[UUID]) -> None:
    """Take these riders off all boards at once, and delete what is kept of them for boards and badges. Their
    accounts, where they have some, are locked."""
    await groups.leave(tx, city_id, rider_ids)
    await leaderboards.leave(tx, city_id, rider_ids)
    await store.forget(tx, rider_ids)
