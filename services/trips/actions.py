"""Actions on trips: reported trips are judged, stored and published as events; a trip is voided."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips import rules, store
from services.trips.bodies import Batch, OperatorTrip, RiderTrip
from services.trips.rules import JudgedTrip, KeptTrip, Place, Point, Report, ReportedTrip, Verdict
from services.trips.stations import store as stations
from services.trips.zone_map.actions import KnownZones, zones_at
from shared.db import on_commit
from shared.eventlog.outbox import publish
from shared.events.trips import TripJudged
from shared.http import bodies
from shared.http.auth import Caller, operator_id_of, rider_id_of
from shared.http.items import read_each
from shared.http.owned import owned
from shared.http.problems import Unavailable
from shared.settings import ServiceSettings

logger = structlog.get_logger()

VERDICTS = Counter(
    "rodem_verdicts",
    "Verdicts on trips, first ones and changed ones, with their reason.",
    ["verdict", "reason"],
)


def read_trip(
    value: dict[str, Any],
    caller: Caller,
    settings: ServiceSettings,
    now: datetime,
    batch: Batch | None = None,
) -> ReportedTrip:
    """The trip in a parsed body, which may be a row of a batch. Raises ValidationError."""
    if caller.is_("operator"):
        report = bodies.validate(OperatorTrip, value)
        body: RiderTrip = report
        rider_id, operator_id = report.rider_id, operator_id_of(caller)
        source: rules.DistanceSource = report.distance_source or "odometer"
    else:
        body = bodies.validate(RiderTrip, value)
        rider_id, operator_id, source = rider_id_of(caller), settings.operator_id, "phone"
    rules.check_times(body.started_at, body.ended_at, now)
    return ReportedTrip(
        trip_id=body.trip_id,
        rider_id=rider_id,
        operator_id=operator_id,
        vehicle_type=body.vehicle_type,
        started_at=body.started_at,
        ended_at=body.ended_at,
        timezone=(batch and batch.timezone) or settings.timezone,
        history=batch is not None and batch.history,
        unpaid=batch is not None and not batch.points,
        rider_key=batch.rider_key if batch else "rider",
        vehicle_id=body.vehicle_id,
        start_station_id=body.start_station_id,
        end_station_id=body.end_station_id,
        start=Point(body.start.lat, body.start.lon) if body.start else None,
        end=Point(body.end.lat, body.end.lon) if body.end else None,
        places_source="phone" if source == "phone" else "station_pair",
        distance_m=body.distance_m,
        distance_source=source if body.distance_m is not None else None,
        trace=tuple(Point(point.lat, point.lon) for point in body.trace or ()),
    )


def read_rows(
    batch: Batch, caller: Caller, settings: ServiceSettings, now: datetime
) -> tuple[list[tuple[int, ReportedTrip]], list[dict[str, Any]]]:
    """The valid rows of a batch with their indexes, and a failure for each invalid row."""
    if batch.history:
        logger.info(
            "history_received",
            operator_id=caller.operator_id,
            trips=len(batch.trips),
            points=batch.points,
        )
    return read_each(
        batch.trips,
        lambda row: read_trip(row, caller, settings, now, batch),
        "trip_id",
        lambda row: bodies.id_text(row.get("trip_id")) if isinstance(row, dict) else None,
    )


async def receive(
    tx: AsyncConnection,
    city_id: str,
    trips: Sequence[ReportedTrip],
    received_at: datetime,
    zones: KnownZones,
) -> Report:
    """Judge and store these trips, hold the stored trips that overlap with them, and publish every verdict.

    The number of statements does not depend on the number of trips. Reporting is idempotent: a trip that is
    stored already keeps its first answer.
    """
    await store.lock_riders(tx, city_id, {trip.rider_id for trip in trips})
    receipts = await store.receipts(tx, {trip.trip_id for trip in trips})
    new_trips: dict[UUID, ReportedTrip] = {}
    conflict_indexes, undone_indexes = set[int](), set[int]()
    for index, trip in enumerate(trips):
        if (receipt := receipts.get(trip.trip_id)) and receipt.undone:
            undone_indexes.add(index)
            continue
        first_report = receipts.get(trip.trip_id) or new_trips.setdefault(trip.trip_id, trip)
        if first_report.content_hash != trip.content_hash:
            conflict_indexes.add(index)
    judged = await _judge(tx, list(new_trips.values()), received_at, zones)
    judged = await _with_zones_of_traces(tx, judged, zones)
    held = await _keep(tx, city_id, judged, received_at)
    fresh = [rules.first_state(city_id, trip) for trip in judged]
    await say(tx, [event_of(trip) for trip in (*fresh, *held)])
    verdicts = {trip_id: receipt.verdict for trip_id, receipt in receipts.items()}
    verdicts |= {trip.reported.trip_id: trip.verdict for trip in judged}
    without_zone = sum(trip.start_zone_id is None for trip in judged)
    conflicts, undone = frozenset(conflict_indexes), frozenset(undone_indexes)
    without_distance = sum(trip.distance_m is None for trip in judged)
    return Report(verdicts, frozenset(new_trips), conflicts, undone, without_zone, without_distance)


async def _judge(
    tx: AsyncConnection, trips: Sequence[ReportedTrip], received_at: datetime, zone_cache: KnownZones
) -> list[JudgedTrip]:
    """Judge each trip by the places of its stations, or by those it names where the station is not known."""
    places = await stations.places(tx, trips)

    def station(station_id: str | None, trip: ReportedTrip) -> Place | None:
        return places.get((station_id, trip.started_at)) if station_id else None

    ends = [
        ((station(trip.start_station_id, trip), trip.start), (station(trip.end_station_id, trip), trip.end))
        for trip in trips
    ]
    named = {point for pair in ends for known, point in pair if point and not known}
    zones = await zones_at(tx, zone_cache, named)

    def place(known: Place | None, point: Point | None) -> Place | None:
        return known or (Place(point, zones[point]) if point else None)

    return [
        rules.judge(trip, received_at, place(*start), place(*end))
        for trip, (start, end) in zip(trips, ends, strict=True)
    ]


async def _with_zones_of_traces(
    tx: AsyncConnection, trips: list[JudgedTrip], zone_cache: KnownZones
) -> list[JudgedTrip]:
    """A trip whose ends have no zone gets the zones in which its trace begins and ends."""
    without_zones = [t for t in trips if t.reported.trace and not (t.start_zone_id and t.end_zone_id)]
    zones = await zones_at(tx, zone_cache, {t.reported.trace[i] for t in without_zones for i in (0, -1)})
    if not zones:
        return trips
    return [
        replace(
            trip,
            start_zone_id=trip.start_zone_id or zones.get(trip.reported.trace[0]),
            end_zone_id=trip.end_zone_id or zones.get(trip.reported.trace[-1]),
        )
        if trip.reported.trace
        else trip
        for trip in trips
    ]


async def _keep(
    tx: AsyncConnection, city_id: str, judged: list[JudgedTrip], received_at: datetime
) -> Sequence[KeptTrip]:
    """Insert new trips, held where they overlap with others. Returns the stored trips that became held: those
    of the same operator, as no operator can hold the trip of another."""
    if not judged:
        return ()
    overlaps = await store.overlaps(tx, judged)
    overlapping_ids = rules.overlapping(judged) | {overlap.new_id for overlap in overlaps}
    for i, trip in enumerate(judged):
        if trip.verdict.name == "accepted" and trip.reported.trip_id in overlapping_ids:
            judged[i] = replace(trip, verdict=Verdict("held", "overlapping"))
    if await store.insert(tx, city_id, judged, received_at) < len(judged):
        # A concurrent transaction inserts one of these trip ids for another rider. A retry finds its row.
        raise Unavailable("Another request is using one of these trip ids. Try again in a second.")
    return await store.hold(tx, {overlap.known_id for overlap in overlaps if overlap.of_one_operator})


async def say(tx: AsyncConnection, judged: Sequence[TripJudged]) -> None:
    """Publish these verdicts through the outbox, and count them in the metrics when `tx` commits."""
    await publish(tx, judged)

    def count() -> None:
        for trip in judged:
            VERDICTS.labels(trip.verdict, next(iter(trip.reasons), "none")).inc()

    on_commit(tx, count)


def event_of(trip: KeptTrip) -> TripJudged:
    """The event for a trip as it is stored now."""
    return TripJudged(
        city_id=trip.city_id,
        trip_id=trip.trip_id,
        revision=trip.revision,
        rider_id=trip.rider_id,
        operator_id=trip.operator_id,
        verdict=trip.verdict,
        reasons=(trip.reason,) if trip.reason else (),
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
    )


async def say_with_partners(tx: AsyncConnection, changed: Sequence[KeptTrip]) -> None:
    """Judge again the trips that overlap with these, whose verdicts changed, and publish all new verdicts.
    The riders must be locked."""
    partners = await store.judge_partners(tx, [trip.trip_id for trip in changed])
    await say(tx, [event_of(trip) for trip in (*changed, *partners)])


async def void(tx: AsyncConnection, operator_id: str | None, trip_id: UUID, note: str) -> Verdict:
    """Void a trip of this operator, whatever its verdict. Who was held only for it counts. Raises
    NotFound."""
    trip = owned(await store.lock_operator_trip(tx, operator_id, trip_id), rules.NO_TRIP)
    verdict = Verdict("voided", "voided")
    if trip.verdict == verdict.name:
        return Verdict(trip.verdict, trip.reason)
    await say_with_partners(tx, [await store.set_verdict(tx, trip_id, verdict, note, trip.decided)])
    return verdict
