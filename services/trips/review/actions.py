"""What happens when an operator decides a trip by hand, and when a rider appeals."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.actions import event_of, say
from services.trips.review import rules, store
from services.trips.rules import Decided, Verdict, trip_of_operator, trip_of_rider
from services.trips.store import lock_trip, set_verdict


async def decide(
    tx: AsyncConnection, operator_id: str | None, trip_id: UUID, name: Decided, note: str
) -> Verdict:
    """Accept or reject a trip of this operator by hand, and answer its appeal. Raises NotFound."""
    trip = trip_of_operator(await lock_trip(tx, trip_id), operator_id)
    verdict = rules.decision(name)
    if not rules.is_decided_so(trip, verdict):
        await say(tx, [event_of(await set_verdict(tx, trip_id, verdict, note, decided=True))])
    await store.answer_appeal(tx, trip_id)
    return verdict


async def appeal(tx: AsyncConnection, rider_id: UUID | None, trip_id: UUID, text: str) -> None:
    """Keep what a rider says against the verdict on a trip. Raises NotFound or NothingToAppeal."""
    trip = trip_of_rider(await lock_trip(tx, trip_id), rider_id)
    rules.check_appealable(trip)
    if not await store.add_appeal(tx, trip.city_id, trip_id, text):
        raise rules.NothingToAppeal("Your appeal is waiting for the operator's answer.")
