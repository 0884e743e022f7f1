"""The aftermath of the demo's trips: voids, riders' appeals, and the operator's decisions."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from rodem.demo.riders import signed_in
from rodem.demo.trips import DemoTrip
from rodem_client import Rodem, pages
from rodem_client.api.reviews import Appeal, Decision, appeal_trip, decide_trip
from rodem_client.api.trips import Void, list_trips, void_trip

PAGE = 200
APPEALED_FOR = timedelta(days=13)
"""How old a trip may be that its rider appeals: riders have 14 days from its end."""
APPEAL = "I did ride this myself. Please look again."
VOID_REASON = "The lock reported a trip that nobody made."
DECISIONS = {
    "released": Decision(verdict="accepted", reason="The vehicle's own log agrees with the rider."),
    "refused": Decision(verdict="rejected", reason="The vehicle's own log says otherwise."),
}


async def review(rodem: Rodem, trips: Sequence[DemoTrip], data_dir: Path) -> int:
    """Void, appeal and decide trips as their `aftermath` says. Idempotent. Returns how many there are. Older
    trips are decided without an appeal, for which it is too late."""
    since = datetime.now(UTC) - APPEALED_FOR
    with_aftermath = [trip for trip in trips if trip.aftermath]
    queue = await held(rodem) if with_aftermath else {}
    for trip in with_aftermath:
        if trip.aftermath == "voided":
            await void_trip(rodem, trip.trip_id, Void(reason=VOID_REASON))
            continue
        has_appeal = queue.get(trip.trip_id)
        if has_appeal is None:
            continue  # decided by an earlier demo, or by a person
        if not has_appeal and trip.ended_at > since:
            rider = signed_in(rodem, data_dir, trip.rider_id)
            await appeal_trip(rider, trip.trip_id, Appeal(text=APPEAL))
        if decision := DECISIONS.get(trip.aftermath):
            await decide_trip(rodem, trip.trip_id, decision)
    return len(with_aftermath)


async def held(rodem: Rodem) -> dict[UUID, bool]:
    """The review queue: trip_id -> whether an appeal waits."""
    appeals: dict[UUID, bool] = {}
    async for page in pages(lambda cursor: list_trips(rodem, verdict="held", limit=PAGE, cursor=cursor)):
        appeals |= {trip.trip_id: trip.appeal is not None for trip in page.trips}
    return appeals
