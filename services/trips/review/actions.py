"""Actions of the review: an operator decides a trip by hand; a rider appeals."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.actions import say_with_partners
from services.trips.review import rules, store
from services.trips.rules import NO_TRIP, NO_TRIP_OF_RIDER, UNDONE_REASON, Decided, TripUndone, Verdict
from services.trips.store import lock_operator_trip, lock_rider_trip, set_verdict
from shared.http.owned import owned


async def decide(
    tx: AsyncConnection, operator_id: str | None, trip_id: UUID, name: Decided, note: str
) -> Verdict:
    """Accept or reject a trip of this operator by hand, and answer its appeal. Raises NotFound, and
    TripUndone, for its row may have been imported again."""
    trip = owned(await lock_operator_trip(tx, operator_id, trip_id), NO_TRIP)
    if trip.reason == UNDONE_REASON:
        raise TripUndone("This trip came with an import that was undone.")
    verdict = rules.decision(name)
    if not rules.is_decided_so(trip, verdict):
        await say_with_partners(tx, [await set_verdict(tx, trip_id, verdict, note, decided=True)])
    await store.answer_appeal(tx, trip_id)
    return verdict


async def appeal(tx: AsyncConnection, rider_id: UUID | None, trip_id: UUID, text: str) -> None:
    """Store a rider's appeal against the verdict on a trip. Raises NotFound or NothingToAppeal."""
    trip = owned(await lock_rider_trip(tx, rider_id, trip_id), NO_TRIP_OF_RIDER)
    rules.check_appealable(trip)
    if not await store.add_appeal(tx, trip.city_id, trip_id, text):
        raise rules.NothingToAppeal("Your appeal is waiting for the operator's answer.")
