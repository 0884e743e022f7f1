"""The aftermath of the demo's trips: voids, riders' appeals, and the operator's decisions and answers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from rodem.demo.cheats import drawn_ride
from rodem.demo.phones import PhoneTrip, slow_ride
from rodem.demo.plan import Plan
from rodem.demo.riders import signed_in
from rodem.demo.trips import DemoTrip
from rodem_client import Rodem, pages
from rodem_client.api.reviews import Appeal, Decision, appeal_trip, decide_trip
from rodem_client.api.trips import Void, get_my_trip, list_trips, void_trip

PAGE = 200
APPEALED_FOR = timedelta(days=13)
"""How old a trip may be that its rider appeals: riders have 14 days from its end."""
APPEAL = "I did ride this myself. Please look again."
VOID_REASON = "The lock reported a trip that nobody made."
DECISIONS = {
    "released": Decision(verdict="accepted", reason="The vehicle's own log agrees with the rider."),
    "refused": Decision(verdict="rejected", reason="The vehicle's own log says otherwise."),
}
CHILD = "My daughter rode beside me on her first bicycle, so I was slow."
CHILD_ANSWER = Decision(verdict="accepted", reason="The next dock saw both of you. Have a good ride!")
CAUGHT = "I rode this, of course."
CAUGHT_ANSWER = Decision(verdict="rejected", reason="Nobody rides as evenly as that.", strike=True)


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


async def answer_appeals(rodem: Rodem, plan: Plan, data_dir: Path) -> int:
    """Two riders appeal and are answered: the guide, who was slow beside a child, and a cheat, who gets a
    strike. Idempotent. Returns how many they are."""
    answered = ((slow_ride(plan), CHILD, CHILD_ANSWER), (drawn_ride(plan), CAUGHT, CAUGHT_ANSWER))
    for trip, text, answer in answered:
        await _appeal_and_answer(rodem, data_dir, trip, text, answer)
    return len(answered)


async def _appeal_and_answer(
    rodem: Rodem, data_dir: Path, trip: PhoneTrip, text: str, answer: Decision
) -> None:
    rider = signed_in(rodem, data_dir, trip.rider_id)
    seen = await get_my_trip(rider, trip.trip_id)
    if seen.decision is not None:
        return
    if seen.appeal is None:
        await appeal_trip(rider, trip.trip_id, Appeal(text=text))
    await decide_trip(rodem, trip.trip_id, answer)
