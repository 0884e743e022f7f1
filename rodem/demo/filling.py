"""Sends the demo's city and trips to the gateway, as an operator's own program would."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Raw, json

from rodem.demo.city import City
from rodem.demo.plan import Plan
from rodem.demo.trips import DemoTrip
from rodem.refusals import Refused
from rodem_client import Rodem
from rodem_client.api.stations import put_stations
from rodem_client.api.trips import Batch, report_trips
from rodem_client.api.zones import put_zones

BATCH = 1_000
HISTORY_AFTER = timedelta(days=13)
"""Trips that ended longer ago are sent as history: the rules reject others as too late after 14 days."""


async def tell_places(rodem: Rodem, city: City) -> None:
    """Send zones and stations. Zones come first, so that each station gets its zone. Raises Refused if one is
    not taken."""
    answers = [await put_zones(rodem, Raw(body)) for body in city.zones]
    failures = [failure.problem for answer in answers for failure in answer.failures]
    stations = await put_stations(rodem, Raw(json.encode(city.station_feed)))
    failures += [failure.problem for failure in stations.failures]
    if failures:
        raise Refused(
            f"{len(failures)} zones and stations of the demo were not taken ({failures[0]['detail']}): "
            "this city holds another one's, so start with an empty --data."
        )


async def send_trips(rodem: Rodem, plan: Plan, on_sent: Callable[[int], None]) -> None:
    """Send all trips in batches. Trips that the city has already change nothing. Raises Refused if one is not
    accepted."""
    for batch, body in batches(plan.trips, plan.span.until, plan.size.timezone):
        answer = await report_trips(rodem, body)
        if failures := answer.failures:
            raise Refused(
                f"{len(failures)} trips of the demo were not taken ({failures[0].problem['detail']}): "
                "this city holds another demo, so start with an empty --data."
            )
        on_sent(len(batch))


def batches(
    trips: Sequence[DemoTrip], until: datetime, timezone: str
) -> Iterator[tuple[Sequence[DemoTrip], Batch]]:
    """The bodies of `POST /v1/trips:batch`, oldest first, each with its trips."""
    for first in range(0, len(trips), BATCH):
        batch = trips[first : first + BATCH]
        is_history = min(trip.ended_at for trip in batch) < until - HISTORY_AFTER
        yield batch, Batch(history=is_history, timezone=timezone, trips=[trip.body() for trip in batch])
