"""Actions of the review: an operator decides a trip by hand; a rider appeals."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.review import rules, store
from services.trips.rules import (
    NO_TRIP,
    NO_TRIP_OF_RIDER,
    UNDONE_REASON,
    Answer,
    Decided,
    TripUndone,
    check_is_no_part,
)
from services.trips.store import DecidedBy, lock_operator_trip, lock_rider_trip
from services.trips.store import decide as store_decision
from services.trips.verdicts.actions import Game, judge_again
from services.trips.verdicts.store import check_locked, lock_riders_of
from shared.http.owned import owned


async def decide(
    tx: AsyncConnection, game: Game, operator_id: str | None, trip_id: UUID, verdict: Decided, by: DecidedBy
) -> Answer:
    """Accept or reject a trip of this operator by hand, and answer its appeal. Raises NotFound, Merged, and
    TripUndone, for its row may have been imported again."""
    strikes = await lock_riders_of(tx, [trip_id])
    trip = owned(await lock_operator_trip(tx, operator_id, trip_id), NO_TRIP)
    check_locked(trip, strikes)
    check_is_no_part(trip)
    if trip.reasons == (UNDONE_REASON,):
        raise TripUndone("This trip came with an import that was undone.")
    await store_decision(tx, trip_id, verdict, by)
    await store.answer_appeal(tx, trip_id)
    span = {trip.rider_id: (trip.started_at, trip.ended_at)}
    return (await judge_again(tx, game, span, strikes, by.decided_at))[trip_id].answer


async def appeal(tx: AsyncConnection, rider_id: UUID | None, trip_id: UUID, text: str) -> None:
    """Store a rider's appeal against the verdict on a trip. Raises NotFound or NothingToAppeal."""
    trip = owned(await lock_rider_trip(tx, rider_id, trip_id), NO_TRIP_OF_RIDER)
    rules.check_appealable(trip)
    if not await store.add_appeal(tx, trip.city_id, trip_id, text):
        raise rules.NothingToAppeal("Your appeal is waiting for the operator's answer.")
