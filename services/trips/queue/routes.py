"""HTTP route of the review queue."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.trips.answers import place
from services.trips.bodies import listed_after
from services.trips.queue import store
from services.trips.queue.answers import ReviewQueue, review_answer
from services.trips.queue.bodies import Queue
from services.trips.verdicts.routes import CurrentGame
from shared.http import bodies, cursors, etags
from shared.http.auth import Operator, operator_id_of
from shared.http.documented import as_json
from shared.http.web import Engine, Now, Settings

router = APIRouter()
TRACE_WORK_BYTES = 4_000
"""About how much work the figures of one trace are, in bytes of a body that takes as long to read."""


@router.get("/v1/trips", operation_id="list_trips", response_model=ReviewQueue)
async def review_queue(
    request: Request,
    caller: Operator,
    settings: Settings,
    engine: Engine,
    game_now: CurrentGame,
    now: Now,
    query: Annotated[Queue, Query()],
) -> Response:
    """The operator's trips that are to be reviewed, oldest first: what is held, and appeals that wait, of
    rejected and voided trips too; or those that a filter names."""
    operator_id = operator_id_of(caller)
    listing = cursors.list_of(settings, f"trips of {operator_id}: {query.filters()}")
    after = listed_after(listing, query)
    async with engine.connect() as tx:
        game = await game_now(tx)
        rows = await store.operator_trips(tx, operator_id, query.filters(), query.limit + 1, after)
    shown, more = cursors.cut(listing, query, rows, lambda row: place(row.reviewed.trip))

    def content() -> ReviewQueue:
        trips = []
        for row in shown:
            trip = row.reviewed.trip
            limits = game.limits_of(trip.vehicle_type, trip.local_on)
            trips.append(review_answer(row, limits, game.version_of(trip.local_on), now))
        return ReviewQueue(trips=trips, **more)

    with_traces = sum(row.trace is not None for row in shown)
    told = await bodies.beside(TRACE_WORK_BYTES * with_traces, content)
    return etags.answer(request, as_json(told), etags.PRIVATE)
