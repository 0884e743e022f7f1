"""Actions on imports: trips come with one, and one is undone."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.actions import event_of, say
from services.trips.imports import rules, store
from shared.http.owned import owned


async def hold(tx: AsyncConnection, operator_id: str, import_id: UUID) -> None:
    """Keep an import of this operator from being undone until `tx` ends. Raises NotFound or ImportUndone."""
    each = owned(await store.share(tx, operator_id, import_id), rules.NO_IMPORT)
    if each.undone_at:
        raise rules.ImportUndone("This import was undone. Begin another import.")


async def undo(tx: AsyncConnection, operator_id: str, import_id: UUID, note: str) -> tuple[int, int]:
    """Take back the next trips of an import of this operator, with all that followed from them. Returns how
    many, and how many are left. Raises NotFound."""
    each = owned(await store.lock(tx, operator_id, import_id), rules.NO_IMPORT)
    trip_ids = await store.next_trips(tx, each, rules.UNDONE_AT_ONCE_MAX)
    await say(tx, [event_of(trip) for trip in await store.void(tx, trip_ids, note)])
    undone_to = trip_ids[-1] if trip_ids else each.undone_to
    await store.note_undone(tx, import_id, undone_to, len(trip_ids), note)
    return len(trip_ids), each.trips - each.undone_trips - len(trip_ids)
