"""The HTTP door for what the gateway answers itself."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from services.gateway.door.forwarding.routes import ask, passed_back
from services.gateway.riders import answers
from services.gateway.riders.summary import store
from services.gateway.riders.summary.gathered import gathered
from shared.http import cursors
from shared.http.auth import Caller, Rider, signed_in
from shared.http.problems import ValidationError
from shared.http.web import Settings

router = APIRouter()

BEYOND_LAST_LINE = 2**31 - 1


async def _reads(request: Request) -> AsyncEngine:
    engine: AsyncEngine = request.state.reads
    return engine


_rider = signed_in("rider")


async def _rider_id(caller: Rider) -> UUID:
    assert caller.rider_id is not None
    return caller.rider_id


def summaries(reads: AsyncEngine, zone: ZoneInfo) -> Callable[[UUID], Awaitable[store.Summary]]:
    """How a rider's summary is read; `zone` is the city's."""

    async def read(rider_ids: Collection[UUID]) -> Mapping[UUID, store.Summary]:
        now = datetime.now(UTC)
        async with reads.connect() as tx:
            return await store.read_summaries(tx, rider_ids, now, now.astimezone(zone).date())

    return gathered(read)


Reads = Annotated[AsyncEngine, Depends(_reads)]
RiderId = Annotated[UUID, Depends(_rider_id)]


@router.get("/", include_in_schema=False)
async def home() -> RedirectResponse:
    """To the page that everybody may read."""
    return RedirectResponse("/city", 302)


@router.get("/v1/me/summary", operation_id="get_summary", response_model=answers.Summary)
async def summary(request: Request) -> Response:
    """Points, level, streak and totals of the rider who asks."""
    request.scope["route"] = SUMMARY  # as FastAPI does, for the metrics
    # Asked for here and not as a dependency: FastAPI's way to one takes longer than to know the rider.
    rider_id = await _rider_id(await _rider(request))
    _no_query(request)
    found: store.Summary = await request.state.read_summary(rider_id)
    language = answers.reader_language(request)
    return answers.answer_json(request, answers.summary(rider_id, found, language), language)


SUMMARY = Route("/v1/me/summary", summary)
"""Stands before FastAPI's own route of it, which stays for the reference: its way to a route costs as much
as this answer, and riders ask for nothing else so often."""


@router.get("/v1/me/postings", operation_id="list_postings", response_model=answers.Statement)
async def postings(
    request: Request,
    rider_id: RiderId,
    settings: Settings,
    reads: Reads,
    page: Annotated[cursors.Page, Query()],
) -> Response:
    """The statement of the rider who asks, newest first, each line with its reason in words."""
    secret = settings.internal_secret.get_secret_value()
    of_rider = f"postings of {rider_id}"
    before = BEYOND_LAST_LINE if page.cursor is None else cursors.read(secret, of_rider, page.cursor)[0]
    async with reads.connect() as tx:
        lines = await store.read_statement(tx, rider_id, before, page.limit + 1)
    language = answers.reader_language(request)
    shown = lines[: page.limit]
    more = len(lines) > page.limit
    content = answers.Statement(
        postings=[answers.posting(line, language) for line in shown],
        next_cursor=cursors.write(secret, of_rider, shown[-1].number) if more else None,
    )
    return answers.answer(request, content, language)


@router.get("/v1/me/trips", operation_id="list_my_trips", response_model=answers.Trips)
async def trips(request: Request, caller: Rider, reads: Reads) -> Response:
    """The trips of the rider who asks, newest first, with what they gave."""
    found = await ask(request, "trips", caller, without=("if-none-match",))
    if found.status_code != httpx.codes.OK:
        return passed_back(found)
    content = answers.Trips.model_validate_json(found.content)
    return await _with_points(request, caller, reads, content, content.trips)


@router.get("/v1/me/trips/{trip_id}", operation_id="get_my_trip", response_model=answers.Trip)
async def trip(request: Request, caller: Rider, reads: Reads) -> Response:
    """One trip of the rider who asks, with what it gave."""
    found = await ask(request, "trips", caller, without=("if-none-match",))
    if found.status_code != httpx.codes.OK:
        return passed_back(found)
    content = answers.Trip.model_validate_json(found.content)
    return await _with_points(request, caller, reads, content, [content])


async def _with_points(
    request: Request, caller: Caller, reads: AsyncEngine, content: BaseModel, found: list[answers.Trip]
) -> Response:
    """`content` with points and explanation added to the trips in it."""
    assert caller.rider_id is not None
    async with reads.connect() as tx:
        given = await store.read_given(tx, caller.rider_id, [f"trip:{each.trip_id}" for each in found])
    language = answers.reader_language(request)
    for each in found:
        if known := given.get(f"trip:{each.trip_id}"):
            each.points, reason = known
            each.explanation = answers.explanation(reason, each.points, language)
    return answers.answer(request, content, language)


def _no_query(request: Request) -> None:
    if request.query_params:
        errors = [{"pointer": "/query", "code": "unknown_field"}]
        raise ValidationError("Something in the request is not allowed.", errors=errors)
