"""HTTP routes of the statement."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from services.gateway.riders.answers import answer, reader_language
from services.gateway.riders.statement import answers
from services.gateway.riders.statement.actions import read_page
from shared.http import cursors
from shared.http.auth import Rider, rider_id_of
from shared.http.documented import IN_A_LANGUAGE
from shared.http.web import Settings

router = APIRouter()


@router.get(
    "/v1/me/postings", operation_id="list_postings", response_model=answers.Statement, responses=IN_A_LANGUAGE
)
async def postings(
    request: Request, caller: Rider, settings: Settings, page: Annotated[cursors.Page, Query()]
) -> Response:
    """The statement of the rider who asks, newest first, each line with its reason in words."""
    language = reader_language(request)
    content = await read_page(request.state.reads, settings, rider_id_of(caller), page, language)
    return answer(request, content, language)
