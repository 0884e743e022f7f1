"""HTTP routes of support: the game's operator looks at what one of its riders sees. It says why, and each
look is logged."""

from hashlib import sha256
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.responses import Response

from services.gateway.door.forwarding.actions import ask, passed_back
from services.gateway.riders.answers import answer, answer_json, reader_language
from services.gateway.riders.statement.actions import read_page
from services.gateway.riders.statement.answers import Statement
from services.gateway.riders.summary import answers as summaries
from services.gateway.riders.support import store
from shared.http import cursors
from shared.http.auth import Caller, operator_id_of
from shared.http.documented import LANGUAGE, takes
from shared.http.operators import GamesOperator, NotTheGamesOperator
from shared.http.owned import Absent, owned, path_id
from shared.http.problems import NotFound, may_raise
from shared.http.purposes import PURPOSE, PurposeMissing, purpose_of
from shared.http.web import Settings

logger = structlog.get_logger()
router = APIRouter()

NO_RIDER = Absent("There is no such rider.")
DESCRIBED = takes(PURPOSE) | {"security": [{"token": ["operator"]}]}
REFUSALS = may_raise(PurposeMissing, NotTheGamesOperator, NotFound)
REDEMPTIONS = {"application/json": {"schema": {"$ref": "#/components/schemas/OwnRedemptions"}}}
"""The answer of rewards, whose document describes it."""


@router.get(
    "/v1/riders/{rider_id}/summary",
    operation_id="get_summary_of_rider",
    response_model=summaries.Summary,
    responses=REFUSALS,
    openapi_extra=DESCRIBED,
)
async def summary(rider_id: str, request: Request, caller: GamesOperator) -> Response:
    """Points, level, streak and totals of a rider, as the rider reads them."""
    known_id = await _look(request, caller, rider_id, "summary")
    numbers = await request.state.read_summary(known_id)
    return answer_json(request, summaries.summary(known_id, numbers, request.state.levels.from_points))


@router.get(
    "/v1/riders/{rider_id}/postings",
    operation_id="list_postings_of_rider",
    response_model=Statement,
    responses={200: {"headers": LANGUAGE}, **REFUSALS},
    openapi_extra=DESCRIBED,
)
async def postings(
    rider_id: str,
    request: Request,
    caller: GamesOperator,
    settings: Settings,
    page: Annotated[cursors.Page, Query()],
) -> Response:
    """The statement of a rider, newest first, in the language that the reader asks for."""
    known_id = await _look(request, caller, rider_id, "postings")
    language, reads = reader_language(request), request.state.reads
    return answer(request, await read_page(reads, settings, known_id, page, language), language)


@router.get(
    "/v1/riders/{rider_id}/redemptions",
    operation_id="list_redemptions_of_rider",
    responses={200: {"content": REDEMPTIONS}, **REFUSALS},
    openapi_extra=DESCRIBED,
)
async def redemptions(
    rider_id: str, request: Request, caller: GamesOperator, _: Annotated[cursors.Page, Query()]
) -> Response:
    """What a rider has redeemed, newest first, without codes."""
    await _look(request, caller, rider_id, "redemptions")
    return passed_back(await ask(request, "rewards", caller), "rewards")


async def _look(request: Request, caller: Caller, rider_id: str, what: str) -> UUID:
    """The rider whom this operator may look at: one who rode with it. The look is logged, with the reason.
    Raises PurposeMissing and NotFound."""
    purpose, known_id = purpose_of(request), path_id(rider_id, NO_RIDER)
    operator_id, reads = operator_id_of(caller), request.state.reads
    assert isinstance(reads, AsyncEngine)
    async with reads.connect() as tx:
        owned(await store.rode_with(tx, known_id, operator_id) or None, NO_RIDER)
    logger.info(
        "rider_looked_at",
        rider_id=str(known_id),
        what=what,
        operator_id=operator_id,
        by=sha256(caller.id.encode()).hexdigest()[:16],
        purpose=purpose,
    )
    return known_id
