"""The event door of entries: how far riders are in their challenges."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.entries import store
from shared.events.challenges import ChallengePublished, EntryJudged, EntryMoved
from shared.events.heard import Heard, newest


async def on_challenges_published(tx: AsyncConnection, batch: Sequence[Heard[ChallengePublished]]) -> None:
    """Keep the name, the reward, the state and the end of each challenge."""
    await store.keep_challenges(tx, newest(batch, lambda challenge: challenge.challenge_id))


async def on_entries_judged(tx: AsyncConnection, batch: Sequence[Heard[EntryJudged]]) -> None:
    """Keep riders' progress in challenges, and which they have completed or left."""
    entries = newest(batch, lambda entry: entry.entry_key)
    await store.keep_progress(tx, entries)
    await store.keep_judgements(tx, entries)


async def on_entries_moved(tx: AsyncConnection, batch: Sequence[Heard[EntryMoved]]) -> None:
    """Keep riders' progress in challenges."""
    await store.keep_progress(tx, newest(batch, lambda entry: entry.entry_key))
