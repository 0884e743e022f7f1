"""The HTTP door of the summary, which riders ask for more often than for all else together."""

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.routing import Route

from services.gateway.riders.answers import answer_json, reader_language
from services.gateway.riders.summary import answers
from shared.http.auth import signed_in
from shared.http.problems import ValidationError

router = APIRouter()

_rider = signed_in("rider")


@router.get("/v1/me/summary", operation_id="get_summary", response_model=answers.Summary)
async def summary(request: Request) -> Response:
    """Points, level, streak and totals of the rider who asks."""
    request.scope["route"] = SUMMARY  # as FastAPI does, for the metrics
    # Asked for here and not as a dependency: FastAPI's way to one takes longer than to know the rider.
    rider_id = (await _rider(request)).rider_id
    assert rider_id is not None
    _no_query(request)
    numbers = await request.state.read_summary(rider_id)
    language = reader_language(request)
    return answer_json(request, answers.summary(rider_id, numbers, language), language)


SUMMARY = Route("/v1/me/summary", summary)
"""Stands before FastAPI's own route of it, which stays for the reference: its way to a route costs as much
as this answer, and riders ask for nothing else so often."""


def _no_query(request: Request) -> None:
    if request.query_params:
        errors = [{"pointer": "/query", "code": "unknown_field"}]
        raise ValidationError("Something in the request is not allowed.", errors=errors)
