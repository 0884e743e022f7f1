"""What the log hears of trips: each verdict as an event, with the revision of what was said last."""

from collections.abc import Sequence
from dataclasses import replace

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.rules import KeptTrip
from shared.db import on_commit
from shared.eventlog.outbox import publish
from shared.events.trips import TripJudged

VERDICTS = Counter(
    "rodem_verdicts",
    "Verdicts on trips, first ones and changed ones, with their reason.",
    ["verdict", "reason"],
)


UNSAID = ("open", "voided")
"""Verdicts that the log does not hear first: an open trip is not said, and of one that was never said it is
not said that it is voided."""


def said_next(trip: KeptTrip) -> KeptTrip:
    """The trip with the revision of the event that says it. A trip is not said to be open again when its
    phone is heard of again: what was said of it counts no more than it does."""
    if trip.verdict == "open" or (trip.revision == 0 and trip.verdict in UNSAID):
        return trip
    first_rider_id = (trip.first_rider_id or trip.rider_id) if trip.way == "locks" else None
    return replace(trip, revision=trip.revision + 1, first_rider_id=first_rider_id)


async def say(tx: AsyncConnection, trips: Sequence[KeptTrip]) -> None:
    """Publish these verdicts through the outbox, and count them in the metrics when `tx` commits. What was
    not said yet, an open trip, is not published."""
    events = [event_of(trip) for trip in trips if trip.revision]
    await publish(tx, events)

    def count() -> None:
        for event in events:
            VERDICTS.labels(event.verdict, next(iter(event.reasons), "none")).inc()

    on_commit(tx, count)


def event_of(trip: KeptTrip) -> TripJudged:
    """The event for a trip as it is stored now."""
    return TripJudged(
        city_id=trip.city_id,
        trip_id=trip.said_as,
        revision=max(trip.revision, 1),
        rider_id=trip.rider_id,
        operator_id=trip.operator_id,
        verdict=trip.verdict,
        reasons=trip.reasons,
        counts=trip.verdict == "accepted",
        history=trip.history,
        unpaid=trip.unpaid,
        rider_key=None if trip.rider_key == "rider" else trip.rider_key,
        vehicle_type=trip.vehicle_type,
        started_at=trip.started_at,
        ended_at=trip.ended_at,
        local_on=trip.local_on,
        local_hour=trip.local_hour,
        duration_s=trip.duration_s,
        energy_kcal=trip.energy_kcal,
        distance_m=trip.distance_m,
        distance_source=trip.distance_source,
        start_station_id=trip.start_station_id,
        end_station_id=trip.end_station_id,
        start_zone_id=trip.start_zone_id,
        end_zone_id=trip.end_zone_id,
        confirmed_by=trip.confirmed_by,
        merged_into=trip.merged_into,
        climb_m=trip.climb_m,
        zone_ids=trip.zone_ids,
    )
