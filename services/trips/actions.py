"""Actions on trips: reported trips are read, judged and stored; a trip is voided."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips import rules, store
from services.trips.bodies import Batch, OperatorTrip, RiderTrip, trace_points
from services.trips.rules import Answer, Place, Point, Report, ReportedTrip
from services.trips.stations import store as stations
from services.trips.stored_traces import store as kept_places
from services.trips.tellings.actions import with_traces
from services.trips.tellings.rules import Telling
from services.trips.trace_chunks.store import names_of_live
from services.trips.verdicts.actions import Game, New, judge_all_again, judge_new
from services.trips.verdicts.store import check_locked, lock_riders, lock_riders_of
from services.trips.zone_map.actions import zones_at
from shared.http import bodies
from shared.http.auth import Caller, operator_id_of, rider_id_of
from shared.http.items import read_each
from shared.http.owned import owned
from shared.http.problems import Unavailable
from shared.settings import ServiceSettings

logger = structlog.get_logger()


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
        device_id = None
    else:
        body = bodies.validate(RiderTrip, value)
        rider_id, operator_id, source = rider_id_of(caller), settings.operator_id, "phone"
        device_id = body.device_id
    rules.check_times(body.started_at, body.ended_at, now)
    if body.trace:
        rules.check_points(now, "/trace", [point.at for point in body.trace])
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
        distance_m=body.distance_m,
        distance_source=source if body.distance_m is not None else None,
        trace=tuple(trace_points(body.trace or ())),
        way="operator" if caller.is_("operator") else "phone",
        device_id=device_id,
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


class SortedOut(NamedTuple):
    """The new trips of a report, and the indexes of those that are not taken: they are stored with other
    values (or live), were undone with their import, or are of riders who were erased."""

    new: dict[UUID, ReportedTrip]
    conflicts: set[int]
    undone: set[int]
    erased: set[int]


def _sort_out(
    trips: Sequence[ReportedTrip],
    receipts: Mapping[UUID, store.Receipt],
    live: Collection[UUID],
    erased: Collection[UUID],
) -> SortedOut:
    found = SortedOut({}, set(), set(), set())
    for index, trip in enumerate(trips):
        receipt = receipts.get(trip.trip_id)
        if trip.rider_id in erased:
            found.erased.add(index)
        elif trip.trip_id in live:
            found.conflicts.add(index)
        elif receipt and receipt.undone:
            found.undone.add(index)
        else:
            first_report = receipt or found.new.setdefault(trip.trip_id, trip)
            if first_report.content_hash != trip.content_hash:
                found.conflicts.add(index)
    return found


async def receive(
    tx: AsyncConnection,
    game: Game,
    trips: Sequence[ReportedTrip],
    received_at: datetime,
) -> Report:
    """Judge and store these trips, judge again the stored trips around them, and publish every verdict.

    The number of statements does not depend on the number of trips. Reporting is idempotent: a trip that is
    stored already keeps its first answer.
    """
    strikes, erased = await lock_riders(tx, game.city_id, {trip.rider_id for trip in trips})
    receipts = await store.receipts(tx, {trip.trip_id for trip in trips})
    live = await names_of_live(tx, {trip.trip_id for trip in trips})
    sorted_out = _sort_out(trips, receipts, live, erased)
    told = await _tellings(tx, game, list(sorted_out.new.values()), received_at)
    new = [New(each, sorted_out.new[each.trip_id].content_hash) for each in told]
    fresh, inserted = await judge_new(tx, game, new, strikes, received_at)
    if inserted < len(new):
        # A concurrent transaction inserts one of these trip ids for another rider. A retry finds its row.
        raise Unavailable("Another request is using one of these trip ids. Try again in a second.")
    await kept_places.set_traces(tx, game.city_id, told)
    verdicts: dict[UUID, Answer] = {trip_id: receipt.answer for trip_id, receipt in receipts.items()}
    verdicts |= {trip_id: trip.answer for trip_id, trip in fresh.items()}
    return Report(
        verdicts,
        frozenset(sorted_out.new),
        frozenset(sorted_out.conflicts),
        frozenset(sorted_out.undone),
        frozenset(sorted_out.erased),
        without_zone=sum(trip.start_zone_id is None for trip in fresh.values()),
        without_distance=sum(trip.distance_m is None for trip in fresh.values()),
    )


async def _tellings(
    tx: AsyncConnection,
    game: Game,
    trips: Sequence[ReportedTrip],
    received_at: datetime,
) -> list[Telling]:
    """Each trip as its source tells it, with the places of its stations, or those that it names where the
    station is not known, and with its trace cleaned."""
    places = await stations.places(tx, trips)

    def station(station_id: str | None, trip: ReportedTrip) -> Place | None:
        return places.get((station_id, trip.started_at)) if station_id else None

    ends = [
        ((station(trip.start_station_id, trip), trip.start), (station(trip.end_station_id, trip), trip.end))
        for trip in trips
    ]
    named = {point for pair in ends for known, point in pair if point and not known}
    zones = await zones_at(tx, game.zones, named)

    def place(known: Place | None, point: Point | None) -> Place | None:
        return known or (Place(point, zones[point]) if point else None)

    told = [
        _telling(game, trip, received_at, place(*start), place(*end))
        for trip, (start, end) in zip(trips, ends, strict=True)
    ]
    traces = {trip.trip_id: trip.trace for trip in trips if trip.trace}
    return await with_traces(tx, game.limits_of, told, traces, game.zones)


def _telling(
    game: Game, trip: ReportedTrip, received_at: datetime, start: Place | None, end: Place | None
) -> Telling:
    return Telling(
        trip_id=trip.trip_id,
        way=trip.way,
        rider_id=trip.rider_id,
        operator_id=trip.operator_id,
        vehicle_type=trip.vehicle_type,
        started_at=trip.started_at,
        ended_at=trip.ended_at,
        received_at=received_at,
        timezone=trip.timezone,
        vehicle_id=trip.vehicle_id,
        start=start,
        end=end,
        start_station_id=trip.start_station_id,
        end_station_id=trip.end_station_id,
        distance_m=trip.distance_m,
        distance_source=trip.distance_source,
        device_key=game.known_again.of_device(trip.device_id) if trip.device_id else None,
        history=trip.history,
        unpaid=trip.unpaid,
        rider_key=trip.rider_key,
    )


async def void(
    tx: AsyncConnection, game: Game, operator_id: str | None, trip_id: UUID, note: str, now: datetime
) -> Answer:
    """Void a trip of this operator, whatever its verdict: its report is withdrawn. Who was held only for it
    counts, and a phone's trip that was merged into it lives again. Raises NotFound, and Merged."""
    strikes = await lock_riders_of(tx, [trip_id])
    trip = owned(await store.lock_operator_trip(tx, operator_id, trip_id), rules.NO_TRIP)
    check_locked(trip, strikes)
    rules.check_is_no_part(trip)
    if trip.verdict == "voided":
        return trip.answer
    struck = await store.withdraw(tx, [trip_id], "voided", note)
    return (await judge_all_again(tx, game, [trip], strikes, now, struck))[trip_id].answer
