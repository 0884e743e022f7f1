"""HTTP routes of a rider's trips, which come from the service `trips`, with the points of each trip."""

from typing import Annotated

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
from services.gateway.riders.trips.answers import Trip, Trips
from shared.http import cursors
from shared.http.auth import Caller, Rider, rider_id_of
from shared.http.documented import IN_A_LANGUAGE

router = APIRouter()


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
async def trip(request: Request, caller: Rider) -> Response:
    """One trip of the rider who asks, with the points that the trip earned."""
    trips_answer = await ask(request, "trips", caller, without=("if-none-match",))
    if trips_answer.status_code != httpx.codes.OK:
        return passed_back(trips_answer, "trips")
    content = Trip.model_validate_json(trips_answer.content)
    return await _with_points(request, caller, content, [content])


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
