"""HTTP routes of a rider's trips, which come from the service `trips`, with the points of each trip, and what
became of one in challenges."""

import asyncio
from typing import Annotated
from uuid import UUID

import httpx
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response

from services.gateway.door.forwarding.actions import ask, passed_back
from services.gateway.riders.answers import answer, reader_language
from services.gateway.riders.explanations.answers import explanation
from services.gateway.riders.reasons.rules import reasons_in_words
from services.gateway.riders.statement import store as statement_store
from services.gateway.riders.trips.answers import ChallengesOfTrip, Trip, TripInChallenge, Trips
from services.gateway.riders.trips.bodies import ChallengesOfTripQuery
from shared.http import cursors
from shared.http.auth import Caller, Rider, rider_id_of
from shared.http.documented import IN_A_LANGUAGE
from shared.http.problems import Unavailable

router = APIRouter()

CHALLENGES_S = 2
"""Longest wait for what challenges say of a trip: the trip itself is there by then."""


@router.get("/v1/me/trips", operation_id="list_my_trips", response_model=Trips, responses=IN_A_LANGUAGE)
async def trips(request: Request, caller: Rider, _: Annotated[cursors.Page, Query()]) -> Response:
    """The trips of the rider who asks, newest first, with the points that each trip earned."""
    trips_answer = await ask(request, "trips", caller, without=("if-none-match",))
    if trips_answer.status_code != httpx.codes.OK:
        return passed_back(trips_answer, "trips")
    content = Trips.model_validate_json(trips_answer.content)
    return await _with_points(request, caller, content, content.trips)


@router.get(
    "/v1/me/trips/{trip_id}", operation_id="get_my_trip", response_model=Trip, responses=IN_A_LANGUAGE
)
async def trip(request: Request, caller: Rider, _: Annotated[ChallengesOfTripQuery, Query()]) -> Response:
    """One trip of the rider who asks, with the points that the trip earned, and why challenges count it or
    not: those in whose window it lies, and the one that `challenge_id` names."""
    # Without the query, which names a challenge: trips knows none.
    trips_answer = await ask(request, "trips", caller, without=("if-none-match",), query="")
    if trips_answer.status_code != httpx.codes.OK:
        return passed_back(trips_answer, "trips")
    content = Trip.model_validate_json(trips_answer.content)
    content.challenges = await _challenges_of(request, caller, content.said_as or content.trip_id)
    return await _with_points(request, caller, content, [content])


async def _challenges_of(request: Request, caller: Caller, trip_id: UUID) -> list[TripInChallenge] | None:
    """In which challenges a trip counts; None while challenges is away or slow, or has not heard of it."""
    path = f"/v1/me/trips/{trip_id}"
    try:
        async with asyncio.timeout(CHALLENGES_S):
            told = await ask(request, "challenges", caller, without=("if-none-match",), path=path)
    except (Unavailable, TimeoutError):
        return None
    if told.status_code != httpx.codes.OK:
        return None
    return ChallengesOfTrip.model_validate_json(told.content).challenges


async def _with_points(request: Request, caller: Caller, content: BaseModel, inside: list[Trip]) -> Response:
    """`content`, after points, explanation and reasons in words were added to the trips `inside` it."""
    sources = [f"trip:{trip.said_as or trip.trip_id}" for trip in inside]
    reads: AsyncEngine = request.state.reads
    async with reads.connect() as tx:
        source_points = await statement_store.read_source_points(tx, rider_id_of(caller), sources)
    language = reader_language(request)
    for trip, source in zip(inside, sources, strict=True):
        trip.said_as = None
        trip.reasons_in_words = reasons_in_words(trip.reasons, language)
        if source in source_points:
            trip.points, reason = source_points[source]
            trip.explanation = explanation(reason, trip.points, language)
    return answer(request, content, language)
