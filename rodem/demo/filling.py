"""Tells the gateway of the demo's city and its trips, as an operator's own program would."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import httpx
import msgspec

from rodem.demo.city import City
from rodem.demo.plan import Plan
from rodem.demo.trips import DemoTrip
from rodem.importing import TokenProvider, send
from rodem.refusals import Refused

BATCH = 1_000
HISTORY_AFTER = timedelta(days=13)
"""Trips that ended longer ago are sent as history; without, the rules call them too late after 14 days."""


async def tell_places(client: httpx.AsyncClient, city: City, token: TokenProvider) -> None:
    """Zones first, so that stations get theirs."""
    for body in city.zones:
        await send(client, "PUT", "/v1/zones", body, token)
    await send(client, "PUT", "/v1/stations", msgspec.json.encode(city.station_feed), token)


async def send_trips(
    client: httpx.AsyncClient, plan: Plan, token: TokenProvider, on_sent: Callable[[int], None]
) -> None:
    """Send all trips in batches; those that are known change nothing. Raises Refused if one is not taken."""
    for batch, body in batches(plan.trips, plan.span.until, plan.wanted.timezone):
        answer = await send(client, "POST", "/v1/trips:batch", body, token)
        if failures := answer["failures"]:
            raise Refused(
                f"{len(failures)} trips of the demo were not taken ({failures[0]['problem']['detail']}): "
                "this city holds another demo, so start with an empty --data."
            )
        on_sent(len(batch))


def batches(
    trips: Sequence[DemoTrip], until: datetime, timezone: str
) -> Iterator[tuple[Sequence[DemoTrip], bytes]]:
    """The bodies of `POST /v1/trips:batch`, oldest first, each with its trips."""
    for first in range(0, len(trips), BATCH):
        batch = trips[first : first + BATCH]
        is_history = min(trip.ended_at for trip in batch) < until - HISTORY_AFTER
        envelope = {
            **({"history": True} if is_history else {}),
            "timezone": timezone,
            "trips": [trip.body() for trip in batch],
        }
        yield batch, msgspec.json.encode(envelope)
