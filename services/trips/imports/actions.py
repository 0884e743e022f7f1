"""Actions on imports: an import is kept from being undone while trips come with it, and is undone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.imports import rules, store
from services.trips.rules import UNDONE_REASON
from services.trips.store import withdraw
from services.trips.verdicts.actions import Game, judge_all_again
from services.trips.verdicts.store import lock_riders_of
from shared.http.owned import owned


async def keep_from_undo(tx: AsyncConnection, operator_id: str, import_id: UUID) -> None:
    """Keep an import of this operator from being undone until `tx` ends. Raises NotFound or ImportUndone."""
    import_ = owned(await store.share(tx, operator_id, import_id), rules.NO_IMPORT)
    if import_.undone_at:
        raise rules.ImportUndone("This import was undone. Begin another import.")


async def undo(
    tx: AsyncConnection, game: Game, operator_id: str, import_id: UUID, note: str, now: datetime
) -> tuple[int, int]:
    """Take back the next trips of an import of this operator, with all that followed from them; those of
    erased riders stay. Returns how many trips were taken back, and how many are left. Raises NotFound."""
    import_ = owned(await store.lock(tx, operator_id, import_id), rules.NO_IMPORT)
    trip_ids = await store.next_trips(tx, import_, rules.UNDONE_AT_ONCE_MAX)
    strikes = await lock_riders_of(tx, trip_ids)
    trips = await store.lock_trips(tx, trip_ids)
    struck = await withdraw(tx, [trip.trip_id for trip in trips], UNDONE_REASON, note)
    await judge_all_again(tx, game, trips, strikes, now, struck)
    undone_to = trip_ids[-1] if trip_ids else import_.undone_to
    await store.note_undone(tx, import_id, undone_to, len(trip_ids), note)
    return len(trips), import_.trips - import_.undone_trips - len(trip_ids)
