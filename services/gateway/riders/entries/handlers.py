"""The event door of entries: how far riders are in their challenges."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.entries import store
from shared.events.challenges import ChallengePublished, EntryJudged
from shared.events.heard import Heard, newest


async def on_challenges_published(tx: AsyncConnection, batch: Sequence[Heard[ChallengePublished]]) -> None:
    """Know until when each challenge is of interest to its riders."""
    await store.keep_challenges(tx, newest(batch, lambda challenge: challenge.challenge_id))


async def on_entries_judged(tx: AsyncConnection, batch: Sequence[Heard[EntryJudged]]) -> None:
    """Show how far riders are in their challenges."""
    await store.keep_entries(tx, newest(batch, lambda entry: (entry.rider_id, entry.challenge_id)))
