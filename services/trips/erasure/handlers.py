"""Event door of erasure: what a rider rode stays in sums, and nothing says any more whose it was."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.erasure.actions import erase
from services.trips.verdicts.actions import GameNow
from shared.eventlog.consumer import Handler
from shared.events.heard import Heard
from shared.events.riders import RiderErased


def on_riders_erased(game_now: GameNow) -> Handler:
    """The handler of erasures of who rides by this game."""

    async def forget_riders(tx: AsyncConnection, batch: Sequence[Heard[RiderErased]]) -> None:
        """Erase these riders. Idempotent: who is erased has no row."""
        rider_ids = {heard.event.rider_id for heard in batch}
        await erase(tx, await game_now(tx), rider_ids, max(heard.time for heard in batch))

    return forget_riders
