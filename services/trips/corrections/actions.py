"""An operator corrects what was told of a trip: a new revision, judged anew."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.trips.corrections import rules
from services.trips.corrections.bodies import CorrectTrip
from services.trips.rules import NO_TRIP, KeptTrip, Place
from services.trips.stations import store as stations
from services.trips.store import lock_operator_trip
from services.trips.tellings import store as tellings
from services.trips.tellings.rules import Correction, Telling
from services.trips.verdicts.actions import Game, judge_again
from services.trips.verdicts.store import check_locked, lock_riders_of
from shared.http.owned import owned


async def correct(
    tx: AsyncConnection, game: Game, operator_id: str, trip_id: UUID, sent: CorrectTrip, now: datetime
) -> KeptTrip:
    """Correct a trip of this operator and judge it anew, with the trips around its old and its new minutes.
    Raises NotFound, Unavailable, Merged, TripVoided, and ValidationError."""
    strikes = await lock_riders_of(tx, [trip_id])
    trip = owned(await lock_operator_trip(tx, operator_id, trip_id), NO_TRIP)
    check_locked(trip, strikes)
    rules.check_correctable(trip)
    kept = await tellings.one(tx, trip_id, game.timezone)
    correction = await _correction(tx, kept.telling, sent)
    after = rules.corrected(kept.telling, trip, correction, now)
    await tellings.set_correction(tx, trip_id, after, sent.reason)
    began_at = min(trip.started_at, after.started_at or trip.started_at)
    ended_at = max(trip.ended_at, after.ended_at or trip.ended_at)
    judged = await judge_again(tx, game, {trip.rider_id: (began_at, ended_at)}, strikes, now)
    return judged[trip_id]


async def _correction(tx: AsyncConnection, telling: Telling, sent: CorrectTrip) -> Correction:
    """What was sent, with the places of its stations where they stood when the trip began."""
    at = sent.started_at or telling.correction.started_at or telling.started_at
    named = {station_id for station_id in (sent.start_station_id, sent.end_station_id) if station_id}
    places = await stations.places_at(tx, {(station_id, at) for station_id in named})

    def place(station_id: str | None) -> Place | None:
        return places.get((station_id, at)) if station_id else None

    distance_source = sent.distance_source or "odometer"
    return Correction(
        started_at=sent.started_at,
        ended_at=sent.ended_at,
        distance_m=sent.distance_m,
        distance_source=distance_source if sent.distance_m is not None else None,
        start=place(sent.start_station_id),
        end=place(sent.end_station_id),
        start_station_id=sent.start_station_id,
        end_station_id=sent.end_station_id,
    )
