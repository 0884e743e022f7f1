"""HTTP door of trips: what riders and operators read."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse

from services.trips import store
from services.trips.answer_models import ReviewQueue
from services.trips.answers import page, path_id, queue_answer, trip_answer
from services.trips.rules import VerdictName
from shared.http import cursors
from shared.http.auth import Operator, Rider
from shared.http.problems import NotFound
from shared.http.web import Engine, Settings

router = APIRouter()


class Queue(cursors.Page):
    """The query of the review queue."""

    verdict: VerdictName = "held"


@router.get("/v1/me/trips")
async def my_trips(
    caller: Rider, settings: Settings, engine: Engine, query: Annotated[cursors.Page, Query()]
) -> JSONResponse:
    """The rider's own trips, newest first, with today's verdicts."""
    assert caller.rider_id is not None
    secret, list_name = settings.internal_secret.get_secret_value(), f"trips of {caller.rider_id}"
    after = _after(secret, list_name, query.cursor)
    async with engine.connect() as tx:
        rows = await store.rider_trips(tx, caller.rider_id, query.limit + 1, after)
    return JSONResponse(page(secret, list_name, rows, query.limit, trip_answer))


@router.get("/v1/me/trips/{trip_id}")
async def my_trip(trip_id: str, caller: Rider, engine: Engine) -> JSONResponse:
    """One of the rider's own trips, with today's verdict."""
    assert caller.rider_id is not None
    async with engine.connect() as tx:
        row = await store.rider_trip(tx, caller.rider_id, path_id(trip_id))
    if row is None:
        raise NotFound("You have no such trip.")
    return JSONResponse(trip_answer(row))


@router.get("/v1/trips", operation_id="list_trips", response_model=ReviewQueue)
async def review_queue(
    caller: Operator, settings: Settings, engine: Engine, query: Annotated[Queue, Query()]
) -> JSONResponse:
    """The operator's trips of one verdict, oldest first, with the appeals that wait."""
    assert caller.operator_id is not None
    secret = settings.internal_secret.get_secret_value()
    list_name = f"{query.verdict} trips of {caller.operator_id}"
    after = _after(secret, list_name, query.cursor)
    async with engine.connect() as tx:
        rows = await store.operator_trips(tx, caller.operator_id, query.verdict, query.limit + 1, after)
    return JSONResponse(page(secret, list_name, rows, query.limit, queue_answer))


def _after(secret: str, list_name: str, cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    started_at, trip_id = cursors.read(secret, list_name, cursor)
    return datetime.fromisoformat(started_at), UUID(trip_id)
