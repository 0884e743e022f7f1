"""Challenges in a database without a door: written, published and paused as the service does it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.challenges import store
from services.challenges.actions import take_step
from services.challenges.app import Settings

SETTINGS = Settings.model_validate({"DATABASE_URL": "postgresql://nobody@127.0.0.1/nowhere"})


async def publish(tx: AsyncConnection, challenge_id: UUID, body: Mapping[str, Any]) -> None:
    """Write a challenge of the game's operator, and bring it into force."""
    await store.add(tx, SETTINGS.city_id, SETTINGS.operator_id, challenge_id, json.dumps(body))
    await _take(tx, challenge_id, "published")


async def pause(tx: AsyncConnection, challenge_id: UUID) -> None:
    """Pause a challenge."""
    await _take(tx, challenge_id, "paused")


async def _take(tx: AsyncConnection, challenge_id: UUID, state: Any) -> None:
    await store.hold_rules(tx)
    row = await store.lock(tx, challenge_id)
    assert row is not None
    await take_step(tx, SETTINGS, row, state, datetime.now(UTC), state == "published")
