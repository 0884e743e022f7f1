"""Actions on live trips: a start, a chunk of points, an end, a cancellation. In whatever order they come,
they make the same trip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips import store as trips
from services.trips.live import rules
from services.trips.live.rules import Start
from services.trips.rules import OTHER_TRIP, Answer, Place, TripIdConflict
from services.trips.stations import store as stations
from services.trips.stored_traces import store as kept_places
from services.trips.tellings import store as tellings
from services.trips.tellings.actions import with_traces
from services.trips.tellings.rules import Telling
from services.trips.tellings.store import Told
from services.trips.trace_chunks import store as chunks
from services.trips.trace_chunks.actions import as_heard
from services.trips.trace_chunks.rules import TAKEN_AFTER_END, End, HeardOf, packed_points
from services.trips.trace_chunks.store import Arrived
from services.trips.traces.rules import TracePoint
from services.trips.verdicts.actions import Game, GameNow, New, judge_again, judge_new
from services.trips.verdicts.rules import Strikes
from services.trips.verdicts.store import lock_rider
from shared.http.problems import Unavailable

OPEN = Answer("open")
CANCELLED = Answer("voided", ("cancelled",))


@dataclass(frozen=True)
class Teller:
    """Whose phone tells of a live trip, in which city and at which instant. Its trips are those of the game's
    operator."""

    city_id: str
    rider_id: UUID
    operator_id: str
    timezone: str
    now: datetime


async def start(tx: AsyncConnection, game: Game, teller: Teller, told: Start) -> Answer:
    """Begin a trip, with all that has come of it before its start. Repeated, it has the same answer. Raises
    TripIdConflict, TooManyOpen, and ValidationError for a start after the end."""
    strikes = await lock_rider(tx, teller.city_id, teller.rider_id)
    known = await chunks.known(tx, told.trip_id)
    rules.check_owner(known, teller.rider_id)
    if known.verdict is not None:
        return await _told_again(tx, told)
    heard = known.heard
    rules.check_is_after_start(told.started_at, heard.ending if heard else None, "/started_at")
    if heard is None or not (heard.ending or heard.is_cancelled):
        limits = game.limits_of(told.vehicle_type, _telling(game, teller, told).local_on)
        open_trips = await chunks.open_of(tx, teller.rider_id)
        rules.check_open(open_trips, timedelta(seconds=limits.no_end_s), teller.now)
    await _hear(tx, teller, told.trip_id)
    await chunks.set_start(tx, told.trip_id, told.started_at)
    telling = await _as_told(tx, game, teller, told)
    new = New(telling, told.content_hash)
    fresh, inserted = await judge_new(tx, game, [new], strikes, teller.now)
    if not inserted:
        # A concurrent transaction inserts a trip of this id for another rider. A retry finds its row.
        raise Unavailable("Another request is using one of these trip ids. Try again in a second.")
    await kept_places.set_traces(tx, teller.city_id, [telling])
    await chunks.mark_cleaned(tx, [told.trip_id])
    if telling.withdrawn:
        await trips.withdraw(tx, [told.trip_id], telling.withdrawn, None)
    return fresh[told.trip_id].answer


async def _told_again(tx: AsyncConnection, told: Start) -> Answer:
    receipt = (await trips.receipts(tx, [told.trip_id]))[told.trip_id]
    if receipt.content_hash != told.content_hash:
        raise TripIdConflict(OTHER_TRIP)
    return receipt.answer


async def _hear(tx: AsyncConnection, teller: Teller, trip_id: UUID) -> None:
    if not await chunks.hear(tx, teller.city_id, teller.rider_id, trip_id, teller.now):
        raise Unavailable("Another request is using one of these trip ids. Try again in a second.")


def _telling(game: Game, teller: Teller, told: Start) -> Telling:
    return Telling(
        trip_id=told.trip_id,
        way="phone",
        rider_id=teller.rider_id,
        operator_id=teller.operator_id,
        vehicle_type=told.vehicle_type,
        started_at=told.started_at,
        ended_at=None,
        received_at=teller.now,
        timezone=teller.timezone,
        vehicle_id=told.vehicle_id,
        start_station_id=told.start_station_id,
        device_key=game.known_again.of_device(told.device_id) if told.device_id else None,
        live=True,
    )


async def _as_told(tx: AsyncConnection, game: Game, teller: Teller, told: Start) -> Telling:
    """All that has been told of a trip whose start comes now."""
    heard = (await chunks.of_trips(tx, [told.trip_id]))[told.trip_id]
    end = heard.ending
    named = (told.start_station_id, end.end_station_id if end else None)
    places = await _places(tx, named, told.started_at)
    telling = replace(
        as_heard(_telling(game, teller, told), heard, teller.now),
        start=places[0],
        withdrawn="cancelled" if heard.is_cancelled else None,
    )
    if end:
        telling = replace(
            telling,
            ended_at=end.ended_at,
            end=places[1],
            end_station_id=end.end_station_id,
            distance_m=end.distance_m,
            distance_source="phone" if end.distance_m is not None else None,
        )
    points = await chunks.points_of(tx, [told.trip_id])
    (traced,) = await with_traces(tx, game.limits_of, [telling], points, game.zones)
    return traced


async def _places(tx: AsyncConnection, station_ids: Sequence[str | None], at: datetime) -> list[Place | None]:
    """Where these stations stood when a trip began; None for what is not known."""
    found = await stations.places_at(tx, {(each, at) for each in station_ids if each is not None})
    return [found.get((each, at)) if each is not None else None for each in station_ids]


@dataclass(frozen=True)
class NewChunk:
    """Points that a phone tells of a trip."""

    trip_id: UUID
    seq: int
    points: Sequence[TracePoint]


async def take_chunk(
    tx: AsyncConnection, game_now: GameNow, teller: Teller, told: NewChunk, count: Callable[[int], None]
) -> Arrived:
    """Store a chunk of points. A chunk of an open trip changes no verdict, and costs only its storing,
    unless the trip may be merged into another. Repeated, it has the same answer. `count` is called with the
    number of points that are new, and may refuse them. Raises TripIdConflict, TraceClosed, ChunkConflict and
    TraceFull."""
    strikes = await lock_rider(tx, teller.city_id, teller.rider_id)
    known = await chunks.known(tx, told.trip_id, told.seq)
    rules.check_owner(known, teller.rider_id)
    heard = known.heard
    rules.check_takes_points(heard, teller.now)
    packed = packed_points(told.points)
    if heard and known.chunk is not None:
        if known.chunk != packed:
            raise rules.ChunkConflict("A chunk with this seq has come already, with other points.")
        return Arrived(heard.seqs, heard.points, heard.closes_at)
    rules.check_room(heard, len(told.points))
    count(len(told.points))
    if heard is None:
        await _hear(tx, teller, told.trip_id)
    arrived = await chunks.add_chunk(tx, told.trip_id, told.seq, packed, len(told.points), teller.now)
    if heard and heard.started_at and (known.verdict != "open" or known.has_near):
        game = await game_now(tx)
        await _judge(tx, game, teller, heard.started_at, heard.ending, strikes)
    return arrived


async def end(tx: AsyncConnection, game_now: GameNow, teller: Teller, trip_id: UUID, told: End) -> Answer:
    """Note the end of a trip, which is judged if its start is known. Repeated, it has the same answer. Raises
    TripIdConflict, TripCancelled, and ValidationError for an end before the start."""
    strikes = await lock_rider(tx, teller.city_id, teller.rider_id)
    known = await chunks.known(tx, trip_id)
    rules.check_owner(known, teller.rider_id)
    heard = known.heard
    if heard and heard.is_cancelled:
        raise rules.TripCancelled("This trip was cancelled.")
    if heard and heard.ending:
        return _ended_before(heard, told)
    started_at = heard.started_at if heard else None
    rules.check_is_after_start(started_at, told, "/ended_at")
    await _hear(tx, teller, trip_id)
    await chunks.set_end(tx, trip_id, told, teller.now + TAKEN_AFTER_END)
    answer = OPEN
    if started_at:
        await _tell_end(tx, trip_id, started_at, told, teller.now)
        game = await game_now(tx)
        answer = (await _judge(tx, game, teller, started_at, told, strikes))[trip_id]
    await chunks.set_ending_answer(tx, trip_id, answer)
    return answer


def _ended_before(heard: HeardOf, told: End) -> Answer:
    if heard.ending != told:
        raise TripIdConflict("This trip has ended already, otherwise.")
    return heard.ending_answer or OPEN


async def _tell_end(
    tx: AsyncConnection, trip_id: UUID, started_at: datetime, told: End, now: datetime
) -> None:
    (place,) = await _places(tx, [told.end_station_id], started_at)
    ending = Told(
        ended_at=told.ended_at,
        end=place,
        end_station_id=told.end_station_id,
        distance_m=told.distance_m,
        distance_source="phone" if told.distance_m is not None else None,
    )
    await tellings.tell_more(tx, trip_id, ending, now)


async def _judge(
    tx: AsyncConnection,
    game: Game,
    teller: Teller,
    started_at: datetime,
    ending: End | None,
    strikes: Strikes,
) -> dict[UUID, Answer]:
    """Judge the rider's trips around this one anew. Returns the verdicts as they are now."""
    span = {teller.rider_id: (started_at, ending.ended_at if ending else started_at)}
    judged = await judge_again(tx, game, span, strikes, teller.now)
    return {trip_id: trip.answer for trip_id, trip in judged.items()}


async def cancel(tx: AsyncConnection, game_now: GameNow, teller: Teller, trip_id: UUID) -> Answer:
    """Withdraw a trip, ended or not; its start may still come. Raises TripIdConflict and TripDecided."""
    strikes = await lock_rider(tx, teller.city_id, teller.rider_id)
    known = await chunks.known(tx, trip_id)
    rules.check_owner(known, teller.rider_id)
    if known.is_decided:
        raise rules.TripDecided("A person has decided about this trip.")
    if known.withdrawn:
        return Answer("voided", (known.withdrawn,))
    await _hear(tx, teller, trip_id)
    await chunks.cancel(tx, trip_id, teller.now)
    if known.heard and known.heard.started_at:
        await trips.withdraw(tx, [trip_id], "cancelled", None)
        game = await game_now(tx)
        await _judge(tx, game, teller, known.heard.started_at, known.heard.ending, strikes)
    return CANCELLED
