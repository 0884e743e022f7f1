"""The event door of entries: how far riders are in their challenges."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.gateway.riders.entries import store
from shared.events.challenges import ChallengePublished, EntryJudged, EntryMoved
from shared.events.heard import Heard, newest


async def on_challenges_published(tx: AsyncConnection, batch: Sequence[Heard[ChallengePublished]]) -> None:
    """Know what each challenge is called, and until when it is of interest to its riders."""
    await store.keep_challenges(tx, newest(batch, lambda challenge: challenge.challenge_id))


async def on_entries_judged(tx: AsyncConnection, batch: Sequence[Heard[EntryJudged]]) -> None:
    """Show which challenges riders have completed or left, and how far they are."""
    entries = newest(batch, lambda entry: (entry.rider_id, entry.challenge_id))
    await store.keep_progress(tx, entries)
    await store.keep_judgements(tx, entries)


async def on_entries_moved(tx: AsyncConnection, batch: Sequence[Heard[EntryMoved]]) -> None:
    """Show how far riders are in their challenges."""
    await store.keep_progress(tx, newest(batch, lambda entry: (entry.rider_id, entry.challenge_id)))
