"""What comes of the demo's doubtful trips: voids, riders' appeals, and the operator's decisions."""

from collections.abc import Sequence
from pathlib import Path

import httpx
import msgspec

from rodem import tokens
from rodem.demo.trips import DemoTrip
from rodem.importing import TokenProvider, connection, send

PAGE = 200
APPEAL = "I did ride this myself. Please look again."
VOID_REASON = "The lock reported a trip that nobody made."
DECISIONS = {
    "released": ("accepted", "The vehicle's own log agrees with the rider."),
    "refused": ("rejected", "The vehicle's own log says otherwise."),
}


async def review(
    client: httpx.AsyncClient,
    trips: Sequence[DemoTrip],
    gateway_url: str,
    data_dir: Path,
    token: TokenProvider,
) -> int:
    """Make happen what the plan says comes of these trips, once. Returns how many it is about."""
    about = [trip for trip in trips if trip.aftermath]
    queue = await held(client, token) if about else {}
    for trip in about:
        path = f"/v1/trips/{trip.trip_id}"
        if trip.aftermath == "voided":
            await send(client, "POST", f"{path}/void", msgspec.json.encode({"reason": VOID_REASON}), token)
            continue
        has_appeal = queue.get(str(trip.trip_id))
        if has_appeal is None:
            continue  # decided by an earlier demo, or by a person
        if not has_appeal:
            await appeal(trip, gateway_url, data_dir)
        if trip.aftermath in DECISIONS:
            verdict, reason = DECISIONS[trip.aftermath]
            decision = msgspec.json.encode({"verdict": verdict, "reason": reason})
            await send(client, "POST", f"{path}/decision", decision, token)
    return len(about)


async def appeal(trip: DemoTrip, gateway_url: str, data_dir: Path) -> None:
    """The rider asks for another look."""
    token = tokens.mint(data_dir, "rider", str(trip.rider_id))
    async with connection(gateway_url, token) as rider:
        body = msgspec.json.encode({"text": APPEAL})
        await send(rider, "POST", f"/v1/trips/{trip.trip_id}/appeal", body, lambda: token)


async def held(client: httpx.AsyncClient, token: TokenProvider) -> dict[str, bool]:
    """The review queue: trip_id -> whether an appeal waits."""
    found: dict[str, bool] = {}
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        answer = await send(client, "GET", f"/v1/trips?verdict=held&limit={PAGE}{after}", b"", token)
        found |= {trip["trip_id"]: "appeal" in trip for trip in answer["trips"]}
        cursor = answer.get("next_cursor")
    return found
