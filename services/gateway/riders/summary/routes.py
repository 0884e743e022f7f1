"""HTTP routes of the summary, which riders ask for more often than for all else together."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.gateway.riders.answers import answer_json
from services.gateway.riders.summary import answers
from shared.http import queries
from shared.http.auth import signed_in

router = APIRouter()

PATH = "/v1/me/summary"

_rider = signed_in("rider")


@router.get(PATH, operation_id="get_summary", response_model=answers.Summary)
async def summary(request: Request) -> Response:
    """Points, level, streak and totals of the rider who asks."""
    # Called here and not as a dependency: resolving one takes FastAPI longer than identifying the rider.
    rider_id = (await _rider(request)).rider_id
    assert rider_id is not None
    queries.check_names(request)
    numbers = await request.state.read_summary(rider_id)
    return answer_json(request, answers.summary(rider_id, numbers, request.state.levels.from_points))
