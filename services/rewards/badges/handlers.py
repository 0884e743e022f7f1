"""Event door of badges: those that challenges give."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.rewards.badges import store
from services.rewards.badges.actions import NAME
from services.rewards.recounts.store import ask
from shared.erased.store import erased
from shared.events.challenges import EntryJudged
from shared.events.heard import Heard, newest


async def on_badges_given(tx: AsyncConnection, batch: Sequence[Heard[EntryJudged]]) -> None:
    """Keep which badges entries give, and let those of the riders be worked out for whom that has changed.
    Who has paid the batch holds the locks on the riders' accounts."""
    entries = newest(batch, lambda entry: entry.entry_key)
    gone = await erased(tx, {key.rider_id for key in entries})
    given = {key: heard.event for key, heard in entries.items() if key.rider_id not in gone}
    if riders := await store.remember_given(tx, batch[0].event.city_id, given):
        await ask(tx, NAME, riders)
