"""Event door of factors: by which challenges that are published later count the CO2e that trips save."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges.factors import store
from shared.events.heard import Heard, newest
from shared.events.public_value import FactorsPublished


async def on_factors_published(tx: AsyncConnection, batch: Sequence[Heard[FactorsPublished]]) -> None:
    """Upsert factor sets. What was published keeps those of its first publishing."""
    sets = [heard.event for heard in newest(batch, lambda factors: factors.factor_set_id).values()]
    await store.remember(tx, sets)
